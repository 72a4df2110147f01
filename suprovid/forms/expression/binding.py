"""Binding: saying once which field each name means, so that nothing is guessed later."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from .tree import (
    All,
    Any,
    Arithmetic,
    Call,
    Comparison,
    Field,
    Filtered,
    Name,
    Negative,
    Node,
    each_line,
    lines_name,
)


def bind(node: Node, known: Collection[str], around: tuple[str, ...]) -> Node:
    """The same tree with absolute names; `around` are the repeats and groups here, innermost first."""
    match node:
        case Name():
            return _absolute(node, known, around)
        case Filtered(lines, condition):
            bound = bind(lines, known, around)
            return replace(node, lines=bound, condition=bind(condition, known, _within(bound, around)))
        case Call(_, (lines, condition)) if each_line(node):
            bound = bind(lines, known, around)
            return replace(node, arguments=(bound, bind(condition, known, _within(bound, around))))
        case Call(_, arguments):
            return replace(node, arguments=_each(arguments, known, around))
        case Arithmetic(operands, _):
            return replace(node, operands=_each(operands, known, around))
        case All(parts) | Any(parts):
            return replace(node, parts=_each(parts, known, around))
        case Comparison(_, left, right):
            return replace(node, left=bind(left, known, around), right=bind(right, known, around))
        case Negative(operand):
            return replace(node, operand=bind(operand, known, around))
        case Field(lines, _):
            return replace(node, lines=bind(lines, known, around))
    return node


def contexts(within: str) -> tuple[str, ...]:
    """`a.b` stands in `a.b`, then in `a`; the innermost comes first."""
    parts = within.split(".") if within else []
    return tuple(".".join(parts[:n]) for n in range(len(parts), 0, -1))


def _each(parts: Iterable[Node], known: Collection[str], around: tuple[str, ...]) -> tuple[Node, ...]:
    return tuple(bind(part, known, around) for part in parts)


def _within(lines: Node, around: tuple[str, ...]) -> tuple[str, ...]:
    name = lines_name(lines)
    return (name, *around) if name else around


def _absolute(node: Name, known: Collection[str], around: tuple[str, ...]) -> Name:
    candidates = [*(f"{place}.{node.name}" for place in around), node.name]
    for candidate in candidates:
        if candidate in known:
            return replace(node, name=candidate, absolute=True)
    return node
