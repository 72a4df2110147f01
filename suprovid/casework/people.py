"""Who works here: a person is a folder like any other, and every act names one and a moment."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from suprovid.errors import Missing
from suprovid.store.search import sort_key

if TYPE_CHECKING:
    from suprovid.casework.workspace import Workspace

KIND = "person"
CHANGEABLE = ("name", "title", "login", "identity", "roles", "language", "capacity", "deputy")


@dataclass(frozen=True)
class Person:
    """Somebody of the organisation: `roles` are keys of `roles.json`, `capacity` counts open cases.

    `identity` is what the organisation's sign-in provider calls them: a verified e-mail, or its own subject.
    """

    id: str
    name: str
    title: str = ""
    login: str = ""
    roles: tuple[str, ...] = ()
    language: str = "uk"
    active: bool = True
    capacity: int | None = None
    deputy: str | None = None
    credential: Mapping[str, Any] | None = field(default=None, repr=False)
    identity: str = ""
    revision: int = 0


@dataclass(frozen=True)
class By:
    """Who acts, when, and in which language they read."""

    person: Person
    now: datetime
    language: str = "uk"

    @property
    def today(self) -> date:
        """The day of the act."""
        return self.now.date()


def read(id: str, about: Mapping[str, Any], revision: int = 0) -> Person:
    """The person that a folder of kind person describes."""
    return Person(
        id=id,
        name=str(about.get("name", "")),
        title=str(about.get("title", "")),
        login=str(about.get("login", "")),
        roles=tuple(about.get("roles", ())),
        language=str(about.get("language", "uk")),
        active=bool(about.get("active", True)),
        capacity=about.get("capacity"),
        deputy=about.get("deputy"),
        credential=about.get("credential"),
        identity=str(about.get("identity") or ""),
        revision=revision,
    )


def all(work: Workspace) -> tuple[Person, ...]:
    """Everybody, the active first, by name."""
    return tuple(sorted(work.people.values(), key=lambda who: (not who.active, sort_key(who.name))))


def active(work: Workspace) -> tuple[Person, ...]:
    """Everybody who works here now, by name."""
    return tuple(who for who in all(work) if who.active)


def find(work: Workspace, id: str) -> Person:
    """One person; `Missing` if there is none."""
    try:
        return work.people[id]
    except KeyError:
        raise Missing(kind=KIND, id=id) from None


def by_login(work: Workspace, login: str) -> Person | None:
    """The person who signs in with this name, whatever its case and spacing; None if nobody does."""
    wanted = plain_login(login)
    return next((who for who in work.people.values() if wanted and plain_login(who.login) == wanted), None)


def by_identity(work: Workspace, subject: str, email: str = "") -> Person | None:
    """The one person whose account names this subject or this verified e-mail; None if nobody or several do.

    An identity with an @ is an e-mail and never a subject: who may choose their own name at the provider
    cannot choose somebody else's e-mail as one.
    """
    wanted = {plain_login(email) if "@" in email else "", subject.strip() if "@" not in subject else ""} - {
        ""
    }
    found = [who for who in work.people.values() if plain_identity(who.identity) in wanted]
    return found[0] if len(found) == 1 else None


def plain_identity(identity: str) -> str:
    """An identity as it is compared: e-mails without regard to case, subjects to the letter."""
    return plain_login(identity) if "@" in identity else identity.strip()


def plain_login(login: str) -> str:
    """A sign-in name as it is compared."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def name(work: Workspace, id: str | None) -> str:
    """The name behind an id; the id itself where nobody is found, so that old text stays readable."""
    found = work.people.get(id or "")
    return found.name if found else (id or "")


def deputises(work: Workspace, person: str, absent: Iterable[str | None]) -> bool:
    """Whether this person is the named deputy of one of those."""
    return any(work.people[who].deputy == person for who in absent if who is not None and who in work.people)
