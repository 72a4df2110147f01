"""Values while an expression is worked out: what compares with what, and how.

Numbers are decimals (so 0.1 + 0.2 = 0.3), dates stay ISO texts until somebody counts with them,
`None` is "not known", and `Spread` holds the answers that one name has over several lines.
Nothing here raises on any answer.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from decimal import Context, Decimal
from typing import Any

CONTEXT = Context(prec=28, Emax=999, Emin=-999, traps=[])
NUMERAL = re.compile(r"\s*[+-]?(\d{1,100}(\.\d{0,100})?|\.\d{1,100})\s*", re.ASCII)
DAY = re.compile(r"\d{4}-\d\d-\d\d")
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
SECONDS_A_DAY = 86_400
ORDERING = frozenset({"<", "<=", ">", ">="})
ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

Value = Any
Several: tuple[type[Any], ...] = (list, tuple, set, frozenset)
"""Answers that hold several values; facts may bring tuples and sets."""
Moment = date | datetime


class Spread(tuple[Any, ...]):
    """What a name holds over several lines, without the missing ones."""

    __slots__ = ()


def is_missing(value: Value) -> bool:
    """Absent, an empty text and an empty list are the same: nobody has answered."""
    return value is None or value == "" or (isinstance(value, (*Several, dict)) and not value)


def number(value: Value) -> Decimal | None:
    """The value as a number, from a number, a numeral or a yes/no; None if it is none."""
    found: Decimal | None = None
    if isinstance(value, Decimal):
        found = value
    elif isinstance(value, int):
        found = CONTEXT.create_decimal(int(value))
    elif isinstance(value, float):
        found = CONTEXT.create_decimal(repr(value))
    elif isinstance(value, str) and NUMERAL.fullmatch(value):
        found = CONTEXT.create_decimal(value.strip())
    return found if found is not None and found.is_finite() else None


def moment(value: Value) -> Moment | None:
    """The value as a date or a date with time; None if it is neither."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or len(value) > 40 or not value[:1].isdigit():
        return None
    try:
        if DAY.fullmatch(value):
            return date.fromisoformat(value)
        return datetime.fromisoformat(value) if MOMENT.match(value) else None
    except ValueError:
        return None


def boolean(value: Value) -> bool | None:
    """The value as yes or no, from a yes/no, `yes`, `no`, `true`, `false`, 1 or 0; None if it is none."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return BOOLEANS.get(value.strip().lower())
    if isinstance(value, int | Decimal) and value in (0, 1):
        return bool(value)
    return None


def truth(value: Value) -> bool | None:
    """The value standing alone as a condition."""
    if isinstance(value, bool):
        return value
    if isinstance(value, Spread):
        return bool(value)
    if is_missing(value):
        return None
    if isinstance(value, int | float | Decimal):
        return value != 0
    if isinstance(value, str):
        said = value.strip().lower()
        return said not in {"no", "false"}
    return True


def kleene_all(outcomes: Iterable[bool | None]) -> bool | None:
    """False if any is false, else not known if any is not known, else true."""
    sure = True
    for outcome in outcomes:
        if outcome is False:
            return False
        sure = sure and outcome is True
    return True if sure else None


def kleene_any(outcomes: Iterable[bool | None]) -> bool | None:
    """True if any is true, else not known if any is not known, else false."""
    sure = True
    for outcome in outcomes:
        if outcome is True:
            return True
        sure = sure and outcome is False
    return False if sure else None


def compare(sign: str, left: Value, right: Value) -> bool | None:
    """`left sign right`; several lines hold if any of them does; None when either side is missing."""
    if is_missing(left) or is_missing(right):
        return None
    if isinstance(left, Spread):
        return kleene_any(compare(sign, each, right) for each in left)
    if isinstance(right, Spread):
        return kleene_any(compare(sign, left, each) for each in right)
    numerals = _both(number, left, right) if sign in ORDERING and _are_texts(left, right) else None
    pair = numerals or _pair(left, right)
    if pair is None:
        return {"=": False, "!=": True}.get(sign)
    if isinstance(pair[0], bool | frozenset) and sign in ORDERING:
        return None
    return ORDERS[sign](*pair)


def _are_texts(left: Value, right: Value) -> bool:
    """Two texts are ordered as numbers when both are numerals, and only equal to the letter: 05 is not 5."""
    return isinstance(left, str) and isinstance(right, str)


def _pair(left: Value, right: Value) -> tuple[Any, Any] | None:
    """Both sides as one type that Python can compare; None when they can never be equal."""
    if isinstance(left, bool) or isinstance(right, bool):
        return _both(boolean, left, right)
    if isinstance(left, int | float | Decimal) or isinstance(right, int | float | Decimal):
        return _both(number, left, right)
    if isinstance(left, Several) or isinstance(right, Several):
        return _both(_choices, left, right)
    if isinstance(left, dict) or isinstance(right, dict):
        return None
    moments = _both(moment, left, right)
    if moments:
        return _aligned(*moments)
    return (left, right) if _are_texts(left, right) else None


def _both(convert: Callable[[Value], Any], left: Value, right: Value) -> tuple[Any, Any] | None:
    first = convert(left)
    second = None if first is None else convert(right)
    return None if second is None else (first, second)


def _choices(value: Value) -> frozenset[str] | None:
    """Several choices, or one text with spaces between them as XLSForm writes them."""
    if isinstance(value, Several):
        return frozenset(text(each) for each in value)
    return frozenset(value.split()) if isinstance(value, str) else None


def _aligned(left: Moment, right: Moment) -> tuple[date, date] | tuple[datetime, datetime]:
    """A date and a date with time are compared by the date; a time without a zone takes the other's."""
    if not isinstance(left, datetime) or not isinstance(right, datetime):
        return _day(left), _day(right)
    if (left.tzinfo is None) != (right.tzinfo is None):
        left, right = left.replace(tzinfo=None), right.replace(tzinfo=None)
    return left, right


