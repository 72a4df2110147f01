"""Which store an organisation's folders are in: the embedded one, unless an address names another."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from suprovid.errors import SuprovidError
from suprovid.store.clear import watched
from suprovid.store.database import is_database
from suprovid.store.index import Index
from suprovid.store.lookups import Quick
from suprovid.store.memory import Memory
from suprovid.store.port import PLAIN, Cover, Store
from suprovid.store.postgres_store import PostgresStore
from suprovid.store.shared_index import SharedIndex
from suprovid.store.tables import Columns
from suprovid.store.tinydb_store import TinyStore


class NoSuchStore(SuprovidError):
    """Nobody keeps folders at such an address; it may hold a password, so it is not repeated."""

    sentence = "store.no_such_store"


def open_index(store: Store, columns: Sequence[Columns], quick: Quick, memory: Memory) -> Index:
    """The index over a store: in the same database, for all its processes, or in the memory of this one.

    Where the application seals what is in the database, names must not lie beside it in clear.
    `SUPROVID_INDEX=memory` keeps it out of the database too.
    """
    is_wanted = os.environ.get("SUPROVID_INDEX") != "memory"
    if isinstance(store, PostgresStore) and is_wanted and not store.is_covered:
        return SharedIndex(store.database, columns, quick, memory)
    folders, documents, lines = columns
    return Index(folders, documents, lines, quick, memory)


def open_store(data: Path, address: str = "", cover: Cover = PLAIN) -> Store:
    """The store at an address (`postgresql://...`); without one, the directories in `data`.

    Whatever is written goes through the `cover`, into a database too.
    A database has the attachments too, unless `SUPROVID_ATTACHMENTS` names a directory for them.
    """
    if not address:
        return TinyStore(data, watched(cover, data))
    if is_database(address):
        return open_database(address, watched(cover, data))
    raise NoSuchStore()


def open_database(address: str, cover: Cover = PLAIN) -> PostgresStore:
    """The store in a database."""
    beside = os.environ.get("SUPROVID_ATTACHMENTS")
    return PostgresStore(address, cover, Path(beside).resolve() if beside else None)
