"""Small notes that all processes of one installation share: who is signed in, how often somebody failed.

Each lies under a key in a room, belongs to somebody, and is worth nothing after a while.
Alone on one machine they are in the memory of the process; with a database they are in it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from suprovid.store import statements as say
from suprovid.store.database import Database, is_database


class Records(Protocol):
    """The notes of one room; safe under threads, and under processes where they are shared."""

    def get(self, key: str) -> str | None:
        """What is written under this key."""

    def add(self, key: str, value: str, until: datetime, owner: str = "") -> bool:
        """Write a new note; False when there is one."""

    def change(self, key: str, before: str, value: str, until: datetime) -> bool:
        """Write over what stood there `before`; False when something else does by now."""

    def drop(self, key: str) -> None:
        """Forget a note."""

    def of(self, owner: str) -> tuple[str, ...]:
        """The keys of everything that belongs to somebody."""

    def all(self) -> tuple[str, ...]:
        """The keys of all notes in this room."""

    def sweep(self, now: datetime) -> None:
        """Forget what is worth nothing any more."""


@dataclass(frozen=True)
class Note:
    """One note in memory."""

    value: str
    until: datetime
    owner: str = ""


class InMemory:
    """Notes that end with the process."""

    def __init__(self) -> None:
        self._notes: dict[str, Note] = {}
        self._lock = threading.Lock()

    def get(self, key: str) -> str | None:
        found = self._notes.get(key)
        return found.value if found else None

    def add(self, key: str, value: str, until: datetime, owner: str = "") -> bool:
        with self._lock:
            return self._notes.setdefault(key, note := Note(value, until, owner)) is note

    def change(self, key: str, before: str, value: str, until: datetime) -> bool:
        with self._lock:
            found = self._notes.get(key)
            if found is None or found.value != before:
                return False
            self._notes[key] = Note(value, until, found.owner)
            return True

    def drop(self, key: str) -> None:
        with self._lock:
            self._notes.pop(key, None)

    def of(self, owner: str) -> tuple[str, ...]:
        with self._lock:
            return tuple(key for key, note in self._notes.items() if note.owner == owner)

    def all(self) -> tuple[str, ...]:
        with self._lock:
            return tuple(self._notes)

    def sweep(self, now: datetime) -> None:
        with self._lock:
            self._notes = {key: note for key, note in self._notes.items() if note.until > now}


class InDatabase:
    """Notes as rows of a small table beside the folders."""

    def __init__(self, database: Database, room: str) -> None:
        self._database, self._room = database, room

    def get(self, key: str) -> str | None:
        rows = self._database.rows(say.RECORD, key, self._room)
        return str(rows[0][0]) if rows else None

    def add(self, key: str, value: str, until: datetime, owner: str = "") -> bool:
        return self._database.count(say.ADD_RECORD, key, self._room, owner, value, until) == 1

    def change(self, key: str, before: str, value: str, until: datetime) -> bool:
        return self._database.count(say.CHANGE_RECORD, value, until, key, self._room, before) == 1

    def drop(self, key: str) -> None:
        self._database.count(say.DROP_RECORD, key, self._room)

    def of(self, owner: str) -> tuple[str, ...]:
        return tuple(row[0] for row in self._database.rows(say.RECORDS_OF, owner, self._room))

    def all(self) -> tuple[str, ...]:
        return tuple(row[0] for row in self._database.rows(say.ALL_RECORDS, self._room))

    def sweep(self, now: datetime) -> None:
        self._database.count(say.SWEEP_RECORDS, now, self._room)


class Rooms:
    """The rooms of one installation: in the database at an address, or without one in memory."""

    def __init__(self, address: str = "") -> None:
        self._database = Database(address) if is_database(address) else None

    @property
    def are_shared(self) -> bool:
        """Whether other processes see them too."""
        return self._database is not None

    def room(self, name: str) -> Records:
        """One of them."""
        return InDatabase(self._database, name) if self._database else InMemory()

    def close(self) -> None:
        """Let go of the connections; the rooms may be used again."""
        if self._database:
            self._database.close()
