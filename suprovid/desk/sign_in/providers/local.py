"""People who sign in with a passphrase that this workspace keeps, as Argon2id."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime

from suprovid.casework import people
from suprovid.casework.acts import person_at, set_credential
from suprovid.casework.people import By, Person
from suprovid.casework.workspace import Workspace
from suprovid.desk.sign_in.passwords import KIND, Passwords, kept_hash
from suprovid.errors import SuprovidError


def credential(passwords: Passwords, passphrase: str) -> dict[str, str]:
    """What a person's folder keeps of a passphrase."""
    return {"kind": KIND, "hash": passwords.credential(passphrase)}


class Local:
    """The provider of a workspace that keeps its own passphrases."""

    def __init__(self, work: Workspace, passwords: Passwords, now: Callable[[], datetime]) -> None:
        self._work = work
        self._passwords = passwords
        self._now = now

    def check(self, login: str, secret: str) -> Person | None:
        """The active person whose passphrase this is; the same work whether or not there is such a name."""
        person = people.by_login(self._work, login)
        kept = kept_hash(person)
        if not self._passwords.fits(secret, kept) or person is None or kept is None:
            return None
        if self._passwords.is_outdated(kept):
            self._renew(person, secret)
        return people.find(self._work, person.id)

    def mark(self, person: Person) -> str:
        """What changes when the passphrase does."""
        return kept_hash(person) or ""

    def _renew(self, person: Person, secret: str) -> None:
        """Keep the passphrase with today's parameters; a failure is no reason to refuse anybody."""
        by = By(person, self._now(), person.language)
        with contextlib.suppress(SuprovidError):
            at = person_at(self._work, person.id)
            set_credential(self._work, by, at, credential(self._passwords, secret))
