"""A quick judge, quickest where jsonschema-rs is installed (the extra `fast`): which answers surely fit.

It only ever spares the careful judge work: whatever it doubts, cannot read or does not know is left to that
one, which alone finds problems.
Words that the two might understand differently are asked of the careful judge's own functions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from suprovid.forms.brisk import SILENT, Conforms, Fits, Judges, brisk_judge

try:
    import jsonschema_rs

    ENGINE: Any = jsonschema_rs.Draft202012Validator
except ImportError:  # the extra is not installed
    ENGINE = None

SHARED = frozenset({
    "type", "enum", "const", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength",
    "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "required", "dependentRequired",
    "dependentSchemas", "properties", "additionalProperties", "propertyNames", "items", "prefixItems",
    "contains", "minContains", "maxContains", "allOf", "anyOf", "oneOf", "not", "if", "then", "else",
})  # fmt: skip
"""Words that both judges understand alike, as the official cases show."""
NAMED = frozenset({"properties", "dependentSchemas"})
LISTED = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
DATA = frozenset({"enum", "const", "type", "required", "dependentRequired"})


class NotShared(Exception):
    """The schema has a word that only the careful judge understands."""


def quick_judge(schema: Any, own: Mapping[str, Judges], formats: Conforms) -> Fits:
    """A function that says of answers whether they surely fit; without the engine it is our own.

    `own` are the words for which the careful judge has functions of its own.
    """
    if ENGINE is None:
        return brisk_judge(schema, own, formats)
    named = {name: _asks(formats, name) for name in formats.checkers}
    words = {_private(word): _keyword(judges) for word, judges in own.items()}
    try:
        engine = ENGINE(
            _shared(schema, frozenset(own), frozenset(named)),
            formats=named,
            validate_formats=True,
            keywords=words,
            offline=True,
        )
    except Exception:  # not shared, or the engine cannot read it: the careful judge can
        return never_sure
    return lambda answers: _is_sure(engine, answers)


def never_sure(answers: Any) -> bool:
    """Leave everything to the careful judge."""
    return False


def _is_sure(engine: Any, answers: Any) -> bool:
    try:
        return bool(engine.is_valid(answers))
    except Exception:  # answers that are no JSON; the careful judge takes any
        return False


def _asks(formats: Conforms, name: str) -> Fits:
    return lambda value: formats.conforms(value, name)


def _private(word: str) -> str:
    return f"suprovid-{word}"


def _keyword(judges: Judges) -> type:
    """A word as the engine wants it: a class, whose `validate` raises."""

    class Word:
        def __init__(self, schema: Any, value: Any, path: Any) -> None:
            self._value = value

        def validate(self, answer: Any) -> None:
            if not judges(self._value, answer):
                raise ValueError

    return Word


def _shared(schema: Any, own: frozenset[str], formats: frozenset[str]) -> Any:
    """The schema with our own words under names that the engine leaves to us; raises NotShared."""
    if not isinstance(schema, Mapping):
        return schema
    shared: dict[str, Any] = {}
    for word, value in schema.items():
        if word in own:
            shared[_private(word)] = value
        elif word == "format":
            shared.update({word: value} if value in formats else {})
        elif word in SHARED:
            shared[word] = _inner(word, value, own, formats)
        elif word not in SILENT:
            raise NotShared(word)
    return shared


def _inner(word: str, value: Any, own: frozenset[str], formats: frozenset[str]) -> Any:
    if word in DATA:
        return value
    if word in NAMED and isinstance(value, Mapping):
        return {name: _shared(inner, own, formats) for name, inner in value.items()}
    if word in LISTED and isinstance(value, Iterable):
        return [_shared(inner, own, formats) for inner in value]
    return _shared(value, own, formats)
