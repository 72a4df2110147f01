"""Counting with numbers and days in SQL, as the evaluator in Python does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import func

from suprovid.casework.asking_values import DAYS, NOTHING, Said, Untranslatable, day_of, fixed, rounded
from suprovid.forms.expression.values import moment, number, text
from suprovid.store.spoken import days_between, days_later


def calculated(sign: str, left: Said, right: Said) -> Said:
    if "nothing" in (left.kind, right.kind):
        return NOTHING
    if sign in "+-" and (_is_day(left) or _is_day(right)):
        return _with_days(sign, left, right)
    return combined(left, right, sign)


def _is_day(said: Said) -> bool:
    return said.kind in DAYS or (said.is_fixed and moment(said.fixed) is not None)


def _with_days(sign: str, left: Said, right: Said) -> Said:
    """A day and a number of days, or the days between two days."""
    if _is_day(left) and _is_day(right):
        if {left.kind, right.kind} == {"datetime"}:
            raise Untranslatable(part="time")
        return Said(days_between(day_of(left), day_of(right)), "number") if sign == "-" else NOTHING
    if not _is_day(left):
        left, right = (right, left) if sign == "+" else (NOTHING, right)
    if left.kind == "nothing":
        return NOTHING
    if left.kind == "datetime" or (left.is_fixed and "T" in text(moment(left.fixed))):
        raise Untranslatable(part="time")
    days = as_number(right)
    if days.kind == "nothing":
        return NOTHING
    return Said(days_later(day_of(left), days.sql if sign == "+" else -days.sql), "date")


def combined(left: Said, right: Said, sign: str) -> Said:
    first, second = as_number(left), as_number(right)
    if "nothing" in (first.kind, second.kind):
        return NOTHING
    if sign not in SIGNS:
        raise Untranslatable(part=sign)
    return Said(rounded(SIGNS[sign](first.sql, second.sql)), "number", counted=True)


SIGNS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "div": lambda left, right: left / func.nullif(right, 0),
}


def as_number(said: Said) -> Said:
    """A value as a number; what never is one is not known."""
    if said.is_fixed:
        return fixed(number(said.fixed))
    if said.kind in DAYS | {"choices"}:
        return NOTHING
    if said.kind != "number":
        raise Untranslatable(part=said.kind)
    return said
