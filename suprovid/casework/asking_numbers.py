"""Counting with numbers and days in SQL, as the evaluator in Python does it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, null

from suprovid.casework.asking_values import (
    DAYS,
    NOTHING,
    Said,
    Sql,
    Untranslatable,
    day_of,
    fixed,
    rounded,
    side_by_side,
)
from suprovid.forms.expression.values import moment, number
from suprovid.store.spoken import DAY, days_between, days_later, moment_later
from suprovid.store.tables import kept

SECOND, FARTHEST = 1_000_000, 4_000_000
"""Microseconds in a second; farther than so many days nothing is shifted."""


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
    left, right = _as_day(left), _as_day(right)
    if _is_day(left) and _is_day(right):
        if left.kind == right.kind == "datetime":
            return _time_between(left, right) if sign == "-" else NOTHING
        return Said(days_between(day_of(left), day_of(right)), "number") if sign == "-" else NOTHING
    if not _is_day(left):
        left, right = (right, left) if sign == "+" else (NOTHING, right)
    if left.kind == "nothing":
        return NOTHING
    days = as_number(right)
    if days.kind == "nothing":
        return NOTHING
    if left.kind == "datetime":
        return _later(left, days.sql if sign == "+" else -days.sql)
    return Said(days_later(day_of(left), days.sql if sign == "+" else -days.sql), "date")


def _as_day(said: Said) -> Said:
    """A text that says a day or a moment is one."""
    return fixed(moment(said.fixed)) if said.kind == "text" and _is_day(said) else said


def _time_between(later: Said, earlier: Said) -> Said:
    """Days with their fraction, to the second."""
    one, other = side_by_side(later, earlier)
    gap = one - other
    return Said((gap - (gap % SECOND + SECOND) % SECOND) / float(DAY), "number", counted=True)


def _later(start: Said, days: Sql) -> Said:
    """So many days later, parts of a day too; not known beyond the calendar."""
    far = moment_later(start.sql, days)
    begins, ends = (kept("datetime", edge) for edge in (datetime.min, datetime.max))
    fits = and_(func.abs(days) <= FARTHEST, (far + func.coalesce(start.zone, 0)).between(begins, ends))
    return Said(case((fits, far), else_=null()), "datetime", zone=start.zone)


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
