"""The same index in the database that has the folders: whoever writes them writes it, all processes ask it.

Rows of one folder are put in one transaction; an older state of a folder never replaces a newer one.
A program that keeps other columns has tables of its own, so two versions can work side by side for a while.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import islice
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Engine,
    MetaData,
    Table,
    TableClause,
    case,
    create_engine,
    delete,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.exc import DBAPIError, IntegrityError

from suprovid.errors import Busy, SuprovidError
from suprovid.store import lookups
from suprovid.store.database import AGAIN, Database, told
from suprovid.store.index import FolderRow, Index, Owner, Row, fill
from suprovid.store.lookups import NO_QUICK, Quick
from suprovid.store.memory import Memory
from suprovid.store.records import InDatabase
from suprovid.store.search import searchable, terms
from suprovid.store.spoken import place_of
from suprovid.store.tables import NUMBER, OF, TEXT, Columns, sheet

BATCH, TRIES = 200, 8
PLACES = 2**12
"""So many documents or lines of one folder can be put in their order."""
ROOM = "index"
OURS = re.compile(r"index_[0-9a-f]{8}_")
"""How the tables of an index are called."""
Standing = tuple[int, int, str]
"""Number, revision and digest of a folder that has rows."""
PATIENCE, PAUSE = timedelta(minutes=1), 0.2
KEPT = timedelta(days=3650)


class SharedIndex(Index):
    """Rows in tables of the database; `memory` is only what this process remembers beside them."""

    def __init__(
        self,
        database: Database,
        columns: Sequence[Columns],
        quick: Quick = NO_QUICK,
        memory: Memory | None = None,
    ) -> None:
        self.memory = memory or Memory()
        self._quick = NO_QUICK  # this database knows how many rows a value stands for
        said = {name: [asdict(way) for way in ways] for name, ways in quick.items()}
        self._name = f"index_{_digest([*map(dict, columns), said])[:8]}_"
        self._notes = InDatabase(database, ROOM)
        self._engine = create_engine(
            "postgresql+psycopg://", creator=database.plain, pool_pre_ping=True, max_overflow=20
        )
        self._process = os.getpid()
        self._last, self._said = 0, ""
        self._metadata = MetaData()
        self._sheets = {
            name: sheet(self._metadata, name, kinds, None, self._name)
            for name, kinds in zip(("folders", "documents", "lines"), columns, strict=True)
        }
        for name, ways in quick.items():
            for way in ways:
                lookups.add(self._sheets[name], way, wide=False)
        self._owners = _owners(self._metadata, self._name)
        self._make()

    def put_all(self, rows: Iterable[FolderRow]) -> None:
        """Many folders, a few in one transaction; what stands there just so is left alone."""
        source = iter(rows)
        while batch := list(islice(source, BATCH)):
            latest = {row.owner: row for row in batch}
            self._tried(lambda connection, latest=latest: self._replace(connection, latest))  # type: ignore[misc]

    def drop(self, kind: str, id: str) -> None:
        """The folder is no longer found."""
        self._tried(lambda connection: self._take_out(connection, self._standing(connection, [(kind, id)])))

    def close(self) -> None:
        """Let go of the connections and of the memory."""
        self._engine.dispose()
        self.memory.close()

    # -- what the rows were worked out from

    def basis(self, kept: Any) -> Any:
        """What the rows here were worked out from; None when that is not known."""
        text = self._notes.get(self._name)
        return json.loads(text) if text else None

    def keep_basis(self, kept: Any) -> None:
        """Say what the rows here are worked out from by now."""
        text = json.dumps(kept)
        if text == self._said:
            return
        before, until = self._notes.get(self._name), datetime.now(UTC) + KEPT
        if before is None:
            self._notes.add(self._name, text, until)
        elif before != text:
            self._notes.change(self._name, before, text, until)
        self._said = text

    @contextmanager
    def building(self) -> Iterator[None]:
        """One process works out many rows; the others wait for it, but not for ever: it may have died."""
        key, until = f"{self._name}building", time.monotonic() + PATIENCE.total_seconds()
        while not self._claimed(key) and time.monotonic() < until:
            time.sleep(PAUSE)
        try:
            yield
        finally:
            self._notes.drop(key)

    def _claimed(self, key: str) -> bool:
        now = datetime.now(UTC)
        self._notes.sweep(now)
        return self._notes.add(key, secrets.token_hex(8), now + PATIENCE)

    # -- asking

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with self._own_engine().connect() as connection:
                yield connection
        except DBAPIError as error:
            raise _told(error) from None

    def _found(self, text: str, number: ColumnElement[int], kind: str) -> ColumnElement[bool]:
        found = select(self._owners.c.number)
        for term in terms(text):
            said = (place_of(literal(_clean(spelling)), self._owners.c.said) > 0 for spelling in term)
            found = found.where(or_(*said))
        return number.in_(found)

    def _begins(self, text: str, number: ColumnElement[int]) -> ColumnElement[int]:
        first = next(iter(terms(text)), ("",))[0]
        begins = place_of(literal(" " + _clean(first)), self._owners.c.said) > 0
        asked = select(case((begins, 0), else_=1)).where(self._owners.c.number == number)
        return asked.scalar_subquery()

    def _belongs(self, own: TableClause, folders: TableClause) -> ColumnElement[bool]:
        return own.c[OF] == folders.c[NUMBER]

    # -- putting

    def _replace(self, connection: Connection, latest: Mapping[Owner, FolderRow]) -> None:
        stands = self._standing(connection, latest)
        news = {}
        for owner in sorted(latest):
            row, digest = latest[owner], _digest(asdict(latest[owner]))
            revision, before = stands[owner][1:] if owner in stands else (0, "")
            if revision <= row.revision and digest != before:
                news[owner] = (row, digest, self._number())
        self._take_out(connection, {owner: stands[owner] for owner in news if owner in stands})
        fill(connection, self._owners, [_owner(*new) for new in news.values()])
        fill(connection, self._sheets["folders"].table, [self._folder(row, n) for row, _, n in news.values()])
        for name in ("documents", "lines"):
            parts = [part for row, _, n in news.values() for part in self._parts(name, row, n)]
            fill(connection, self._sheets[name].table, parts)

    def _number(self) -> int:
        """A number later than those before, by the clock, so that nobody has to hand them out."""
        self._last = max(self._last + 1, time.time_ns() // 1000)
        return self._last * PLACES

    def _folder(self, row: FolderRow, number: int) -> Row:
        values = {"kind": row.kind, "id": row.id, "revision": row.revision, **row.values}
        return self._sheets["folders"].row(values) | {NUMBER: number}

    def _parts(self, name: str, row: FolderRow, number: int) -> list[Row]:
        own, said = self._sheets[name], getattr(row, name)
        return [own.row(part) | {OF: number, NUMBER: number + place} for place, part in enumerate(said)]

    def _standing(self, connection: Connection, owners: Iterable[Owner]) -> dict[Owner, Standing]:
        """Number, revision and digest of these folders; nobody else changes their rows until this is done."""
        own = self._owners.c
        keys = [(id, kind) for kind, id in sorted(owners)]
        asked = select(own.kind, own.id, own.number, own.revision, own.digest)
        asked = asked.where(tuple_(own.id, own.kind).in_(keys)).order_by(own.id, own.kind).with_for_update()
        return {(row[0], row[1]): (row[2], row[3], row[4]) for row in connection.execute(asked)}

    def _take_out(self, connection: Connection, standing: Mapping[Owner, Standing]) -> None:
        numbers = [number for number, *_ in standing.values()]
        if numbers:
            connection.execute(delete(self._owners).where(self._owners.c.number.in_(numbers)))
            for name, owned in self._sheets.items():
                mark = owned.table.c[NUMBER if name == "folders" else OF]
                connection.execute(delete(owned.table).where(mark.in_(numbers)))

    def _tried(self, act: Callable[[Connection], None]) -> None:
        """In one transaction, again when somebody else put the same folder just then."""
        for _ in range(TRIES):
            try:
                with self._own_engine().begin() as connection:
                    act(connection)
                return
            except IntegrityError:  # somebody else put the same folder just then
                continue
            except DBAPIError as error:
                if getattr(error.orig, "sqlstate", None) not in AGAIN:
                    raise _told(error) from None
        raise Busy(place="postgresql")

    def _own_engine(self) -> Engine:
        """After a fork the connections that are there belong to the other process."""
        if self._process != os.getpid():
            self._process = os.getpid()
            self._engine.dispose(close=False)
        return self._engine

    def _make(self) -> None:
        """Make the tables that are not there; of several that start at once each may be the one."""
        for turn in range(TRIES):
            try:
                self._metadata.create_all(self._engine)
                return
            except (IntegrityError, DBAPIError) as error:
                if turn == TRIES - 1:
                    raise _told(error) from None


def forget(database: Database) -> int:
    """Drop the tables of every index in this place: names are in them in clear. Answers how many there were.

    Those of other versions too; whoever needs one makes it anew.
    """
    engine, found = create_engine("postgresql+psycopg://", creator=database.plain), MetaData()
    try:
        found.reflect(engine, only=lambda name, _: OURS.match(name) is not None)
        found.drop_all(engine)
    except DBAPIError as error:
        raise _told(error) from None
    finally:
        engine.dispose()
    notes = InDatabase(database, ROOM)
    for key in notes.all():
        notes.drop(key)
    return len(found.tables)


def _owners(metadata: MetaData, prefix: str) -> Table:
    """Which folders have rows: their number, what they were worked out as, and the words to find them by."""
    return Table(
        f"{prefix}owners",
        metadata,
        Column("id", TEXT, primary_key=True),
        Column("kind", TEXT, primary_key=True),
        Column("number", BigInteger, nullable=False, unique=True),
        Column("revision", BigInteger, nullable=False),
        Column("digest", TEXT, nullable=False),
        Column("said", TEXT, nullable=False),
    )


def _clean(text: str) -> str:
    """What can stand in a database: a NUL is in no text of ours, so nothing is found by it."""
    return text.replace("\0", "\ufffd")


def _told(error: DBAPIError) -> SuprovidError:
    return told(error.orig) if isinstance(error.orig, Exception) else Busy(place="postgresql")


def _owner(row: FolderRow, digest: str, number: int) -> dict[str, Any]:
    said = searchable(row.texts)
    return {
        "id": row.id,
        "kind": row.kind,
        "number": number,
        "revision": row.revision,
        "digest": digest,
        "said": said,
    }


def _digest(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
