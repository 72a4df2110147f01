"""Languages by their own names, and which way they are written; from CLDR, so that any language will do."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale, UnknownLocaleError


@lru_cache(maxsize=256)
def own_name(code: str) -> str:
    """What a language calls itself; its code where nobody knows."""
    locale = _locale(code)
    name = locale.get_display_name() if locale else None
    return name[:1].upper() + name[1:] if name else code


@lru_cache(maxsize=256)
def is_right_to_left(code: str) -> bool:
    """Is it written from right to left?"""
    locale = _locale(code)
    return locale is not None and locale.character_order == "right-to-left"


def _locale(code: str) -> Locale | None:
    try:
        return Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None
