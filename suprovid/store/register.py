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
from suprovid.store.packing import opened, packed, pressed, unpacked

Key = tuple[str, str]
About = Mapping[str, Any]
Names = Callable[[str, About], tuple[Iterable[Key], Iterable[str]]]
"""The folders and the people whom a folder of a kind names."""

TABLES = """
CREATE TABLE IF NOT EXISTS kinds (number INTEGER PRIMARY KEY, said TEXT UNIQUE);
CREATE TABLE IF NOT EXISTS register
    (number INTEGER PRIMARY KEY, kind INTEGER, id, revision INTEGER, mark INTEGER, about BLOB);
CREATE UNIQUE INDEX IF NOT EXISTS register_key ON register (kind, id);
CREATE TABLE IF NOT EXISTS pointing
    (target, kind INTEGER, source INTEGER, PRIMARY KEY (target, kind, source)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS near
    (person, source INTEGER, PRIMARY KEY (person, source)) WITHOUT ROWID;
"""
KIND = "(SELECT number FROM kinds WHERE said = ?)"
KINDS = "SELECT said FROM kinds WHERE EXISTS (SELECT 1 FROM register WHERE kind = kinds.number) ORDER BY said"
ONE = f"SELECT number, revision, about, mark FROM register WHERE kind = {KIND} AND id = ?"
ALL_OF = f"SELECT id, revision, about, mark FROM register WHERE kind = {KIND} ORDER BY id"
ALONE = f"SELECT id FROM register WHERE kind = {KIND}"
ALONE += f" AND number NOT IN (SELECT source FROM pointing WHERE kind = {KIND})"
MARKS = f"SELECT id, mark FROM register WHERE kind = {KIND}"
WITH_KIND = "JOIN kinds ON kinds.number = register.kind"
SUMS = (
    f"SELECT said, count(*), sum(mark & 4294967295), sum(mark >> 32) FROM register {WITH_KIND} GROUP BY said"
)
REVISIONS = f"SELECT said, id, revision FROM register {WITH_KIND}"
POINTING = f"SELECT said, id FROM pointing JOIN register ON register.number = source {WITH_KIND}"
POINTING += f" WHERE target = ? AND pointing.kind = {KIND}"
NEAR = f"SELECT said, id FROM near JOIN register ON register.number = source {WITH_KIND} WHERE person = ?"
KNOW = "INSERT OR IGNORE INTO kinds (said) VALUES (?)"
CHANGE = "UPDATE register SET revision = ?, about = ?, mark = ? WHERE number = ?"
ADD = f"INSERT INTO register (kind, id, revision, about, mark) VALUES ({KIND}, ?, ?, ?, ?)"
DROP = "DELETE FROM register WHERE number = ?"
POINT = f"INSERT INTO pointing (target, kind, source) VALUES (?, {KIND}, ?)"
POINT_NO_MORE = f"DELETE FROM pointing WHERE target = ? AND kind = {KIND} AND source = ?"
COME_NEAR = "INSERT INTO near (person, source) VALUES (?, ?)"
GO_AWAY = "DELETE FROM near WHERE person = ? AND source = ?"
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

    def __init__(self, memory: Memory, names: Names, usual: bytes = b"") -> None:
        self._connection, self._lock, self._names = memory.raw, memory.lock, names
        self._usual = usual
        self._kept: dict[Key, Entry] = {}
        self._pointing: dict[Key, tuple[Key, ...]] = {}
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
                self._connection.execute(DROP, (number,))

    def get(self, key: Key) -> Entry:
        """What is known of a folder; revision 0 where there is none."""
        found = self._kept.get(key)
        if found is not None:
            return found
        with self._lock:
            row = self._row(key)
            return self._keep(key, self._entry(*row[1:])) if row else NOTHING

    def of_kind(self, kind: str) -> Iterator[tuple[str, Entry]]:
        """Every folder of a kind, by id."""
        for id, *said in self._rows(ALL_OF, (kind,)):
            yield unpacked(id), self._entry(*said)

    def alone(self, kind: str, named: str) -> frozenset[str]:
        """The ids of the folders of a kind that name no folder of another."""
        return frozenset(unpacked(id) for (id,) in self._rows(ALONE, (kind, named)))

    def marks(self, kind: str) -> dict[str, int]:
        """The mark of every folder of a kind, as it was when the folder was last read."""
        return {unpacked(id): mark for id, mark in self._rows(MARKS, (kind,))}

    def sums(self) -> Marks:
        """What all marks come to, by kind, as a survey of the store would sum them up."""
        return {kind: (count, low, high) for kind, count, low, high in self._rows(SUMS)}

    def revisions(self) -> dict[Key, int]:
        """The revision of every folder, as it was when the folder was last read."""
        return {(kind, unpacked(id)): revision for kind, id, revision in self._rows(REVISIONS)}

    def kinds(self) -> tuple[str, ...]:
        """The kinds of folder that there are."""
        return tuple(kind for (kind,) in self._rows(KINDS))

    def pointing_at(self, key: Key) -> tuple[Key, ...]:
        """The folders that name this one, in a stable order."""
        found = self._pointing.get(key)
        if found is not None:
            return found
        kind, id = key
        with self._lock:  # until it is kept, so that it is never older than what is put meanwhile
            found = tuple(sorted(self._keys(POINTING, (packed(id), kind))))
            if len(self._pointing) >= KEPT:
                self._pointing.clear()
            self._pointing[key] = found
        return found

    def near(self, person: str) -> tuple[Key, ...]:
        """The folders that name a person."""
        return tuple(self._keys(NEAR, (packed(person),)))

    def _rows(self, asked: str, values: tuple[Any, ...] = ()) -> list[Any]:
        with self._lock:
            return self._connection.execute(asked, values).fetchall()

    def _keys(self, asked: str, values: tuple[Any, ...]) -> Iterator[Key]:
        return ((kind, unpacked(id)) for kind, id in self._rows(asked, values))

    def _row(self, key: Key) -> Any:
        """Number, revision, what it says and mark of a folder; None where there is none."""
        kind, id = key
        return self._connection.execute(ONE, (kind, packed(id))).fetchone()

    def _entry(self, revision: int, about: bytes, mark: int) -> Entry:
        return Entry(revision, json.loads(opened(about, self._usual)), mark)

    def _put(self, key: Key, entry: Entry) -> None:
        (kind, id), number, execute = key, self._unlinked(key), self._connection.execute
        about = json.dumps(entry.about, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        lies = pressed(about, self._usual)
        if number:
            execute(CHANGE, (entry.revision, lies, entry.mark, number))
        else:
            execute(KNOW, (kind,))
            number = execute(ADD, (kind, packed(id), entry.revision, lies, entry.mark)).lastrowid or 0
        targets, people = self._named(kind, entry.about)
        for target, named in targets:
            execute(KNOW, (target,))
            execute(POINT, (packed(named), target, number))
        for person in people:
            execute(COME_NEAR, (packed(person), number))
        self._keep(key, Entry(entry.revision, json.loads(about), entry.mark))

    def _unlinked(self, key: Key) -> int:
        """The number of a folder that points at nobody any more; 0 where there is none."""
        number, *said = self._row(key) or (0,)
        if number:
            targets, people = self._named(key[0], self._entry(*said).about)
            for kind, id in targets:
                self._connection.execute(POINT_NO_MORE, (packed(id), kind, number))
            for person in people:
                self._connection.execute(GO_AWAY, (packed(person), number))
        return int(number)

    def _named(self, kind: str, about: About) -> tuple[set[Key], set[str]]:
        """What a folder names, about to change: who points there must be asked again."""
        targets, people = self._names(kind, about)
        found = set(targets)
        for target in found:
            self._pointing.pop(target, None)
        return found, {*people}

    def _keep(self, key: Key, entry: Entry) -> Entry:
        if len(self._kept) >= KEPT:
            self._kept.clear()
        self._kept[key] = entry
        return entry
