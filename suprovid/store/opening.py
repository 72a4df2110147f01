"""Which store an organisation's folders are in: the embedded one, unless an address names another."""

from __future__ import annotations

from pathlib import Path

from suprovid.store.port import Store
from suprovid.store.tinydb_store import TinyStore


def open_store(data: Path, address: str = "") -> Store:
    """The store at an address; without one, the directories in `data`."""
    return TinyStore(data)
