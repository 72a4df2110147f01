"""What can be asked of the index: filters as data, each operator one row of a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, literal, or_, true

from suprovid.store.search import folded
from suprovid.store.spoken import folded_text, place_of
from suprovid.store.tables import BEHIND, SORT, Sheet, kept


@dataclass(frozen=True)
class Filter:
    """One comparison; a missing value satisfies none but "empty".

    `column` of documents and lines may be `folder.NAME`, a column of their folder.
    """

    column: str
    operator: str
    value: Any = None


@dataclass(frozen=True)
class Either:
    """At least one of these holds."""

    filters: Sequence[Filter | Either | ColumnElement[bool]]


Asked = Filter | Either | ColumnElement[bool]


@dataclass(frozen=True)
class Page:
    """Which rows of those found; no limit is all of them."""

    limit: int | None = None
    offset: int = 0


ALL = Page()


def kind_asked(filters: Sequence[Asked]) -> str:
    """The one kind of folder that is asked for; empty where it may be several."""
    kinds = (
        one for one in filters if isinstance(one, Filter) and (one.column, one.operator) == ("kind", "=")
    )
    return str(next(kinds, Filter("kind", "=", "")).value)


Operator = Callable[[ColumnElement[Any], str, Any], ColumnElement[bool]]


def _several(kind: str, value: Any) -> list[Any]:
    return [kept(kind, one) for one in value]


def _place(value: Any, column: ColumnElement[Any]) -> ColumnElement[int]:
    return place_of(literal(folded(str(value))), folded_text(column))


def _has(column: ColumnElement[Any], key: str) -> ColumnElement[bool]:
    return place_of(literal(f"|{key}|"), column) > 0


OPERATORS: Mapping[str, Operator] = {
    "=": lambda column, kind, value: column == kept(kind, value),
    "!=": lambda column, kind, value: column != kept(kind, value),
    "<": lambda column, kind, value: column < kept(kind, value),
    "<=": lambda column, kind, value: column <= kept(kind, value),
    ">": lambda column, kind, value: column > kept(kind, value),
    ">=": lambda column, kind, value: column >= kept(kind, value),
    "in": lambda column, kind, value: column.in_(_several(kind, value)),
    "not in": lambda column, kind, value: column.not_in(_several(kind, value)),
    "contains": lambda column, kind, value: _place(value, column) > 0,
    "starts": lambda column, kind, value: _place(value, column) == 1,
    "has": lambda column, kind, value: _has(column, value),
    "has any": lambda column, kind, value: or_(*(_has(column, key) for key in value)),
    "empty": lambda column, kind, value: column.is_(None),
    "not empty": lambda column, kind, value: column.is_not(None),
}


@dataclass(frozen=True)
class Reach:
    """The table that is asked and, for documents and lines, the folders behind it."""

    own: Sheet
    folders: Sheet

    def column(self, name: str) -> tuple[ColumnElement[Any], str]:
        """The column of this name and its kind; KeyError names the table that lacks it."""
        sheet, short = self._sheet(name)
        if short not in sheet.kinds:
            raise KeyError(f"{sheet.table.name} has no column {short}")
        return sheet.table.c[short], sheet.kinds[short]

    def condition(self, asked: Sequence[Asked]) -> ColumnElement[bool]:
        """All of these at once."""
        return and_(true(), *(self._one(one) for one in asked))

    def order(self, names: Sequence[str]) -> list[ColumnElement[Any]]:
        """Sorted as people sort: `-name` turns round, missing values come last either way."""
        return [step for name in names for step in self._steps(name.removeprefix("-"), name.startswith("-"))]

    def _one(self, asked: Asked) -> ColumnElement[bool]:
        if isinstance(asked, Either):
            return or_(*(self._one(one) for one in asked.filters)) if asked.filters else ~true()
        if isinstance(asked, Filter):
            column, kind = self.column(asked.column)
            return OPERATORS[asked.operator](column, kind, asked.value)
        return asked

    def _steps(self, name: str, down: bool) -> list[ColumnElement[Any]]:
        column, _ = self.column(name)
        sheet, short = self._sheet(name)
        keys = [sheet.table.c[short + SORT], column] if short in sheet.sorted else [column]
        return [column.is_(None), *(key.desc() if down else key for key in keys)]

    def _sheet(self, name: str) -> tuple[Sheet, str]:
        if name.startswith("folder."):
            return self.folders, name.removeprefix("folder.")
        if self.own is not self.folders and name in BEHIND:
            return self.folders, BEHIND[name]
        return self.own, name
