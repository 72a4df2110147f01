"""The vault: what was sealed opens in its own place only, for those who have a slot, and for nobody else."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDFExpand
from vault_house import CHEAP, FOUNDER, LOGIN, PERSON, PHRASE, founded

from suprovid.errors import Damaged
from suprovid.store import Change, Context, TinyStore, custody, disk, keyring, recovery_key
from suprovid.store.custody import Custody, Founder
from suprovid.store.drafts import Draft, Drafts
from suprovid.store.journal import Journal
from suprovid.store.keyring import BadKeyring
from suprovid.store.recovery_key import Mistyped
from suprovid.store.rekeying import rekey
from suprovid.store.vault import Locked, expand, read_head

NOW = datetime(2026, 5, 6, 10, tzinfo=UTC)
NAME = "Ярина Вовкобій"
OTHER = Founder("taras", "синій м'яч під старим столом", "fedcba9876543210")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def keys(data: Path) -> Custody:
    """An open vault with two people in it."""
    held, _ = founded(data)
    held.add(OTHER, CHEAP)
    return held


def named(number: int = 1) -> Change:
    return Change({"name": NAME}, {"d1": {"id": "d1", "answers": {"n": number}}}, [{"id": f"e{number}"}])


def fill(data: Path, keys: Custody | None) -> str:
    """Something of every kind; answers the digest of an attachment."""
    store = TinyStore(data, keys.vault) if keys else TinyStore(data)
    drafts, journal = (
        (Drafts(data / "drafts", keys.vault), Journal(data / "journal", keys.vault))
        if keys
        else (Drafts(data / "drafts"), Journal(data / "journal"))
    )
    for id in ("a1", "b2"):
        store.create("case", id, named())
    store.create("workspace", "own", Change({"name": NAME}))
    store.number("case-2026")
    drafts.keep(Draft("p1", "d1", "intake", {"name": NAME}))
    drafts.attach("p1", "d1", NAME.encode())
    for number in range(3):
        journal.add(NOW, "p1", f"look.{number}", "case", "a1")
    return store.attach("case", "a1", NAME.encode())


def looks_right(data: Path, keys: Custody, digest: str) -> None:
    store = TinyStore(data, keys.vault)
    assert store.read("case", "a1").about == store.read("case", "b2").about == {"name": NAME}
    assert store.attachment("case", "a1", digest) == NAME.encode()
    assert list(store.attachments("case", "a1")) == [digest]
    assert store.number("case-2026") == 2
    drafts = Drafts(data / "drafts", keys.vault)
    assert drafts.read("p1", "d1").answers == {"name": NAME}
    assert drafts.attachments("p1", "d1") == {digest: NAME.encode()}
    journal = Journal(data / "journal", keys.vault)
    assert [entry.what for entry in journal.read()] == ["look.0", "look.1", "look.2"]
    assert journal.faults() == ()


def epochs(data: Path) -> set[int]:
    """The epochs of all sealed files, without those of single lines."""
    found = set()
    for path in data.rglob("*"):
        if path.is_file() and path.read_bytes().startswith(b"SPV1"):
            found.add(read_head(path.read_bytes()).epoch)
    return found


# -- the cover ----------------------------------------------------------------------------------------------


def test_the_subkeys_are_those_of_the_standard() -> None:
    """One block of HKDF-Expand, as the library works it out."""
    key = os.urandom(32)

    assert expand(key, b"x") == HKDFExpand(hashes.SHA256(), 32, b"suprovid x").derive(key)


def test_everything_comes_back(data: Path, keys: Custody) -> None:
    """Folders, attachments, drafts, numbers and the journal, read by another who has a slot."""
    digest = fill(data, keys)

    again = custody.unlock(data, OTHER.login.upper() + " ", OTHER.secret)

    assert again is not None
    assert again.person == OTHER.person
    looks_right(data, again, digest)


def test_no_name_and_no_digest_lies_open(data: Path, keys: Custody) -> None:
    """Neither in a file nor in the name of one; the digest of a scan would confirm a guess of it."""
    digest = fill(data, keys)

    for path in data.rglob("*"):
        assert digest not in path.name
        if path.is_file():
            content = path.read_bytes()
            assert digest.encode() not in content
            assert not any(NAME.encode(coding) in content for coding in ("utf-8", "utf-16-le", "utf-16-be"))
            assert json.dumps(NAME)[1:-1].encode() not in content
            assert LOGIN.encode() not in content


@pytest.mark.parametrize(
    "place",
    [
        Context("case", "b2", "folder.json"),
        Context("client", "a1", "folder.json"),
        Context("case", "a1", "x"),
        Context("case", "a1", "folder.json", 4),
    ],
    ids=str,
)
def test_a_content_opens_in_its_own_place_only(keys: Custody, place: Context) -> None:
    """Another folder, another kind, another name, another revision: no."""
    sealed = keys.vault.seal(b"x", Context("case", "a1", "folder.json", 3))

    assert keys.vault.open(sealed, Context("case", "a1", "folder.json")) == b"x"
    assert keys.vault.open(sealed, Context("case", "a1", "folder.json", 3)) == b"x"
    with pytest.raises(ValueError, match="another place"):
        keys.vault.open(sealed, place)


def test_folders_cannot_change_places(data: Path, keys: Custody) -> None:
    """A file moved to another folder is damaged there, an attachment too."""
    fill(data, keys)
    store = TinyStore(data, keys.vault)
    shutil.copy(data / "case/a1/folder.json", data / "case/b2/folder.json")
    (scan,) = (data / "case/a1/files").iterdir()
    (data / "case/b2/files").mkdir()
    shutil.copy(scan, data / "case/b2/files")

    with pytest.raises(Damaged):
        store.read("case", "b2")
    assert list(store.attachments("case", "b2")) == []


def test_every_bit_of_a_sealed_file_counts(data: Path, keys: Custody) -> None:
    """The head in clear too: another revision, another epoch, another name in it do not open."""
    fill(data, keys)
    store = TinyStore(data, keys.vault)
    path = data / "case/a1/folder.json"
    whole = path.read_bytes()

    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(Damaged):
            store.read("case", "a1")


def test_what_is_in_clear_is_not_taken_for_ours(data: Path, keys: Custody) -> None:
    """A folder and a line of the journal that somebody wrote without the key."""
    fill(data, keys)
    TinyStore(data.parent / "other").create("case", "a1", named())
    shutil.copy(data.parent / "other/case/a1/folder.json", data / "case/a1/folder.json")
    Journal(data.parent / "journal").add(NOW, "", "forged")
    (path,) = (data / "journal").glob("2*.jsonl")
    path.write_bytes(path.read_bytes() + (data.parent / "journal" / path.name).read_bytes())

    with pytest.raises(Damaged):
        TinyStore(data, keys.vault).read("case", "a1")
    journal = Journal(data / "journal", keys.vault)
    assert "forged" not in {entry.what for entry in journal.read()}
    assert journal.faults()


def test_a_locked_vault_says_so(data: Path, keys: Custody) -> None:
    """Nothing is read, nothing is written, nothing is taken for damaged, no draft is set aside."""
    fill(data, keys)
    store, drafts = TinyStore(data, keys.vault), Drafts(data / "drafts", keys.vault)

    keys.close()

    with pytest.raises(Locked):
        store.read("case", "a1")
    with pytest.raises(Locked):
        store.write("case", "a1", named(2), 1)
    with pytest.raises(Locked):
        drafts.read("p1", "d1")
    with pytest.raises(Locked):
        Journal(data / "journal", keys.vault).add(NOW, "", "x")
    assert drafts.set_aside("p1") == ()


# -- the keyring --------------------------------------------------------------------------------------------


def test_the_passphrase_is_the_check(data: Path, keys: Custody) -> None:
    """A wrong one, another's and an unknown name open nothing."""
    assert keys.check(LOGIN, PHRASE) == (keys.slot, PERSON)
    for login, secret in ((LOGIN, PHRASE + " "), (LOGIN, OTHER.secret), ("ніхто", PHRASE), ("", "")):
        assert keys.check(login, secret) is None
        assert custody.unlock(data, login, secret) is None


