"""Languages by their own names, and which way they are written; from CLDR, so that any language will do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from babel import Locale, UnknownLocaleError

FROM_THE_RIGHT = re.compile("[\u200f\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
UNNAMED = {"crh": "Qırımtatarca"}
"""Languages of this country that CLDR has no own name for."""
FIRST_STRONG, END = "\u2068", "\u2069"


@lru_cache(maxsize=256)
def own_name(code: str) -> str:
    """What a language calls itself; its code where nobody knows."""
    locale = _locale(code)
    name = locale.get_display_name() if locale else None
    return name[:1].upper() + name[1:] if name else UNNAMED.get(code, code)


@lru_cache(maxsize=256)
def is_right_to_left(code: str) -> bool:
    """Is it written from right to left?"""
    locale = _locale(code)
    return locale is not None and locale.character_order == "right-to-left"


def side_by_side(parts: Iterable[str]) -> str:
    """Texts on one line with a dot between, none twice; one from right to left moves none of the others."""
    return " · ".join(apart(*(part for part in dict.fromkeys(parts) if part)))


def apart(*parts: str) -> tuple[str, ...]:
    """The parts, each between signs that keep its direction to itself where one runs from right to left."""
    if not any(map(FROM_THE_RIGHT.search, parts)):
        return parts
    return tuple(f"{FIRST_STRONG}{part}{END}" for part in parts)


def _locale(code: str) -> Locale | None:
    try:
        return Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None
