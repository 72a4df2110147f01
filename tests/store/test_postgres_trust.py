"""What the store in PostgreSQL withstands from the server itself: its death, its absence, its refusals."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from postgres_server import Server, empty, running

from suprovid.errors import Busy, Damaged, Stale, Unwritable
from suprovid.store import Change, database
from suprovid.store import statements as say
from suprovid.store.database import Unreachable
from suprovid.store.postgres_store import PostgresStore

psycopg = pytest.importorskip("psycopg", reason="the extra postgresql is not installed")
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as own:
        yield own


@pytest.fixture
def store(server: Server) -> Iterator[PostgresStore]:
    store = PostgresStore(empty(server.address))
    store.create("case", "a1", act(0))
    yield store
    store.close()


def act(number: int) -> Change:
    return Change(None, {"d1": {"id": "d1", "n": number}}, [{"id": f"e{number}"}])


class Heard:
    """Every statement that a store sends, in order."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.said: list[str] = []
        real = psycopg.Connection.execute

        def execute(connection: Any, query: Any, *rest: Any, **named: Any) -> Any:
            self.said.append(str(query))
            return real(connection, query, *rest, **named)

        monkeypatch.setattr(psycopg.Connection, "execute", execute)


def test_a_save_after_a_look_is_one_statement(store: PostgresStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """One way there and back; so is the next one, without looking."""
    store.read("case", "a1")
    heard = Heard(monkeypatch)

    assert store.write("case", "a1", act(1), 1) == 2
    assert store.write("case", "a1", act(2), 2) == 3
    assert heard.said == [say.WRITE, say.WRITE]
    assert [event["id"] for event in store.read("case", "a1").events] == ["e0", "e1", "e2"]


def test_what_was_remembered_is_not_believed(store: PostgresStore, server: Server) -> None:
    """A change by somebody else makes the one UPDATE touch nothing, and then it looks."""
    other = PostgresStore(store.database._address)
    store.read("case", "a1")
    other.write("case", "a1", act(1), 1)

    with pytest.raises(Stale):
        store.write("case", "a1", act(2), 1)
    assert store.write("case", "a1", act(1), 1) == 2, "the other's act again is made once"
    assert store.write("case", "a1", act(2), 2) == 3
    other.close()


def test_a_serialization_failure_is_provoked_and_tried_again(server: Server) -> None:
    """40001 by a database set to be strict: somebody touched the row between the look and the save."""
    strict = f"{empty(server.address)}%20-c%20default_transaction_isolation%3Dserializable"
    store, codes = PostgresStore(strict), codes_of(strict)
    store.create("case", "a1", act(0))
    with psycopg.connect(strict) as rival, psycopg.connect(strict, autocommit=True) as watch:
        rival.execute("UPDATE folders SET changed = now() WHERE id = 'a1'")
        saver = threading.Thread(target=store.write, args=("case", "a1", act(1), 1))
        saver.start()
        until_waiting(watch, "folders")
        rival.commit()
        saver.join(20)

    assert "40001" in codes()
    assert [event["id"] for event in store.read("case", "a1").events] == ["e0", "e1"]
    store.close()


def codes_of(address: str) -> Any:
    """What the server wrote down of failed statements since now."""
    room = Path(address.partition("host=")[2].partition("&")[0])
    before = (room / "log").stat().st_size

    def codes() -> str:
        said = (room / "log").read_text(errors="replace")[before:]
        return said.replace("could not serialize access", "40001").replace("deadlock detected", "40P01")

    return codes


def test_a_deadlock_is_provoked_and_tried_again(store: PostgresStore) -> None:
    """40P01: another transaction holds what a removal needs last and waits for what it holds first."""
    codes = codes_of(store.database._address)
    address = store.database._address
    with psycopg.connect(address) as rival, psycopg.connect(address, autocommit=True) as watch:
        rival.execute("SET deadlock_timeout = '60s'")
        rival.execute(say.ERASE, ("a1", "case"))
        remover = threading.Thread(target=store.remove, args=("case", "a1"))
        remover.start()
        until_waiting(watch, "erased")
        rival.execute("UPDATE folders SET changed = now() WHERE id = 'a1'")
        rival.commit()
        remover.join(20)

    assert "40P01" in codes()
    assert list(store.folders()) == []
    assert store.erased() == (("case", "a1"),)


def until_waiting(watch: Any, table: str) -> None:
    """Until some statement on this table waits for a lock."""
    asked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE %s"
    until = time.monotonic() + 20
    while not watch.execute(asked, (f"%{table}%",)).fetchone()[0]:
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_row_that_is_held_too_long_is_told(store: PostgresStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A statement that takes too long is ended; the save did not happen and can be made again."""
    address = store.database._address
    with psycopg.connect(address) as rival:
        rival.execute("UPDATE folders SET changed = now() WHERE id = 'a1'")
        impatient = PostgresStore(address)
        with impatient.database.connection() as connection:
            connection.execute("SET statement_timeout = 100")
        with pytest.raises(Busy):
            impatient.write("case", "a1", act(1), 1)
        rival.rollback()
    assert impatient.write("case", "a1", act(1), 1) == 2
    impatient.close()


def test_a_statement_that_fails_changes_nothing(store: PostgresStore, server: Server) -> None:
    """A database that may not be written, or is full: told, the old state stands, the next save works."""
    name = store.database._address.rpartition("%3D")[2]
    with psycopg.connect(server.address, autocommit=True) as other:
        other.execute(
            f"CREATE FUNCTION {name}.full() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
            " RAISE EXCEPTION USING ERRCODE = 'disk_full'; END$$"
        )
        other.execute(
            f"CREATE TRIGGER full_disk BEFORE INSERT OR UPDATE OR DELETE ON {name}.folders"
            f" EXECUTE FUNCTION {name}.full()"
        )
        for save in (
            lambda: store.write("case", "a1", act(1), 1),
            lambda: store.create("case", "b2", act(0)),
            lambda: store.remove("case", "a1"),
        ):
            with pytest.raises(Unwritable) as told:
                save()
            assert told.value.facts["why"] == "store.why.full"
        other.execute(f"DROP TRIGGER full_disk ON {name}.folders")
    assert store.read("case", "a1").revision == 1
    assert store.write("case", "a1", act(1), 1) == 2


def test_the_server_may_be_killed_while_people_save(server: Server, tmp_path: Path) -> None:
    """Four kills of the server, started again each time: no acknowledged save is lost, none is twice."""
    address = empty(server.address)
    saver = subprocess.Popen(
        [sys.executable, str(HERE / "saving.py"), address],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(HERE.parents[1])},
    )
    assert saver.stdout
    for turn in range(4):
        saver.stdout.readline()
        time.sleep(0.03 * turn)
        server.kill()
        server.start()
    saver.send_signal(signal.SIGTERM)
    told = [json.loads(line) for line in saver.communicate(timeout=20)[0].splitlines()]

    store = PostgresStore(address)
    folder = store.read("case", "a1")
    numbers = [event["n"] for event in folder.events]
    assert told
    assert folder.documents["d1"]["n"] == numbers[-1] >= told[-1]["n"]
    assert numbers == list(range(len(numbers))), "an act is lost, or there twice"
    assert folder.revision == len(numbers)
    store.close()


def test_a_server_that_is_away_is_told_and_found_again(store: PostgresStore, server: Server) -> None:
    """With all the idle connections of eight threads dead: one sentence while it is away, then all works."""
    threads = [threading.Thread(target=store.read, args=("case", "a1")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    server.kill()
    with pytest.raises(Unreachable):
        store.write("case", "a1", act(1), 1)
    server.start()

    assert store.write("case", "a1", act(1), 1) == 2
    assert store.read("case", "a1").revision == 2


def test_a_short_absence_is_waited_for(store: PostgresStore, server: Server) -> None:
    """A restart that takes less than a second and a half is noticed by nobody."""
    server.kill()
    starter = threading.Timer(0.2, server.start)
    starter.start()
    assert store.write("case", "a1", act(1), 1) == 2
    starter.join()


def test_a_damaged_row_is_named_and_threads_go_on(store: PostgresStore) -> None:
    """200 flipped bits, one by one: none is silently wrong; others save all the while."""
    store.create("case", "b2", act(0))
    address, stop, saved = store.database._address, threading.Event(), []

    def work() -> None:
        while not stop.is_set():
            saved.append(store.write("case", "b2", act(len(saved) + 1), len(saved) + 1))

    thread = threading.Thread(target=work)
    thread.start()
    with psycopg.connect(address, autocommit=True) as other:
        flip = "UPDATE folders SET sheet = set_bit(sheet, %s, 1 - get_bit(sheet, %s)) WHERE id = 'a1'"
        bits = other.execute("SELECT length(sheet) * 8 FROM folders WHERE id = 'a1'").fetchone()[0]
        for bit in range(0, bits, max(bits // 200, 1)):
            other.execute(flip, (bit, bit))
            with pytest.raises(Damaged):
                store.read("case", "a1")
            other.execute(flip, (bit, bit))
    stop.set()
    thread.join()
    assert store.read("case", "a1").revision == 1
    assert saved == list(range(2, len(saved) + 2))


def test_endless_refusals_end(store: PostgresStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database that wants everything again for ever makes somebody wait, not hang."""
    monkeypatch.setattr(database, "PAUSE", 0.0)

    def refuse(connection: object) -> None:
        raise psycopg.errors.SerializationFailure()

    with pytest.raises(Busy):
        store.database.tried(refuse)
