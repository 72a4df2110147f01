"""Copies in an envelope: nothing shows, nothing changed opens, and nobody makes one without the key."""

from __future__ import annotations

import io
import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest

from suprovid.store import Change, TinyStore, backup, copy_keys, envelope, restoring, sealed_copies, slots
from suprovid.store.copy_keys import CopyKey, Keys, Ring
from suprovid.store.envelope import PIECE, SALT, SEALED, TAG
from suprovid.store.restoring import BadBackup, NoKey
from suprovid.store.slots import Cost

CHEAP = Cost(memory=64, time=1)
NOW = datetime(2026, 5, 6, 10, tzinfo=UTC)
KEY, ABOUT = bytes(range(32)), b"about"
NAME = "Їжаченко Невигадана"


def enclosed(content: bytes) -> bytes:
    sink = io.BytesIO()
    with envelope.sealed(sink, KEY, ABOUT) as body:
        body.write(content)
    return sink.getvalue()


def read(sealed: bytes, key: bytes = KEY, about: bytes = ABOUT) -> bytes:
    return envelope.opened(io.BytesIO(sealed), 0, len(sealed), key, about).read()


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7])
def test_what_goes_in_comes_out(size: int) -> None:
    """Around the edges of the pieces too; the envelope is longer by a salt and a tag for each piece."""
    content = os.urandom(size)
    sealed = enclosed(content)
    assert read(sealed) == content
    assert len(sealed) == SALT + size + TAG * max(1, -(-size // PIECE))


def test_it_is_read_from_anywhere() -> None:
    """As the directory of a zip needs it."""
    content = os.urandom(2 * PIECE + 100)
    sealed = b"before" + enclosed(content) + b"behind"
    file = envelope.opened(io.BytesIO(sealed), 6, len(sealed) - 12, KEY, ABOUT)
    for at in (2 * PIECE + 90, PIECE - 5, 0):
        file.seek(at)
        assert file.read(10) == content[at : at + 10]


def test_what_is_not_as_it_was_sealed_does_not_open() -> None:
    """A changed bit, an end that is missing at the edge of a piece, pieces that changed places."""
    sealed = enclosed(os.urandom(3 * PIECE))
    pieces = [sealed[SALT + n * SEALED :][:SEALED] for n in range(3)]
    changed = bytearray(sealed)
    changed[len(sealed) // 2] ^= 1
    wrong = [bytes(changed), sealed[:-SEALED], sealed[:-1], sealed[:SALT], b""]
    wrong += [sealed[:SALT] + pieces[1] + pieces[0] + pieces[2], b"x" + sealed[1:]]
    for content in wrong:
        with pytest.raises(ValueError, match="not"):
            read(content)
    for key, about in ((bytes(32), ABOUT), (KEY, b"other")):
        with pytest.raises(ValueError, match="not"):
            read(sealed, key, about)


@pytest.fixture
def key() -> tuple[CopyKey, str]:
    return copy_keys.make(CHEAP)


@pytest.fixture
def copy(tmp_path: Path, key: tuple[CopyKey, str]) -> Path:
    store = TinyStore(tmp_path / "data")
    digest = store.attach("client", "c1", NAME.encode() * 9000)
    store.create("client", "c1", Change({"name": NAME, "photo": digest}))
    copy_keys.keep(tmp_path / "data", key[0])
    return backup.make(store, {}, tmp_path / "safe", NOW, key[0]).path


def test_a_copy_shows_nothing(tmp_path: Path, copy: Path, key: tuple[CopyKey, str]) -> None:
    """No name, no path, no kind of folder, no digest that would confirm a guess; the key is not in it."""
    content = copy.read_bytes()
    (digest,) = TinyStore(tmp_path / "data").attachments("client", "c1")
    for word in (NAME.encode(), b"client", b"folder", digest.encode(), key[0].key, b"numbers"):
        assert word not in content
    with ZipFile(copy) as outer:
        assert outer.namelist() == [sealed_copies.RING, sealed_copies.BODY]
        assert json.loads(outer.read(sealed_copies.RING)).keys() == {"format", "id", "recovery", "sealed"}
    with pytest.raises(NoKey):
        restoring.look(copy)
    with pytest.raises(NoKey):
        restoring.restore(copy, tmp_path / "new", keys=Keys(copy_keys.make(CHEAP)[0]))


def test_the_recovery_key_opens_it(tmp_path: Path, copy: Path, key: tuple[CopyKey, str]) -> None:
    """With what goes with the copy alone."""
    ring = sealed_copies.ring_in(copy)
    assert ring is not None
    assert ring.opened(copy_keys.make(CHEAP)[1]) is None
    found = ring.opened(key[1].lower().replace("-", " "))
    assert found is not None
    restored = restoring.restore(copy, tmp_path / "new", keys=Keys(found))
    assert restored.counts == {"client": 1, "attachments": 1}
    again = TinyStore(tmp_path / "new")
    assert again.read("client", "c1").about["name"] == NAME
    assert not (tmp_path / "new" / copy_keys.FILE).exists()


def test_a_key_and_former_ones_are_kept(tmp_path: Path) -> None:
    """Only so many; each of them opens, the newest seals."""
    made = [copy_keys.make(CHEAP)[0] for _ in range(copy_keys.FORMER + 3)]
    for each in made:
        copy_keys.keep(tmp_path, each)
    kept = copy_keys.read(tmp_path)
    assert kept.current == made[-1]
    assert list(kept.all) == made[: -copy_keys.FORMER - 2 : -1]


def test_a_stranger_cannot_slip_in_a_copy(tmp_path: Path, copy: Path, key: tuple[CopyKey, str]) -> None:
    """Who has the ring, which is in clear, has no way to seal something that the recovery key would open."""
    ring = sealed_copies.ring_in(copy)
    assert ring is not None
    theirs = os.urandom(32)
    sealed_to = slots.seal_to(ring.slot, theirs, 1, ring.id).sealed
    other, _ = copy_keys.make(CHEAP)
    for forged in (replace(ring, sealed=sealed_to), replace(ring, sealed=other.ring.sealed)):
        made = backup.make(TinyStore(tmp_path / "data"), {}, tmp_path / "bad", NOW, CopyKey(forged, theirs))
        found = sealed_copies.ring_in(made.path)
        assert found is not None
        assert found.opened(key[1]) is None
        with pytest.raises(BadBackup):  # the mark is that of a key which is known here
            restoring.look(made.path, Keys(key[0]))


@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b'{"recovery": {"cost": {}}}', b"\xff", b"[" * 50_000]
)
def test_what_is_no_ring_is_no_copy(tmp_path: Path, content: bytes) -> None:
    """It is told as any other file that is none."""
    path = tmp_path / "suprovid-20260506-100000Z.zip"
    with ZipFile(path, "w") as outer:
        outer.writestr(sealed_copies.RING, content)
        outer.writestr(sealed_copies.BODY, b"x" * 100)
    assert sealed_copies.ring_in(path) is None
    with pytest.raises(BadBackup):
        restoring.look(path)


def test_a_ring_does_not_ask_for_all_the_memory(key: tuple[CopyKey, str]) -> None:
    """The cost of a guess stands in it, and comes from elsewhere."""
    slot = replace(key[0].ring.slot, cost=Cost(memory=2**30))
    with pytest.raises(ValueError, match="ring"):
        Ring.of(replace(key[0].ring, slot=slot).content())
