"""An expression: read once, then asked, bound, checked, explained and written back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from functools import cached_property

from suprovid.errors import BadExpression

from . import tree
from .binding import bind, contexts
from .checking import Checking
from .evaluation import Run, made
from .explaining import Explaining, Sentences, Titles
from .kinds import ANY, Kind, Kinds, Known
from .reading import read
from .reasons import Reason, missing_names, reason
from .scope import Scope
from .values import Value, plain, truth
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
    def _run(self) -> Run:
        """The tree as one function, made at the first question."""
        return made(self.tree)

    @cached_property
    def names(self) -> frozenset[str]:
        """Every name that takes part; absolute ones after `bound`."""
        ends = (tree.lines_name(node) for node in tree.walk(self.tree) if isinstance(node, NAMING))
        return frozenset(name for name in ends if name)

    def bound(self, known: Collection[str], within: str = "") -> Expression:
        """The same with absolute names: looked for in `within` (a repeat or a group), then outwards."""
        names = known if isinstance(known, Set | Mapping) else frozenset(known)
        return Expression(bind(self.tree, names, contexts(within)))

    def value(self, scope: Scope) -> Value:
        """The value as an answer is stored (text, int, float, bool, ISO date, list); None when missing."""
        return plain(self._run(scope))

    def holds(self, scope: Scope) -> bool | None:
        """Yes, no, or None: not known."""
        return truth(self._run(scope))

    def reason(self, scope: Scope) -> Reason:
        """The outcome with the outcomes of the parts, and the missing names where it is not known."""
        return reason(self.tree, scope)

    def missing(self, scope: Scope) -> tuple[str, ...]:
        """The names without an answer that keep the outcome from being known; empty when it is known."""
        return tuple(dict.fromkeys(missing_names(self.tree, scope)))

    def faults(self, kinds: Kinds, within: str = "", current: Kind = ANY) -> tuple[BadExpression, ...]:
        """What does not fit these names and kinds, each as data for a sentence, in the order of writing."""
        bound = self.bound(kinds, within)
        return tuple(Checking(Known(kinds, current), self.text, contexts(within)).check(bound.tree))

    def explain(
        self, titles: Titles, words: Sentences, language: str, days: Collection[str] = frozenset()
    ) -> str:
        """The expression in words, as a condition; `days` are names that hold dates (before, not less)."""
        return Explaining(titles, words, language, days).condition(self.tree)

    def explain_value(
        self, titles: Titles, words: Sentences, language: str, days: Collection[str] = frozenset()
    ) -> str:
        """The expression in words, as a value that is worked out."""
        return Explaining(titles, words, language, days).value(self.tree)


NAMING = (tree.Name, tree.Path)


def parse(text: str) -> Expression:
    """The expression that a text says; BadExpression with the column, why, and what to write instead."""
    return Expression(read(text))
