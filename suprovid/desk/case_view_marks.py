"""Small marks that the parts of a case share: badges in a line, the state of a step, a referral in short."""

from __future__ import annotations

from typing import Literal

from suprovid.casework import referrals
from suprovid.casework.known import Line
from suprovid.desk.escaping import plain
from suprovid.desk.folder_view import Open

Colour = Literal["red", "orange", "green", "blue", "gray", "violet"]

MARKS: dict[str, tuple[str, Colour]] = {
    "done": ("check_circle", "green"),
    "done_partly": ("check_circle", "orange"),
    "in_progress": ("pending", "blue"),
    "blocked": ("pause_circle", "orange"),
    "failed": ("cancel", "red"),
    "cancelled": ("cancel", "gray"),
}
CLOSED = "closed"


def badge(text: str, colour: str) -> str:
    """A badge inside a line of text; nothing where there is no text."""
    return f":{colour}-badge[{plain(text)}]" if text else ""


def step(line: Line) -> tuple[str, Colour]:
    """The icon and the colour of a step's state."""
    return MARKS.get(str(line["state"]), ("radio_button_unchecked", "gray"))


def referral(look: Open, line: Line) -> tuple[str, str]:
    """What a referral is for, and its state."""
    purpose = look.reading.says("referral.purpose", line) or look.reading.says("referral.area", line)
    return purpose, referrals.state_label(look.desk.work.ground, str(line["state"]), look.desk.language)
