"""Who works in the sample organisation, and how they sign in."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

from suprovid.casework import acts
from suprovid.casework.people import By, Person
from suprovid.casework.workspace import Workspace
from suprovid.sample import names

Hash = Callable[[str], Mapping[str, Any]]
"""Makes of a passphrase what a person's folder keeps."""

ORGANISATION = "Центр підтримки «Поруч» (зразок)"
SETTINGS: Mapping[str, Any] = {
    "name": ORGANISATION,
    "languages": ["uk", "en"],
    "language": "uk",
    "profile": "full",
    "competence": ["documents_status", "legal_dispute", "benefits", "housing", "property"],
    "legal_services": ["legal_information", "legal_consultation", "document_drafting"],
    "phone": "+380440000001",
    "address": "місто Лісове, вул. Вигадана, 1",
    "hours": "пн-пт 9:00-18:00",
    "sample": True,
}


@dataclass(frozen=True)
class Worker:
    """Somebody of the sample: what they are called, what they do, which roles they have."""

    login: str
    name: str
    title: str
    roles: tuple[str, ...]
    capacity: int | None = None


STAFF = (
    Worker("bohdan", "Богдан Тополя", "адміністратор", ("administrator",)),
    Worker("oksana", "Оксана Вербова", "координаторка", ("frontliner", "coordinator"), 25),
    Worker("iryna", "Ірина Калинова", "інтеграторка", ("integrator",)),
    Worker("dmytro", "Дмитро Ясенко", "юрист", ("lawyer",)),
    Worker("halyna", "Галина Липова", "супервізорка", ("supervisor",)),
    Worker("marta", "Марта Барвінок", "методистка", ("methodologist",)),
    Worker("taras", "Тарас Явір", "координатор", ("frontliner", "coordinator"), 25),
)


@dataclass(frozen=True)
class Account:
    """How one of the sample's people signs in; without a passphrase they cannot."""

    worker: Worker
    id: str
    passphrase: str = ""


def found(work: Workspace, now: datetime, hash: Hash) -> tuple[Account, ...]:
    """Found a workspace with the sample's people, who can all sign in."""
    first, *others = STAFF
    phrases = {worker.login: passphrase() for worker in STAFF}
    kept = {login: hash(phrase) for login, phrase in phrases.items()}
    nobody = By(Person("", ""), now)
    who = {**_about(first), "login": first.login, "credential": kept[first.login]}
    founder = acts.setup(work, nobody, SETTINGS, who)
    accounts = [Account(first, founder.id, phrases[first.login])]
    for worker in others:
        by = By(founder, now)
        done = acts.add_person(work, by, {**_about(worker), "login": worker.login})
        at = acts.At("person", done.id, done.revision)
        acts.set_credential(work, by, at, kept[worker.login])
        accounts.append(Account(worker, done.id, phrases[worker.login]))
    return tuple(accounts)


def join(work: Workspace, by: By) -> tuple[Account, ...]:
    """Bring the sample's people into a workspace that has its own; they cannot sign in there."""
    return tuple(Account(worker, acts.add_person(work, by, _about(worker)).id) for worker in STAFF[1:])


def hire(work: Workspace, by: By, count: int) -> dict[str, str]:
    """So many coordinators more, who cannot sign in: their ids by the names that the sample has for them."""
    chance = Random("staff")
    hired = {}
    for number in range(count):
        name = f"{names.first_name(chance, 'female')} {chance.choice(names.SURNAMES)}"
        worker = Worker(f"coordinator {number + 1}", name, "координаторка", ("frontliner", "coordinator"), 25)
        hired[worker.login] = acts.add_person(work, by, _about(worker)).id
    return hired


def _about(worker: Worker) -> dict[str, Any]:
    return {
        "name": worker.name,
        "title": worker.title,
        "roles": list(worker.roles),
        "capacity": worker.capacity,
        "language": "uk",
    }


CONSONANTS, VOWELS = "bdhklmnprstvz", "aeiou"
WORDS, SYLLABLES = 4, 3


def passphrase() -> str:
    """A new long phrase that can be read aloud; about 70 bits of chance."""
    return "-".join("".join(_syllable() for _ in range(SYLLABLES)) for _ in range(WORDS))


def _syllable() -> str:
    return secrets.choice(CONSONANTS) + secrets.choice(VOWELS)
