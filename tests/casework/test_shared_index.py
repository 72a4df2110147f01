"""The index in the database: it answers as the one in memory, and all processes of an office share it."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from suprovid.casework import acts, upkeep
from suprovid.casework.opening import open_workspace
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.sample import demo
from suprovid.store import shared_index
from suprovid.store.database import Unreachable
from suprovid.store.folder import Change
from suprovid.store.index import FolderRow
from suprovid.store.memory import Memory
from suprovid.store.moving import carry
from suprovid.store.opening import open_index
from suprovid.store.port import PLAIN, Context
from suprovid.store.postgres_store import PostgresStore
from suprovid.store.questions import Filter, Page
from suprovid.store.shared_index import SharedIndex

sys.path.append(str(Path(__file__).parents[1] / "store"))

from postgres_server import empty, server

SCHEMAS = Path(__file__).parents[2] / "schemas"
NOW = datetime(2026, 9, 10, 9, tzinfo=UTC)
TEXTS = ("", "мар", "067", "2026", "шевч", "Ковал Олена", "a", "нема такого")


@pytest.fixture(scope="module")
def postgres() -> Iterator[str]:
    with server() as address:
        yield address


@pytest.fixture(scope="module")
def office(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Workspace, str]]:
    """The sample, in directories; and the address of a database that holds the same."""
    address = empty(postgres)
    with open_workspace(tmp_path_factory.mktemp("tiny") / "data", SCHEMAS, "") as work:
        demo.found(work, NOW, lambda phrase: {"hash": phrase}, 2)
        there = PostgresStore(address)
        carry(work.store, there)
        there.close()
        yield work, address


def opened(address: str, data: Path) -> Workspace:
    """One more process in front of the database."""
    return open_workspace(data, SCHEMAS, address)


def rows(work: Workspace, **asked: Any) -> list[Any]:
    """Rows without what differs by chance: their order where none was asked for."""
    found = work.index.find(**asked).rows
    return sorted(sorted(map(repr, row.items())) for row in found)


def test_it_answers_as_the_index_in_memory(office: tuple[Workspace, str], tmp_path: Path) -> None:
    """All rows of all tables, searches, filters, orders and counts over the whole sample."""
    tiny, address = office
    with opened(address, tmp_path) as work:
        assert isinstance(work.index, SharedIndex)
        for of in ("folders", "documents", "lines"):
            assert rows(work, of=of) == rows(tiny, of=of)
        for text in TEXTS:
            assert rows(work, text=text) == rows(tiny, text=text), text
        for column in ("stage", "coordinator", "kind"):
            assert work.index.counts(column) == tiny.index.counts(column)
        asked = [Filter("kind", "=", "case"), Filter("title", "contains", "Н")]
        assert rows(work, filters=asked) == rows(tiny, filters=asked)
        for order in (["title", "id"], ["-code", "id"], ["name", "-title", "id"]):
            page = Page(7, 2)
            ours, theirs = (each.index.find(order=order, page=page) for each in (work, tiny))
            assert [row["id"] for row in ours.rows] == [row["id"] for row in theirs.rows], order
            assert ours.count == theirs.count


def test_what_one_writes_the_other_finds_without_looking(
    office: tuple[Workspace, str], tmp_path: Path
) -> None:
    """The rows are there as soon as the act is done."""
    _, address = office
    with opened(address, tmp_path / "a") as one, opened(address, tmp_path / "b") as two:
        case = next(row["id"] for row in one.index.find([Filter("kind", "=", "case")]).rows)
        folder = one.read("case", case)
        person = next(p for p in one.people.values() if "supervisor" in p.roles)
        by = By(person, NOW)
        at = acts.At("case", case, folder.revision)
        acts.set_flags(one, by, at, ["restricted"], "безпека")

        found = two.index.find([Filter("id", "=", case)]).rows[0]
        assert found["revision"] == folder.revision + 1
        assert two.follow_others() == 1


def test_a_start_reads_no_folder(
    office: tuple[Workspace, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the snapshot that the last stop left, and rows that are in step."""
    _, address = office
    opened(address, tmp_path).close()
    read: list[str] = []
    real = PostgresStore.read
    monkeypatch.setattr(PostgresStore, "read", lambda self, *key: read.append(key) or real(self, *key))

    with opened(address, tmp_path) as work:
        assert read == []
        assert work.index.count() > 10


def test_rows_that_a_kill_left_behind_are_mended_by_whoever_sees(
    office: tuple[Workspace, str], tmp_path: Path
) -> None:
    """The folder was written, its rows were not: a process beside it puts them."""
    _, address = office
    with opened(address, tmp_path / "a") as one, opened(address, tmp_path / "b") as two:
        case = next(row["id"] for row in one.index.find([Filter("kind", "=", "case")]).rows)
        folder = one.read("case", case)
        about = {**folder.about, "title": "Після обриву"}
        one.store.write("case", case, Change(about, {}, [{"id": "cut-off"}]), folder.revision)

        assert two.follow_others() == 1
        assert one.index.find([Filter("id", "=", case)]).rows[0]["revision"] == folder.revision + 1


