"""Folders in TinyDB: one small database for each folder, behind a storage that cannot be half written.

TinyDB's own storage overwrites the live file; ours checks what it reads and replaces the file at once.
A save is many steps in the tables and one step on the disk.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

from tinydb import TinyDB, where
from tinydb.storages import Storage
from tinydb.table import Document, Table

from suprovid.errors import Damaged, Missing, Stale, SuprovidError
from suprovid.store import disk, erasures, marks
from suprovid.store.changing import ABOUT, refuse_unkeepable, tables_of, was_made
from suprovid.store.copying import Copying
from suprovid.store.folder import Change, Folder
from suprovid.store.locks import Locks
from suprovid.store.names import checked, checked_digest
from suprovid.store.notices import Changes, Notices
from suprovid.store.port import PLAIN, Context, Cover
from suprovid.store.rooms import FILE, NUMBERS, entries, forget_orphans, is_orphaned, names, scans
from suprovid.store.sheet import Seal, Tables, pack, unpack

GONE, DAMAGED = ".gone", ".damaged"


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


class TinyStore:
    """The store of one organisation on one machine: a directory for each folder."""

    def __init__(self, data: Path, cover: Cover = PLAIN, patience: float = 10.0) -> None:
        self._data = data
        self._cover = cover
        self._locks = Locks(data / ".locks", patience)
        self._listing = Locks(data / ".locks" / "erased", patience)
        self._notices = Notices(data / ".notices")
        self._written = marks.Written()

    def folders(self, kind: str | None = None) -> Iterator[tuple[str, str]]:
        """Kind and id of every folder; what is no folder of ours is passed over."""
        for found in [checked(kind, "kind")] if kind is not None else names(self._data):
            for id in names(self._data / found):
                if (self._data / found / id / FILE).exists():
                    yield found, id

    def read(self, kind: str, id: str) -> Folder:
        """The folder as it stands: nothing is locked, created or kept open."""
        with self._database(kind, id) as (db, revision):
            return _folder(db, kind, id, revision)

    def create(self, kind: str, id: str, change: Change) -> int:
        """A new folder with its first documents and events: revision 1."""
        refuse_unkeepable(change)
        path = self._path(kind, id)
        with self._locks.held(f"{kind}/{id}"):
            with disk.told(path.name):
                disk.make_directory(path)
            disk.sweep(path)
            with self._noted(kind, id):
                with self._database(kind, id, new=True) as (db, revision):
                    made = _made(db, change, Place(kind, id, expected=0, found=revision))
                self._written.note((kind, id), made, path / FILE)
                return made

    def write(self, kind: str, id: str, change: Change, expecting: int) -> int:
        """Document and event together, in one replacement of one file."""
        refuse_unkeepable(change)
        path = self._path(kind, id)
        with self._locks.held(f"{kind}/{id}"):
            disk.sweep(path)
            with self._noted(kind, id, expecting):
                with self._database(kind, id) as (db, revision):
                    made = _made(db, change, Place(kind, id, expected=expecting, found=revision))
                self._written.note((kind, id), made, path / FILE)
                return made

    def remove(self, kind: str, id: str) -> None:
        """The name goes first, in one step; then what was behind it, file by file."""
        path = self._path(kind, id)
        with self._locks.held(f"{kind}/{id}"), disk.told(path.name):
            if not (path / FILE).exists():
                raise Missing(kind=kind, id=id)
            gone = self._data / GONE / f"{kind}.{id}.{secrets.token_hex(4)}"
            disk.make_directory(gone.parent)
            disk.move(path, gone)
            try:
                self.note_erased([(kind, id)])
            except SuprovidError:
                disk.move(gone, path)
                raise
            shutil.rmtree(gone, ignore_errors=True)
        self._notices.tell(kind, id, 0)

    def number(self, series: str, above: int = 0) -> int:
        """The next number, counted in `numbers.json` under a lock of its own."""
        checked(series, "series")
        path = self._data / NUMBERS
        with self._locks.held(NUMBERS):
            disk.sweep(self._data, NUMBERS)
            with self._opened(path, "numbers", "numbers") as db, _sitting(db):
                return _counted(db.table("numbers"), series, above)

    def attach(self, kind: str, id: str, content: bytes) -> str:
        """Keep the content under its SHA-256; the same content twice is kept once."""
        digest = sha256(content).hexdigest()
        with self._locks.held(f"{kind}/{id}"), disk.told(digest):
            path = self._scan(kind, id, digest)
            disk.make_directory(path.parent)
            disk.sweep(path.parent)
            disk.put(path, self._cover.seal(content, Context(kind, id, path.name, 0)), disk.read(path))
        return digest

    def attachment(self, kind: str, id: str, digest: str) -> bytes:
        """The content, once its digest is found to be right."""
        path = self._scan(kind, id, checked_digest(digest))
        place = f"{kind}/{id}/files/{digest}"
        try:
            kept = disk.read(path)
            if kept is None:
                raise Missing(kind="attachment", id=digest)
            content = self._cover.open(kept, Context(kind, id, path.name))
        except (ValueError, OSError) as error:
            raise Damaged(place=place, why="store.why.unreadable") from error
        if sha256(content).hexdigest() != digest:
            raise Damaged(place=place, why="store.why.checksum")
        return content

    def detach(self, kind: str, id: str, digest: str) -> None:
        """Delete the file."""
        with self._locks.held(f"{kind}/{id}"), disk.told(digest):
            self._scan(kind, id, checked_digest(digest)).unlink(missing_ok=True)

    def close(self) -> None:
        """Nothing: no file is held open."""

    def changes(self, since: str) -> Changes:
        """What this process and others told of their writes."""
        return self._notices.since(since)

    def marks(self) -> Iterator[tuple[str, str, int]]:
        """What the system says of every folder's file, without opening any."""
        return marks.marks(self._data, FILE)

    def mark(self, kind: str, id: str, revision: int = 0) -> int:
        """The same for one folder; of a revision only as this process wrote it."""
        if revision:
            return self._written.taken((kind, id), revision)
        return marks.mark(self._path(kind, id) / FILE)

    def attachments(self, kind: str, id: str) -> Iterable[str]:
        """The digests of what lies in the folder's `files/`; a name that is none of ours is passed over."""
        found = set()
        for name in scans(self._path(kind, id)):
            with suppress(ValueError):
                found.add(self._cover.digest(name, Context(kind, id, name)))
        return sorted(found)

    def numbers(self) -> Mapping[str, int]:
        """The last number of each series, as `numbers.json` has it."""
        with self._opened(self._data / NUMBERS, "numbers", "numbers") as db, _sitting(db):
            return {row["series"]: row["last"] for row in db.table("numbers").all()}

    def erased(self) -> tuple[tuple[str, str], ...]:
        """The folders that were removed, as `erased.txt` lists them."""
        return erasures.read(self._data / erasures.FILE)

    def note_erased(self, keys: Iterable[tuple[str, str]]) -> None:
        """Add to `erased.txt`, under a lock of its own: a folder's may be held."""
        with self._listing.held(erasures.FILE), disk.told(erasures.FILE):
            erasures.add(self._data / erasures.FILE, keys)

    def place(self, folder: Folder) -> None:
        """The folder as it stood elsewhere, in one replacement of one file."""
        refuse_unkeepable(Change(folder.about, folder.documents, folder.events))
        path = self._path(folder.kind, folder.id)
        with self._locks.held(f"{folder.kind}/{folder.id}"), disk.told(path.name):
            if (path / FILE).exists():
                found = self.read(folder.kind, folder.id).revision
                raise Stale(kind=folder.kind, id=folder.id, expected=0, found=found)
            disk.make_directory(path)
            disk.put(path / FILE, self._sealed(folder))
        self._notices.tell(folder.kind, folder.id, folder.revision)

    def mend(self, folder: Folder, scans: Iterable[bytes]) -> None:
        """Put a damaged folder down as a copy has it, and those attachments that cannot be read.

        What cannot be read is kept in `.damaged/`, for whoever can make something of it.
        A folder that can be read stays as it is: only its attachments are mended.
        """
        kind, id = folder.kind, folder.id
        path = self._path(kind, id) / FILE
        with self._locks.held(f"{kind}/{id}"), disk.told(path.name):
            if not self._is_whole(kind, id):
                stands = disk.read(path)
                self._keep_damaged(f"{kind}.{id}", stands)
                disk.make_directory(path.parent)
                disk.put(path, self._sealed(folder), stands)
        for scan in scans:
            if not self._is_whole(kind, id, sha256(scan).hexdigest()):
                self.attach(kind, id, scan)
        self._notices.tell(kind, id, 0)  # whoever knows a later revision looks again
        self._notices.tell(kind, id, folder.revision)

    def mend_numbers(self, last: Mapping[str, int]) -> None:
        """Go on counting from here, when the counters cannot be read."""
        path = self._data / NUMBERS
        with self._locks.held(NUMBERS), disk.told(NUMBERS):
            stands = disk.read(path)
            self._keep_damaged(NUMBERS, stands)
            rows = {
                str(n): {"series": name, "last": count} for n, (name, count) in enumerate(last.items(), 1)
            }
            sheet = pack({"numbers": rows}, Seal("numbers", "numbers", 1))
            disk.put(path, self._cover.seal(sheet, Context("numbers", "numbers", NUMBERS, 1)), stands)

    def everything(self) -> Iterator[tuple[str, bytes | None]]:
        """All files, copied while people work; for the last few changes everybody is held up shortly."""
        return Copying(self._data, self._locks, self._notices).files(self.folders)

    def sweep(self, folders: Iterable[tuple[str, str]] | None = None) -> int:
        """Delete what killed writes and removals left; how many things that were."""
        swept = self._notices.sweep()
        with self._locks.held(NUMBERS):
            swept += disk.sweep(self._data, NUMBERS)
        for gone in entries(self._data / GONE):
            self.note_erased([_key_of(gone)])  # the removal may have been cut off before it could
            shutil.rmtree(self._data / GONE / gone, ignore_errors=True)
            swept += 1
        if folders is None:
            folders = ((kind, id) for kind in names(self._data) for id in names(self._data / kind))
        return swept + sum(self._sweep_folder(kind, id) for kind, id in folders)

    def _sweep_folder(self, kind: str, id: str) -> int:
        path = self._path(kind, id)
        if is_orphaned(path):
            with self._locks.held(f"{kind}/{id}"):
                return forget_orphans(path) if is_orphaned(path) else 0
        rooms = [path, path / "files"]
        if not any(name.endswith(disk.NEW) for room in rooms for name in entries(room)):
            return 0
        with self._locks.held(f"{kind}/{id}"):
            return sum(disk.sweep(room) for room in rooms)

    def _scan(self, kind: str, id: str, digest: str) -> Path:
        return self._path(kind, id) / "files" / self._cover.alias(digest, Context(kind, id, digest))

    def _path(self, kind: str, id: str) -> Path:
        return self._data / checked(kind, "kind") / checked(id, kind)

    def _sealed(self, folder: Folder) -> bytes:
        """The bytes of a folder as they lie on the disk."""
        seal = Seal(folder.kind, folder.id, folder.revision)
        context = Context(folder.kind, folder.id, FILE, folder.revision)
        return self._cover.seal(pack(tables_of(folder), seal), context)

    def _is_whole(self, kind: str, id: str, digest: str = "") -> bool:
        """Whether a folder, or one of its attachments, is there and can be read."""
        try:
            self.attachment(kind, id, digest) if digest else self.read(kind, id)
        except (Damaged, Missing):
            return False
        return True

    def _keep_damaged(self, name: str, content: bytes | None) -> None:
        if content is not None:
            disk.make_directory(self._data / DAMAGED)
            disk.put(self._data / DAMAGED / f"{name}.{secrets.token_hex(4)}", content)

    @contextmanager
    def _database(self, kind: str, id: str, new: bool = False) -> Iterator[tuple[TinyDB, int]]:
        """The folder as a database, read once, and its revision; a change goes down once, at the end."""
        path = self._path(kind, id) / FILE
        with self._opened(path, kind, id) as db, _sitting(db) as storage:
            if not storage.revision and not new:
                raise Missing(kind=kind, id=id)
            yield db, storage.revision

    def _noted(self, kind: str, id: str, expecting: int = 0) -> AbstractContextManager[None]:
        return self._notices.around(kind, id, expecting + 1)

    def _opened(self, path: Path, kind: str, id: str) -> TinyDB:
        return TinyDB(path, kind, id, storage=partial(SheetStorage, cover=self._cover))


@dataclass(frozen=True)
class Place:
    """Which folder, at which revision it was expected and found."""

    kind: str
    id: str
    expected: int
    found: int


@contextmanager
def _sitting(db: TinyDB) -> Iterator[SheetStorage]:
    storage = cast(SheetStorage, db.storage)
    with storage.sitting():
        yield storage


def _folder(db: TinyDB, kind: str, id: str, revision: int) -> Folder:
    about = {name: value for row in db.table("about") for name, value in row.items()}
    documents = {
        document.get("id", str(document.doc_id)): dict(document) for document in db.table("documents")
    }
    return Folder(kind, id, revision, about, documents, [dict(event) for event in db.table("events")])


def _made(db: TinyDB, change: Change, place: Place) -> int:
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


def _counted(numbers: Table, series: str, above: int) -> int:
    stands = [row["last"] for row in numbers.search(where("series") == series)]
    last: int = max([above, *stands]) + 1
    numbers.upsert({"series": series, "last": last}, where("series") == series)
    return last


def _key_of(gone: str) -> tuple[str, str]:
    kind, id, *_ = gone.split(".")
    return kind, id
