"""The table of facts, and the reader that works each of them out once, when somebody asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from suprovid.casework.known import Known, Line
from suprovid.forms.expression import Scope

Rule = Callable[["Facts"], Any]

KINDS = frozenset({"text", "number", "boolean", "date", "choice", "choices", "lines", "any"})


@dataclass(frozen=True)
class Fact:
    """One thing that may be true of a folder: how it is found, what kind it is, which tags it needs.

    `columns` are the kinds of a line's columns; `column` says that the index keeps it for lists.
    """

    name: str
    kind: str
    rule: Rule
    column: bool = False
    needs: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)


FACTS: dict[str, Fact] = {}


def fact(
    name: str,
    kind: str,
    column: bool = False,
    needs: tuple[str, ...] = (),
    columns: Mapping[str, str] | None = None,
) -> Callable[[Rule], Rule]:
    """Put a function into the table of facts; it is switched off where no form has a tag of `needs`."""
    if kind not in KINDS:
        raise ValueError(kind)

    def keep(rule: Rule) -> Rule:
        FACTS[name] = Fact(name, kind, rule, column, needs, columns or {})
        return rule

    return keep


class Facts:
    """What is true of one folder on one day; None is "not known"."""

    def __init__(self, known: Known) -> None:
        self.known = known
        self._found: dict[str, Any] = {}

    def value(self, name: str) -> Any:
        """A fact by its name; None where it is not known, switched off, unheard of, or about itself."""
        if name not in self._found:
            self._found[name] = None
            self._found[name] = self._find(name)
        return self._found[name]

    def outside(self, name: str) -> Any:
        """A name of an expression that reaches outside its form: `fact.X`, `setting.X`, or a plain fact."""
        return self.value(name.removeprefix("fact."))

    def lines(self, name: str) -> tuple[Line, ...]:
        """The lines of a fact of kind lines; none where it is not known."""
        return tuple(self.value(name) or ())

    def scope(self, over: str = "", line: Mapping[str, Any] | None = None) -> Scope:
        """Where an expression over facts is worked out: the folder, or one of its lines."""
        lines = ((over, line),) if over and line is not None else ()
        return Scope({}, self.known.today, None, lines, self.value)

    def number(self, setting: str, default: float = 0) -> float:
        """A setting that is a number."""
        found = self.known.ground.setting(setting)
        return float(found) if isinstance(found, int | float) and not isinstance(found, bool) else default

    def _find(self, name: str) -> Any:
        known = FACTS.get(name)
        if known is not None:
            return self._whole(known, known.rule(self)) if self._switched_on(known) else None
        family, _, rest = name.partition(".")
        if family in FAMILIES:
            return FAMILIES[family](self, rest)
        if rest and family in FACTS and FACTS[family].kind == "lines":
            return [line[rest] for line in self.lines(family) if line.get(rest) is not None]
        return None

    @staticmethod
    def _whole(known: Fact, found: Any) -> Any:
        """Lines with all their columns: a missing one must not be looked for outside the line."""
        if not known.columns or found is None:
            return found
        empty = dict.fromkeys(known.columns)
        return tuple({**empty, **line} for line in found)

    def _switched_on(self, known: Fact) -> bool:
        return all(self.known.ground.tags.has(tag) for tag in known.needs)


Family = Callable[[Facts, str], Any]
FAMILIES: dict[str, Family] = {}


def family(prefix: str) -> Callable[[Family], Family]:
    """Put a function into the table of families: facts whose names have a part of their own."""

    def keep(rule: Family) -> Family:
        FAMILIES[prefix] = rule
        return rule

    return keep
