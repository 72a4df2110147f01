"""What the store in PostgreSQL withstands: kills, company, lost connections, conflicts, rot."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from acting import act, run

from suprovid.errors import Damaged, Stale, Unwritable
from suprovid.store import Context, TinyStore
from suprovid.store import database as databases
from suprovid.store.backup import make
from suprovid.store.database import NoDriver
from suprovid.store.opening import NoSuchStore, open_store
from suprovid.store.postgres_store import PostgresStore
from suprovid.store.restoring import restore

psycopg = pytest.importorskip("psycopg", reason="the extra postgresql is not installed")
HERE = Path(__file__).parent
NOW = datetime(2026, 5, 6, 10, tzinfo=UTC)


@pytest.fixture
def store(database: str) -> Iterator[PostgresStore]:
    store = PostgresStore(database)
    store.create("case", "a1", act(0))
    yield store
    store.close()


def test_kills_of_the_app_lose_nothing(database: str, tmp_path: Path) -> None:
    """60 kills during saves: nothing unreadable, no acknowledged save lost, no half acts."""
    found = json.loads(run("killing.py", tmp_path, 60, database))

    assert found.pop("saves") >= 60
    assert not any(found.values()), found


def test_many_processes_lose_nothing(database: str, tmp_path: Path) -> None:
    """4 processes make 25 acts each on one folder; who is too late is told, and repeats."""
    run("adding.py", tmp_path, 4, 25, database)

    store = PostgresStore(database)
    folder = store.read("case", "a1")
    assert folder.documents["d1"]["sum"] == len(folder.events) == 100
    assert store.number("acts") == 101
    store.close()


def test_a_lost_connection_is_made_again(store: PostgresStore, database: str) -> None:
    """The server was started again meanwhile: nobody notices, and no act is made twice."""
    for number in range(1, 4):
        with psycopg.connect(database, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        assert store.write("case", "a1", act(number), number) == number + 1

    assert len(store.read("case", "a1").events) == 4


@pytest.mark.parametrize("code", ["40001", "40P01"])
def test_what_the_database_wants_again_is_tried_again(store: PostgresStore, code: str) -> None:
    """Serialization failures and deadlocks are no errors, unless they never end."""
    failures = [psycopg.errors.lookup(code)() for _ in range(3)]
    calls: list[int] = []

    def fail(connection: object) -> int:
        calls.append(1)
        if failures:
            raise failures.pop()
        return 7

    assert store.database.tried(fail) == 7
    assert len(calls) == 4


def test_who_writes_between_reading_and_writing_wins(
    store: PostgresStore, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The count of changed rows is checked: the other act stands, ours is told to be too late."""
    real, others = store._sheets, PostgresStore(database)

    def slowly(folder: object) -> tuple[bytes, bytes]:
        monkeypatch.setattr(store, "_sheets", real)
        others.write("case", "a1", act(5), 1)
        return real(folder)  # type: ignore[arg-type]

    monkeypatch.setattr(store, "_sheets", slowly)
    with pytest.raises(Stale) as told:
        store.write("case", "a1", act(6), 1)

    assert told.value.facts["found"] == 2
    assert store.read("case", "a1").documents["d1"]["n"] == 5
    others.close()


def test_an_act_whose_answer_was_lost_is_made_once(store: PostgresStore) -> None:
    """Asked for again, with the same event, by whoever: it answers the revision that it made."""
    assert store.write("case", "a1", act(1), 1) == 2
    assert store.write("case", "a1", act(1), 1) == 2
    assert store.create("case", "a1", act(0)) == 2


@pytest.mark.parametrize("place", [0, 40, 100, 270])
def test_a_changed_row_is_named_and_the_others_work(store: PostgresStore, database: str, place: int) -> None:
    """A flipped bit in a row is found by its checksum."""
    store.create("case", "b2", act(0))
    with psycopg.connect(database, autocommit=True) as other:
        other.execute(
            "UPDATE folders SET sheet = set_bit(sheet, %s, 1 - get_bit(sheet, %s)) WHERE id = 'a1'",
            (place * 8, place * 8),
        )

    with pytest.raises(Damaged) as told:
        store.read("case", "a1")
    assert told.value.facts["place"] == "case/a1/folder.json"
    assert store.read("case", "b2").revision == 1
    assert len(list(store.folders())) == 2


def test_a_row_in_the_place_of_another_is_noticed(store: PostgresStore, database: str) -> None:
    """Nor can an older revision pass for the newest."""
    store.create("case", "b2", act(0))
    store.write("case", "a1", act(1), 1)
    with psycopg.connect(database, autocommit=True) as other:
        other.execute(
            "UPDATE folders SET sheet = (SELECT sheet FROM folders WHERE id = 'b2') WHERE id = 'a1'"
        )
        other.execute("UPDATE folders SET revision = 7 WHERE id = 'b2'")

    for id in ("a1", "b2"):
        with pytest.raises(Damaged):
            store.read("case", id)


