"""One folder put back to its own older state: sealed, in its own place, and noticed all the same."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from casework_house import SCHEMAS, on

from suprovid.casework import acts, going_back, safekeeping
from suprovid.casework.copies import Copy
from suprovid.casework.opening import open_workspace
from suprovid.casework.people import By, Person
from suprovid.casework.workspace import Workspace
from suprovid.store import Change, custody
from suprovid.store.custody import Custody, Founder
from suprovid.store.slots import Cost
from suprovid.store.snapshot import FILE as SNAPSHOT

NOW = on("2026-05-06")
CHEAP = Cost(memory=8, time=1)
KEY = ("client", "c1")


@pytest.fixture
def keys(tmp_path: Path) -> Custody:
    return custody.found(tmp_path / "data", Founder("oksana", "зелений чайник", "p1"), {}, CHEAP)[0]


def opened(keys: Custody, data: Path) -> Workspace:
    return open_workspace(data, SCHEMAS, "", keys.vault)


@pytest.fixture
def data(keys: Custody, tmp_path: Path) -> Iterator[Path]:
    """An encrypted organisation; the state of a client before the last change lies in `before`."""
    with opened(keys, tmp_path / "data") as work:
        who = {"name": "Оксана", "login": "oksana", "roles": ["administrator"]}
        acts.setup(work, By(Person("", ""), NOW), {"name": "Центр"}, who)
        work.store.create(*KEY, Change({"code": "2026-0001"}))
        shutil.copytree(work.data / "client/c1", tmp_path / "before")
        work.store.write(*KEY, Change({"code": "2026-0001", "name": "Пізніше"}), 1)
        work.refresh(*KEY)
    return tmp_path / "data"


def put_back(data: Path) -> None:
    """As somebody with the disk in their hands would."""
    shutil.copyfile(data.parent / "before/folder.json", data / "client/c1/folder.json")


def test_a_folder_that_went_back_is_noticed(keys: Custody, data: Path) -> None:
    """At the next start, in the journal for good, and told until somebody has looked into it."""
    with opened(keys, data) as work:
        assert work.older == {}
    put_back(data)

    with opened(keys, data) as work:
        assert work.read(*KEY).revision == 1, "it opens, and everybody can work on"
        assert work.older == {KEY: (1, 2)}
    with opened(keys, data) as work:
        assert work.older == {KEY: (1, 2)}, "a second start does not forget it"
        noted = [(entry.kind, entry.id) for entry in work.journal.read(what=going_back.WHAT)]
        assert noted == [KEY]
        going_back.accept(work, NOW, "p1", KEY)
    with opened(keys, data) as work:
        assert work.older == {}


def test_a_folder_that_was_taken_away_is_noticed(keys: Custody, data: Path) -> None:
    """One that was erased as it should be is none."""
    shutil.rmtree(data / "client/c1")
    with opened(keys, data) as work:
        assert work.older == {KEY: (0, 2)}
        going_back.accept(work, NOW, "p1", KEY)
        work.store.create("client", "c2", Change({"code": "2026-0002"}))
        work.refresh("client", "c2")
    with opened(keys, data) as work:
        work.store.remove("client", "c2")
    with opened(keys, data) as work:
        assert work.older == {}


def test_another_program_remembers_what_the_one_before_saw(
    keys: Custody, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an update everything is worked out anew, but what was seen stays known."""
    put_back(data)
    monkeypatch.setattr("suprovid.casework.opening.program", lambda: "another")
    with opened(keys, data) as work:
        assert work.older == {KEY: (1, 2)}


def test_our_own_restore_and_mending_are_no_alarm(keys: Custody, data: Path, tmp_path: Path) -> None:
    """They say by themselves what they did."""
    with opened(keys, data) as work:
        made = safekeeping.keep(work, NOW, tmp_path / "stick")
        work.store.write(*KEY, Change({"code": "2026-0001", "name": "Ще пізніше"}), 2)
        work.refresh(*KEY)
        work.keep_snapshot()
        (oksana,) = work.people.values()
        copy = Copy(made.path.name, NOW, 0, (made.path.parent,))
        path = data / "client/c1/folder.json"
        path.write_bytes(path.read_bytes()[:-1])
        acts.mend(work, By(oksana, NOW), KEY, [copy])
        shutil.copytree(data, tmp_path / "killed")
    with opened(keys, tmp_path / "killed") as work:
        assert work.older == {}
    with opened(keys, data) as work:
        work.store.write(*KEY, Change({"code": "2026-0001", "name": "І ще"}), work.read(*KEY).revision)
        work.refresh(*KEY)
        work.keep_snapshot()
        safekeeping.restore_here(work, made.path, NOW, oksana.id)
    with opened(keys, data) as work:
        assert work.read(*KEY).revision == 2
        assert work.older == {}


def test_a_copy_knows_of_a_folder_that_went_back_with_the_snapshot(
    keys: Custody, data: Path, tmp_path: Path
) -> None:
    """A start cannot, but a rehearsal has both at hand; what was erased is no alarm, nor another's copy."""
    with opened(keys, data) as work:
        work.store.create("client", "c2", Change({"code": "2026-0002"}))
        work.refresh("client", "c2")
        made = safekeeping.keep(work, NOW, tmp_path / "stick")
        work.store.remove("client", "c2")
    copied = safekeeping.rehearse(made.path, SCHEMAS, lambda _: keys.vault).revisions
    assert going_back.behind(data, copied) == {}

    put_back(data)
    (data / SNAPSHOT).unlink()
    with opened(keys, data) as work:
        assert work.older == {}
    assert going_back.behind(data, copied) == {KEY: (1, 2)}
    shutil.rmtree(data / "client/c1")
    assert going_back.behind(data, copied) == {KEY: (0, 2)}
    assert going_back.behind(tmp_path / "elsewhere", copied) == {}


def test_what_is_damaged_is_told_as_damaged(keys: Custody, data: Path) -> None:
    """And a start without anything remembered raises no alarm."""
    path = data / "client/c1/folder.json"
    path.write_bytes(path.read_bytes()[:-1])
    with opened(keys, data) as work:
        assert set(work.damaged) == {KEY}
        assert work.older == {}
    put_back(data)
    (data / SNAPSHOT).unlink()
    with opened(keys, data) as work:
        assert work.older == {}
