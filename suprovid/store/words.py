"""Full text in SQLite: pieces of three letters are indexed where the library can.

The index knows only which folders have a piece; that the pieces stand together is asked of the words.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, TextClause, column, select, table, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql.expression import func, or_

from suprovid.store.search import terms

WORDS = table("words", column("rowid"), column("said"))
INDEXED = "CREATE VIRTUAL TABLE words USING fts5(said, tokenize='trigram', detail=none, columnsize=0)"
MADE = "SELECT 1 FROM sqlite_master WHERE name = 'words'"
PIECES = "SELECT 1 FROM sqlite_master WHERE name = 'words_data'"
SHORTEST, MOST = 3, 12


def create(connection: Connection) -> bool:
    """Make the table, if there is none; whether it is indexed by pieces."""
    if connection.execute(text(MADE)).scalar():
        return bool(connection.execute(text(PIECES)).scalar())
    try:
        connection.execute(text(INDEXED))
    except OperationalError:
        connection.execute(text("CREATE TABLE words (said TEXT)"))
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
        asked = asked.where(or_(*(func.instr(WORDS.c.said, spelling) > 0 for spelling in term)))
    return number.in_(asked)


def begins(query: str, number: ColumnElement[int]) -> ColumnElement[int]:
    """0 for folders in which a word begins as the query does, 1 for the others: an order."""
    first = next(iter(terms(query)), ("",))[0]
    asked = select(func.instr(WORDS.c.said, " " + first) == 0).where(WORDS.c.rowid == number)
    return asked.scalar_subquery()


def _match(wanted: list[tuple[str, ...]]) -> TextClause:
    asked = " AND ".join("(" + " OR ".join(map(_pieces, term)) + ")" for term in wanted)
    return text("words MATCH :asked").bindparams(asked=asked)


def _pieces(word: str) -> str:
    """All pieces of a word; enough to leave few folders, whose words are then read."""
    found = dict.fromkeys(word[start : start + SHORTEST] for start in range(len(word) - SHORTEST + 1))
    return "(" + " AND ".join(map(_quoted, list(found)[:MOST])) + ")"


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""').replace("\0", "\1") + '"'
