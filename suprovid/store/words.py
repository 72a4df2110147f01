"""Full text in SQLite: pieces of three letters are indexed where the library can."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, TextClause, column, select, table, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql.expression import func, or_

from suprovid.store.search import terms

WORDS = table("words", column("rowid"), column("words"))
INDEXED = "CREATE VIRTUAL TABLE words USING fts5(words, tokenize='trigram')"
SHORTEST = 3


def create(connection: Connection) -> bool:
    """Make the table; whether it is indexed by pieces."""
    try:
        connection.execute(text(INDEXED))
    except OperationalError:
        connection.execute(text("CREATE TABLE words (words TEXT)"))
        return False
    return True


def condition(query: str, number: ColumnElement[int], indexed: bool) -> ColumnElement[bool]:
    """Folders in whose words every term of the query stands, in one of its spellings."""
    asked = select(WORDS.c.rowid)
    wanted = terms(query)
    quick = [term for term in wanted if indexed and min(map(len, term)) >= SHORTEST]
    if quick:
        asked = asked.where(_match(quick))
    for term in wanted:
        if term not in quick:
            asked = asked.where(or_(*(func.instr(WORDS.c.words, spelling) > 0 for spelling in term)))
    return number.in_(asked)


def begins(query: str, number: ColumnElement[int]) -> ColumnElement[int]:
    """0 for folders in which a word begins as the query does, 1 for the others: an order."""
    first = next(iter(terms(query)), ("",))[0]
    asked = select(func.instr(WORDS.c.words, " " + first) == 0).where(WORDS.c.rowid == number)
    return asked.scalar_subquery()


def _match(wanted: list[tuple[str, ...]]) -> TextClause:
    said = " AND ".join("(" + " OR ".join(map(_quoted, term)) + ")" for term in wanted)
    return text("words MATCH :said").bindparams(said=said)


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'
