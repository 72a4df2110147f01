"""The index: one row for each folder, document and line, for lists, search and reports.

It is derived from the folders, lives in memory and can be thrown away.
It compares what it is given; it decides nothing about who may see a row.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count, islice
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    Connection,
    MetaData,
    Select,
    TableClause,
    and_,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
)
from sqlalchemy.pool import StaticPool

from suprovid.store import words
from suprovid.store.questions import ALL, Asked, Page, Reach
from suprovid.store.search import folded, searchable
from suprovid.store.tables import OWNER, Columns, Sheet, sheet

BATCH = 1000
Owner = tuple[str, str]
Row = dict[str, Any]
NO_COLUMNS: Columns = MappingProxyType({})


@dataclass(frozen=True)
class FolderRow:
    """All rows of one folder: its own values, its documents, its lines, and the texts one may search by.

    A document row has "id" and columns of documents.
    A line row has "line" (the name of its repeat), "id", "document" where it has one, and columns of lines.
    """

    kind: str
    id: str
    revision: int = 0
    values: Mapping[str, Any] = field(default_factory=dict)
    texts: Sequence[str] = ()
    documents: Sequence[Mapping[str, Any]] = ()
    lines: Sequence[Mapping[str, Any]] = ()

    @property
    def owner(self) -> Owner:
        """Which folder the rows belong to."""
        return self.kind, self.id


@dataclass(frozen=True)
class Found:
    """One page of rows, and how many there are on all pages."""

    rows: tuple[dict[str, Any], ...]
    count: int


class Index:
    """Rows in memory, safe under threads: `put` and `drop` folders, then `find`.

    Columns are name -> kind: text, number, boolean, date, datetime, choices.
    """

    def __init__(
        self, folders: Columns, documents: Columns | None = None, lines: Columns | None = None
    ) -> None:
        metadata = MetaData()
        self._sheets = {
            name: sheet(metadata, name, columns or {})
            for name, columns in (("folders", folders), ("documents", documents), ("lines", lines))
        }
        self._engine = create_engine(
            "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
        )
        event.listen(self._engine, "connect", _teach)
        self._lock = threading.RLock()
        self._next = count(1)
        self._numbers: dict[Owner, int] = {}
        with self._engine.begin() as connection:
            metadata.create_all(connection)
            self._indexed = words.create(connection)

    def put(self, *rows: FolderRow) -> None:
        """These folders, with all their rows, in the place of what stood for them."""
        self.put_all(rows)

    def put_all(self, rows: Iterable[FolderRow]) -> None:
        """Many folders at once, in one transaction: all or none."""
        numbers: dict[Owner, int] = {}
        source = iter(rows)
        with self._lock:
            with self._engine.begin() as connection:
                while batch := list(islice(source, BATCH)):
                    self._put(connection, batch, numbers)
            self._numbers |= numbers

    def drop(self, kind: str, id: str) -> None:
        """The folder is no longer found."""
        with self._lock:
            with self._engine.begin() as connection:
                self._drop(connection, (kind, id), {})
            self._numbers.pop((kind, id), None)

    def find(
        self,
        filters: Sequence[Asked] = (),
        text: str = "",
        order: Sequence[str] = (),
        page: Page = ALL,
        of: str = "folders",
    ) -> Found:
        """The rows for which all filters hold and whose folder has every word of the text."""
        reach = self.reach(of)
        asked = self._asked(reach, filters, text)
        with self._lock, self._engine.connect() as connection:
            found = connection.execute(self._page(asked, reach, text, order, page))
            rows = tuple(reach.own.given(row) for row in found.mappings())
            if page == ALL:
                return Found(rows, len(rows))
            total = connection.execute(select(func.count()).select_from(asked.subquery())).scalar_one()
            return Found(rows, total)

    def counts(self, by: str, filters: Sequence[Asked] = (), of: str = "folders") -> dict[Any, int]:
        """How many rows there are for each value of a column; missing values under None."""
        reach = self.reach(of)
        column, _ = reach.column(by)
        asked = self._asked(reach, filters, "").with_only_columns(column, func.count()).group_by(column)
        with self._lock, self._engine.connect() as connection:
            return {row[0]: row[1] for row in connection.execute(asked)}

    def reach(self, of: str = "folders") -> Reach:
        """The columns that questions to this table may name."""
        return Reach(self._sheets[of], self._sheets["folders"])

    def close(self) -> None:
        """Give the memory back."""
        self._engine.dispose()

    def _asked(self, reach: Reach, filters: Sequence[Asked], text: str) -> Select[Any]:
        folders, own = self._sheets["folders"].table, reach.own.table
        asked = select(*(own.c[name] for name in reach.own.kinds)).where(reach.condition(filters))
        if own is not folders:
            asked = asked.join(folders, and_(own.c.kind == folders.c.kind, own.c.folder == folders.c.id))
        if text.strip():
            asked = asked.where(words.condition(text, folders.c.number__, self._indexed))
        return asked

    def _page(
        self, asked: Select[Any], reach: Reach, text: str, order: Sequence[str], page: Page
    ) -> Select[Any]:
        steps = reach.order(order)
        if text.strip() and not steps:
            steps = [words.begins(text, self._sheets["folders"].table.c.number__)]
        asked = asked.order_by(*steps, reach.own.table.c.number__)
        return asked.limit(page.limit).offset(page.offset) if page != ALL else asked

    def _put(self, connection: Connection, rows: Sequence[FolderRow], numbers: dict[Owner, int]) -> None:
        """Put one batch; `numbers` are those given out in this transaction, which may still fail."""
        latest = {row.owner: row for row in rows}
        for owner in latest:
            self._drop(connection, owner, numbers)
            numbers[owner] = next(self._next)
        folders, documents, lines = self._sheets.values()
        last = latest.values()
        _fill(connection, folders.table, [_folder(folders, row, numbers[row.owner]) for row in last])
        _fill(connection, documents.table, [part for row in last for part in _parts(documents, row)])
        _fill(connection, lines.table, [part for row in last for part in _parts(lines, row)])
        said = [{"rowid": numbers[owner], "words": searchable(row.texts)} for owner, row in latest.items()]
        _fill(connection, words.WORDS, said)

    def _drop(self, connection: Connection, owner: Owner, numbers: Mapping[Owner, int]) -> None:
        number = numbers.get(owner) or self._numbers.get(owner)
        if number is None:
            return
        connection.execute(delete(words.WORDS).where(words.WORDS.c.rowid == number))
        for name, owned in self._sheets.items():
            kind, id = (owned.table.c[column] for column in OWNER[name])
            connection.execute(delete(owned.table).where(kind == owner[0], id == owner[1]))


def _folder(folders: Sheet, row: FolderRow, number: int) -> Row:
    values = {"kind": row.kind, "id": row.id, "revision": row.revision, **row.values}
    return folders.row(values) | {"number__": number}


def _parts(owned: Sheet, row: FolderRow) -> list[Row]:
    parts = row.documents if owned.table.name == "documents" else row.lines
    return [owned.row({"kind": row.kind, "folder": row.id, **part}) for part in parts]


def _fill(connection: Connection, table: TableClause, rows: list[Row]) -> None:
    if rows:
        connection.execute(insert(table), rows)


def _teach(connection: sqlite3.Connection, _record: object) -> None:
    """SQLite compares texts as the search does."""
    connection.create_function("folded", 1, lambda text: text and folded(text), deterministic=True)
