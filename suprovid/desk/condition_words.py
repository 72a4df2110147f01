"""What a condition may ask about: fields by their labels, with their kinds and choices."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from suprovid.forms.expression import Kinds
from suprovid.forms.expression.kinds import Kind


@dataclass(frozen=True)
class Subject:
    """One thing that may be asked about: what it is called, its kind, its choices as (key, label)."""

    label: str
    kind: str
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def known(self) -> Kind | str:
        """The kind as an expression is checked with it."""
        keys = [key for key, _ in self.choices]
        if not keys or self.kind not in {"choice", "choices"}:
            return self.kind
        return Kind.choices(keys) if self.kind == "choices" else Kind.choice(keys)


@dataclass(frozen=True)
class Vocabulary:
    """All subjects by dotted name, and the repeat in which the condition stands.

    `beyond` are families of names that may be asked of besides, of any kind (`fact`, `setting`).
    """

    subjects: Mapping[str, Subject]
    within: str = ""
    beyond: tuple[str, ...] = ()

    @cached_property
    def kinds(self) -> Kinds:
        """The kind of every name."""
        families = dict.fromkeys(self.beyond, "any")
        return {**families, **{name: subject.known for name, subject in self.subjects.items()}}

    @cached_property
    def days(self) -> frozenset[str]:
        """The names that hold dates."""
        return frozenset(name for name, one in self.subjects.items() if one.kind in {"date", "datetime"})

    def visible(self, within: str) -> dict[str, Subject]:
        """What can be asked about in a repeat: its own fields by their short names, then those outside."""
        found: dict[str, Subject] = {}
        places = [within, *(_above(within))] if within else [""]
        for place in places:
            start = f"{place}." if place else ""
            for name, subject in self.subjects.items():
                short = name.removeprefix(start)
                if name.startswith(start) and not self._is_in_a_repeat(short, place):
                    found.setdefault(short, subject)
        return found

    def repeats(self, within: str) -> dict[str, Subject]:
        """The repeats among them."""
        return {name: one for name, one in self.visible(within).items() if one.kind == "lines"}

    def absolute(self, name: str, within: str) -> str:
        """The dotted name from the top of what is called so in a repeat."""
        places = [within, *_above(within)] if within else [""]
        names = (f"{place}.{name}" if place else name for place in places)
        return next((each for each in names if each in self.subjects), name)

    def title(self, name: str, value: str | None = None) -> str:
        """The label of a name, or of one of its choices."""
        subject = self.subjects.get(name)
        if subject is None:
            return name if value is None else value
        return subject.label if value is None else dict(subject.choices).get(value, value)

    def _is_in_a_repeat(self, short: str, place: str) -> bool:
        """Does a name lead through a repeat below this place?"""
        steps, start = short.split("."), f"{place}." if place else ""
        above = (start + ".".join(steps[:n]) for n in range(1, len(steps)))
        return any(name in self.subjects and self.subjects[name].kind == "lines" for name in above)


def _above(within: str) -> list[str]:
    steps = within.split(".") if within else []
    return [".".join(steps[:n]) for n in range(len(steps) - 1, -1, -1)]
