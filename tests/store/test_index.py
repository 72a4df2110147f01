"""The index answers lists and search: what was put is found, in the order people expect."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from suprovid.store import words
from suprovid.store.database import Database
from suprovid.store.index import FolderRow, Index
from suprovid.store.postgres_store import PostgresStore
from suprovid.store.questions import OPERATORS, Either, Filter, Page
from suprovid.store.shared_index import SharedIndex

FOLDERS = {
    "name": "words",
    "load": "number",
    "opened": "date",
    "seen": "datetime",
    "urgent": "boolean",
    "areas": "choices",
}


@pytest.fixture(params=["pieces", "plain", "postgresql"])
def index(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Index]:
    """With SQLite's index of letter pieces, as where the library lacks it, and in PostgreSQL."""
    if request.param == "plain":
        monkeypatch.setattr(words, "INDEXED", "CREATE VIRTUAL TABLE said.words USING nothing_here(said)")
    columns = (FOLDERS, {"form": "text", "state": "text"}, {"nature": "text", "due": "date"})
    if request.param == "postgresql":
        address = request.getfixturevalue("database")
        PostgresStore(address).close()
        index: Index = SharedIndex(Database(address), columns)
    else:
        index = Index(*columns)
    yield index
    index.close()


def case(id: str, *texts: str, **values: Any) -> FolderRow:
    return FolderRow("case", id, 1, values, texts)


def ids(index: Index, *filters: Any, **named: Any) -> list[str]:
    return [row["id"] for row in index.find(filters, **named).rows]


def test_a_row_comes_back_as_it_was_put(index: Index) -> None:
    """Each kind of value; missing ones are left out; a moment is told by its own clock."""
    values = {"name": "Їжак", "load": 2, "opened": "2026-01-15", "urgent": False, "areas": ["law", "home"]}
    index.put(case("a", **values, seen="2026-01-15T10:00:00+02:00"), case("b", name=None))

    first, second = index.find(order=["-id"]).rows[::-1]

    assert first == {
        "kind": "case", "id": "a", "revision": 1, **values, "seen": "2026-01-15T10:00:00+02:00",
    }  # fmt: skip
    assert isinstance(first["load"], int)
    assert second == {"kind": "case", "id": "b", "revision": 1}


@pytest.mark.parametrize(
    ("column", "operator", "value", "expected"),
    [
        ("name", "=", "Ольга", ["a"]),
        ("name", "!=", "Ольга", ["b"]),
        ("name", "contains", "ЛЬГ", ["a"]),
        ("name", "starts", "мар'", ["b"]),
        ("name", "in", ["Ольга", "Олег"], ["a"]),
        ("name", "not in", ["Ольга"], ["b"]),
        ("load", ">", 1, ["b"]),
        ("load", "<=", 1, ["a"]),
        ("opened", "<", "2026-02-01", ["a"]),
        ("opened", ">=", "2026-02-01", ["b"]),
        ("seen", "<", "2026-01-15T09:00:00+00:00", ["a"]),
        ("urgent", "=", True, ["b"]),
        ("areas", "has", "law", ["a"]),
        ("areas", "has", "la", []),
        ("areas", "has any", ["home", "law"], ["a", "b"]),
        ("name", "empty", None, ["c"]),
        ("urgent", "not empty", None, ["a", "b"]),
    ],
)
def test_filters_choose(index: Index, column: str, operator: str, value: Any, expected: list[str]) -> None:
    """A missing value satisfies nothing but "empty"."""
    index.put(
        case("a", name="Ольга", load=1, opened="2026-01-15", seen="2026-01-15T10:00:00+02:00",
             urgent=False, areas=["law"]),
        case("b", name="Мар’яна", load=2.5, opened="2026-02-01", seen="2026-01-15T10:00:00+00:00",
             urgent=True, areas=["home", "food"]),
        case("c"),
    )  # fmt: skip

    assert ids(index, Filter(column, operator, value)) == expected


def test_every_operator_is_tested() -> None:
    """A new operator needs its line above."""
    marks = test_filters_choose.pytestmark  # type: ignore[attr-defined]
    tried = {row[1] for row in marks[0].args[1]}

    assert tried == set(OPERATORS)


def test_either_is_one_of_several(index: Index) -> None:
    """Nested as deep as needed; of nothing, nothing."""
    index.put(case("a", load=1), case("b", load=2), case("c", load=3))

    assert ids(index, Either([Filter("load", "=", 1), Filter("load", "=", 3)])) == ["a", "c"]
    assert ids(index, Either([])) == []


