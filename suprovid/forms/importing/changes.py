"""What an import changed, dropped or refused: data for one line each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from suprovid.errors import SuprovidError
from suprovid.forms.faults import pointer
from suprovid.forms.words import Words

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Change:
    """One change; `place` is where it was in the file that came in."""

    place: Place
    key: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def told(self, words: Words, language: str) -> str:
        """One line: where, what, why."""
        return f"{pointer(self.place) or '/'}: {words.say(f'import.{self.key}', language, **self.facts)}"


class Refused(SuprovidError):
    """A schema that is not imported at all (`place`, `why`: a reference, a word)."""

    sentence = "error.import_refused"


class Endless(Refused):
    """A schema whose references lead in a circle without an answer on the way (`place`)."""

    sentence = "error.import_endless"


class Changes(list[Change]):
    """The changes so far, in the order of the file."""

    def tell(self, place: Place, key: str, /, **facts: object) -> None:
        self.append(Change(place, key, facts))
