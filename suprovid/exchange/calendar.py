"""What waits for one person as a calendar file (RFC 5545): a day each, in words that tell a phone nothing.

Calendars wander to other people's servers, so an entry has a code and a rule, never a name or an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta

from suprovid.casework import naming, reminders
from suprovid.casework.people import By
from suprovid.casework.reminders import Task
from suprovid.casework.workspace import Workspace

ICS = "text/calendar"
LINE = 75
ESCAPED = {ord("\\"): "\\\\", ord(";"): "\\;", ord(","): "\\,", ord("\n"): "\\n", ord("\r"): None}


def calendar(work: Workspace, by: By, tasks: Iterable[Task]) -> bytes:
    """The file: an entry of a whole day for each task."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Suprovid//UK", "METHOD:PUBLISH"]
    for task in tasks:
        lines += _entry(work, by, task)
    lines.append("END:VCALENDAR")
    return "".join(part + "\r\n" for line in lines for part in _folded(line)).encode()


def _entry(work: Workspace, by: By, task: Task) -> Iterator[str]:
    sentence = reminders.sentence(work.ground, replace(task, words=""), by.language)
    code = naming.code(work, task.kind, task.folder)
    yield "BEGIN:VEVENT"
    yield f"UID:{escaped(f'{task.kind}-{task.folder}-{task.id}')}@suprovid"
    yield f"DTSTAMP:{by.now:%Y%m%dT%H%M%S}"
    yield f"DTSTART;VALUE=DATE:{task.due:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{task.due + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{escaped(f'{code} {sentence}'.strip())}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def escaped(text: str) -> str:
    """Text of one entry: no line break or separator in it begins anything of its own."""
    return "".join(
        sign for sign in text.translate(ESCAPED) if sign >= " " and sign not in "\x7f\x85\u2028\u2029"
    )


def _folded(line: str) -> Iterator[str]:
    """A line in pieces of 75 bytes, each but the first indented by a space."""
    piece = ""
    for sign in line:
        if len((piece + sign).encode()) > LINE:
            yield piece
            piece = " "
        piece += sign
    yield piece
