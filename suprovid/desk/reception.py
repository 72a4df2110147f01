"""Who comes to this workspace: who can sign in, with what, and who did; the first start too."""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import Callable
from datetime import datetime

from suprovid.casework import access, oversight, people
from suprovid.casework.oversight import Arrival
from suprovid.casework.people import By, Person
from suprovid.casework.workspace import Workspace
from suprovid.desk.installation import Place, clock
from suprovid.desk.premises import Premises
from suprovid.desk.sign_in import providers
from suprovid.desk.sign_in.attempts import Attempts
from suprovid.desk.sign_in.errands import Errands
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.desk.sign_in.providers import Provider
from suprovid.desk.sign_in.providers.beside import Beside
from suprovid.desk.sign_in.providers.local import Local
from suprovid.desk.sign_in.providers.oidc import Oidc
from suprovid.desk.sign_in.providers.slots import Slots
from suprovid.desk.sign_in.sessions import LIFETIME, fingerprint
from suprovid.desk.sign_in.shared_attempts import Counting, SharedAttempts
from suprovid.errors import SuprovidError
from suprovid.store.port import Cover


class Reception(Premises):
    """The premises, and the people who may come in."""

    def __init__(self, place: Place, now: Callable[[], datetime] = clock) -> None:
        super().__init__(place, now)
        self.attempts = self._counting()
        self.errands = Errands(self.rooms.room("errand"))
        self.passwords = Passwords()
        self.start_key = secrets.token_urlsafe(24)
        self._start_keys = self.rooms.room("start")
        self._arrivals: dict[str, Arrival] = {}
        self._provider: Provider | None = None

    def _open(self, cover: Cover) -> Workspace:
        """The one-time key of the first start counts from when the workspace is open."""
        work = super()._open(cover)
        self._start_keys.add(fingerprint(self.start_key), "", self.now() + LIFETIME)
        return work

    def _let_go(self) -> Workspace | None:
        self._provider = None
        return super()._let_go()

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

    def mark(self, person: Person) -> str:
        """What a session remembers of the secret it was opened with, so that a change ends it."""
        return hashlib.sha256(self.provider.mark(person).encode()).hexdigest()[:16]

    def _counting(self) -> Counting:
        if self.rooms.are_shared:
            return SharedAttempts(self.rooms.room("attempt"))
        return Attempts(self.place.data / "attempts.json")

    def _note_refusal(self, token: str | None) -> None:
        if token and self.sessions.is_new_refusal(token):
            self.note("session_refused")
