"""What a save costs in PostgreSQL, beside a bare compare-and-set of the same row.

    uv run python -m bench.postgres [postgresql://...]

Without an address it starts a server of its own, as the tests do, but one that syncs.
Both go over one connection of a pool, commit alike, and take turns, so that a busy disk is busy for each.
The bare statement writes as many bytes into the same row under the same condition, and nothing else.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from bench.store import case
from suprovid.store import Change
from suprovid.store.database import Database
from suprovid.store.postgres_store import PostgresStore

TESTS = str(Path(__file__).parents[1] / "tests" / "store")
TURNS, WARM = 400, 20
CASES = 1_000
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

    def close(self) -> None:
        """Let go of the connections."""
        self.store.close()
        self.database.close()


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
        office.close()
    reading, saved, bare = (median(column) for column in zip(*turns, strict=True))
    print(f"milliseconds of {TURNS} turns in {CASES:,} cases, medians")
    print(f"{'read one case':34}{reading:8.3f}")
    print(f"{'save':34}{saved:8.3f}")
    print(f"{'bare compare-and-set':34}{bare:8.3f}")
    kept = "kept" if saved / bare <= MOST else "BROKEN"
    print(f"save / bare compare-and-set: {saved / bare:.2f}, at most {MOST:.0f}: {kept}")


if __name__ == "__main__":
    main(*sys.argv[1:2])
