"""Moving an organisation into PostgreSQL and back: the same in every digest, and it opens."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from vault_house import founded

from suprovid.__main__ import main
from suprovid.casework import acts
from suprovid.casework.opening import open_workspace
from suprovid.casework.people import By, Person
from suprovid.errors import Damaged
from suprovid.store import (
    Change,
    Draft,
    Drafts,
    Store,
    TinyStore,
    backup,
    copy_keys,
    disk,
    restoring,
)
from suprovid.store.custody import unlock_with_recovery
from suprovid.store.journal import Journal
from suprovid.store.moving import (
    Different,
    Occupied,
    carry,
    carry_files,
    compared,
    proof,
    refuse_strange_files,
)
from suprovid.store.postgres_store import PostgresStore
from suprovid.store.slots import Cost

SCHEMAS = Path(__file__).parents[2] / "schemas"
NOW = datetime(2026, 5, 6, 10, tzinfo=UTC)


@pytest.fixture
def tiny(tmp_path: Path) -> TinyStore:
    store = TinyStore(tmp_path / "data")
    for id in ("a1", "b2"):
        scan = store.attach("case", id, b"scan")
        store.create("case", id, Change({"n": 1.5}, {"d": {"id": "d", "file": scan}}, [{"id": "e"}]))
        store.write("case", id, Change(documents={"z": {"id": "z"}, "a": {"id": "a"}}), 1)
    store.number("case", above=7)
    store.create("client", "c", Change())
    store.remove("client", "c")
    return store


@pytest.fixture
def base(database: str) -> Iterator[PostgresStore]:
    store = PostgresStore(database)
    yield store
    store.close()


def test_there_and_back_nothing_changes(tiny: TinyStore, base: PostgresStore, tmp_path: Path) -> None:
    """Folders, revisions, attachments, numbers, erasures."""
    back = TinyStore(tmp_path / "back")

    there = carry(tiny, base)
    again = carry(base, back)

    assert there.counts == {"attachments": 2, "case": 2}
    assert there.digest == again.digest == proof(tiny).digest
    assert back.number("case") == 9
    assert back.erased() == (("client", "c"),)


def test_it_moves_into_an_empty_store_only(tiny: TinyStore, base: PostgresStore) -> None:
    """Nothing is mixed."""
    base.create("case", "x", Change())
    with pytest.raises(Occupied):
        carry(tiny, base)
    assert len(list(base.folders())) == 1


def test_a_move_that_was_cut_off_goes_on(
    tiny: TinyStore, base: PostgresStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After every single step: asked for again it carries the rest, and the proof is the same; both ways."""
    tiny.create("enquiry", "e1", Change())
    for here, there in ((tiny, base), (base, TinyStore(tmp_path / "back"))):
        cuts = 0
        while not is_carried(here, there, monkeypatch):
            cuts += 1
        assert cuts == 4, "three folders and a number: noting what was erased may be done again"
        assert proof(there).digest == proof(tiny).digest
        assert there.numbers() == {"case": 8}


