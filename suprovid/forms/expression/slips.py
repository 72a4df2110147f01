"""What people write by mistake, and what to write instead: one row a slip."""

from __future__ import annotations

import re
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
    slip(r"/", "sign", "div"),
    slip(r"%", "sign", "mod"),
    slip(r";", "sign", ","),
    slip(r"[“”„«»‟‘’‚‹›`´]", "quotes", "'...'"),
    slip(r"['\"]", "unclosed_quote", "'...'"),
    slip(r"\$\{\s*\}", "empty_name", "${...}"),
    slip(r"\$\{\s*([^\s{}\[\]()'\"]*)\s*(?![^\s{}\[\]()'\"]*\})", "unclosed_name", r"${\1}"),
    slip(r"\$\{[^{}]*\}", "name", "${...}"),
    slip(r"\$\(?([^\W\d][\w.-]*)\)?", "bare", r"${\1}"),
    slip(r"\$?\{([^\W\d][\w.-]*)\}", "bare", r"${\1}"),
    slip(r"(?i:\band\b)", "word", "and"),
    slip(r"(?i:\bor\b)", "word", "or"),
    slip(r"(?i:\bnot\b)", "negation", "not(...)"),
    slip(r"(?i:\b(true|false)\b)(?!\()", "boolean", r"\1()"),
    slip(r"(?i:\b(null|none|nil)\b)", "sign", "''"),
    slip(r"([^\W\d][\w.-]*)", "bare", r"${\1}"),
    slip(r"\d+,\d+", "comma", "."),
)


def slip_at(text: str, at: int) -> BadExpression:
    """The error for a text whose reading stopped at a column (from 0)."""
    if not text.strip():
        return _bad(text, 0, "expression.bad.empty", "")
    if (unclosed := _unclosed(text)) is not None and at >= len(text.rstrip()):
        return _bad(text, unclosed, "expression.bad.unclosed", ")" if text[unclosed] == "(" else "]")
    if at >= len(text.rstrip()):
        return _bad(text, at, "expression.bad.end", "")
    for row in SLIPS:
        for start in (at, max(at - 1, 0)):
            found = row.pattern.match(text, start)
            if found and found.end() > at:
                return _bad(text, start, row.why, found.expand(row.instead.replace("\\.", ".")), found[0])
    return _bad(text, at, "expression.bad.unexpected", "", text[at])


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
