"""What kind of value a name or a part of an expression has, as far as one can tell before any answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from .functions import FUNCTIONS
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
    Number,
    Text,
    lines_name,
)

KINDS = frozenset(
    {"text", "number", "boolean", "date", "datetime", "time", "choice", "choices", "lines", "any"}
)
MOMENTS = frozenset({"date", "datetime"})


@dataclass(frozen=True)
class Kind:
    """A kind of value by name, with the keys that it may have when it is one or several choices."""

    name: str
    allowed: frozenset[str] | None = None

    @classmethod
    def choice(cls, allowed: Collection[str]) -> Kind:
        """One of these."""
        return cls("choice", frozenset(allowed))

    @classmethod
    def choices(cls, allowed: Collection[str]) -> Kind:
        """Several of these."""
        return cls("choices", frozenset(allowed))


ANY = Kind("any")
Kinds = Mapping[str, "Kind | str"]


@dataclass(frozen=True)
class Known:
    """The kinds of all names, and of `.`."""

    kinds: Kinds
    current: Kind = ANY

    def of_name(self, name: str) -> Kind | None:
        """The kind of a name; `any` below an `any` of which no field is known; None when it is unknown."""
        found = self.kinds.get(name)
        if found is not None:
            return found if isinstance(found, Kind) else Kind(found)
        above = name.rpartition(".")[0]
        is_open = above and self.of_name(above) == ANY and not self.has_fields(above)
        return ANY if is_open else None

    def has_fields(self, lines: str) -> bool:
        """Do we know any field of these lines?"""
        return any(name.startswith(f"{lines}.") for name in self.kinds)

    def of(self, node: Node) -> Kind:
        """The kind of a part; `any` when one cannot tell."""
        match node:
            case Text():
                return Kind("text")
            case Number() | Negative():
                return Kind("number")
            case Name(name):
                return self.of_name(name) or ANY
            case Current():
                return self.current
            case Comparison() | All() | Any():
                return Kind("boolean")
            case Filtered():
                return Kind("lines")
            case Field():
                return self.of_name(lines_name(node) or "") or ANY
            case Arithmetic():
                return self._of_arithmetic(node)
            case Call():
                return self._of_call(node)
        return ANY

    def _of_arithmetic(self, node: Arithmetic) -> Kind:
        kinds = [self.of(operand) for operand in node.operands]
        dates = [kind for kind in kinds if kind.name in MOMENTS]
        if ANY in kinds or (len(dates) > 1 and len(kinds) > 2):
            return ANY
        return dates[0] if len(dates) == 1 else Kind("number")

    def _of_call(self, node: Call) -> Kind:
        gives = FUNCTIONS[node.function].gives
        if gives != "same":
            return Kind(gives)
        values = node.arguments[1:] if node.function == "if" else node.arguments
        found = {Kind(self.of(value).name) for value in values if value != Text("")}
        return found.pop() if len(found) == 1 and Kind("lines") not in found else ANY
