"""Soft gates that somebody passed with a reason: read from the history, for the case and the supervisor."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from suprovid.casework.gates import GateStanding, Standing
from suprovid.casework.programme import Programme
from suprovid.casework.rules import Check, say
from suprovid.store.folder import Folder


@dataclass(frozen=True)
class Override:
    """A warning that was passed: what it said, why somebody went on, who and when."""

    key: str
    label: str
    reason: str
    by: str
    at: str


def name_of(gate: GateStanding, check: Standing) -> str:
    """How an event names a check that is passed: the stages that it stands between, and its key."""
    return f"{gate.before}/{gate.after}/{check.key}"


def overrides(folder: Folder, programme: Programme, language: str) -> tuple[Override, ...]:
    """Every warning that was passed in a folder, oldest first; those of a document without a reason too."""
    return tuple(found for event in folder.events for found in _of_event(event, programme, language))


def passed(folder: Folder) -> frozenset[str]:
    """The names of the checks that were passed with a reason of their own."""
    return frozenset(str(event.get("gate")) for event in folder.events if event.get("act") == "pass_gate")


def _of_event(event: Mapping[str, Any], programme: Programme, language: str) -> Iterator[Override]:
    names = [event["gate"]] if event.get("act") == "pass_gate" else event.get("warnings", ())
    for name in names:
        check = _check(programme, str(name), str(event.get("form", "")))
        label = say(check.label, language) if check else str(name)
        said = (str(event.get(word, "")) for word in ("reason", "by", "at"))
        yield Override(str(name), label, *said)


def _check(programme: Programme, name: str, form: str) -> Check | None:
    """The check with this key: between the stages that are named, else the one that the form mends."""
    before, _, rest = name.partition("/")
    after, _, key = rest.partition("/")
    found = [(gate, check) for gate in programme.gates for check in gate.checks if check.key == (key or name)]
    exact = [check for gate, check in found if key and before in gate.before and after in gate.after]
    likely = [check for _, check in found if check.remedy == form]
    return next(iter((*exact, *likely, *(check for _, check in found))), None)
