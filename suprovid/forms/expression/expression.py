"""An expression: read once, then asked, bound, checked, explained and written back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from . import tree
from .binding import bind, contexts
from .evaluation import work_out
from .reading import read
from .scope import Scope
from .values import Value, is_missing, plain, truth
from .writing import write


@dataclass(frozen=True)
class Expression:
    """A tree with everything one may ask of it; two are equal when their trees are."""

    tree: tree.Node

    @cached_property
    def text(self) -> str:
        """The canonical text."""
        return write(self.tree)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that takes part; absolute ones after `bound`."""
        return frozenset(node.name for node in tree.walk(self.tree) if isinstance(node, tree.Name))

    def bound(self, known: Collection[str], within: str = "") -> Expression:
        """The same with absolute names: looked for in `within` (a repeat or a group), then outwards."""
        return Expression(bind(self.tree, known, contexts(within)))

    def value(self, scope: Scope) -> Value:
        """The value as an answer would be stored (text, int, float, bool, ISO date, list); None when missing."""
        return plain(work_out(self.tree, scope))

    def holds(self, scope: Scope) -> bool | None:
        """Yes, no, or None: not known."""
        return truth(work_out(self.tree, scope))

    def missing(self, scope: Scope) -> tuple[str, ...]:
        """The names without an answer that keep the outcome from being known; empty when it is known."""
        if work_out(self.tree, scope) is not None:
            return ()
        return tuple(sorted(name for name in self.names if is_missing(scope.look(name))))


def parse(text: str) -> Expression:
    """The expression that a text says; BadExpression with the column, why, and what to write instead."""
    return Expression(read(text))