def test_a_column_that_does_not_exist_is_named(index: Index) -> None:
    """In what is put and in what is asked."""
    with pytest.raises(KeyError, match="folders has no column nmae"):
        index.put(case("a", nmae="x"))
    with pytest.raises(KeyError, match="folders has no column nmae"):
        index.find([Filter("nmae", "=", "x")])
    assert index.find().count == 0


def test_what_does_not_fit_a_column_is_missing(index: Index) -> None:
    """An old answer of another type does not keep the organisation from opening."""
    index.put(case("a", load="many", opened="soon", seen="once", urgent="yes", areas=[], name=7))

    assert index.find().rows == ({"kind": "case", "id": "a", "revision": 1, "name": "7"},)


def test_names_are_sorted_as_in_a_ukrainian_list(index: Index) -> None:
    """ґ after г, є after е, і and ї after и; apostrophe and case do not count; Latin, then missing, last."""
    expected = ["автор", "Гай", "Ґанок", "Дім", "Енергія", "Єва", "Жук", "Зуб", "Ирій", "Іван", "Їжак", "Йод",
                "Марія", "Марта", "Мар'яна", "Щука", "Юля", "Яна", "Adam"]  # fmt: skip
    shuffled = random.Random(1).sample(expected, len(expected))
    index.put(*(case(f"id{n}", name=name) for n, name in enumerate(shuffled)), case("none"))

    assert [row.get("name") for row in index.find(order=["name"]).rows] == [*expected, None]
    assert [row.get("name") for row in index.find(order=["-name"]).rows] == [*expected[::-1], None]


def test_numbers_in_names_are_sorted_by_size(index: Index) -> None:
    """Case 9 comes before case 10."""
    index.put(case("a", name="С-10"), case("b", name="С-9"))

    assert ids(index, order=["name"]) == ["b", "a"]


@pytest.mark.parametrize(
    "query",
    ["0671234567", "+380 67 123 45 67", "+380671234567", "380671234567", "067 123-45-67", "(067) 123 45 67",
     "671234567", "067 123", "+38067", "(067)", "45 67"],
)  # fmt: skip
def test_a_phone_is_found_however_it_is_written(index: Index, query: str) -> None:
    """By its last nine digits, or by any piece of it."""
    for id, phone in (("a", "+380 67 123 45 67"), ("b", "067-123-45-67"), ("c", "+380671234567")):
        index.put(case(id, "Олена", phone))
    index.put(case("other", "Олена", "+380 50 765 43 21 066 111 22 33", "2026-0015", "0661234568 0971234569"))

    assert sorted(ids(index, text=query)) == ["a", "b", "c"]


@pytest.mark.parametrize(
    "query",
    ["Мар'яна", "МАР’ЯНА", "марʼяна", "мар`яна", "маряна", "ґонта", "Гонта", "онт", "мар гон", "гонта мар",
     "С-2026-0015", "C-2026-0015", "2026-0015", "Mар", "-00", "яг", "а"],
)  # fmt: skip
def test_words_are_found_however_they_are_typed(index: Index, query: str) -> None:
    """Any piece, in any order, with any apostrophe, and with Latin letters that look Ukrainian."""
    index.put(case("a", "Мар'яна Ґонта", "С-2026-0015", "Як є, яга"), case("b", "Петро", "В-1"))

    assert ids(index, text=query) == ["a"]


@pytest.mark.parametrize(
    "query", ["Зоя", "' OR 1=1 --", '"', "мар* NEAR", "%", "_", "a\0b", "(", "AND", "марr"]
)
def test_what_is_not_there_is_not_found(index: Index, query: str) -> None:
    """Whatever is typed is only ever looked for."""
    index.put(case("a", "Мар'яна"))

    assert ids(index, text=query) == []


def test_an_empty_search_finds_all(index: Index) -> None:
    """Spaces are no words."""
    index.put(case("a", "Мар'яна"))

    assert ids(index, text="  ") == ["a"]


def test_who_begins_with_the_word_comes_first(index: Index) -> None:
    """A piece in the middle of a word counts less."""
    index.put(case("middle", "Уляна"), case("first", "Яна"))

    assert ids(index, text="яна") == ["first", "middle"]


def test_pages_tell_how_many_there_are(index: Index) -> None:
    """The count is of all pages."""
    index.put(*(case(f"id{n}", "Яна", load=n) for n in range(10)))

    found = index.find([Filter("load", ">=", 3)], "яна", ["-load"], Page(limit=2, offset=4))

    assert [row["load"] for row in found.rows] == [5, 4]
    assert found.count == 7


