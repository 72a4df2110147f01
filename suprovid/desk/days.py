"""Days as people say them: today, tomorrow, in 3 days, 3 days late."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from suprovid.desk.front_desk import Desk
from suprovid.forms import dates

Colour = Literal["red", "orange", "green", "blue", "gray"]
NEAR = 7


def read(value: object) -> date | None:
    """The day of a stored date or date-time; None where there is none."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def said(desk: Desk, day: date) -> str:
    """A day as the reader writes it."""
    return dates.written(day, desk.language)


def moment(desk: Desk, at: str) -> str:
    """A stored date-time as the reader writes it: day and time; empty where there is none."""
    try:
        return dates.moment(datetime.fromisoformat(at), desk.language)
    except ValueError:
        return ""


def long(day: date, language: str) -> str:
    """A day with its weekday and month in words."""
    return dates.in_words(day, language)


def due(desk: Desk, day: date) -> str:
    """When something is to be done, seen from today."""
    left = (day - desk.by.today).days
    if left in (-1, 0, 1):
        return desk.say(f"day.due.{left}")
    if left < 0:
        return desk.say("day.late", count=-left)
    return desk.say("day.in", count=left) if left <= NEAR else said(desk, day)


def ago(desk: Desk, day: date) -> str:
    """When something happened, seen from today."""
    past = (desk.by.today - day).days
    if past in (0, 1):
        return desk.say(f"day.ago.{past}")
    return desk.say("day.ago", count=past) if 0 < past <= NEAR else said(desk, day)


def colour(desk: Desk, day: date) -> Colour:
    """Red when it is late, orange today, nothing special afterwards."""
    left = (day - desk.by.today).days
    return "red" if left < 0 else "orange" if left == 0 else "gray"
