"""Six functions and six tasks of case management: lit when the case holds their evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from suprovid.casework.fact import Facts, fact
from suprovid.casework.programme import Lamp, say


@dataclass(frozen=True)
class Light:
    """One lamp as the page shows it."""

    key: str
    label: str
    lit: bool


def functions(facts: Facts, language: str | None = None) -> tuple[Light, ...]:
    """The lamps of the functions."""
    return _lights(facts, facts.known.ground.programme.functions, language)


def tasks(facts: Facts, language: str | None = None) -> tuple[Light, ...]:
    """The lamps of the tasks."""
    return _lights(facts, facts.known.ground.programme.tasks, language)


def _lights(facts: Facts, lamps: Sequence[Lamp], language: str | None) -> tuple[Light, ...]:
    speaks = language or facts.known.language
    return tuple(Light(x.key, say(x.label, speaks), x.when.holds(facts) is True) for x in lamps)


def _told(lights: Sequence[Light]) -> str:
    lit = [light.label for light in lights if light.lit]
    return f"{len(lit)}/{len(lights)}" + (f": {'; '.join(lit)}" if lit else "")


@fact("function_lamps", "text")
def function_lamps(facts: Facts) -> str:
    """How many functions are lit, and which."""
    return _told(functions(facts))


@fact("task_lamps", "text")
def task_lamps(facts: Facts) -> str:
    """How many tasks are lit, and which."""
    return _told(tasks(facts))
