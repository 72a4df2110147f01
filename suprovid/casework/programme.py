"""The rules of an organisation as data: stages, start criteria, gates, lamps, reminders, states, settings.

They are read from `schemas/programme.json`; every condition is an expression over facts.
A rule that cannot be read is left out and named in `unread`; the others keep working.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from suprovid.casework.rules import (
    Asked,
    Check,
    Condition,
    Criterion,
    Gate,
    Json,
    Lamp,
    Option,
    Part,
    Place,
    Reminder,
    Stage,
    State,
    Text,
    matching,
    say,
)
from suprovid.errors import BadExpression
from suprovid.forms.dialect import expression_fault
from suprovid.forms.expression import parse
from suprovid.forms.faults import Fault, pointer
from suprovid.forms.loading import read_json, read_text

FILE = "programme.json"


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
        met, not_met, unknown = (said[word] for word in ("met", "not_met", "unknown"))
        asks, counts, details = (str(said.get(word, "")) for word in ("asks", "counts", "details"))
        unclear = said.get("unclear", {})
        return Part(said["key"], when, met, not_met, unknown, asks, counts, details, unclear)

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
    return State(said["key"], said["label"], next_, said.get("closed", False), needs, said.get("group", ""))


def _option(name: str, said: Any) -> Option:
    if not isinstance(said, Mapping):
        return Option(name, said, {})
    choices = tuple((key, label) for key, label in said.get("choices", {}).items())
    return Option(name, said.get("value"), said.get("label", {}), choices)


__all__ = [
    "FILE",
    "Check",
    "Condition",
    "Criterion",
    "Gate",
    "Lamp",
    "Option",
    "Part",
    "Place",
    "Programme",
    "Reminder",
    "Stage",
    "State",
    "Text",
    "matching",
    "read",
    "say",
    "understood",
]
