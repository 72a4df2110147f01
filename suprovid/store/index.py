"""The index: one row for each folder, document and line, for lists, search and reports.

It is derived from the folders, lives in memory and can be thrown away.
It compares what it is given; it decides nothing about who may see a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from itertools import islice
from types import MappingProxyType
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    MetaData,
    RowMapping,
    Select,
    TableClause,
    UnaryExpression,
    and_,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.sql import visitors
from sqlalchemy.sql.operators import desc_op

from suprovid.store import lookups, words
from suprovid.store.lookups import NO_QUICK, Quick
from suprovid.store.memory import Memory
from suprovid.store.packing import packed
from suprovid.store.questions import ALL, Asked, Page, Reach, kind_asked
from suprovid.store.spelling import Spelling
from suprovid.store.tables import BEHIND, NUMBER, OF, ROOM, Columns, Sheet, sheet

BATCH = 1000
Owner = tuple[str, str]
Row = dict[str, Any]
NO_COLUMNS: Columns = MappingProxyType({})
STANDS = "SELECT number__ FROM folders WHERE id = ? AND kind = ?"


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
        self,
        folders: Columns,
        documents: Columns | None = None,
        lines: Columns | None = None,
        quick: Quick = NO_QUICK,
        memory: Memory | None = None,
    ) -> None:
        metadata = MetaData()
        self._spelling, self._quick = Spelling(), quick
        self._sheets = {
            name: sheet(metadata, name, columns or {}, self._spelling)
            for name, columns in (("folders", folders), ("documents", documents), ("lines", lines))
        }
        for name, ways in quick.items():
            for way in ways:
                lookups.add(self._sheets[name], way)
        self.memory = memory or Memory()
        self._engine, self._lock = self.memory.engine, self.memory.lock
        with self._lock, self._engine.begin() as connection:
            metadata.create_all(connection)
            lookups.tell(connection, self._sheets, quick)
            self._indexed = words.create(connection)
            self._spelling.read(connection)

    def put(self, *rows: FolderRow) -> None:
        """These folders, with all their rows, in the place of what stood for them."""
        self.put_all(rows)

    def put_all(self, rows: Iterable[FolderRow]) -> None:
        """Many folders at once, in one transaction: all or none."""
        source = iter(rows)
        with self._lock, self._engine.begin() as connection:
            while batch := list(islice(source, BATCH)):
                self._put(connection, batch)
            self._spelling.write(connection)
        self._spelling.written()

    def drop(self, kind: str, id: str) -> None:
        """The folder is no longer found."""
        with self._lock, self._engine.begin() as connection:
            self._drop(connection, (kind, id))

    def find(
        self,
        filters: Sequence[Asked] = (),
        text: str = "",
        order: Sequence[str] = (),
        page: Page = ALL,
        of: str = "folders",
        counted: int | None = None,
    ) -> Found:
        """The rows for which all filters hold and whose folder has every word of the text.

        Of a page, all are counted too, unless they are `counted` already.
        """
        reach = self.reach(of)
        steps = self._steps(reach, text, order)
        with self._reading() as connection:
            if page == ALL or counted is not None or not self._goes_through(reach, filters, text, steps):
                asked = self._page(reach, filters, text, steps, page)
                rows = tuple(_given(reach, row) for row in connection.execute(asked).mappings())
                counted = len(rows) if page == ALL else counted
            else:
                few, counted = self._gone_through(
                    connection, self._asked(reach, filters, text, steps), steps, page
                )
                rows = self._rows(connection, reach, few)
            if counted is None:
                total = self._asked(reach, filters, text).with_only_columns(
                    func.count(), maintain_column_froms=True
                )
                counted = int(connection.execute(total).scalar_one())
            return Found(rows, counted)

    def having(self, of: str, filters: Sequence[Asked]) -> ColumnElement[bool]:
        """A filter of folders: those with a document or a line for which all these hold."""
        asked = self._asked(self.reach(of), filters, "").with_only_columns(
            self._sheets[of].table.c[OF], maintain_column_froms=True
        )
        return self._sheets["folders"].table.c[NUMBER].in_(asked)

    def total(self, column: str, by: str, filters: Sequence[Asked] = ()) -> dict[Any, float]:
        """The sum of a column of folders for each value of another."""
        reach = self.reach()
        (added, _), (group, _) = reach.column(column), reach.column(by)
        asked = (
            self._asked(reach, filters, "", (added, group))
            .with_only_columns(group, func.sum(added), maintain_column_froms=True)
            .group_by(group)
        )
        with self._reading() as connection:
            return {row[0]: float(row[1] or 0) for row in connection.execute(asked)}

    def count(self, filters: Sequence[Asked] = (), text: str = "", of: str = "folders") -> int:
        """How many rows `find` would find."""
        asked = self._asked(self.reach(of), filters, text).with_only_columns(
            func.count(), maintain_column_froms=True
        )
        with self._reading() as connection:
            return int(connection.execute(asked).scalar_one())

    def counts(self, by: str, filters: Sequence[Asked] = (), of: str = "folders") -> dict[Any, int]:
        """How many rows there are for each value of a column; missing values under None."""
        reach = self.reach(of)
        column, _ = reach.column(by)
        asked = self._asked(reach, filters, "", (column,))
        asked = asked.with_only_columns(column, func.count(), maintain_column_froms=True).group_by(column)
        with self._reading() as connection:
            return {row[0]: row[1] for row in connection.execute(asked)}

    def reach(self, of: str = "folders") -> Reach:
        """The columns that questions to this table may name."""
        return Reach(self._sheets[of], self._sheets["folders"])

    def basis(self, kept: Any) -> Any:
        """What the rows were worked out from; `kept` is what a snapshot says of them."""
        return kept

    def keep_basis(self, kept: Any) -> None:
        """Say what the rows are worked out from by now; the snapshot does."""

    def building(self) -> AbstractContextManager[None]:
        """While many rows are worked out; nobody else does."""
        return nullcontext()

    def close(self) -> None:
        """Give the memory back."""
        self.memory.close()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._lock, self._engine.connect() as connection:
            yield connection

    def _found(self, text: str, number: ColumnElement[int], kind: str) -> ColumnElement[bool]:
        """Folders in whose words every word of the text stands; where a kind is asked for, only of that."""
        return words.condition(text, number, self._indexed, kind)

    def _begins(self, text: str, number: ColumnElement[int]) -> ColumnElement[int]:
        """An order: folders in which a word begins as the text does come first."""
        return words.begins(text, number, self._indexed)

    def _asked(
        self, reach: Reach, filters: Sequence[Asked], text: str, also: Sequence[ColumnElement[Any]] = ()
    ) -> Select[Any]:
        """Which rows, by their numbers; with their folders where these are asked for, here or `also`."""
        folders, own = self._sheets["folders"].table, reach.own.table
        condition = reach.condition(filters)
        if own is folders and lookups.is_wide(self._quick, filters, _named(folders, (condition, *also))):
            condition = reach.condition(lookups.read_in_a_row(folders, filters))
        asked = select(own.c[NUMBER]).where(condition)
        if own is not folders and (text.strip() or _named(folders, (condition, *also))):
            asked = asked.join(folders, self._belongs(own, folders))
        if text.strip():
            asked = asked.where(self._found(text, folders.c[NUMBER], kind_asked(filters)))
        return asked

    def _steps(self, reach: Reach, text: str, order: Sequence[str]) -> list[ColumnElement[Any]]:
        """What rows are put in order by; the last is always their number."""
        steps = reach.order(order)
        if text.strip() and not steps:
            steps = [self._begins(text, reach.folders.table.c[NUMBER])]
        return [*steps, reach.own.table.c[NUMBER]]

    def _page(
        self,
        reach: Reach,
        filters: Sequence[Asked],
        text: str,
        steps: Sequence[ColumnElement[Any]],
        page: Page,
    ) -> Select[Any]:
        """The rows of one page, whole: which they are is found before they are read."""
        own, folders = reach.own.table, reach.folders.table
        whole = _whole(reach)
        if page == ALL:
            asked = self._asked(reach, filters, text, (*whole, *steps))
            return asked.with_only_columns(*whole).order_by(*steps)
        asked = self._asked(reach, filters, text, steps)
        few = asked.order_by(*steps).limit(page.limit).offset(page.offset)
        rows = select(*whole).where(own.c[NUMBER].in_(few))
        if own is not folders:
            rows = rows.join(folders, self._belongs(own, folders))
        return rows.order_by(*steps)

    def _goes_through(
        self, reach: Reach, filters: Sequence[Asked], text: str, steps: Sequence[ColumnElement[Any]]
    ) -> bool:
        """Whether rows or words must be read to find a page: that is not done again only to count."""
        if reach.own is not reach.folders:
            return False
        named = _named(reach.folders.table, (reach.condition(filters), *steps))
        return bool(text.strip()) or lookups.reads_rows(self._quick, named)

    def _gone_through(
        self, connection: Connection, asked: Select[Any], steps: Sequence[ColumnElement[Any]], page: Page
    ) -> tuple[list[int], int | None]:
        """The numbers of the rows of a page, and how many there are on all; None past the last page."""
        plain = [_plain(step).label(f"step{place}") for place, step in enumerate(steps)]
        every = asked.with_only_columns(*plain, maintain_column_froms=True).cte("every")
        order = [
            column.desc() if step is not _plain(step) else column
            for column, step in zip(every.c, steps, strict=True)
        ]
        many = select(func.count()).select_from(every).correlate(None).scalar_subquery()
        found = select([*every.c][-1], many).order_by(*order).limit(page.limit).offset(page.offset)
        rows = connection.execute(found).all()
        return [number for number, _ in rows], rows[0][1] if rows else None

    def _rows(self, connection: Connection, reach: Reach, numbers: Sequence[int]) -> tuple[Row, ...]:
        """The folders with these numbers, in this order."""
        number = reach.folders.table.c[NUMBER]
        asked = select(number, *_whole(reach)).where(number.in_(numbers))
        found = {row[NUMBER]: _given(reach, row) for row in connection.execute(asked).mappings()}
        return tuple(found[number] for number in numbers)

    def _belongs(self, own: TableClause, folders: TableClause) -> ColumnElement[bool]:
        """That a document or a line is of a folder, said so that either can be found by the other."""
        first = folders.c[NUMBER] * ROOM
        return and_(
            own.c[OF] == folders.c[NUMBER], own.c[NUMBER] >= first, own.c[NUMBER] <= first + (ROOM - 1)
        )

    def _put(self, connection: Connection, rows: Sequence[FolderRow]) -> None:
        """Put one batch."""
        latest = list({row.owner: row for row in rows}.values())
        folders, documents, lines = self._sheets.values()
        for row in latest:
            self._drop(connection, row.owner)
        last = connection.execute(select(func.max(folders.table.c[NUMBER]))).scalar_one() or 0
        numbered = list(enumerate(latest, last + 1))
        fill(connection, folders.table, [_folder(folders, row, number) for number, row in numbered])
        for part, of in ((documents, _documents), (lines, _lines)):
            fill(
                connection,
                part.table,
                [
                    part.row(p) | {NUMBER: n * ROOM + place}
                    for n, row in numbered
                    for place, p in enumerate(of(row))
                ],
            )
        said = [{"rowid": number, "said": words.said(row.kind, row.texts)} for number, row in numbered]
        fill(connection, words.WORDS, said)

    def _drop(self, connection: Connection, owner: Owner) -> None:
        kind, id = owner
        found = connection.exec_driver_sql(STANDS, (packed(id), kind)).scalar()
        if found is None:
            return
        connection.execute(delete(words.WORDS).where(words.WORDS.c.rowid == found))
        for name, owned in self._sheets.items():
            number = owned.table.c[NUMBER]
            its = (
                number == found if name == "folders" else number.between(found * ROOM, (found + 1) * ROOM - 1)
            )
            connection.execute(delete(owned.table).where(its))


def _documents(row: FolderRow) -> Sequence[Mapping[str, Any]]:
    return row.documents


def _lines(row: FolderRow) -> Sequence[Mapping[str, Any]]:
    return row.lines


def _named(table: TableClause, asked: Iterable[ColumnElement[Any]]) -> frozenset[str]:
    """The columns of a table that something of what is asked speaks of."""
    parts = (part for one in asked for part in visitors.iterate(one))
    return frozenset(part.name for part in parts if isinstance(part, Column) and part.table is table)


def _whole(reach: Reach) -> list[ColumnElement[Any]]:
    """The columns that a row is given back from."""
    own = reach.own.table
    behind = [] if reach.own is reach.folders else [reach.column(name)[0].label(name) for name in BEHIND]
    return [*(own.c[name] for name in reach.own.whole), *behind]


def _plain(step: ColumnElement[Any]) -> ColumnElement[Any]:
    """What a step of an order goes by, whichever way round."""
    return step.element if isinstance(step, UnaryExpression) and step.modifier is desc_op else step


def _given(reach: Reach, row: RowMapping) -> Row:
    """A row as it was put, with the folder that it is of."""
    given = reach.own.given(row)
    return given if reach.own is reach.folders else {name: row[name] for name in BEHIND} | given


def _folder(folders: Sheet, row: FolderRow, number: int) -> Row:
    values = {"kind": row.kind, "id": row.id, "revision": row.revision, **row.values}
    return folders.row(values) | {NUMBER: number}


def fill(connection: Connection, table: TableClause, rows: list[Row]) -> None:
    if rows:
        connection.execute(insert(table), rows)
