"""What should hold between two stages: what stands, what is missing, and which form mends it.

A hard check stops; a soft one warns, and passing it needs a reason. No gate is before a draft or a note.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from suprovid.casework.criteria import question
from suprovid.casework.fact import Facts
from suprovid.casework.programme import Check, matching, say

SHARING = "sharing"
"""The way out of the house: data that goes to a provider."""


@dataclass(frozen=True)
class Standing:
    """One check today: yes, no, or not known for want of an answer; `remedy` is the form that mends it."""

    key: str
    label: str
    hard: bool
    outcome: bool | None
    remedy: str = ""
    missing: str = ""

    @property
    def blocks(self) -> bool:
        """Whether it stops the way: a hard check that does not hold, or nobody knows."""
        return self.hard and self.outcome is not True

    @property
    def warns(self) -> bool:
        """Whether it asks for a reason."""
        return not self.hard and self.outcome is not True


@dataclass(frozen=True)
class GateStanding:
    """A gate with all its checks."""

    before: str
    after: str
    checks: tuple[Standing, ...]

    @property
    def open(self) -> bool:
        """Whether nothing stops the way."""
        return not any(check.blocks for check in self.checks)

    @property
    def missing(self) -> tuple[Standing, ...]:
        """What does not hold yet, the hard first."""
        return tuple(sorted((x for x in self.checks if x.outcome is not True), key=lambda x: not x.hard))


def standing(
    facts: Facts, before: str, after: str, line: Mapping[str, Any] | None = None, language: str | None = None
) -> tuple[Standing, ...]:
    """Every check between two stages; `line` is what is shared or changed, for checks over lines."""
    speaks = language or facts.known.language
    found = (
        _standing(facts, check, line, speaks)
        for check in matching(facts.known.ground.programme.gates, before, after)
    )
    return tuple(check for check in found if check is not None)


def next_gates(facts: Facts, language: str | None = None) -> tuple[GateStanding, ...]:
    """The gates from the folder's stage to those that may follow, in the order of the programme."""
    stage = facts.known.ground.programme.stage(str(facts.value("stage")))
    if stage is None:
        return ()
    return tuple(
        GateStanding(stage.key, after, standing(facts, stage.key, after, language=language))
        for after in stage.next
    )


def next_gate(facts: Facts, language: str | None = None) -> GateStanding | None:
    """The first gate ahead that is no detour: what the case page shows."""
    gates, programme = next_gates(facts, language), facts.known.ground.programme
    detours = {stage.key for stage in programme.stages if stage.optional}
    straight = [gate for gate in gates if gate.after not in detours]
    return next(iter((*straight, *gates)), None)


def passed(before: Facts, after: Facts, language: str | None = None) -> tuple[Standing, ...]:
    """The checks of the gate that an act goes through, asked of the folder as the act leaves it.

    `before` is the folder before the act; nothing is asked when the stage stays.
    """
    old, new = str(before.value("derived_stage")), str(after.value("derived_stage"))
    return standing(after, old, new, language=language) if old != new else ()


def sharing(facts: Facts, document: str, language: str | None = None) -> tuple[Standing, ...]:
    """What must hold before a referral's data leaves the house."""
    lines = [line for line in facts.lines("referrals") if line["_document"] == document]
    return standing(facts, "*", SHARING, lines[0], language) if lines else ()


def _standing(facts: Facts, check: Check, line: Mapping[str, Any] | None, language: str) -> Standing | None:
    """One check; none where it does not apply, or where it is about another line."""
    if check.over and line is None:
        return None
    where = (check.over, line) if check.over else ("", None)
    if check.unless is not None and check.unless.holds(facts, *where) is True:
        return None
    outcome = check.when.holds(facts, *where)
    missing = question(facts, check.asks, language) if check.asks and outcome is None else ""
    return Standing(check.key, say(check.label, language), check.hard, outcome, check.remedy, missing)
