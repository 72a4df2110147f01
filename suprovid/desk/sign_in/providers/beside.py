"""Where an organisation keeps credentials of its own: slots open the vault, and both let people in."""

from __future__ import annotations

from suprovid.casework.people import Person
from suprovid.desk.sign_in.providers import Provider
from suprovid.desk.sign_in.providers.slots import Slots


class Beside:
    """Slots, and beside them what the organisation's own credentials say: either is a way in."""

    def __init__(self, slots: Slots, other: Provider) -> None:
        self._slots, self._other = slots, other

    def check(self, login: str, secret: str) -> Person | None:
        """Who opens a slot, or else whom the other knows; for an unknown name the work of both."""
        return self._slots.check(login, secret) or self._other.check(login, secret)

    def mark(self, person: Person) -> str:
        """What changes when either does."""
        return f"{self._slots.mark(person)}|{self._other.mark(person)}"
