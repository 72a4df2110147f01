"""What the conditions of a schema itself require, where the field is shown: a hidden field owes no answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Shown = Callable[[str], Any]
"""For a key: True when it is always shown, otherwise a schema of the answers with which it is."""
ASKING = ("if", "then", "else", "allOf", "dependentSchemas", "dependentRequired")
"""Words whose inner `required` asks for an answer; in `if`, `not` and `oneOf` it is a question."""


def softened(schema: Any, shown: Shown) -> Any:
    """The same schema, in which `required` waits for the field to be shown."""
    if not isinstance(schema, Mapping):
        return schema
    found = {word: _word(word, value, shown) for word, value in schema.items()}
    rules: list[Any] = []
    for key in schema.get("required", ()):
        rules += _rule({}, key, shown)
    for given, keys in schema.get("dependentRequired", {}).items():
        for key in keys:
            rules += _rule({"required": [given]}, key, shown)
    return {**found, **({"allOf": [*found.get("allOf", ()), *rules]} if rules else {})}


def asked_for(schema: Any) -> Iterator[str]:
    """The keys for which the conditions of a schema may ask."""
    if not isinstance(schema, Mapping):
        return
    yield from schema.get("required", ())
    for keys in schema.get("dependentRequired", {}).values():
        yield from keys
    for inner in _inner(schema):
        yield from asked_for(inner)


def only(schema: Any, wanted: str) -> Any:
    """The same schema, in which `required` asks for one key alone."""
    return softened(schema, lambda key: key == wanted)


def either(schema: Mapping[str, Any], literal: list[Any]) -> dict[str, Any]:
    """The same schema, in which a branch of `oneOf` that asks only for what is hidden counts where no
    other one fits, as if somebody had chosen it; `literal` are the branches as they stand."""
    soft = schema["oneOf"]
    if soft == literal:
        return dict(schema)
    rest = {word: value for word, value in schema.items() if word != "oneOf"}
    fits = {"anyOf": [{"oneOf": literal}, {"not": {"anyOf": literal}, "anyOf": soft}]}
    return {**rest, "allOf": [*rest.get("allOf", ()), fits]}


def _inner(schema: Mapping[str, Any]) -> Iterator[Any]:
    yield from (schema[word] for word in ("then", "else") if word in schema)
    yield from schema.get("allOf", ())
    yield from schema.get("dependentSchemas", {}).values()


def _word(word: str, value: Any, shown: Shown) -> Any:
    if word == "required":
        return [key for key in value if shown(key) is True]
    if word == "dependentRequired":
        return {given: [key for key in keys if shown(key) is True] for given, keys in value.items()}
    if word == "dependentSchemas":
        return {given: softened(inner, shown) for given, inner in value.items()}
    if word == "allOf":
        return [softened(inner, shown) for inner in value]
    return softened(value, shown) if word in ("then", "else") else value


def _rule(given: dict[str, Any], key: str, shown: Shown) -> list[Any]:
    when = shown(key)
    if when is True or when is False:
        return []
    return [{"if": {"allOf": [given, when]} if given else when, "then": {"required": [key]}}]
