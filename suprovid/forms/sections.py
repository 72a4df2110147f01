"""The sections of a form: the layout arranges the fields and never nests the data."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from suprovid.forms.fields import Field, Schema
from suprovid.forms.words import said

PART, MOST = 40, 80
"""So many questions without a section are drawn at a time, once there are more than the most in one."""

Each = TypeVar("Each")
Titles = Callable[[int], Schema]
"""What the n-th part is called, as a layout says it."""


@dataclass(frozen=True)
class Section:
    """A part of a form that is drawn together; a row with several names is drawn side by side."""

    key: str
    rows: tuple[tuple[str, ...], ...]
    schema: Schema

    def title(self, language: str) -> str:
        return said(self.schema, "title", language)

    def note(self, language: str) -> str:
        return said(self.schema, "note", language)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(name for row in self.rows for name in row)


@dataclass(frozen=True)
class ShownSection:
    """A section with something to show: rows of fields, side by side within a row."""

    section: Section
    rows: tuple[tuple[Field, ...], ...]

    @property
    def key(self) -> str:
        return self.section.key

    @property
    def fields(self) -> tuple[Field, ...]:
        return tuple(field for row in self.rows for field in row)

    def title(self, language: str) -> str:
        return self.section.title(language)

    def note(self, language: str) -> str:
        return self.section.note(language)


def sections_of(schema: Schema, keys: list[str], titles: Titles = lambda number: {}) -> Iterator[Section]:
    """The sections of `x-layout`; what it forgets stands at the end; one section when there is none.

    Very many questions that no layout arranges are parts by themselves.
    """
    rest = dict.fromkeys(keys)
    for number, entry in enumerate(schema.get("x-layout", ())):
        rows = [
            tuple(name for name in ([row] if isinstance(row, str) else row) if name in rest)
            for row in entry.get("fields", ())
        ]
        for row in rows:
            for name in row:
                rest.pop(name, None)
        yield Section(str(entry.get("key", number)), tuple(row for row in rows if row), entry)
    parts = list(parts_of(tuple(rest)))
    for number, part in enumerate(parts, 1):
        named = titles(number) if len(parts) > 1 else {}
        yield Section("rest" if number == 1 else f"rest{number}", tuple((name,) for name in part), named)


def parts_of(all_: Sequence[Each]) -> Iterator[tuple[Each, ...]]:
    """All of them together, or in parts of a size that one can look through."""
    size = PART if len(all_) > MOST else MOST
    for start in range(0, len(all_), size):
        yield tuple(all_[start : start + size])
