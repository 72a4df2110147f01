"""Who holds the keys of a vault: it is founded, opened, and its keyring changed, here and nowhere else.

A change reads the keyring again under a lock, so that two processes do not undo each other's.
"""

from __future__ import annotations

import os
import secrets
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from suprovid.errors import NotPossible
from suprovid.store import disk, keyring, recovery_key, slots
from suprovid.store.journal import END
from suprovid.store.keyring import BadKeyring, Keyring
from suprovid.store.locks import Locks
from suprovid.store.slots import STRONG, Cost, Opened, Slot
from suprovid.store.vault import KEY, MAGIC, PLAIN_EPOCH, Keys, Locked, Vault, read_head

FIRST = 1
WITNESS = ("workspace", "own", "folder.json")
"""A folder that every workspace has: it tells when a keyring is older than the data."""
Witness = Callable[[], bytes | None]
"""What reads that folder as it lies, where it is not in the data."""


@dataclass(frozen=True)
class Founder:
    """Who is the first to have a slot."""

    login: str
    secret: str
    person: str


class Custody:
    """An open vault and its keyring."""

    def __init__(self, data: Path, ring: Keyring, opened: Opened, keys: Keys) -> None:
        self._data, self._ring, self._opened = data, ring, opened
        self._seen = keyring.stamp(data)
        self._lock = threading.RLock()
        self._files = Locks(data / ".locks" / "keyring")
        self._keys = keys
        self.vault = Vault(keys, self.follow)

    @property
    def is_open(self) -> bool:
        """Whether the keys are still here."""
        return self.vault.is_open

    @property
    def ring(self) -> Keyring:
        """The keyring as it was last seen."""
        return self._ring

    @property
    def person(self) -> str:
        """Who opened it; "" when it was the recovery key."""
        return self._opened.person

    @property
    def slot(self) -> str:
        """The slot that it was opened by."""
        return self._opened.slot

    def follow(self) -> None:
        """Take in what another process did to the keyring; `Locked` when there is no way in any more."""
        if keyring.stamp(self._data) == self._seen:
            return
        with self._lock:
            try:
                self._seen, ring = keyring.stamp(self._data), keyring.read(self._data)
            except BadKeyring:
                if not self._keys.clear_too and _is_in_clear(self._data):
                    self.close()
                    raise Locked() from None
                ring = self._ring
                self._put_back()
            if ring == self._ring:
                return
            keys = _keys(ring, self._opened)
            if keys is None and self.is_open and ring.epoch == self._ring.epoch:
                keys = _keys_under(ring, bytearray(self._keys.current))  # a new passphrase, the same key
            if keys is None:
                self.close()
                raise Locked()
            self._ring, self._keys = ring, keys
            self.vault.turn(keys)

    def _put_back(self) -> None:
        """Somebody took the keyring away while it was open: nothing is lost yet; `Locked` once it is not."""
        if not self.is_open:
            raise Locked()
        keyring.write(self._data, self._ring)
        self._seen = keyring.stamp(self._data)

    def close(self) -> None:
        """Lock: forget everything that opens anything."""
        self.vault.close()
        self._opened.forget()

    # -- slots ------------------------------------------------------------------------------------------

    def check(self, login: str, secret: str) -> tuple[str, str] | None:
        """Whose name and passphrase this is: slot and person; None otherwise, after the same work."""
        self.follow()
        opened = _opened_by(self._ring, login, secret)
        if opened is None:
            return None
        opened.forget()
        return opened.slot, opened.person

    def add(self, founder: Founder, cost: Cost = STRONG) -> str:
        """Another slot for a person; the former one stays until it is dropped. Answers its id."""
        slot, opened = slots.make(founder.secret, founder.person, self._ring.workspace, cost)
        slot = replace(slot, tag=slots.tag(founder.login, self._ring.workspace))
        with self._changing() as change:
            sealed = slots.seal_to(slot, self._keys.current, self._ring.epoch, self._ring.workspace)
            change(replace(self._ring, slots=(*self._ring.slots, sealed)))
            if founder.person and founder.person == self._opened.person:
                self._opened, opened = opened, self._opened
        opened.forget()
        return slot.id

    def rename(self, slot: str, login: str) -> None:
        """Let a slot be found by another sign-in name."""
        tag = slots.tag(login, self._ring.workspace)
        if any(one.id == slot and one.tag == tag for one in self._ring.slots):
            return
        with self._changing() as change:
            renamed = (replace(one, tag=tag) if one.id == slot else one for one in self._ring.slots)
            change(replace(self._ring, slots=tuple(renamed)))

    def drop(self, slot: str) -> None:
        """Take a slot out that another has replaced."""
        with self._changing() as change:
            change(replace(self._ring, slots=tuple(one for one in self._ring.slots if one.id != slot)))

    def keep_only(self, wanted: Collection[str]) -> bool:
        """Take out every slot that nobody should have any more, and turn the key; whether there was one."""
        if all(slot.id in wanted for slot in self._ring.slots):
            return False
        with self._changing() as change:
            left = tuple(slot for slot in self._ring.slots if slot.id in wanted)
            change(self._turned(replace(self._ring, slots=left)))
        return True

    # -- the recovery key, and what is in clear ---------------------------------------------------------

    def renew_recovery(self, cost: Cost = STRONG) -> str:
        """A new recovery key; the one before opens nothing any more."""
        key = recovery_key.made()
        slot, opened = slots.make(key, "", self._ring.workspace, cost)
        opened.forget()
        with self._changing() as change:
            sealed = slots.seal_to(slot, self._keys.current, self._ring.epoch, self._ring.workspace)
            change(replace(self._ring, recovery=sealed, is_kept=False))
        return key

    def confirm_recovery(self) -> None:
        """Somebody has shown that the recovery key is written down."""
        with self._changing() as change:
            change(replace(self._ring, is_kept=True))

    def tell(self, clear: Mapping[str, Any]) -> None:
        """What may be known while the workspace is locked."""
        if dict(clear) != dict(self._ring.clear):
            with self._changing() as change:
                change(replace(self._ring, clear=dict(clear)))

    # -- turning the key --------------------------------------------------------------------------------

    @property
    def is_turning(self) -> bool:
        """Whether files may still be sealed with a former key."""
        return bool(self._ring.older)

    @property
    def is_over_plain(self) -> bool:
        """Whether files may still lie in clear, from before there was a vault."""
        return self._ring.is_over_plain

    def turned(self) -> None:
        """Let go of the former keys: nothing is sealed with them any more; `Busy` while a copy is made."""
        with copying(self._data), self._changing() as change:
            change(replace(self._ring, older={}))

    def _turned(self, ring: Keyring) -> Keyring:
        """The keyring with a new workspace key in every slot, and the older ones under it."""
        key, epoch = bytearray(os.urandom(KEY)), ring.epoch + 1
        older = {
            str(old): slots.seal_under(key, bytes(kept), f"{ring.workspace} older {old}")
            for old, kept in self._keys.by_epoch.items()
        }
        if self._keys.clear_too:
            older[str(PLAIN_EPOCH)] = ""
        keys = {**_copied(self._keys.by_epoch), epoch: key}
        self._keys = Keys(keys, bytearray(self._keys.names), self._keys.clear_too)
        names = slots.seal_under(key, self._keys.names, f"{ring.workspace} names")
        sealed = [slots.seal_to(slot, key, epoch, ring.workspace) for slot in (*ring.slots, ring.recovery)]
        return replace(
            ring, epoch=epoch, slots=tuple(sealed[:-1]), recovery=sealed[-1], older=older, names=names
        )

    @contextmanager
    def _changing(self) -> Iterator[Callable[[Keyring], None]]:
        """One change of the keyring, with nobody else at it; a disk that refuses leaves it as it was."""
        with self._lock, self._files.held(keyring.FILE):
            self.follow()
            if not self._keys.by_epoch:
                raise Locked()
            before = self._keys
            try:
                yield self._change
            except BaseException:
                self._keys = before
                raise

    def _change(self, ring: Keyring) -> None:
        signed = ring.signed(self._keys.current)
        keyring.write(self._data, signed)
        self._ring, self._seen = signed, keyring.stamp(self._data)
        if not ring.older:
            self._keys = Keys({ring.epoch: bytearray(self._keys.current)}, bytearray(self._keys.names))
        self.vault.turn(self._keys)


