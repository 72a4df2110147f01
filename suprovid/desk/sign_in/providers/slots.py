"""People of an encrypted workspace: opening their slot of the keyring is the check, no hash is kept."""

from __future__ import annotations

from suprovid.casework.people import Person
from suprovid.casework.workspace import Workspace
from suprovid.desk.safe import Safe, slot_of


class Slots:
    """The provider of an encrypted workspace, once it is open."""

    def __init__(self, work: Workspace, safe: Safe) -> None:
        self._work = work
        self._safe = safe

    def check(self, login: str, secret: str) -> Person | None:
        """The active person whose slot this opens; the same work whether or not there is such a name."""
        found = self._safe.check(login, secret)
        return self.person(*found) if found else None

    def person(self, slot: str, id: str) -> Person | None:
        """Who it is that opened a slot: somebody active whose folder names it."""
        person = self._work.people.get(id)
        return person if person and person.active and slot_of(person) == slot else None

    def mark(self, person: Person) -> str:
        """What changes when the passphrase does."""
        return slot_of(person)
