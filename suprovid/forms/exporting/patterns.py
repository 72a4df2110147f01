"""A pattern as every engine reads it alike: Python's, ECMA-262 with its `u` flag, Rust's.

`\\w`, `\\d` and `\\s` mean other signs to each of them, `.` and `$` differ at the end of a line, and some
meet a fault where others read on.
So signs are named one by one, and a text that must fit whole is forbidden new lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

import re2

from suprovid.forms.expression.re2_syntax import NotInRe2, hyphens_apart, in_re2

TOKEN = re.compile(
    r"\\x\{(?P<braced>[0-9a-fA-F]{1,6})\}|\\u\{(?P<point>[0-9a-fA-F]{1,6})\}|\\u(?P<short>[0-9a-fA-F]{4})"
    r"|\\x(?P<hex>[0-9a-fA-F]{2})|\\c(?P<control>[A-Za-z])|(?P<kind>\\[pP](?:\{[^}]*\}|[A-Za-z])|\\[wWdDsS])"
    r"|\\(?P<escaped>.)|(?P<group>\((?:\?(?:P?<[A-Za-z_]\w*>|<?[=!]|:))?)|(?P<times>[*+?]|\{\d+(?:,\d*)?\})"
    r"|(?P<named>\[:\^?[a-z]+:\])|(?P<sign>.)",
    re.DOTALL,
)
POINTS = ("braced", "point", "short", "hex")
STEERING = {"t": "\t", "n": "\n", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}
BY_NAME = {sign: f"\\{name}" for name, sign in STEERING.items() if name != "a"}
SYNTAX = frozenset("^$\\.*+?()[]{}|/")
IN_CLASS = frozenset("\\]^[-")
DOUBLED = {"&&": r"&\x26", "~~": r"~\x7e", "||": r"|\x7c"}
"""What some engines take for an operation on classes."""
KNOWN = (r"\w", r"\W", r"\d", r"\D", r"\s", r"\S")
UNSAYABLE = frozenset("QECKGRXkgN0123456789")
"""Escapes that no other writing says to all, such as references back."""
LAST = r"$(?!\n)"
"""The end of the text, where Python stands before a last new line as well."""
WIDEST = 300_000
"""Signs of a class times its repetitions: from about 400,000 on, Rust's engine refuses."""
EVERYTHING = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x110000))))


class Unsayable(Exception):
    """There is no writing that every engine reads alike."""


@dataclass
class _Said:
    """What was written so far, and what is known of it."""

    parts: list[str] = field(default_factory=list)
    brackets: list[str] = field(default_factory=list)
    """The openings that are not closed yet."""
    looked: int = -1
    """After so many parts, somebody has looked ahead or behind."""
    takes_newlines: bool = False
    parts_ways: bool = False
    """Is there a `|` outside all brackets?"""
    is_exact: bool = True


@dataclass(frozen=True)
class Portable:
    """A pattern for every engine.

    `without_lines`: no text with a new line fits, and that must be said beside it, since to Python `$` stands
    before the last one too.
    Unless `is_exact`, engines differ on words of other scripts: `\\b` has no other writing.
    """

    text: str
    without_lines: bool
    is_exact: bool

    @property
    def rule(self) -> dict[str, Any]:
        """The words of a schema that judge by it."""
        return {
            "pattern": self.text,
            **({"not": {"type": "string", "pattern": r"\n"}} if self.without_lines else {}),
        }


@lru_cache(maxsize=512)
def portable(pattern: str) -> Portable | None:
    """The pattern in a writing that every engine reads; None when there is none."""
    try:
        return _whole(pattern)
    except (Unsayable, NotInRe2, re2.error, re.error, OverflowError, RecursionError):
        return None


def rule(pattern: str) -> dict[str, Any] | None:
    """The words of a schema that judge by a pattern; None when no writing says it to all."""
    found = portable(pattern)
    return found.rule if found is not None and found.is_exact else None


def folded(pattern: str) -> str:
    """A pattern in which `\\w` and its like are called so again, and not sign by sign."""
    for name in KNOWN if len(pattern) > 100 or not pattern.isascii() else ():
        pattern = pattern.replace(_signs(name), name)
    return pattern


def _whole(pattern: str) -> Portable:
    said = _Said()
    tokens = list(TOKEN.finditer(hyphens_apart(pattern)))
    place = 0
    while place < len(tokens):
        place = _said(tokens, place, said)
    is_whole = said.parts[:1] == ["^"] and said.parts[-1:] == ["$"] and not said.parts_ways
    without_lines = is_whole and not said.takes_newlines
    ends = "$" if without_lines else LAST
    found = "".join(ends if part == "$" else part for part in said.parts).replace(f"{LAST}(?!\\n)", LAST)
    re.compile(found)
    return Portable(found, without_lines, said.is_exact)


