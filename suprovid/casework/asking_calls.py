"""The functions of expressions that the index can answer, one row each; the others are refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import reduce
from typing import Protocol

from sqlalchemy import and_, case, func, literal, not_, null

from suprovid.casework.asking_numbers import as_number, combined
from suprovid.casework.asking_values import (
    DAYS,
    NOTHING,
    TEXTS,
    Said,
    Sql,
    Untranslatable,
    day_of,
    fixed,
    when_known,
)
from suprovid.forms.expression.tree import Node
from suprovid.forms.expression.values import Several, moment, number, text
from suprovid.store.spoken import place_of


class Asks(Protocol):
    """Whoever says the arguments of a function in SQL."""

    def say(self, node: Node, /) -> Said: ...

    def condition(self, node: Node, /) -> Sql: ...


CALLS: dict[str, Callable[..., Said]] = {}


def call(name: str) -> Callable[[Callable[..., Said]], Callable[..., Said]]:
    """Enter a function that the index can answer."""

    def enter(work: Callable[..., Said]) -> Callable[..., Said]:
        CALLS[name] = work
        return work

    return enter


def _text(said: Said) -> Sql:
    """A value as the text that the evaluator makes of it."""
    if said.is_fixed:
        return literal(text(said.fixed))
    if said.kind not in TEXTS | {"date"}:
        raise Untranslatable(part=said.kind)
    return said.sql


def _alike(*values: Said) -> str:
    """The one kind of several values."""
    kinds = {value.kind for value in values} - {"nothing"}
    if "datetime" in kinds:
        raise Untranslatable(part="datetime")
    if kinds <= TEXTS and len(kinds) == 2:
        return "text"
    if len(kinds) != 1 or any(value.is_fixed and value.kind == "choices" for value in values):
        raise Untranslatable(part=", ".join(sorted(kinds)))
    return kinds.pop()


def _dated(*values: Said) -> tuple[Said, ...]:
    """A text that says a day is a day, where days stand beside it."""
    if not any(value.kind == "date" for value in values):
        return values
    return tuple(
        fixed(day) if value.is_fixed and type(day := moment(value.fixed)) is date else value
        for value in values
    )


@call("not")
def _not(asking: Asks, node: Node) -> Said:
    return Said(not_(asking.condition(node)), "boolean")


@call("boolean")
def _boolean(asking: Asks, node: Node) -> Said:
    return Said(asking.condition(node), "boolean")


@call("if")
def _if(asking: Asks, condition: Node, then: Node, otherwise: Node) -> Said:
    held = asking.condition(condition)
    one, other = _dated(asking.say(then), asking.say(otherwise))
    if one.kind == other.kind == "nothing":
        return NOTHING
    chosen = case((held, one.sql), (not_(held), other.sql), else_=null())
    return Said(chosen, _alike(one, other), counted=one.counted or other.counted)


@call("coalesce")
def _coalesce(asking: Asks, *nodes: Node) -> Said:
    values = [value for value in _dated(*map(asking.say, nodes)) if value.kind != "nothing"]
    if len(values) == 1:
        return values[0]
    counted = any(value.counted for value in values)
    return Said(func.coalesce(*(value.sql for value in values)), _alike(*values), counted=counted)


@call("selected")
def _selected(asking: Asks, chosen: Node, choice: Node) -> Said:
    options, wanted = asking.say(chosen), asking.say(choice)
    if "nothing" in (options.kind, wanted.kind):
        return NOTHING
    if wanted.kind not in TEXTS and not wanted.is_fixed:
        raise Untranslatable(part=wanted.kind)
    if isinstance(options.fixed, Several) and wanted.kind == "choice":
        return Said(wanted.sql.in_([text(option) for option in options.fixed]), "boolean")
    if options.is_fixed or options.kind not in {"choices", "choice"}:
        raise Untranslatable(part=options.kind)
    key = literal(text(wanted.fixed)) if wanted.is_fixed else wanted.sql
    if options.kind == "choice":
        return Said(options.sql == key, "boolean")
    if wanted.is_fixed and "|" in text(wanted.fixed):
        return Said(when_known(options.sql, literal(False)), "boolean")
    return Said(place_of(literal("|") + key + literal("|"), options.sql) > 0, "boolean")


@call("count-selected")
def _count_selected(asking: Asks, node: Node) -> Said:
    said = asking.say(node)
    if said.kind == "choice":
        return Said(case((said.sql.is_(None), 0.0), else_=1.0), "number")
    if said.kind != "choices" or said.is_fixed:
        raise Untranslatable(part=said.kind)
    bars = func.length(said.sql) - func.length(func.replace(said.sql, "|", ""))
    return Said(func.coalesce(bars - 1, 0) * 1.0, "number")


@call("count")
def _count(asking: Asks, node: Node) -> Said:
    said = asking.say(node)
    if said.kind == "choices":
        return _count_selected(asking, node)
    return Said(case((said.sql.is_(None), 0.0), else_=1.0), "number")


@call("number")
def _as_number(asking: Asks, node: Node) -> Said:
    return as_number(asking.say(node))


@call("abs")
def _abs(asking: Asks, node: Node) -> Said:
    said = as_number(asking.say(node))
    return said if said.kind == "nothing" else Said(func.abs(said.sql), "number", counted=said.counted)


@call("sum")
def _sum(asking: Asks, *nodes: Node) -> Said:
    numbers = [as_number(asking.say(node)) for node in nodes]
    known = [fixed(0), *(number for number in numbers if number.kind != "nothing")]
    if any(asking.say(node).kind == "choices" for node in nodes):
        raise Untranslatable(part="choices")
    return reduce(lambda one, other: combined(one, other, "+"), [_or_zero(one) for one in known])


def _or_zero(said: Said) -> Said:
    return said if said.is_fixed else Said(func.coalesce(said.sql, 0.0), "number", counted=said.counted)


@call("min")
def _min(asking: Asks, *nodes: Node) -> Said:
    return _extreme(asking, nodes, lambda one, other: one <= other)


@call("max")
def _max(asking: Asks, *nodes: Node) -> Said:
    return _extreme(asking, nodes, lambda one, other: one >= other)


def _extreme(asking: Asks, nodes: tuple[Node, ...], better: Callable[[Sql, Sql], Sql]) -> Said:
    """The best of numbers or of days, the missing ones aside."""
    values = [value for value in _dated(*map(asking.say, nodes)) if value.kind != "nothing"]
    kind = _alike(*values)
    if kind not in {"number", "date"}:
        raise Untranslatable(part=kind)

    def best(one: Sql, other: Sql) -> Sql:
        return case((one.is_(None), other), (other.is_(None), one), (better(one, other), one), else_=other)

    counted = any(value.counted for value in values)
    return Said(reduce(best, (value.sql for value in values)), kind, counted=counted)


@call("date")
def _date(asking: Asks, node: Node) -> Said:
    said = asking.say(node)
    if said.kind not in DAYS:
        raise Untranslatable(part=said.kind)
    return Said(day_of(said), "date")


@call("string-length")
def _length(asking: Asks, node: Node) -> Said:
    said = asking.say(node)
    return NOTHING if said.kind == "nothing" else Said(func.length(_text(said)) * 1.0, "number")


@call("string")
def _string(asking: Asks, node: Node) -> Said:
    said = asking.say(node)
    return NOTHING if said.kind == "nothing" else Said(_text(said), "text")


@call("concat")
def _concat(asking: Asks, *nodes: Node) -> Said:
    parts = [value for value in map(asking.say, nodes) if value.kind != "nothing"]
    if any(part.is_fixed and part.kind == "choices" for part in parts):
        raise Untranslatable(part="choices")
    joined: Sql = literal("")
    for part in parts:
        joined = joined + func.coalesce(_text(part), "")
    return Said(func.nullif(joined, ""), "text")


@call("contains")
def _contains(asking: Asks, node: Node, part: Node) -> Said:
    return _about_texts(asking, node, part, lambda whole, wanted: place_of(wanted, whole) > 0)


@call("starts-with")
def _starts(asking: Asks, node: Node, part: Node) -> Said:
    return _about_texts(
        asking, node, part, lambda whole, wanted: func.substr(whole, 1, func.length(wanted)) == wanted
    )


@call("ends-with")
def _ends(asking: Asks, node: Node, part: Node) -> Said:
    def ends(whole: Sql, wanted: Sql) -> Sql:
        start = func.length(whole) - func.length(wanted) + 1
        return and_(start > 0, func.substr(whole, start) == wanted)

    return _about_texts(asking, node, part, ends)


def _about_texts(asking: Asks, node: Node, part: Node, ask: Callable[[Sql, Sql], Sql]) -> Said:
    whole, wanted = asking.say(node), asking.say(part)
    if "nothing" in (whole.kind, wanted.kind):
        return NOTHING
    return Said(ask(_text(whole), _text(wanted)), "boolean")


@call("substr")
def _substr(asking: Asks, node: Node, start: Node, end: Node | None = None) -> Said:
    whole = asking.say(node)
    places = [asking.say(place) for place in (start, end) if place is not None]
    if whole.kind == "nothing" or not all(place.is_fixed for place in places):
        raise Untranslatable(part="substr")
    numbers = [number(place.fixed) for place in places]
    if any(place is None or not 0 <= place <= 10_000 for place in numbers):
        raise Untranslatable(part="substr")
    first, last = int(numbers[0] or 0), int(numbers[-1] or 0) if end is not None else 100_000
    return Said(func.nullif(func.substr(_text(whole), first + 1, max(last - first, 0)), ""), "text")
