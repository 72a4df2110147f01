"""A backup in the place of the data: all of it or nothing, and the old data waits aside."""

from __future__ import annotations

import errno
import os
import shutil
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest

from suprovid.errors import Missing, Unwritable
from suprovid.store import Change, TinyStore, backup, disk, restoring, swapping
from suprovid.store.restoring import BadBackup

NOW = datetime(2026, 5, 6, 10, tzinfo=UTC)
STAYS = ("journal", "drafts")


class Pulled(BaseException):
    """The plug."""


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def copy(data: Path, tmp_path: Path) -> Path:
    """A copy of yesterday; since then one folder changed, one is new, one was erased, one is damaged."""
    store = TinyStore(data)
    for id in ("changed", "erased", "damaged", "same"):
        store.attach("case", id, id.encode())
        store.create("case", id, Change({"n": 1}))
    made = backup.make(store, {}, tmp_path / "safe", NOW - timedelta(days=1))
    store.write("case", "changed", Change({"n": 2}), 1)
    store.create("client", "new", Change({"n": 2}))
    store.remove("case", "erased")
    (data / "case/damaged/folder.json").write_bytes(b"{")
    for name in ("journal/2026-05.jsonl", "drafts/p1/d.json", "backups/x.zip", "README.md", "attempts.json"):
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(b"of today")
    return made.path


def state(data: Path) -> dict[str, int]:
    """What a reader finds."""
    store = TinyStore(data)
    found = {
        f"{kind}/{id}": store.read(kind, id).about["n"] for kind, id in store.folders() if id != "damaged"
    }
    for key in found:
        if key.startswith("case/"):
            kind, id = key.split("/")
            assert [store.attachment(kind, id, digest) for digest in store.attachments(kind, id)]
    return found


OLD = {"case/changed": 2, "case/same": 1, "client/new": 2}
NEW = {"case/changed": 1, "case/same": 1}


def test_a_copy_takes_the_place_of_the_data(data: Path, copy: Path) -> None:
    """What was erased stays erased; journal, drafts and copies stay; the damaged folder can be read again."""
    before = TinyStore(data).changes("").stamp
    swapping.restore(partial(restoring.restore, copy, erased=TinyStore(data).erased()), data, NOW, STAYS)

    assert state(data) == NEW
    store = TinyStore(data)
    assert store.read("case", "damaged").about == {"n": 1}
    assert store.erased() == (("case", "erased"),)
    for name in ("journal/2026-05.jsonl", "drafts/p1/d.json", "backups/x.zip", "README.md"):
        assert (data / name).read_bytes() == b"of today"
    assert not store.changes(before).complete, "other processes must look at everything again"


def test_it_can_be_put_back(data: Path, copy: Path) -> None:
    """As it was, but for what was erased meanwhile; and then the other data waits."""
    swapping.restore(partial(restoring.restore, copy, erased=TinyStore(data).erased()), data, NOW, STAYS)
    TinyStore(data).remove("case", "same")
    [waiting] = swapping.aside(data)
    assert waiting.since == NOW

    swapping.put_back(data, waiting.name, NOW + timedelta(hours=1), STAYS)

    assert state(data) == {"case/changed": 2, "client/new": 2}
    assert (data / "attempts.json").read_bytes() == b"of today"
    assert set(TinyStore(data).erased()) == {("case", "erased"), ("case", "same")}
    assert [each.since for each in swapping.aside(data)] == [NOW + timedelta(hours=1)]


def test_what_waits_aside_can_be_deleted(data: Path, copy: Path) -> None:
    """For good, by its name only."""
    swapping.restore(partial(restoring.restore, copy, erased=()), data, NOW, STAYS)
    [waiting] = swapping.aside(data)

    with pytest.raises(Missing):
        swapping.put_back(data, "../backups", NOW, STAYS)
    swapping.throw_away(data, "../case")
    swapping.throw_away(data, waiting.name)

    assert swapping.aside(data) == ()
    assert state(data)["case/changed"] == 1


def test_a_pulled_plug_leaves_one_or_the_other(
    data: Path, copy: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whichever rename it is pulled at: whoever opens the data next finds the old state or the new, whole."""
    found = []
    for step in range(1, 40):
        place = tmp_path / f"data{step}"
        shutil.copytree(data, place)
        with monkeypatch.context() as patch:
            patch.setattr(disk.os, "replace", pulled_at(step))
            try:
                swapping.restore(
                    partial(restoring.restore, copy, erased=TinyStore(place).erased()), place, NOW, STAYS
                )
            except Pulled:
                done = False
            else:
                done = True
        swapping.finish(place)
        found.append(state(place))
        assert not [name for name in os.listdir(place / ".aside") if not name[0].isdigit()]
        if done:
            break
    assert found[0] == OLD
    assert found[-1] == NEW
    assert all(each in (OLD, NEW) for each in found)
    assert found.count(NEW) > 3


def pulled_at(step: int) -> object:
    real, count = os.replace, 0

    def replace(*arguments: object) -> None:
        nonlocal count
        count += 1
        if count == step:
            raise Pulled
        real(*arguments)  # type: ignore[arg-type]

    return replace


def test_a_disk_that_refuses_leaves_the_old_state(
    data: Path, copy: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whichever rename it refuses: what was moved already is taken back, and it is told."""
    told = 0
    for step in range(1, 40):
        real, count = os.replace, 0

        def replace(*arguments: object, step: int = step, real: object = real) -> None:
            nonlocal count
            count += 1
            if count == step:
                raise OSError(errno.EACCES, "in use")
            real(*arguments)  # type: ignore[operator]

        place = tmp_path / f"data{step}"
        shutil.copytree(data, place)
        with monkeypatch.context() as patch:
            patch.setattr(disk.os, "replace", replace)
            try:
                swapping.restore(
                    partial(restoring.restore, copy, erased=TinyStore(place).erased()), place, NOW, STAYS
                )
            except Unwritable:
                told += 1
            else:
                break
        assert not swapping.finish(place)
        assert state(place) == OLD
    assert told > 5


def test_a_bad_copy_changes_nothing(data: Path, copy: Path) -> None:
    """It is refused before anything is moved."""
    copy.write_bytes(copy.read_bytes()[:-40])
    with pytest.raises(BadBackup):
        swapping.restore(partial(restoring.restore, copy, erased=()), data, NOW, STAYS)
    assert state(data) == OLD
    assert swapping.aside(data) == ()
