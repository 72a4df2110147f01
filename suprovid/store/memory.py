"""One SQLite database in memory, as one connection behind one lock; it can be written out and taken in whole.

Nothing of it ever touches a disk by itself: sorting and undoing stay in memory too.
"""

from __future__ import annotations

import gc
import sqlite3
from collections.abc import Iterable, Iterator
from math import prod
from threading import RLock

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from suprovid.store.search import folded

PARTS = ("main", "found", "inside", "said")
"""The database lies in parts: taken in and written out one by one, it is never in memory twice.

`found` has the folders, `inside` their documents and lines, `said` the words to find them by.
"""
LIMIT = 800 * 2**20
"""A part that was taken in cannot grow over a gigabyte: a larger one is not written out."""
CACHE = 4000
"""Kilobytes of each part that lie ready beside it."""
Part = tuple[str, bytes | bytearray]


class Memory:
    """The database: `raw` for plain statements, `engine` for SQLAlchemy, both under `lock`.

    `parts` are what `parts()` said before; `sqlite3.DatabaseError` when they are no such thing.
    """

    def __init__(self, parts: Iterable[Part] = ()) -> None:
        self.lock = RLock()
        self.raw = _connection()
        for name, content in parts:
            self.raw.deserialize(content, name=name)
            del content  # before the next one is read
        for name in PARTS:
            self.raw.execute(f"SELECT count(*) FROM {name}.sqlite_master").fetchone()
        self.engine: Engine = create_engine("sqlite://", creator=lambda: self.raw, poolclass=StaticPool)

    @property
    def can_be_kept(self) -> bool:
        """Whether this SQLite can write a database out, and take it in again."""
        return hasattr(self.raw, "serialize") and all(self._size(name) < LIMIT for name in PARTS)

    def parts(self) -> Iterator[Part]:
        """The whole database as it is, part by part; nobody may change it meanwhile."""
        for name in PARTS:
            if self._size(name):  # what has nothing in it cannot be written out
                yield name, self.raw.serialize(name=name)

    def tidy(self) -> None:
        """Give back the room that many changes left."""
        with self.lock:
            for name in PARTS:
                self.raw.execute(f"VACUUM {name}")

    def close(self) -> None:
        """Give the memory back."""
        self.engine.dispose()

    def _size(self, name: str) -> int:
        with self.lock:
            return prod(
                self.raw.execute(f"PRAGMA {name}.page_{of}").fetchone()[0] for of in ("count", "size")
            )


def settle() -> None:
    """What this process holds by now stays: Python need not go through all of it again and again.

    Its search for cycles took longer than any question. What an earlier call kept is gone through once more.
    """
    if gc.get_freeze_count():
        gc.unfreeze()
        gc.collect()
    gc.freeze()


def _connection() -> sqlite3.Connection:
    raw = sqlite3.connect(":memory:", check_same_thread=False)
    for name in PARTS[1:]:
        raw.execute(f"ATTACH ':memory:' AS {name}")
    raw.execute("PRAGMA temp_store = MEMORY")
    for name in PARTS:
        raw.execute(f"PRAGMA {name}.cache_size = {-CACHE}")
    raw.create_function("folded", 1, _folded, deterministic=True)
    return raw


def _folded(text: str | None) -> str | None:
    """SQLite compares texts as the search does."""
    return text and folded(text)
