"""Folders in PostgreSQL, or in a database that speaks as it does: one row for each folder.

A row holds the sheet that the embedded store keeps in a file, sealed and with its checksum,
so covers, checks for damage and backups are the same everywhere.
A save is one UPDATE, one way there and back, that names the revision it expects; nothing is locked for long.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from suprovid.errors import Damaged, Missing, Stale
from suprovid.store import erasures
from suprovid.store import statements as say
from suprovid.store.attachments import Attachments, InDirectory, InTable
from suprovid.store.changing import changed, folder_of, refuse_unkeepable, tables_of, was_made
from suprovid.store.database import PATIENCE, Database, Moved, read, stream
from suprovid.store.folder import Change, Folder
from suprovid.store.names import checked, checked_digest
from suprovid.store.notices import Changes, Notice
from suprovid.store.port import PLAIN, Context, Cover, Plain
from suprovid.store.recent import Recent
from suprovid.store.rooms import FILE, NUMBERS
from suprovid.store.sheet import Seal, pack, unpack

if TYPE_CHECKING:
    from suprovid.store.database import Connection

Key = tuple[str, str]


class PostgresStore:
    """The store of one organisation in a database, for any number of processes and machines.

    `attachments` is a directory that all of them see; without one they are in the database too.
    """

    def __init__(self, address: str, cover: Cover = PLAIN, attachments: Path | None = None) -> None:
        self.database = Database(address)
        self._cover = cover
        self._recent = Recent()
        self.scans: Attachments = InDirectory(attachments) if attachments else InTable(self.database)
        self.database.make(say.PROBES, say.TABLES)

    @property
    def is_covered(self) -> bool:
        """Whether what lies in the database is sealed by the application."""
        return not isinstance(self._cover, Plain)

    def folders(self, kind: str | None = None) -> Iterator[tuple[str, str]]:
        """Kind and id of every folder, sorted."""
        asked = (say.FOLDERS,) if kind is None else (say.FOLDERS_OF, checked(kind, "kind"))
        return ((row[0], row[1]) for row in self.database.rows(*asked))

    def read(self, kind: str, id: str) -> Folder:
        """The folder as its row has it, once its checksum is found to be right."""
        return self.database.tried(lambda connection: self._read(connection, kind, id))

    def create(self, kind: str, id: str, change: Change) -> int:
        """A new row; when there is one, it may be that this very act made it."""
        refuse_unkeepable(change)
        first = changed(Folder(checked(kind, "kind"), checked(id, kind), 0), change)

        def insert(connection: Connection) -> int:
            if self._insert(connection, first):
                return first.revision
            stands = self._read(connection, kind, id)
            if was_made(stands.events, change):
                return stands.revision
            raise Stale(kind=kind, id=id, expected=0, found=stands.revision)

        return self.database.tried(insert, again=bool(change.events))

    def write(self, kind: str, id: str, change: Change, expecting: int) -> int:
        """One UPDATE of one row that names the revision it expects; the count of rows says whether it was.

        It is made from the sheet that was read last, as a rule by this very act, and read again only when
        that is not at hand, or when the count is 0: then somebody was quicker, or the act was made before.
        """
        refuse_unkeepable(change)
        key = _key(kind, id)

        def update(connection: Connection) -> int:
            stands = self._remembered(key, expecting)
            is_new = stands is not None and not was_made(stands.events, change)
            if stands and is_new and self._update(connection, changed(stands, change)):
                return expecting + 1
            stands = self._read(connection, kind, id)
            if was_made(stands.events, change):
                return stands.revision
            if stands.revision != expecting:
                raise Stale(kind=kind, id=id, expected=expecting, found=stands.revision)
            if not self._update(connection, changed(stands, change)):
                raise Moved
            return expecting + 1

        return self.database.tried(update, again=bool(change.events))

    def remove(self, kind: str, id: str) -> None:
        """Row, attachments and the note that they were erased, in one transaction over this one folder."""
        key, begun = _key(kind, id), False

        def delete(connection: Connection) -> None:
            nonlocal begun
            with connection.transaction():
                if connection.execute(say.REMOVE, key).rowcount != 1 and not begun:
                    raise Missing(kind=kind, id=id)
                self.scans.remove_in(connection, key)
                _note_erased(connection, key)
                begun = True

        self.database.tried(delete)
        self.scans.removed(key)

    def number(self, series: str, above: int = 0) -> int:
        """One statement that adds and answers; a number whose answer was lost is given to nobody."""
        first = above + 1
        while True:
            if rows := self.database.rows(say.COUNT, first, checked(series, "series")):
                return int(rows[0][0])
            if self.database.count(say.COUNT_FIRST, series, first):
                return first

    def attach(self, kind: str, id: str, content: bytes) -> str:
        """Kept under the SHA-256 of the content."""
        key, digest = _key(kind, id), sha256(content).hexdigest()
        name = self._alias(kind, id, digest)
        sealed = self._cover.seal(content, Context(kind, id, name, 0))
        self.scans.put(key, name, sealed)
        if not self._cover.is_current(sealed):
            self.scans.put_again(key, name, self._cover.seal(content, Context(kind, id, name, 0)))
        return digest

    def attachment(self, kind: str, id: str, digest: str) -> bytes:
        """The content, once its digest is found to be right."""
        key, place = _key(kind, id), f"{kind}/{id}/files/{checked_digest(digest)}"
        try:
            name = self._alias(kind, id, digest)
            kept = self.scans.get(key, name)
            if kept is None:
                raise Missing(kind="attachment", id=digest)
            content = self._cover.open(kept, Context(kind, id, name))
        except (ValueError, OSError) as error:
            raise Damaged(place=place, why="store.why.unreadable") from error
        if sha256(content).hexdigest() != digest:
            raise Damaged(place=place, why="store.why.checksum")
        return content

    def detach(self, kind: str, id: str, digest: str) -> None:
        """Take the one row or file out."""
        key = _key(kind, id)
        self.scans.take_out(key, self._alias(kind, id, checked_digest(digest)))

    def sweep(self, folders: Iterable[tuple[str, str]] | None = None) -> int:
        """What a removal left in the directory of attachments; the database leaves nothing half done."""
        there = {(id, kind) for kind, id in self.folders()}
        gone = [(id, kind) for kind, id in self.erased() if (id, kind) not in there]
        return self.scans.sweep(gone)

    def changes(self, since: str) -> Changes:
        """Rows whose time is later than the stamp's, less the time that an unfinished statement may take."""
        moment: datetime = self.database.rows(say.MOMENT)[0][0]
        if not since:
            return Changes(moment.isoformat())
        start = datetime.fromisoformat(since) - PATIENCE - PATIENCE / 2
        rows = self.database.rows(say.CHANGED, start, start)
        return Changes(moment.isoformat(), tuple(Notice(row[0], row[1], row[2]) for row in rows))

    def marks(self) -> Iterator[tuple[str, str, int]]:
        """When each folder was changed, to the microsecond."""
        return ((kind, id, _mark(changed)) for kind, id, _, changed in self.database.rows(say.MARKS))

    def mark(self, kind: str, id: str, revision: int = 0) -> int:
        """When the folder was changed; of a revision only while it stands."""
        rows = self.database.rows(say.MARK, id, kind)
        return next((_mark(at) for _, _, found, at in rows if revision in (0, found)), 0)

    def attachments(self, kind: str, id: str) -> Iterable[str]:
        """The digests of a folder's attachments; a name that is none of ours is passed over."""
        found = set()
        for name in self.scans.of(_key(kind, id)):
            with suppress(ValueError):
                found.add(self._cover.digest(name, Context(kind, id, name)))
        return sorted(found)

    def numbers(self) -> Mapping[str, int]:
        """The last number of each series."""
        return {row[0]: row[1] for row in self.database.rows(say.NUMBERS)}

    def erased(self) -> tuple[tuple[str, str], ...]:
        """The folders that were removed, in the order they were."""
        return tuple((row[0], row[1]) for row in self.database.rows(say.ERASED))

    def note_erased(self, keys: Iterable[tuple[str, str]]) -> None:
        """One row for each."""
        for kind, id in keys:
            key = _key(kind, id)
            self.database.tried(lambda connection, key=key: _note_erased(connection, key))  # type: ignore[misc]

    def place(self, folder: Folder) -> None:
        """A row with the revision that the folder has elsewhere."""
        refuse_unkeepable(Change(folder.about, folder.documents, folder.events))
        _key(folder.kind, folder.id)
        if not self.database.tried(lambda connection: self._insert(connection, folder), again=False):
            found = self.read(folder.kind, folder.id).revision
            raise Stale(kind=folder.kind, id=folder.id, expected=0, found=found)

    def mend(self, folder: Folder, scans: Iterable[bytes], keep: Callable[[bytes], None]) -> None:
        """Put a damaged folder down as a copy has it, and those attachments that cannot be read.

        The sheet that could not be read is given to `keep` first.
        A folder that can be read stays as it is: only its attachments are mended.
        """
        kind, id = folder.kind, folder.id
        stands = self.sheet(kind, id)
        if stands is None:
            self.place(folder)
        elif not self._is_whole(kind, id):
            keep(stands[1])
            later = replace(folder, revision=max(folder.revision, stands[0] + 1))  # no process knows that one
            row = later.revision, self._sheets(later)[1], id, kind, stands[0]
            if not self.database.count(say.MEND, *row) and not self._is_whole(kind, id):
                raise Stale(kind=kind, id=id, expected=stands[0], found=0)
        for scan in scans:
            with suppress(Damaged, Missing):
                self.attachment(kind, id, sha256(scan).hexdigest())
                continue
            self.attach(kind, id, scan)

    def _is_whole(self, kind: str, id: str) -> bool:
        with suppress(Damaged, Missing):
            return self.read(kind, id).revision > 0
        return False

    def sheet(self, kind: str, id: str) -> tuple[int, bytes] | None:
        """Revision and bytes of a row as it lies, sealed or not."""
        rows = self.database.rows(say.READ, *_key(kind, id))
        return (rows[0][0], bytes(rows[0][1])) if rows else None

    def everything(self) -> Iterator[tuple[str, bytes | None]]:
        """The rows as files, in one reading transaction that sees the database as it was at its start."""
        keys = []
        with self.database.one_moment() as connection:
            for kind, id, sheet in stream(connection, say.ALL_FOLDERS):
                keys.append((id, kind))
                yield f"{kind}/{id}/{FILE}", bytes(sheet)
            for kind, id, name, content in self.scans.all(connection, keys):
                yield f"{kind}/{id}/files/{name}", content
            numbers = read(connection, say.NUMBERS)
            erased = read(connection, say.ERASED)
        if numbers:
            yield NUMBERS, self._numbers_sheet(numbers)
        if erased:
            yield erasures.FILE, erasures.written((row[0], row[1]) for row in erased)

    def close(self) -> None:
        """Close the connections that nobody uses, and forget the sheets that were read."""
        self._recent.clear()
        self.database.close()

    # -- rows and sheets

    def _alias(self, kind: str, id: str, digest: str) -> str:
        return self._cover.alias(digest, Context(kind, id, digest))

    def _read(self, connection: Connection, kind: str, id: str) -> Folder:
        key = _key(kind, id)
        rows = read(connection, say.READ, *key)
        if not rows:
            raise Missing(kind=kind, id=id)
        revision, place = rows[0][0], f"{kind}/{id}/{FILE}"
        try:
            sheet = self._cover.open(bytes(rows[0][1]), Context(kind, id, FILE))
        except ValueError as error:
            raise Damaged(place=place, why="store.why.unreadable") from error
        seal, tables = unpack(sheet, place)
        if seal != Seal(kind, id, revision):
            raise Damaged(place=place, why="store.why.another")
        self._recent.put(key, revision, sheet)
        return folder_of(seal, tables, place)

    def _remembered(self, key: Key, revision: int) -> Folder | None:
        """The folder as it was at this revision, if that is known still."""
        sheet = self._recent.get(key, revision)
        return folder_of(*unpack(sheet, ""), "") if sheet else None

    def _insert(self, connection: Connection, folder: Folder) -> bool:
        """Put a new row down; False when there is one."""
        sheet, sealed = self._sheets(folder)
        row = folder.id, folder.kind, folder.revision, sealed
        is_done = self._done(connection.execute(say.CREATE, row).rowcount, folder, sheet)
        return is_done and self._sealed_still(connection, folder, sealed)

    def _update(self, connection: Connection, folder: Folder) -> bool:
        """Put the folder in the place of its row, if that is one revision back."""
        sheet, sealed = self._sheets(folder)
        row = sealed, folder.id, folder.kind, folder.revision - 1
        is_done = self._done(connection.execute(say.WRITE, row).rowcount, folder, sheet)
        return is_done and self._sealed_still(connection, folder, sealed)

    def _sealed_still(self, connection: Connection, folder: Folder, sealed: bytes) -> bool:
        """The key may have been turned while the row was on its way: then it is sealed anew at once."""
        if not self._cover.is_current(sealed):
            row = self._sheets(folder)[1], folder.id, folder.kind, folder.revision
            connection.execute(say.SEAL_AGAIN, row)
        return True

    def _done(self, count: int, folder: Folder, sheet: bytes) -> bool:
        if count == 1:
            self._recent.put((folder.id, folder.kind), folder.revision, sheet)
        return count == 1

    def _sheets(self, folder: Folder) -> tuple[bytes, bytes]:
        """The folder as a sheet, open and sealed."""
        sheet = pack(tables_of(folder), Seal(folder.kind, folder.id, folder.revision))
        return sheet, self._cover.seal(sheet, Context(folder.kind, folder.id, FILE, folder.revision))

    def _numbers_sheet(self, rows: Iterable[tuple[Any, ...]]) -> bytes:
        table = {str(n): {"series": row[0], "last": row[1]} for n, row in enumerate(rows, 1)}
        sheet = pack({"numbers": table}, Seal("numbers", "numbers", 1))
        cover = self._cover if self.is_covered else PLAIN  # a copy is made without the key too
        return cover.seal(sheet, Context("numbers", "numbers", NUMBERS, 1))


def _key(kind: str, id: str) -> Key:
    """The key of a folder's rows: led by the id, by which many servers can share them."""
    return checked(id, checked(kind, "kind")), kind


def _note_erased(connection: Connection, key: Key) -> None:
    if connection.execute(say.ERASE, key).rowcount != 1:
        connection.execute(say.ERASE_AGAIN, key)


def _mark(changed: datetime) -> int:
    return int(changed.timestamp() * 1_000_000)
