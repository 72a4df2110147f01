"""A person's passphrase, given and checked as this workspace keeps them: as hashes or as slots of a vault."""

from __future__ import annotations

import math
from typing import Any

from suprovid.casework import access, people
from suprovid.casework.acts import person_at, set_credential
from suprovid.casework.people import By, Person
from suprovid.desk.door import Door
from suprovid.desk.safe import slot_of
from suprovid.desk.sign_in.passwords import kept_hash
from suprovid.desk.sign_in.providers.local import credential
from suprovid.desk.sign_in.visit import Visit


def has_one(door: Door, person: Person) -> bool:
    """Whether this person signs in with a passphrase that is kept here."""
    return bool(slot_of(person) if door.safe.is_on else "") or bool(kept_hash(person))


def fits(door: Door, person: Person, secret: str) -> bool:
    """Whether this is the person's passphrase."""
    if door.safe.is_on and slot_of(person):
        return door.safe.check(person.login, secret) == (slot_of(person), person.id)
    return door.passwords.fits(secret, kept_hash(person))


def mistake(visit: Visit, person: Person, secret: str) -> dict[str, str]:
    """What is wrong with a passphrase that proves who sits there; slips are counted as at the sign-in.

    Whoever signs in elsewhere has proved it there.
    """
    here = visit.door
    if not has_one(here, person):
        return {}
    if left := here.attempts.begin(person.login, visit.address, here.now()):
        return {"": visit.say("signin.wait", count=math.ceil(left.total_seconds()))}
    if not fits(here, person, secret):
        return {"passphrase": visit.say("account.wrong")}
    here.attempts.succeeded(person.login, visit.address, here.now())
    return {}


def give(door: Door, by: By, person: Person, secret: str) -> None:
    """Another passphrase for a person; the former one opens nothing any more."""
    if not door.safe.is_on:
        at = person_at(door.work, person.id)
        set_credential(door.work, by, at, credential(door.passwords, secret))
        return
    if by.person.id != person.id:
        access.require(door.work, by, "people")
    door.slots().give(by, person, secret)
    door.safe.tell(door.work)


def new_credential(door: Door, secret: str) -> dict[str, Any] | None:
    """What the folder of a new person begins with: a slot is given once there is a folder to name it.

    Whoever signs in elsewhere has no passphrase here, and an empty one is none.
    """
    return None if door.safe.is_on or not secret else credential(door.passwords, secret)


def follow(door: Door, person: str) -> None:
    """Bring the keyring in line with a person who was changed, let in or shut out.

    Who is shut out loses the slot, and the key is turned for everybody else.
    """
    if not door.safe.is_on:
        return
    door.safe.align(door.work)
    now = people.find(door.work, person)
    if now.active and slot_of(now):
        door.safe.custody.rename(slot_of(now), people.plain_login(now.login))
