"""The one door of this process: where the data is, the open workspace, and who is signed in.

Streamlit's threads and the routes before Streamlit meet here, so everything is safe to ask at once.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from suprovid.casework import access, copies, oversight, people, safekeeping
from suprovid.casework.acts import finish
from suprovid.casework.copies import Media
from suprovid.casework.oversight import Arrival
from suprovid.casework.people import By, Person
from suprovid.casework.settings import CHOSEN
from suprovid.casework.upkeep import Told, quietly
from suprovid.casework.workspace import Workspace, open_workspace
from suprovid.desk.opening import Opening, Stopped
from suprovid.desk.safe import Safe
from suprovid.desk.sign_in import providers
from suprovid.desk.sign_in.attempts import Attempts
from suprovid.desk.sign_in.errands import Errands
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.desk.sign_in.providers import Provider
from suprovid.desk.sign_in.providers.beside import Beside
from suprovid.desk.sign_in.providers.local import Local
from suprovid.desk.sign_in.providers.oidc import Oidc
from suprovid.desk.sign_in.providers.slots import Slots
from suprovid.desk.sign_in.sessions import LIFETIME, Session, Sessions, fingerprint
from suprovid.desk.sign_in.shared_attempts import Counting, SharedAttempts
from suprovid.desk.telling import told
from suprovid.errors import Missing, SuprovidError
from suprovid.forms.words import Words
from suprovid.store.custody import Founder
from suprovid.store.port import PLAIN, Cover
from suprovid.store.records import Rooms
from suprovid.store.vault import Locked

ROOT = Path(__file__).resolve().parents[2]
LOOK_EVERY = 2.0
"""How many seconds pass at least between two looks for changed files."""
LAST, YEAR = "last", timedelta(days=365)
"""The note of the last time that everything was locked, which processes beside us look for."""
PATIENCE = 5.0
"""So many seconds a start waits for the folders; then the server answers, and says how far they are."""


@dataclass(frozen=True)
class Place:
    """Where this installation lives; `address` is the public one, if the app stands behind another server.

    `second` is another medium for backups, beside those that lie inside the data.
    `store` is the address of the database that has the folders; without one they are in the data.
    """

    data: Path
    schemas: Path
    address: str = ""
    second: Path | None = None
    store: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Place:
        """What `SUPROVID_DATA`, `_SCHEMAS`, `_ADDRESS`, `_BACKUPS` say, or the project's own folders."""
        second = environment.get("SUPROVID_BACKUPS")
        return cls(
            Path(environment.get("SUPROVID_DATA") or ROOT / "data").resolve(),
            Path(environment.get("SUPROVID_SCHEMAS") or ROOT / "schemas").resolve(),
            (environment.get("SUPROVID_ADDRESS") or "").rstrip("/"),
            Path(second).resolve() if second else None,
            environment.get("SUPROVID_STORE") or "",
        )

    @property
    def is_https(self) -> bool:
        """Whether browsers reach us through https only."""
        return urlsplit(self.address).scheme == "https"

    @property
    def host(self) -> str:
        """The name in the public address, if there is one."""
        return urlsplit(self.address).hostname or ""


class Broken(SuprovidError):
    """No account of somebody who looks after people can be read: all that helps is a copy."""

    sentence = "signin.broken_locked"


def clock() -> datetime:
    """The moment, with the offset of this machine."""
    return datetime.now().astimezone()


