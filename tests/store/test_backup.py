"""Backups: whole, of one moment, restored into an empty place only, and without what was erased."""

from __future__ import annotations

import io
import json
import random
import stat
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from suprovid.errors import Missing, Unwritable
from suprovid.store import Change, TinyStore, backup, disk, restoring
from suprovid.store.backup import MANIFEST, make, rotate
from suprovid.store.restoring import BadBackup, NotEmpty, look, restore

NOW = datetime(2026, 5, 6, 10, tzinfo=UTC)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def store(data: Path) -> TinyStore:
    store = TinyStore(data)
    for id in ("a1", "b2"):
        scan = store.attach("case", id, b"scan of " + id.encode())
        store.create("case", id, Change({"code": id}, {"d": {"id": "d", "file": scan}}, [{"id": "e"}]))
    store.number("case", above=1)
    return store


def rooms(data: Path) -> dict[str, Path]:
    return {f"data/{room}": data / room for room in backup.ROOMS}


def test_a_backup_restores_what_was_there(store: TinyStore, data: Path, tmp_path: Path) -> None:
    """Folders, attachments, numbers, drafts and journal: byte by byte, readable only by their owner."""
    (data / "drafts/p1").mkdir(parents=True)
    (data / "drafts/p1/d1.json").write_bytes(b"typed")
    (data / "journal").mkdir()
    (data / "journal/2026-05.jsonl").write_bytes(b"{}\n{half of a li")
    made = make(store, rooms(data), tmp_path / "safe", NOW)

    restored = restore(made.path, tmp_path / "new")

    assert restored.counts == made.counts == {"attachments": 2, "case": 2, "drafts": 1, "journal": 1}
    again = TinyStore(tmp_path / "new")
    for key in store.folders():
        assert again.read(*key) == store.read(*key)
        assert again.attachment(*key, again.read(*key).documents["d"]["file"])
    assert again.number("case") == 3
    assert (tmp_path / "new/drafts/p1/d1.json").read_bytes() == b"typed"
    assert (tmp_path / "new/journal/2026-05.jsonl").read_bytes() == b"{}\n"
    assert made.path.stat().st_mode & 0o077 == 0
    assert not (tmp_path / "new/.restoring").exists()


def test_a_backup_under_load_is_of_one_moment(data: Path, tmp_path: Path) -> None:
    """People write, attach, found and remove; each of many backups is as the store was at one moment.

    Every act writes the same count into two folders, one after the other: no backup may have
    the second without the first, whichever is copied first.
    """
    store = TinyStore(data)
    for id in ("first", "second"):
        store.create("case", id, Change({"n": 0}))
    with working(store) as made:
        backups = [make(store, {}, tmp_path / "safe", NOW + timedelta(hours=n)) for n in range(20)]
    assert made["acts"] > 5, "hardly anybody worked: nothing was tested"

    for number, each in enumerate(backups):
        copy = TinyStore(tmp_path / f"copy{number}")
        restore(each.path, tmp_path / f"copy{number}")
        first, second = (copy.read("case", id).about["n"] for id in ("first", "second"))
        assert second <= first <= second + 1
        for kind, id in copy.folders():
            folder = copy.read(kind, id)
            for document in folder.documents.values():
                copy.attachment(kind, id, document["file"])
            assert copy.numbers().get("case", 0) >= folder.about["n"]


@contextmanager
def working(store: TinyStore) -> Iterator[dict[str, int]]:
    """Somebody who acts without a pause until the end."""
    made, stop = {"acts": 0}, threading.Event()

    def work() -> None:
        while not stop.is_set():
            n = store.number("case")
            for id in ("first", "second"):
                scan = store.attach("case", id, b"scan %d" % n)
                change = Change({"n": n}, {"d": {"id": "d", "file": scan}})
                store.write("case", id, change, store.read("case", id).revision)
            store.create("case", f"c{n}", Change({"n": n}))
            if n % 2:
                store.remove("case", f"c{n}")
            made["acts"] += 1
            time.sleep(0.001)

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield made
    finally:
        stop.set()
        thread.join()


def test_what_was_erased_since_is_not_restored(store: TinyStore, data: Path, tmp_path: Path) -> None:
    """By the list beside the backups or any other that is handed over; and the list goes on."""
    made = make(store, {}, tmp_path / "safe", NOW)
    store.remove("case", "a1")
    make(store, {}, tmp_path / "safe", NOW + timedelta(days=1))

    restored = restore(made.path, tmp_path / "new", store.erased())

    assert (tmp_path / "safe/erased.txt").read_text() == "case/a1\n"
    assert restored.erased == (("case", "a1"),)
    assert restored.counts == {"attachments": 1, "case": 1}
    again = TinyStore(tmp_path / "new")
    with pytest.raises(Missing):
        again.read("case", "a1")
    assert again.erased() == (("case", "a1"),)


