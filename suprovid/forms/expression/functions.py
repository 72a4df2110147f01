"""The functions of the expression language: one row each, and the only place to add one.

A row says how many arguments a function takes, what each should be, what comes out and how it is worked out.
A function that must see its arguments unevaluated (`if`, `some`) says `lazily=True` and gets the nodes.
A sentence `expression.call.NAME` in the languages lets `explain` say it in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from typing import Any, Protocol

from .patterns import fits
from .scope import Scope
from .tree import Node, lines_name
from .values import (
    CONTEXT,
    Several,
    Value,
    is_missing,
    kleene_all,
    kleene_any,
    moment,
    number,
    text,
    truth,
)


class Working(Protocol):
    """How a lazy function works out one of its arguments."""

    def __call__(self, node: Node, scope: Scope, /) -> Value: ...


@dataclass(frozen=True)
class Function:
    """One row of the table; `takes` are kinds of arguments, the last repeats up to `most`."""

    name: str
    takes: tuple[str, ...]
    gives: str
    least: int
    most: int
    work: Callable[..., Value]
    lazily: bool = False
    scoped: bool = False

    @property
    def usage(self) -> str:
        """How it is written: `selected(choices, text)`."""
        shown = [*self.takes, *(["..."] if self.most > len(self.takes) else [])]
        return f"{self.name}({', '.join(shown)})"

    def kind_taken(self, place: int) -> str:
        """What the argument at a place (from 0) should be."""
        return self.takes[min(place, len(self.takes) - 1)] if self.takes else "any"


FUNCTIONS: dict[str, Function] = {}
MANY = 99
WIDE = Context(prec=60)


def function(
    name: str,
    takes: str = "",
    gives: str = "any",
    *,
    least: int | None = None,
    most: int | None = None,
    lazily: bool = False,
    scoped: bool = False,
) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Enter a function into the table; without `least` and `most` it takes exactly the kinds listed."""
    kinds = tuple(takes.split())

    def enter(work: Callable[..., Value]) -> Callable[..., Value]:
        FUNCTIONS[name] = Function(
            name,
            kinds,
            gives,
            len(kinds) if least is None else least,
            len(kinds) if most is None else most,
            work,
            lazily,
            scoped,
        )
        return work

    return enter


def each(values: tuple[Value, ...]) -> Iterator[Value]:
    """Every present value, lines and lists opened up."""
    for value in values:
        if isinstance(value, Several):
            yield from each(tuple(value))
        elif not is_missing(value):
            yield value


# choices and lines


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


# numbers


@function("sum", "number", "number", least=1, most=MANY)
def total(*values: Value) -> Decimal | None:
    result = Decimal(0)
    for value in each(values):
        result = CONTEXT.add(result, number(value) or Decimal(0))
    return result if result.is_finite() else None


@function("min", "ordered", "same", least=1, most=MANY)
def least(*values: Value) -> Value:
    return _extreme(values, min)


@function("max", "ordered", "same", least=1, most=MANY)
def most(*values: Value) -> Value:
    return _extreme(values, max)


def _extreme(values: tuple[Value, ...], choose: Callable[[list[Any]], Any]) -> Value:
    """The smallest or largest of numbers, or of dates; None when there are none or they do not mix."""
    present = list(each(values))
    numbers = [found for found in map(number, present) if found is not None]
    if numbers and len(numbers) == len(present):
        return choose(numbers)
    days = [text(value) for value in present if moment(value) is not None]
    return choose(days) if days and len(days) == len(present) else None


@function("round", "number number", "number", least=1, most=2)
def rounded(value: Value, places: Value = 0) -> Decimal | None:
    found, digits = number(value), number(places)
    if found is None or digits is None or abs(digits) > 20 or abs(found) > Decimal(10) ** 20:
        return None
    return found.quantize(Decimal(1).scaleb(-int(digits)), ROUND_HALF_UP, WIDE)


@function("int", "any", "number")
def whole(value: Value) -> Decimal | None:
    found = number(value)
    return None if found is None else found.to_integral_value(ROUND_DOWN)


@function("number", "any", "number")
def as_number(value: Value) -> Decimal | None:
    return number(value)


# texts


@function("string", "any", "text")
def as_text(value: Value) -> str | None:
    return None if is_missing(value) else text(value)


@function("string-length", "text", "number")
def string_length(value: Value) -> int | None:
    return None if is_missing(value) else len(text(value))


@function("concat", "any", "text", least=1, most=MANY)
def concat(*values: Value) -> str | None:
    return "".join(text(value) for value in each(values)) or None


@function("join", "text any", "text", least=2, most=MANY)
def join(separator: Value, *values: Value) -> str | None:
    return text(separator).join(text(value) for value in each(values)) or None


@function("starts-with", "text text", "boolean")
def starts_with(value: Value, start: Value) -> bool | None:
    return None if is_missing(value) or is_missing(start) else text(value).startswith(text(start))


@function("contains", "text text", "boolean")
def contains(value: Value, part: Value) -> bool | None:
    return None if is_missing(value) or is_missing(part) else text(part) in text(value)


@function("regex", "text text", "boolean")
def regex(value: Value, pattern: Value) -> bool | None:
    return None if is_missing(value) or is_missing(pattern) else fits(text(pattern), text(value))


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


# dates


@function("today", "", "date", scoped=True)
def today(scope: Scope) -> Value:
    return scope.today


@function("now", "", "datetime", scoped=True)
def now(scope: Scope) -> Value:
    return scope.now


@function("date", "any", "date")
def as_date(value: Value) -> Value:
    found = moment(value)
    return found.date() if isinstance(found, datetime) else found
