"""An expression as a tree: values without behaviour, so that each use of it can stand in its own module.

Every node knows the column `at` where it was read; two trees are equal wherever they were written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Node:
    """Any part of an expression."""

    at: int = field(default=0, compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Text(Node):
    """`'queue'`; the empty text stands for "no answer"."""

    value: str


@dataclass(frozen=True, slots=True)
class Number(Node):
    """`14`, `0.5`; never negative, a minus is its own node."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Name(Node):
    """`${requests.nature}`; `absolute` once binding has said which field is meant.

    `home` is the field where the expression stands, not in the lines that it looks through.
    """

    name: str
    absolute: bool = field(default=False, compare=False, repr=False)
    home: bool = False


@dataclass(frozen=True, slots=True)
class Path(Node):
    """`../nature`, `current()/../nature`, `/data/requests/nature`: an XPath on the way to becoming a name.

    `start` is what stands before the keys; groups among the keys do not nest the answers.
    """

    start: str
    keys: tuple[str, ...]

    @property
    def home(self) -> bool:
        """Does it begin where the expression stands?"""
        return not self.start.startswith("..")


@dataclass(frozen=True, slots=True)
class Current(Node):
    """`.`: the answer that a constraint judges."""


@dataclass(frozen=True, slots=True)
class Negative(Node):
    """`-${x}`."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`a + b - c` or `a * b div c mod d`: operands of one rank, with the signs between them."""

    operands: tuple[Node, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison(Node):
    """`a = b` and its kin."""

    sign: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class All(Node):
    """`a and b and c`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Any(Node):
    """`a or b or c`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Call(Node):
    """`selected(${barriers}, 'queue')`."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Filtered(Node):
    """`${requests}[condition]` or `${requests}[1]`."""

    lines: Node
    condition: Node


@dataclass(frozen=True, slots=True)
class Field(Node):
    """`${requests}[1]/words`: one field of lines."""

    lines: Node
    key: str


def children(node: Node) -> tuple[Node, ...]:
    """The parts right below a node, in the order of writing."""
    match node:
        case Negative(operand):
            return (operand,)
        case Arithmetic(operands, _):
            return operands
        case Comparison(_, left, right):
            return (left, right)
        case All(parts) | Any(parts):
            return parts
        case Call(_, arguments):
            return arguments
        case Filtered(lines, condition):
            return (lines, condition)
        case Field(lines, _):
            return (lines,)
    return ()


def walk(node: Node) -> Iterator[Node]:
    """A node and everything below it, in the order of writing."""
    waiting = [node]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(reversed(children(current)))


def depth(node: Node) -> int:
    """How many nodes the longest way down passes; needs no recursion, so any tree can be measured."""
    deepest, waiting = 0, [(node, 1)]
    while waiting:
        current, level = waiting.pop()
        deepest = max(deepest, level)
        waiting.extend((child, level + 1) for child in children(current))
    return deepest


def lines_name(node: Node) -> str | None:
    """The dotted name of the repeat that a path leads to, whatever lines it picks."""
    match node:
        case Name(name):
            return name
        case Path(_, keys):
            return keys[-1]
        case Filtered(lines, _):
            return lines_name(lines)
        case Field(lines, key):
            above = lines_name(lines)
            return f"{above}.{key}" if above else None
    return None


def each_line(node: Node) -> bool:
    """Is this a call whose second part is asked of every line of the first?"""
    return isinstance(node, Call) and node.function in OVER_LINES and len(node.arguments) == 2


OVER_LINES = frozenset({"some", "every", "count-if"})
LEAVES = (Text, Number, Name, Path, Current)
