"""Patterns of `pattern`, `patternProperties`, `regex()`: the one place that knows the engine for them.

RE2 does, in time proportional to the text.
What RE2 cannot do (looking ahead or behind) is refused in forms of ours; in schemas from elsewhere it is
walked within a bounded number of steps, see `lookaround`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import re2

from .lookaround import Walker, walker_of
from .re2_syntax import NotInRe2, in_re2

LONGEST_PATTERN = 1_000
LONGEST_FOREIGN = 20_000
"""Patterns of other people list whole alphabets; RE2 bounds its own memory."""
SURROGATE = re.compile("[\ud800-\udfff]")
BOUNDARY = re.compile(r"(?<!\\)(?:\\\\)*\\[bB]")


def refused(pattern: str, foreign: bool = False) -> str | None:
    """Why a pattern is not accepted (`long`, `slow`, `repeated`, `broken`), or None when it is sound.

    `slow` looks around or refers back, `repeated` repeats more often than RE2 can bound.
    A `foreign` one may be as long as other people write them, and may look around.
    """
    if len(pattern) > (LONGEST_FOREIGN if foreign else LONGEST_PATTERN):
        return "long"
    if _compiled(pattern) is not None:
        return None
    walker = _walked(pattern)
    if walker is None:
        return "broken"
    if foreign and not walker.refers_back:
        return None
    return "slow" if walker.refers_back or walker.looks_around else "repeated"


def fits(pattern: str, text: str) -> bool | None:
    """Does the whole text fit the pattern? None when that cannot be told."""
    return _judged(pattern, text, whole=True)


def occurs(pattern: str, text: str) -> bool | None:
    """Does the pattern occur anywhere in the text, as JSON Schema asks? None when that cannot be told."""
    return _judged(pattern, text, whole=False)


def _judged(pattern: str, text: str, whole: bool) -> bool | None:
    if len(pattern) > LONGEST_FOREIGN:
        return None
    compiled = None if BOUNDARY.search(pattern) and not text.isascii() else _compiled(pattern)
    if compiled is not None:
        look = compiled.fullmatch if whole else compiled.search
        return look(SURROGATE.sub("\ufffd", text)) is not None
    walker = _walked(pattern)
    return walker.finds(text, whole) if walker else None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> Any | None:
    options = re2.Options()
    options.log_errors = False
    options.never_capture = True  # where in the text nobody asks, and asking is what takes time
    try:
        return re2.compile(in_re2(pattern), options)
    except (NotInRe2, re2.error, UnicodeError):
        return None


@lru_cache(maxsize=512)
def _walked(pattern: str) -> Walker | None:
    return walker_of(pattern)
