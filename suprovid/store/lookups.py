"""Ways to find rows quickly: indexes over columns, and what the database is told of their use.

SQLite chooses among them by how many rows a value stands for. It is told so once, as of an organisation of
many years: a small one is quick either way, and no plan changes while somebody works.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import ColumnElement, Connection, Index, TableClause, UnaryExpression, text
from sqlalchemy.sql.operators import custom_op

from suprovid.store.questions import Asked, Filter, kind_asked
from suprovid.store.tables import NUMBER, Sheet

LONGEST = 60
MANY = 300_000
"""So many rows an organisation is taken to have, and so few for one value of a narrow column."""
FEW = 4
TELL = "INSERT INTO {part}.sqlite_stat1 (tbl, idx, stat) VALUES (:table, :name, :stat)"
TOLD = "SELECT 1 FROM found.sqlite_master WHERE name = 'sqlite_stat1'"


@dataclass(frozen=True)
class Way:
    """The columns by which rows are found; `beside` them lies what lists ask, so that rows need not be read.

    `only` names a column: rows that lack it are left out. `rows` is how many of `MANY` rows one value of the
    first column stands for, of the first two, and so on; the last number holds for the others.
    """

    columns: tuple[str, ...]
    beside: tuple[str, ...] = ()
    only: str = ""
    rows: tuple[int, ...] = (1000, 100, FEW)


Quick = Mapping[str, Sequence[Way]]
"""Table -> the ways in which its rows are found."""
NO_QUICK: Quick = MappingProxyType({})


def add(owned: Sheet, way: Way, wide: bool = True) -> None:
    """Give a table this way; `wide` with the columns beside."""
    columns = [owned.table.c[name] for name in (*way.columns, *(way.beside if wide else ()))]
    some = owned.table.c[way.only].is_not(None) if way.only else None
    Index(_name(owned, way), *columns, sqlite_where=some, postgresql_where=some)


def is_wide(quick: Quick, asked: Sequence[Asked], named: frozenset[str]) -> bool:
    """Whether a question to folders that names these columns is answered best by reading them all in a row.

    So it is when nothing asked leaves few of them, and what is asked does not lie beside one way.
    """
    ways = quick.get("folders", ())
    narrow = {"id", *(name for way in ways for name in way.columns)} - {"kind"}
    few = (one for one in asked if isinstance(one, Filter) and one.column in narrow)
    if any(one.operator in ("=", "in") and one.value is not False for one in few):
        return False
    return reads_rows(quick, named)


def reads_rows(quick: Quick, named: frozenset[str]) -> bool:
    """Whether rows of folders must be read for these columns: they do not all lie beside one way."""
    ways = quick.get("folders", ())
    return bool(ways) and not any(named <= {NUMBER, *way.columns, *way.beside} for way in ways)


def read_in_a_row(folders: TableClause, asked: Sequence[Asked]) -> list[Asked]:
    """The same question, for which SQLite uses no way that begins with the kind."""
    plain: ColumnElement[str] = UnaryExpression(folders.c.kind, operator=custom_op("+"))
    kind = kind_asked(asked)
    return [plain == kind if one == Filter("kind", "=", kind) else one for one in asked]


def tell(connection: Connection, sheets: Mapping[str, Sheet], quick: Quick) -> None:
    """Tell SQLite how many rows a value stands for, unless it was told."""
    if connection.execute(text(TOLD)).scalar():
        return
    for part in sorted({str(owned.table.schema) for owned in sheets.values()}):
        connection.execute(text(f"ANALYZE {part}"))
    for name, owned in sheets.items():
        told = [{"table": name, "name": f"{name}_owner", "stat": f"{MANY} 1"}] if name == "folders" else []
        told += [
            {"table": name, "name": _name(owned, way), "stat": _stat(way)} for way in quick.get(name, ())
        ]
        if told:
            connection.execute(text(TELL.format(part=owned.table.schema)), told)
    for part in sorted({str(owned.table.schema) for owned in sheets.values()}):
        connection.execute(text(f"ANALYZE {part}.sqlite_schema"))


def _name(owned: Sheet, way: Way) -> str:
    return "__".join((owned.table.name, *way.columns))[:LONGEST]


def _stat(way: Way) -> str:
    columns = len(way.columns) + len(way.beside)
    rows = [*way.rows, *[way.rows[-1]] * columns][:columns]
    return " ".join(map(str, [MANY, *rows]))
