"""Which texts of a form nobody has translated yet, for each language that the form says it speaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from suprovid.forms.faults import Fault, pointer
from suprovid.forms.references import ANNOTATED, LISTED, SINGLE
from suprovid.forms.words import chain

TEXTS = ("title", "description", "x-help", "x-placeholder", "x-unit", "note")
Place = tuple[str | int, ...]


def coverage_faults(data: Mapping[str, Any], file: str, languages: tuple[str, ...]) -> Iterator[Fault]:
    """One warning for each language with gaps: how many, and where the first is."""
    texts = list(texts_of(data, ()))
    for language in languages[1:]:
        gaps = [place for place, word, holder in texts if not _has(holder, word, language)]
        if gaps:
            facts = {"language": language, "count": len(gaps)}
            yield Fault(file, pointer(gaps[0]), "untranslated", facts, warning=True)


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
