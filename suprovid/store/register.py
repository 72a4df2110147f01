"""The register: what every folder says about itself, who points at whom, and what was last read of it.

It lies in the same database in memory as the index: Python's own objects would take ten times the room.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from suprovid.store.marks import Marks
from suprovid.store.memory import Memory

Key = tuple[str, str]
About = Mapping[str, Any]
Names = Callable[[str, About], tuple[Iterable[Key], Iterable[str]]]
"""The folders and the people whom a folder of a kind names."""

TABLES = """
CREATE TABLE IF NOT EXISTS register
    (number INTEGER PRIMARY KEY, kind TEXT, id TEXT, revision INTEGER, mark INTEGER, about TEXT);
CREATE UNIQUE INDEX IF NOT EXISTS register_key ON register (kind, id);
CREATE TABLE IF NOT EXISTS pointing
    (target TEXT, source INTEGER, PRIMARY KEY (target, source)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS near
    (person TEXT, source INTEGER, PRIMARY KEY (person, source)) WITHOUT ROWID;
"""
NAMED = {"pointing": "target", "near": "person"}
KEPT = 5_000
"""So many folders are remembered as they were last asked for."""


@dataclass(frozen=True)
class Entry:
    """What a folder says about itself at a revision.

    `mark` is the store's mark of what was read; 0 when that is not known, and the folder must be read again.
    """

    revision: int
    about: Mapping[str, Any] = field(default_factory=dict)
    mark: int = 0


NOTHING = Entry(0)


class Register:
    """One entry for each folder that could be read; safe under threads."""

    def __init__(self, memory: Memory, names: Names) -> None:
        self._connection, self._lock, self._names = memory.raw, memory.lock, names
        self._kept: dict[Key, Entry] = {}
        self._pointing: dict[str, tuple[Key, ...]] = {}
        with self._lock:
            self._connection.executescript(TABLES)

    def put(self, key: Key, entry: Entry) -> None:
        """Remember a folder."""
        self.put_all([(key, entry)])

    def put_all(self, entries: Iterable[tuple[Key, Entry]]) -> None:
        """Remember many folders, in one transaction."""
        with self._lock, self._connection:
            for key, entry in entries:
                self._put(key, entry)

    def drop(self, key: Key) -> None:
        """Forget a folder, but not who points at it."""
        with self._lock, self._connection:
            number = self._unlinked(key)
            self._kept.pop(key, None)
            if number:
                self._connection.execute("DELETE FROM register WHERE number = ?", (number,))

    def get(self, key: Key) -> Entry:
        """What is known of a folder; revision 0 where there is none."""
        found = self._kept.get(key)
        if found is not None:
            return found
        with self._lock:
            row = self._connection.execute(
                "SELECT revision, about, mark FROM register WHERE kind = ? AND id = ?", key
            ).fetchone()
            return self._keep(key, Entry(row[0], json.loads(row[1]), row[2])) if row else NOTHING

    def of_kind(self, kind: str) -> Iterator[tuple[str, Entry]]:
        """Every folder of a kind, by id."""
        asked = "SELECT id, revision, about, mark FROM register WHERE kind = ? ORDER BY id"
        for id, revision, about, mark in self._rows(asked, (kind,)):
            yield id, Entry(revision, json.loads(about), mark)

    def marks(self, kind: str) -> dict[str, int]:
        """The mark of every folder of a kind, as it was when the folder was last read."""
        return dict(self._rows("SELECT id, mark FROM register WHERE kind = ?", (kind,)))

    def sums(self) -> Marks:
        """What all marks come to, by kind, as a survey of the store would sum them up."""
        asked = "SELECT kind, count(*), sum(mark & 4294967295), sum(mark >> 32) FROM register GROUP BY kind"
        return {kind: (count, low, high) for kind, count, low, high in self._rows(asked)}

    def revisions(self) -> dict[Key, int]:
        """The revision of every folder, as it was when the folder was last read."""
        asked = "SELECT kind, id, revision FROM register"
        return {(kind, id): revision for kind, id, revision in self._rows(asked)}

    def kinds(self) -> tuple[str, ...]:
        """The kinds of folder that there are."""
        return tuple(kind for (kind,) in self._rows("SELECT DISTINCT kind FROM register ORDER BY kind"))

    def pointing_at(self, key: Key) -> tuple[Key, ...]:
        """The folders that name this one, in a stable order."""
        target = _said(key)
        found = self._pointing.get(target)
        if found is not None:
            return found
        asked = "SELECT kind, id FROM pointing JOIN register ON number = source WHERE target = ?"
        with self._lock:  # until it is kept, so that it is never older than what is put meanwhile
            found = tuple(sorted(self._rows(asked, (target,))))
            if len(self._pointing) >= KEPT:
                self._pointing.clear()
            self._pointing[target] = found
        return found

    def near(self, person: str) -> tuple[Key, ...]:
        """The folders that name a person."""
        asked = "SELECT kind, id FROM near JOIN register ON number = source WHERE person = ?"
        return tuple(self._rows(asked, (person,)))

    def _rows(self, asked: str, values: tuple[Any, ...] = ()) -> list[Any]:
        with self._lock:
            return self._connection.execute(asked, values).fetchall()

    def _put(self, key: Key, entry: Entry) -> None:
        number, execute = self._unlinked(key), self._connection.execute
        about = json.dumps(entry.about, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        if number:
            asked = "UPDATE register SET revision = ?, about = ?, mark = ? WHERE number = ?"
            execute(asked, (entry.revision, about, entry.mark, number))
        else:
            asked = "INSERT INTO register (kind, id, revision, about, mark) VALUES (?, ?, ?, ?, ?)"
            number = execute(asked, (*key, entry.revision, about, entry.mark)).lastrowid or 0
        for table, names in self._named(key[0], entry.about).items():
            self._connection.executemany(
                f"INSERT INTO {table} VALUES (?, ?)", [(name, number) for name in names]
            )
        self._keep(key, Entry(entry.revision, json.loads(about), entry.mark))

    def _unlinked(self, key: Key) -> int:
        """The number of a folder that points at nobody any more; 0 where there is none."""
        asked = "SELECT number, about FROM register WHERE kind = ? AND id = ?"
        number, about = self._connection.execute(asked, key).fetchone() or (0, "{}")
        for table, names in self._named(key[0], json.loads(about)).items() if number else ():
            self._connection.executemany(
                f"DELETE FROM {table} WHERE {NAMED[table]} = ? AND source = ?",
                [(name, number) for name in names],
            )
        return int(number)

    def _named(self, kind: str, about: About) -> dict[str, set[str]]:
        """What a folder names, about to change: who points there must be asked again."""
        targets, people = self._names(kind, about)
        pointing = {_said(target) for target in targets}
        for target in pointing:
            self._pointing.pop(target, None)
        return {"pointing": pointing, "near": {*people}}

    def _keep(self, key: Key, entry: Entry) -> Entry:
        if len(self._kept) >= KEPT:
            self._kept.clear()
        self._kept[key] = entry
        return entry


def _said(key: Key) -> str:
    return "/".join(key)
