"""The tables of the index: which columns they have, and how a value lies in a column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Computed,
    Double,
    Index,
    Integer,
    MetaData,
    RowMapping,
    Table,
    Text,
)

from suprovid.store.packing import Packed
from suprovid.store.search import sort_key
from suprovid.store.spelling import Spelled, Spelling

Columns = Mapping[str, str]
SORT, ZONE = "__sort", "__zone"
"""Beside a column: the key of its order; how far the clock of its moment was ahead of UTC."""
NUMBER, OF = "number__", "of__"
"""The number of a folder, and in its documents and lines the number of the folder that they are of."""
ROOM = 2**20
"""So many documents, and so many lines, one folder may have: their numbers follow from its own."""
FIXED: Mapping[str, Columns] = {
    "folders": {"kind": "text", "id": "id", "revision": "number"},
    "documents": {"id": "id"},
    "lines": {"line": "key", "id": "id", "document": "id"},
}
PART = {"folders": "found", "documents": "inside", "lines": "inside"}
"""In which part of a database in memory a table lies."""
BEHIND: Mapping[str, str] = {"kind": "kind", "folder": "id"}
"""What documents and lines take from the folder that they are of, by which of its columns."""
TEXT = Text().with_variant(Text(collation="C"), "postgresql")
"""Texts are compared letter by letter, whatever language a database was made for."""
BIG = BigInteger().with_variant(Integer(), "sqlite")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Kind:
    """How values of one kind are kept and given back; what does not fit is kept as missing."""

    type: Any
    kept: Callable[[Any], Any]
    given: Callable[[Any], Any] = lambda value: value


def _text(value: Any) -> str | None:
    return str(value) or None


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _boolean(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _date(value: Any) -> str | None:
    """The day as `YYYY-MM-DD`; of a moment, its day where it was written."""
    try:
        return date.fromisoformat(str(value)[:10]).isoformat()
    except ValueError:
        return None


def _day(value: Any) -> int | None:
    """The day as its number, which takes less room than its text."""
    day = _date(value)
    return date.fromisoformat(day).toordinal() if day else None


def _moment(value: Any) -> int | None:
    """The moment in microseconds, which take less room than its text."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
        return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - EPOCH) // MICROSECOND
    except (ValueError, OverflowError):
        return None


def zone(value: Any) -> int | None:
    """How many microseconds the clock of a moment was ahead of UTC; None of one that names no zone."""
    try:
        moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return None
    ahead = moment.utcoffset()
    return None if ahead is None else ahead // MICROSECOND


def _at(kept: int) -> str:
    """The moment in UTC."""
    return (EPOCH + kept * MICROSECOND).isoformat()


def _there(kept: int, ahead: int | None) -> str:
    """The moment as its own clock showed it."""
    clock = EPOCH.replace(tzinfo=None) + (kept + (ahead or 0)) * MICROSECOND
    return clock.isoformat() if ahead is None else clock.replace(tzinfo=_zone(ahead)).isoformat()


def _zone(ahead: int) -> timezone:
    return timezone(ahead * MICROSECOND)


def _choices(value: Any) -> str | None:
    """All keys between bars, so that one key can be found among them."""
    keys = [value] if isinstance(value, str) else list(value)
    return f"|{'|'.join(map(str, keys))}|" if keys else None


def _whole(value: float) -> float | int:
    return int(value) if value.is_integer() else value


# "words" are texts that people sort by: the key of their order is kept beside them.
# "key" is one of few texts that stand in many rows; it is compared, never sorted nor searched in.
# "id" is compared only, too. A "day" is a date that no expression asks about.
KINDS: Mapping[str, Kind] = {
    "text": Kind(TEXT, _text),
    "words": Kind(TEXT, _text),
    "key": Kind(TEXT, _text),
    "id": Kind(Packed, _text),
    "number": Kind(Double, _number, _whole),
    "boolean": Kind(Boolean, _boolean),
    "date": Kind(TEXT, _date),
    "day": Kind(Integer, _day, lambda kept: date.fromordinal(kept).isoformat()),
    "datetime": Kind(BigInteger, _moment, _at),
    "choices": Kind(TEXT, _choices, lambda kept: kept.strip("|").split("|")),
}


