"""Conditions made of schemas, each put to the document or to one line of a repeat.

A schema sees only what is below it, so a condition that asks about a line and about the document is split:
first the cases of what stands outside, then what is left to ask inside.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

WIDEST = 5
"""So many questions outside a line may be split into cases: two to this power."""
ROOT = ""


class TooWide(Exception):
    """More cases than anybody would want to read."""


@dataclass(frozen=True)
class Atom:
    """Does what stands at a level (the document, or a line of this repeat) fit a schema?"""

    level: str
    text: str

    @property
    def schema(self) -> Any:
        return json.loads(self.text)


@dataclass(frozen=True)
class Every:
    """All parts hold."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True)
class Some:
    """At least one part holds."""

    parts: tuple[Formula, ...]


@dataclass(frozen=True)
class Not:
    """The part does not hold."""

    part: Formula


Formula = bool | Atom | Every | Some | Not


def atom(level: str, schema: Any) -> Formula:
    """A question about a level; a schema that always or never fits is its own answer."""
    if schema in (True, {}):
        return True
    return False if schema is False else Atom(level, json.dumps(schema, ensure_ascii=False))


def every(*parts: Formula) -> Formula:
    """All of these, as short as possible."""
    if any(part is False for part in parts):
        return False
    rest = tuple(dict.fromkeys(part for part in parts if part is not True))
    return (rest[0] if rest else True) if len(rest) < 2 else Every(rest)


def some(*parts: Formula) -> Formula:
    """Any of these, as short as possible."""
    if any(part is True for part in parts):
        return True
    rest = tuple(dict.fromkeys(part for part in parts if part is not False))
    return (rest[0] if rest else False) if len(rest) < 2 else Some(rest)


def negated(part: Formula) -> Formula:
    """The opposite."""
    if isinstance(part, bool):
        return not part
    return part.part if isinstance(part, Not) else Not(part)


def atoms(formula: Formula) -> Iterator[Atom]:
    """Every question in it, in the order of writing."""
    match formula:
        case Atom():
            yield formula
        case Every(parts) | Some(parts):
            for part in parts:
                yield from atoms(part)
        case Not(part):
            yield from atoms(part)


def assigned(formula: Formula, answers: Mapping[Formula, bool]) -> Formula:
    """What is left to ask when some of the parts are known."""
    if formula in answers:
        return answers[formula]
    match formula:
        case Every(parts):
            return every(*(assigned(part, answers) for part in parts))
        case Some(parts):
            return some(*(assigned(part, answers) for part in parts))
        case Not(part):
            return negated(assigned(part, answers))
    return formula


def cases(formula: Formula, inside: frozenset[str]) -> Iterator[tuple[Formula, Formula]]:
    """(what holds outside, what is left to ask at the levels `inside`) of every case; raises TooWide."""
    gathered = _gathered(formula, inside)
    outer = list(dict.fromkeys(_outer(gathered, inside)))
    if len(outer) > WIDEST:
        raise TooWide
    for answers in product((True, False), repeat=len(outer)):
        known = dict(zip(outer, answers, strict=True))
        outside = every(*(each if held else negated(each) for each, held in known.items()))
        yield outside, assigned(gathered, known)


def _is_outer(formula: Formula, inside: frozenset[str]) -> bool:
    return not any(each.level in inside for each in atoms(formula))


def _gathered(formula: Formula, inside: frozenset[str]) -> Formula:
    """The same formula, in which parts that stand outside side by side are one part."""
    match formula:
        case Every(parts) | Some(parts) if not _is_outer(formula, inside):
            joined = every if isinstance(formula, Every) else some
            outer = [part for part in parts if _is_outer(part, inside)]
            inner = [_gathered(part, inside) for part in parts if not _is_outer(part, inside)]
            return joined(joined(*outer), *inner)
        case Not(part):
            return negated(_gathered(part, inside))
    return formula


def _outer(formula: Formula, inside: frozenset[str]) -> Iterator[Formula]:
    """The largest parts that stand outside."""
    if isinstance(formula, bool):
        return
    if _is_outer(formula, inside):
        yield formula
        return
    match formula:
        case Every(parts) | Some(parts):
            for part in parts:
                yield from _outer(part, inside)
        case Not(part):
            yield from _outer(part, inside)


def schema_of(formula: Formula) -> Any:
    """The formula as one schema; all its questions must be put to the same level."""
    match formula:
        case Atom():
            return formula.schema
        case Every(parts):
            return {"allOf": [schema_of(part) for part in parts]}
        case Some(parts):
            return {"anyOf": [schema_of(part) for part in parts]}
        case Not(part):
            return {"not": schema_of(part)}
    return formula


def guarded(formula: Formula, then: Any) -> Any:
    """`then` where the formula holds."""
    if formula is True:
        return then
    if isinstance(formula, Not):
        return {"if": schema_of(formula.part), "else": then}
    return {"if": schema_of(formula), "then": then}
