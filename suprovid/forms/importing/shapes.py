"""What the value of a word looks like in any draft; anything else is dropped before anybody reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from suprovid.forms.importing.spots import Spot, Words


def shapes(words: Words, spot: Spot) -> Words:
    """What is not of the shape that its word asks for in any draft is dropped before anybody reads it."""
    found: Words = {}
    for word, value in words.items():
        if word not in SHAPES:
            found[word] = value
            continue
        kept = SHAPES[word](value)
        if kept is None or kept != value:
            spot.tell(word, "malformed")
        if kept is not None:
            found[word] = kept
    return found


def _is_schema(value: Any) -> bool:
    return isinstance(value, dict | bool)


def _schema(value: Any) -> Any:
    return value if _is_schema(value) else None


def _text(value: Any) -> Any:
    return value if isinstance(value, str) else None


def _texts(value: Any) -> Any:
    return [each for each in value if isinstance(each, str)] if isinstance(value, list) else None


def _schema_map(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return None
    return {key: each for key, each in value.items() if _is_schema(each)}


def _schema_list(value: Any) -> Any:
    return [each for each in value if _is_schema(each)] or None if isinstance(value, list) else None


def _needs(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return None
    read = {
        key: each if _is_schema(each) or isinstance(each, str) else _texts(each)
        for key, each in value.items()
    }
    return {key: each for key, each in read.items() if each is not None}


def _name_lists(value: Any) -> Any:
    if not isinstance(value, Mapping):
        return None
    return {key: _texts(each) for key, each in value.items() if isinstance(each, list)}


SHAPES: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(("properties", "patternProperties", "$defs", "definitions", "dependentSchemas"),
                    _schema_map),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), _schema_list),
    **dict.fromkeys(("if", "then", "else", "not", "contains", "additionalProperties", "propertyNames",
                     "additionalItems", "unevaluatedProperties", "unevaluatedItems"), _schema),
    **dict.fromkeys(("title", "description", "format", "pattern", "$ref", "$recursiveRef", "$dynamicRef",
                     "$comment"), _text),
    "dependencies": _needs,
    "dependentRequired": _name_lists,
    "items": lambda value: _schema_list(value) if isinstance(value, list) and value else _schema(value),
    "extends": lambda value: _schema_list(value) if isinstance(value, list) else _schema(value),
    "required": lambda value: value if isinstance(value, bool) else _texts(value),
    "enum": lambda value: value if isinstance(value, list) else None,
    "examples": lambda value: value if isinstance(value, list) else None,
    "x-aliases": _texts,
    "x-layout": lambda value: None,
}  # fmt: skip
"""What is left of a value in the shape that the word asks for; None when nothing is."""