def test_the_keyring_holds_no_name(data: Path, keys: Custody) -> None:
    """No sign-in name, no id of a person, no passphrase, in no spelling."""
    for name in (keyring.FILE, keyring.BEFORE):
        text = (data / name).read_text(encoding="utf-8")
        for secret in (LOGIN, json.dumps(LOGIN)[1:-1], OTHER.login, PERSON, PHRASE):
            assert secret not in text


def test_the_recovery_key_opens(data: Path) -> None:
    """As it was printed, however it was typed; another one does not."""
    keys, recovery = founded(data)
    digest = fill(data, keys)

    typed = recovery.lower().replace("-", "  ").replace("0", "О").replace("1", "і")
    again = custody.unlock_with_recovery(data, typed)

    assert again is not None
    looks_right(data, again, digest)
    assert custody.unlock_with_recovery(data, recovery_key.made()) is None
    with pytest.raises(Mistyped):
        custody.unlock_with_recovery(data, recovery[:-1])


def test_a_renewed_recovery_key_voids_the_one_before(data: Path) -> None:
    """The sheet that was lost opens nothing."""
    keys, old = founded(data)
    keys.confirm_recovery()

    new = keys.renew_recovery(CHEAP)

    assert not keys.ring.is_kept
    assert custody.unlock_with_recovery(data, old) is None
    assert custody.unlock_with_recovery(data, new) is not None


