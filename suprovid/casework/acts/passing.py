"""Which gates an act goes through: hard ones stop it, soft ones stay in the history with the reason given."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from suprovid.casework import gates
from suprovid.casework.facts import Facts
from suprovid.casework.gates import Standing
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.errors import NotPossible
from suprovid.store.folder import Folder


@dataclass(frozen=True)
class Passed:
    """The soft checks that did not hold, and what the event keeps of them."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[Standing, ...] = ()


@dataclass(frozen=True)
class Step:
    """A folder before and after an act; `opens` is the kind of folder that the act opens besides."""

    before: Folder
    after: Folder
    document: str
    opens: str = ""


def through(work: Workspace, by: By, step: Step, reason: str = "") -> Passed:
    """Go through the gates of a step; `NotPossible` names what is missing."""
    found = tuple(dict.fromkeys(_checks(work, by, step)))
    stopping = [check for check in found if check.blocks]
    if stopping:
        missing = ", ".join(check.label for check in stopping)
        raise NotPossible(what="act.submit", why="act.why.gate", missing=missing, checks=stopping)
    warnings = tuple(check for check in found if check.warns)
    if not warnings:
        return Passed()
    kept: dict[str, Any] = {"warnings": [check.key for check in warnings]}
    return Passed({**kept, "reason": reason} if reason.strip() else kept, warnings)


def _checks(work: Workspace, by: By, step: Step) -> Iterator[Standing]:
    before, after = (Facts(work.known_of(each, by.today, by.language)) for each in (step.before, step.after))
    yield from gates.passed(before, after, by.language)
    if step.opens:
        first = work.programme.stages_of(step.opens)
        stage = str(after.value("derived_stage"))
        yield from gates.standing(after, stage, first[0].key, language=by.language) if first else ()
    if any(line["_document"] == step.document and line.get("shares") for line in after.lines("referrals")):
        yield from gates.sharing(after, step.document, by.language)