def test_a_sheet_can_be_asked_in_sql(store: PostgresStore, database: str) -> None:
    """Without a cover a row is JSON that the database understands, for an operator's own reports."""
    with psycopg.connect(database) as other:
        row = other.execute(
            "SELECT convert_from(sheet, 'UTF8')::jsonb #>> '{documents,1,name}' FROM folders"
        ).fetchone()
    assert row == ("Їжак",)


class Reversed:
    """A cover that is no secret but hides what it covers."""

    def seal(self, content: bytes, context: Context) -> bytes:
        return content[::-1]

    def open(self, content: bytes, context: Context) -> bytes:
        return content[::-1]

    def alias(self, digest: str, context: Context) -> str:
        return digest[::-1]

    def digest(self, alias: str, context: Context) -> str:
        return alias[::-1]

    def is_current(self, content: bytes) -> bool:
        return True


def test_a_cover_covers_rows_and_attachments(database: str) -> None:
    """With a cover no name lies open in the database."""
    store = PostgresStore(database, Reversed())
    store.create("case", "a1", act(0))
    digest = store.attach("case", "a1", "Їжак".encode())

    assert store.read("case", "a1").documents["d1"]["name"] == "Їжак"
    assert store.attachment("case", "a1", digest) == "Їжак".encode()
    assert list(store.attachments("case", "a1")) == [digest]
    with psycopg.connect(database) as other:
        rows = other.execute("SELECT sheet FROM folders UNION ALL SELECT content FROM attachments").fetchall()
        names = other.execute("SELECT digest FROM attachments").fetchall()
    assert names == [(digest[::-1],)]
    assert len(rows) == 2
    assert not [row for row in rows if "Їжак".encode() in bytes(row[0])]
    store.close()


def test_a_backup_of_a_database_restores_to_a_disk(store: PostgresStore, tmp_path: Path) -> None:
    """While others write: all rows are of the moment at which it began."""
    digest = store.attach("case", "a1", b"scan")
    stop = threading.Event()

    def work() -> None:
        number = 1
        while not stop.is_set():
            store.write("case", "a1", act(number), number)
            number += 1

    thread = threading.Thread(target=work)
    thread.start()
    backups = [make(store, {}, tmp_path / f"safe{number}", NOW) for number in range(5)]
    stop.set()
    thread.join()

    for number, made in enumerate(backups):
        restore(made.path, tmp_path / f"new{number}")
        copy = TinyStore(tmp_path / f"new{number}")
        folder = copy.read("case", "a1")
        assert folder.documents["d1"]["n"] == len(folder.events) - 1 == folder.revision - 1
        assert copy.attachment("case", "a1", digest) == b"scan"


def test_processes_that_start_at_once_make_the_tables_once(database: str) -> None:
    """None of them fails."""
    stores: list[PostgresStore] = []
    threads = [threading.Thread(target=lambda: stores.append(PostgresStore(database))) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(stores) == 12
    for store in stores:
        store.close()


def test_a_database_that_is_away_is_told_without_its_password() -> None:
    """Nor is a strange address repeated."""
    with pytest.raises(Unwritable) as told:
        PostgresStore("postgresql://olena:verysecret@127.0.0.1:1/none?connect_timeout=1")
    assert "verysecret" not in str(told.value)
    with pytest.raises(NoSuchStore) as strange:
        open_store(Path("data"), "mysql://olena:verysecret@db")
    assert "verysecret" not in str(strange.value)


def test_without_its_driver_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The embedded store needs none."""
    monkeypatch.setattr(databases, "HAS_DRIVER", False)
    with pytest.raises(NoDriver):
        PostgresStore("postgresql://x")


def test_attachments_may_lie_in_a_directory(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sealed, not in the database; a removal that was cut off is finished by a sweep."""
    room = tmp_path / "scans"
    monkeypatch.setenv("SUPROVID_ATTACHMENTS", str(room))
    store = open_store(tmp_path, database)
    store.create("case", "a1", act(0))
    digest = store.attach("case", "a1", b"scan")
    file = room / "case/a1/files" / digest
    assert file.read_bytes() == b"scan"
    with psycopg.connect(database) as other:
        assert other.execute("SELECT count(*) FROM attachments").fetchone() == (0,)

    file.write_bytes(b"scum")
    with pytest.raises(Damaged):
        store.attachment("case", "a1", digest)
    store.remove("case", "a1")
    assert not file.exists()

    file.parent.mkdir(parents=True)
    file.write_bytes(b"scan")
    (fresh := file.with_name("x.new")).write_bytes(b"half")
    assert store.sweep() == 1
    assert not fresh.exists()
    store.close()
