"""The closed dialect: an unknown word or a value of the wrong kind is a fault with a suggestion.

This judges the words where they stand; what they mean together is judged in `soundness`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from suprovid.errors import BadExpression
from suprovid.forms import vocabulary
from suprovid.forms.archive import VERSION
from suprovid.forms.expression import parse
from suprovid.forms.expression.likeness import nearest
from suprovid.forms.expression.patterns import refused
from suprovid.forms.faults import Fault, pointer
from suprovid.forms.references import LISTS

Place = tuple[str | int, ...]
KEY = re.compile(r"[a-z][a-z0-9_]{0,59}")
FIELD = re.compile(r"[^\s.{}\x00-\x1f]([^.{}\x00-\x1f]{0,98}[^\s.{}\x00-\x1f])?")
"""A key of a field, as other people store answers under it; a dot would divide it."""
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
TAG = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")


def form_faults(data: Mapping[str, Any], file: str) -> tuple[Fault, ...]:
    """The faults in the words of a form file."""
    return tuple(Reading(file).schema(data, (), vocabulary.FORM))


def list_faults(data: Any, file: str) -> tuple[Fault, ...]:
    """The faults of a file with a list of choices."""
    if not isinstance(data, Mapping):
        return (Fault(file, "", "not_an_object"),)
    reading = Reading(file)
    found = [*reading.schema(data, (), vocabulary.LIST), *untitled(data, (), file)]
    if not are_choices(data.get("oneOf")):
        found.append(Fault(file, "", "no_choices"))
    return tuple(found)


def untitled(schema: Mapping[str, Any], place: Place, file: str) -> Iterator[Fault]:
    """A fault when a form, a field or a list has no title."""
    title = schema.get("title")
    if not isinstance(title, str) or not title.strip():
        yield Fault(file, pointer(place), "no_title")


def are_choices(entries: Any) -> bool:
    """Is this a list of choices: each an object with a `const`?"""
    return (
        isinstance(entries, list)
        and bool(entries)
        and all(isinstance(entry, Mapping) and "const" in entry for entry in entries)
    )


class Reading:
    """Walks the words of one file; each method yields the faults of one kind of value."""

    def __init__(self, file: str) -> None:
        self._file = file

    def fault(self, place: Place, what: str, **facts: object) -> Fault:
        return Fault(self._file, pointer(place), what, facts)

    def schema(
        self, schema: Any, place: Place, words: Mapping[str, str] = vocabulary.FIELD
    ) -> Iterator[Fault]:
        """The faults of a schema and of everything inside it."""
        if isinstance(schema, bool):
            return
        if not isinstance(schema, Mapping):
            yield self.fault(place, "not_a_schema")
            return
        yield from self.words(schema, place, words)
        for word in ("oneOf", "anyOf"):
            if are_choices(schema.get(word)):
                yield from self._repeated(schema[word], (*place, word))

    def words(self, holder: Mapping[str, Any], place: Place, words: Mapping[str, str]) -> Iterator[Fault]:
        """The faults of an object whose keys come from a closed table."""
        for word, value in holder.items():
            if word in words:
                yield from self.value(words[word], value, (*place, word))
            else:
                yield self._unknown((*place, word), "unknown_word", word, words)

    def value(self, kind: str, value: Any, place: Place) -> Iterator[Fault]:
        """The faults of a value that should be of a kind."""
        if kind in vocabulary.ONE_OF:
            yield from self._one_of(vocabulary.ONE_OF[kind], value, place)
        elif kind in vocabulary.SOME_OF:
            yield from self._some_of(vocabulary.SOME_OF[kind], value, place)
        elif kind in PLAIN:
            if not PLAIN[kind](value):
                yield self.fault(place, f"wrong_value.{kind}", word=place[-1])
        else:
            yield from getattr(self, f"_{kind}")(value, place)

    def _unknown(self, place: Place, key: str, word: str, known: Any) -> Fault:
        near = nearest(word, [name for name in known if name != word])
        return self.fault(place, key if near else f"{key}_far", word=word, nearest=near or "")

    def _one_of(self, allowed: tuple[str, ...], value: Any, place: Place) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield self.fault(place, "wrong_value.text", word=place[-1])
        elif value not in allowed:
            near = nearest(value, allowed)
            facts = {"word": place[-1], "found": value, "allowed": ", ".join(allowed)}
            key = "unknown_value" if near else "unknown_value_far"
            yield self.fault(place, key, nearest=near or "", **facts)

    def _some_of(self, allowed: tuple[str, ...], value: Any, place: Place) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield self.fault(place, "wrong_value.texts", word=place[-1])
            return
        for number, each in enumerate(value):
            yield from self._one_of(allowed, each, (*place, number))

    # Schemas inside schemas.

    def _fields(self, value: Any, place: Place) -> Iterator[Fault]:
        if not isinstance(value, Mapping):
            yield self.fault(place, "wrong_value.object", word=place[-1])
            return
        for key, inner in value.items():
            if key != "_id" and not FIELD.fullmatch(key):
                yield self.fault((*place, key), "bad_key", key=key)
            yield from self.schema(inner, (*place, key))

    def _schema_map(self, value: Any, place: Place) -> Iterator[Fault]:
        if not isinstance(value, Mapping):
            yield self.fault(place, "wrong_value.object", word=place[-1])
            return
        for key, inner in value.items():
            if place[-1] == "patternProperties" and (why := refused(key, foreign=True)):
                yield self.fault((*place, key), f"pattern_{why}")
            yield from self.schema(inner, (*place, key))

    def _schemas(self, value: Any, place: Place) -> Iterator[Fault]:
        if not isinstance(value, list) or not value:
            yield self.fault(place, "wrong_value.filled_list", word=place[-1])
            return
        are_options = place[-1] in ("oneOf", "anyOf") and are_choices(value)
        words = vocabulary.CHOICE if are_options else vocabulary.FIELD
        for number, inner in enumerate(value):
            yield from self.schema(inner, (*place, number), words)
            if words is vocabulary.CHOICE:
                yield from self._choice(inner, (*place, number))

    def _choice(self, entry: Mapping[str, Any], place: Place) -> Iterator[Fault]:
        value = entry["const"]
        if isinstance(value, str) and (not value or re.search(r"\s|[{}'\"$]", value)):
            yield self.fault((*place, "const"), "bad_choice_key")
        if not isinstance(value, str | int | float | bool):
            yield self.fault((*place, "const"), "bad_choice_key")
        yield from untitled(entry, place, self._file)

    def _repeated(self, entries: list[Mapping[str, Any]], place: Place) -> Iterator[Fault]:
        seen: set[str] = set()
        for number, entry in enumerate(entries):
            value = entry["const"]
            is_whole = isinstance(value, float) and value.is_integer()
            key = json.dumps(int(value) if is_whole else value, sort_keys=True)
            if key in seen:
                yield self.fault((*place, number, "const"), "duplicate_choice", key=str(entry["const"]))
            seen.add(key)

    def _schema(self, value: Any, place: Place) -> Iterator[Fault]:
        yield from self.schema(value, place)

    _items = _schema

    def _ref(self, value: Any, place: Place) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield self.fault(place, "wrong_value.text", word="$ref")
        elif not (value.startswith("#") or (value.startswith(LISTS) and value.endswith(".json"))):
            yield self.fault(place, "foreign_ref", ref=value)

    # Our own words.

    def _type(self, value: Any, place: Place) -> Iterator[Fault]:
        for each in value if isinstance(value, list) and value else [value]:
            yield from self._one_of(vocabulary.TYPES, each, place)

    def _pattern(self, value: Any, place: Place) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield self.fault(place, "wrong_value.text", word="pattern")
        elif why := refused(value):
            yield self.fault(place, f"pattern_{why}")

    def _expression(self, value: Any, place: Place) -> Iterator[Fault]:
        if not isinstance(value, str):
            yield self.fault(place, "wrong_value.expression", word=place[-1])
            return
        try:
            parse(value)
        except BadExpression as error:
            yield expression_fault(self._file, place, error)

    def _source(self, value: Any, place: Place) -> Iterator[Fault]:
        yield from self._closed(value, place, vocabulary.SOURCE, ("from",))

    def _files(self, value: Any, place: Place) -> Iterator[Fault]:
        yield from self._closed(value, place, vocabulary.FILES, ())

    def _lines_from(self, value: Any, place: Place) -> Iterator[Fault]:
        wanted = ("choices",) if isinstance(value, Mapping) and "choices" in value else ("fact", "field")
        yield from self._closed(value, place, vocabulary.LINES_FROM, wanted)

    def _form_settings(self, value: Any, place: Place) -> Iterator[Fault]:
        yield from self._closed(value, place, vocabulary.FORM_SETTINGS, ("id", "version", "subject"))
        if isinstance(value, Mapping) and isinstance(value.get("opens"), Mapping):
            yield from self._closed(value["opens"], (*place, "opens"), vocabulary.OPENS, ("kind", "form"))

    def _closed(
        self, value: Any, place: Place, words: Mapping[str, str], wanted: tuple[str, ...]
    ) -> Iterator[Fault]:
        if not isinstance(value, Mapping):
            yield self.fault(place, "wrong_value.object", word=place[-1])
            return
        yield from self.words(value, place, words)
        for word in wanted:
            if word not in value:
                yield self.fault(place, "missing_word", word=word)

    def _layout(self, value: Any, place: Place) -> Iterator[Fault]:
        if not isinstance(value, list):
            yield self.fault(place, "wrong_value.list", word=place[-1])
            return
        for number, section in enumerate(value):
            yield from self._closed(section, (*place, number), vocabulary.SECTION, ("key", "title", "fields"))

    def _rows(self, value: Any, place: Place) -> Iterator[Fault]:
        rows = value if isinstance(value, list) else [None]
        if not all(isinstance(row, str) or PLAIN["texts"](row) for row in rows):
            yield self.fault(place, "wrong_value.rows", word=place[-1])


def expression_fault(file: str, place: Place, error: BadExpression) -> Fault:
    """What is wrong with an expression, as a fault of the file."""
    return Fault(file, pointer(place), "expression", dict(error.facts))


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _by_language(value: Any, inner: Callable[[Any], bool]) -> bool:
    return isinstance(value, Mapping) and all(
        LANGUAGE.fullmatch(code) and inner(each) for code, each in value.items()
    )


def _are_errors(value: Any) -> bool:
    return isinstance(value, Mapping) and all(isinstance(each, str) for each in value.values())


PLAIN: dict[str, Callable[[Any], bool]] = {
    "any": lambda value: True,
    "text": _is_text,
    "bool": lambda value: isinstance(value, bool),
    "number": _is_number,
    "positive": lambda value: _is_number(value) and value > 0,
    "count": lambda value: isinstance(value, int) and not isinstance(value, bool) and value >= 0,
    "list": lambda value: isinstance(value, list),
    "filled_list": lambda value: isinstance(value, list) and bool(value),
    "object": lambda value: isinstance(value, Mapping),
    "texts": _are_texts,
    "texts_map": lambda value: isinstance(value, Mapping) and all(map(_are_texts, value.values())),
    "texts_by_language": lambda value: _by_language(value, _is_text),
    "errors": _are_errors,
    "errors_by_language": lambda value: _by_language(value, _are_errors),
    "links": lambda value: (
        isinstance(value, Mapping) and all(isinstance(name, str) for name in value.values())
    ),
    "tag": lambda value: isinstance(value, str) and bool(TAG.fullmatch(value)),
    "key": lambda value: isinstance(value, str) and bool(KEY.fullmatch(value)),
    "version": lambda value: isinstance(value, str) and bool(VERSION.fullmatch(value)),
    "lock": lambda value: isinstance(value, bool | str),
    "languages": lambda value: (
        _are_texts(value) and bool(value) and all(LANGUAGE.fullmatch(code) for code in value)
    ),
}