def _said(tokens: list[re.Match[str]], place: int, said: _Said) -> int:
    """Write the token at a place, or the whole class that begins there; answers the next place."""
    token = tokens[place]
    if token["sign"] == "[" or token["named"]:
        return _class(tokens, place, said)
    if token["kind"]:
        said.parts.append(f"[{_signs(token['kind'])}]")
        said.takes_newlines |= _has(token["kind"], "\n")
    elif token["escaped"] in ("b", "B"):
        said.is_exact = False
        said.parts.append(token[0])
    elif token["group"]:
        said.brackets.append(token[0])
        said.parts.append("(?:" if "<" in token[0] and token[0][-1] == ">" else token[0])
    elif token["times"]:
        _repeated(token["times"], said)
    elif token["sign"] in (".", "|", ")", "^", "$"):
        _steered(token[0], said)
    elif token["escaped"] in ("A", "z", "Z"):
        said.parts.append("^" if token["escaped"] == "A" else "$")
    else:
        sign = _sign(token)
        said.takes_newlines |= sign == "\n"
        said.parts.append(_spelt(sign, SYNTAX))
    return place + 1


def _repeated(times: str, said: _Said) -> None:
    """How often; what stands at an end of the text can be repeated in brackets only.

    A question mark right after a bracket is a flag (`(?i)`), which not everybody knows.
    """
    if said.parts[-1:] in ([], ["("]) or len(said.parts[-1]) * _most(times) > WIDEST:
        raise Unsayable
    if said.looked == len(said.parts):  # to look once is to look as often as one likes
        if times[0] in "*?" or times.startswith("{0"):
            raise Unsayable
        return
    if said.parts[-1:] in (["^"], ["$"]):
        said.parts[-1:] = ["(?:", said.parts[-1], ")"]
    said.parts.append(times)


def _most(times: str) -> int:
    return max(map(int, re.findall(r"\d+", times)), default=1)


def _steered(sign: str, said: _Said) -> None:
    said.parts_ways |= sign == "|" and not said.brackets
    said.parts.append(r"[^\n]" if sign == "." else sign)
    if sign == ")" and said.brackets and said.brackets.pop()[-1] in "=!":
        said.looked = len(said.parts)


def _class(tokens: list[re.Match[str]], place: int, said: _Said) -> int:
    """`[...]`: each sign as it is, each kind of signs spelt out."""
    place += 1
    is_other = place < len(tokens) and tokens[place][0] == "^"
    start = place = place + is_other
    items: list[tuple[str, str]] = []
    while place < len(tokens) and (tokens[place]["sign"] != "]" or place == start):
        items.extend(_items(tokens[place]))
        place += 1
    written = "".join(_joined(items))
    for doubled, apart in DOUBLED.items():
        written = written.replace(doubled, apart)
    found = f"[{'^' if is_other else ''}{written}]"
    said.parts.append(found)
    said.takes_newlines |= re.search(found, "\n") is not None
    return place + 1


def _items(token: re.Match[str]) -> Iterator[tuple[str, str]]:
    """(sign, kind) of what stands in a class: one of both is empty."""
    if token["kind"] or token["named"]:
        yield "", token[0]
    elif token["group"] or token["times"]:
        yield from ((sign, "") for sign in token[0])
    elif token["escaped"] == "b":
        yield "\b", ""
    else:
        yield ("\\-" if token[0] == "\\-" else _sign(token)), ""


def _joined(items: list[tuple[str, str]]) -> Iterator[str]:
    place = 0
    while place < len(items):
        sign, kind = items[place]
        after = [each for each, _ in items[place + 1 : place + 3]]
        if kind:
            yield _signs(kind)
        elif len(after) == 2 and after[0] == "-" and after[1]:
            yield f"{_in_class(sign)}-{_in_class(after[1])}"
            place += 2
        else:
            yield _in_class(sign)
        place += 1


def _in_class(sign: str) -> str:
    return _spelt(sign[-1], IN_CLASS)


def _sign(token: re.Match[str]) -> str:
    """The one sign that a token stands for."""
    point = next((token[name] for name in POINTS if token[name]), "")
    if point:
        if 0xD800 <= int(point, 16) < 0xE000 or int(point, 16) > 0x10FFFF:
            raise Unsayable
        return chr(int(point, 16))
    if token["control"]:
        return chr(ord(token["control"].upper()) % 32)
    if token["escaped"] is None:
        return token[0]
    if token["escaped"] in UNSAYABLE:
        raise Unsayable
    return STEERING.get(token["escaped"], token["escaped"])


def _spelt(sign: str, special: frozenset[str]) -> str:
    """A sign that means itself to every engine."""
    if sign in BY_NAME:
        return BY_NAME[sign]
    if ord(sign) < 0x20 or 0x7F <= ord(sign) <= 0xA0:
        return f"\\x{ord(sign):02x}"
    return f"\\{sign}" if sign in special else sign


@cache
def _runs(kind: str) -> tuple[tuple[str, str], ...]:
    """The signs of a kind as (first, last), as our own judge knows them."""
    found = re2.findall(f"(?s){in_re2(f'[{kind}]')}+", EVERYTHING)
    apart = (part for run in found for part in re.findall("[\0-\ud7ff]+|[\ue000-\U0010ffff]+", run))
    return tuple((run[0], run[-1]) for run in apart)


def _has(kind: str, sign: str) -> bool:
    return any(first <= sign <= last for first, last in _runs(kind))


@cache
def _signs(kind: str) -> str:
    """The signs of a kind, as they are written inside of `[...]`."""
    return "".join(
        _in_class(first)
        + ("" if first == last else f"{'-' if ord(last) > ord(first) + 1 else ''}{_in_class(last)}")
        for first, last in _runs(kind)
    )
