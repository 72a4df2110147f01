"""The vault: a cover that encrypts, each file for its own place, with one key of the whole workspace.

AES-256-GCM with a fresh nonce each time and a key of its own for each folder, drawn from the workspace key.
In clear stands a head: which epoch of the key, kind, id, name and revision; it is bound to the content.
So a file opens nowhere but in its own place, and not under another revision.
What it cannot notice: that everything on a disk was put back to how it all was on an earlier day.
"""

from __future__ import annotations

import hmac
import os
import struct
from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESSIV

from suprovid.errors import SuprovidError
from suprovid.store.port import Context

MAGIC = b"SPV1"
HEAD = struct.Struct(">4sIQ3B")
NONCE, KEY = 12, 32
PLAIN_EPOCH = 0
"""The epoch of files that were written before there was a vault."""
COUNTED = "numbers"
"""The kind of the file with the last numbers given out: a database counts in clear, and so does its copy."""
HELD = 4096
"""So many keys of folders are kept at hand; each is drawn again when it is needed."""


class Locked(SuprovidError):
    """The workspace is locked: nothing can be read or written until somebody opens it."""

    sentence = "vault.locked"


@dataclass(repr=False)
class Keys:
    """Workspace keys by their epoch; the newest seals, all of them open. `names` hides digests and stays.

    `clear_too`: what lies there in clear is still read, while a plain workspace is being encrypted.
    """

    by_epoch: dict[int, bytearray]
    names: bytearray
    clear_too: bool = False

    @property
    def epoch(self) -> int:
        """The newest."""
        return max(self.by_epoch)

    @property
    def current(self) -> bytearray:
        """The key that seals."""
        return self.by_epoch[self.epoch]

    def forget(self) -> None:
        """Overwrite the bytes, as far as Python lets one."""
        for key in (*self.by_epoch.values(), self.names):
            key[:] = bytes(len(key))
        self.by_epoch.clear()


@dataclass(frozen=True)
class Head:
    """What stands in clear before a sealed content."""

    epoch: int
    context: Context
    raw: bytes


