"""The keyring: a small file in clear that holds the workspace key for those who can open a slot of it.

It is written whole and twice: the copy beside it is the state before, until the new one has been read back.
Under the key lies a checksum over all of it: a slot that was slipped in shows as soon as somebody opens it.
"""

from __future__ import annotations

import hmac
import json
import os
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from suprovid.errors import SuprovidError
from suprovid.store import disk
from suprovid.store.slots import Cost, Slot
from suprovid.store.vault import PLAIN_EPOCH, expand

FILE, BEFORE = "keyring.json", "keyring.before.json"
FORMAT = 1
LARGEST = 1_000_000


class BadKeyring(SuprovidError):
    """The keyring cannot be read, or was changed by a stranger (`place`, `why`); nothing was opened."""

    sentence = "vault.bad_keyring"


@dataclass(frozen=True)
class Keyring:
    """What the file says.

    `older` are former workspace keys by epoch, sealed under today's until the last file is sealed anew.
    `names` is the key that hides digests, sealed too. `clear` is what may be known while it is locked.
    """

    workspace: str
    epoch: int
    slots: tuple[Slot, ...]
    recovery: Slot
    names: str
    is_kept: bool = False
    """Whether somebody has shown that the recovery key is written down."""
    older: Mapping[str, str] = field(default_factory=dict)
    clear: Mapping[str, Any] = field(default_factory=dict)
    mac: str = ""

    @property
    def is_over_plain(self) -> bool:
        """Whether files may still lie in clear, from before there was a vault."""
        return str(PLAIN_EPOCH) in self.older

    def signed(self, key: bytes | bytearray) -> Keyring:
        """The keyring with its checksum under the workspace key."""
        return replace(self, mac=self._mac(key))

    def is_signed(self, key: bytes | bytearray) -> bool:
        """Whether whoever wrote this had the workspace key."""
        return hmac.compare_digest(self.mac, self._mac(key))

    def slot(self, id: str) -> Slot | None:
        """The slot with this id; the recovery slot counts."""
        return next((slot for slot in (*self.slots, self.recovery) if slot.id == id), None)

    def _mac(self, key: bytes | bytearray) -> str:
        said = json.dumps(_row(replace(self, mac="")), sort_keys=True).encode()
        return hmac.digest(expand(key, b"keyring"), said, "sha256").hex()


def is_there(data: Path) -> bool:
    """Whether the workspace in this folder has a vault."""
    return (data / FILE).exists() or (data / BEFORE).exists()


def is_in_clear(data: Path) -> bool:
    """Whether something in this folder can be read without a key, as far as its keyring says."""
    try:
        return not is_there(data) or read(data).is_over_plain
    except BadKeyring:
        return False


def read(data: Path) -> Keyring:
    """The keyring, or the copy beside it where that one cannot be read; `BadKeyring`."""
    try:
        return _read(data / FILE)
    except BadKeyring:
        if not (data / BEFORE).exists():
            raise
        return _read(data / BEFORE)


def write(data: Path, ring: Keyring) -> None:
    """Put it down, whole, read it back, and only then let go of the one before; `Unwritable`.

    What was before must not stay: it may open with a passphrase that was changed.
    """
    content = _content(ring)
    with disk.told(FILE):
        disk.make_directory(data)
        before = disk.read(data / FILE)
    disk.put(data / FILE, content, before)
    if _read(data / FILE) == ring:
        disk.put(data / BEFORE, content)


def settle(data: Path, ring: Keyring) -> None:
    """Finish what a kill has left of writing this one."""
    content = _content(ring)
    for name in (FILE, BEFORE):
        with disk.told(name):
            stands = disk.read(data / name)
        if stands != content:
            disk.put(data / name, content, stands)


def stamp(data: Path) -> tuple[int, int]:
    """What changes when the keyring does."""
    try:
        found = os.stat(f"{data}{os.sep}{FILE}")
    except OSError:
        return 0, 0
    return found.st_mtime_ns, found.st_ino


def age(data: Path) -> float:
    """For how many seconds it has been as it is."""
    return time.time() - stamp(data)[0] / 1e9


def _read(path: Path) -> Keyring:
    try:
        content = disk.read(path)
        if content is None or len(content) > LARGEST:
            raise BadKeyring(place=path.name, why="store.why.unreadable")
        return _keyring(json.loads(content), path.name)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise BadKeyring(place=path.name, why="store.why.unreadable") from error


def _keyring(row: dict[str, Any], place: str) -> Keyring:
    if row.pop("format") != FORMAT:
        raise BadKeyring(place=place, why="store.why.newer")
    slots = tuple(map(_slot, row.pop("slots")))
    ring = Keyring(slots=slots, recovery=_slot(row.pop("recovery")), **row)
    texts = (ring.workspace, ring.names, ring.mac, *ring.older.keys(), *ring.older.values())
    sane = isinstance(ring.epoch, int) and 0 < ring.epoch < 2**31 and isinstance(ring.is_kept, bool)
    if not sane or not all(isinstance(text, str) and text.isascii() for text in texts):
        raise ValueError("not a keyring")
    return ring


def _slot(row: dict[str, Any]) -> Slot:
    slot = Slot(**{**row, "cost": Cost(**row["cost"])})
    texts = (slot.id, slot.salt, slot.public, slot.private, slot.sealed, slot.tag)
    if not slot.cost.is_sane() or not all(isinstance(text, str) and text.isascii() for text in texts):
        raise ValueError("not a slot")
    return slot


def _content(ring: Keyring) -> bytes:
    return json.dumps(_row(ring), indent=1, sort_keys=True).encode()


def _row(ring: Keyring) -> dict[str, Any]:
    return {"format": FORMAT, **asdict(ring)}
