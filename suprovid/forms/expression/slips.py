"""What people write by mistake, and what to write instead: one row a slip."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from suprovid.errors import BadExpression


@dataclass(frozen=True)
class Slip:
    """A pattern found where reading stopped, the sentence that says why, and the remedy (`\\1` = a group)."""

    pattern: re.Pattern[str]
    why: str
    instead: str


def slip(pattern: str, why: str, instead: str) -> Slip:
    return Slip(re.compile(pattern), f"expression.bad.{why}", instead)


SLIPS = (
    slip(r"==+", "sign", "="),
    slip(r"&&?", "sign", "and"),
    slip(r"\|\|?", "sign", "or"),
    slip(r"<>|≠|!==", "sign", "!="),
    slip(r"=<|≤", "sign", "<="),
    slip(r"=>|≥", "sign", ">="),
    slip(r"!(?!=)", "sign", "not(...)"),
    slip(r"[−–—]", "sign", "-"),
    slip(r"×", "sign", "*"),
    slip(r"÷|:", "sign", "div"),
    slip(r"//|/?(?:\.\.?/)*[*@]|\.\./?", "path", "${...}"),
    slip(r"(?P<found>/)\s*.", "sign", "div"),
    slip(r"%", "sign", "mod"),
    slip(r";", "sign", ","),
    slip(r"[“”„«»‟‘’‚‹›`´]", "quotes", "'...'"),
    slip(r"['\"]", "unclosed_quote", "'...'"),
    slip(r"\$\{\s*\}", "empty_name", "${...}"),
    slip(r"\$\{\s*([^\s{}\[\]()'\"]*)[^{}]*(?:\$\{|$)", "unclosed_name", r"${\1}"),
    slip(r"\$\{[^{}]*\}", "name", "${...}"),
    slip(r"\$\(?([^\W\d][\w.-]*)\)?", "bare", r"${\1}"),
    slip(r"\$?\{([^\W\d][\w.-]*)\}", "bare", r"${\1}"),
    slip(r"(\d+),(\d+)", "comma", r"\1.\2"),
    slip(r"!?=|[<>]=?", "chain", ""),
    slip(r"[)\]}]", "closed", ""),
)

WORDS = (
    slip(r"(?i:and|і|та|и|й)", "sign", "and"),
    slip(r"(?i:or|або|или)", "sign", "or"),
    slip(r"(?i:not|не)", "sign", "not(...)"),
    slip(r"(?i:true|так|да|yes)", "sign", "true()"),
    slip(r"(?i:false|ні|нет|no)", "sign", "false()"),
    slip(r"(?i:null|none|nil)", "sign", "''"),
)


def slip_at(text: str, at: int) -> BadExpression:
    """The error for a text whose reading stopped at a column (from 0)."""
    if not text.strip():
        return _bad(text, 0, "expression.bad.empty", "")
    end = len(text.rstrip())
    unclosed = _unclosed(text)
    if at >= end and unclosed is not None:
        found = _bad(text, unclosed, "expression.bad.unclosed", ")" if text[unclosed] == "(" else "]")
    elif at >= end:
        found = _bad(text, end, "expression.bad.end", "")
    else:
        found = _slip(text, at)
    earlier = [bare for bare in _bare(text) if _place(bare) <= _place(found) or at >= end]
    return earlier[0] if earlier else found


def _place(fault: BadExpression) -> int:
    return int(str(fault.facts["place"]))


def _slip(text: str, at: int) -> BadExpression:
    for row in SLIPS:
        for start in (at, max(len(text[:at].rstrip()) - 1, 0)):
            found = row.pattern.match(text, start)
            if found and found.end() > at:
                said = found.groupdict().get("found", found[0])
                return _bad(text, start, row.why, found.expand(row.instead), said)
    return _bad(text, at, "expression.bad.unexpected", "", text[at])


BARE = re.compile(
    r"\"[^\"]*\"|'[^']*'|\$\{[^{}]*\}?|/\s*[^\W\d][\w-]*|([^\W\d][\w.-]*)(?![\w.-]|:[\w-]|\s*\()"
)
OPERATORS = frozenset({"and", "or", "div", "mod"})


def _bare(text: str) -> Iterator[BadExpression]:
    """Words that are no operator, no function and no name between braces."""
    for found in BARE.finditer(text):
        word = found[1]
        if not word or word in OPERATORS:
            continue
        row = next((row for row in WORDS if row.pattern.fullmatch(word)), None)
        if row:
            yield _bad(text, found.start(), row.why, row.instead, word)
        else:
            yield _bad(text, found.start(), "expression.bad.bare", f"${{{word}}}", word)


def _bad(text: str, at: int, why: str, instead: str, found: str = "") -> BadExpression:
    return BadExpression(text=text, place=at + 1, why=why, instead=instead, found=found)


def _unclosed(text: str) -> int | None:
    """The column of the innermost bracket that nothing closes, quotes aside."""
    open_at: list[int] = []
    for found in re.finditer(r"\"[^\"]*\"|'[^']*'|[()\[\]]", text):
        if found[0] in "([":
            open_at.append(found.start())
        elif found[0] in ")]" and open_at:
            open_at.pop()
    return open_at[-1] if open_at else None