def test_a_changed_passphrase_rewrites_one_slot(data: Path, keys: Custody) -> None:
    """The former opens nothing, not even the copy of the keyring; everybody else's stays to the letter."""
    before = keys.ring
    mine = next(slot for slot in before.slots if slot.id == keys.slot)

    new = keys.add(Founder(LOGIN, "інша довга фраза про море", PERSON), CHEAP)
    keys.drop(mine.id)

    assert keys.slot == new
    assert custody.unlock(data, LOGIN, PHRASE) is None
    assert custody.unlock(data, LOGIN, "інша довга фраза про море") is not None
    assert [slot for slot in keys.ring.slots if slot.id != new] == [
        slot for slot in before.slots if slot.id != mine.id
    ]
    assert keys.ring.epoch == before.epoch
    shutil.copy(data / keyring.BEFORE, data / keyring.FILE)
    assert custody.unlock(data, LOGIN, PHRASE) is None


def test_a_renamed_person_keeps_the_passphrase(data: Path, keys: Custody) -> None:
    """Only the tag of the slot changes."""
    keys.rename(keys.slot, "oksana.hai")

    assert custody.unlock(data, LOGIN, PHRASE) is None
    assert custody.unlock(data, "Oksana.Hai", PHRASE) is not None


@pytest.mark.parametrize("word", ["epoch", "slots", "recovery", "names", "older", "clear", "is_kept", "mac"])
def test_a_changed_keyring_is_refused(data: Path, keys: Custody, word: str) -> None:
    """Whatever was changed in it; a slot that a stranger slipped in would get the next key."""
    stranger, _ = founded(data.parent / "other")
    row = json.loads((data / keyring.FILE).read_text())
    theirs = json.loads((data.parent / "other" / keyring.FILE).read_text())
    changed = {
        "epoch": row["epoch"] + 1,
        "slots": [*row["slots"], *theirs["slots"]],
        "older": {"1": row["names"]},
        "is_kept": True,
        "clear": {"language": "en"},
    }
    row[word] = changed.get(word, theirs[word])
    (data / keyring.FILE).write_text(json.dumps(row))

    with pytest.raises(BadKeyring):
        assert custody.unlock(data, OTHER.login, OTHER.secret)
    assert stranger.ring.workspace != keys.ring.workspace


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff", b'{"format": 2}', b"null"], ids=repr)
def test_a_damaged_keyring_is_read_from_its_copy(data: Path, keys: Custody, content: bytes) -> None:
    """And mended with the next sign-in; without the copy it is said plainly."""
    (data / keyring.FILE).write_bytes(content)

    assert custody.unlock(data, LOGIN, PHRASE) is not None
    assert (data / keyring.FILE).read_bytes() == (data / keyring.BEFORE).read_bytes() != content
    for name in (keyring.FILE, keyring.BEFORE):
        (data / name).write_bytes(content)
    with pytest.raises(BadKeyring):
        custody.unlock(data, LOGIN, PHRASE)


