"""A number as the reader writes it: 0,1 and 12 000 in Ukrainian, 0.1 and 12,000 in English."""

from __future__ import annotations

from decimal import Decimal

from babel import UnknownLocaleError
from babel.numbers import format_decimal

LONG = 10_000
"""From so many on, thousands stand apart: four digits are read at once, and may be a year."""
LARGEST, SMALLEST = Decimal("1e15"), Decimal("1e-9")
"""Beyond these, a number is easier to read with its power of ten."""

Number = int | float | Decimal


def figure(value: Number, language: str, grouped: bool = True) -> str:
    """The number with the signs of the language; all its decimals, none made up."""
    exact = Decimal(str(value))
    if not exact.is_finite() or (exact and not SMALLEST <= abs(exact) < LARGEST):
        return str(value)
    try:
        return format_decimal(
            int(exact) if exact == exact.to_integral_value() else exact,
            locale=language.replace("-", "_"),
            decimal_quantization=False,
            group_separator=grouped and abs(exact) >= LONG,
        )
    except (UnknownLocaleError, ValueError):
        return str(value)
