"""Which texts of a form nobody has translated yet, for each language that the form says it speaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from suprovid.forms.faults import Fault, pointer
from suprovid.forms.references import ANNOTATED, LISTED, SINGLE
from suprovid.forms.words import chain

TEXTS = ("title", "description", "x-help", "x-placeholder", "x-unit", "note")
DEFAULT = ""
"""The language of the texts themselves, in a file that does not say which it is."""
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Coverage:
    """One file in one language: how many texts there are, and where the missing ones are."""

    file: str
    language: str
    texts: int
    missing: tuple[Place, ...]

    @property
    def percent(self) -> int:
        """How much is written, rounded down: 100 means all of it."""
        return 100 * (self.texts - len(self.missing)) // self.texts if self.texts else 100


def coverage(data: Mapping[str, Any], file: str, languages: Sequence[str]) -> tuple[Coverage, ...]:
    """The coverage of each language but the first, in which the texts themselves are."""
    texts = list(texts_of(data, ()))
    return tuple(
        Coverage(
            file,
            language,
            len(texts),
            tuple(place for place, word, holder in texts if not _has(holder, word, language)),
        )
        for language in languages[1:]
    )


def coverage_faults(data: Mapping[str, Any], file: str, languages: tuple[str, ...]) -> Iterator[Fault]:
    """One warning for each language with gaps: how many, and where the first is."""
    for found in coverage(data, file, languages):
        if found.missing:
            facts = {"language": found.language, "count": len(found.missing)}
            yield Fault(file, pointer(found.missing[0]), "untranslated", facts, warning=True)


def spoken(data: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages of a form as it says itself; of a list, those that occur in it, its own first."""
    settings = data.get("x-form")
    if isinstance(settings, Mapping) and isinstance(settings.get("languages"), list):
        return tuple(str(code) for code in settings["languages"])
    titles = (holder.get("x-i18n-title") for _, _, holder in texts_of(data, ()))
    return (DEFAULT, *sorted({code for each in titles if isinstance(each, Mapping) for code in each}))


def texts_of(schema: Any, place: Place) -> Iterator[tuple[Place, str, Mapping[str, Any]]]:
    """(place, word, the object it stands in) of every text; a constant that looks like a schema is data."""
    if not isinstance(schema, Mapping):
        return
    for word in TEXTS:
        if isinstance(schema.get(word), str) and schema[word]:
            yield (*place, word), word, schema
    for word, value in schema.items():
        if word in ANNOTATED and isinstance(value, Mapping):
            for name, inner in value.items():
                yield from texts_of(inner, (*place, word, name))
        elif (word in LISTED or (word == "x-layout" and not place)) and isinstance(value, list):
            for number, inner in enumerate(value):
                yield from texts_of(inner, (*place, word, number))
        elif word in SINGLE:
            yield from texts_of(value, (*place, word))


def _has(holder: Mapping[str, Any], word: str, language: str) -> bool:
    texts = holder.get(f"x-i18n-{word.removeprefix('x-')}", {})
    return any(texts.get(code) for code in chain(language))
