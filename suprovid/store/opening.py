"""Which store an organisation's folders are in: the embedded one, unless an address names another."""

from __future__ import annotations

from pathlib import Path

from suprovid.errors import SuprovidError
from suprovid.store.port import Store
from suprovid.store.postgres_store import PostgresStore
from suprovid.store.tinydb_store import TinyStore

DATABASES = ("postgresql://", "postgres://")


class NoSuchStore(SuprovidError):
    """Nobody keeps folders at such an address; it may hold a password, so it is not repeated."""

    sentence = "store.no_such_store"


def open_store(data: Path, address: str = "") -> Store:
    """The store at an address (`postgresql://...`); without one, the directories in `data`."""
    if not address:
        return TinyStore(data)
    if address.startswith(DATABASES):
        return PostgresStore(address)
    raise NoSuchStore()
