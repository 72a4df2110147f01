"""Where a schema stands in the file that is brought in, and what has been done to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from suprovid.forms.importing.changes import Changes, Place

Words = dict[str, Any]


@dataclass
class Spot:
    """Where a schema stands, and what has been done to it."""

    place: Place
    changes: Changes
    came: dict[str, str] = field(default_factory=dict)

    def tell(self, word: str, key: str, /, **facts: object) -> None:
        self.changes.tell((*self.place, word), key, word=word, **facts)


def without(words: Mapping[str, Any], *names: str) -> Words:
    """The words without some of them."""
    return {word: value for word, value in words.items() if word not in names}