def copying(data: Path) -> AbstractContextManager[None]:
    """While files are copied no key is let go of: the keyring in the copy has to open all of them."""
    return Locks(data / ".locks" / "copying").held("copying")


def found(
    data: Path, founder: Founder, clear: Mapping[str, Any], cost: Cost = STRONG, over_plain: bool = False
) -> tuple[Custody, str]:
    """A new vault and its recovery key; `over_plain`: what lies there in clear is still read.

    Nobody writes while the keyring is put down: whoever comes after it knows of it.
    `NotPossible` where there is one already, `Busy`, `Unwritable`.
    """
    key, names, workspace = bytearray(os.urandom(KEY)), bytearray(os.urandom(KEY)), secrets.token_hex(8)
    recovery = recovery_key.made()
    back, unused = slots.make(recovery, "", workspace, cost)
    unused.forget()
    slot, opened = slots.make(founder.secret, founder.person, workspace, cost)
    slot = replace(slot, tag=slots.tag(founder.login, workspace))
    ring = Keyring(
        workspace,
        FIRST,
        (slots.seal_to(slot, key, FIRST, workspace),),
        slots.seal_to(back, key, FIRST, workspace),
        slots.seal_under(key, names, f"{workspace} names"),
        older={str(PLAIN_EPOCH): ""} if over_plain else {},
        clear=dict(clear),
    ).signed(key)
    with _nobody_writing(data) if over_plain else nullcontext():
        if keyring.is_there(data) and data.joinpath(*WITNESS).exists():
            raise NotPossible(what="act.encrypt", why="encrypt.done_already")
        keyring.write(data, ring)
    return Custody(data, ring, opened, Keys({FIRST: key}, names, over_plain)), recovery


