"""Folders in PostgreSQL, or in a database that speaks as it does: one row for each folder.

A row holds the sheet that the embedded store keeps in a file, sealed and with its checksum,
so covers, checks for damage and backups are the same everywhere.
Every statement names one folder or one series, but for those marked "report"; nothing is locked for long:
a save is one UPDATE that names the revision it expects.
"""

from __future__ import annotations

import os
import queue
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Any, TypeVar

from suprovid.errors import Busy, Damaged, Missing, Stale, SuprovidError, Unwritable
from suprovid.store import erasures
from suprovid.store.changing import changed, folder_of, refuse_unkeepable, tables_of, was_made
from suprovid.store.copying import FILE, NUMBERS
from suprovid.store.folder import Change, Folder
from suprovid.store.names import checked, checked_digest
from suprovid.store.notices import Changes, Notice
from suprovid.store.port import PLAIN, Context, Cover
from suprovid.store.sheet import Seal, pack, unpack

try:
    import psycopg
except ImportError:  # the optional extra "postgresql" is not installed
    HAS_DRIVER = False
else:
    HAS_DRIVER = True
if TYPE_CHECKING:
    Connection = psycopg.Connection[tuple[Any, ...]]

T = TypeVar("T")
TABLES = (
    "CREATE TABLE IF NOT EXISTS folders (id text NOT NULL, kind text NOT NULL, revision bigint NOT NULL,"
    " sheet bytea NOT NULL, changed timestamptz NOT NULL, PRIMARY KEY (id, kind))",
    "CREATE INDEX IF NOT EXISTS folders_changed ON folders (changed)",
    "CREATE TABLE IF NOT EXISTS attachments (id text NOT NULL, kind text NOT NULL, digest text NOT NULL,"
    " content bytea NOT NULL, PRIMARY KEY (id, kind, digest))",
    "CREATE TABLE IF NOT EXISTS numbers (series text PRIMARY KEY, last bigint NOT NULL)",
    "CREATE TABLE IF NOT EXISTS erased (id text NOT NULL, kind text NOT NULL, changed timestamptz NOT NULL,"
    " PRIMARY KEY (id, kind))",
)
PROBES = tuple(f"SELECT 1 FROM {table} LIMIT 0" for table in ("folders", "attachments", "numbers", "erased"))
READ = "SELECT revision, sheet FROM folders WHERE id = %s AND kind = %s"
CREATE = (
    "INSERT INTO folders (id, kind, revision, sheet, changed) VALUES (%s, %s, %s, %s, now())"
    " ON CONFLICT (id, kind) DO NOTHING"
)
WRITE = (
    "UPDATE folders SET revision = revision + 1, sheet = %s, changed = now()"
    " WHERE id = %s AND kind = %s AND revision = %s"
)
REMOVE = "DELETE FROM folders WHERE id = %s AND kind = %s"
REMOVE_ATTACHMENTS = "DELETE FROM attachments WHERE id = %s AND kind = %s"
ERASE = (
    "INSERT INTO erased (id, kind, changed) VALUES (%s, %s, now())"
    " ON CONFLICT (id, kind) DO UPDATE SET changed = now()"
)
NUMBER = (
    "INSERT INTO numbers (series, last) VALUES (%s, %s)"
    " ON CONFLICT (series) DO UPDATE SET last = greatest(numbers.last + 1, excluded.last) RETURNING last"
)
ATTACH = (
    "INSERT INTO attachments (id, kind, digest, content) VALUES (%s, %s, %s, %s)"
    " ON CONFLICT (id, kind, digest) DO UPDATE SET content = excluded.content"
)
ATTACHED = "SELECT content FROM attachments WHERE id = %s AND kind = %s AND digest = %s"
ATTACHMENTS = "SELECT digest FROM attachments WHERE id = %s AND kind = %s ORDER BY digest"
# Reports: these read over all folders.
FOLDERS = "SELECT kind, id FROM folders ORDER BY kind, id"
FOLDERS_OF = "SELECT kind, id FROM folders WHERE kind = %s ORDER BY id"
ERASED = "SELECT kind, id FROM erased ORDER BY changed, kind, id"
NUMBERS_ALL = "SELECT series, last FROM numbers ORDER BY series"
CHANGED = (
    "SELECT kind, id, 0 AS revision, changed FROM erased WHERE changed > %s"
    " UNION ALL SELECT kind, id, revision, changed FROM folders WHERE changed > %s ORDER BY changed"
)
ALL_FOLDERS = "SELECT kind, id, revision, sheet FROM folders"
ALL_ATTACHMENTS = "SELECT kind, id, digest, content FROM attachments"

