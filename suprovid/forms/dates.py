"""Days and moments as a language writes them, by CLDR."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton

DAY, LONG = "yMMdd", "EEEE, d MMMM"
OURS = {"en": "en_GB"}
"""English here puts the day before the month."""
FALLBACK = "uk"


def written(day: date, language: str) -> str:
    """A day in figures: 27.11.2026, 27/11/2026."""
    return _written(day.year, day.month, day.day, language)


def moment(at: datetime, language: str) -> str:
    """A day in figures and the time, in the zone of the moment itself."""
    return f"{written(at, language)} {at:%H:%M}"


def in_words(day: date, language: str) -> str:
    """A day with its weekday and month in words."""
    return format_date(day, LONG, locale=_locale(language))


@lru_cache(maxsize=4096)
def _written(year: int, month: int, day: int, language: str) -> str:
    return format_skeleton(DAY, date(year, month, day), locale=_locale(language))


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale:
    """What CLDR knows of a language; of one that it does not know, the Ukrainian ways."""
    try:
        return Locale.parse(OURS.get(language, language).replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale.parse(FALLBACK)
