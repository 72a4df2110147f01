"""What each database says in its own way, said once: days later, days between, one text in another.

Everything else that conditions need is the same SQL everywhere.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Double, Integer, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class days_later(FunctionElement[str]):
    """`days_later(day, number)`: the day so many whole days later, NULL beyond the calendar."""

    type = Text()
    name = "days_later"
    inherit_cache = True


class days_between(FunctionElement[float]):
    """`days_between(later, earlier)`: the whole days between two days."""

    type = Double()
    name = "days_between"
    inherit_cache = True


class place_of(FunctionElement[int]):
    """`place_of(part, text)`: where a part begins in a text, from 1; 0 where it is not."""

    type = Integer()
    name = "place_of"
    inherit_cache = True


def _said(element: FunctionElement[Any], compiler: SQLCompiler, **words: Any) -> list[str]:
    return [compiler.process(clause, **words) for clause in element.clauses]


@compiles(days_later)
def _days_later(element: days_later, compiler: SQLCompiler, **words: Any) -> str:
    day, number = _said(element, compiler, **words)
    shifted = f"date({day}, CAST({number} AS INTEGER) || ' days')"
    fits = f"abs({number}) <= 4000000 AND {shifted} BETWEEN '0001-01-01' AND '9999-12-31'"
    return f"CASE WHEN {fits} THEN {shifted} END"


@compiles(days_later, "postgresql")
def _days_later_there(element: days_later, compiler: SQLCompiler, **words: Any) -> str:
    day, number = _said(element, compiler, **words)
    start, whole = f"CAST({day} AS DATE)", f"CAST(trunc(CAST({number} AS NUMERIC)) AS INTEGER)"
    room = f"DATE '0001-01-01' - {start} AND DATE '9999-12-31' - {start}"
    fits = f"abs({number}) <= 4000000 AND {whole} BETWEEN {room}"
    return f"CASE WHEN {fits} THEN to_char({start} + {whole}, 'YYYY-MM-DD') END"


@compiles(days_between)
def _days_between(element: days_between, compiler: SQLCompiler, **words: Any) -> str:
    later, earlier = _said(element, compiler, **words)
    return f"(julianday({later}) - julianday({earlier}))"


@compiles(days_between, "postgresql")
def _days_between_there(element: days_between, compiler: SQLCompiler, **words: Any) -> str:
    later, earlier = _said(element, compiler, **words)
    return f"CAST(CAST({later} AS DATE) - CAST({earlier} AS DATE) AS DOUBLE PRECISION)"


@compiles(place_of)
def _place_of(element: place_of, compiler: SQLCompiler, **words: Any) -> str:
    part, text = _said(element, compiler, **words)
    return f"instr({text}, {part})"


@compiles(place_of, "postgresql")
def _place_of_there(element: place_of, compiler: SQLCompiler, **words: Any) -> str:
    part, text = _said(element, compiler, **words)
    return f"strpos({text}, {part})"
