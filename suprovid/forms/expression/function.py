"""The table of functions: what a row says, and how one is entered.

A row says how many arguments a function takes, what each should be, what comes out and how it is worked out.
A function that must see its arguments unevaluated (`if`, `some`) says `lazily=True` and gets the nodes.
A sentence `expression.call.NAME` in the languages lets `explain` say it in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from .scope import Scope
from .tree import Node
from .values import Several, Value, is_missing


class Working(Protocol):
    """How a lazy function works out one of its arguments."""

    def __call__(self, node: Node, scope: Scope, /) -> Value: ...


@dataclass(frozen=True)
class Function:
    """One row of the table; `takes` are kinds of arguments, the last repeats up to `most`."""

    name: str
    takes: tuple[str, ...]
    gives: str
    least: int
    most: int
    work: Callable[..., Value]
    lazily: bool = False
    scoped: bool = False

    @property
    def usage(self) -> str:
        """How it is written: `selected(choices, text)`."""
        shown = [*self.takes, *(["..."] if self.most > len(self.takes) else [])]
        return f"{self.name}({', '.join(shown)})"

    def kind_taken(self, place: int) -> str:
        """What the argument at a place (from 0) should be."""
        return self.takes[min(place, len(self.takes) - 1)] if self.takes else "any"


FUNCTIONS: dict[str, Function] = {}
MANY = 99


def function(
    name: str,
    takes: str = "",
    gives: str = "any",
    *,
    least: int | None = None,
    most: int | None = None,
    lazily: bool = False,
    scoped: bool = False,
) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Enter a function into the table; without `least` and `most` it takes exactly the kinds listed."""
    kinds = tuple(takes.split())

    def enter(work: Callable[..., Value]) -> Callable[..., Value]:
        FUNCTIONS[name] = Function(
            name,
            kinds,
            gives,
            len(kinds) if least is None else least,
            len(kinds) if most is None else most,
            work,
            lazily,
            scoped,
        )
        return work

    return enter


def each(values: tuple[Value, ...]) -> Iterator[Value]:
    """Every present value, lines and lists opened up."""
    for value in values:
        if isinstance(value, Several):
            yield from each(tuple(value))
        elif not is_missing(value):
            yield value
