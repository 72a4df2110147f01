"""Functions over numbers; whatever is no number, or has no result, is not known."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_UP, Context, Decimal
from typing import Any

from .function import MANY, each, function
from .values import CONTEXT, Value, moment, number, text

WIDE = Context(prec=60)


@function("sum", "number", "number", least=1, most=MANY)
def total(*values: Value) -> Decimal | None:
    result = Decimal(0)
    for value in each(values):
        result = CONTEXT.add(result, number(value) or Decimal(0))
    return result if result.is_finite() else None


@function("min", "ordered", "same", least=1, most=MANY)
def least(*values: Value) -> Value:
    return _extreme(values, min)


@function("max", "ordered", "same", least=1, most=MANY)
def most(*values: Value) -> Value:
    return _extreme(values, max)


def _extreme(values: tuple[Value, ...], choose: Callable[[list[Any]], Any]) -> Value:
    """The smallest or largest of numbers, or of dates; None when there are none or they do not mix."""
    present = list(each(values))
    numbers = [found for found in map(number, present) if found is not None]
    if numbers and len(numbers) == len(present):
        return choose(numbers)
    days = [text(value) for value in present if moment(value) is not None]
    return choose(days) if days and len(days) == len(present) else None


@function("round", "number number", "number", least=1, most=2)
def rounded(value: Value, places: Value = 0) -> Decimal | None:
    found, digits = number(value), number(places)
    if found is None or digits is None or abs(digits) > 20 or abs(found) > Decimal(10) ** 20:
        return None
    return found.quantize(Decimal(1).scaleb(-int(digits)), ROUND_HALF_UP, WIDE)


@function("int", "any", "number")
def whole(value: Value) -> Decimal | None:
    found = number(value)
    return None if found is None else found.to_integral_value(ROUND_DOWN)


@function("number", "any", "number")
def as_number(value: Value) -> Decimal | None:
    return number(value)


@function("floor", "number", "number")
def floor(value: Value) -> Decimal | None:
    return _of(value, lambda found: found.to_integral_value(ROUND_FLOOR))


@function("ceiling", "number", "number")
def ceiling(value: Value) -> Decimal | None:
    return _of(value, lambda found: found.to_integral_value(ROUND_CEILING))


@function("abs", "number", "number")
def absolute(value: Value) -> Decimal | None:
    return _of(value, CONTEXT.abs)


@function("pow", "number number", "number")
def power(value: Value, exponent: Value) -> Decimal | None:
    found, times = number(value), number(exponent)
    return None if found is None or times is None else _finite(CONTEXT.power(found, times))


@function("sqrt", "number", "number")
def square_root(value: Value) -> Decimal | None:
    return _of(value, CONTEXT.sqrt)


@function("exp", "number", "number")
def exponential(value: Value) -> Decimal | None:
    return _of(value, CONTEXT.exp)


@function("exp10", "number", "number")
def power_of_ten(value: Value) -> Decimal | None:
    return _of(value, lambda found: CONTEXT.power(Decimal(10), found))


@function("log", "number", "number")
def logarithm(value: Value) -> Decimal | None:
    return _of(value, CONTEXT.ln)


@function("log10", "number", "number")
def logarithm_of_ten(value: Value) -> Decimal | None:
    return _of(value, CONTEXT.log10)


@function("pi", "", "number")
def pi() -> Decimal:
    return Decimal(repr(math.pi))


def _angles(name: str, work: Callable[[float], float]) -> None:
    """Enter one function over angles in radians, which floats are exact enough for."""

    @function(name, "number", "number")
    def angle(value: Value) -> Decimal | None:
        found = number(value)
        return None if found is None else _floating(work, found)


for _name in ("sin", "cos", "tan", "asin", "acos", "atan"):
    _angles(_name, getattr(math, _name))


@function("atan2", "number number", "number")
def angle_of(y: Value, x: Value) -> Decimal | None:
    up, right = number(y), number(x)
    return None if up is None or right is None else _floating(math.atan2, up, right)


def _floating(work: Callable[..., float], *values: Decimal) -> Decimal | None:
    try:
        return _finite(Decimal(repr(work(*map(float, values)))))
    except (ValueError, OverflowError):
        return None


def _of(value: Value, work: Callable[[Decimal], Decimal]) -> Decimal | None:
    found = number(value)
    return None if found is None else _finite(work(found))


def _finite(value: Decimal) -> Decimal | None:
    return value if value.is_finite() else None