def test_a_removal_that_was_cut_off_is_still_listed(store: TinyStore, data: Path) -> None:
    """A kill between moving the folder away and noting its id: the next opening notes it."""
    gone = data / ".gone/case.a1.0a0b"
    gone.parent.mkdir()
    (data / "case/a1").rename(gone)

    store.sweep()

    assert store.erased() == (("case", "a1"),)
    assert not gone.exists()


@pytest.mark.parametrize("there", ["case/x/folder.json", "notes.txt", ".locks/00.lock"])
def test_only_an_empty_place_is_restored_into(store: TinyStore, tmp_path: Path, there: str) -> None:
    """Nothing is ever mixed or overwritten; the page that the project keeps there does not count."""
    made = make(store, {}, tmp_path / "safe", NOW)
    place = tmp_path / "new"
    (place / there).parent.mkdir(parents=True)
    (place / there).write_bytes(b"mine")

    with pytest.raises(NotEmpty):
        restore(made.path, place)

    assert (place / there).read_bytes() == b"mine"
    (tmp_path / "other").mkdir()
    (tmp_path / "other/README.md").write_text("data/")
    restore(made.path, tmp_path / "other")


def test_a_flipped_bit_is_noticed_before_anything_is_there(store: TinyStore, tmp_path: Path) -> None:
    """Whichever it is: the backup is refused and the place stays empty, or nothing is different."""
    made = make(store, {}, tmp_path / "safe", NOW)
    whole, dice = made.path.read_bytes(), random.Random(3)
    for number in range(120):
        place = tmp_path / f"new{number}"
        changed = bytearray(whole)
        bit = dice.randrange(len(whole) * 8)
        changed[bit // 8] ^= 1 << bit % 8
        made.path.write_bytes(changed)
        try:
            restore(made.path, place)
        except BadBackup:
            assert not place.exists() or not list(place.iterdir())
        else:
            assert TinyStore(place).read("case", "a1") == store.read("case", "a1")


def test_a_cut_file_is_no_backup(store: TinyStore, tmp_path: Path) -> None:
    """Nor is an empty one, a text, or a zip of something else."""
    made = make(store, {}, tmp_path / "safe", NOW)
    whole = made.path.read_bytes()
    other = io.BytesIO()
    with ZipFile(other, "w") as archive:
        archive.writestr("readme.txt", b"hello")
    for content in (b"", b"text", whole[:100], whole[:-30], other.getvalue()):
        made.path.write_bytes(content)
        with pytest.raises(BadBackup):
            look(made.path)


def hostile(path: Path, names: dict[str, bytes], told: dict[str, Any] | None = None, **more: Any) -> Path:
    """A backup that somebody made by hand; `told` changes its manifest."""
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, content in names.items():
            info = ZipInfo(name)
            info.external_attr = more.get("mode", 0o600) << 16
            archive.writestr(info, content, ZIP_DEFLATED)
        files = {
            name: {"entry": name, "size": len(content), "sha256": sha256(content).hexdigest()}
            for name, content in names.items()
        }
        manifest = {"format": 1, "made": NOW.isoformat(), "counts": backup.counted(names), "files": files}
        archive.writestr(MANIFEST, json.dumps({**manifest, **(told or {})}))
    return path


@pytest.mark.parametrize(
    "name",
    [
        "../x/y", "data/../../x", "/etc/passwd", "data/a\\b", "C:/data/x", "data/con/x", "data/x.",
        "data/.locks/x",
        "data/" + "x" * 300, "data/a:b", "data/" + "a/" * 20 + "b", "else/x", "data//x", "data/lpt1.txt", "x",
        "data/a\nb", "data/ x", "data/x/",
    ],
    ids=ascii,
)  # fmt: skip
def test_no_path_leads_out_of_the_place(tmp_path: Path, name: str) -> None:
    """Refused before anything is unpacked."""
    path = hostile(tmp_path / "x.zip", {name: b"x"})
    with pytest.raises(BadBackup) as told:
        restore(path, tmp_path / "in/new")

    assert told.value.facts["why"] in ("backup.why.path", "backup.why.missing")
    assert {found.name for found in tmp_path.iterdir()} <= {"x.zip", "in"}


HOSTILE: dict[str, tuple[dict[str, bytes], dict[str, Any], str]] = {
    "alike": ({"data/a/B": b"1", "data/a/b": b"2"}, {}, "path"),
    "a file as a directory": ({"data/a": b"1", "data/a/b": b"2"}, {}, "path"),
    "a bomb": ({"data/a/b": b"0" * 40_000_000}, {}, "ratio"),
    "another size": (
        {"data/a/b": b"1"}, {"files": {"data/a/b": {"entry": "data/a/b", "size": 9, "sha256": "0" * 64}}},
        "missing",
    ),
    "another digest": (
        {"data/a/b": b"1"}, {"files": {"data/a/b": {"entry": "data/a/b", "size": 1, "sha256": "0" * 64}}},
        "digest",
    ),
    "no such entry": (
        {"data/a/b": b"1"}, {"files": {"data/a/b": {"entry": "c", "size": 1, "sha256": "0" * 64}}},
        "missing",
    ),
    "more counted than there": ({"data/a/b": b"1"}, {"counts": {"case": 3}}, "counts"),
    "newer": ({"data/a/b": b"1"}, {"format": 2}, "newer"),
    "nonsense": ({"data/a/b": b"1"}, {"files": [1]}, "not_ours"),
}  # fmt: skip


@pytest.mark.parametrize("case", HOSTILE)
def test_what_is_no_honest_backup_is_refused(tmp_path: Path, case: str) -> None:
    """With the reason; the place stays empty."""
    names, told, why = HOSTILE[case]
    path = hostile(tmp_path / "x.zip", names, told)

    with pytest.raises(BadBackup) as raised:
        restore(path, tmp_path / "new")

    assert raised.value.facts["why"] == f"backup.why.{why}"
    assert not (tmp_path / "new").exists() or not list((tmp_path / "new").iterdir())


def test_a_link_is_refused(tmp_path: Path) -> None:
    """Whatever it points to."""
    path = hostile(tmp_path / "x.zip", {"data/a/b": b"/etc/passwd"}, mode=stat.S_IFLNK | 0o777)
    with pytest.raises(BadBackup, match="link"):
        restore(path, tmp_path / "new")


def test_more_entries_than_a_backup_may_have_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the announced number, before the directory of the file is read."""
    path = hostile(tmp_path / "x.zip", {f"data/a/{n}": b"" for n in range(20)})
    monkeypatch.setattr(restoring, "MOST_FILES", 10)
    monkeypatch.setattr(restoring, "ZipFile", None)

    with pytest.raises(BadBackup, match="size"):
        look(path)


def test_what_repeats_itself_is_still_a_good_backup(store: TinyStore, tmp_path: Path) -> None:
    """An honest file of zeros is packed loosely, so that it does not look like a bomb."""
    digest = store.attach("case", "a1", bytes(8_000_000))
    made = make(store, {}, tmp_path / "safe", NOW)

    restore(made.path, tmp_path / "new")

    assert TinyStore(tmp_path / "new").attachment("case", "a1", digest) == bytes(8_000_000)


def test_a_backup_beyond_the_limits_is_not_made(
    store: TinyStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rather told now than when it is needed."""
    monkeypatch.setattr(backup, "MOST_FILES", 3)
    with pytest.raises(Unwritable):
        make(store, {}, tmp_path / "safe", NOW)
    assert not list((tmp_path / "safe").glob("*suprovid-*"))


@pytest.mark.parametrize("call", ["write", "fsync", "replace"])
def test_a_full_disk_leaves_no_half_backup(
    store: TinyStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """It is told, and the backups before are as they were."""
    make(store, {}, tmp_path / "safe", NOW)
    before = {path.name for path in (tmp_path / "safe").iterdir()}

    def refuse(*_: object) -> None:
        raise OSError(28, "no space")

    with monkeypatch.context() as patch:
        if call == "write":
            patch.setattr(backup.Packing, "_write", refuse)
        else:
            patch.setattr(disk.os, call, refuse)
        with pytest.raises(Unwritable):
            make(store, {}, tmp_path / "safe", NOW + timedelta(days=1))

    assert {path.name for path in (tmp_path / "safe").iterdir()} == before


def test_seven_days_and_four_weeks_are_kept(tmp_path: Path) -> None:
    """The newest of each; nothing older than 35 days, but never nothing at all; other files are not ours."""
    days = [NOW - timedelta(days=number, hours=hour) for number in range(60) for hour in (0, 5)]
    for made in days:
        (tmp_path / f"suprovid-{made:{backup.STAMP}}Z.zip").write_bytes(b"")
    (tmp_path / "holiday.zip").write_bytes(b"")

    rotate(tmp_path, NOW)

    ages = [(NOW - made).days for made, _ in backup.all_in(tmp_path)]
    assert ages[:7] == list(range(7))
    assert 1 <= len(ages[7:]) <= 4
    assert max(ages) <= 35
    assert (tmp_path / "holiday.zip").exists()

    rotate(tmp_path, NOW + timedelta(days=400))
    assert len(backup.all_in(tmp_path)) == 1


def test_a_backup_is_due_once_a_day(tmp_path: Path) -> None:
    """Also when there is none."""
    assert backup.is_due(tmp_path / "none", NOW)
    (tmp_path / f"suprovid-{NOW:{backup.STAMP}}Z.zip").write_bytes(b"")
    assert not backup.is_due(tmp_path, NOW + timedelta(hours=5))
    assert backup.is_due(tmp_path, NOW + timedelta(hours=24))