def _day(value: Moment) -> date:
    return value.date() if isinstance(value, datetime) else value


def calculate(sign: str, left: Value, right: Value) -> Value:
    """`left sign right` over numbers and dates; None when either side is missing or of no use here."""
    if sign in "+-" and (dated := _with_dates(sign, left, right)) is not None:
        return dated
    first, second = number(left), number(right)
    if first is None or second is None:
        return None
    return _finite(_by_sign(sign, first, second))


def _by_sign(sign: str, left: Decimal, right: Decimal) -> Decimal:
    if sign == "+":
        return CONTEXT.add(left, right)
    if sign == "-":
        return CONTEXT.subtract(left, right)
    if sign == "*":
        return CONTEXT.multiply(left, right)
    return CONTEXT.divide(left, right) if sign == "div" else CONTEXT.remainder(left, right)


def _finite(value: Decimal) -> Decimal | None:
    return value if value.is_finite() else None


def negative(value: Value) -> Decimal | None:
    """The number with the other sign."""
    found = number(value)
    return None if found is None else CONTEXT.minus(found)


def _with_dates(sign: str, left: Value, right: Value) -> Value:
    """A date and days, or the days between two dates; None when no date takes part."""
    first, second = moment(left), moment(right)
    if first is not None and second is not None:
        return days_between(first, second) if sign == "-" else None
    if first is not None:
        return shifted(first, number(right), 1 if sign == "+" else -1)
    if second is not None and sign == "+":
        return shifted(second, number(left), 1)
    return None


def shifted(start: Moment, days: Decimal | None, direction: int) -> Moment | None:
    """The date so many days later or earlier; None beyond the calendar."""
    if days is None or abs(days) > 4_000_000:
        return None
    try:
        return start + timedelta(days=direction * (float(days) if isinstance(start, datetime) else int(days)))
    except OverflowError:
        return None


def days_between(later: Moment, earlier: Moment) -> Decimal:
    """Whole days between dates, days with a fraction between moments."""
    pair: tuple[Any, Any] = _aligned(later, earlier)
    gap = pair[0] - pair[1]
    seconds = Decimal(gap.seconds) / SECONDS_A_DAY
    return CONTEXT.create_decimal(Decimal(gap.days) + seconds)


def text(value: Value) -> str:
    """The value as it would be written in a sentence of answers."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        found = number(value)
        return "" if found is None else text(found)
    if isinstance(value, Decimal):
        return format(value.normalize(CONTEXT) + 0, "f")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Several):
        return " ".join(text(each) for each in value)
    return "" if value is None or isinstance(value, dict) else str(value)


def plain(value: Value) -> Value:
    """The value as an answer is stored: int or float, ISO date, list; None when missing."""
    if is_missing(value):
        return None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(plain(each) for each in value)
    return [plain(each) for each in value] if isinstance(value, tuple) else value
