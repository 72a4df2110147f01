"""People of an encrypted workspace: opening their slot of the keyring is the check, no hash is kept.

Who worked here in clear is known by a hash still: the passphrase that fits it becomes their slot.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime

from suprovid.casework import people
from suprovid.casework.acts import person_at, set_credential
from suprovid.casework.people import By, Person
from suprovid.casework.workspace import Workspace
from suprovid.desk.safe import SLOT, Safe, slot_of, waiting
from suprovid.desk.sign_in.passwords import Passwords, kept_hash
from suprovid.errors import SuprovidError


class Slots:
    """The provider of an encrypted workspace, once it is open."""

    def __init__(
        self, work: Workspace, safe: Safe, passwords: Passwords, now: Callable[[], datetime]
    ) -> None:
        self._work, self._safe = work, safe
        self._passwords, self._now = passwords, now

    def check(self, login: str, secret: str) -> Person | None:
        """The active person whose slot this opens; the same work whether or not there is such a name."""
        found = self._safe.check(login, secret)
        return (self.person(*found) if found else None) or self.adopted(login, secret, found)

    def person(self, slot: str, id: str) -> Person | None:
        """Who it is that opened a slot: somebody active whose folder names it."""
        person = self._work.people.get(id)
        return person if person and person.active and slot_of(person) == slot else None

    def mark(self, person: Person) -> str:
        """What changes when the passphrase does."""
        return slot_of(person) or kept_hash(person) or ""

    def adopted(self, login: str, secret: str, found: tuple[str, str] | None = None) -> Person | None:
        """Somebody from before the vault whose hash this fits; from now on they have a slot.

        `found` is a slot that this opened and that nobody's folder names: giving it was cut off.
        """
        if not waiting(self._work):
            return None
        person = people.by_login(self._work, login)
        kept = kept_hash(person)
        if not self._passwords.fits(secret, kept) or person is None or kept is None:
            return None
        made = found[0] if found and found[1] == person.id else ""
        with contextlib.suppress(SuprovidError):  # they are who they say: on a full disk the slot can wait
            self.give(By(person, self._now(), person.language), person, secret, made)
            self._safe.tell(self._work)
        return people.find(self._work, person.id)

    def give(self, by: By, person: Person, secret: str, made: str = "") -> None:
        """Another slot for a person, or the one that was `made`; the former one opens nothing any more.

        The new slot is there before the folder names it, and the former goes last:
        wherever that is cut off, one of the two opens.
        """
        slot = made or self._safe.give(person.login, person.id, secret)
        try:
            at = person_at(self._work, person.id)
            set_credential(self._work, by, at, {"kind": SLOT, SLOT: slot})
        except SuprovidError:
            if not made:
                self._safe.custody.drop(slot)
            raise
        if former := slot_of(person):
            self._safe.custody.drop(former)
