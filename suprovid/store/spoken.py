"""What each database says in its own way, said once: days later, days between, one text in another.

Everything else that conditions need is the same SQL everywhere.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Double, Integer, Text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from suprovid.store.search import folded

LETTERS = [chr(code) for code in (*range(0x21, 0x250), *range(0x400, 0x530), *range(0x2010, 0x2040), 0x301)]
CHANGED = [letter for letter in LETTERS if len(folded(letter)) == 1 and folded(letter) != letter]
GONE = [letter for letter in LETTERS if not folded(letter)]
DAY = 86_400_000_000
"""Microseconds in a day."""
FROM = "".join((*CHANGED, *GONE)).replace("'", "''").replace("%", "%%")
TO = "".join(map(folded, CHANGED))
"""Letters that the search compares as others, in their places; those that it leaves out come last."""


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


class day_at(FunctionElement[str]):
    """`day_at(microseconds)`: the day of a moment, as a clock shows it that is so far from 1970."""

    type = Text()
    name = "day_at"
    inherit_cache = True


class moment_later(FunctionElement[int]):
    """`moment_later(microseconds, days)`: the moment so many days later, parts of a day too."""

    type = BigInteger()
    name = "moment_later"
    inherit_cache = True


class place_of(FunctionElement[int]):
    """`place_of(part, text)`: where a part begins in a text, from 1; 0 where it is not."""

    type = Integer()
    name = "place_of"
    inherit_cache = True


class folded_text(FunctionElement[str]):
    """`folded_text(text)`: the text as the search compares it."""

    type = Text()
    name = "folded_text"
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


@compiles(day_at)
def _day_at(element: day_at, compiler: SQLCompiler, **words: Any) -> str:
    (at,) = _said(element, compiler, **words)
    return f"date((({at}) - (({at}) % {DAY} + {DAY}) % {DAY}) / 1000000, 'unixepoch')"


@compiles(day_at, "postgresql")
def _day_at_there(element: day_at, compiler: SQLCompiler, **words: Any) -> str:
    (at,) = _said(element, compiler, **words)
    return f"to_char(DATE '1970-01-01' + CAST(floor(CAST({at} AS NUMERIC) / {DAY}) AS INTEGER), 'YYYY-MM-DD')"


@compiles(moment_later)
def _moment_later(element: moment_later, compiler: SQLCompiler, **words: Any) -> str:
    at, days = _said(element, compiler, **words)
    return f"({at} + CAST(round({days} * {DAY}.0) AS INTEGER))"


@compiles(moment_later, "postgresql")
def _moment_later_there(element: moment_later, compiler: SQLCompiler, **words: Any) -> str:
    at, days = _said(element, compiler, **words)
    return f"({at} + CAST(round(CAST({days} AS NUMERIC) * {DAY}) AS BIGINT))"


@compiles(place_of)
def _place_of(element: place_of, compiler: SQLCompiler, **words: Any) -> str:
    part, text = _said(element, compiler, **words)
    return f"instr({text}, {part})"


@compiles(place_of, "postgresql")
def _place_of_there(element: place_of, compiler: SQLCompiler, **words: Any) -> str:
    part, text = _said(element, compiler, **words)
    return f"strpos({text}, {part})"


@compiles(folded_text)
def _folded_text(element: folded_text, compiler: SQLCompiler, **words: Any) -> str:
    (text,) = _said(element, compiler, **words)
    return f"folded({text})"


@compiles(folded_text, "postgresql")
def _folded_text_there(element: folded_text, compiler: SQLCompiler, **words: Any) -> str:
    (text,) = _said(element, compiler, **words)
    plain = f"translate(normalize({text}, NFKC), '{FROM}', '{TO}')"
    return f"btrim(regexp_replace({plain}, '[[:space:]]+', ' ', 'g'))"
