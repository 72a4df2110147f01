"""TinyDB in our hands: a storage that cannot be half written, and what is read from its tables and put there.

TinyDB's own storage overwrites the live file; ours checks what it reads and replaces the file at once.
A save is many steps in the tables and one step on the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, cast

from tinydb import TinyDB, where
from tinydb.storages import Storage
from tinydb.table import Document, Table

from suprovid.errors import Damaged, Stale
from suprovid.store import disk
from suprovid.store.changing import ABOUT, was_made
from suprovid.store.folder import Change, Folder
from suprovid.store.port import PLAIN, Context, Cover
from suprovid.store.sheet import Seal, Tables, pack, unpack

Database = TinyDB
"""What the store hands around and does not look into."""
COUNTERS = "numbers"


class SheetStorage(Storage):
    """What TinyDB asks of a storage, kept: the whole file is read and checked, or replaced whole.

    Usable by itself: `TinyDB(path, kind, id, storage=SheetStorage)`; every write is a new revision.
    """

    def __init__(self, path: Path | str, kind: str, id: str, cover: Cover = PLAIN) -> None:
        self._path = Path(path)
        self._kind, self._id, self._cover = kind, id, cover
        self._sitting: Tables | None = None
        self._written = False
        self._before: bytes | None = None
        self.revision = 0

    def read(self) -> Tables | None:
        """The tables, or None when there is no file; `Damaged`."""
        if self._sitting is not None:
            return self._sitting
        try:
            self._before = disk.read(self._path)
        except OSError as error:
            raise Damaged(place=self.place, why="store.why.unreadable") from error
        if self._before is None:
            self.revision = 0
            return None
        return self._opened(self._before)

    def write(self, data: Tables) -> None:
        """Replace the file, one revision on; inside a sitting only remember."""
        if self._sitting is not None:
            self._sitting, self._written = data, True
            return
        seal = Seal(self._kind, self._id, self.revision + 1)
        content = self._cover.seal(pack(data, seal), self._context(seal.revision))
        disk.put(self._path, content, self._before)
        self.revision, self._before = seal.revision, content

    @contextmanager
    def sitting(self) -> Iterator[None]:
        """One reading at the start; all writes inside go down as one at the end, or not at all."""
        self._sitting, self._written = self.read() or {}, False
        try:
            yield
            tables = self._sitting
        finally:
            self._sitting = None
        if self._written:
            self.write(tables)

    @property
    def place(self) -> str:
        """Where the file is, in words that are the same on every machine."""
        return f"{self._kind}/{self._id}/{self._path.name}"

    def _opened(self, content: bytes) -> Tables:
        try:
            seal, tables = unpack(self._cover.open(content, self._context()), self.place)
        except ValueError as error:
            raise Damaged(place=self.place, why="store.why.unreadable") from error
        if (seal.kind, seal.id) != (self._kind, self._id):
            raise Damaged(place=self.place, why="store.why.another")
        self.revision = seal.revision
        return tables

    def _context(self, revision: int | None = None) -> Context:
        return Context(self._kind, self._id, self._path.name, revision)


@dataclass(frozen=True)
class Place:
    """Which folder, at which revision it was expected and found."""

    kind: str
    id: str
    expected: int
    found: int


def opened(path: Path, kind: str, id: str, cover: Cover) -> Database:
    """The sheet at this path as a database; nothing is read yet, and no file is held open."""
    return TinyDB(path, kind, id, storage=partial(SheetStorage, cover=cover))


@contextmanager
def sitting(db: Database) -> Iterator[SheetStorage]:
    """Read once now, written once at the end."""
    storage = cast(SheetStorage, db.storage)
    with storage.sitting():
        yield storage


def folder_in(db: Database, kind: str, id: str, revision: int) -> Folder:
    """The folder that the tables tell of."""
    about = {name: value for row in db.table("about") for name, value in row.items()}
    documents = {
        document.get("id", str(document.doc_id)): dict(document) for document in db.table("documents")
    }
    return Folder(kind, id, revision, about, documents, [dict(event) for event in db.table("events")])


def change_in(db: Database, change: Change, place: Place) -> int:
    """The revision after the change; the file is replaced when the sitting ends."""
    events = db.table("events")
    if was_made((db.storage.read() or {}).get("events", {}).values(), change):
        return place.found
    if place.found != place.expected:
        raise Stale(kind=place.kind, id=place.id, expected=place.expected, found=place.found)
    if change.about is not None or not place.found:
        db.table("about").truncate()
        db.table("about").insert(Document(change.about or {}, ABOUT))
    for id, document in change.documents.items():
        _put(db.table("documents"), id, document)
    events.insert_multiple([dict(event) for event in change.events])
    return place.found + 1


def _put(documents: Table, id: str, document: Mapping[str, Any] | None) -> None:
    """Put the document in the place of the one with its id, or take that one out."""
    stands = documents.get(where("id") == id)
    if document is None:
        documents.remove(doc_ids=[stands.doc_id] if stands else [])
    elif stands:
        documents.update(_becomes(document), doc_ids=[stands.doc_id])
    else:
        documents.insert(dict(document))


def _becomes(document: Mapping[str, Any]) -> Callable[[Any], None]:
    """TinyDB's update merges; ours replaces."""

    def replace(stands: dict[str, Any]) -> None:
        stands.clear()
        stands.update(document)

    return replace


def counted(db: Database, series: str, above: int) -> int:
    """The next number of a series, put down."""
    numbers = db.table(COUNTERS)
    stands = [row["last"] for row in numbers.search(where("series") == series)]
    last: int = max([above, *stands]) + 1
    numbers.upsert({"series": series, "last": last}, where("series") == series)
    return last


def last_numbers(db: Database) -> Mapping[str, int]:
    """The last number of each series."""
    return {row["series"]: row["last"] for row in db.table(COUNTERS).all()}