class Vault:
    """The cover of an encrypted workspace; safe to use from any thread.

    `watch` is called before each sealing: another process may have changed the key meanwhile.
    """

    def __init__(self, keys: Keys, watch: Callable[[], None] | None = None) -> None:
        self._keys: Keys | None = keys
        self._watch = watch
        self._ciphers: dict[tuple[int, str, str], AESGCM] = {}
        self._siv: AESSIV | None = None

    @property
    def is_open(self) -> bool:
        """Whether the keys are here."""
        return self._keys is not None

    @property
    def epoch(self) -> int:
        """The epoch of the key that seals now."""
        return self._held().epoch

    @property
    def reads_clear(self) -> bool:
        """Whether what lies there in clear is still taken for ours."""
        return self._held().clear_too

    def seal(self, content: bytes, context: Context) -> bytes:
        """The content, encrypted for its place."""
        if self._watch is not None:
            self._watch()
        keys = self._held()
        epoch = keys.epoch
        head = _head(epoch, context)
        nonce = os.urandom(NONCE)
        return head + nonce + self._cipher(keys, epoch, context).encrypt(nonce, content, head)

    def open(self, content: bytes, context: Context) -> bytes:
        """The content that was sealed for this place; ValueError for anything else, `Locked`."""
        keys = self._held()
        if not content.startswith(MAGIC) and (keys.clear_too or context.kind == COUNTED):
            return content
        epoch, size = _checked(content, context)
        if epoch not in keys.by_epoch and self._watch is not None:
            self._watch()
            keys = self._held()
        return self._decrypted(keys, epoch, context, content, size)

    def is_current(self, content: bytes) -> bool:
        """Whether this was sealed with today's key."""
        if self._watch is not None:
            self._watch()
        return content.startswith(MAGIC) and read_head(content).epoch == self.epoch

    def alias(self, digest: str, context: Context) -> str:
        """The digest encrypted for its folder, the same each time."""
        return self._names().encrypt(bytes.fromhex(digest), _place(context)).hex()

    def digest(self, alias: str, context: Context) -> str:
        """The digest behind the name of a file; ValueError."""
        if self._held().clear_too and len(alias) == 2 * KEY:
            return alias
        try:
            return self._names().decrypt(bytes.fromhex(alias), _place(context)).hex()
        except InvalidTag as error:
            raise ValueError("not a name of this folder") from error

    def turn(self, keys: Keys) -> None:
        """Go on with other keys."""
        before, self._keys = self._keys, keys
        self._ciphers = {}
        self._siv = None
        if before is not None and before is not keys:
            before.forget()

    def close(self) -> None:
        """Forget the keys: from now on everything is `Locked`."""
        keys, self._keys = self._keys, None
        self._ciphers, self._siv = {}, None
        if keys is not None:
            keys.forget()

    def _held(self) -> Keys:
        keys = self._keys
        if keys is None or not keys.by_epoch:
            raise Locked()
        return keys

    def _decrypted(self, keys: Keys, epoch: int, context: Context, content: bytes, size: int) -> bytes:
        """What stands behind a head of this size."""
        if epoch not in keys.by_epoch:
            raise ValueError("sealed with a key that is not here")
        head, nonce, sealed = (
            content[:size],
            content[size : size + NONCE],
            memoryview(content)[size + NONCE :],
        )
        try:
            return self._cipher(keys, epoch, context).decrypt(nonce, sealed, head)
        except InvalidTag as error:
            raise ValueError("not what was sealed") from error

    def _cipher(self, keys: Keys, epoch: int, context: Context) -> AESGCM:
        name = (epoch, context.kind, context.id)
        found = self._ciphers.get(name)
        if found is None:
            if len(self._ciphers) >= HELD:
                self._ciphers = {}
            key = bytes(keys.by_epoch.get(epoch, b""))
            if not any(key):  # forgotten by another thread just now
                raise Locked()
            found = AESGCM(expand(key, f"file {context.kind}/{context.id}".encode()))
            self._ciphers[name] = found
        return found

    def _names(self) -> AESSIV:
        keys, found = self._held(), self._siv
        if found is None:
            key = bytes(keys.names)
            if not any(key):
                raise Locked()
            found = AESSIV(expand(key, b"names 1") + expand(key, b"names 2"))
            self._siv = found
        return found


def expand(key: bytes | bytearray, info: bytes) -> bytes:
    """A key for one purpose: HKDF-Expand of one block (RFC 5869), from a key that is random already."""
    return hmac.digest(key, b"suprovid " + info + b"\x01", "sha256")


def read_head(content: bytes) -> Head:
    """What stands in clear before a content; ValueError when it was not sealed by a vault."""
    try:
        magic, epoch, revision, *lengths = HEAD.unpack_from(content)
        at, words = HEAD.size, []
        for length in lengths:
            words.append(content[at : at + length].decode("ascii"))
            at += length
    except (struct.error, UnicodeDecodeError) as error:
        raise ValueError("not sealed") from error
    if magic != MAGIC or len(content) < at + NONCE:
        raise ValueError("not sealed")
    return Head(epoch, Context(words[0], words[1], words[2], revision), content[:at])


def _head(epoch: int, context: Context) -> bytes:
    words = [word.encode("ascii") for word in (context.kind, context.id, context.name)]
    return HEAD.pack(MAGIC, epoch, context.revision or 0, *map(len, words)) + b"".join(words)


def _checked(content: bytes, wanted: Context) -> tuple[int, int]:
    """Epoch and size of the head of what was sealed for this place; ValueError for anything else."""
    words = f"{wanted.kind}{wanted.id}{wanted.name}".encode("ascii")
    size = HEAD.size + len(words)
    try:
        magic, epoch, revision, *lengths = HEAD.unpack_from(content)
    except struct.error as error:
        raise ValueError("not sealed") from error
    if magic != MAGIC or len(content) < size + NONCE:
        raise ValueError("not sealed")
    is_here = content[HEAD.size : size] == words
    if not is_here or lengths != [len(wanted.kind), len(wanted.id), len(wanted.name)]:
        raise ValueError("sealed for another place")
    if wanted.revision not in (None, 0, revision):
        raise ValueError("sealed for another place")
    return epoch, size


def _place(context: Context) -> list[bytes]:
    return [f"{context.kind}/{context.id}".encode()]