def test_an_older_state_never_replaces_a_newer(office: tuple[Workspace, str], tmp_path: Path) -> None:
    """Whoever was slow puts nothing."""
    _, address = office
    with opened(address, tmp_path) as work:
        row = work.index.find([Filter("kind", "=", "case")]).rows[0]
        work.index.put(FolderRow("case", row["id"], 0, {"title": "давнє"}))
        assert work.index.find([Filter("id", "=", row["id"])]).rows == (row,)


class Sealed:
    """A cover that is no secret."""

    def seal(self, content: bytes, context: Context) -> bytes:
        return content[::-1]

    def open(self, content: bytes, context: Context) -> bytes:
        return content[::-1]

    def alias(self, digest: str, context: Context) -> str:
        return digest

    def digest(self, alias: str, context: Context) -> str:
        return alias

    def is_current(self, content: bytes) -> bool:
        return True


def test_names_do_not_lie_beside_what_is_sealed(postgres: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a cover, or when the operator wants it, the index stays in memory."""
    address = empty(postgres)
    for cover, wish, shared in ((Sealed(), "", False), (PLAIN, "memory", False), (PLAIN, "", True)):
        monkeypatch.setenv("SUPROVID_INDEX", wish)
        store = PostgresStore(address, cover)
        index = open_index(store, ({"title": "words"}, {}, {}), {}, Memory())
        assert isinstance(index, SharedIndex) is shared
        index.close()
        store.close()


def test_an_act_stands_although_its_rows_have_to_wait(
    office: tuple[Workspace, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that goes away right after the save: nobody is told that it failed; the rows follow."""
    with opened(office[1], tmp_path) as work:
        kind, id = next(key for key in work.store.folders("client"))
        folder = work.read(kind, id)

        def away(rows: Any) -> None:
            raise Unreachable(place="OperationalError", why="store.why.database")

        with monkeypatch.context() as patch:
            patch.setattr(work.index, "put_all", away)
            at = work.store.write(kind, id, Change({**folder.about, "code": "К-99999"}), folder.revision)
            work.follow(work.read(kind, id))
            assert work.behind
            assert not work.keep_snapshot()
            assert not work.index.find([Filter("code", "=", "К-99999")]).rows

        work.follow_others()
        (row,) = work.index.find([Filter("code", "=", "К-99999")]).rows
        assert (row["id"], row["revision"], not work.behind) == (id, at, True)


def test_a_fork_asks_over_connections_of_its_own(
    office: tuple[Workspace, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two processes on one connection would read each other's answers."""
    with opened(office[1], tmp_path) as work:
        assert isinstance(work.index, SharedIndex)
        lines = []
        for process in (os.getpid(), os.getpid() + 1):
            monkeypatch.setattr(os, "getpid", lambda process=process: process)
            with work.index._reading() as connection:
                lines.append(connection.connection.driver_connection)
        assert lines[0] is not lines[1]
        assert lines[0] is not None
        assert not lines[0].closed, "it is the other process that goes on with it"
        lines[0].close()


def test_a_start_that_died_is_taken_over(
    office: tuple[Workspace, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that works out the rows says so; one that does not come back is waited for, not for ever."""
    address = office[1]
    with opened(address, tmp_path / "a") as one:
        assert isinstance(one.index, SharedIndex)
        monkeypatch.setattr(shared_index, "PATIENCE", timedelta(seconds=1))
        assert one.index._claimed(f"{one.index._name}building"), "and here the plug is pulled"

        begun = time.monotonic()
        with opened(address, tmp_path / "b") as two:
            waited = time.monotonic() - begun
            assert two.index.count() == one.index.count()
        assert waited > 0.7, "while it might be at work still"

        begun = time.monotonic()
        with one.index.building():
            assert time.monotonic() - begun < 0.7, "whoever took over has let go"


def test_a_form_that_changes_is_seen_by_the_other_process(
    office: tuple[Workspace, str], tmp_path: Path
) -> None:
    """And the rows that both ask follow it, as they would in a new index."""
    schemas = Path(shutil.copytree(SCHEMAS, tmp_path / "schemas"))
    address = office[1]
    asked = {"filters": [Filter("kind", "=", "enquiry")]}
    with (
        open_workspace(tmp_path / "one", schemas, address) as one,
        open_workspace(tmp_path / "two", schemas, address) as two,
    ):
        before = rows(two, **asked)
        path = schemas / "forms" / "intake.json"
        form = json.loads(path.read_text(encoding="utf-8"))
        form["title"] = "Звернення, назване інакше"
        form["properties"]["outcome"].pop("x-means")
        path.write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")

        assert one.catch_up()
        one.renewal.wait()
        assert rows(two, **asked) != before, "the rows are the same for both"
        assert two.library.form("intake").title("uk") != form["title"], "it has not looked yet"
        assert two.catch_up()
        two.renewal.wait()
        assert two.library.form("intake").title("uk") == form["title"]
        seen = rows(two, **asked)
        upkeep.index(two, upkeep.everything(two))
        assert rows(two, **asked) == seen
    opened(address, tmp_path / "after").close()
