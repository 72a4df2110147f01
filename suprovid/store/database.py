"""Connections to one PostgreSQL database: pooled, made again when lost, and what may be tried again is.

The only module that knows the driver.
"""

from __future__ import annotations

import os
import queue
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from suprovid.errors import Busy, SuprovidError, Unwritable

try:
    import psycopg
    from psycopg.conninfo import make_conninfo
except ImportError:  # the optional extra "postgresql" is not installed
    HAS_DRIVER = False
else:
    HAS_DRIVER = True
if TYPE_CHECKING:
    Connection = psycopg.Connection[tuple[Any, ...]]

T = TypeVar("T")
Row = tuple[Any, ...]
DATABASES = ("postgresql://", "postgres://")
AGAIN = frozenset({"40001", "40P01"})
"""What a database says that wants the same to be tried again: serialization failure, deadlock."""
LOST = frozenset({None, "57P01", "57P02", "57P03", "08000", "08003", "08006"})
"""And when the connection is gone, or the server is about to stop or not ready yet."""
WHY = {
    "53100": "store.why.full",
    "25006": "store.why.forbidden",
    "42501": "store.why.forbidden",
}
"""What it says of a full disk, of a copy that is only read, of a right that is missing."""
SLOW = frozenset({"57014", "55P03"})
"""And when a statement waited too long for somebody else's."""
TRIES, PAUSE = 12, 0.01
PAUSES = (0.0, 0.1, 0.4, 1.0)
"""How long it waits for a server that went away, before somebody is told: seconds."""
AWAY = 2.0
"""For so many seconds after that everybody else is told at once."""
PATIENCE = timedelta(seconds=20)
"""How long one statement may take."""
ROOM = 8
BATCH = 200


class NoDriver(SuprovidError):
    """The program was installed without what speaks to PostgreSQL."""

    sentence = "store.no_driver"


class Unreachable(Unwritable):
    """The database does not answer, or not as expected; its address, with the password in it, is not told."""

    sentence = "store.unreachable"


class Moved(Exception):
    """A row moved on between reading and writing: look again."""


class Database:
    """One database for all threads of this process; a fork has connections of its own."""

    def __init__(self, address: str) -> None:
        if not HAS_DRIVER:
            raise NoDriver()
        self._address = address
        self._idle: queue.LifoQueue[Connection] = queue.LifoQueue(ROOM)
        self._process = os.getpid()
        self._away = 0.0

    def rows(self, statement: str, *values: object) -> list[Row]:
        """What one statement answers."""
        return self.tried(lambda connection: read(connection, statement, *values))

    def count(self, statement: str, *values: object) -> int:
        """How many rows one statement touched; it is one that may be made twice."""
        return self.tried(lambda connection: connection.execute(statement, values).rowcount)

    def tried(self, act: Callable[[Connection], T], again: bool = True) -> T:
        """What the act answers; tried again when the database asks for it, or when somebody was quicker.

        A lost connection leaves open whether the act was done: only what may be done twice is tried `again`.
        """
        lost, patient = 0, time.monotonic() > self._away
        for attempt in range(TRIES):
            try:
                with self.connection() as connection:
                    return act(connection)
            except Moved:
                pass
            except psycopg.Error as error:
                if error.sqlstate not in AGAIN:
                    lost += 1
                    if not (again and patient and _is_lost(error) and lost < len(PAUSES)):
                        self._away = time.monotonic() + AWAY if _is_lost(error) else 0.0
                        raise told(error) from None
                    self.close()  # the other connections are as dead as this one
                    time.sleep(PAUSES[lost])
            time.sleep(random.random() * PAUSE * min(attempt, 5))
        raise Busy(place="postgresql")

    @contextmanager
    def connection(self) -> Iterator[Connection]:
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

    @contextmanager
    def one_moment(self) -> Iterator[Connection]:
        """A connection that sees the database as it was at one moment, and changes nothing; `Unreachable`."""
        try:
            with self.connection() as connection, connection.transaction():
                connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
                connection.execute("SET LOCAL statement_timeout = 0")
                yield connection
        except psycopg.Error as error:
            raise told(error) from None

    def make(self, probes: Sequence[str], tables: Sequence[str]) -> None:
        """Make the tables that are not there; of several that start at once each may be the one."""
        self.tried(lambda connection: _make(connection, probes, tables))

    def close(self) -> None:
        """Close the connections that nobody uses."""
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait().close()

    def plain(self) -> Connection:
        """A connection of one's own, in which statements are one transaction until they are committed."""
        return self._connected(commits=False)

    def _connected(self, commits: bool = True) -> Connection:
        secret = password()
        address = make_conninfo(self._address, password=secret) if secret else self._address
        connection = psycopg.connect(address, autocommit=True, connect_timeout=10)
        connection.execute(f"SET statement_timeout = {int(PATIENCE.total_seconds() * 1000)}")
        connection.autocommit = commits
        return connection

    def _give_back(self, connection: Connection) -> None:
        is_sound = not connection.closed and connection.info.transaction_status == 0
        with suppress(queue.Full):
            if is_sound:
                self._idle.put_nowait(connection)
                return
        connection.close()


def is_database(address: str) -> bool:
    """Whether this is the address of a database."""
    return address.startswith(DATABASES)


def password() -> str:
    """The password that a file has, so that it need not stand in the address, which others may see."""
    file = os.environ.get("SUPROVID_STORE_PASSWORD_FILE")
    try:
        return Path(file).read_text(encoding="utf-8").strip() if file else ""
    except OSError:
        raise Unreachable(place="SUPROVID_STORE_PASSWORD_FILE", why="store.why.database") from None


def read(connection: Connection, statement: str, *values: object) -> list[Row]:
    """What one statement answers, on a connection that is held already; bytes come as bytes."""
    return connection.execute(statement, values, binary=True).fetchall()


def stream(connection: Connection, statement: str) -> Iterator[Row]:
    """The rows of a long answer, a few at a time."""
    with connection.cursor(name="everything", binary=True) as cursor:
        cursor.itersize = BATCH
        yield from cursor.execute(statement)


def _make(connection: Connection, probes: Sequence[str], tables: Sequence[str]) -> None:
    for _ in range(TRIES):
        with suppress(psycopg.errors.UndefinedTable):
            for table in probes:
                connection.execute(table)
            return
        for statement in tables:
            with suppress(
                psycopg.errors.UniqueViolation,
                psycopg.errors.DuplicateTable,
                psycopg.errors.DuplicateObject,
                psycopg.errors.InternalError_,
            ):
                connection.execute(statement)


def _is_lost(error: psycopg.Error) -> bool:
    return isinstance(error, psycopg.OperationalError) and error.sqlstate in LOST


def told(error: Exception) -> SuprovidError:
    """The error of the database as one that can be told."""
    code = getattr(error, "sqlstate", None) or ""
    if code in WHY:
        return Unwritable(place="postgresql", why=WHY[code])
    if code in SLOW:
        return Busy(place="postgresql")
    return Unreachable(place=type(error).__name__, why="store.why.database")