def test_a_keyring_may_not_fill_the_memory(data: Path, keys: Custody) -> None:
    """Parameters from elsewhere are looked at before they are used."""
    row = json.loads((data / keyring.FILE).read_text())
    row["slots"][0]["cost"]["memory"] = 2**32
    for name in (keyring.FILE, keyring.BEFORE):
        (data / name).write_text(json.dumps(row))

    with pytest.raises(BadKeyring):
        custody.unlock(data, LOGIN, PHRASE)


def test_a_keyring_that_was_taken_away_is_put_back(data: Path, keys: Custody) -> None:
    """While somebody works, nothing is lost yet."""
    for name in (keyring.FILE, keyring.BEFORE):
        (data / name).unlink()

    TinyStore(data, keys.vault).create("case", "a1", named())

    assert custody.unlock(data, LOGIN, PHRASE) is not None


# -- turning the key ----------------------------------------------------------------------------------------


def test_a_removed_person_is_shut_out(data: Path, keys: Custody) -> None:
    """Their slot is gone, the key is another one, and nothing on the disk is sealed with the former."""
    digest = fill(data, keys)
    theirs = custody.unlock(data, OTHER.login, OTHER.secret)
    assert theirs is not None
    former = keys.vault
    sealed = (data / "case/a1/folder.json").read_bytes()

    assert keys.keep_only({keys.slot})
    assert keys.is_turning
    looks_right_meanwhile = TinyStore(data, keys.vault).read("case", "b2").about
    list(rekey(data, keys))

    assert looks_right_meanwhile == {"name": NAME}
    assert not keys.is_turning
    assert epochs(data) == {2}
    assert custody.unlock(data, OTHER.login, OTHER.secret) is None
    with pytest.raises(ValueError, match="not here"):
        former.open(sealed, Context("case", "a1", "folder.json"))
    again = custody.unlock(data, LOGIN, PHRASE)
    assert again is not None
    looks_right(data, again, digest)
    with pytest.raises(Locked):
        TinyStore(data, theirs.vault).write("case", "a1", named(2), 1)


def test_another_process_follows_a_turn(data: Path, keys: Custody) -> None:
    """Whoever still has a slot goes on with the new key, without signing in again."""
    digest = fill(data, keys)
    elsewhere = custody.unlock(data, OTHER.login, OTHER.secret)
    assert elsewhere is not None
    gone = keys.add(Founder("maria", PHRASE, "0"), CHEAP)

    keys.keep_only({slot.id for slot in keys.ring.slots} - {gone})
    TinyStore(data, elsewhere.vault).create("case", "c3", named())
    list(rekey(data, keys))

    assert epochs(data) == {2}
    looks_right(data, elsewhere, digest)


@pytest.mark.parametrize("after", range(9))
def test_a_turn_that_was_cut_off_goes_on(data: Path, keys: Custody, after: int) -> None:
    """Wherever it was killed: everything opens meanwhile, and at the end with today's key alone."""
    digest = fill(data, keys)
    keys.keep_only({keys.slot})
    turning = rekey(data, keys)
    for _ in range(after):
        next(turning, None)
    turning.close()

    again = custody.unlock(data, LOGIN, PHRASE)
    assert again is not None
    assert TinyStore(data, again.vault).read("case", "a1").about == {"name": NAME}
    list(rekey(data, again))

    assert epochs(data) == {2}
    looks_right(data, again, digest)