def test_documents_and_lines_know_their_folder(index: Index) -> None:
    """They are found by their own columns, by those of the folder, and by its words."""
    for id, name in (("a", "Яна"), ("b", "Ольга")):
        plan = {"id": "d" + id, "form": "plan", "state": "draft"}
        request = {"line": "requests", "id": "l" + id, "document": "d" + id, "due": "2026-01-01"}
        index.put(FolderRow("case", id, 1, {"name": name}, [name], [plan], [request]))

    assert index.find([Filter("folder.name", "=", "Яна")], of="documents").rows == (
        {"kind": "case", "folder": "a", "id": "da", "form": "plan", "state": "draft"},
    )
    assert ids(index, Filter("line", "=", "requests"), order=["folder.name"], of="lines") == ["lb", "la"]
    assert ids(index, text="ольг", of="lines") == ["lb"]
    assert index.counts("state", of="documents") == {"draft": 2}


def test_a_folder_put_again_leaves_nothing_of_before(index: Index) -> None:
    """Its documents, lines and words are those of the last time."""
    index.put(FolderRow("case", "a", 1, {}, ["Стара"], [{"id": "d"}], [{"line": "x", "id": "l"}]))
    index.put(FolderRow("case", "a", 2, {}, ["Нова"]), FolderRow("case", "a", 3, {}, ["Найновіша"]))

    assert [row["revision"] for row in index.find().rows] == [3]
    assert ids(index, text="стара") == ids(index, text="нова") == []
    assert not index.find(of="documents").rows + index.find(of="lines").rows


def test_a_put_that_fails_changes_nothing(index: Index) -> None:
    """All rows of all folders, or none."""
    index.put(case("a", "Стара", load=1))

    with pytest.raises(KeyError):
        index.put_all(
            [case("a", "Нова", load=2), FolderRow("case", "b", documents=[{"id": "d", "unknown": 1}])]
        )

    assert [(row["id"], row["load"]) for row in index.find().rows] == [("a", 1)]
    assert ids(index, text="стара") == ["a"]
    index.put(case("a", "Нова", load=3))
    assert [(row["id"], row["load"]) for row in index.find().rows] == [("a", 3)]


def test_a_dropped_folder_is_not_found(index: Index) -> None:
    """Nor its documents; dropping what is not there is nothing."""
    index.put(FolderRow("case", "a", 1, {}, ["Яна"], [{"id": "d"}]))

    index.drop("case", "a")
    index.drop("case", "a")

    assert index.find().count == index.find(of="documents").count == index.find(text="яна").count == 0


def test_threads_share_an_index(index: Index) -> None:
    """While some put, others find whole folders: as many documents as the folder says."""
    broken: list[Any] = []

    def work(name: str) -> None:
        try:
            for n in range(30):
                index.put(FolderRow("case", name, n, {"load": 3}, [name], [{"id": str(d)} for d in range(3)]))
                found = index.find([Filter("folder.load", "=", 3)], of="documents").count
                if found % 3:
                    broken.append(found)
        except Exception as error:
            broken.append(error)

    threads = [threading.Thread(target=work, args=(f"t{n}",)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert broken == []
    assert index.find().count == 6


def test_a_column_of_ours_cannot_be_taken() -> None:
    """The caller's columns have other names than kind, id, revision."""
    with pytest.raises(ValueError, match="folders has its own column id"):
        Index({"id": "text"})


@pytest.mark.parametrize(
    "query", ["0507654321", "0661112233", "+38 066 123 45 68", "0971234569", "2026-0015"]
)
def test_numbers_beside_each_other_are_told_apart(index: Index, query: str) -> None:
    """A phone beside another phone, or beside a code."""
    index.put(case("a", "050 765 43 21 +380661112233", "2026-0015", "0661234568", "0971234569 2026"))
    index.put(case("b", "0671234567"))

    assert ids(index, text=query) == ["a"]


def test_a_page_pasted_into_the_search_is_answered(index: Index) -> None:
    """However much is typed."""
    index.put(case("a", "Яна"))

    assert ids(index, text="яна " * 10_000) == ["a"]
    assert ids(index, text="(" * 10_000) == []


def test_all_rows_are_counted_where_nothing_is_asked(index: Index) -> None:
    """However few of them are on the page."""
    index.put(case("a"), case("b"), case("c"))
    assert index.count() == index.find(page=Page(1)).count == 3