def is_carried(here: Store, there: Store, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether a move came to its end before the plug was pulled, after one step that changed something."""
    left = [1]
    with monkeypatch.context() as patch, contextlib.suppress(KeyboardInterrupt):
        for name in ("place", "number", "note_erased"):
            patch.setattr(there, name, cut(getattr(there, name), left))
        carry(here, there)
        return True
    return False


def cut(real: Callable[..., Any], left: list[int]) -> Callable[..., Any]:
    """Pull the plug after so many steps."""

    def step(*arguments: Any, **named: Any) -> Any:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return real(*arguments, **named)

    return step


def test_it_does_not_go_on_over_what_changed(tiny: TinyStore, base: PostgresStore) -> None:
    """Somebody worked in the other store already: nothing is written over."""
    carry(tiny, base)
    base.write("case", "a1", Change(events=[{"id": "there"}]), 2)
    with pytest.raises(Occupied):
        carry(tiny, base)
    assert base.read("case", "a1").revision == 3


def test_a_damaged_folder_is_told_before_anything_moves(
    tiny: TinyStore, base: PostgresStore, tmp_path: Path
) -> None:
    """It can be taken from a backup first."""
    (tmp_path / "data/case/b2/folder.json").write_bytes(b"{}")
    with pytest.raises(Damaged):
        carry(tiny, base)
    assert list(base.folders()) == []


def test_whoever_wrote_meanwhile_is_noticed(tiny: TinyStore, base: PostgresStore) -> None:
    """A folder, a number: the digests are not the same."""
    carry(tiny, base)
    tiny.write("case", "a1", Change(events=[{"id": "late"}]), 2)
    tiny.number("case")

    with pytest.raises(Different) as told:
        compared(tiny, base)
    assert told.value.facts == {"count": 2}


def test_a_workspace_moves_and_opens_in_two_processes(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the command; then what one writes, the other shows; then back."""
    monkeypatch.setenv("SUPROVID_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SUPROVID_LANGUAGE", "en")
    monkeypatch.delenv("SUPROVID_STORE", raising=False)
    with open_workspace(tmp_path / "data", SCHEMAS) as work:
        first = {"name": "Олена", "login": "olena", "roles": ["supervisor"]}
        person = acts.setup(work, By(Person("", ""), NOW), {"name": "Центр"}, first)
    assert main(["move", "--to", database]) == 0
    assert "person: 1" in capsys.readouterr().out

    monkeypatch.setenv("SUPROVID_STORE", database)
    with open_workspace(tmp_path / "one", SCHEMAS) as one, open_workspace(tmp_path / "two", SCHEMAS) as two:
        assert two.settings.name == "Центр"
        acts.change_settings(one, By(one.people[person.id], NOW), acts.settings_at(one), {"name": "Дім"})
        assert two.follow_others() == 1
        assert two.settings.name == "Дім"
        assert (one.follow_others(), two.follow_others()) == (0, 0)

    assert main(["move", "--to", str(tmp_path / "back")]) == 0
    monkeypatch.setenv("SUPROVID_STORE", "")
    assert main(["move", "--to", database]) == 2, "what is in the data folder is older by now"
    assert "empty store only" in capsys.readouterr().err
    with open_workspace(tmp_path / "back", SCHEMAS, store="") as back:
        assert back.settings.name == "Дім"


def test_a_vault_moves_when_somebody_opens_it(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """With its recovery key; it stays sealed under the same keyring, there and after the way back."""
    custody, recovery = founded(tmp_path / "data")
    sealed = TinyStore(tmp_path / "data", custody.vault)
    scan = sealed.attach("case", "a1", b"scan")
    sealed.create("case", "a1", Change(None, {"d": {"id": "d", "file": scan}}, [{"id": "e"}]))
    monkeypatch.setenv("SUPROVID_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SUPROVID_LANGUAGE", "en")
    monkeypatch.delenv("SUPROVID_STORE", raising=False)
    assert main(["move", "--to", database]) == 2
    monkeypatch.setenv("SUPROVID_RECOVERY_KEY", recovery)
    assert main(["move", "--to", database]) == 0

    there = PostgresStore(database, custody.vault)
    assert proof(there).digest == proof(sealed).digest
    assert there.attachment("case", "a1", scan) == b"scan"
    there.close()
    in_clear = PostgresStore(database)
    with pytest.raises(Damaged):
        in_clear.read("case", "a1")
    assert scan not in in_clear.scans.of(("a1", "case"))
    in_clear.close()

    monkeypatch.setenv("SUPROVID_STORE", database)
    assert main(["move", "--to", str(tmp_path / "back")]) == 0
    reopened = unlock_with_recovery(tmp_path / "back", recovery)
    assert reopened
    assert proof(TinyStore(tmp_path / "back", reopened.vault)).digest == proof(sealed).digest
    capsys.readouterr()


@pytest.fixture
def typed(tmp_path: Path) -> Path:
    """A data folder with a journal of three months and drafts, one of them with a file."""
    data = tmp_path / "data"
    journal, drafts = Journal(data / "journal"), Drafts(data / "drafts")
    for month in (1, 2, 3):
        for day in range(1, 5):
            journal.add(datetime(2026, month, day, tzinfo=UTC), "p1", "looked", "case", f"c{day}")
    drafts.attach("p1", "d1", b"scan")
    drafts.keep(Draft("p1", "d1", "note", {"words": "почато"}))
    drafts.keep(Draft("p2", "d2", "note", {"words": "їжак"}))
    return data


def test_drafts_and_the_journal_come_along(typed: Path, tmp_path: Path) -> None:
    """The chain of the months is unbroken, the control code the same; the next line goes on with it."""
    there = tmp_path / "there"

    found = carry_files(typed, there)

    assert (found.counts["drafts"], found.counts["journal"]) == (3, 4)
    journal, drafts = Journal(there / "journal"), Drafts(there / "drafts")
    assert journal.check() == Journal(typed / "journal").check()
    assert journal.check().faults == ()
    journal.add(NOW, "p1", "looked")
    assert journal.check().faults == ()
    assert drafts.read("p1", "d1").answers == {"words": "почато"}
    assert list(drafts.attachments("p1", "d1").values()) == [b"scan"]


def test_what_was_cut_off_goes_on(typed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After each file; somebody types and looks before it is asked for again."""
    there, real = tmp_path / "there", disk.put
    for turn in range(8):
        left = [turn]
        with monkeypatch.context() as patch, contextlib.suppress(KeyboardInterrupt):
            patch.setattr(disk, "put", cut(real, left))
            refuse_strange_files(typed, there)
            carry_files(typed, there)
        Journal(typed / "journal").add(NOW, "p1", f"look{turn}")
        Drafts(typed / "drafts").keep(Draft("p1", "d1", "note", {"words": f"почато {turn}"}))

    refuse_strange_files(typed, there)
    carry_files(typed, there)
    assert Journal(there / "journal").check() == Journal(typed / "journal").check()
    assert Drafts(there / "drafts").read("p1", "d1").answers == {"words": "почато 7"}


def test_nothing_of_others_is_written_over(typed: Path, tmp_path: Path) -> None:
    """A journal that is not the beginning of ours, a draft of somebody else."""
    for name, content in (("journal/2026-01.jsonl", b"{}\n"), ("drafts/p9/d9.json", b"{}")):
        there = tmp_path / name[:5]
        (there / name).parent.mkdir(parents=True)
        (there / name).write_bytes(content)
        with pytest.raises(Occupied):
            refuse_strange_files(typed, there)


def test_the_command_carries_them_beside_a_database_too(
    typed: Path,
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Into the folder that the server will use, or they stay; the control code is told."""
    monkeypatch.setenv("SUPROVID_DATA", str(typed))
    monkeypatch.setenv("SUPROVID_LANGUAGE", "en")
    monkeypatch.delenv("SUPROVID_STORE", raising=False)
    TinyStore(typed).create("case", "a1", Change())
    code = Journal(typed / "journal").check().code
    copy_keys.keep(typed, key := copy_keys.make(Cost(memory=8, time=1))[0])
    made = backup.make(TinyStore(typed), {}, typed / "backups", NOW, key)

    assert main(["move", "--to", database, "--data-to", str(tmp_path / "server")]) == 0
    said = capsys.readouterr().out
    [carried] = (tmp_path / "server" / "backups").glob("*.zip")
    assert carried.read_bytes() == made.path.read_bytes()
    assert restoring.look(carried, copy_keys.read(tmp_path / "server")).counts == {"case": 1}
    assert "1 backup copy was carried over too" in said
    assert f"12 lines, control code {code}" in said
    assert f"--data {tmp_path / 'server'}" in said
    assert Journal(tmp_path / "server" / "journal").check().code == code
    assert main(["move", "--to", database]) == 0
    assert f"--data {typed}" in capsys.readouterr().out
