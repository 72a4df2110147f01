"""One person's way to the workspace key: a key pair whose private half only their passphrase opens.

The workspace key is sealed to the public half, so it can be renewed without knowing anybody's passphrase.
Opening the private half *is* the check of the passphrase: no hash of it is kept anywhere.
"""

from __future__ import annotations

import base64
import json
import os
import secrets
import unicodedata
from dataclasses import asdict, dataclass, replace
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from suprovid.store.turns import in_turn

KEY, NONCE, SALT = 32, 12, 16
LONGEST = 200


@dataclass(frozen=True)
class Cost:
    """What one guess costs: Argon2id with so many KiB of memory, passes and lanes."""

    memory: int = 64 * 1024
    time: int = 3
    lanes: int = 1

    def is_sane(self) -> bool:
        """Whether this can be worked out on a laptop: a keyring from elsewhere must not fill the memory."""
        return 8 <= self.memory <= 2**20 and 1 <= self.time <= 20 and 1 <= self.lanes <= 8


STRONG = Cost()
TAG = Cost(memory=16 * 1024, time=1)
"""What one guess of a sign-in name costs."""


@dataclass(frozen=True)
class Slot:
    """One way in. `id` is new with each passphrase; bytes are in base64.

    `tag` finds the slot by a sign-in name; it may change without the passphrase.
    `private` holds the private key and whose it is; `sealed` the workspace key, bound to its epoch.
    """

    id: str
    cost: Cost
    salt: str
    public: str
    private: str
    sealed: str = ""
    tag: str = ""


@dataclass(frozen=True, repr=False)
class Opened:
    """A slot that somebody has opened, and who it belongs to ("" for the recovery slot)."""

    slot: str
    private: bytearray
    person: str

    def forget(self) -> None:
        """Overwrite the private key."""
        self.private[:] = bytes(len(self.private))


def tag(login: str, workspace: str) -> str:
    """A fingerprint of a sign-in name, slow enough that names are not guessed by the thousand."""
    text = unicodedata.normalize("NFKC", login).strip().casefold()
    return _hardened(text, workspace.encode(), TAG)[:SALT].hex()


def make(secret: str, person: str, workspace: str, cost: Cost = STRONG) -> tuple[Slot, Opened]:
    """A new slot that this secret opens, and the same opened; the workspace key is not in it yet."""
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    slot = Slot(secrets.token_hex(8), cost, _text(os.urandom(SALT)), _text(public), "")
    nonce = os.urandom(NONCE)
    content = private.private_bytes_raw() + person.encode("ascii")
    sealed = AESGCM(_of_secret(secret, slot)).encrypt(nonce, content, _bound(slot, workspace))
    opened = Opened(slot.id, bytearray(private.private_bytes_raw()), person)
    return replace(slot, private=_text(nonce + sealed)), opened


def open_slot(slot: Slot, secret: str, workspace: str) -> Opened | None:
    """The slot, opened; None when the secret is wrong or the slot was changed: nobody learns which."""
    key = _of_secret(secret, slot)
    try:
        raw = _bytes(slot.private)
        content = AESGCM(key).decrypt(raw[:NONCE], raw[NONCE:], _bound(slot, workspace))
    except (InvalidTag, ValueError):
        return None
    return Opened(slot.id, bytearray(content[:KEY]), content[KEY:].decode("ascii"))


def pretend(secret: str, cost: Cost = STRONG) -> None:
    """The work of a check that cannot succeed, for a name that nobody has."""
    _hardened(secret, os.urandom(SALT), cost)


def seal_under(key: bytes | bytearray, content: bytes | bytearray, name: str) -> str:
    """Another key, sealed under the workspace key; `name` says which."""
    nonce = os.urandom(NONCE)
    return _text(nonce + AESGCM(bytes(key)).encrypt(nonce, bytes(content), name.encode()))


def open_under(key: bytes | bytearray, sealed: str, name: str) -> bytearray | None:
    """What was sealed so; None when it was not."""
    try:
        raw = _bytes(sealed)
        return bytearray(AESGCM(bytes(key)).decrypt(raw[:NONCE], raw[NONCE:], name.encode()))
    except (InvalidTag, ValueError):
        return None


def seal_to(slot: Slot, key: bytes | bytearray, epoch: int, workspace: str) -> Slot:
    """The slot with a workspace key in it, for which only its public half is needed."""
    once = X25519PrivateKey.generate()
    public = _bytes(slot.public)
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    head = once.public_key().public_bytes_raw()
    nonce = os.urandom(NONCE)
    sealed = AESGCM(_agreed(shared, head + public)).encrypt(nonce, bytes(key), _bound(slot, workspace, epoch))
    return replace(slot, sealed=_text(head + nonce + sealed))


def key_in(slot: Slot, opened: Opened, epoch: int, workspace: str) -> bytearray | None:
    """The workspace key of an opened slot; None when it is not there as it was put."""
    try:
        raw = _bytes(slot.sealed)
        head, nonce, sealed = raw[:KEY], raw[KEY : KEY + NONCE], raw[KEY + NONCE :]
        private = X25519PrivateKey.from_private_bytes(bytes(opened.private))
        shared = private.exchange(X25519PublicKey.from_public_bytes(head))
        public = private.public_key().public_bytes_raw()
        cipher = AESGCM(_agreed(shared, head + public))
        return bytearray(cipher.decrypt(nonce, sealed, _bound(slot, workspace, epoch)))
    except (InvalidTag, ValueError):
        return None


def _of_secret(secret: str, slot: Slot) -> bytes:
    return _hardened(secret, _bytes(slot.salt), slot.cost)


def _hardened(secret: str, salt: bytes, cost: Cost) -> bytes:
    text = unicodedata.normalize("NFC", secret)[: LONGEST + 1].encode("utf-8", "surrogatepass")
    return in_turn(lambda: hash_secret_raw(text, salt, cost.time, cost.memory, cost.lanes, KEY, Type.ID))


def _agreed(shared: bytes, salt: bytes) -> bytes:
    return HKDF(hashes.SHA256(), KEY, salt, b"suprovid slot").derive(shared)


def _bound(slot: Slot, workspace: str, epoch: int = 0) -> bytes:
    """What a slot's secrets are tied to: all of its head, the workspace, and the epoch of the key."""
    head: dict[str, Any] = {
        "id": slot.id,
        "cost": asdict(slot.cost),
        "salt": slot.salt,
        "public": slot.public,
        "workspace": workspace,
        "epoch": epoch,
    }
    return json.dumps(head, sort_keys=True).encode()


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
