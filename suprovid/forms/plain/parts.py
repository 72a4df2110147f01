"""A part of a schema with what its references are resolved against; nothing is ever fetched."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema_specifications import REGISTRY  # type: ignore[import-untyped]  # it has no types
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT202012

from suprovid.forms.references import ANNOTATED, LISTED, SINGLE

REFERRING = ("$ref", "$dynamicRef")
INSIDE = (*SINGLE, "contentSchema")
IN_PLACE_LISTED = ("allOf", "anyOf", "oneOf")
IN_PLACE_SINGLE = ("if", "then", "else", "not")
OFFICIAL = "//json-schema.org/"
"""Where the schemas of schemas are said to be; they come with the library."""
Place = tuple[str | int, ...]


class Lost(Exception):
    """A reference that leads nowhere in this file, or out of it."""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        super().__init__("a reference leads nowhere")


@dataclass(frozen=True, eq=False)
class Part:
    """One schema of a file; `resolver` knows the base address and the dynamic scope it was reached by."""

    schema: Any
    resolver: Any

    def inner(self, schema: Any) -> Part:
        """A schema that stands inside this one."""
        if isinstance(schema, Mapping) and isinstance(schema.get("$id"), str):
            return Part(schema, self.resolver.in_subresource(DRAFT202012.create_resource(schema)))
        return Part(schema, self.resolver)

    def target(self, reference: str) -> Part:
        """What a reference in this part leads to; raises Lost."""
        try:
            found = self.resolver.lookup(reference)
        except (Unresolvable, ValueError, AttributeError, TypeError, KeyError) as error:
            raise Lost(reference) from error
        if not isinstance(found.contents, Mapping | bool):
            raise Lost(reference)
        return Part(found.contents, found.resolver)

    @property
    def words(self) -> Mapping[str, Any]:
        """The words of the schema; none for `true` and `false`."""
        return self.schema if isinstance(self.schema, Mapping) else {}


def root_of(schema: Any) -> Part:
    """The whole of a file as a part."""
    words = schema if isinstance(schema, Mapping | bool) else {}
    if isinstance(words, Mapping) and not isinstance(words.get("$id", ""), str):
        words = {word: value for word, value in words.items() if word != "$id"}
    return Part(schema, REGISTRY.resolver_with_root(DRAFT202012.create_resource(words)))


def inside(part: Part, place: Place = ()) -> Iterator[tuple[Place, Part]]:
    """(place, part) of every schema in a file, the outer ones first; data is never taken for a schema.

    What only a reference leads to, because it stands where no schema is looked for, comes with the place
    of that reference.
    """
    waiting, seen = [(place, part)], set()
    while waiting:
        here, each = waiting.pop()
        if id(each.schema) in seen and isinstance(each.schema, Mapping):
            continue
        seen.add(id(each.schema))
        yield here, each
        waiting.extend(reversed([((*here, *step), each.inner(schema)) for step, schema in steps(each.words)]))
        waiting[:0] = [
            ((*here, word), target) for word, target in targets(each) if OFFICIAL not in each.words[word]
        ]


def targets(part: Part) -> Iterator[tuple[str, Part]]:
    """(word, part) of what the references of a part lead to, as far as they lead anywhere."""
    for word in REFERRING:
        reference = part.words.get(word)
        if isinstance(reference, str):
            try:
                yield word, part.target(reference)
            except Lost:
                continue


def steps(words: Mapping[str, Any]) -> Iterator[tuple[Place, Any]]:
    """(steps, schema) of the schemas that stand directly in one."""
    for word, value in words.items():
        if word in (*ANNOTATED, "definitions") and isinstance(value, Mapping):
            yield from (((word, name), inner) for name, inner in value.items())
        elif word in LISTED and isinstance(value, list):
            yield from (((word, number), inner) for number, inner in enumerate(value))
        elif word in INSIDE:
            yield (word,), value


def in_place(part: Part) -> Iterator[Part]:
    """The parts that judge the very same answer as this one does; raises Lost."""
    words = part.words
    for word in REFERRING:
        if isinstance(words.get(word), str):
            yield part.target(words[word])
    for word in IN_PLACE_LISTED:
        if isinstance(words.get(word), list):
            yield from (part.inner(inner) for inner in words[word])
    for word in IN_PLACE_SINGLE:
        if word in words:
            yield part.inner(words[word])
    if isinstance(words.get("dependentSchemas"), Mapping):
        yield from (part.inner(inner) for inner in words["dependentSchemas"].values())
