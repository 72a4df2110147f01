"""What a written schema leaves open: what no schema knows, and what validators read apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from suprovid.forms.answers import Path
from suprovid.forms.exporting.patterns import portable
from suprovid.forms.faults import pointer
from suprovid.forms.plain.parts import inside, root_of
from suprovid.forms.validator import DRAFT_FORMATS


@dataclass(frozen=True)
class Open:
    """What the schema leaves open, in full or in part: the field, the word, its expression or value."""

    name: str
    word: str
    text: str


@dataclass(frozen=True)
class Plain:
    """The schema, and what any validator cannot know."""

    schema: dict[str, Any]
    left_open: tuple[Open, ...]


def read_apart(schema: Any, said: Mapping[str, str]) -> Iterator[Open]:
    """The words in a schema of which validators think differently; `said` has formats that are written as
    patterns too.
    """
    for place, part in inside(root_of(schema)):
        words, name = part.words, name_of(place)
        for pattern in (words.get("pattern"), *_map(words.get("patternProperties"))):
            if isinstance(pattern, str) and not _is_exact(pattern):
                yield Open(name, "pattern", pattern)
        if is_broken(words.get("multipleOf")):
            yield Open(name, "multipleOf", str(words["multipleOf"]))
        noted = words.get("format")
        if isinstance(noted, str) and noted in DRAFT_FORMATS.checkers and noted not in said:
            yield Open(name, "format", noted)


def is_broken(step: Any) -> bool:
    """Is it a fraction that no binary number is, such as 0.1? We count in decimals; others do not."""
    return isinstance(step, float) and not step.is_integer() and Fraction(str(step)) != Fraction(step)


def name_of(place: Path) -> str:
    """How a place is called: a field by its name, anything else by the way there."""
    fields, steps = [], iter(place)
    for step in steps:
        if step == "properties":
            fields.append(str(next(steps)))
        elif step != "items":
            return pointer(place)
    return ".".join(fields) or pointer(place) or "/"


def _is_exact(pattern: str) -> bool:
    found = portable(pattern)
    return found is not None and found.is_exact


def _map(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
