"""The key of copies: a workspace in clear seals its copies, so that a lost medium gives nothing away.

The key stands in the data, which is in clear anyway, and never in a copy. With each copy goes a small ring:
the mark of the key and one slot that the recovery key opens, which is printed once.
Whatever opens by that slot was sealed by somebody who had the key: a stranger cannot slip in a copy.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from suprovid.errors import Damaged
from suprovid.store import disk, recovery_key, slots
from suprovid.store.locks import Locks
from suprovid.store.port import PLAIN, Context, Cover
from suprovid.store.slots import STRONG, Cost, Slot
from suprovid.store.vault import KEY

FILE = "copies.key"
FORMAT = 1
FORMER = 5
"""So many former keys are kept, for copies that lie somewhere still."""
LARGEST = 65_536
PLACE = Context("copies", "copies", FILE, 0)


@dataclass(frozen=True)
class Ring:
    """What goes with each copy in clear: whose it is, and how the recovery key leads to the key."""

    id: str
    slot: Slot
    sealed: str

    def content(self) -> bytes:
        """As it lies in a copy."""
        row = {"format": FORMAT, "id": self.id, "recovery": asdict(self.slot), "sealed": self.sealed}
        return json.dumps(row, sort_keys=True).encode()

    @classmethod
    def of(cls, content: bytes) -> Ring:
        """The ring that lies so; ValueError."""
        try:
            row = json.loads(content)
            slot = Slot(**{**row["recovery"], "cost": Cost(**row["recovery"]["cost"])})
            ring = cls(row["id"], slot, row["sealed"])
        except (KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError("not a ring") from error
        texts = (ring.id, ring.sealed, slot.id, slot.salt, slot.public, slot.private)
        if row["format"] != FORMAT or not slot.cost.is_sane() or not all(_is_text(text) for text in texts):
            raise ValueError("not a ring")
        return ring

    def opened(self, typed: str) -> CopyKey | None:
        """The key, by the recovery key; None for another one; `Mistyped`."""
        way = slots.open_slot(self.slot, recovery_key.read(typed), self.id)
        key = slots.open_under(way.private, self.sealed, self._name) if way else None
        return CopyKey(self, bytes(key)) if key else None

    @property
    def _name(self) -> str:
        return f"{self.id} copies"


@dataclass(frozen=True, repr=False)
class CopyKey:
    """A key that seals copies, and the ring that goes with them."""

    ring: Ring
    key: bytes


@dataclass(frozen=True, repr=False)
class Keys:
    """The keys of copies that are at hand: today's, and former ones; by the mark in a copy's ring."""

    current: CopyKey | None = None
    former: tuple[CopyKey, ...] = ()

    @property
    def all(self) -> tuple[CopyKey, ...]:
        """Every one of them, today's first."""
        return (self.current, *self.former) if self.current else self.former

    def key(self, ring: Ring) -> bytes | None:
        """The key of a copy, if it is one of these."""
        return next((each.key for each in self.all if each.ring.id == ring.id), None)

    def also(self, others: Iterable[CopyKey]) -> Keys:
        """These and some more, for opening only."""
        return Keys(self.current, (*self.former, *others))


NONE = Keys()


def make(cost: Cost = STRONG) -> tuple[CopyKey, str]:
    """A new key for copies, and the recovery key that leads to it; neither is kept anywhere yet."""
    id, key, recovery = secrets.token_hex(8), os.urandom(KEY), recovery_key.made()
    slot, opened = slots.make(recovery, "", id, cost)
    ring = Ring(id, slot, slots.seal_under(opened.private, key, f"{id} copies"))
    opened.forget()
    return CopyKey(ring, key), recovery


def read(data: Path, cover: Cover = PLAIN) -> Keys:
    """The keys of a data folder; none where there are none; `Damaged`, `Locked`."""
    with disk.told(FILE):
        content = disk.read(data / FILE)
    if content is None:
        return NONE
    try:
        row = json.loads(cover.open(content, PLACE))
        found = [CopyKey(Ring.of(_bytes(each["ring"])), _bytes(each["key"])) for each in row["keys"]]
        return Keys(found[0], tuple(found[1:]))
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise Damaged(place=FILE, why="store.why.unreadable") from error


def read_in_clear(data: Path) -> Keys:
    """The same, where nobody opens anything; what cannot be read is none."""
    try:
        return read(data)
    except Damaged:
        return NONE


def keep(data: Path, key: CopyKey, cover: Cover = PLAIN) -> None:
    """Seal copies with this key from now on; those before it open as they did."""
    with Locks(data / ".locks").held(FILE):
        try:
            stands = read(data, cover)
        except Damaged:
            stands = NONE
        kept = [key, *(each for each in stands.all if each.ring.id != key.ring.id)][: FORMER + 1]
        rows = [{"ring": _text(each.ring.content()), "key": _text(each.key)} for each in kept]
        content = json.dumps({"format": FORMAT, "keys": rows}).encode()
        disk.put(data / FILE, cover.seal(content, PLACE), disk.read(data / FILE))


def _is_text(text: object) -> bool:
    return isinstance(text, str) and text.isascii()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
