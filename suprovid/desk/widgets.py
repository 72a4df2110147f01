"""A widget is a function on a place: it draws one answer with Streamlit and gives the answer back.

No widget ever loses what is stored: it shows the nearest thing that Streamlit accepts, and an answer
that nobody touched comes back as it was, however odd.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

import streamlit as st

from suprovid.desk.escaping import plain
from suprovid.forms.fields import Choice, Field

Path = tuple[str | int, ...]
Reads = Callable[[Any], Any]


class Says(Protocol):
    """A sentence of the interface in the reader's language."""

    def __call__(self, key: str, /, **facts: object) -> str: ...


class Files(Protocol):
    """Where attachments go: bytes in, content hash out, and the address where they are found again."""

    def attach(self, content: bytes) -> str: ...

    def address(self, digest: str) -> str: ...


@dataclass(frozen=True, slots=True, repr=False)
class Place:
    """One answer on the screen: what is asked, what is stored, and where a change goes."""

    field: Field
    path: Path
    key: str
    label: str
    value: Any
    say: Says
    language: str
    now: datetime
    write: Callable[[Any], None]
    choices: tuple[Choice, ...] = ()
    help: str | None = None
    placeholder: str | None = None
    disabled: bool = False
    files: Files | None = None
    bare: bool = False

    def put(self, call: Callable[..., Any], shown: Any, reads: Reads, **options: Any) -> Any:
        """Draw a Streamlit widget that shows `shown`; the answer, as it was unless somebody changed it."""
        given = call(
            self.label,
            key=self.key,
            help=self.help,
            disabled=self.disabled,
            on_change=_changed,
            args=(self, reads),
            label_visibility="collapsed" if self.bare else "visible",
            **options,
        )
        answer = reads(given)
        if answer == reads(shown):
            return self.value
        self.write(answer)
        return answer

    def offering(self, choices: tuple[Choice, ...]) -> Place:
        """The same place with other things to choose from."""
        return replace(self, choices=choices)

    def clear(self) -> None:
        """Take the answer away."""
        st.session_state[self.key] = None
        self.write(None)


def _changed(place: Place, reads: Reads) -> None:
    """Write a change through, before the next run draws anything."""
    place.write(reads(st.session_state[place.key]))


Widget = Callable[[Place], Any]
WIDGETS: dict[tuple[str, str], Widget] = {}
"""By the name that a form gives in `x-widget` (none is empty) and the kind of the field."""
BARE = frozenset({"text", "long", "integer", "number", "phone", "email", "choice", "scale", "reference"})
"""The kinds that can carry their label as a placeholder, for tables."""


def widget(name: str, *kinds: str) -> Callable[[Widget], Widget]:
    """Register a widget for kinds of fields, under a name that a form may give, or under none."""

    def register(function: Widget) -> Widget:
        WIDGETS.update({(name, kind): function for kind in kinds})
        return function

    return register


def names() -> frozenset[str]:
    """Every name that a form may give; `suprovid.forms.vocabulary` checks the same ones."""
    return frozenset(name for name, _ in WIDGETS if name)


def draw(place: Place) -> Any:
    """Draw the widget that the form asks for, if it fits the kind of the field, else that of the kind."""
    kind = place.field.kind
    chosen = WIDGETS.get((place.field.widget, kind)) or WIDGETS["", kind]
    return (WIDGETS.get(("select", kind), chosen) if place.bare else chosen)(place)


def odd(place: Place, shown: Any) -> None:
    """Say what is stored when the widget cannot show it."""
    if place.value is not None and shown is None:
        st.caption(plain(place.say("form.odd_value", value=str(place.value))))
