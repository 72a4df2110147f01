"""Expressions put as formulas over a form's answers, as far as a schema can ask.

Facts, settings, today's date and arithmetic are out of reach of a schema: such parts are left open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import product
from math import prod
from typing import Any as Anything

from suprovid.forms.answers import put
from suprovid.forms.exporting import leaves
from suprovid.forms.exporting.formula import (
    ROOT,
    Formula,
    TooWide,
    atom,
    cases,
    every,
    negated,
    schema_of,
    some,
)
from suprovid.forms.exporting.leaves import LISTED, TEXTUAL, Leaf
from suprovid.forms.exporting.patterns import rule
from suprovid.forms.exporting.truth import (
    OPEN,
    Truth,
    all_of,
    any_of,
    chosen,
    every_line,
    opposite,
    some_line,
    sure,
)
from suprovid.forms.expression import Expression, Scope, tree
from suprovid.forms.expression.evaluation import asks_missing
from suprovid.forms.expression.functions import FUNCTIONS
from suprovid.forms.expression.patterns import refused
from suprovid.forms.expression.values import number, text
from suprovid.forms.fields import Field
from suprovid.forms.form import Form

MOST_COMBINATIONS = 130
DAY = date(2000, 1, 1)


@dataclass(frozen=True)
class Reach:
    """Where a name leads: from a level over keys, some of which are lines that all of them are meant."""

    level: str
    steps: tuple[tuple[str, bool], ...]
    field: Field

    @property
    def is_spread(self) -> bool:
        """Does it mean the answers of several lines?"""
        return any(over_lines for _, over_lines in self.steps[:-1])

    def has(self, leaf: Anything) -> Formula:
        """There is an answer that fits."""
        return atom(self.level, _down(self.steps, leaf))

    def answers(self, leaf: Anything) -> Formula:
        """There is an answer that fits; an empty one is none."""
        return self.has(leaves.filled(leaf, self.field))

    @property
    def present(self) -> Formula:
        return self.answers({})

    @property
    def lines_present(self) -> Formula:
        """There are lines at all, whatever is answered in them."""
        first = next(place for place, (_, over_lines) in enumerate(self.steps) if over_lines)
        return atom(self.level, _down(self.steps[: first + 1], {}))

    def truth(self, leaf: Leaf | None) -> Truth:
        """The outcome of a comparison; over several lines it holds if any of them does."""
        if leaf is None:
            return OPEN
        yes, no = leaf
        if not self.is_spread:
            return sure(self._fits(yes), self._fits(no))
        others = self.answers({"not": no}) if no is not True else False
        return sure(self._fits(yes), every(self.present, negated(others)))

    def _fits(self, leaf: Anything) -> Formula:
        return False if leaf is False else self.answers({} if leaf is True else leaf)


def _down(steps: tuple[tuple[str, bool], ...], leaf: Anything) -> Anything:
    (key, over_lines), rest = steps[0], steps[1:]
    if not rest:
        return {"required": [key], **({"properties": {key: leaf}} if leaf != {} else {})}
    inner = _down(rest, leaf)
    return {"required": [key], "properties": {key: {"contains": inner} if over_lines else inner}}


@dataclass(frozen=True)
class Translation:
    """Puts expressions of one place of a form as formulas; `lines` are the repeats around it."""

    form: Form
    lines: tuple[str, ...] = ()
    current: Field | None = None

    def truth(self, node: tree.Node) -> Truth:
        """The outcomes of a condition."""
        match node:
            case tree.All(parts):
                return all_of([self.truth(part) for part in parts])
            case tree.Any(parts):
                return any_of([self.truth(part) for part in parts])
            case tree.Call("not", (part,)):
                return opposite(self.truth(part))
            case tree.Call("if", (condition, then, otherwise)):
                return chosen(self.truth(condition), self.truth(then), self.truth(otherwise))
        if is_constant(node):
            held = Expression(node).holds(Scope({}, DAY))
            return sure(held is True, held is False)
        try:
            found = self._question(node)
        except TooWide:
            found = OPEN
        return found if found.exact else (self._enumerated(node) or found)

    def _question(self, node: tree.Node) -> Truth:
        match node:
            case tree.Comparison():
                return self._comparison(node)
            case tree.Call("some" | "every", (over, condition)):
                return self._over_lines(node.function, over, condition)
            case tree.Call(function, (asked, constant)) if function in WITH_CONSTANT and is_constant(
                constant
            ):
                return self._with_constant(function, asked, constant)
        reach = self.reach(node)
        if reach is None:
            return OPEN
        if reach.is_spread:
            return sure(reach.present, every(reach.lines_present, negated(reach.present)))
        return reach.truth(leaves.believed(reach.field))

    # Names.

    def reach(self, node: tree.Node) -> Reach | None:
        """Where a name or `.` leads; None for what stands outside the form."""
        if isinstance(node, tree.Current) and self.current is not None:
            return self._reach(self.current.name)
        return self._reach(node.name) if isinstance(node, tree.Name) else None

    def present(self, field: Field) -> Formula:
        """The field is answered."""
        reach = self._reach(field.name)
        return reach.present if reach is not None else False

    def _reach(self, name: str) -> Reach | None:
        if not self.form.has(name):
            return None
        level = next((each for each in reversed(self.lines) if name.startswith(f"{each}.")), ROOT)
        keys = (name[len(level) + 1 :] if level else name).split(".")
        steps, so_far = [], level
        for key in keys:
            so_far = f"{so_far}.{key}" if so_far else key
            steps.append((key, self.form.field(so_far).kind in ("lines", "attachments")))
        return Reach(level, tuple(steps), self.form.field(name))

    # Comparisons.

    def _comparison(self, node: tree.Comparison) -> Truth:
        asked = asks_missing(node)
        if asked is not None:
            reach = self.reach(asked)
            if reach is None:
                return OPEN
            missing = negated(reach.present) if node.sign == "=" else reach.present
            return sure(missing, negated(missing))
        if is_constant(node.left) and not is_constant(node.right):
            sign = leaves.FLIPPED.get(node.sign, node.sign)
            node = replace(node, sign=sign, left=node.right, right=node.left)
        return self._with_value(node) if is_constant(node.right) else OPEN

    def _with_value(self, node: tree.Comparison) -> Truth:
        value = value_of(node.right)
        if value is None:
            return sure(False, False)
        if isinstance(node.left, tree.Call):
            if node.left.function == "coalesce":
                return self._coalesced(node, node.left.arguments)
            return self._counted(node.left, node.sign, value)
        reach = self.reach(node.left)
        if reach is None or (reach.is_spread and reach.field.kind in LISTED):
            return OPEN
        return reach.truth(leaves.compared(reach.field, node.sign, value))

    def _coalesced(self, node: tree.Comparison, parts: tuple[tree.Node, ...]) -> Truth:
        """The first answer that is there decides, else what stands behind it."""
        reach = self.reach(parts[0])
        if reach is None or reach.is_spread or len(parts) != 2:
            return OPEN
        answered = sure(reach.present, negated(reach.present))
        first, second = (self.truth(replace(node, left=part)) for part in parts)
        return chosen(answered, first, second)

    def _counted(self, call: tree.Call, sign: str, value: Anything) -> Truth:
        limit = number(value)
        reach = self.reach(call.arguments[0]) if call.arguments else None
        if limit is None or reach is None or reach.is_spread:
            return OPEN
        if call.function == "string-length" and reach.field.kind in TEXTUAL:
            return reach.truth(_long(sign, limit))
        counts = {"count": ("lines", "attachments"), "count-selected": tuple(LISTED)}
        if reach.field.kind in counts.get(call.function, ()):
            return _exactly(some(*(_so_many(reach, span) for span in leaves.spans(sign, limit))))
        if call.function == "count-if" and reach.field.kind == "lines":
            return self._counted_lines(reach, call.arguments[1], sign, limit)
        return OPEN

    # Lines.

    def _over_lines(self, word: str, over: tree.Node, condition: tree.Node) -> Truth:
        reach = self.reach(over)
        if reach is None or reach.is_spread or reach.field.kind != "lines":
            return OPEN
        inner = self._inside(reach.field.name).truth(condition)
        combine = some_line if word == "some" else every_line
        return combine(lambda formula: _with_lines(reach, formula, (1, None)), inner)

    def _counted_lines(self, reach: Reach, condition: tree.Node, sign: str, limit: Decimal) -> Truth:
        inner = self._inside(reach.field.name).truth(condition)
        if not inner.exact:
            return OPEN
        spans = leaves.spans(sign, limit)
        return _exactly(some(*(_with_lines(reach, inner.yes, span) for span in spans)))

    def _inside(self, lines: str) -> Translation:
        return replace(self, lines=(*self.lines, lines))

    # Functions of an answer and a constant.

    def _with_constant(self, function: str, asked: tree.Node, constant: tree.Node) -> Truth:
        reach, value = self.reach(asked), value_of(constant)
        if reach is None:
            return OPEN
        if value is None:
            return sure(False, False)
        if function == "selected":
            return self._selected(reach, text(value))
        if reach.is_spread or reach.field.kind not in TEXTUAL:
            return OPEN
        return reach.truth(PATTERNS[function](text(value)))

    def _selected(self, reach: Reach, wanted: str) -> Truth:
        if not reach.is_spread:
            return reach.truth(leaves.selected(reach.field, wanted))
        item = leaves.item(reach.field, wanted)
        leaf = {"contains": item} if reach.field.kind in LISTED else item
        yes = reach.has(leaf) if item is not False else False
        return sure(yes, every(reach.present, negated(yes)))

    # Answers that can be counted on one's fingers.

    def _enumerated(self, node: tree.Node) -> Truth | None:
        """A condition over few choices, worked out for each of their combinations."""
        reaches = self._few_choices(node)
        if reaches is None:
            return None
        held: list[Formula] = []
        failed: list[Formula] = []
        for values in product(*(values for _, values in reaches.values())):
            outcome = Expression(node).holds(_scope(dict(zip(reaches, values, strict=True)), self.current))
            if outcome is not None:
                asked = zip(reaches.values(), values, strict=True)
                formula = every(*(_is(reach, value) for (reach, _), value in asked))
                (held if outcome else failed).append(formula)
        return sure(some(*held), some(*failed))

    def _few_choices(self, node: tree.Node) -> Mapping[str, tuple[Reach, list[Anything]]] | None:
        found: dict[str, tuple[Reach, list[Anything]]] = {}
        for part in tree.walk(node):
            if _is_moving(part) or isinstance(part, tree.Filtered | tree.Field):
                return None
            if isinstance(part, tree.Name | tree.Current):
                reach = self.reach(part)
                values = leaves.domain(reach.field) if reach and not reach.is_spread else None
                if reach is None or values is None:
                    return None
                found[reach.field.name] = (reach, [None, *values])
        return found if found and prod(len(each) for _, each in found.values()) <= MOST_COMBINATIONS else None


def _scope(values: Mapping[str, Anything], current: Field | None) -> Scope:
    answers: dict[str, Anything] = {}
    for name, value in values.items():
        put(answers, name.split("."), value)
    return Scope(answers, DAY, current=values.get(current.name) if current is not None else None)


def _is(reach: Reach, value: Anything) -> Formula:
    return negated(reach.present) if value is None else reach.has({"const": value})


def _exactly(formula: Formula) -> Truth:
    """An outcome that is never "not known"."""
    return sure(formula, negated(formula))


def _so_many(reach: Reach, span: tuple[int, int | None]) -> Formula:
    found = reach.has(leaves.bounded("Items", span))
    return some(negated(reach.present), found) if span[0] == 0 else found


def _long(sign: str, limit: Decimal) -> Leaf:
    found = [leaves.bounded("Length", span) for span in leaves.spans(sign, limit)]
    if not found:
        return False, True
    leaf = found[0] if len(found) == 1 else {"anyOf": found}
    return (True, False) if leaf == {} else (leaf, {"not": leaf})


def _with_lines(reach: Reach, formula: Formula, span: tuple[int, int | None]) -> Formula:
    """The lines with this formula are so many, from the least to the most."""
    found: list[Formula] = []
    for outside, inside in cases(formula, frozenset({reach.field.name})):
        if inside is False:
            found.append(outside if span[0] == 0 else False)
            continue
        bounds = {} if span == (1, None) else leaves.bounded("Contains", span)
        lines = reach.has({"contains": schema_of(inside), **bounds})
        found.append(every(outside, some(negated(reach.present), lines) if span[0] == 0 else lines))
    return some(*found)


def _matching(pattern: str) -> Leaf | None:
    if refused(pattern) is not None:
        return False, False
    found = rule(f"^(?:{pattern})$")
    return None if found is None else (found, {"not": found})


def _beginning(start: str) -> Leaf:
    found = {"pattern": f"^{leaves.literal(start)}"}
    return found, {"not": found}


def _containing(part: str) -> Leaf:
    found = {"pattern": leaves.literal(part)}
    return found, {"not": found}


PATTERNS = {"regex": _matching, "starts-with": _beginning, "contains": _containing}
WITH_CONSTANT = frozenset({"selected", *PATTERNS})


def is_constant(node: tree.Node) -> bool:
    """Does it say the same whatever is answered, and whatever day it is?"""
    return not any(
        isinstance(part, tree.Name | tree.Current | tree.Filtered | tree.Field) or _is_moving(part)
        for part in tree.walk(node)
    )


def _is_moving(node: tree.Node) -> bool:
    """Does a function look at the clock or at the line around?"""
    if not isinstance(node, tree.Call):
        return False
    function = FUNCTIONS[node.function]
    return function.scoped or tree.each_line(node)


def value_of(node: tree.Node) -> Anything:
    """The value of a constant part; None when it is missing."""
    return Expression(node).value(Scope({}, DAY))
