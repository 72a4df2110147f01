"""Which branch of `oneOf` or `anyOf` an answer belongs to: by its constants, else by what it looks like."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from suprovid.forms.plain.parts import REFERRING, Lost, Part
from suprovid.forms.words import said

TYPES: tuple[tuple[str, type | tuple[type, ...]], ...] = (
    ("null", type(None)), ("boolean", bool), ("integer", int), ("number", float), ("string", str),
    ("array", list), ("object", Mapping),
)  # fmt: skip


@dataclass
class Sketch:
    """What can be told of a branch without any answer: constants, names of answers, types, a title."""

    constants: dict[str, Any] = field(default_factory=dict)
    names: dict[str, Any] = field(default_factory=dict)
    types: tuple[str, ...] = ()
    title: str = ""
    reference: str = ""
    titled: Mapping[str, Any] = field(default_factory=dict)

    def called(self, language: str) -> str:
        """The title in a language, or as the schema gives it."""
        return said(self.titled, "title", language) or self.title


def sketch(part: Part) -> Sketch:
    """The sketch of a branch, through its references and `allOf`."""
    drawn = Sketch()
    for each in straight(part, set()):
        words = each.words
        if not drawn.title:
            drawn.title, drawn.titled = str(words.get("title") or ""), words
        drawn.types = drawn.types or _types(words)
        reference = next((words[word] for word in REFERRING if isinstance(words.get(word), str)), "")
        drawn.reference = drawn.reference or reference.rpartition("/")[2]
        properties = words.get("properties")
        for name, inner in properties.items() if isinstance(properties, Mapping) else ():
            drawn.names.setdefault(name, inner)
            constant = _constant(inner)
            if constant:
                drawn.constants[name] = constant[0]
    return drawn


def straight(part: Part, seen: set[int]) -> Iterator[Part]:
    """The part and what certainly holds with it."""
    if id(part.schema) in seen:
        return
    seen.add(id(part.schema))
    yield part
    for word in REFERRING:
        if isinstance(part.words.get(word), str):
            try:
                yield from straight(part.target(part.words[word]), seen)
            except Lost:
                continue
    for inner in part.words.get("allOf") or ():
        yield from straight(part.inner(inner), seen)


def _types(words: Mapping[str, Any]) -> tuple[str, ...]:
    kind = words.get("type")
    if isinstance(kind, str):
        return (kind,)
    if isinstance(kind, list):
        return tuple(kind)
    if "const" in words:
        return (type_of_value(words["const"]),)
    return ("object",) if "properties" in words else ()


def _constant(schema: Any) -> list[Any]:
    """The only value that a property may have, in a list; empty when there is more than one."""
    if not isinstance(schema, Mapping):
        return []
    if "const" in schema:
        return [schema["const"]]
    values = schema.get("enum")
    return list(values) if isinstance(values, list) and len(values) == 1 else []


def marked(branches: Sequence[Part], value: Any) -> int | None:
    """The one branch whose constants agree with the answers."""
    if not isinstance(value, Mapping):
        return None
    sketches = [sketch(branch).constants for branch in branches]
    agreeing = [
        number
        for number, constants in enumerate(sketches)
        if constants
        and all(name in value and same(value[name], wanted) for name, wanted in constants.items())
    ]
    return agreeing[0] if len(agreeing) == 1 else None


def choose(branches: Sequence[Part], value: Any) -> int | None:
    """The branch that an answer belongs to although it may not fit it; None when nothing speaks for one."""
    found = marked(branches, value)
    if found is not None:
        return found
    likeness = [_likeness(sketch(branch), value) for branch in branches]
    best = max(likeness, default=0)
    return likeness.index(best) if best > 0 and likeness.count(best) == 1 else None


def _likeness(branch: Sketch, value: Any) -> int:
    """How much a value looks like a branch: the type first, then how many names are known."""
    kind = type_of_value(value)
    if branch.types and kind not in branch.types and not (kind == "integer" and "number" in branch.types):
        return 0
    known = sum(name in branch.names for name in value) if isinstance(value, Mapping) else 0
    differing = isinstance(value, Mapping) and any(
        name in value and not same(value[name], wanted) for name, wanted in branch.constants.items()
    )
    return 0 if differing else (1 if branch.types else 0) + known


def type_of_value(value: Any) -> str:
    """The JSON type of a value; a whole number is an integer however it is written."""
    kind = next((name for name, types in TYPES if isinstance(value, types)), "null")
    return "integer" if kind == "number" and float(value).is_integer() else kind


def same(one: Any, other: Any) -> bool:
    """Equal as JSON: true is not 1."""
    return (type(one) is type(other) and one == other) or (
        _is_number(one) and _is_number(other) and one == other
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
