"""The sections of a form: the layout arranges the fields and never nests the data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from suprovid.forms.fields import Schema
from suprovid.forms.words import said


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


def sections_of(schema: Schema, keys: list[str]) -> Iterator[Section]:
    """The sections of `x-layout`; what it forgets stands at the end; one section when there is none."""
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
    if rest:
        yield Section("rest", tuple((name,) for name in rest), {})
