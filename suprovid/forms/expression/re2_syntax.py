"""A pattern as other engines write it, as RE2 writes it: letters of all languages are letters.

`\\w`, `\\d` and `\\b` mean letters and digits of every script, as the people who fill the forms expect.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

TOKEN = re.compile(
    r"\\u\{([0-9a-fA-F]{1,6})\}|\\u([0-9a-fA-F]{4})|\\c([A-Za-z])|\\([pP])\{([^}]*)\}|\\(.)|(\[\^?)|(\])|(.)",
    re.DOTALL,
)
HYPHEN = re.compile(r"(\\[wWdDsS]|\\[pP]\{[^}]*\})-|(\\.)|-(?=\\[wWdDsSpP])", re.DOTALL)
WHITE = r"\t-\r\x20\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}"
BLACK = (
    r"\x00-\x08\x0e-\x1f\x21-\x{9f}\x{a1}-\x{167f}\x{1681}-\x{1fff}\x{200b}-\x{2027}\x{202a}-\x{202e}"
    r"\x{2030}-\x{205e}\x{2060}-\x{2fff}\x{3001}-\x{10ffff}"
)
LETTERS = r"\p{L}\p{N}_"
OTHERS = (
    r"\p{M}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}\x{203f}\x{2040}\x{2054}\x{fe33}\x{fe34}\x{fe4d}-\x{fe4f}"
    r"\x{ff3f}\p{S}\p{Z}\p{C}"
)
CLASSES = {"s": WHITE, "S": BLACK, "w": LETTERS, "W": OTHERS, "d": r"\p{Nd}", "D": r"\P{Nd}"}
KINDS = {
    "letter": "L", "uppercase_letter": "Lu", "lowercase_letter": "Ll", "titlecase_letter": "Lt",
    "modifier_letter": "Lm", "other_letter": "Lo", "mark": "M", "number": "N", "decimal_number": "Nd",
    "digit": "Nd", "punctuation": "P", "punct": "P", "symbol": "S", "currency_symbol": "Sc",
    "math_symbol": "Sm", "separator": "Z", "space_separator": "Zs", "other": "C", "control": "Cc",
    "alphabetic": "L", "alpha": "L", "uppercase": "Lu", "lowercase": "Ll",
}  # fmt: skip
"""Long names of kinds of signs."""


class NotInRe2(Exception):
    """RE2 has no way to say this."""


def in_re2(pattern: str) -> str:
    """The pattern for RE2; raises NotInRe2. What RE2 itself refuses is left for it to refuse."""
    return "".join(_said(hyphens_apart(pattern)))


def hyphens_apart(pattern: str) -> str:
    """The pattern with a hyphen beside `\\w` or its like as a hyphen: no range begins or ends there."""
    return HYPHEN.sub(lambda found: found[2] or f"{found[1] or ''}\\-", pattern)


def _said(pattern: str) -> Iterator[str]:
    in_class, first = False, False
    for token in TOKEN.finditer(pattern):
        bare, short, control, sign, kind, escaped, opens, closes, _ = token.groups()
        if opens and not in_class:
            in_class, first = True, True
            yield opens
            continue
        if bare or short:
            yield f"\\x{{{bare or short}}}"
        elif control:
            yield f"\\x{{{ord(control.upper()) % 32:x}}}"
        elif sign:
            yield f"\\{sign}{{{_kind(kind)}}}"
        elif escaped:
            yield _escaped(escaped, in_class)
        elif closes:
            in_class = in_class and first
            yield "]"
        else:
            yield "\\[" if opens == "[" and pattern[token.end() : token.end() + 1] != ":" else token[0]
        first = False


def _kind(name: str) -> str:
    short = name.rpartition("=")[2]
    return KINDS.get(short.lower().replace(" ", "_"), short)


def _escaped(sign: str, in_class: bool) -> str:
    if sign in CLASSES:
        return CLASSES[sign] if in_class or len(CLASSES[sign]) == 6 else f"[{CLASSES[sign]}]"
    if sign == "Z":
        return "\\z"
    if sign == "b" and in_class:
        return "\\x08"
    if sign.isspace() or not sign.isascii():
        return sign
    if sign in "123456789":
        raise NotInRe2
    return f"\\{sign}"
