"""What answers are looked at with: the day, the world outside the form, the reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from suprovid.forms.answers import Answers
from suprovid.forms.expression import Scope
from suprovid.forms.places import Lines
from suprovid.forms.plain.growing import NO_HANDS, Hands
from suprovid.forms.plain.settling import asked_in

if TYPE_CHECKING:
    from suprovid.forms.form import Form


def nothing(name: str) -> Any:
    """The outside of a form that stands alone: everything there is unknown."""
    return None


@dataclass(frozen=True)
class Setting:
    """What answers are looked at with: the day, the world outside the form, the profile, the language.

    `frozen` leaves computed answers as stored; `submitted` says that the document was submitted once,
    so that answers under `x-lock` are not edited any more; `hands` is what was chosen on the screen.
    `literal` judges what is stored as any validator does: an empty text is there, a closed form is closed.
    """

    today: date
    now: datetime
    outside: Callable[[str], Any] = nothing
    profile: str = "full"
    language: str = "uk"
    frozen: bool = False
    submitted: bool = False
    hands: Hands = NO_HANDS
    literal: bool = False

    def scope(self, form: Form, answers: Answers, lines: Lines = (), current: Any = None) -> Scope:
        """What an expression of the form sees; the world outside is never asked for the form's own names."""

        def outside(name: str) -> Any:
            return None if form.has(name) else self.outside(name)

        def label(name: str, value: str) -> str:
            asked = asked_in(lines, name) or (form.field(name) if form.has(name) else None)
            choices = asked.choices(self.language) if asked else ()
            return next((choice.title for choice in choices if str(choice.value) == value), value)

        return Scope(answers, self.today, self.now, lines, outside, current, self.language, label)