@dataclass(frozen=True)
class Sheet:
    """One table of the index, the kinds of its columns, and those of them that are sorted as words."""

    table: Table
    kinds: Columns
    sorted: frozenset[str]
    zoned: frozenset[str]
    empty: Mapping[str, None]

    @property
    def whole(self) -> tuple[str, ...]:
        """The columns that a row is given back from."""
        return (*self.kinds, *(name + ZONE for name in sorted(self.zoned)))

    def row(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values as they lie in the table, with the keys that texts are sorted by."""
        unknown = values.keys() - self.kinds.keys()
        if unknown:
            raise KeyError(f"{self.table.name} has no column {', '.join(sorted(unknown))}")
        row: dict[str, Any] = dict(self.empty)
        for name, value in values.items():
            lies = row[name] = kept(self.kinds[name], value)
            if lies is not None and name in self.sorted:
                row[name + SORT] = sort_key(lies)
            if lies is not None and name in self.zoned:
                row[name + ZONE] = zone(value)
        return row

    def given(self, row: RowMapping) -> dict[str, Any]:
        """A row as it was put: missing values are left out."""
        return {name: self._given(row, name) for name in self.kinds if row[name] is not None}

    def _given(self, row: RowMapping, name: str) -> Any:
        if name in self.zoned:
            return _there(row[name], row[name + ZONE])
        return KINDS[self.kinds[name]].given(row[name])


def kept(kind: str, value: Any) -> Any:
    """The value as a column of this kind keeps it, and as a filter must ask for it."""
    return None if value is None else KINDS[kind].kept(value)


def sheet(
    metadata: MetaData, name: str, columns: Columns, spelling: Spelling | None = None, prefix: str = ""
) -> Sheet:
    """The table `folders`, `documents` or `lines` with the columns that the caller wants.

    Where tables have a prefix, whoever puts rows gives them their numbers.
    Of a moment of a folder its zone is kept too: a condition may ask for the day that it was there.
    """
    fixed = FIXED[name]
    twice = (fixed.keys() | ({} if name == "folders" else BEHIND).keys()) & columns.keys()
    if twice:
        raise ValueError(f"{name} has its own column {', '.join(sorted(twice))}")
    kinds = {**fixed, **columns}
    sorted_by = [column for column, kind in columns.items() if kind == "words"]
    made = [Column(column, _type(kind, spelling)) for column, kind in kinds.items()]
    made += [Column(column + SORT, TEXT) for column in sorted_by]
    zoned = [column for column, kind in columns.items() if kind == "datetime" and name == "folders"]
    made += [Column(column + ZONE, BIG) for column in zoned]
    empty = dict.fromkeys(column.name for column in made)
    of = [] if name == "folders" else [Column(OF, BIG) if prefix else _of_number()]
    number = Column(NUMBER, BIG, primary_key=True, autoincrement=not prefix)
    table = Table(prefix + name, metadata, number, *of, *made, schema=None if prefix else PART[name])
    if name == "folders" or prefix:
        Index(f"{prefix}{name}_owner", table.c.id if name == "folders" else table.c[OF])
    return Sheet(table, kinds, frozenset(sorted_by), frozenset(zoned), empty)


def _of_number() -> Column[int]:
    """The folder that a document or a line is of, as its own number says it: that takes no room."""
    return Column(OF, Integer, Computed(f"{NUMBER} / {ROOM}", persisted=False))


def _type(kind: str, spelling: Spelling | None) -> Any:
    return Spelled(spelling) if kind == "key" and spelling else KINDS[kind].type
