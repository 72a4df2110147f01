"""Binding: saying once which field each name means, so that nothing is guessed later."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import combinations

from .tree import (
    All,
    Any,
    Arithmetic,
    Call,
    Comparison,
    Current,
    Field,
    Filtered,
    Name,
    Negative,
    Node,
    Path,
    each_line,
    lines_name,
)

LONGEST = 8


def bind(node: Node, known: Collection[str], around: tuple[str, ...]) -> Node:
    """The same tree with absolute names; `around` are the repeats and groups here, innermost first."""
    return Binding(known, around, around).bind(node)


def contexts(within: str) -> tuple[str, ...]:
    """`a.b` stands in `a.b`, then in `a`; the innermost comes first."""
    parts = within.split(".") if within else []
    return tuple(".".join(parts[:n]) for n in range(len(parts), 0, -1))


@dataclass(frozen=True)
class Binding:
    """The names that exist, the lines around this part, and those around the whole expression."""

    known: Collection[str]
    around: tuple[str, ...]
    home: tuple[str, ...]

    def bind(self, node: Node) -> Node:
        """A part with absolute names, and everything below it."""
        match node:
            case Name():
                return self._name(node)
            case Path():
                return self._path(node)
            case Filtered(lines, condition):
                bound = self.bind(lines)
                return replace(node, lines=bound, condition=self._within(bound).bind(condition))
            case Call(_, (lines, condition)) if each_line(node):
                bound = self.bind(lines)
                return replace(node, arguments=(bound, self._within(bound).bind(condition)))
            case Call("indexed-repeat", (wanted, *places)):
                others = self._each(places)
                return replace(node, arguments=(self._within(*others[::2]).bind(wanted), *others))
            case Call(_, arguments):
                return replace(node, arguments=self._each(arguments))
            case Arithmetic(operands, _):
                return replace(node, operands=self._each(operands))
            case All(parts) | Any(parts):
                return replace(node, parts=self._each(parts))
            case Comparison(_, left, right):
                return replace(node, left=self.bind(left), right=self.bind(right))
            case Negative(operand):
                return replace(node, operand=self.bind(operand))
            case Field(lines, _):
                found = self._found(_keys_below_current(node), self.around)
                return (
                    Name(found, absolute=True, at=node.at) if found else replace(node, lines=self.bind(lines))
                )
        return node

    def _each(self, parts: Iterable[Node]) -> tuple[Node, ...]:
        return tuple(map(self.bind, parts))

    def _within(self, *lines: Node) -> Binding:
        names = tuple(name for name in map(lines_name, reversed(lines)) if name)
        return replace(self, around=(*names, *self.around))

    def _name(self, node: Name) -> Name:
        candidates = [*(f"{place}.{node.name}" for place in self.around), node.name]
        for candidate in candidates:
            if candidate in self.known:
                return replace(node, name=candidate, absolute=True)
        return node

    def _path(self, node: Path) -> Node:
        """The name that a path means; groups on the way do not nest the answers, only repeats do."""
        keys = node.keys[1:] if node.start == "" else node.keys
        found = self._found(keys, self.home if node.home else self.around)
        if not found:
            return node
        return Name(found, absolute=True, home=node.home and self.around != self.home, at=node.at)

    def _found(self, keys: tuple[str, ...], around: tuple[str, ...]) -> str | None:
        names = (f"{place}.{name}" if place else name for name in _shortened(keys) for place in (*around, ""))
        return next((name for name in names if name in self.known), None)


def _shortened(keys: tuple[str, ...]) -> Iterator[str]:
    """A way downwards with ever fewer steps before the last one."""
    before, last = keys[-LONGEST:-1], keys[-1:]
    for length in range(len(before) if last else -1, -1, -1):
        yield from (".".join((*kept, *last)) for kept in combinations(before, length))


def _keys_below_current(node: Node) -> tuple[str, ...]:
    """The keys of `./a/b`; none when a path starts elsewhere."""
    if isinstance(node, Field) and isinstance(node.lines, Current):
        return (node.key,)
    above = _keys_below_current(node.lines) if isinstance(node, Field) else ()
    return (*above, node.key) if isinstance(node, Field) and above else ()
