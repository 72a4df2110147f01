"""Why a condition holds, fails or is not known: the same tree with an outcome on each part.

A reason names questions without an answer; it never carries an answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from .evaluation import work_out
from .explaining import Explaining, Sentences, Titles
from .functions import lines_of
from .scope import Scope
from .tree import All, Any, Call, Current, Field, Name, Node, Path, children, each_line, lines_name
from .values import is_missing, truth


@dataclass(frozen=True)
class Reason:
    """One part of a condition: what it came to, the missing names if it is not known, its own parts.

    `line` is the place (from 1) of the line that a part speaks of, under "in every line".
    """

    node: Node
    outcome: bool | None
    missing: tuple[str, ...] = ()
    children: tuple[Reason, ...] = ()
    line: int | None = None

    @property
    def leaves(self) -> Iterator[Reason]:
        """The parts that have no parts, in the order of writing."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves

    def explain(
        self, titles: Titles, words: Sentences, language: str, days: Collection[str] = frozenset()
    ) -> str:
        """This part in words."""
        return Explaining(titles, words, language, days).condition(self.node)


def reason(node: Node, scope: Scope) -> Reason:
    """The outcome of a condition and of its parts."""
    outcome = truth(work_out(node, scope))
    missing = tuple(_unique(missing_names(node, scope))) if outcome is None else ()
    return Reason(node, outcome, missing, _parts(node, scope))


def _parts(node: Node, scope: Scope) -> tuple[Reason, ...]:
    match node:
        case All(parts) | Any(parts):
            return tuple(reason(part, scope) for part in parts)
        case Call("not", (inner,)) if isinstance(inner, All | Any):
            return _parts(inner, scope)
        case Call("every", (lines, condition)):
            return tuple(_unfulfilled(lines, condition, scope))
    return ()


def _unfulfilled(lines: Node, condition: Node, scope: Scope) -> Iterator[Reason]:
    """The lines that keep "in every line" from holding."""
    name = lines_name(lines) or ""
    for place, line in enumerate(lines_of(work_out(lines, scope)), 1):
        found = reason(condition, scope.inside(name, line))
        if found.outcome is not True:
            yield replace(found, line=place)


def missing_names(node: Node, scope: Scope) -> Iterator[str]:
    """The names whose missing answers keep a part from being known, in the order of writing."""
    if not is_missing(work_out(node, scope)):
        return
    match node:
        case Name(name):
            yield name
        case Path(_, keys):
            yield keys[-1]
        case Current():
            yield "."
        case Field(lines, key):
            yield f"{lines_name(lines) or ''}.{key}"
        case Call("if", (condition, then, otherwise)):
            held = truth(work_out(condition, scope))
            blocking = condition if held is None else then if held else otherwise
            yield from missing_names(blocking, scope)
        case Call(_, (lines, condition)) if each_line(node):
            for line in lines_of(work_out(lines, scope)):
                yield from missing_names(condition, scope.inside(lines_name(lines) or "", line))
        case _:
            for child in children(node):
                yield from missing_names(child, scope)


def _unique(names: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(names))
