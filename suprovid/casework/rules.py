"""The nouns of a programme: condition, stage, criterion, gate, lamp, reminder, state, setting; and `say`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Protocol

from babel import Locale

from suprovid.forms.expression import Expression, Scope
from suprovid.forms.words import shown

DEFAULT = "uk"

Text = Mapping[str, Any]
"""Language -> sentence; a sentence may be a plural map chosen by `count`."""
Json = Mapping[str, Any]
Place = tuple[str | int, ...]


class Asked(Protocol):
    """Whoever can be asked for the scope of an expression: the facts of a folder."""

    def scope(self, over: str = "", line: Mapping[str, Any] | None = None) -> Scope: ...

    def value(self, name: str) -> Any: ...


def say(text: Text, language: str, **facts: object) -> str:
    """A sentence of the programme in a language, with `{name}` filled in; the default language stands in."""
    if isinstance(text, str):
        return text
    said = text.get(language) or text.get(DEFAULT) or next(iter(text.values()), "")
    if isinstance(said, Mapping):
        said = said.get(_plural(language, facts.get("count")), said.get("other", ""))
    for name, value in facts.items():
        said = str(said).replace("{" + name + "}", str(shown(name, value, language)))
    return str(said)


def _plural(language: str, count: object) -> str:
    return str(_locale(language).plural_form(count)) if isinstance(count, int) else "other"


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(language, sep="-")


@dataclass(frozen=True)
class Condition:
    """An expression of the programme, with the place where it stands."""

    expression: Expression
    place: Place

    def holds(self, facts: Asked, over: str = "", line: Mapping[str, Any] | None = None) -> bool | None:
        """Yes, no, or not known, for a folder or for one of its lines."""
        return self.expression.holds(facts.scope(over, line))

    def value(self, facts: Asked, over: str = "", line: Mapping[str, Any] | None = None) -> Any:
        """What the expression comes to."""
        return self.expression.value(facts.scope(over, line))


@dataclass(frozen=True)
class Option:
    """A setting that the programme proposes: its value, its label, what may be chosen."""

    name: str
    value: Any
    label: Text
    choices: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True)
class Stage:
    """Where a folder may stand; `next` are the stages that may follow, `forms` what is filled here."""

    key: str
    label: Text
    of: frozenset[str]
    when: Condition
    open: bool = True
    optional: bool = False
    next: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One part of a start criterion with its sentences; `asks` is the tag of the missing question.

    `unclear` is said instead of `unknown` where the answer is neither yes nor no.
    """

    key: str
    when: Condition
    met: Text
    not_met: Text
    unknown: Text
    asks: str = ""
    counts: str = ""
    details: str = ""
    unclear: Text = field(default_factory=dict)


@dataclass(frozen=True)
class Criterion:
    """A reason to begin a case: all its parts must hold."""

    key: str
    label: Text
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Check:
    """One thing that should hold on the way from stage to stage; a hard one must."""

    key: str
    label: Text
    when: Condition
    hard: bool = False
    remedy: str = ""
    over: str = ""
    asks: str = ""
    unless: Condition | None = None


@dataclass(frozen=True)
class Gate:
    """What is looked at between two stages; `*` stands for any."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class Lamp:
    """A function or a task of case management, lit when its evidence exists."""

    key: str
    label: Text
    when: Condition


@dataclass(frozen=True)
class Reminder:
    """A rule that becomes a task: over which lines, when, due on which day, whose, when amber and red."""

    key: str
    label: Text
    of: frozenset[str]
    over: str
    when: Condition
    due: Condition
    owner: Condition | None = None
    amber: Condition | None = None
    red: Condition | None = None
    line: bool = False
    supervisor: bool = False


@dataclass(frozen=True)
class State:
    """A state of referrals and the states that may sensibly follow; `group`: on whom or what it waits."""

    key: str
    label: Text
    next: tuple[str, ...] = ()
    closed: bool = False
    needs: tuple[str, ...] = ()
    group: str = ""


def matching(gates: Sequence[Gate], before: str, after: str) -> Iterator[Check]:
    """The checks of every gate between two stages."""
    for gate in gates:
        if {before, "*"} & set(gate.before) and {after, "*"} & set(gate.after):
            yield from gate.checks
