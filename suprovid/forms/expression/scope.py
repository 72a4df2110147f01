"""What an expression is asked of: the answers, the line it stands in, the day, and the world outside."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from .values import Spread, Value

Line = Mapping[str, Any]
WORLD = ("fact", "setting", "this")
"""How names begin that stand outside any form."""


def nothing_outside(name: str) -> Any:
    """There is no world outside."""
    return None


def no_label(name: str, value: str) -> str:
    """A choice without a label is called by its key."""
    return value


@dataclass(frozen=True, slots=True)
class Scope:
    """The answers of one document, the lines around (outermost first), the clock, the rest of the world.

    `lines` are pairs of a repeat's dotted name and the line; `current` is the answer that `.` means.
    `label` says what a choice of a field is called in `language`; `entered` counts the innermost lines that
    the expression itself looks through.
    `outside` is asked for every name whose first part is not among the answers and returns None for what it
    does not know.
    """

    answers: Mapping[str, Any]
    today: date
    now: datetime | None = None
    lines: tuple[tuple[str, Line], ...] = ()
    outside: Callable[[str], Any] = field(default=nothing_outside)
    current: Any = None
    language: str = "uk"
    label: Callable[[str, str], str] = field(default=no_label)
    entered: int = 0

    def inside(self, repeat: str, line: Line) -> Scope:
        """The same scope within one more line."""
        return self._among((*self.lines, (repeat, line)), self.entered + 1)

    def home(self) -> Scope:
        """Where the expression stands, before it looked into any line."""
        return self._among(self.lines[: len(self.lines) - self.entered], 0)

    def _among(self, lines: tuple[tuple[str, Line], ...], entered: int) -> Scope:
        return Scope(
            self.answers,
            self.today,
            self.now,
            lines,
            self.outside,
            self.current,
            self.language,
            self.label,
            entered,
        )

    def look(self, name: str, absolute: bool = False) -> Value:
        """The value of a name: in the lines around, then in the answers, then outside; None when missing."""
        return self.find(name, name.split("."), absolute)

    def find(self, name: str, parts: list[str], absolute: bool) -> Value:
        """The same for whoever has split the name already."""
        if self.lines:
            holder = self._line_with(name, parts, absolute)
            if holder is not None:
                return reach(*holder)
        if parts[0] in self.answers:
            return self.answers[name] if len(parts) == 1 else reach(self.answers, parts)
        return self.outside(name)

    def _line_with(self, name: str, parts: list[str], absolute: bool) -> tuple[Line, list[str]] | None:
        """The innermost line that a name speaks of, and the keys to follow in it."""
        for repeat, line in reversed(self.lines):
            if name.startswith(repeat) and name[len(repeat) : len(repeat) + 1] == ".":
                return line, name[len(repeat) + 1 :].split(".")
        if not absolute:
            for _, line in reversed(self.lines):
                if parts[0] in line:
                    return line, parts
        return None

    def position(self) -> int | None:
        """The place of the innermost line in its repeat, from 1."""
        if not self.lines:
            return None
        repeat, line = self.lines[-1]
        place: int | None = getattr(line, "place", None)
        if place is not None:
            return place
        lines = self._among(self.lines[:-1], 0).look(repeat)
        if not isinstance(lines, list | tuple):
            return None
        return next((n for n, each in enumerate(lines, 1) if each is line or _same(each, line)), None)


def _same(one: Any, other: Line) -> bool:
    return isinstance(one, Mapping) and one.get("_id") is not None and one.get("_id") == other.get("_id")


def reach(value: Any, parts: list[str]) -> Value:
    """Follow keys downwards; a list of lines on the way spreads into the answers of all of them."""
    for n, key in enumerate(parts):
        if isinstance(value, Mapping):
            value = value.get(key)
        elif isinstance(value, list | tuple):
            return spread(value, parts[n:])
        else:
            return None
    return value


def spread(lines: list[Any] | tuple[Any, ...], parts: list[str]) -> Spread:
    """The answers that lines have under a key, lists flattened and missing ones left out."""
    found: list[Any] = []
    for line in lines:
        value = reach(line, parts) if isinstance(line, Mapping) else None
        if isinstance(value, list | tuple):
            found.extend(value)
        elif value is not None:
            found.append(value)
    return Spread(found)