def test_two_turns_in_a_row(data: Path, keys: Custody) -> None:
    """The second may come before the first has been through all files."""
    digest = fill(data, keys)
    keys.keep_only({keys.slot})
    next(rekey(data, keys))
    gone = keys.add(OTHER, CHEAP)
    keys.keep_only({slot.id for slot in keys.ring.slots} - {gone})

    assert set(keys.ring.older) == {"1", "2"}
    list(rekey(data, keys))

    assert epochs(data) == {3}
    looks_right(data, keys, digest)


def test_an_older_keyring_is_noticed(data: Path, keys: Custody) -> None:
    """Put back beside newer data it would let in again who was shut out."""
    fill(data, keys)
    before = (data / keyring.FILE).read_bytes()
    keys.keep_only({keys.slot})
    list(rekey(data, keys))
    for name in (keyring.FILE, keyring.BEFORE):
        (data / name).write_bytes(before)

    with pytest.raises(BadKeyring) as told:
        custody.unlock(data, OTHER.login, OTHER.secret)

    assert told.value.facts["why"] == "vault.why.older"


def test_what_lay_in_clear_is_encrypted(data: Path) -> None:
    """A workspace in clear gets a vault: every file, names of attachments too; then clear is refused."""
    digest = fill(data, None)
    keys, _ = custody.found(data, FOUNDER, {}, CHEAP, over_plain=True)
    assert TinyStore(data, keys.vault).read("case", "a1").about == {"name": NAME}

    list(rekey(data, keys))

    for path in data.rglob("*"):
        assert digest not in path.name
        assert not path.is_file() or NAME.encode() not in path.read_bytes()
    looks_right(data, keys, digest)
    TinyStore(data.parent / "other").create("case", "z9", named())
    shutil.copytree(data.parent / "other/case/z9", data / "case/z9")
    with pytest.raises(Damaged):
        TinyStore(data, keys.vault).read("case", "z9")


def test_an_encryption_goes_on_wherever_it_was_cut_off(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed before each write in turn: either it has not begun, or it is opened and finished."""
    digest = fill(data, None)
    shutil.copytree(data, begun := tmp_path / "begun")
    put, after, whole = disk.put, 0, False
    while not whole:
        shutil.rmtree(data)
        shutil.copytree(begun, data)
        left = iter(range(after))

        def cut(*call: Any, left: Iterator[int] = left, **more: Any) -> None:
            if next(left, None) is None:
                raise KeyboardInterrupt
            put(*call, **more)

        with monkeypatch.context() as patch, contextlib.suppress(KeyboardInterrupt):
            patch.setattr(disk, "put", cut)
            list(rekey(data, custody.found(data, FOUNDER, {}, CHEAP, over_plain=True)[0]))
            whole = True
        if keyring.is_there(data):
            keys = custody.unlock(data, LOGIN, PHRASE)
            assert keys
            list(rekey(data, keys))
            looks_right(data, keys, digest)
            files = (path for path in data.rglob("*") if path.is_file())
            assert not [path for path in files if NAME.encode() in path.read_bytes()]
        else:
            assert after == 0
        after += 1
    assert after > 10


def test_what_is_damaged_does_not_hold_up_a_turn(data: Path, keys: Custody) -> None:
    """It is as damaged afterwards, and the others have today's key."""
    fill(data, keys)
    path = data / "case/a1/folder.json"
    path.write_bytes(path.read_bytes()[:-1])
    keys.keep_only({keys.slot})

    list(rekey(data, keys))

    assert not keys.is_turning
    with pytest.raises(Damaged):
        TinyStore(data, keys.vault).read("case", "a1")
