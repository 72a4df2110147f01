"""A fault of a schema file as data: where it is, what is wrong, what to write instead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from suprovid.forms.words import Words


@dataclass(frozen=True)
class Fault:
    """One fault: `place` is a JSON pointer; `line` and `column` are given for a broken syntax only.

    A warning is told, but does not keep the file from being used.
    """

    file: str
    place: str
    key: str
    facts: Mapping[str, object] = field(default_factory=dict)
    line: int = 0
    column: int = 0
    warning: bool = False

    def what(self, words: Words, language: str) -> str:
        """What is wrong, as a sentence."""
        return words.say(f"dialect.{self.key}", language, **self._told(words, language))

    def instead(self, words: Words, language: str) -> str:
        """What to write instead, as a sentence; empty when `what` says it all."""
        key = f"dialect.{self.key}.instead"
        return words.say(key, language, **self._told(words, language)) if words.has(key, language) else ""

    def told(self, words: Words, language: str) -> str:
        """One line: file, place, what is wrong, what to write instead."""
        where = f"{self.file}:{self.line}:{self.column}" if self.line else f"{self.file} {self.place or '/'}"
        mark = words.say("dialect.warning", language) if self.warning else ""
        parts = (f"{where}:", mark, self.what(words, language), self.instead(words, language))
        return " ".join(part for part in parts if part)

    def data(self, words: Words, language: str) -> dict[str, Any]:
        """The same for machines."""
        return {
            "file": self.file,
            "place": self.place,
            "line": self.line,
            "column": self.column,
            "fault": self.key,
            "warning": self.warning,
            "what": self.what(words, language),
            "instead": self.instead(words, language),
        }

    def _told(self, words: Words, language: str) -> dict[str, object]:
        facts = dict(self.facts)
        for name in ("why", "instead"):
            said = facts.get(name)
            if isinstance(said, str) and words.has(said, language):
                facts[name] = words.say(said, language, **self.facts)
        return facts


def pointer(place: Sequence[str | int]) -> str:
    """The JSON pointer of a place."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in place)
