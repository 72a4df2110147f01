"""One SQLite database in memory, as one connection behind one lock; it can be written out and taken in whole.

Nothing of it ever touches a disk by itself: sorting and undoing stay in memory too.
"""

from __future__ import annotations

import sqlite3
from threading import RLock

from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import StaticPool

from suprovid.store.search import folded

LIMIT = 800 * 2**20
"""A database that was taken in whole cannot grow over a gigabyte; a larger one is copied, page by page."""


class Memory:
    """The database: `raw` for plain statements, `engine` for SQLAlchemy, both under `lock`.

    `content` is what `content()` said before; `sqlite3.DatabaseError` when it is no such thing.
    """

    def __init__(self, content: bytes | bytearray | None = None) -> None:
        self.lock = RLock()
        self.raw = _opened(content) if content else _connection()
        self.engine: Engine = create_engine("sqlite://", creator=lambda: self.raw, poolclass=StaticPool)

    @property
    def can_be_kept(self) -> bool:
        """Whether this SQLite can write a database out."""
        return hasattr(self.raw, "serialize")

    def content(self) -> bytes:
        """The whole database as it is now."""
        with self.lock:
            return self.raw.serialize()

    def tidy(self) -> None:
        """Give back the room that many changes left."""
        with self.lock:
            self.raw.execute("VACUUM")

    def close(self) -> None:
        """Give the memory back."""
        self.engine.dispose()


def _connection() -> sqlite3.Connection:
    raw = sqlite3.connect(":memory:", check_same_thread=False)
    raw.execute("PRAGMA temp_store = MEMORY")
    raw.execute("PRAGMA cache_size = -8000")
    raw.create_function("folded", 1, _folded, deterministic=True)
    return raw


def _opened(content: bytes | bytearray) -> sqlite3.Connection:
    raw = _connection()
    raw.deserialize(content)
    raw.execute("PRAGMA temp_store = MEMORY")
    raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if len(content) < LIMIT:
        return raw
    roomy = _connection()
    raw.backup(roomy)
    raw.close()
    return roomy


def _folded(text: str | None) -> str | None:
    """SQLite compares texts as the search does."""
    return text and folded(text)
