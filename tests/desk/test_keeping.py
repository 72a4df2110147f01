"""While the server runs it makes a backup a day by itself."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from door_house import Clock

from suprovid.casework import acts, copies, safekeeping
from suprovid.casework.people import By
from suprovid.desk.door import Door
from suprovid.desk.keeping import back_up, keeping, look_after
from suprovid.errors import Unwritable
from suprovid.store.backup import all_in


def test_a_backup_is_made_once_a_day(door: Door, clock: Clock) -> None:
    """The first at once; the journal tells of each; after eight days seven days and a week are there."""
    assert back_up(door)
    assert not back_up(door)
    for _ in range(8):
        clock.turn(days=1)
        assert back_up(door)

    assert 7 <= len(all_in(door.media().own)) <= 9
    assert len(list(door.work.journal.read(what=safekeeping.MADE))) == 9


def test_nothing_is_copied_of_nothing(empty_door: Door) -> None:
    """Before somebody works here there is no backup."""
    assert not back_up(empty_door)
    assert not empty_door.media().own.exists()


def test_it_can_be_switched_off(door: Door) -> None:
    """By a setting of the organisation."""
    (person,) = door.work.people.values()
    by = By(person, door.now())
    acts.change_settings(door.work, by, acts.settings_at(door.work), {"daily_backups": False})

    assert not back_up(door)


def test_a_failure_is_written_down_and_tried_again(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server goes on."""

    def refuse(*_: object) -> None:
        raise Unwritable(place="x", why="store.why.full")

    with monkeypatch.context() as patch:
        patch.setattr(safekeeping, "keep", refuse)
        assert not back_up(door)

    assert len(list(door.work.journal.read(what=safekeeping.FAILED))) == 1
    assert back_up(door)


def test_it_looks_while_the_server_runs(door: Door, tmp_path: Path) -> None:
    """And stops with it."""
    with keeping(door, first=0.01, then=0.01):
        until = time.monotonic() + 10
        while not all_in(door.media().own) and time.monotonic() < until:
            time.sleep(0.02)
    assert len(all_in(door.media().own)) == 1


@pytest.fixture
def stick(door: Door, tmp_path: Path) -> Path:
    """A second medium that the organisation has chosen."""
    place = copies.prepare(str(tmp_path / "stick"), door.place.data)
    (person,) = door.work.people.values()
    by = By(person, door.now())
    acts.change_settings(door.work, by, acts.settings_at(door.work), {copies.SETTING: str(place)})
    return place


def test_a_copy_goes_to_the_second_medium_too(door: Door, stick: Path) -> None:
    """The same file, read back and compared; the list of what was erased goes along."""
    assert back_up(door)

    [(_, here)], [(_, there)] = all_in(door.media().own), all_in(stick)
    assert here.read_bytes() == there.read_bytes()
    assert (stick / "erased.txt").exists() == (here.parent / "erased.txt").exists()


def test_a_medium_that_is_away_is_remembered_and_caught_up(door: Door, stick: Path, clock: Clock) -> None:
    """Copies go on here; an empty place where it is plugged in is not filled; once back, it gets one."""
    back_up(door)
    away = stick.rename(stick.with_name("in the drawer"))
    stick.mkdir()
    clock.turn(days=9)

    assert back_up(door)
    assert len(all_in(door.media().own)) == 2
    assert list(stick.iterdir()) == []
    assert door.media().is_away
    assert copies.is_long_away(door.media(), door.now())
    assert not back_up(door)

    stick.rmdir()
    away.rename(stick)
    assert back_up(door)
    assert len(all_in(stick)) == 2
    assert not back_up(door)


def test_a_full_medium_hinders_no_copy_here(door: Door, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The copy is made, and what hindered the other one is told."""

    def refuse(*_: object) -> None:
        raise Unwritable(place="x", why="store.why.full")

    monkeypatch.setattr(copies.backup, "carry", refuse)
    kept = copies.keep(door.work, door.now(), door.media())

    assert len(all_in(door.media().own)) == 1
    assert kept.carried is None
    assert isinstance(kept.trouble, Unwritable)


@pytest.mark.parametrize(
    ("place", "why"), [("copies", "relative"), ("{data}/copies", "inside"), ("/nobody/has/this", "away")]
)
def test_a_place_that_cannot_be_a_medium_is_refused(door: Door, place: str, why: str) -> None:
    """With the reason, and nothing is made there."""
    with pytest.raises(copies.BadMedium) as told:
        copies.prepare(place.format(data=door.place.data), door.place.data)
    assert told.value.facts["why"] == f"backup.why.{why}"


def test_data_set_aside_is_not_kept_for_ever(door: Door, clock: Clock) -> None:
    """What was erased since is in it, and the keys of its day: it goes when the oldest copy would."""
    made = safekeeping.keep(door.work, clock(), door.media().own)
    (person,) = door.work.people
    safekeeping.restore_here(door.work, made.path, clock(), person)
    door.reopen()
    clock.turn(days=35)
    look_after(door)
    assert len(safekeeping.aside(door.work)) == 1
    clock.turn(days=1)
    look_after(door)
    assert safekeeping.aside(door.work) == ()
    assert [entry.what for entry in door.work.journal.read(what=safekeeping.THROWN_AWAY)]
