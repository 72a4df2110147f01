"""Checking before anybody is asked: names that exist, values that can meet, patterns that are safe.

Each fault is a BadExpression that is returned, not raised: text, place, why, instead, found.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from suprovid.errors import BadExpression

from .functions import FUNCTIONS
from .kinds import ANY, MOMENTS, Kind, Known
from .likeness import nearest
from .patterns import refused
from .tree import (
    Arithmetic,
    Call,
    Comparison,
    Filtered,
    Name,
    Negative,
    Node,
    Path,
    Text,
    children,
    each_line,
    lines_name,
)
from .values import ORDERING, boolean, moment, number
from .writing import digits, quoted, write

UNORDERED = frozenset({"boolean", "choices"})
FAMILY = {"date": "moment", "datetime": "moment", "choice": "text"}


@dataclass(frozen=True)
class Checking:
    """What is known while a tree is checked: the kinds, the whole text, the lines around, innermost first."""

    known: Known
    text: str
    around: tuple[str, ...] = ()

    def check(self, node: Node) -> Iterator[BadExpression]:
        """The faults of a part and of everything below it."""
        match node:
            case Name():
                yield from self._name(node)
            case Path(_, keys):
                near = nearest(keys[-1], self._candidates())
                why = "unknown_path_nearest" if near else "unknown_path"
                yield self._fault(node, why, f"${{{near or keys[-1]}}}", write(node))
            case Comparison():
                yield from self._comparison(node)
            case Arithmetic() | Negative():
                yield from self._arithmetic(node)
            case Call():
                yield from self._call(node)
        yield from self._below(node)

    def _below(self, node: Node) -> Iterator[BadExpression]:
        if isinstance(node, Filtered) or each_line(node):
            lines, condition = children(node)
            yield from self.check(lines)
            yield from self._inside(lines).check(condition)
        else:
            for child in children(node):
                yield from self.check(child)

    def _inside(self, lines: Node) -> Checking:
        return replace(self, around=(lines_name(lines) or "", *self.around))

    def _name(self, node: Name) -> Iterator[BadExpression]:
        if self.known.of_name(node.name) is not None or self._may_be_of_a_line(node):
            return
        near = nearest(node.name, self._candidates())
        why = "unknown_name_nearest" if near else "unknown_name"
        yield self._fault(node, why, f"${{{near}}}" if near else "", node.name)

    def _may_be_of_a_line(self, node: Name) -> bool:
        """Lines whose fields nobody has listed may have any field."""
        return not node.absolute and any(not self.known.has_fields(lines) for lines in self.around)

    def _candidates(self) -> list[str]:
        short = [
            name.removeprefix(f"{lines}.")
            for lines in self.around
            for name in self.known.kinds
            if name.startswith(f"{lines}.")
        ]
        return [*short, *self.known.kinds]

    def _comparison(self, node: Comparison) -> Iterator[BadExpression]:
        for one, other in ((node.left, node.right), (node.right, node.left)):
            if isinstance(other, Text):
                if not isinstance(one, Text):
                    yield from self._with_text(node, one, other)
                return
        left, right = self.known.of(node.left), self.known.of(node.right)
        if ANY in (left, right):
            return
        if node.sign in ORDERING and {left.name, right.name} & UNORDERED:
            yield self._fault(node, "unordered", "= !=", write(node))
        elif not _can_meet(left, right, node):
            yield self._fault(node, "never_equal", "", write(node))

    def _with_text(self, node: Comparison, one: Node, said: Text) -> Iterator[BadExpression]:
        kind = self.known.of(one)
        if not said.value:
            return
        if node.sign in ORDERING and kind.name in UNORDERED:
            yield self._fault(node, "unordered", "= !=", write(node))
        elif kind.name == "choices":
            yield self._fault(node, "use_selected", f"selected({write(one)}, {write(said)})", write(node))
        elif kind.name == "choice":
            yield from self._choice(kind, said)
        elif not _readable(kind, said.value):
            yield self._fault(said, f"not_a_{kind.name}", EXAMPLES.get(kind.name, ""), write(said))

    def _choice(self, kind: Kind, said: Text) -> Iterator[BadExpression]:
        if kind.allowed is None or said.value in kind.allowed:
            return
        near = nearest(said.value, kind.allowed) or min(kind.allowed, default="")
        yield self._fault(said, "not_a_choice", quoted(near), write(said))

    def _arithmetic(self, node: Arithmetic | Negative) -> Iterator[BadExpression]:
        signs = set(node.signs) if isinstance(node, Arithmetic) else {"-"}
        dates_fit = isinstance(node, Arithmetic) and signs <= {"+", "-"}
        for operand in children(node):
            kind = self.known.of(operand)
            dated = kind.name in MOMENTS or (isinstance(operand, Text) and moment(operand.value) is not None)
            numeral = isinstance(operand, Text) and number(operand.value) is not None
            fine = kind.name in {"number", "any", "choice"} or numeral or (dated and dates_fit)
            if not fine:
                yield self._fault(operand, "not_countable", "", write(operand))

    def _call(self, node: Call) -> Iterator[BadExpression]:
        row = FUNCTIONS[node.function]
        for place, argument in enumerate(node.arguments):
            if not _takes(row.kind_taken(place), self.known.of(argument)):
                yield self._fault(argument, "wrong_argument", row.usage, write(argument))
        if node.function == "selected" and isinstance(node.arguments[1], Text):
            yield from self._choice(self.known.of(node.arguments[0]), node.arguments[1])
        if node.function == "regex" and isinstance(node.arguments[1], Text):
            why = refused(node.arguments[1].value)
            if why:
                yield self._fault(node.arguments[1], f"pattern_{why}", "", write(node.arguments[1]))

    def _fault(self, node: Node, why: str, instead: str, found: str) -> BadExpression:
        return BadExpression(
            text=self.text, place=node.at, why=f"expression.bad.{why}", instead=instead, found=found
        )


EXAMPLES = {"date": "'2026-01-31'", "datetime": "'2026-01-31T09:00'", "time": "'09:00'", "boolean": "true()"}


def _readable(kind: Kind, said: str) -> bool:
    """Can a text stand for a value of this kind?"""
    if kind.name in MOMENTS:
        return moment(said) is not None
    if kind.name == "number":
        return number(said) is not None
    if kind.name == "boolean":
        return boolean(said) is not None
    if kind.name == "time":
        return len(said) >= 4 and said.replace(":", "").isdigit()
    return kind.name != "lines"


def _can_meet(left: Kind, right: Kind, node: Comparison) -> bool:
    """Can two values that are not texts in the expression ever be equal, or be ordered?"""
    if "lines" in (left.name, right.name):
        return False
    if left.allowed is not None and right.allowed is not None:
        return bool(left.allowed & right.allowed)
    families = {FAMILY.get(left.name, left.name), FAMILY.get(right.name, right.name)}
    if families == {"text", "number"}:
        return _numeral_among(left, node.right) and _numeral_among(right, node.left)
    return len(families) == 1 or "text" in families


def _numeral_among(kind: Kind, other: Node) -> bool:
    value = getattr(other, "value", None)
    return kind.allowed is None or value is None or digits(value) in kind.allowed


def _takes(wanted: str, given: Kind) -> bool:
    """May a value of this kind stand where a function wants that one?"""
    return given.name == "any" or given.name in TAKES.get(wanted, {given.name})


TAKES = {
    "lines": {"lines", "choices"},
    "choices": {"choices", "choice", "text"},
    "number": {"number", "text", "choice", "choices"},
    "ordered": {"number", "date", "datetime", "time", "text", "choice"},
    "text": {"text", "choice", "number", "date", "datetime", "time", "choices"},
    "condition": {"boolean", "number", "text", "choice", "choices", "lines"},
}
