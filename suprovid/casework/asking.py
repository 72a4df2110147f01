"""A condition as a question to the index: the tree of an expression as SQL over columns of facts.

It answers as the evaluator does, three values included, or refuses with `Untranslatable`;
then the caller asks each folder. Only Core constructs, so that another database answers the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, literal, not_, null, or_

from suprovid.casework.asking_values import (
    DAYS,
    NOTHING,
    TEXTS,
    Said,
    Sql,
    Untranslatable,
    compared,
    day_of,
    fixed,
    holds,
    rounded,
    when_known,
)
from suprovid.forms.expression import Expression, Scope
from suprovid.forms.expression.evaluation import asks_missing, work_out
from suprovid.forms.expression.tree import (
    All,
    Arithmetic,
    Call,
    Comparison,
    Current,
    Name,
    Negative,
    Node,
    Path,
    walk,
)
from suprovid.forms.expression.tree import (
    Any as AnyOf,
)
from suprovid.forms.expression.values import Several, moment, number, text
from suprovid.store.spoken import days_between, days_later, place_of

Columns = Mapping[str, tuple[ColumnElement[Any], str]]


KNOWN = frozenset({*TEXTS, *DAYS, "number", "boolean", "choices"})


def condition(
    expression: Expression, columns: Columns, scope: Scope, constants: Collection[str] = ()
) -> ColumnElement[bool]:
    """The expression as a condition over rows: true, false or NULL; `Untranslatable` where that is not exact.

    `columns` are name -> (column, kind); `constants` are names whose values the scope has for all rows.
    """
    asking = Asking(columns, scope, frozenset(constants))
    return asking.condition(expression.tree)


@dataclass(frozen=True)
class Asking:
    """The columns that may be asked, and the scope that knows what is the same for all rows."""

    columns: Columns
    scope: Scope
    constants: frozenset[str]

    def condition(self, node: Node) -> Sql:
        """A part that is true or not."""
        return holds(self.say(node))

    def say(self, node: Node) -> Said:
        """A part as a value."""
        if self._is_fixed(node):
            return fixed(work_out(node, self.scope))
        match node:
            case Name(name):
                return self._name(name)
            case All(parts):
                return Said(and_(*map(self.condition, parts)), "boolean")
            case AnyOf(parts):
                return Said(or_(*map(self.condition, parts)), "boolean")
            case Comparison():
                return Said(self._comparison(node), "boolean")
            case Arithmetic():
                return self._arithmetic(node)
            case Negative(operand):
                return _numbers(self.say(operand), fixed(-1), "*")
            case Call(function, arguments) if function in CALLS:
                return CALLS[function](self, *arguments)
        raise Untranslatable(part=getattr(node, "function", type(node).__name__))

    def _is_fixed(self, node: Node) -> bool:
        """Does no part depend on the row?"""
        return not any(
            isinstance(part, Current | Path) or (isinstance(part, Name) and part.name not in self.constants)
            for part in walk(node)
        )

    def _name(self, name: str) -> Said:
        column, kind = self.columns.get(name, (None, ""))
        if column is None or kind not in KNOWN:
            raise Untranslatable(part=name)
        return Said(column, kind)

    def _comparison(self, node: Comparison) -> Sql:
        asked = asks_missing(node)
        if asked is None:
            return compared(node.sign, self.say(node.left), self.say(node.right))
        said = self.say(asked).sql
        return said.is_(None) if node.sign == "=" else said.is_not(None)

    def _arithmetic(self, node: Arithmetic) -> Said:
        operands = map(self.say, node.operands)
        result = next(operands)
        for sign, operand in zip(node.signs, operands, strict=True):
            result = _calculated(sign, result, operand)
        return result


def _calculated(sign: str, left: Said, right: Said) -> Said:
    if "nothing" in (left.kind, right.kind):
        return NOTHING
    if sign in "+-" and (_is_day(left) or _is_day(right)):
        return _with_days(sign, left, right)
    return _numbers(left, right, sign)


def _is_day(said: Said) -> bool:
    return said.kind in DAYS or (said.is_fixed and moment(said.fixed) is not None)


def _with_days(sign: str, left: Said, right: Said) -> Said:
    """A day and a number of days, or the days between two days."""
    if _is_day(left) and _is_day(right):
        if {left.kind, right.kind} == {"datetime"}:
            raise Untranslatable(part="time")
        return Said(days_between(day_of(left), day_of(right)), "number") if sign == "-" else NOTHING
    if not _is_day(left):
        left, right = (right, left) if sign == "+" else (NOTHING, right)
    if left.kind == "nothing":
        return NOTHING
    if left.kind == "datetime" or (left.is_fixed and "T" in text(moment(left.fixed))):
        raise Untranslatable(part="time")
    days = _number(right)
    if days.kind == "nothing":
        return NOTHING
    return Said(days_later(day_of(left), days.sql if sign == "+" else -days.sql), "date")


def _numbers(left: Said, right: Said, sign: str) -> Said:
    first, second = _number(left), _number(right)
    if "nothing" in (first.kind, second.kind):
        return NOTHING
    if sign not in SIGNS:
        raise Untranslatable(part=sign)
    return Said(rounded(SIGNS[sign](first.sql, second.sql)), "number", counted=True)


SIGNS: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "div": lambda left, right: left / func.nullif(right, 0),
}


def _number(said: Said) -> Said:
    """A value as a number; what never is one is not known."""
    if said.is_fixed:
        return fixed(number(said.fixed))
    if said.kind in DAYS | {"choices"}:
        return NOTHING
    if said.kind != "number":
        raise Untranslatable(part=said.kind)
    return said


# -- functions ------------------------------------------------------------------------------------------

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
    if said.kind not in TEXTS | DAYS:
        raise Untranslatable(part=said.kind)
    return said.sql


def _alike(*values: Said) -> str:
    """The one kind of several values."""
    kinds = {value.kind for value in values} - {"nothing"}
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
def _not(asking: Asking, node: Node) -> Said:
    return Said(not_(asking.condition(node)), "boolean")


@call("boolean")
def _boolean(asking: Asking, node: Node) -> Said:
    return Said(asking.condition(node), "boolean")


@call("if")
def _if(asking: Asking, condition: Node, then: Node, otherwise: Node) -> Said:
    held = asking.condition(condition)
    one, other = _dated(asking.say(then), asking.say(otherwise))
    if one.kind == other.kind == "nothing":
        return NOTHING
    chosen = case((held, one.sql), (not_(held), other.sql), else_=null())
    return Said(chosen, _alike(one, other), counted=one.counted or other.counted)


@call("coalesce")
def _coalesce(asking: Asking, *nodes: Node) -> Said:
    values = [value for value in _dated(*map(asking.say, nodes)) if value.kind != "nothing"]
    if len(values) == 1:
        return values[0]
    counted = any(value.counted for value in values)
    return Said(func.coalesce(*(value.sql for value in values)), _alike(*values), counted=counted)


@call("selected")
def _selected(asking: Asking, chosen: Node, choice: Node) -> Said:
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
def _count_selected(asking: Asking, node: Node) -> Said:
    said = asking.say(node)
    if said.kind == "choice":
        return Said(case((said.sql.is_(None), 0.0), else_=1.0), "number")
    if said.kind != "choices" or said.is_fixed:
        raise Untranslatable(part=said.kind)
    bars = func.length(said.sql) - func.length(func.replace(said.sql, "|", ""))
    return Said(func.coalesce(bars - 1, 0) * 1.0, "number")


@call("count")
def _count(asking: Asking, node: Node) -> Said:
    said = asking.say(node)
    if said.kind == "choices":
        return _count_selected(asking, node)
    return Said(case((said.sql.is_(None), 0.0), else_=1.0), "number")


@call("number")
def _as_number(asking: Asking, node: Node) -> Said:
    return _number(asking.say(node))


@call("abs")
def _abs(asking: Asking, node: Node) -> Said:
    said = _number(asking.say(node))
    return said if said.kind == "nothing" else Said(func.abs(said.sql), "number", counted=said.counted)


@call("sum")
def _sum(asking: Asking, *nodes: Node) -> Said:
    numbers = [_number(asking.say(node)) for node in nodes]
    known = [fixed(0), *(number for number in numbers if number.kind != "nothing")]
    if any(asking.say(node).kind == "choices" for node in nodes):
        raise Untranslatable(part="choices")
    return reduce(lambda one, other: _numbers(one, other, "+"), [_or_zero(one) for one in known])


def _or_zero(said: Said) -> Said:
    return said if said.is_fixed else Said(func.coalesce(said.sql, 0.0), "number", counted=said.counted)


@call("min")
def _min(asking: Asking, *nodes: Node) -> Said:
    return _extreme(asking, nodes, lambda one, other: one <= other)


@call("max")
def _max(asking: Asking, *nodes: Node) -> Said:
    return _extreme(asking, nodes, lambda one, other: one >= other)


def _extreme(asking: Asking, nodes: tuple[Node, ...], better: Callable[[Sql, Sql], Sql]) -> Said:
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
def _date(asking: Asking, node: Node) -> Said:
    said = asking.say(node)
    if said.kind not in DAYS:
        raise Untranslatable(part=said.kind)
    return Said(day_of(said), "date")


@call("string-length")
def _length(asking: Asking, node: Node) -> Said:
    return Said(func.length(_text(asking.say(node))) * 1.0, "number")


@call("string")
def _string(asking: Asking, node: Node) -> Said:
    return Said(_text(asking.say(node)), "text")


@call("concat")
def _concat(asking: Asking, *nodes: Node) -> Said:
    parts = [value for value in map(asking.say, nodes) if value.kind != "nothing"]
    if any(part.is_fixed and part.kind == "choices" for part in parts):
        raise Untranslatable(part="choices")
    joined: Sql = literal("")
    for part in parts:
        joined = joined + func.coalesce(_text(part), "")
    return Said(func.nullif(joined, ""), "text")


@call("contains")
def _contains(asking: Asking, node: Node, part: Node) -> Said:
    return _about_texts(asking, node, part, lambda whole, wanted: place_of(wanted, whole) > 0)


@call("starts-with")
def _starts(asking: Asking, node: Node, part: Node) -> Said:
    return _about_texts(
        asking, node, part, lambda whole, wanted: func.substr(whole, 1, func.length(wanted)) == wanted
    )


@call("ends-with")
def _ends(asking: Asking, node: Node, part: Node) -> Said:
    def ends(whole: Sql, wanted: Sql) -> Sql:
        start = func.length(whole) - func.length(wanted) + 1
        return and_(start > 0, func.substr(whole, start) == wanted)

    return _about_texts(asking, node, part, ends)


def _about_texts(asking: Asking, node: Node, part: Node, ask: Callable[[Sql, Sql], Sql]) -> Said:
    whole, wanted = asking.say(node), asking.say(part)
    if "nothing" in (whole.kind, wanted.kind):
        return NOTHING
    return Said(ask(_text(whole), _text(wanted)), "boolean")


@call("substr")
def _substr(asking: Asking, node: Node, start: Node, end: Node | None = None) -> Said:
    whole = asking.say(node)
    places = [asking.say(place) for place in (start, end) if place is not None]
    if whole.kind == "nothing" or not all(place.is_fixed for place in places):
        raise Untranslatable(part="substr")
    numbers = [number(place.fixed) for place in places]
    if any(place is None or not 0 <= place <= 10_000 for place in numbers):
        raise Untranslatable(part="substr")
    first, last = int(numbers[0] or 0), int(numbers[-1] or 0) if end is not None else 100_000
    return Said(func.nullif(func.substr(_text(whole), first + 1, max(last - first, 0)), ""), "text")


__all__ = ["Columns", "Untranslatable", "condition"]
