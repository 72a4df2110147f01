"""The functions of the expression language: one row each, here or in the module of its subject.

This module has choices, lines, yes and no; numbers, texts and dates are in `functions_...`.
Importing it fills the whole table.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from . import functions_dates, functions_numbers, functions_texts
from .function import FUNCTIONS, MANY, Function, Working, each, function
from .scope import Scope
from .tree import Field, Name, Node, lines_name
from .values import Several, Value, is_missing, kleene_all, kleene_any, number, text, truth

SUBJECTS = (functions_dates, functions_numbers, functions_texts)


@function("selected", "choices text", "boolean")
def selected(chosen: Value, choice: Value) -> bool | None:
    if is_missing(chosen) or is_missing(choice):
        return None
    return text(choice) in _chosen(chosen)


@function("selected-at", "choices number", "text")
def selected_at(chosen: Value, place: Value) -> Value:
    at, options = number(place), _chosen(chosen)
    if at is None or at != at.to_integral_value() or not 0 <= at < len(options):
        return None
    return options[int(at)]


@function("count-selected", "choices", "number")
def count_selected(chosen: Value) -> int:
    return len(_chosen(chosen))


def _chosen(value: Value) -> list[str]:
    return [text(option) for option in value] if isinstance(value, Several) else text(value).split()


@function("count", "lines", "number")
def count(lines: Value) -> int:
    if isinstance(lines, Several):
        return len(lines)
    return 0 if is_missing(lines) else 1


@function("position", "", "number", scoped=True)
def position(scope: Scope) -> int | None:
    return scope.position()


@function("some", "lines condition", "boolean", lazily=True)
def some(working: Working, scope: Scope, lines: Node, condition: Node) -> bool | None:
    return kleene_any(_over(working, scope, lines, condition))


@function("every", "lines condition", "boolean", lazily=True)
def every(working: Working, scope: Scope, lines: Node, condition: Node) -> bool | None:
    return kleene_all(_over(working, scope, lines, condition))


@function("count-if", "lines condition", "number", lazily=True)
def count_if(working: Working, scope: Scope, lines: Node, condition: Node) -> int:
    return sum(1 for outcome in _over(working, scope, lines, condition) if outcome)


def _over(working: Working, scope: Scope, lines: Node, condition: Node) -> Iterator[bool | None]:
    name = lines_name(lines) or ""
    for line in lines_of(working(lines, scope)):
        yield truth(working(condition, scope.inside(name, line)))


def lines_of(value: Value) -> list[dict[str, Any]]:
    """The lines among a value; anything else has none."""
    return [line for line in value if isinstance(line, dict)] if isinstance(value, list | tuple) else []


@function("count-non-empty", "any", "number")
def count_non_empty(values: Value) -> int:
    return sum(1 for _ in each((values,)))


@function("indexed-repeat", "any lines number", "any", least=3, most=7, lazily=True)
def indexed_repeat(working: Working, scope: Scope, wanted: Node, *places: Node) -> Value:
    """The answer in line number so-and-so (from 1) of a repeat, and of the repeats inside it."""
    inside = scope
    for lines, place in zip(places[::2], places[1::2], strict=False):
        line = _line_at(lines_of(working(lines, inside)), number(working(place, scope)))
        if line is None:
            return None
        inside = inside.inside(lines_name(lines) or "", line)
    return working(wanted, inside)


def _line_at(lines: list[dict[str, Any]], place: Decimal | None) -> dict[str, Any] | None:
    fits = place is not None and place == place.to_integral_value() and 1 <= place <= len(lines)
    return lines[int(place) - 1] if place is not None and fits else None


@function("jr:choice-name", "any any", "text", lazily=True)
def choice_name(working: Working, scope: Scope, chosen: Node, field: Node) -> str | None:
    """The label of a choice, or of several with commas between them."""
    name = lines_name(field) if isinstance(field, Name | Field) else None
    labels = [scope.label(name or "", text(value)) for value in each((working(chosen, scope),))]
    return ", ".join(labels) or None


# yes and no, one or the other


@function("not", "condition", "boolean")
def negation(value: Value) -> bool | None:
    held = truth(value)
    return None if held is None else not held


@function("true", "", "boolean")
def true() -> bool:
    return True


@function("false", "", "boolean")
def false() -> bool:
    return False


@function("if", "condition any any", "same", lazily=True)
def choose(working: Working, scope: Scope, condition: Node, then: Node, otherwise: Node) -> Value:
    held = truth(working(condition, scope))
    return None if held is None else working(then if held else otherwise, scope)


@function("coalesce", "any any", "same", least=2, most=MANY, lazily=True)
def coalesce(working: Working, scope: Scope, *choices: Node) -> Value:
    found = (working(choice, scope) for choice in choices)
    return next((value for value in found if not is_missing(value)), None)


@function("boolean", "condition", "boolean")
def as_boolean(value: Value) -> bool | None:
    return truth(value)


@function("boolean-from-string", "any", "boolean")
def boolean_from_string(value: Value) -> bool | None:
    return None if is_missing(value) else text(value).strip().lower() in {"true", "1"}


@function("checklist", "number number condition", "boolean", least=3, most=MANY)
def checklist(least: Value, most: Value, *answers: Value) -> bool | None:
    """Are at least and at most so many of these true? A limit of -1 is none."""
    return _between(least, most, [(truth(answer), Decimal(1)) for answer in answers])


@function("weighted-checklist", "number number condition number", "boolean", least=4, most=MANY)
def weighted_checklist(least: Value, most: Value, *pairs: Value) -> bool | None:
    """The same with a weight after each answer."""
    weights = [number(weight) for weight in pairs[1::2]]
    if len(pairs) % 2 or None in weights:
        return None
    return _between(least, most, list(zip(map(truth, pairs[::2]), map(number, pairs[1::2]), strict=True)))


def _between(least: Value, most: Value, answers: list[tuple[bool | None, Any]]) -> bool | None:
    """Is the weight of what is true within the limits? Known as soon as the open answers cannot change it."""
    low, high = number(least), number(most)
    if low is None or high is None:
        return None
    sure = sum((weight for held, weight in answers if held), Decimal(0))
    maybe = [weight for held, weight in answers if held is None]
    first = sure + sum((weight for weight in maybe if weight < 0), Decimal(0))
    last = sure + sum((weight for weight in maybe if weight > 0), Decimal(0))
    limits = [(low == -1 or value >= low) and (high == -1 or value <= high) for value in (first, last)]
    if all(limits):
        return True
    outside = (low != -1 and last < low) or (high != -1 and first > high)
    return False if outside else None


__all__ = ["FUNCTIONS", "Function", "lines_of"]
