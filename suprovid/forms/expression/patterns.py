"""Patterns of `regex()`: the one place that knows which engine looks for them.

Python's own engine backtracks, so the work that a pattern could cause is bounded beforehand:
nothing that varies may stand inside a repeated group, and a text may not be longer than the budget allows.
Another engine (RE2) would replace `fits` and make the refusal needless.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache

LONGEST_PATTERN = 300
BUDGET = 2_000_000
ESCAPED = re.compile(r"\\.", re.DOTALL)
CLASS = re.compile(r"\[\^?\]?[^\]]*\]")
UNSUPPORTED = re.compile(r"\\[1-9]|\(\?(?!:)")
RANGE = re.compile(r"\{(\d*)(,?)(\d*)\}")
REPEATED = re.compile(r"\((?:\?:)?([^()]*)\)(?=[*+{])")
VARIES = re.compile(r"[*+?|]|\{\d*,\d*\}")
GROUP = re.compile(r"\((?:\?:)?([^()]*)\)")


def refused(pattern: str) -> str | None:
    """Why a pattern is not accepted (`long`, `slow`, `broken`), or None when it is sound."""
    if len(pattern) > LONGEST_PATTERN:
        return "long"
    if _compiled(pattern) is None:
        return "broken"
    return "slow" if _ways(pattern) is None else None


def fits(pattern: str, text: str) -> bool | None:
    """Does the whole text fit the pattern? None when that would be too much work to find out."""
    compiled = _compiled(pattern) if len(pattern) <= LONGEST_PATTERN else None
    ways = _ways(pattern) if compiled else None
    if compiled is None or ways is None:
        return None
    fixed, unbounded = ways
    if fixed * max(len(text), 1) ** unbounded > BUDGET:
        return None
    return compiled.fullmatch(text) is not None


@lru_cache(maxsize=512)
def _compiled(pattern: str) -> re.Pattern[str] | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return None


@lru_cache(maxsize=512)
def _ways(pattern: str) -> tuple[int, int] | None:
    """The paths that the engine may try, `fixed * length ** unbounded`; None when they cannot be bounded."""
    if UNSUPPORTED.search(pattern):
        return None
    plain = CLASS.sub("a", ESCAPED.sub("a", pattern))
    while GROUP.search(plain):
        if any(VARIES.search(inside) for inside in REPEATED.findall(plain)):
            return None
        plain = GROUP.sub(lambda group: f"a{group[1]}a" if VARIES.search(group[1]) else "a", plain)
    fixed, unbounded = 2 ** min(plain.count("|") + plain.count("?"), 64), plain.count("*") + plain.count("+")
    for least, comma, most in RANGE.findall(plain):
        if comma and not most:
            unbounded += 1
        elif comma:
            fixed *= max(int(most) - int(least or 0), 0) + 1
    return (fixed, unbounded) if fixed <= BUDGET and unbounded <= 6 else None
