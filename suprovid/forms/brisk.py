"""A quick judge of our own, where jsonschema-rs is not installed: it too says which answers surely fit.

A schema becomes a chain of small functions, made once.
It knows the words that nearly every question is made of, and doubts whatever it does not know: the careful
judge, which alone finds problems, is asked then.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from operator import ge, gt, le, lt
from typing import Any, Protocol

Fits = Callable[[Any], bool]
Judges = Callable[[Any, Any], bool]

SILENT = frozenset({"contentEncoding", "contentMediaType", "contentSchema"})
"""Words that only note something."""


class Conforms(Protocol):
    """The formats of the careful judge (`jsonschema.FormatChecker`)."""

    checkers: Any

    def conforms(self, instance: object, format: str) -> bool: ...


def brisk_judge(schema: Any, own: Mapping[str, Judges], formats: Conforms) -> Fits:
    """A function that says of answers whether they surely fit; of what it does not know it is never sure."""
    return _Maker(own, formats).fits(schema)


def yes(answer: Any) -> bool:
    """Nothing is asked."""
    return True


def doubt(answer: Any) -> bool:
    """Leave it to the careful judge."""
    return False


class _Maker:
    """Makes a function of each word of a schema."""

    def __init__(self, own: Mapping[str, Judges], formats: Conforms) -> None:
        self._own, self._formats = own, formats

    def fits(self, schema: Any) -> Fits:
        """All words of a schema in one function."""
        if schema is True:
            return yes
        if not isinstance(schema, Mapping):
            return doubt
        asked = [check for check in self._checks(schema) if check is not yes]
        if len(asked) < 2:
            return asked[0] if asked else yes
        return _both(*asked) if len(asked) == 2 else lambda answer: all(check(answer) for check in asked)

    def _checks(self, schema: Mapping[str, Any]) -> Iterator[Fits]:
        if "properties" in schema or "additionalProperties" in schema:
            yield self._object(schema)
        for word, value in schema.items():
            if word in WORDS:
                yield WORDS[word](value)
            elif word in self._own:
                yield _asking(self._own[word], value)
            elif word == "format":
                yield self._format(value)
            elif word == "items":
                yield _each(self.fits(value))
            elif word == "allOf":
                yield from map(self.fits, value)
            elif word not in SILENT and word not in ("properties", "additionalProperties"):
                yield doubt

    def _object(self, schema: Mapping[str, Any]) -> Fits:
        known = {name: self.fits(inner) for name, inner in schema.get("properties", {}).items()}
        others = schema.get("additionalProperties", True)
        other = doubt if others is False else self.fits(others)

        def fits(answer: Any) -> bool:
            if not isinstance(answer, dict):
                return True
            return all(known.get(name, other)(value) for name, value in answer.items())

        return fits

    def _format(self, name: str) -> Fits:
        conforms = self._formats.conforms
        return (lambda answer: conforms(answer, name)) if name in self._formats.checkers else yes


def _both(one: Fits, other: Fits) -> Fits:
    return lambda answer: one(answer) and other(answer)


def _asking(judges: Judges, value: Any) -> Fits:
    return lambda answer: judges(value, answer)


def _each(fits: Fits) -> Fits:
    return lambda answer: not isinstance(answer, list) or all(fits(item) for item in answer)


def _type(wanted: Any) -> Fits:
    names = [wanted] if isinstance(wanted, str) else list(wanted)
    checks = [TYPES.get(name, doubt) for name in names]
    return checks[0] if len(checks) == 1 else lambda answer: any(check(answer) for check in checks)


def _is_number(answer: Any) -> bool:
    if isinstance(answer, bool) or not isinstance(answer, int | float):
        return False
    return isinstance(answer, int) or math.isfinite(answer)


def _is_integer(answer: Any) -> bool:
    return _is_number(answer) and (isinstance(answer, int) or answer.is_integer())


TYPES: Mapping[str, Fits] = {
    "string": lambda answer: isinstance(answer, str),
    "boolean": lambda answer: isinstance(answer, bool),
    "null": lambda answer: answer is None,
    "array": lambda answer: isinstance(answer, list),
    "object": lambda answer: isinstance(answer, dict),
    "number": _is_number,
    "integer": _is_integer,
}


def _one_of(values: Any) -> Fits:
    """Texts and whole numbers are compared; anything else is doubted, as 1 and true are alike to Python."""
    texts = frozenset(value for value in values if type(value) is str)
    numbers = frozenset(value for value in values if type(value) is int)

    def fits(answer: Any) -> bool:
        return answer in texts if type(answer) is str else type(answer) is int and answer in numbers

    return fits


def _limit(compares: Callable[[Any, Any], bool]) -> Callable[[Any], Fits]:
    return lambda limit: lambda answer: not _is_number(answer) or compares(answer, limit)


def _size(of: Any, compares: Callable[[Any, Any], bool]) -> Callable[[Any], Fits]:
    return lambda limit: lambda answer: not isinstance(answer, of) or compares(len(answer), limit)


def _required(names: Any) -> Fits:
    if not names:
        return yes
    return lambda answer: not isinstance(answer, dict) or all(name in answer for name in names)


WORDS: Mapping[str, Callable[[Any], Fits]] = {
    "type": _type,
    "enum": _one_of,
    "const": lambda value: _one_of([value]),
    "minimum": _limit(ge),
    "maximum": _limit(le),
    "exclusiveMinimum": _limit(gt),
    "exclusiveMaximum": _limit(lt),
    "minLength": _size(str, ge),
    "maxLength": _size(str, le),
    "minItems": _size(list, ge),
    "maxItems": _size(list, le),
    "minProperties": _size(dict, ge),
    "maxProperties": _size(dict, le),
    "required": _required,
}
