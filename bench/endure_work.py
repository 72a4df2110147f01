"""What the people of the long run do: real acts on folders they share, each told outside once acknowledged.

They live in processes of their own that may be killed at any moment, so they tell through a pipe:
what is in a pipe outlives the one who wrote it.
"""

from __future__ import annotations

import errno
import json
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from suprovid.casework import acts, attaching
from suprovid.casework.acts import At, Done, Filled
from suprovid.casework.people import By, Person
from suprovid.casework.workspace import Workspace
from suprovid.errors import Busy, Damaged, Missing, Stale, Unwritable
from suprovid.forms.files import Limits
from suprovid.store import Draft

CALLS = ("open", "write", "fsync", "replace")
HINDERED = 0.12
"""So often the disk refuses one call somewhere in an act."""
LATEST_CALL = 20
Told = dict[str, Any]


class Full:
    """A call of the system that is refused once, the n-th time."""

    def __init__(self, real: Callable[..., Any], fatal: int) -> None:
        self.real, self.left = real, fatal

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            raise OSError(errno.ENOSPC, "no space")
        return self.real(*arguments, **named)


@contextmanager
def hindered(dice: random.Random) -> Iterator[None]:
    """Now and then one call of the system is refused meanwhile: a full disk."""
    if dice.random() >= HINDERED:
        yield
        return
    name = dice.choice(CALLS)
    real = getattr(os, name)
    setattr(os, name, Full(real, dice.randint(1, LATEST_CALL)))
    try:
        yield
    finally:
        setattr(os, name, real)


@dataclass
class Worker:
    """Somebody who acts without a pause; `tell` takes what was acknowledged."""

    work: Workspace
    by: By
    shared: list[str]
    tell: Callable[[Told], None]
    dice: random.Random
    name: str
    typed: int = 0
    mine: list[str] = field(default_factory=list)

    def go_on(self) -> None:
        """Act for ever."""
        ways = (self.enquiry, self.note, self.note, self.note, self.scan, self.draft, self.look)
        while True:
            self.once(self.dice.choice(ways))

    def once(self, way: Callable[[str], Told]) -> None:
        """One act; what was refused is told too, because nothing of it may be found later."""
        event = acts.new_id()
        try:
            with hindered(self.dice):
                told = way(event)
        except (Unwritable, OSError):
            self.tell({"refused": event})
        except (Stale, Busy):
            self.tell({"late": event})
        except Damaged as error:
            self.tell({"named": str(error.facts.get("place"))})
        except Missing:
            return
        else:
            self.tell(told)

    def enquiry(self, event: str) -> Told:
        """Somebody new comes: a folder is founded, with a code that no other has."""
        filled = Filled("intake", intake(self.by))
        done = acts.submit(self.work, self.by, At("enquiry", event=event), filled)
        self.mine.append(done.id)
        return {**acknowledged(done, event), "code": self.code(done)}

    def note(self, event: str) -> Told:
        """A note in a folder that others write into at the same time."""
        return acknowledged(self._noted(event), event)

    def scan(self, event: str) -> Told:
        """A note with a file of its own."""
        return {**acknowledged(self._noted(event, scanned(event)), event), "scan": event}

    def _noted(self, event: str, *files: bytes) -> Done:
        id = self.somewhere()
        answers = {
            "contact_at": self.by.now.isoformat(),
            "attempt_result": "no_answer",
            "attachments": [attaching.described("скан.pdf", each, Limits()) for each in files],
        }
        at = At("enquiry", id, self.work.read("enquiry", id).revision, event)
        filled = Filled("contact_note", answers, files=files)
        return acts.save_draft(self.work, self.by, at, filled)

    def draft(self, event: str) -> Told:
        """What is typed, kept as it is typed."""
        self.typed += 1
        answers = {"n": self.typed, "event": event, "words": "їжак " * 99}
        self.work.drafts.keep(Draft(self.by.person.id, self.name, "intake", answers))
        return {"draft": self.name, "n": self.typed}

    def look(self, event: str) -> Told:
        """A line in the journal."""
        self.work.journal.add(self.by.now, self.by.person.id, "looked", "enquiry", event)
        return {"look": event}

    def somewhere(self) -> str:
        return self.dice.choice([*self.shared, *self.mine[-2:]])

    def code(self, done: Done) -> str:
        return str(self.work.links.about(done.kind, done.id).get("code"))


def acknowledged(done: Done, event: str) -> Told:
    """What can be checked of an act later."""
    return {"event": event, "kind": done.kind, "id": done.id, "document": done.document}


def scanned(event: str) -> bytes:
    """A file that no other act attaches."""
    return f"%PDF-1.7 scan {event}".encode()


def intake(by: By) -> dict[str, Any]:
    """The answers of a short anonymous enquiry."""
    day = by.today.isoformat()
    profile = {"_id": "p1", "sex": "female", "age_band": "60+", "displacement": "non_displaced"}
    request = {
        "_id": "r1", "words": "Де переоформити пенсію?", "area": "benefits", "nature": "question",
        "answer_given": "У відділенні фонду", "answered_on": day, "state": "answered",
    }  # fmt: skip
    return {
        "enquiry_date": day, "channel": "phone", "received_by": by.person.id, "outcome": "info_given",
        "anon_profile": [profile], "requests": [request],
    }  # fmt: skip


def founded(work: Workspace, now: datetime) -> By:
    """An organisation of one person, who has every role."""
    who = {"name": "Оксана", "login": "oksana", "roles": list(work.roles.known)}
    first = acts.setup(work, By(Person("", ""), now), {"name": "Центр", "one_person": True}, who)
    return By(work.people[first.id], now)


def told_of(raw: bytes) -> list[Told]:
    """The whole lines of what came through a pipe; a kill may cut the last one off."""
    found = []
    for line in raw.split(b"\n")[:-1]:
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found
