"""Whether the copies of a workspace are sealed, and by what.

What a vault covers is sealed in its copies too. A workspace in clear has a key for copies alone, once
somebody has the recovery key of copies on paper; until then its copies are in clear.
"""

from __future__ import annotations

import contextlib
from pathlib import Path

from suprovid.casework import access
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.errors import Damaged
from suprovid.store import copy_keys, keyring, sealed_copies
from suprovid.store.copy_keys import CopyKey, Keys
from suprovid.store.port import PLAIN, Cover

BEGUN = "backup.sealing_begun"
RIGHT = "backup"


def key(work: Workspace) -> CopyKey | None:
    """What new copies are sealed with; None where a vault does it, or nothing does. `Damaged`."""
    return copy_keys.read(work.data).current if work.cover is PLAIN else None


def keys(work: Workspace) -> Keys:
    """What sealed copies are opened with, those too from before a workspace got its vault."""
    with contextlib.suppress(Damaged):
        return copy_keys.read(work.data, work.cover)
    return copy_keys.NONE


def is_on(work: Workspace) -> bool:
    """Whether somebody who finds a new copy of this workspace can read nothing in it."""
    with contextlib.suppress(Damaged):
        return work.cover is not PLAIN or key(work) is not None
    return False


def begin(work: Workspace, by: By, made: CopyKey) -> None:
    """Seal copies with this key from now on; its recovery key is on paper. `NotAllowed`, `Unwritable`."""
    access.require(work, by, RIGHT, work.any_folder("workspace"))
    copy_keys.keep(work.data, made)
    work.journal.add(by.now, by.person.id, BEGUN, "backup", made.ring.id)


def keys_for(path: Path, data: Path, typed: str, cover: Cover = PLAIN) -> Keys:
    """The keys that are here, and that of this copy, by the recovery key of copies; `Mistyped`."""
    keys = copy_keys.NONE
    with contextlib.suppress(Damaged):
        keys = copy_keys.read(data, cover)
    ring = sealed_copies.ring_in(path)
    found = ring.opened(typed) if ring and typed and keys.key(ring) is None else None
    return keys.also([found]) if found else keys


def adopt(data: Path, path: Path, keys: Keys) -> None:
    """Go on sealing as the copy was from which this data in clear came, unless it has a key of its own."""
    ring = sealed_copies.ring_in(path)
    found = keys.key(ring) if ring else None
    if ring and found and not keyring.is_there(data) and not (data / copy_keys.FILE).exists():
        copy_keys.keep(data, CopyKey(ring, found))
