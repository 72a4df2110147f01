"""Copies of encrypted data: made without the key, rehearsed with the recovery key, exchanged whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from casework_house import SCHEMAS, on

from suprovid.casework import acts, safekeeping
from suprovid.casework.opening import open_workspace
from suprovid.casework.people import By, Person
from suprovid.casework.workspace import Workspace
from suprovid.store import Change, custody, restoring
from suprovid.store.custody import Custody, Founder
from suprovid.store.slots import Cost
from suprovid.store.vault import Locked

NOW = on("2026-05-06")
CHEAP = Cost(memory=8, time=1)
NAME = "Їжаченко Невигадана"


@pytest.fixture
def sealed(tmp_path: Path) -> tuple[Custody, str]:
    """A vault and its recovery key."""
    return custody.found(tmp_path / "data", Founder("oksana", "зелений чайник", "p1"), {}, CHEAP)


@pytest.fixture
def work(sealed: tuple[Custody, str], tmp_path: Path) -> Iterator[Workspace]:
    """An encrypted organisation with one client and a scan."""
    with open_workspace(tmp_path / "data", SCHEMAS, "", sealed[0].vault) as work:
        who = {"name": "Оксана", "login": "oksana", "roles": ["administrator"]}
        acts.setup(work, By(Person("", ""), NOW), {"name": "Центр"}, who)
        work.store.attach("client", "c1", NAME.encode())
        work.store.create("client", "c1", Change({"code": "2026-0001", "name": NAME}))
        yield work


def test_a_copy_is_made_without_the_key_and_opened_with_the_recovery_key(
    work: Workspace, sealed: tuple[Custody, str], tmp_path: Path
) -> None:
    """No name lies open in it; the right key reads everything, the wrong one nothing."""
    made = safekeeping.keep_locked(work.data, SCHEMAS, NOW, tmp_path / "stick")
    assert safekeeping.is_sealed(made.path)
    restoring.restore(made.path, tmp_path / "seen")
    assert not [p for p in (tmp_path / "seen").rglob("*") if p.is_file() and NAME.encode() in p.read_bytes()]

    def opened(data: Path) -> object:
        found = custody.unlock_with_recovery(data, sealed[1])
        assert found is not None
        return found.vault

    found = safekeeping.rehearse(made.path, SCHEMAS, opened)  # type: ignore[arg-type]
    assert found.counts["client"] == 1
    assert found.damaged == ()
    with pytest.raises(Locked):
        safekeeping.rehearse(made.path, SCHEMAS)


def test_the_journal_is_told_when_it_can_be_opened(work: Workspace, tmp_path: Path) -> None:
    """Of a copy that was made while it was locked."""
    made = safekeeping.keep_locked(work.data, SCHEMAS, NOW, tmp_path / "stick")
    safekeeping.take_note(work.data, work.journal)
    safekeeping.take_note(work.data, work.journal)

    assert [entry.id for entry in work.journal.read(what=safekeeping.MADE)] == [made.path.name]
    assert work.journal.faults() == ()


def test_a_copy_from_before_the_key_was_turned_is_exchanged_whole(
    work: Workspace, sealed: tuple[Custody, str], tmp_path: Path
) -> None:
    """With its own keyring and its own journal: what its key could not open waits aside with the rest."""
    made = safekeeping.keep(work, NOW, tmp_path / "stick")
    work.journal.add(NOW, "p1", "looked", "client", "c1")
    keys, recovery = sealed
    keys.add(Founder("taras", "синій чайник", "p2"), CHEAP)
    keys.keep_only([keys.slot])

    safekeeping.restore_here(work, made.path, NOW + timedelta(hours=1), "p1")

    again = custody.unlock_with_recovery(work.data, recovery)
    assert again is not None
    assert again.ring.epoch < keys.ring.epoch
    with open_workspace(work.data, SCHEMAS, "", again.vault) as restored:
        safekeeping.take_note(restored.data, restored.journal)
        assert restored.store.read("client", "c1").about["name"] == NAME
        assert not list(restored.journal.read(what="looked"))
        assert [entry.who for entry in restored.journal.read(what=safekeeping.RESTORED)] == ["p1"]
        assert restored.journal.faults() == ()