MOMENT = "SELECT now()"
AGAIN = frozenset({"40001", "40P01"})
"""What a database says that wants the same to be tried again: serialization failure, deadlock."""
LOST = frozenset({None, "57P01", "57P02", "57P03", "08000", "08003", "08006"})
"""And when the connection is gone, or the server is about to stop."""
TRIES, PAUSE = 12, 0.01
PATIENCE = timedelta(seconds=20)
"""How long one statement may take; a change is told for longer than that, so none is missed."""
ROOM = 8
BATCH = 200


class NoDriver(SuprovidError):
    """The program was installed without what speaks to PostgreSQL."""

    sentence = "store.no_driver"


class Unreachable(Unwritable):
    """The database does not answer, or not as expected; its address, with the password in it, is not told."""

    sentence = "store.unreachable"


class PostgresStore:
    """The store of one organisation in a database, for any number of processes and machines."""

    def __init__(self, address: str, cover: Cover = PLAIN) -> None:
        if not HAS_DRIVER:
            raise NoDriver()
        self._address = address
        self._cover = cover
        self._idle: queue.LifoQueue[Connection] = queue.LifoQueue(ROOM)
        self._process = os.getpid()
        self._tried(self._found)

    def folders(self, kind: str | None = None) -> Iterator[tuple[str, str]]:
        """Kind and id of every folder, sorted."""
        rows = self._rows(FOLDERS) if kind is None else self._rows(FOLDERS_OF, checked(kind, "kind"))
        return ((row[0], row[1]) for row in rows)

    def read(self, kind: str, id: str) -> Folder:
        """The folder as its row has it, once its checksum is found to be right."""
        return self._tried(lambda connection: self._read(connection, kind, id))

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

        return self._tried(insert, again=bool(change.events))

    def write(self, kind: str, id: str, change: Change, expecting: int) -> int:
        """One UPDATE of one row that names the revision it expects; the count of rows says whether it was."""
        refuse_unkeepable(change)

        def update(connection: Connection) -> int:
            stands = self._read(connection, kind, id)
            if was_made(stands.events, change):
                return stands.revision
            if stands.revision != expecting:
                raise Stale(kind=kind, id=id, expected=expecting, found=stands.revision)
            sheet = self._sheet(changed(stands, change))
            if connection.execute(WRITE, (sheet, id, kind, expecting)).rowcount != 1:
                raise _Moved
            return expecting + 1

        return self._tried(update, again=bool(change.events))

    def remove(self, kind: str, id: str) -> None:
        """Row, attachments and the note that they were erased, in one transaction over this one folder."""
        key = _key(kind, id)

        def delete(connection: Connection) -> None:
            with connection.transaction():
                if connection.execute(REMOVE, key).rowcount != 1:
                    raise Missing(kind=kind, id=id)
                connection.execute(REMOVE_ATTACHMENTS, key)
                connection.execute(ERASE, key)

        self._tried(delete)

    def number(self, series: str, above: int = 0) -> int:
        """One statement that adds and answers; a number whose answer was lost is given to nobody."""
        rows = self._rows(NUMBER, checked(series, "series"), above + 1)
        return int(rows[0][0])

    def attach(self, kind: str, id: str, content: bytes) -> str:
        """A row under the SHA-256 of the content."""
        digest = sha256(content).hexdigest()
        key = *_key(kind, id), digest
        sealed = self._cover.seal(content, Context(kind, id, digest, 0))
        self._tried(lambda connection: connection.execute(ATTACH, (*key, sealed)))
        return digest

    def attachment(self, kind: str, id: str, digest: str) -> bytes:
        """The content, once its digest is found to be right."""
        key = *_key(kind, id), checked_digest(digest)
        rows = self._rows(ATTACHED, *key)
        if not rows:
            raise Missing(kind="attachment", id=digest)
        place = f"{kind}/{id}/files/{digest}"
        try:
            content = self._cover.open(bytes(rows[0][0]), Context(kind, id, digest))
        except ValueError as error:
            raise Damaged(place=place, why="store.why.unreadable") from error
        if sha256(content).hexdigest() != digest:
            raise Damaged(place=place, why="store.why.checksum")
        return content

    def sweep(self) -> int:
        """Nothing: the database leaves nothing half done."""
        return 0

    def changes(self, since: str) -> Changes:
        """Rows whose time is later than the stamp's, less the time that an unfinished statement may take."""
        moment: datetime = self._rows(MOMENT)[0][0]
        if not since:
            return Changes(moment.isoformat())
        start = datetime.fromisoformat(since) - PATIENCE - PATIENCE / 2
        rows = self._rows(CHANGED, start, start)
        return Changes(moment.isoformat(), tuple(Notice(row[0], row[1], row[2]) for row in rows))

    def attachments(self, kind: str, id: str) -> Iterable[str]:
        """The digests of a folder's attachments."""
        return [row[0] for row in self._rows(ATTACHMENTS, *_key(kind, id))]

    def numbers(self) -> Mapping[str, int]:
        """The last number of each series."""
        return {row[0]: row[1] for row in self._rows(NUMBERS_ALL)}

    def erased(self) -> tuple[tuple[str, str], ...]:
        """The folders that were removed, in the order they were."""
        return tuple((row[0], row[1]) for row in self._rows(ERASED))

    def note_erased(self, keys: Iterable[tuple[str, str]]) -> None:
        """One row for each."""
        for kind, id in keys:
            key = _key(kind, id)
            self._tried(lambda connection, key=key: connection.execute(ERASE, key))  # type: ignore[misc]

    def place(self, folder: Folder) -> None:
        """A row with the revision that the folder has elsewhere."""
        refuse_unkeepable(Change(folder.about, folder.documents, folder.events))
        _key(folder.kind, folder.id)
        if not self._tried(lambda connection: self._insert(connection, folder)):
            found = self.read(folder.kind, folder.id).revision
            raise Stale(kind=folder.kind, id=folder.id, expected=0, found=found)

    def everything(self) -> Iterator[tuple[str, bytes | None]]:
        """The rows as files, in one reading transaction that sees the database as it was at its start."""
        with self._connection() as connection, _told(), connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            connection.execute("SET LOCAL statement_timeout = 0")
            for kind, id, _, sheet in self._stream(connection, ALL_FOLDERS):
                yield f"{kind}/{id}/{FILE}", bytes(sheet)
            for kind, id, digest, content in self._stream(connection, ALL_ATTACHMENTS):
                yield f"{kind}/{id}/files/{digest}", bytes(content)
            numbers = connection.execute(NUMBERS_ALL).fetchall()
            erased = connection.execute(ERASED).fetchall()
        if numbers:
            yield NUMBERS, self._numbers_sheet(numbers)
        if erased:
            yield erasures.FILE, erasures.written((row[0], row[1]) for row in erased)

    def close(self) -> None:
        """Close the connections that nobody uses."""
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()

    # -- rows and sheets

    def _read(self, connection: Connection, kind: str, id: str) -> Folder:
        row = connection.execute(READ, _key(kind, id)).fetchone()
        if row is None:
            raise Missing(kind=kind, id=id)
        place = f"{kind}/{id}/{FILE}"
        try:
            content = self._cover.open(bytes(row[1]), Context(kind, id, FILE))
        except ValueError as error:
            raise Damaged(place=place, why="store.why.unreadable") from error
        seal, tables = unpack(content, place)
        if seal != Seal(kind, id, row[0]):
            raise Damaged(place=place, why="store.why.another")
        return folder_of(seal, tables, place)

    def _insert(self, connection: Connection, folder: Folder) -> bool:
        row = folder.id, folder.kind, folder.revision, self._sheet(folder)
        return connection.execute(CREATE, row).rowcount == 1

    def _sheet(self, folder: Folder) -> bytes:
        seal = Seal(folder.kind, folder.id, folder.revision)
        context = Context(folder.kind, folder.id, FILE, folder.revision)
        return self._cover.seal(pack(tables_of(folder), seal), context)

    def _numbers_sheet(self, rows: Iterable[tuple[Any, ...]]) -> bytes:
        table = {str(n): {"series": row[0], "last": row[1]} for n, row in enumerate(rows, 1)}
        sheet = pack({"numbers": table}, Seal("numbers", "numbers", 1))
        return self._cover.seal(sheet, Context("numbers", "numbers", NUMBERS, 1))

    def _rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        return self._tried(lambda connection: connection.execute(statement, values).fetchall())

    def _stream(self, connection: Connection, statement: str) -> Iterator[tuple[Any, ...]]:
        with connection.cursor(name="everything") as cursor:
            cursor.itersize = BATCH
            yield from cursor.execute(statement)

    # -- connections

    def _tried(self, act: Callable[[Connection], T], again: bool = True) -> T:
        """What the act answers; tried again when the database asks for it, or when somebody was quicker.

        A lost connection leaves open whether the act was done: only what may be done twice is tried `again`.
        """
        for attempt in range(TRIES):
            try:
                with self._connection() as connection:
                    return act(connection)
            except _Moved:
                pass
            except psycopg.Error as error:
                is_lost = isinstance(error, psycopg.OperationalError) and error.sqlstate in LOST
                if error.sqlstate not in AGAIN and not (is_lost and again and attempt < 2):
                    raise Unreachable(place=type(error).__name__, why="store.why.database") from None
            time.sleep(random.random() * PAUSE * min(attempt, 5))
        raise Busy(place="postgresql")

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        """A connection for one act; one that broke is not used again."""
        if self._process != os.getpid():  # after a fork the old ones belong to the other process
            self._process, self._idle = os.getpid(), queue.LifoQueue(ROOM)
        try:
            connection = self._idle.get_nowait()
        except queue.Empty:
            connection = self._connected()
        try:
            yield connection
        finally:
            self._give_back(connection)

    def _connected(self) -> Connection:
        connection = psycopg.connect(self._address, autocommit=True, connect_timeout=10)
        connection.execute(f"SET statement_timeout = {int(PATIENCE.total_seconds() * 1000)}")
        return connection

    def _give_back(self, connection: Connection) -> None:
        is_sound = not connection.closed and connection.info.transaction_status == 0
        try:
            if is_sound:
                self._idle.put_nowait(connection)
                return
        except queue.Full:
            pass
        connection.close()

    def _found(self, connection: Connection) -> None:
        """Make the tables that are not there; of several that start at once each may be the one."""
        for _ in range(TRIES):
            with suppress(psycopg.errors.UndefinedTable):
                for table in PROBES:
                    connection.execute(table)
                return
            for statement in TABLES:
                with suppress(
                    psycopg.errors.UniqueViolation,
                    psycopg.errors.DuplicateTable,
                    psycopg.errors.DuplicateObject,
                    psycopg.errors.InternalError_,
                ):
                    connection.execute(statement)


def _key(kind: str, id: str) -> tuple[str, str]:
    """The key of a folder's rows: led by the id, by which many servers can share them."""
    return checked(id, checked(kind, "kind")), kind


class _Moved(Exception):
    """The row moved on between reading and writing: look again."""


@contextmanager
def _told() -> Iterator[None]:
    """Errors of the database inside become `Unreachable`."""
    try:
        yield
    except psycopg.Error as error:
        raise Unreachable(place=type(error).__name__, why="store.why.database") from None
