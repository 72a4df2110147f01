"""What a save costs in PostgreSQL, beside a bare compare-and-set of the same row.

    uv run python -m bench.postgres [postgresql://...]

Without an address it starts a server of its own, as the tests do, but one that syncs.
Both go over one connection of a pool, commit alike, and take turns, so that a busy disk is busy for each.
The bare statement writes as many bytes into the same row under the same condition, and nothing else.
Beside that: the saves a second of eight at once, and what a case of the sample takes with all around it.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from bench.store import case
from suprovid.casework.opening import open_workspace
from suprovid.sample import demo
from suprovid.store import Change, custody
from suprovid.store.database import Database
from suprovid.store.port import PLAIN, Cover
from suprovid.store.postgres_store import PostgresStore
from suprovid.store.slots import Cost

TESTS = str(Path(__file__).parents[1] / "tests" / "store")
TURNS, WARM = 400, 20
CASES = 1_000
AT_ONCE, SECONDS = 8, 5.0
SAMPLE = 100
FOLDERS = "SELECT pg_total_relation_size('folders')"
INDEX = (
    "SELECT coalesce(sum(pg_total_relation_size(oid)), 0) FROM pg_class"
    " WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND relname LIKE 'index%%'"
)
NOW = datetime(2026, 9, 10, 9, tzinfo=UTC)
SCHEMAS = Path(__file__).parents[1] / "schemas"
MOST = 2.0
BARE = "UPDATE folders SET revision = revision + 1, sheet = %s WHERE id = %s AND kind = %s AND revision = %s"
SEEN = "SELECT revision, sheet FROM folders WHERE id = %s AND kind = %s"
PUT_BACK = "UPDATE folders SET revision = %s, sheet = %s WHERE id = %s AND kind = %s"


class Office:
    """An organisation of many cases in a database."""

    def __init__(self, address: str) -> None:
        self.store, self.database, self.turn = PostgresStore(address), Database(address), 0
        for number in range(CASES):
            self.store.create("case", f"c{number}", case(number))

    def one_turn(self) -> tuple[float, float, float]:
        """Milliseconds of reading a case, of saving one act in it, and of the bare statement on its row."""
        self.turn += 1
        id = f"c{self.turn * 7 % CASES}"
        if self.turn % 2:
            bare = self._bare(id)
            return *self._save(id), bare
        return *self._save(id), self._bare(id)

    def _save(self, id: str) -> tuple[float, float]:
        """An act as it is made: the case is read, then a document changes and an event tells of it."""
        found = []
        reading = took(lambda: found.append(self.store.read("case", id)))
        document = {**case(0).documents["d1"], "turn": self.turn}
        change = Change(None, {"d1": document}, [{"id": f"t{self.turn}"}])
        return reading, took(lambda: self.store.write("case", id, change, found[0].revision))

    def _bare(self, id: str) -> float:
        """The same bytes into the same row, and afterwards the revision that they are sealed for."""
        revision, sheet = self.database.rows(SEEN, id, "case")[0]
        bare = took(lambda: self.database.count(BARE, sheet, id, "case", revision))
        self.database.count(PUT_BACK, revision, sheet, id, "case")
        return bare

    def saves_a_second(self) -> float:
        """Of eight people, each in cases of their own, reading before each save, for some seconds."""
        done, until = [0] * AT_ONCE, time.monotonic() + SECONDS

        def work(place: int) -> None:
            while time.monotonic() < until:
                number = (done[place] * AT_ONCE + place) % CASES
                found = self.store.read("case", f"c{number}")
                change = Change(None, {}, [{"id": f"s{place}-{done[place]}"}])
                self.store.write("case", found.id, change, found.revision)
                done[place] += 1

        people = [threading.Thread(target=work, args=(place,)) for place in range(AT_ONCE)]
        for each in people:
            each.start()
        for each in people:
            each.join()
        return sum(done) / SECONDS

    def close(self) -> None:
        """Let go of the connections."""
        self.store.close()
        self.database.close()


def kilobytes(address: str | None, is_sealed: bool) -> tuple[float, float]:
    """What a case takes with its client, enquiry, documents and history; and its rows in the index."""
    with place(address) as where, tempfile.TemporaryDirectory() as room:
        cover: Cover = PLAIN
        if is_sealed:
            founder = custody.Founder("oksana", "зелений чайник біля вікна", "p1")
            cover = custody.found(Path(room), founder, {}, Cost(memory=64, time=1))[0].vault
        with open_workspace(Path(room), SCHEMAS, where, cover) as work:
            demo.found(work, NOW, lambda phrase: {"hash": phrase}, SAMPLE)
        database = Database(where)
        with database.connection() as connection:
            connection.execute("VACUUM FULL")
        found = tuple(float(database.rows(asked)[0][0]) / SAMPLE / 1000 for asked in (FOLDERS, INDEX))
        database.close()
    return found[0], found[1]


def took(act: Callable[[], Any]) -> float:
    """Milliseconds of one call."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


@contextmanager
def place(address: str | None) -> Iterator[str]:
    """An empty place in the server at the address, or in one of our own."""
    if address:
        yield empty_place(address)
        return
    sys.path.append(TESTS)
    from postgres_server import server

    with server(syncs=True) as own:
        yield empty_place(own)


def empty_place(address: str) -> str:
    """The address of a schema in this server that nobody has used."""
    sys.path.append(TESTS)
    from postgres_server import empty

    return str(empty(address))


def main(address: str | None = None) -> None:
    """Take turns and print medians."""
    with place(address) as where:
        office = Office(where)
        turns = [office.one_turn() for _ in range(WARM + TURNS)][WARM:]
        saves = office.saves_a_second()
        office.close()
        sizes = {name: kilobytes(address, name == "sealed") for name in ("in clear", "sealed")}
    reading, saved, bare = (median(column) for column in zip(*turns, strict=True))
    print(f"milliseconds of {TURNS} turns in {CASES:,} cases, medians")
    print(f"{'read one case':34}{reading:8.3f}")
    print(f"{'save':34}{saved:8.3f}")
    print(f"{'bare compare-and-set':34}{bare:8.3f}")
    print(f"{'saves a second, eight at once':34}{saves:8.0f}")
    for name, (folders, index) in sizes.items():
        print(f"KB of a case, {name + ':':20}{folders:8.1f} and {index:.1f} in the index")
    kept = "kept" if saved / bare <= MOST else "BROKEN"
    print(f"save / bare compare-and-set: {saved / bare:.2f}, at most {MOST:.0f}: {kept}")


if __name__ == "__main__":
    main(*sys.argv[1:2])
