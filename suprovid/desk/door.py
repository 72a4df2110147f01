"""The one door of this process: who is signed in, and what opens and locks the workspace.

It stands on the premises (the data and its workspace) and the reception (who can come in).
Streamlit's threads and the routes before Streamlit meet here, so everything is safe to ask at once.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from suprovid.casework import people
from suprovid.casework.people import Person
from suprovid.desk.installation import ROOT, Place, clock
from suprovid.desk.reception import Reception
from suprovid.desk.sign_in.sessions import Session
from suprovid.errors import Missing, SuprovidError
from suprovid.store.custody import Founder
from suprovid.store.vault import Locked

__all__ = ["ROOT", "Broken", "Door", "Place", "clock", "door", "use"]

LAST, YEAR = "last", timedelta(days=365)
"""The note of the last time that everything was locked, which processes beside us look for."""


class Broken(SuprovidError):
    """No account of somebody who looks after people can be read: all that helps is a copy."""

    sentence = "signin.broken_locked"


class Door(Reception):
    """Everything that stands between the street and the desk."""

    def __init__(self, place: Place, now: Callable[[], datetime] = clock) -> None:
        super().__init__(place, now)
        self._locks = self.rooms.room("lock")
        self._lock_seen: str | None = None

    def reopen(self) -> None:
        """Everybody is signed out, and the workspace is opened again: its data is not what it was."""
        with self._lock:
            before = self._let_go()
            with contextlib.suppress(OSError, SuprovidError):  # a full disk: those of before do
                self.place = self.place.with_forms()
        if before is not None:
            for person in before.people:
                self.sessions.end_all(person)
            before.close()
        if self.safe.is_open:
            with contextlib.suppress(SuprovidError):  # the key may not be that of the data any more
                self.safe.custody.follow()

    def session(self, token: str | None, quietly: bool = False) -> tuple[Session, Person] | None:
        """Who is behind this secret now: alive, active, with the same passphrase as at the sign-in.

        The journal keeps a refusal, once for each secret, unless it is our own page that asks `quietly`.
        """
        if self.safe.was_shut:
            self.lock(only_here=True)
        session = self.sessions.find(token, self.now())
        if session is None:
            if not quietly:
                self._note_refusal(token)
            return None
        if self.safe.is_locked:  # one beside us is open; this one wants to be opened by a passphrase too
            return None
        self._follow_shared()
        try:
            person = people.find(self.work, session.person)
            is_welcome = person.active and self.mark(person) == session.mark
        except (Missing, Locked):  # it may be locked between one line and the next
            is_welcome = False
        if not is_welcome:
            self.sessions.end(session.key)
            self._note_refusal(token)
            return None
        return session, person

    def leave(self, session: Session, everywhere: bool = False) -> str:
        """Sign out, here or everywhere; answers where the browser goes on to."""
        if everywhere:
            self.sessions.end_all(session.person)
        self.sessions.end(session.key)
        self.note("sign_out.everywhere" if everywhere else "sign_out", session.person)
        if self._may_close() and not self.sessions.anybody(self.now()):
            self.lock()
        if not session.hint:
            return "/auth/login?left=1"
        return f"/auth/oidc/leave?ticket={self.errands.begin(session.hint, '', self.now()).state}"

    def check(self, login: str, secret: str) -> Person | None:
        """The active person whose name and secret these are; while it is locked, a slot has to open it."""
        if not self.safe.is_locked:
            return self.provider.check(login, secret)
        with self._lock:
            found = self.safe.check(login, secret)
            return self._unlocked(login, secret, found) if found else None

    def _unlocked(self, login: str, secret: str, found: tuple[str, str]) -> Person | None:
        """Who opened the vault; it is closed again when they do not work here any more."""
        self._take_over()
        person = self.slots().person(*found) or self.slots().adopted(login, secret, found)
        if person is None:
            is_broken = self.is_broken()
            self.lock(only_here=True)
            if is_broken:
                raise Broken()
            return None
        self.safe.align(self.work)
        return person

    def _take_over(self) -> None:
        """Work with the open vault from now on."""
        self.sessions.wake(self.now())
        self._lock_seen = self._locks.get(LAST)
        self._close()
        with contextlib.suppress(OSError, SuprovidError):
            self.safe.carry_over(self.work.journal)
        self.safe.tell(self.work)
        self.note("unlocked", self.safe.custody.person)

    def recover(self, typed: str) -> bool:
        """Open the vault with the recovery key; whether it was the right one."""
        with self._lock:
            was_locked = self.safe.is_locked
            if not self.safe.recover(typed):
                return False
            if was_locked:
                self._take_over()
            return True

    def found_vault(self, founder: Founder, clear: Mapping[str, Any], at_once: bool = True) -> str:
        """A vault for a workspace, opened; answers the slot of its first person.

        What lies there in clear is sealed at once, or later by whoever looks after the vault.
        """
        with self._lock:
            self._close()
            (self.safe.found if at_once else self.safe.begin)(founder, clear)
            self._take_over()
            return self.safe.custody.slot

    def unfound(self) -> None:
        """Take back a vault whose workspace could not be founded."""
        with self._lock:
            self.safe.unfound()
            self._close()

    def lock(self, person: str = "", only_here: bool = False) -> None:
        """Lock the workspace: everybody is signed out, the keys are forgotten; drafts stay, encrypted.

        `only_here`: processes beside us stay open, and whoever works there stays signed in.
        """
        with self._lock:
            if self.safe.is_open:
                self.note("locked", person)
            elif not self.safe.was_shut:
                return
            if not (only_here and self.rooms.are_shared):
                self.sessions.end_everybody()
                self._tell_of_lock()
            self._close()  # its snapshot is sealed, so before the key is forgotten
            self.safe.close()

    def lock_if_idle(self) -> bool:
        """Lock when nobody has been active for a quarter of an hour, or all was locked beside us."""
        if not self.safe.is_open:
            return False
        is_idle = self._may_close() and self.sessions.are_idle(self.now())
        is_due = is_idle or self._locks.get(LAST) != self._lock_seen
        if is_due:
            self.lock(only_here=True)
        return is_due

    def _close(self) -> None:
        """Close the workspace if it is open; whoever needs it next opens it again."""
        former = self._let_go()
        if former is not None:
            former.close()

    def _tell_of_lock(self) -> None:
        """Let processes beside us know that all of them shall lock."""
        said, before, until = secrets.token_hex(8), self._locks.get(LAST), self.now() + YEAR
        if not (before and self._locks.change(LAST, before, said, until)):
            self._locks.add(LAST, said, until)

    def _may_close(self) -> bool:
        """Whether the vault is open and closes by itself: not while people wait for their first slot."""
        return self.safe.is_open and not self.safe.stays_open(self.now().date())


_door: Door | None = None
_lock = threading.Lock()


def door() -> Door:
    """The door of this process."""
    global _door
    with _lock:
        if _door is None:
            _door = Door(Place.from_environment())
        return _door


def use(other: Door | None) -> None:
    """Stand another door here: for commands and tests that bring their own folders."""
    global _door
    with _lock:
        _door = other
