"""Conditions inside a tree of questions, worked out for every node that is there.

A name means the question of the same node first, answered or not, then that of the nodes around it.
What the conditions of a tree hide and compute is worked out until nothing changes: a calculation may need
that of the nodes inside, and a condition that of the node around.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle, islice
from types import MappingProxyType
from typing import Any

from suprovid.forms.answers import Path, name_of, stored, unanswered
from suprovid.forms.expression import Expression, Scope
from suprovid.forms.expression.scope import WORLD
from suprovid.forms.expression.values import is_missing
from suprovid.forms.fields import Field
from suprovid.forms.plain.groves import Bough, item_of
from suprovid.forms.plain.growing import Node
from suprovid.forms.plain.merging import ABSENT

Lines = tuple[tuple[str, Mapping[str, Any]], ...]
MakeScope = Callable[[Lines, Any], Scope]
"""(the nodes around, the answer that `.` means) -> what an expression sees."""


class Level(dict[str, Any]):
    """The answers of one node as a condition sees them: each of its questions, answered or not."""

    place: int | None = None
    """The position of the list item that it is or stands in, from 1."""
    asked: Mapping[str, Field] = MappingProxyType({})
    """Its questions by their keys."""

    def __bool__(self) -> bool:
        return any(not is_missing(value) for value in self.values())


@dataclass(frozen=True)
class Ground:
    """What a tree stands on: how a scope is made, the nodes around, the name of the tree itself.

    `is_own` knows the questions of the form outside the tree, `before` the answers as they were given.
    """

    scope: MakeScope
    lines: Lines
    key: str
    is_own: Callable[[str], bool]
    before: Callable[[Path], Any]
    grove: Bough
    """The same tree before any answer: it has the questions of the branches that are not chosen too."""
    frozen: bool = False
    submitted: bool = False


@dataclass(frozen=True)
class Settled:
    """What the conditions of a tree say, by path; `hidden` tells of each whether its answer is dropped."""

    hidden: Mapping[Path, bool]
    dormant: tuple[Path, ...]
    computed: Mapping[Path, Any]
    required: tuple[Path, ...]
    locked: tuple[Path, ...]
    broken: tuple[tuple[Path, Mapping[str, Any]], ...]


def settle(node: Node, value: Any, ground: Ground) -> Settled:
    """Work out the conditions of a whole tree for its answers."""
    return _Settling(node, value, ground).settled()


@dataclass(eq=False)
class _Spot:
    """One question with conditions, at one place."""

    node: Node
    level: Level
    lines: Lines
    is_inside: bool
    given: Any
    hidden: bool = field(default=False)
    drops: bool = field(default=False)
    computed: Any = ABSENT

    @property
    def field(self) -> Field:
        return self.node.field


@dataclass(frozen=True)
class _Unasked:
    """A question of a branch that nobody has chosen, unanswered: it may be hidden all the same."""

    path: Path
    condition: Expression
    lines: Lines


class _Settling:
    """The answers of a tree as conditions see them, changed until they agree with the conditions."""

    def __init__(self, node: Node, value: Any, ground: Ground) -> None:
        self._node, self._ground = node, ground
        self._spots: list[_Spot] = []
        self._unasked: list[_Unasked] = []
        itself: dict[str, Any] = {}
        lines = (*ground.lines, ("", itself)) if ground.key else ground.lines
        itself[ground.key] = self._seen(node, ground.grove, value, lines)

    def settled(self) -> Settled:
        """Sweep down and up in turns: without a circle, each sweep settles at least one question more."""
        sweeps = cycle((self._spots, self._spots[::-1]))
        for spots in islice(sweeps, len(self._spots) + 2):
            changes = [self._work(spot) for spot in spots]
            if not any(changes):
                break
        hidden = {spot.node.path: spot.drops for spot in self._spots if spot.hidden}
        hidden.update((each.path, False) for each in self._unasked if not self._shows(each))
        shown = [spot for spot in self._spots if not _is_under(spot.node.path, hidden)]
        asleep = ((*each.path, name) for each in self._node.walk() for name in each.dormant)
        return Settled(
            hidden=hidden,
            dormant=tuple(asleep),
            computed={spot.node.path: spot.computed for spot in shown if spot.computed is not ABSENT},
            required=tuple(spot.node.path for spot in shown if self._requires(spot)),
            locked=tuple(spot.node.path for spot in shown if self._locks(spot)),
            broken=tuple((spot.node.path, spot.field.schema) for spot in shown if self._breaks(spot)),
        )

    def _seen(
        self, node: Node, bough: Bough | None, value: Any, lines: Lines, place: int | None = None
    ) -> Any:
        """An answer as conditions see it; on the way, the questions with conditions are gathered."""
        if node.kind == "array" and isinstance(value, list):
            inner = {child.path[-1]: child for child in node.children}
            return [
                self._seen(inner[number], item_of(bough, number), each, lines, number + 1)
                if number in inner
                else each
                for number, each in enumerate(value)
            ]
        if node.kind != "group":
            return _or_none(value)
        given = value if isinstance(value, Mapping) else {}
        level = Level(
            {name: given.get(name) for name in (*node.declared, *given) if name not in node.dormant}
        )
        level.place, level.asked = place, {child.key: child.field for child in node.children}
        around = (*lines, (_line_name(node, level), level))
        for child in node.children:
            below = bough.children.get(child.key) if bough else None
            seen = self._seen(child, below, given.get(child.key, ABSENT), around, place)
            level[child.key] = seen
            if _is_ruled(child):
                given_once = seen if child.present else _or_none(self._ground.before(child.path))
                self._spots.append(_Spot(child, level, around, value is not ABSENT, given_once))
        if bough is not None:
            self._unasked += _unasked(node, bough, level, around)
        return level

    def _work(self, spot: _Spot) -> bool:
        """Settle one question; does that change what others see?"""
        scope = self._scope(spot)
        spot.hidden, spot.drops = self._hides(spot, scope)
        spot.computed = ABSENT
        value = None if spot.drops else spot.given
        calculate = spot.field.calculate
        if calculate is not None and spot.is_inside and not spot.hidden and not self._ground.frozen:
            value = spot.computed = stored(calculate.value(scope), spot.field.kind)
        before = spot.level.get(spot.node.key)
        spot.level[spot.node.key] = value
        return not (value is before or (type(value) is type(before) and value == before))

    def _hides(self, spot: _Spot, scope: Scope) -> tuple[bool, bool]:
        """(is it hidden, is its answer dropped): not when only the world outside is not known today."""
        condition = spot.field.visible_if
        outcome = True if condition is None else condition.holds(scope)
        if condition is None or outcome is True:
            return False, False
        known = outcome is False or any(self._is_own(name, spot) for name in condition.missing(scope))
        return True, known and not spot.field.keeps_hidden

    def _shows(self, unasked: _Unasked) -> bool:
        return unasked.condition.holds(self._ground.scope(unasked.lines, None)) is True

    def _is_own(self, name: str, spot: _Spot) -> bool:
        first = name.partition(".")[0]
        is_asked = any(first in level for _, level in spot.lines) or self._ground.is_own(name)
        return is_asked or first not in WORLD

    def _requires(self, spot: _Spot) -> bool:
        return not spot.field.retired and self._holds(spot.field.required_if, spot)

    def _locks(self, spot: _Spot) -> bool:
        sealed = spot.field.lock and self._ground.submitted and not unanswered(spot.level[spot.node.key])
        return sealed or self._holds(spot.field.readonly_if, spot)

    def _breaks(self, spot: _Spot) -> bool:
        constraint, answer = spot.field.constraint, spot.level[spot.node.key]
        if constraint is None or unanswered(answer):
            return False
        return constraint.holds(self._scope(spot, answer)) is False

    def _holds(self, condition: Expression | None, spot: _Spot) -> bool:
        return condition is not None and condition.holds(self._scope(spot)) is True

    def _scope(self, spot: _Spot, current: Any = None) -> Scope:
        return self._ground.scope(spot.lines, current)


def asked_in(lines: Lines, name: str) -> Field | None:
    """The question of this name in the nearest node around that has one."""
    levels = (level for _, level in reversed(lines) if isinstance(level, Level))
    return next((level.asked[name] for level in levels if name in level.asked), None)


def _unasked(node: Node, bough: Bough, level: Level, around: Lines) -> Iterator[_Unasked]:
    for name, child in bough.children.items():
        condition = child.rules.get("x-visible-if")
        if condition is not None and name not in level and not child.is_torn:
            yield _Unasked((*node.path, name), condition, around)


def _line_name(node: Node, level: Level) -> str:
    """The list that a node is an item of: from inside, its full name means this item, as in a repeat.

    Unless the node has a question that is called as that name begins.
    """
    if not node.path or not isinstance(node.path[-1], int):
        return ""
    name = name_of(node.path)
    return "" if name.partition(".")[0] in level else name


def _is_ruled(node: Node) -> bool:
    return isinstance(node.path[-1], str) and (node.field.lock or any(True for _ in node.field.rules.all()))


def _is_under(path: Path, hidden: Mapping[Path, bool]) -> bool:
    return bool(hidden) and any(path[:length] in hidden for length in range(1, len(path) + 1))


def _or_none(value: Any) -> Any:
    return None if value is ABSENT else value
