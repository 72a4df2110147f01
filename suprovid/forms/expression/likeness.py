"""The known word that somebody probably meant, also when the keyboard stood on another alphabet."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

LOOK_ALIKES = str.maketrans("асеіїорхукнвмтзАВСЕНІЇКМОРТХУ", "aceiiopxyknbmt3ABCEHIIKMOPTXY")


def folded(word: str) -> str:
    """A word without case, and with Latin letters for the Cyrillic ones that look the same."""
    return word.translate(LOOK_ALIKES).lower()


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word nearest to this one, or None when nothing is near."""
    by_look: dict[str, str] = {}
    for candidate in sorted(known):
        by_look.setdefault(folded(candidate), candidate)
    found = get_close_matches(folded(word), by_look, n=1, cutoff=0.6)
    return by_look[found[0]] if found else None
