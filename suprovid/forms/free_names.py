"""Keywords of JSON Schema about answers of free names, each name compared within a bounded amount of work.

The library would look for the patterns with Python's own engine, which a pattern can hang.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from suprovid.forms.expression.patterns import occurs

BRANCHES = ("allOf", "anyOf", "oneOf")


def matches(pattern: str, name: str) -> bool:
    """Does the pattern occur in the text, as JSON Schema asks?"""
    return occurs(pattern, name) is True


def is_free(name: str, schema: Any) -> bool:
    """Is it a name that neither `properties` nor `patternProperties` beside it speak of?"""
    patterns = schema.get("patternProperties", ())
    return name not in schema.get("properties", ()) and not any(matches(each, name) for each in patterns)


def by_pattern(validator: Any, rules: Any, answer: Any, schema: Any) -> Iterator[Any]:
    """`patternProperties`."""
    if validator.is_type(answer, "object"):
        for pattern, rule in rules.items():
            for name, value in answer.items():
                if matches(pattern, name):
                    yield from validator.descend(value, rule, path=name, schema_path=pattern)


def additional(validator: Any, rule: Any, answer: Any, schema: Any) -> Iterator[Any]:
    """`additionalProperties`."""
    if validator.is_type(answer, "object"):
        for name, value in answer.items():
            if is_free(name, schema):
                yield from validator.descend(value, rule, path=name)


def unevaluated(validator: Any, rule: Any, answer: Any, schema: Any) -> Iterator[Any]:
    """`unevaluatedProperties`."""
    if validator.is_type(answer, "object"):
        known = evaluated(validator, answer, schema)
        for name, value in answer.items():
            if name not in known:
                yield from validator.descend(value, rule, path=name)


def evaluated(validator: Any, answer: Any, schema: Any) -> set[str]:
    """The names that a schema, or whatever holds with it, has judged."""
    return set(_evaluated(validator, answer, schema))


def _evaluated(validator: Any, answer: Any, schema: Any) -> Iterator[str]:
    if not validator.is_type(schema, "object"):
        return
    yield from _by_itself(validator, answer, schema)
    for word in ("$ref", "$dynamicRef"):
        if word in schema:
            found = validator._resolver.lookup(schema[word])
            there = validator.evolve(schema=found.contents, _resolver=found.resolver)
            yield from _evaluated(there, answer, found.contents)
    for inner in _holding(validator, answer, schema):
        yield from _evaluated(validator, answer, inner)


def _by_itself(validator: Any, answer: Any, schema: Any) -> Iterator[str]:
    """The names that the words of the schema itself judge."""
    yield from (name for name in schema.get("properties", ()) if name in answer)
    for pattern in schema.get("patternProperties", ()):
        yield from (name for name in answer if matches(pattern, name))
    for word in ("additionalProperties", "unevaluatedProperties"):
        if word in schema:
            judge = validator.evolve(schema=schema[word])
            yield from (name for name, value in answer.items() if judge.is_valid(value))


def _holding(validator: Any, answer: Any, schema: Any) -> Iterator[Any]:
    """The schemas inside that hold for the very same answer."""
    yield from (inner for name, inner in schema.get("dependentSchemas", {}).items() if name in answer)
    for word in BRANCHES:
        for inner in schema.get(word, ()):
            if validator.evolve(schema=inner).is_valid(answer):
                yield inner
    if "if" in schema:
        holds = validator.evolve(schema=schema["if"]).is_valid(answer)
        if holds:
            yield schema["if"]
        yield from (schema[word] for word in (("then",) if holds else ("else",)) if word in schema)
