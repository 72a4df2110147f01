"""Schemas that are not even begun with: foreign references, endless ones, blow-ups, words that are no schema.

Each refusal is a fault with its place; finding it takes time in proportion to the size of the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from suprovid.forms.dialect import PLAIN
from suprovid.forms.expression.patterns import refused
from suprovid.forms.faults import Fault, pointer
from suprovid.forms.loading import too_deep
from suprovid.forms.plain.parts import REFERRING, Lost, Part, Place, in_place, inside, root_of, steps, targets
from suprovid.forms.references import ANNOTATED
from suprovid.forms.vocabulary import STANDARD, TYPES

MOST_SCHEMAS = 10_000
MOST_WORK = 20_000
FOREIGN = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|/|\.\.?/|\\")


def shapeless(schema: Any, file: str) -> tuple[Fault, ...]:
    """What stands against even looking into a schema."""
    if not isinstance(schema, dict | bool):
        return (Fault(file, "", "not_an_object"),)
    return (Fault(file, "", "too_deep"),) if too_deep(schema) else ()


def refusals(schema: Any, file: str) -> tuple[Fault, ...]:
    """What stands against drawing a schema of draft 2020-12 at all; empty when it can be drawn."""
    root = root_of(schema)
    parts: list[tuple[Place, Part]] = []
    many = 0
    for found in inside(root):
        parts.append(found)
        many += "const" not in found[1].words  # a choice is no more than a value with its label
        if many > MOST_SCHEMAS:
            return (Fault(file, "", "too_large"),)
    faults = tuple(fault for place, part in parts for fault in _words_of(place, part, file))
    return faults or tuple(_endless(_used(root), file))


def _used(root: Part) -> list[tuple[Place, Part]]:
    """The schemas that judge anything: what only lies in `$defs` harms nobody."""
    waiting: list[tuple[Place, Part]] = [((), root)]
    found, seen = [], set()
    while waiting:
        place, part = waiting.pop(0)
        if id(part.schema) in seen:
            continue
        seen.add(id(part.schema))
        found.append((place, part))
        waiting.extend(
            ((*place, *step), part.inner(inner))
            for step, inner in steps(part.words)
            if step[0] not in ("$defs", "definitions")
        )
        waiting.extend(((*place, word), target) for word, target in targets(part))
    return found


def _words_of(place: Place, part: Part, file: str) -> Iterator[Fault]:
    """Faults of one schema that can be told without following anything further."""
    if not isinstance(part.schema, dict | bool):
        yield Fault(file, pointer(place), "not_a_schema")
    yield from _malformed(place, part, file)
    for word in REFERRING:
        reference = part.words.get(word)
        if isinstance(reference, str):
            try:
                part.target(reference)
            except Lost:
                key = "foreign_ref" if FOREIGN.match(reference) else "unknown_ref"
                yield Fault(file, pointer((*place, word)), key, {"ref": reference})


def _malformed(place: Place, part: Part, file: str) -> Iterator[Fault]:
    """A value of a word that JSON Schema does not allow, such as a type that does not exist."""
    for word, value in part.words.items():
        kind = KINDS.get(word)
        if kind is not None and not kind(value):
            yield Fault(file, pointer((*place, word)), "malformed", {"word": word})
    own = part.words.get("pattern")
    patterns: dict[Place, str] = {("pattern",): own} if isinstance(own, str) else {}
    named = part.words.get("patternProperties")
    patterns |= {("patternProperties", each): each for each in (named if isinstance(named, dict) else ())}
    for step, pattern in patterns.items():
        if why := refused(pattern, foreign=True):
            yield Fault(file, pointer((*place, *step)), f"pattern_{why}")


def _is_type(value: Any) -> bool:
    names = value if isinstance(value, list) else [value]
    return bool(names) and all(isinstance(name, str) and name in TYPES for name in names)


def _are_schemas(value: Any) -> bool:
    return isinstance(value, list) and bool(value)


KINDS: dict[str, Callable[[Any], bool]] = {
    **{word: PLAIN[kind] for word, kind in STANDARD.items() if kind in PLAIN},
    "enum": PLAIN["list"],
    "pattern": PLAIN["text"],
    "format": PLAIN["text"],
    "type": _is_type,
    "$ref": PLAIN["text"],
    "$dynamicRef": PLAIN["text"],
    "$anchor": PLAIN["text"],
    "$dynamicAnchor": PLAIN["text"],
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), _are_schemas),
    **dict.fromkeys((*ANNOTATED,), PLAIN["object"]),
}
"""What the value of each word must be; whether a schema stands where one should is told for each schema."""


def _endless(parts: list[tuple[Place, Part]], file: str) -> Iterator[Fault]:
    """A schema that refers to itself for the very same answer, or that multiplies beyond measure."""
    work: dict[int, int] = {}
    for place, part in parts:
        try:
            if _work(part, work, set()) > MOST_WORK:
                yield Fault(file, pointer(place), "too_large")
                return
        except (_Circle, RecursionError):
            reference = next((part.words[word] for word in REFERRING if word in part.words), "#")
            yield Fault(file, pointer(place), "recursive", {"ref": reference})
            return
        except Lost:
            continue


class _Circle(Exception):
    """A schema is its own part."""


def _work(part: Part, known: dict[int, int], open_parts: set[int]) -> int:
    """How many schemas judge an answer that this one judges, each counted as often as it is applied."""
    key = id(part.schema)
    if key in known or not isinstance(part.schema, dict):
        return known.get(key, 1)
    if key in open_parts:
        raise _Circle
    open_parts.add(key)
    known[key] = min(1 + sum(_work(inner, known, open_parts) for inner in in_place(part)), MOST_WORK + 1)
    open_parts.discard(key)
    return known[key]
