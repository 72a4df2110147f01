"""What the door knows of encryption: whether this installation has a vault, and whether it is open."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from suprovid.casework import people
from suprovid.casework.people import Person
from suprovid.casework.workspace import Workspace
from suprovid.desk.sign_in.passwords import kept_hash
from suprovid.errors import SuprovidError
from suprovid.store import custody, keyring, shared_index
from suprovid.store.custody import Custody, Founder, Witness
from suprovid.store.journal import Journal
from suprovid.store.opening import open_database
from suprovid.store.port import PLAIN, Cover
from suprovid.store.rekeying import rekey
from suprovid.store.rooms import FILE
from suprovid.store.slots import STRONG, Cost
from suprovid.store.vault import Locked

SLOT = "slot"
"""The kind of credential of people who open the vault: their folder names a slot and keeps no hash."""
WAITING = ".waiting"
"""Where the journal waits that is written while nothing can be encrypted: times and refusals, no names."""
TOLD = ("languages", "language", "daily_backups")
"""The settings that must be known while it is locked; they lie in clear in the keyring."""
AWAITED, AWAITS = "awaited", timedelta(days=7)
"""Until when it stays open for people who worked here in clear: their first sign-in gives them a slot."""


class Safe:
    """The vault of one data folder, and of the database that has its folders, if there is one.

    `pending` is a recovery key that nobody has written down yet.
    Each process opens it for itself: no key is ever handed from one to another.
    """

    def __init__(self, data: Path, store: str = "") -> None:
        self._data, self._store = data, store
        self._seen_people = False
        self._custody: Custody | None = None
        self.cost: Cost = STRONG
        self.pending = ""

    @property
    def is_on(self) -> bool:
        """Whether there is a vault; a founding that was cut off before anybody was there does not count."""
        return self.is_open or (keyring.is_there(self._data) and self._has_people())

    @property
    def is_open(self) -> bool:
        """Whether somebody has opened it."""
        return self._custody is not None and self._custody.is_open

    @property
    def was_shut(self) -> bool:
        """Whether it was open until another process took away the slot that opened it."""
        return self._custody is not None and not self._custody.is_open

    @property
    def is_locked(self) -> bool:
        """Whether there is one, and it is closed."""
        return not self.is_open and self.is_on

    @property
    def custody(self) -> Custody:
        """The open vault; `Locked`."""
        if self._custody is None or not self._custody.is_open:
            raise Locked()
        return self._custody

    @property
    def cover(self) -> Cover:
        """What everything is written through; `Locked`."""
        return self.custody.vault if self.is_on else PLAIN

    @property
    def clear(self) -> Mapping[str, Any]:
        """What may be known while it is locked."""
        if self._custody is not None:
            return self._custody.ring.clear
        with contextlib.suppress(SuprovidError):
            return keyring.read(self._data).clear
        return {}

    @property
    def wants_recovery_kept(self) -> bool:
        """Whether nobody has shown yet that the recovery key is written down."""
        return self._custody is not None and not self._custody.ring.is_kept

    def found(self, founder: Founder, clear: Mapping[str, Any]) -> None:
        """A new vault, open; what lies there in clear is sealed."""
        self.begin(founder, clear)
        self.seal_anew(is_alone=True)

    def seal_anew(self, is_alone: bool = False) -> int:
        """Go on with sealing what is sealed with a former key, or lies in clear; how much that was.

        `is_alone`: nobody works at another process.
        """
        base = open_database(self._store, self.custody.vault) if self._store else None
        try:
            if base and self.custody.is_over_plain:
                shared_index.forget(base.database)
            return max(rekey(self._data, self.custody, base, is_alone), default=0)
        finally:
            if base:
                base.close()

    def begin(self, founder: Founder, clear: Mapping[str, Any]) -> None:
        """A new vault, open; what lies there in clear is still read, and is to be sealed."""
        self._custody, self.pending = custody.found(self._data, founder, clear, self.cost, over_plain=True)

    def unfound(self) -> None:
        """Take back a founding that did not come to its end."""
        self.close()
        if not self._has_people():
            for name in (keyring.FILE, keyring.BEFORE):
                (self._data / name).unlink(missing_ok=True)

    def check(self, login: str, secret: str) -> tuple[str, str] | None:
        """The slot and the person behind a passphrase; opens the vault if it is locked. `BadKeyring`.

        An empty passphrase opens nothing, whatever a slot was made with.
        """
        if not secret:
            return None
        if self.is_open:
            return self.custody.check(login, secret)
        opened = custody.unlock(self._data, login, secret, self._witness())
        self._custody = opened
        return (opened.slot, opened.person) if opened else None

    def recover(self, typed: str) -> bool:
        """Open it with the recovery key; whether it was the right one. `Mistyped`, `BadKeyring`."""
        opened = custody.unlock_with_recovery(self._data, typed, self._witness())
        if opened is None:
            return False
        if self.is_open:
            opened.close()
        else:
            self._custody = opened
        return True

    def close(self) -> None:
        """Lock it: forget the keys, and a recovery key that was not written down."""
        held, self._custody, self.pending = self._custody, None, ""
        if held is not None:
            held.close()

    # -- people and their slots -------------------------------------------------------------------------

    def give(self, login: str, person: str, passphrase: str) -> str:
        """A slot for a person, beside the one they have; answers its id."""
        return self.custody.add(Founder(people.plain_login(login), passphrase, person), self.cost)

    def align(self, work: Workspace) -> bool:
        """Take out slots that nobody should have; whether there were any, so that the key was turned.

        Where the folder of a person cannot be read, nobody is shut out by mistake.
        """
        if any(kind == people.KIND for kind, _ in work.damaged):
            return False
        return self.custody.keep_only({slot_of(who) for who in people.active(work)} - {""})

    def tell(self, work: Workspace) -> None:
        """Keep in clear what must be known while it is locked; a full disk is no reason to stop."""
        awaited = {AWAITED: self.clear[AWAITED]} if AWAITED in self.clear and waiting(work) else {}
        with contextlib.suppress(SuprovidError):
            self.custody.tell({**told(work), **awaited})

    def stays_open(self, today: date) -> bool:
        """Whether it does not lock by itself yet: somebody is awaited who has no slot."""
        return self.is_open and today.isoformat() <= str(self.clear.get(AWAITED, ""))

    # -- the journal of locked times --------------------------------------------------------------------

    def note(self, now: datetime, what: str) -> None:
        """Write down something that happened while it was locked."""
        Journal(self._data / WAITING).add(now, "", what)

    def carry_over(self, journal: Journal) -> None:
        """Put into the journal what happened while it was locked."""
        room = self._data / WAITING
        for entry in Journal(room).read():
            journal.add(datetime.fromisoformat(entry.at), entry.who, entry.what, entry.kind, entry.id)
        shutil.rmtree(room, ignore_errors=True)

    def _witness(self) -> Witness | None:
        return witness(self._store) if self._store else None

    def _has_people(self) -> bool:
        """A database that cannot be asked may have some: nothing is written in clear by mistake."""
        if not self._store:
            return any((self._data / people.KIND).glob(f"*/{FILE}"))
        if not self._seen_people:
            try:
                with contextlib.closing(open_database(self._store)) as base:
                    self._seen_people = any(base.folders(people.KIND))
            except SuprovidError:
                return True
        return self._seen_people


def witness(store: str) -> Witness:
    """What reads the folder in a database that tells when a keyring is older than the data."""

    def read() -> bytes | None:
        with contextlib.closing(open_database(store)) as base:
            found = base.sheet(*custody.WITNESS[:2])
        return found[1] if found else None

    return read


def told(work: Workspace) -> dict[str, Any]:
    """What is known of a workspace while it is locked."""
    return {name: work.settings.value(name) for name in TOLD}


def waiting(work: Workspace) -> tuple[Person, ...]:
    """Who is known by a hash still, from the time in clear, and gets a slot with the next sign-in."""
    return tuple(who for who in people.active(work) if kept_hash(who))


def slot_of(person: Person | None) -> str:
    """The slot that a person's folder names; "" when they have none."""
    kept = (person.credential if person else None) or {}
    return str(kept.get(SLOT, "")) if kept.get("kind") == SLOT else ""
