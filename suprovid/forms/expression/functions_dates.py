"""Functions over days and moments."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from babel.dates import format_date

from .function import function
from .scope import Scope
from .values import CONTEXT, SECONDS_A_DAY, Moment, Value, is_missing, moment, number, text

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CLOCK = re.compile(r"(\d\d?):(\d\d)(?::(\d\d))?")
MARK = re.compile(r"%(.)", re.DOTALL)


@function("today", "", "date", scoped=True)
def today(scope: Scope) -> Value:
    return scope.today


@function("now", "", "datetime", scoped=True)
def now(scope: Scope) -> Value:
    return scope.now


@function("date", "any", "date")
def as_date(value: Value) -> Value:
    found = _when(value)
    return found.date() if isinstance(found, datetime) else found


@function("date-time", "any", "datetime")
def as_date_time(value: Value) -> Value:
    found = _when(value)
    return _moment(found) if found is not None else None


@function("decimal-date-time", "any", "number")
def decimal_date_time(value: Value) -> Decimal | None:
    """The days since 1 January 1970; a moment without a zone is taken as it stands."""
    found = moment(value)
    if found is None:
        return None
    gap = _zoned(_moment(found)) - EPOCH
    return CONTEXT.create_decimal(Decimal(gap.days) + Decimal(gap.seconds) / SECONDS_A_DAY)


@function("decimal-time", "any", "number")
def decimal_time(value: Value) -> Decimal | None:
    """The part of the day that has passed: 0.5 at noon."""
    found = _clock(value)
    if found is None:
        return None
    seconds = found.hour * 3600 + found.minute * 60 + found.second
    return CONTEXT.divide(Decimal(seconds), Decimal(SECONDS_A_DAY))


@function("format-date", "any text", "text", scoped=True)
def date_as_text(scope: Scope, value: Value, pattern: Value) -> str | None:
    return _as_text(scope, value, pattern)


@function("format-date-time", "any text", "text", scoped=True)
def date_time_as_text(scope: Scope, value: Value, pattern: Value) -> str | None:
    return _as_text(scope, value, pattern)


def _as_text(scope: Scope, value: Value, pattern: Value) -> str | None:
    """The pattern with its marks (`%Y-%m-%d`) filled in; a mark that nobody knows stays as it is."""
    found = _when(value)
    if found is None or is_missing(pattern):
        return None
    when = _moment(found)
    return MARK.sub(lambda mark: _filled(mark, when, scope.language), text(pattern))


def _filled(mark: re.Match[str], when: datetime, language: str) -> str:
    return MARKS[mark[1]](when, language) if mark[1] in MARKS else mark[0]


MARKS: dict[str, Callable[[datetime, str], str]] = {
    "Y": lambda when, language: f"{when.year:04}",
    "y": lambda when, language: f"{when.year % 100:02}",
    "m": lambda when, language: f"{when.month:02}",
    "n": lambda when, language: str(when.month),
    "b": lambda when, language: format_date(when, "LLL", locale=language.replace("-", "_")),
    "d": lambda when, language: f"{when.day:02}",
    "e": lambda when, language: str(when.day),
    "H": lambda when, language: f"{when.hour:02}",
    "h": lambda when, language: str(when.hour),
    "M": lambda when, language: f"{when.minute:02}",
    "S": lambda when, language: f"{when.second:02}",
    "3": lambda when, language: f"{when.microsecond // 1000:03}",
    "a": lambda when, language: format_date(when, "ccc", locale=language.replace("-", "_")),
    "%": lambda when, language: "%",
}


def _clock(value: Value) -> time | None:
    found = moment(value)
    if isinstance(found, datetime):
        return found.time()
    said = CLOCK.match(text(value)) if found is None else None
    try:
        return time(int(said[1]), int(said[2]), int(said[3] or 0)) if said else None
    except ValueError:
        return None


def _when(value: Value) -> Moment | None:
    """A day or a moment; a number is the days since 1 January 1970, so that days can be counted on."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return moment(value)
    days = number(value)
    try:
        return (
            None if days is None else EPOCH + timedelta(seconds=round(CONTEXT.multiply(days, SECONDS_A_DAY)))
        )
    except OverflowError:
        return None


def _moment(found: Moment) -> datetime:
    return found if isinstance(found, datetime) else datetime(found.year, found.month, found.day)


def _zoned(found: datetime) -> datetime:
    return found if found.tzinfo else found.replace(tzinfo=UTC)
