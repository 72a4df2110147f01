"""While the server runs it makes a backup a day by itself."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from door_house import Clock

from suprovid.casework import acts, safekeeping
from suprovid.casework.people import By
from suprovid.desk.door import Door
from suprovid.desk.keeping import back_up, keeping
from suprovid.errors import Unwritable
from suprovid.store.backup import all_in


def test_a_backup_is_made_once_a_day(door: Door, clock: Clock) -> None:
    """The first at once; the journal tells of each; after eight days seven days and a week are there."""
    assert back_up(door)
    assert not back_up(door)
    for _ in range(8):
        clock.turn(days=1)
        assert back_up(door)

    assert 7 <= len(all_in(door.place.backups)) <= 9
    assert len(list(door.work.journal.read(what=safekeeping.MADE))) == 9


def test_nothing_is_copied_of_nothing(empty_door: Door) -> None:
    """Before somebody works here there is no backup."""
    assert not back_up(empty_door)
    assert not empty_door.place.backups.exists()


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
        while not all_in(door.place.backups) and time.monotonic() < until:
            time.sleep(0.02)
    assert len(all_in(door.place.backups)) == 1
