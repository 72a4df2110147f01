"""Folders in TinyDB: a directory for each folder, one small database in it.

How a database is read and written at once stands in `tinydb_tables`.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from suprovid.errors import Damaged, Missing, Stale, SuprovidError
from suprovid.store import disk, erasures, marks
from suprovid.store.changing import refuse_unkeepable, tables_of
from suprovid.store.copying import Copying
from suprovid.store.folder import Change, Folder
from suprovid.store.locks import Locks
from suprovid.store.names import checked, checked_digest
from suprovid.store.notices import Changes, Notices
from suprovid.store.port import PLAIN, Context, Cover
from suprovid.store.rooms import FILE, NUMBERS, entries, forget_orphans, is_orphaned, names, scans
from suprovid.store.sheet import Seal, pack
from suprovid.store.tinydb_tables import (
    Database,
    Place,
    change_in,
    counted,
    folder_in,
    last_numbers,
    opened,
    sitting,
)

GONE, DAMAGED = ".gone", ".damaged"


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
            return folder_in(db, kind, id, revision)

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
                    made = change_in(db, change, Place(kind, id, expected=0, found=revision))
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
                    made = change_in(db, change, Place(kind, id, expected=expecting, found=revision))
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
            with self._opened(path, "numbers", "numbers") as db, sitting(db):
                return counted(db, series, above)

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
        with self._opened(self._data / NUMBERS, "numbers", "numbers") as db, sitting(db):
            return last_numbers(db)

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
    def _database(self, kind: str, id: str, new: bool = False) -> Iterator[tuple[Database, int]]:
        """The folder as a database, read once, and its revision; a change goes down once, at the end."""
        path = self._path(kind, id) / FILE
        with self._opened(path, kind, id) as db, sitting(db) as storage:
            if not storage.revision and not new:
                raise Missing(kind=kind, id=id)
            yield db, storage.revision

    def _noted(self, kind: str, id: str, expecting: int = 0) -> AbstractContextManager[None]:
        return self._notices.around(kind, id, expecting + 1)

    def _opened(self, path: Path, kind: str, id: str) -> Database:
        return opened(path, kind, id, self._cover)


def _key_of(gone: str) -> tuple[str, str]:
    kind, id, *_ = gone.split(".")
    return kind, id
