"""Ways to rows make questions quick and change no answer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import event, or_

from suprovid.store import words
from suprovid.store.index import FolderRow, Found, Index
from suprovid.store.lookups import FEW, Way
from suprovid.store.questions import ALL, Asked, Either, Filter, Page

FOLDERS = {
    "open": "boolean",
    "stage": "text",
    "due": "date",
    "seen": "date",
    "client": "text",
    "code": "words",
}
LINES = {"owner": "key", "amber_on": "date"}
QUICK = {
    "folders": (
        Way(("kind", "open", "due"), ("code__sort", "code", "stage"), rows=(100_000, 50_000, FEW)),
        Way(("client",), only="client"),
    ),
    "lines": (Way(("line", "amber_on"), ("owner", "of__"), only="amber_on"), Way(("owner",), only="owner")),
}
ORDERS = ((), ("due", "-code"), ("-seen", "code"))


def folders() -> Iterator[FolderRow]:
    """Folders of three kinds, with anything missing here and there."""
    dice = Random(1)
    some = {
        "open": (True, False),
        "stage": ("new", "work"),
        "due": ("2026-05-01", "2026-05-02", "2026-06-01"),
        "seen": ("2026-04-01", "2026-05-01"),
        "client": ("a", "b", "c"),
        "code": ("2026-0002", "2026-0010", "2025-0001"),
    }
    for number in range(200):
        values = {name: dice.choice((*found, None)) for name, found in some.items()}
        lines = [
            {"line": dice.choice(("task", "step")), "id": str(n), "owner": dice.choice(("o", "p", None))}
            | {"amber_on": dice.choice(("2026-05-01", "2026-05-09", None))}
            for n in range(dice.randrange(3))
        ]
        yield FolderRow(
            dice.choice(("case", "client")), f"id{number}", 1, values, [f"слово{number}"], (), lines
        )


@pytest.fixture(scope="module")
def pair() -> Iterator[tuple[Index, Index]]:
    """The same rows, with ways to them and without."""
    made = Index(FOLDERS, {}, LINES, QUICK), Index(FOLDERS, {}, LINES)
    for index in made:
        index.put_all(folders())
    yield made
    for index in made:
        index.close()


def questions(index: Index) -> list[list[Asked]]:
    column = index.reach().column
    named: Asked = or_(column("seen")[0].is_(None), column("seen")[0] < "2026-04-15")
    parts: list[Asked] = [
        Filter("open", "=", True), Filter("open", "=", False), Filter("stage", "in", ("new", "none")),
        Filter("client", "=", "a"), Filter("id", "in", ["id3", "id4", "id7"]), named,
        Either((Filter("seen", "=", "2026-04-01"), Filter("due", "empty"))),
        index.having("lines", [Filter("line", "=", "task"), Filter("amber_on", "<=", "2026-05-05")]),
    ]  # fmt: skip
    kinds: list[Asked] = [Filter("kind", "=", "case"), Filter("kind", "in", ("case", "client"))]
    return [
        [kind, *more] for kind in kinds for more in ([], *([one] for one in parts), parts[:1] + parts[5:6])
    ]


def test_ways_change_no_answer(pair: tuple[Index, Index]) -> None:
    """Rows, their order, pages and counts are the same with ways and without."""
    quick, plain = pair
    for asked, order, page in product(range(len(questions(quick))), ORDERS, (ALL, Page(3, 2))):
        one, other = (index.find(questions(index)[asked], "", order, page) for index in pair)
        assert one == other
        assert quick.count(questions(quick)[asked]) == plain.count(questions(plain)[asked]) == other.count
    late: list[Asked] = [Filter("line", "=", "task"), Filter("amber_on", "<=", "2026-05-05")]
    for by, more in product(("owner", "folder", "kind"), ([], [Filter("kind", "=", "case")])):
        assert quick.counts(by, [*late, *more], "lines") == plain.counts(by, [*late, *more], "lines")


@contextmanager
def plans(index: Index) -> Iterator[list[str]]:
    """How SQLite goes about what is asked meanwhile."""
    found: list[str] = []

    def note(connection: Any, cursor: Any, said: str, values: Any, *rest: Any) -> None:
        if said.startswith(("SELECT", "WITH")):
            found.extend(row[3] for row in index.memory.raw.execute("EXPLAIN QUERY PLAN " + said, values))

    event.listen(index.memory.engine, "before_cursor_execute", note)
    yield found
    event.remove(index.memory.engine, "before_cursor_execute", note)


def test_what_lists_ask_needs_no_row_to_be_read(pair: tuple[Index, Index]) -> None:
    """Filters and order beside a way are answered from it; a condition over other columns reads in a row."""
    quick, _ = pair
    case, stage = Filter("kind", "=", "case"), Filter("stage", "=", "new")
    with plans(quick) as found:
        quick.count([case, stage])
    assert found == ["SEARCH found.folders USING COVERING INDEX folders__kind__open__due (kind=?)"]
    with plans(quick) as found:
        quick.count([case, Filter("seen", "=", "2026-04-01")])
    assert found == ["SCAN found.folders"]
    with plans(quick) as found:
        quick.count([case, Filter("open", "=", True), Filter("seen", "=", "2026-04-01")])
    assert found == ["SEARCH found.folders USING INDEX folders__kind__open__due (kind=? AND open=?)"]
    with plans(quick) as found:
        quick.find([case, Filter("id", "in", ["id1", "id2"])])
    assert found[0] == "SEARCH found.folders USING INDEX folders_owner (id=?)"
    with plans(quick) as found:
        quick.counts("owner", [Filter("line", "=", "task"), Filter("amber_on", "<=", "2026-05-05")], "lines")
    assert (
        found[0] == "SEARCH inside.lines USING COVERING INDEX lines__line__amber_on (line=? AND amber_on<?)"
    )


def test_what_is_read_in_a_row_is_read_once(pair: tuple[Index, Index]) -> None:
    """For a page and the count of all pages together; past the last page it is counted all the same."""
    quick, _ = pair
    asked: list[Asked] = [Filter("kind", "=", "case"), Filter("seen", "=", "2026-04-01")]
    with plans(quick) as found:
        first = quick.find(asked, "", ("due", "-code"), Page(3))
    assert found.count("SCAN found.folders") == 1
    assert first.count == quick.count(asked) > len(first.rows)
    assert quick.find(asked, "", (), Page(3, 999)) == Found((), first.count)
    with plans(quick) as found:
        quick.find(asked[:1], "слово1", (), Page(3))
    assert len([step for step in found if "words VIRTUAL TABLE" in step and "M" in step]) == 2, (
        "and the order"
    )


LETTERS = "абв12-. '\"(x"
SAID = st.text(alphabet=LETTERS, min_size=1, max_size=5)
TYPED = st.text(alphabet=LETTERS + "\0", min_size=1, max_size=5)


@pytest.fixture(scope="module")
def searched() -> Iterator[tuple[Index, Index]]:
    """An index of pieces, and one that reads all words."""
    pieces = Index({})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(words, "INDEXED", "CREATE VIRTUAL TABLE said.words USING nothing_here(said)")
        plain = Index({})
    yield pieces, plain
    pieces.close()
    plain.close()


@settings(max_examples=150, deadline=None)
@given(texts=st.lists(SAID, min_size=1, max_size=5), query=TYPED)
def test_pieces_find_what_reading_finds(searched: tuple[Index, Index], texts: list[str], query: str) -> None:
    """However short the query is, and whichever kind is asked for."""
    found = []
    for index in searched:
        for number, kind in product(range(5), ("case", "client")):
            index.drop(kind, str(number))
        index.put_all(
            FolderRow(("case", "client")[n % 2], str(n), 1, {}, texts[n:]) for n in range(len(texts))
        )
        kinds: list[list[Asked]] = [[], [Filter("kind", "=", "case")], [Filter("kind", "=", "none")]]
        found.append([sorted(row["id"] for row in index.find(kind, query).rows) for kind in kinds])

    assert found[0] == found[1]