@contextmanager
def _nobody_writing(data: Path) -> Iterator[None]:
    """For a moment, neither to folders nor to the journal."""
    with Locks(data / "journal" / ".locks").held(END), Locks(data / ".locks").all_held():
        yield


def unlock(data: Path, login: str, secret: str, witness: Witness | None = None) -> Custody | None:
    """The vault, opened with a sign-in name and a passphrase; None when they do not fit; `BadKeyring`."""
    ring = keyring.read(data)
    return _custody(data, ring, _opened_by(ring, login, secret), witness)


def unlock_with_recovery(data: Path, typed: str, witness: Witness | None = None) -> Custody | None:
    """The vault, opened with the recovery key; None for another one; `Mistyped`, `BadKeyring`."""
    ring = keyring.read(data)
    opened = slots.open_slot(ring.recovery, recovery_key.read(typed), ring.workspace)
    return _custody(data, ring, opened, witness)


def _custody(data: Path, ring: Keyring, opened: Opened | None, witness: Witness | None) -> Custody | None:
    if opened is None:
        return None
    keys = _keys(ring, opened)
    if keys is None:
        raise BadKeyring(place=keyring.FILE, why="vault.why.changed")
    _refuse_older(ring, witness() if witness else disk.read(data.joinpath(*WITNESS)))
    keyring.settle(data, ring)
    return Custody(data, ring, opened, keys)


def _opened_by(ring: Keyring, login: str, secret: str) -> Opened | None:
    wanted = slots.tag(login, ring.workspace)
    found: list[Slot] = [slot for slot in ring.slots if secrets.compare_digest(slot.tag, wanted)]
    if not found:
        slots.pretend(secret, ring.recovery.cost)
    opened = (slots.open_slot(slot, secret, ring.workspace) for slot in reversed(found))
    return next((one for one in opened if one is not None), None)


def _keys(ring: Keyring, opened: Opened) -> Keys | None:
    """All keys of a keyring for somebody who opened a slot of it; None when it was not us who wrote it."""
    slot = ring.slot(opened.slot)
    key = slots.key_in(slot, opened, ring.epoch, ring.workspace) if slot else None
    return _keys_under(ring, key) if key else None


def _keys_under(ring: Keyring, key: bytearray) -> Keys | None:
    if not ring.is_signed(key):
        return None
    names = slots.open_under(key, ring.names, f"{ring.workspace} names")
    found = {
        int(epoch): slots.open_under(key, sealed, f"{ring.workspace} older {epoch}")
        for epoch, sealed in ring.older.items()
        if sealed
    }
    if names is None or None in found.values():
        return None
    older = {epoch: kept for epoch, kept in found.items() if kept is not None}
    return Keys({**older, ring.epoch: key}, names, str(PLAIN_EPOCH) in ring.older)


def _refuse_older(ring: Keyring, content: bytes | None) -> None:
    """A keyring from before a turn of the key would let those in again who were shut out."""
    try:
        newer = content is not None and read_head(content).epoch > ring.epoch
    except ValueError:
        return
    if newer:
        raise BadKeyring(place=keyring.FILE, why="vault.why.older")


def _is_in_clear(data: Path) -> bool:
    """Whether other data lies here than was opened: a copy from before there was a vault."""
    content = disk.read(data.joinpath(*WITNESS))
    return content is not None and not content.startswith(MAGIC)


def _copied(keys: Mapping[int, bytearray]) -> dict[int, bytearray]:
    return {epoch: bytearray(key) for epoch, key in keys.items()}
