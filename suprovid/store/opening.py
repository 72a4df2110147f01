"""Which store an organisation's folders are in: the embedded one, unless an address names another."""

from __future__ import annotations

import os
from pathlib import Path

from suprovid.errors import SuprovidError
from suprovid.store.port import PLAIN, Cover, Store
from suprovid.store.postgres_store import PostgresStore
from suprovid.store.tinydb_store import TinyStore

DATABASES = ("postgresql://", "postgres://")


class NoSuchStore(SuprovidError):
    """Nobody keeps folders at such an address; it may hold a password, so it is not repeated."""

    sentence = "store.no_such_store"


class NotCovered(SuprovidError):
    """A database keeps what it is given: the application does not encrypt there."""

    sentence = "store.not_covered"


def open_store(data: Path, address: str = "", cover: Cover = PLAIN) -> Store:
    """The store at an address (`postgresql://...`); without one, the directories in `data`; `NotCovered`.

    A database has the attachments too, unless `SUPROVID_ATTACHMENTS` names a directory for them.
    """
    if not address:
        return TinyStore(data, cover)
    if is_database(address):
        if cover is not PLAIN:
            raise NotCovered()
        beside = os.environ.get("SUPROVID_ATTACHMENTS")
        return PostgresStore(address, attachments=Path(beside).resolve() if beside else None)
    raise NoSuchStore()


def is_database(address: str) -> bool:
    """Whether this is the address of a database."""
    return address.startswith(DATABASES)