class Door:
    """Everything that stands between the street and the desk."""

    def __init__(self, place: Place, now: Callable[[], datetime] = clock) -> None:
        self.place = place
        self.now = now
        self.rooms = Rooms(place.store)
        self.sessions = Sessions(self.rooms.room("session"))
        self.attempts = self._counting()
        self.errands = Errands(self.rooms.room("errand"))
        self._arrivals: dict[str, Arrival] = {}
        self.passwords = Passwords()
        self.safe = Safe(place.data, place.store)
        self._locks = self.rooms.room("lock")
        self._lock_seen: str | None = None
        self.start_key = secrets.token_urlsafe(24)
        self._start_keys = self.rooms.room("start")
        self._work: Workspace | None = None
        self._looked = 0.0
        self.told: Told = quietly
        self.opening = Opening()
        self._provider: Provider | None = None
        self._words: Words | None = None
        self._lock = threading.RLock()

    @property
    def work(self) -> Workspace:
        """The workspace, opened once, by whoever needs it first; `Locked` until somebody opens the vault."""
        work = self._work
        if work is not None and work.cover is PLAIN and self.safe.is_locked:
            self._leave_clear(work)
            work = None
        if work is None:
            with self._lock:
                work = self._work or self._open(self.safe.cover)
        return work

    def begin(self) -> bool:
        """Open what can be opened before anybody comes; False when it takes long, and goes on meanwhile."""
        if not self.opening.is_over():
            return False
        self.opening.start()
        failed: list[BaseException] = []
        thread = threading.Thread(target=self._begin, args=(failed,), name="opening", daemon=True)
        thread.start()
        thread.join(PATIENCE)
        if failed:
            raise failed[0]
        return not thread.is_alive()

    def _begin(self, failed: list[BaseException]) -> None:
        try:
            _ = self.work
        except (Locked, Stopped):  # it waits for the first who signs in, or for the next start
            pass
        except Exception as error:
            failed.append(error)

    def _leave_clear(self, work: Workspace) -> None:
        """Another process gave this workspace a vault: nobody is signed in until somebody opens it here."""
        with self._lock:
            if self._work is work:
                if not self.rooms.are_shared:
                    self.sessions.end_everybody()
                self._work = self._provider = None
                work.close()

    def _open(self, cover: Cover) -> Workspace:
        place = self.place
        with self.opening.going(self.told) as told:
            work = open_workspace(place.data, place.schemas, place.store, cover, told)
        finish(work)
        self._start_keys.add(fingerprint(self.start_key), "", self.now() + LIFETIME)
        safekeeping.take_note(work.data, work.journal)
        self._work = work
        return work

    @property
    def provider(self) -> Provider:
        """Who tells us that somebody is who they say."""
        self._follow_shared()
        if self._provider is None:
            with self._lock:
                if self._provider is None:
                    found = providers.chosen(self.work, self.passwords, self.now)
                    self._provider = self._in_vault(found) if self.safe.is_on else found
        return self._provider

    def _in_vault(self, found: Provider) -> Provider:
        """The same provider, where passphrases are slots and not hashes."""
        if isinstance(found, Oidc):
            found.own = self.slots()
            return found
        return self.slots() if isinstance(found, Local) else Beside(self.slots(), found)

    def slots(self) -> Slots:
        """The people of an open vault."""
        return Slots(self.work, self.safe, self.passwords, self.now)

    @property
    def words(self) -> Words:
        """The sentences of the interface, which nobody has to unlock."""
        if self._work is not None:
            return self._work.library.words
        if self._words is None:
            self._words = Words.read(self.place.schemas / "languages")
        return self._words

    @property
    def languages(self) -> list[str]:
        """The languages that this organisation reads."""
        known = self.words.languages
        return [code for code in self._setting("languages") or known if code in known] or list(known)

    @property
    def language(self) -> str:
        """The language of somebody who has not chosen one."""
        return str(self._setting("language") or CHOSEN["language"])

    @property
    def organisation(self) -> str:
        """What the organisation is called; nothing while it is locked."""
        return "" if self.safe.is_locked else self.work.settings.name

    @property
    def wants_backups(self) -> bool:
        """Whether there shall be one a day."""
        return self._setting("daily_backups") is not False

    def _setting(self, name: str) -> Any:
        if self._work is None and not self.opening.is_over():
            return self.safe.clear.get(name) if self.safe.is_on else None
        return self.safe.clear.get(name) if self.safe.is_locked else self.work.settings.value(name)

    @property
    def cookie(self) -> str:
        """The name of the session cookie; two workspaces on one machine do not sign each other out."""
        return f"suprovid_{fingerprint(self.place.store or str(self.place.data))[:8]}"

    def catch_up(self) -> None:
        """Take up what others changed while we run: forms and rules by hand, folders in another process.

        Looks at most every two seconds.
        """
        if self._may_look():
            self.work.catch_up()
            if self.work.owes:
                finish(self.work)
            self._follow()

    def _follow_shared(self) -> None:
        """Take up what processes beside us wrote, before saying who somebody is; as seldom."""
        if self.rooms.are_shared and self._may_look():
            self._follow()

    def _may_look(self) -> bool:
        moment = time.monotonic()
        is_time = moment - self._looked >= LOOK_EVERY
        self._looked = moment if is_time else self._looked
        return is_time

    def _follow(self) -> None:
        with contextlib.suppress(SuprovidError):  # a database that is away is told by whoever reads
            self.work.follow_others()

    def media(self) -> Media:
        """Where copies lie: beside the data, and on a second medium if one is named or chosen."""
        return copies.media(self.work, self.place.second)

    def reopen(self) -> None:
        """Everybody is signed out, and the workspace is opened again: its data is not what it was."""
        with self._lock:
            before, self._work, self._provider = self._work, None, None
        if before is not None:
            for person in before.people:
                self.sessions.end_all(person)
            before.close()
        if self.safe.is_open:
            with contextlib.suppress(SuprovidError):  # the key may not be that of the data any more
                self.safe.custody.follow()

    def is_founded(self) -> bool:
        """Whether there is a person who can sign in."""
        if self.safe.is_locked:
            return True
        self._follow_shared()
        return any(who.active and who.login for who in people.all(self.work)) or self._has_damaged_people()

    def is_broken(self) -> bool:
        """Whether accounts cannot be read, and nobody is left who could do something about it."""
        if self.safe.is_locked or not self._has_damaged_people():
            return False
        return not any(
            access.may(self.work, By(who, self.now()), "people") for who in people.active(self.work)
        )

    def _has_damaged_people(self) -> bool:
        return any(kind == people.KIND for kind, _ in self.work.damaged)

    def opens_start(self, key: str) -> bool:
        """Whether this is the one-time key, ours or of a process beside us, and nobody has used it yet."""
        return self._start_keys.get(fingerprint(key)) is not None and not self.is_founded()

    def opens_restore(self, key: str) -> bool:
        """Whether it is, and everything may come from a copy: nobody works here, or nobody can any more."""
        if self.safe.is_locked or self._start_keys.get(fingerprint(key)) is None:
            return False
        return not self.is_founded() or self.is_broken()

    def enter(self, person: Person, hint: str = "") -> str:
        """Sign a person in; answers the secret for the browser. `hint` is for the sign-out elsewhere."""
        arrival = Arrival()
        with contextlib.suppress(OSError, SuprovidError):  # what cannot be read shuts nobody out
            found = oversight.arrivals(self.work, self.now().date(), person.id)
            arrival = found.get(person.id, arrival)
        self.note("sign_in", person.id)
        self.work.looks.forget(person.id)
        token = self.sessions.open(person.id, person.roles, self.now(), self.mark(person), hint)
        self._arrivals[person.id] = arrival
        return token

    def arrival(self, person: str) -> Arrival:
        """When this person had signed in before the last time, and how often others failed in between."""
        return self._arrivals.get(person, Arrival())

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
        if (
            self.safe.is_locked
        ):  # a process beside us is open; this one wants to be opened by a passphrase too
            return None
        self._follow_shared()
        try:
            person = people.find(self.work, session.person)
        except (Missing, Locked):
            person = None
        if person is None or not person.active or self.mark(person) != session.mark:
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

    # -- the vault --------------------------------------------------------------------------------------

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
        former, self._work, self._provider = self._work, None, None
        if former is not None:
            former.close()
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
            former, self._work, self._provider = self._work, None, None
            if former is not None:
                former.close()
            (self.safe.found if at_once else self.safe.begin)(founder, clear)
            self._take_over()
            return self.safe.custody.slot

    def unfound(self) -> None:
        """Take back a vault whose workspace could not be founded."""
        with self._lock:
            self.safe.unfound()
            former, self._work, self._provider = self._work, None, None
        if former is not None:
            former.close()

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
            former, self._work, self._provider = self._work, None, None
            if former is not None:
                former.close()  # its snapshot is sealed, so before the key is forgotten
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

    def _tell_of_lock(self) -> None:
        """Let processes beside us know that all of them shall lock."""
        said, before, until = secrets.token_hex(8), self._locks.get(LAST), self.now() + YEAR
        if not (before and self._locks.change(LAST, before, said, until)):
            self._locks.add(LAST, said, until)

    def _may_close(self) -> bool:
        """Whether the vault is open and closes by itself: not while people wait for their first slot."""
        return self.safe.is_open and not self.safe.stays_open(self.now().date())

    def mark(self, person: Person) -> str:
        """What a session remembers of the secret it was opened with, so that a change ends it."""
        return hashlib.sha256(self.provider.mark(person).encode()).hexdigest()[:16]

    def _counting(self) -> Counting:
        if self.rooms.are_shared:
            return SharedAttempts(self.rooms.room("attempt"))
        return Attempts(self.place.data / "attempts.json")

    def say(self, key: str, language: str, **facts: object) -> str:
        """A sentence of the interface."""
        return self.words.say(key, language, **facts)

    def _note_refusal(self, token: str | None) -> None:
        if token and self.sessions.is_new_refusal(token):
            self.note("session_refused")

    def tell(self, error: SuprovidError, language: str) -> str:
        """What went wrong, as a sentence."""
        return told(self.words, error, language)

    def note(self, what: str, person: str = "", page: str = "") -> None:
        """Write to the journal who came, left or was refused; a full disk does not close the door."""
        with contextlib.suppress(OSError, SuprovidError):
            if self.safe.is_locked:
                self.safe.note(self.now(), what)
                return
            self.work.journal.add(self.now(), person, what, "page" if page else "", page)


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
