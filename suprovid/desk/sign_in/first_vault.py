"""Founding a workspace as was asked for: encrypted, as it should be, or in clear."""

from __future__ import annotations

from suprovid.casework import people
from suprovid.casework.acts import first_person
from suprovid.casework.people import Person
from suprovid.desk.door import Door
from suprovid.desk.safe import SLOT
from suprovid.desk.sign_in import founding
from suprovid.desk.sign_in.founding import Founding
from suprovid.store.custody import Founder


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
