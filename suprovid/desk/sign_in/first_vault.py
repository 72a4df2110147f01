"""A vault for a workspace: from its founding on, as it should be, or around one that began in clear."""

from __future__ import annotations

from suprovid.casework import access, people
from suprovid.casework.acts import first_person
from suprovid.casework.people import By, Person
from suprovid.desk.door import Door
from suprovid.desk.safe import AWAITED, AWAITS, SLOT, told
from suprovid.desk.sign_in import founding
from suprovid.desk.sign_in.founding import Founding
from suprovid.errors import NotPossible
from suprovid.store.custody import Founder

BEGUN, DONE = "encryption_begun", "encryption_done"


def found(door: Door, asked: Founding) -> Person:
    """Make the workspace and its first person; in a vault, `door.safe.pending` is the recovery key."""
    if asked.plain:
        return founding.found(door.work, door.passwords, asked, door.now())
    founder = Founder(people.plain_login(asked.login), asked.passphrase, first_person())
    clear = {"languages": list(asked.languages), "language": asked.language}
    try:
        slot = door.found_vault(founder, clear)
        kept = {"kind": SLOT, SLOT: slot}
        person = founding.found_with(door.work, kept, asked, door.now())
        door.safe.tell(door.work)
        return person
    except Exception:
        door.unfound()
        raise


def refuse(door: Door) -> None:
    """`NotPossible` where this workspace has a vault."""
    if door.safe.is_on:
        raise NotPossible(what="act.encrypt", why="encrypt.done_already")


def around(door: Door, by: By, secret: str) -> None:
    """A vault around a workspace in clear, opened by this person with this passphrase.

    `door.safe.pending` is the recovery key. What lies there in clear is sealed beside the work of everybody,
    also after a kill; whoever has only a hash of their passphrase gets a slot with the next sign-in.
    Where this is cut off after the keyring was written, the same passphrase opens it and it goes on.
    """
    refuse(door)
    access.require(door.work, by, "people")
    person = by.person
    founder = Founder(people.plain_login(person.login), secret, person.id)
    until = by.now.date() + AWAITS
    slot = door.found_vault(founder, {**told(door.work), AWAITED: until.isoformat()}, at_once=False)
    door.slots().give(by, person, secret, slot)
    door.safe.tell(door.work)
    door.note(BEGUN, person.id)
