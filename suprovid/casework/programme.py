"""The rules of an organisation as data: stages, start criteria, gates, lamps, reminders, states, settings.

They are read from `schemas/programme.json`; every condition is an expression over facts.
A rule that cannot be read is left out and named in `unread`; the others keep working.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from babel import Locale

from suprovid.errors import BadExpression
from suprovid.forms.dialect import expression_fault
from suprovid.forms.expression import Expression, Scope, parse
from suprovid.forms.faults import Fault, pointer
from suprovid.forms.loading import read_json, read_text

FILE = "programme.json"
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
        said = str(said).replace("{" + name + "}", str(value))
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
    """One part of a start criterion with its three sentences; `asks` is the tag of the missing question."""

    key: str
    when: Condition
    met: Text
    not_met: Text
    unknown: Text
    asks: str = ""
    counts: str = ""
    details: str = ""


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
    """A state of referrals and the states that may sensibly follow."""

    key: str
    label: Text
    next: tuple[str, ...] = ()
    closed: bool = False
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Programme:
    """All rules; the same rules with other data make another kind of service."""

    options: Mapping[str, Option] = field(default_factory=dict)
    stages: tuple[Stage, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    gates: tuple[Gate, ...] = ()
    functions: tuple[Lamp, ...] = ()
    tasks: tuple[Lamp, ...] = ()
    reminders: tuple[Reminder, ...] = ()
    referral_states: Mapping[str, State] = field(default_factory=dict)
    unread: tuple[Fault, ...] = ()
    source: Json = field(default_factory=dict)

    @property
    def settings(self) -> Mapping[str, Any]:
        """What the programme proposes for each setting."""
        return {name: option.value for name, option in self.options.items()}

    def stage(self, key: str) -> Stage | None:
        """A stage by its key."""
        return next((stage for stage in self.stages if stage.key == key), None)

    def stages_of(self, kind: str) -> tuple[Stage, ...]:
        """The stages that a kind of folder may stand in, in their order."""
        return tuple(stage for stage in self.stages if kind in stage.of)

    def stage_of(self, facts: Asked) -> str | None:
        """The last stage, in the order of the programme, whose condition holds."""
        for stage in reversed(self.stages_of(str(facts.value("kind")))):
            if stage.when.holds(facts) is True:
                return stage.key
        return None

    def conditions(self) -> Iterator[tuple[Condition, str]]:
        """Every condition with the fact whose lines it is asked of, empty for a folder."""
        for stage in self.stages:
            yield stage.when, ""
        for criterion in self.criteria:
            yield from ((part.when, "") for part in criterion.parts)
        for gate in self.gates:
            for check in gate.checks:
                yield from ((each, check.over) for each in (check.when, check.unless) if each)
        for lamp in (*self.functions, *self.tasks):
            yield lamp.when, ""
        for rule in self.reminders:
            over = rule.over if rule.over != "folder" else ""
            yield from ((c, over) for c in (rule.when, rule.due, rule.owner, rule.amber, rule.red) if c)


def read(schemas: Path) -> Programme:
    """The programme of a schemas folder; an empty one where there is none."""
    file = schemas / FILE
    if not file.exists():
        return Programme()
    text, faults = read_text(file, FILE)
    source, more = (None, ()) if faults else read_json(text, FILE)
    if isinstance(source, Mapping):
        known = understood(source)
        return replace(known, unread=(*more, *known.unread))
    return Programme(unread=(*faults, *more) or (Fault(FILE, "", "not_an_object"),))


def understood(source: Json) -> Programme:
    """The programme that a JSON object describes; rules that cannot be read are left out and named."""
    reader = _Reader()
    states = reader.each(source, "referral_states", _state)
    options = {name: _option(name, said) for name, said in _mapping(source, "settings").items()}
    lamps = _mapping(source, "lamps")
    return Programme(
        options=options,
        stages=reader.each(source, "stages", reader.stage),
        criteria=reader.each(source, "criteria", reader.criterion),
        gates=reader.each(source, "gates", reader.gate),
        functions=reader.each(lamps, "functions", reader.lamp, ("lamps",)),
        tasks=reader.each(lamps, "tasks", reader.lamp, ("lamps",)),
        reminders=reader.each(source, "reminders", reader.reminder),
        referral_states={state.key: state for state in states},
        unread=tuple(reader.faults),
        source=source,
    )


def _mapping(source: Json, name: str) -> Json:
    found = source.get(name)
    return found if isinstance(found, Mapping) else {}


T = TypeVar("T")


class _Reader:
    """Reads rules one by one and keeps a list of those that it could not read."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self.at: Place = ()

    def each(
        self, source: Json, name: str, make: Callable[[Json, Place], T], above: Place = ()
    ) -> tuple[T, ...]:
        found: list[T] = []
        rules = source.get(name, ())
        if not isinstance(rules, list | tuple):
            self.faults.append(Fault(FILE, pointer((*above, name)), "programme_malformed"))
            return ()
        for number, said in enumerate(rules):
            place = (*above, name, number)
            try:
                found.append(make(said, place))
            except BadExpression as error:
                self.faults.append(expression_fault(FILE, self.at, error))
            except KeyError as error:
                self.faults.append(Fault(FILE, pointer(place), "missing_word", {"word": error.args[0]}))
            except (AttributeError, TypeError, ValueError):
                self.faults.append(Fault(FILE, pointer(place), "programme_malformed"))
        return tuple(found)

    def condition(self, said: Json, word: str, place: Place) -> Condition:
        self.at = (*place, word)
        return Condition(parse(str(said[word])), self.at)

    def maybe(self, said: Json, word: str, place: Place) -> Condition | None:
        return self.condition(said, word, place) if word in said else None

    def stage(self, said: Json, place: Place) -> Stage:
        return Stage(
            key=said["key"],
            label=said["label"],
            of=frozenset(said["of"]),
            when=self.condition(said, "when", place),
            open=said.get("open", True),
            optional=said.get("optional", False),
            next=tuple(said.get("next", ())),
            forms=tuple(said.get("forms", ())),
        )

    def criterion(self, said: Json, place: Place) -> Criterion:
        parts = tuple(self.part(part, (*place, "parts", number)) for number, part in enumerate(said["parts"]))
        return Criterion(said["key"], said["label"], parts)

    def part(self, said: Json, place: Place) -> Part:
        when = self.condition(said, "when", place)
        sentences = [said[word] for word in ("met", "not_met", "unknown")]
        words = [str(said.get(word, "")) for word in ("asks", "counts", "details")]
        return Part(said["key"], when, *sentences, *words)

    def gate(self, said: Json, place: Place) -> Gate:
        checks = tuple(self.check(c, (*place, "checks", number)) for number, c in enumerate(said["checks"]))
        return Gate(tuple(said["from"]), tuple(said["to"]), checks)

    def check(self, said: Json, place: Place) -> Check:
        return Check(
            key=said["key"],
            label=said["label"],
            when=self.condition(said, "when", place),
            hard=said.get("hard", False),
            remedy=said.get("remedy", ""),
            over=said.get("over", ""),
            asks=said.get("asks", ""),
            unless=self.maybe(said, "unless", place),
        )

    def lamp(self, said: Json, place: Place) -> Lamp:
        return Lamp(said["key"], said["label"], self.condition(said, "when", place))

    def reminder(self, said: Json, place: Place) -> Reminder:
        return Reminder(
            key=said["key"],
            label=said["label"],
            of=frozenset(said["of"]),
            over=said["over"],
            when=self.condition(said, "when", place),
            due=self.condition(said, "due", place),
            owner=self.maybe(said, "owner", place),
            amber=self.maybe(said, "amber", place),
            red=self.maybe(said, "red", place),
            line=said["over"] != "folder",
            supervisor=said.get("supervisor", False),
        )


def _state(said: Json, place: Place) -> State:
    next_, needs = tuple(said.get("next", ())), tuple(said.get("needs", ()))
    return State(said["key"], said["label"], next_, said.get("closed", False), needs)


def _option(name: str, said: Any) -> Option:
    if not isinstance(said, Mapping):
        return Option(name, said, {})
    choices = tuple((key, label) for key, label in said.get("choices", {}).items())
    return Option(name, said.get("value"), said.get("label", {}), choices)


def matching(gates: Sequence[Gate], before: str, after: str) -> Iterator[Check]:
    """The checks of every gate between two stages."""
    for gate in gates:
        if {before, "*"} & set(gate.before) and {after, "*"} & set(gate.after):
            yield from gate.checks
