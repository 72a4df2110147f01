"""Full text in SQLite: pieces of three letters are indexed where the library can.

The index knows only which folders have a piece; that the pieces stand together is asked of the words.
What is shorter than a piece is looked for as the beginning of pieces.
Cyrillic letters change places with signs that take one byte and stand in no text that is searched for.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from string import ascii_uppercase
from typing import Any
from zlib import crc32

from sqlalchemy import ColumnElement, Connection, column, literal, literal_column, select, table, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.sql.expression import func, or_

from suprovid.store.search import searchable, terms

WORDS = table("words", column("rowid"), column("said"))
TERM = table("pieces", column("term")).c.term
PARTED = "tokenize='trigram case_sensitive 1', detail=none, columnsize=0"
INDEXED = f"CREATE VIRTUAL TABLE said.words USING fts5(said, {PARTED})"
KNOWN = "CREATE VIRTUAL TABLE said.pieces USING fts5vocab(words, 'row')"
MADE = "SELECT 1 FROM said.sqlite_master WHERE name = 'words'"
PIECES = "SELECT 1 FROM said.sqlite_master WHERE name = 'pieces'"
SHORTEST, MOST = 3, 12
LETTERS = "оаинвіертслкмдпузябчйьгхжцюєїшщфыэ"
SIGNS = ascii_uppercase + "".join(map(chr, range(1, 9)))
SHORT = str.maketrans(LETTERS + SIGNS, SIGNS + LETTERS)
"""What is compared has no capitals; should a sign stand there all the same, it takes the letter's place."""
NOWHERE, LAST = '"\ue001\ue001\ue001"', chr(0x10FFFF)
"""A piece that no text has, and the last of all letters."""


def create(connection: Connection) -> bool:
    """Make the table, if there is none; whether it is indexed by pieces."""
    if connection.execute(text(MADE)).scalar():
        return bool(connection.execute(text(PIECES)).scalar())
    try:
        connection.execute(text(INDEXED))
        connection.execute(text(KNOWN))
    except OperationalError:
        connection.execute(text("CREATE TABLE said.words (said TEXT)"))
        return False
    return True


def said(kind: str, texts: Iterable[str]) -> str:
    """What is kept of a folder's texts, behind a piece that all folders of its kind have."""
    return _mark(kind) + searchable(texts).translate(SHORT)


def condition(query: str, number: ColumnElement[int], indexed: bool, kind: str = "") -> ColumnElement[bool]:
    """Folders in whose words every term of the query stands, in one of its spellings.

    Where only those of a `kind` are asked for, the others need not be looked at.
    """
    asked, wanted = select(WORDS.c.rowid), _asked(query)
    if indexed and wanted:
        asked = asked.where(_match([*wanted, (_mark(kind),)] if kind else wanted))
    for term in wanted:
        if not (indexed and all(map(_is_exact, term))):
            asked = asked.where(or_(*(func.instr(WORDS.c.said, spelling) > 0 for spelling in term)))
    return number.in_(asked)


def begins(query: str, number: ColumnElement[int], indexed: bool) -> ColumnElement[Any]:
    """0 for folders in which a word begins as the query does, 1 for the others: an order."""
    first = next(iter(_asked(query)), ("",))[0]
    if indexed and first:
        return number.not_in(select(WORDS.c.rowid).where(_match([(" " + first,)])))
    asked = select(func.instr(WORDS.c.said, " " + first) == 0).where(WORDS.c.rowid == number)
    return asked.scalar_subquery()


def _asked(query: str) -> list[tuple[str, ...]]:
    """What must be found, each in one of its spellings, as it is kept."""
    return [tuple(spelling.translate(SHORT) for spelling in term) for term in terms(query)]


def _mark(kind: str) -> str:
    """A piece of signs that nobody types; should two kinds have the same, it only saves less."""
    number = crc32(kind.encode())
    return "\x7f" + "".join(chr(0x0E + (number >> shift) % 14) for shift in (0, 12))


def _is_exact(word: str) -> bool:
    """Whether a folder that has the pieces of a word has the word."""
    return len(word) <= SHORTEST and word.translate(SHORT).isalnum()


def _match(wanted: Iterable[tuple[str, ...]]) -> ColumnElement[bool]:
    every = reduce(lambda one, other: one + literal(" AND ") + other, map(_one_of, wanted))
    return literal_column("words").op("MATCH")(every)


def _one_of(term: tuple[str, ...]) -> ColumnElement[str]:
    spellings = reduce(lambda one, other: one + literal(" OR ") + other, map(_pieces, term))
    return literal("(") + spellings + literal(")")


def _pieces(word: str) -> ColumnElement[str]:
    """All pieces of a word; enough to leave few folders, whose words are then read."""
    if len(word) < SHORTEST:
        return _beginning(word)
    found = dict.fromkeys(word[start : start + SHORTEST] for start in range(len(word) - SHORTEST + 1))
    return literal("(" + " AND ".join(map(_quoted, list(found)[:MOST])) + ")")


def _beginning(word: str) -> ColumnElement[str]:
    """Any of the pieces that begin so."""
    quoted = literal('"') + func.replace(TERM, '"', '""') + literal('"')
    several = func.coalesce(func.group_concat(quoted, literal(" OR ")), NOWHERE)
    return select(several).where(TERM.between(word, word + LAST)).scalar_subquery()


def _quoted(term: str) -> str:
    return '"' + term.replace('"', '""').replace("\0", "\1") + '"'
