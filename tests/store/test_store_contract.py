"""What every store promises, asked of each store in turn: to add a store, add its name to `STORES`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from vault_house import founded

from suprovid.errors import Missing, Stale
from suprovid.store import Change, Folder, Store, TinyStore
from suprovid.store.changing import digest
from suprovid.store.names import BadName
from suprovid.store.port import PLAIN
from suprovid.store.postgres_store import PostgresStore
from suprovid.store.sheet import Unkeepable

STORES: dict[str, Callable[[Path, pytest.FixtureRequest], Store]] = {
    "tinydb": lambda path, _: TinyStore(path / "data"),
    "vault": lambda path, _: TinyStore(path / "data", founded(path / "data")[0].vault),
    "postgresql": lambda _, request: PostgresStore(request.getfixturevalue("database")),
    "vault in postgresql, attachments in a directory": lambda path, request: PostgresStore(
        request.getfixturevalue("database"), founded(path / "data")[0].vault, path / "attachments"
    ),
    "three servers": lambda _, request: PostgresStore(request.getfixturevalue("split_database")),
}
BAD_NAMES = [
    "../x",
    "..",
    "",
    "CON",
    "con",
    "lpt1",
    "a:b",
    "a/b",
    "a\\b",
    "x" * 300,
    "a\0b",
    "a.b",
    "Ід",
    "drafts",
]


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    store = STORES[request.param](tmp_path, request)
    yield store
    if isinstance(store, PostgresStore):
        store.close()


def plan(number: int) -> Change:
    """One act: a document and the event that tells of it."""
    return Change(
        documents={"d1": {"id": "d1", "answers": {"n": number}}}, events=[{"id": f"e{number}", "n": number}]
    )


def test_a_folder_comes_back_as_it_was_put(store: Store) -> None:
    """About, documents and events are read as they were written, in any script."""
    answers = {
        "name": "Мар'яна Ґонта",
        "lines": [{"_id": "x", "n": 1.5}],
        "yes": True,
        "emoji": "👪",
        "none": None,
    }
    store.create(
        "case", "a1", Change({"code": "C-1"}, {"d1": {"id": "d1", "answers": answers}}, [{"id": "e1"}])
    )

    folder = store.read("case", "a1")

    assert (folder.kind, folder.id, folder.revision) == ("case", "a1", 1)
    assert folder.about == {"code": "C-1"}
    assert folder.documents == {"d1": {"id": "d1", "answers": answers}}
    assert folder.events == [{"id": "e1"}]


def test_a_change_touches_what_it_names(store: Store) -> None:
    """Documents replace those of their id, None takes one out, the rest stays."""
    store.create(
        "case",
        "a1",
        Change({"code": "C-1"}, {"a": {"id": "a", "old": 1}, "b": {"id": "b"}, "c": {"id": "c"}}),
    )

    revision = store.write("case", "a1", Change(documents={"a": {"id": "a", "new": 2}, "b": None}), 1)

    folder = store.read("case", "a1")
    assert revision == folder.revision == 2
    assert folder.about == {"code": "C-1"}
    assert folder.documents == {"a": {"id": "a", "new": 2}, "c": {"id": "c"}}


def test_events_stay_in_the_order_they_were_made(store: Store) -> None:
    """Every save adds its events at the end."""
    store.create("case", "a1", Change(events=[{"id": "e0"}]))
    for number in range(1, 13):
        store.write("case", "a1", Change(events=[{"id": f"e{number}"}]), number)

    assert [event["id"] for event in store.read("case", "a1").events] == [f"e{n}" for n in range(13)]


def test_the_second_writer_is_told(store: Store) -> None:
    """A save that expects an older revision fails, names the new one, and changes nothing."""
    store.create("case", "a1", plan(0))
    store.write("case", "a1", plan(1), 1)

    with pytest.raises(Stale) as told:
        store.write("case", "a1", plan(2), 1)

    assert told.value.facts == {"kind": "case", "id": "a1", "expected": 1, "found": 2}
    assert store.read("case", "a1").documents["d1"]["answers"] == {"n": 1}


def test_a_folder_is_created_once(store: Store) -> None:
    """Creating what is there is being too late."""
    store.create("case", "a1", plan(0))

    with pytest.raises(Stale):
        store.create("case", "a1", plan(1))


def test_the_same_act_again_is_made_once(store: Store) -> None:
    """Whoever lost the answer of a save may ask for it again."""
    store.create("case", "a1", plan(0))
    store.write("case", "a1", plan(1), 1)

    assert store.write("case", "a1", plan(1), 1) == 2
    assert len(store.read("case", "a1").events) == 2


def test_what_is_not_there_is_missing(store: Store) -> None:
    """No reading, writing or removing of a folder that nobody created."""
    for act in (
        lambda: store.read("case", "a1"),
        lambda: store.write("case", "a1", plan(1), 1),
        lambda: store.remove("case", "a1"),
        lambda: store.attachment("case", "a1", "0" * 64),
    ):
        with pytest.raises(Missing):
            act()


def test_folders_are_listed_by_kind(store: Store) -> None:
    """All of them, or those of one kind, in a stable order."""
    for kind, id in [("client", "b"), ("case", "a2"), ("case", "a1")]:
        store.create(kind, id, Change())

    assert list(store.folders("case")) == [("case", "a1"), ("case", "a2")]
    assert sorted(store.folders()) == [("case", "a1"), ("case", "a2"), ("client", "b")]
    assert list(store.folders("person")) == []


def test_a_removed_folder_is_gone(store: Store) -> None:
    """With its attachments; its id may be used again, from revision 1."""
    store.create("case", "a1", plan(0))
    digest = store.attach("case", "a1", b"scan")

    store.remove("case", "a1")

    assert list(store.folders()) == []
    assert store.create("case", "a1", plan(0)) == 1
    with pytest.raises(Missing):
        store.attachment("case", "a1", digest)


def test_one_attachment_is_taken_out(store: Store) -> None:
    """The others stay; what is gone already may be taken out again."""
    store.create("case", "a1", plan(0))
    gone, kept = store.attach("case", "a1", b"scan"), store.attach("case", "a1", b"photo")

    store.detach("case", "a1", gone)
    store.detach("case", "a1", gone)

    assert list(store.attachments("case", "a1")) == [kept]
    with pytest.raises(Missing):
        store.attachment("case", "a1", gone)


def test_attachments_come_back(store: Store) -> None:
    """Under the digest of their content; twice the same is once."""
    store.create("case", "a1", plan(0))
    content = bytes(range(256)) * 40

    digest = store.attach("case", "a1", content)

    assert store.attach("case", "a1", content) == digest
    assert store.attachment("case", "a1", digest) == content
    assert store.attachment("case", "a1", store.attach("case", "a1", b"")) == b""


def test_sweeping_harms_nothing(store: Store) -> None:
    """Where nothing was left, nothing is deleted."""
    store.create("case", "a1", plan(0))
    digest = store.attach("case", "a1", b"scan")

    assert store.sweep() == 0
    assert store.read("case", "a1").revision == 1
    assert store.attachment("case", "a1", digest) == b"scan"


def test_numbers_go_up(store: Store) -> None:
    """Each series by itself; never below what the caller has seen."""
    assert [store.number("case"), store.number("case"), store.number("enquiry")] == [1, 2, 1]
    assert store.number("case", above=10) == 11
    assert store.number("case") == 12


@pytest.mark.parametrize("name", BAD_NAMES, ids=ascii)
def test_no_name_leads_out_of_the_store(store: Store, name: str) -> None:
    """Kinds, ids, series and digests are plain short names, or refused; the refusal does not repeat them."""
    for act in (
        lambda: store.create(name, "a1", Change()),
        lambda: store.create("case", name, Change()),
        lambda: store.read("case", name),
        lambda: store.remove(name, "a1"),
        lambda: store.attach("case", name, b""),
        lambda: store.attachment("case", "a1", name),
        lambda: list(store.folders(name)),
        lambda: store.number(name),
    ):
        with pytest.raises(BadName) as told:
            act()
        assert not name or name not in told.value.facts.values()


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("inf"), 2**63, "\ud800", "a\0b", {1: "x"}, ("a",), {"a"}, b"x", object()],
    ids=ascii,
)
def test_what_would_come_back_changed_is_refused(store: Store, value: object) -> None:
    """NaN, huge numbers, half characters, keys that are no text: named by place, never by value."""
    store.create("case", "a1", plan(0))

    with pytest.raises(Unkeepable) as told:
        store.write("case", "a1", Change(documents={"d1": {"id": "d1", "answers": {"q": [value]}}}), 1)

    assert told.value.facts == {"place": "documents / answers / q / 1"}
    assert store.read("case", "a1").revision == 1


def test_endless_nesting_is_refused(store: Store) -> None:
    """A value that contains itself cannot hang the store."""
    endless: dict[str, object] = {}
    endless["in"] = endless

    with pytest.raises(Unkeepable):
        store.create("case", "a1", Change(about=endless))


def test_a_document_lies_under_its_own_id(store: Store) -> None:
    """The key and the "id" inside cannot differ."""
    with pytest.raises(Unkeepable):
        store.create("case", "a1", Change(documents={"a": {"id": "b"}}))


def test_what_was_read_is_a_copy(store: Store) -> None:
    """Whoever changes what they read, changes nothing in the store."""
    store.create("case", "a1", plan(0))
    store.read("case", "a1").documents["d1"]["answers"]["n"] = 99

    assert store.read("case", "a1").documents["d1"]["answers"] == {"n": 0}


def test_many_threads_lose_nothing(store: Store) -> None:
    """8 threads make 50 acts each on one folder; who is too late reads again and repeats."""
    store.create("case", "a1", Change(documents={"d1": {"id": "d1", "sum": 0}}))
    late: list[Stale] = []

    threads = [threading.Thread(target=add_up, args=(store, name, 50, late)) for name in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    folder = store.read("case", "a1")
    assert folder.revision == 401
    assert folder.documents["d1"]["sum"] == len(folder.events) == 400
    assert late, "nobody was ever too late: nothing was tested"


def test_threads_never_get_the_same_number(store: Store) -> None:
    """8 threads draw from one series."""
    drawn: list[int] = []
    threads = [
        threading.Thread(target=lambda: drawn.extend(store.number("c") for _ in range(20))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(drawn) == list(range(1, 161))


def add_up(store: Store, name: str, times: int, late: list[Stale]) -> None:
    """Add one to the sum so many times, repeating what came too late."""
    for number in range(times):
        while True:
            folder = store.read("case", "a1")
            document = {"id": "d1", "sum": folder.documents["d1"]["sum"] + 1}
            change = Change(documents={"d1": document}, events=[{"id": f"{name}{number}"}])
            try:
                store.write("case", "a1", change, folder.revision)
                break
            except Stale as stale:
                late.append(stale)


def test_changes_are_told_to_others(store: Store) -> None:
    """Since a stamp: what was created, written or removed, at which revision; nothing of before."""
    store.create("case", "a1", plan(0))
    store.create("case", "b2", plan(0))
    stamp = store.changes("").stamp
    store.write("case", "a1", plan(1), 1)
    store.remove("case", "b2")

    found = store.changes(stamp)

    assert found.complete
    latest = {(told.kind, told.id): told.revision for told in found.notices}
    assert latest["case", "a1"] == 2
    assert latest["case", "b2"] == 0
    assert store.changes("").notices == ()


def test_a_store_tells_what_it_keeps(store: Store) -> None:
    """Attachments of a folder, the last number of each series, the ids of what was removed."""
    store.create("case", "a1", plan(0))
    digests = sorted(store.attach("case", "a1", content) for content in (b"x", b"y"))
    store.number("case")
    store.number("enquiry", above=7)
    store.create("client", "c1", plan(0))
    store.remove("client", "c1")

    assert list(store.attachments("case", "a1")) == digests
    assert list(store.attachments("case", "none")) == []
    assert store.numbers() == {"case": 1, "enquiry": 8}
    assert store.erased() == (("client", "c1"),)
    store.note_erased([("client", "c1"), ("case", "d4")])
    assert sorted(store.erased()) == [("case", "d4"), ("client", "c1")]


def test_a_folder_is_placed_as_it_stood_elsewhere(store: Store) -> None:
    """With its revision and the order of everything; never over one that is there."""
    documents = {id: {"id": id, "n": 1.0} for id in ("z", "a", "m")}
    folder = Folder("case", "a1", 41, {"code": "С-1"}, documents, [{"id": "e2"}, {"id": "e1"}])

    store.place(folder)

    assert digest(store.read("case", "a1")) == digest(folder)
    assert store.write("case", "a1", plan(1), 41) == 42
    with pytest.raises(Stale):
        store.place(folder)


def test_everything_can_be_carried_to_a_disk(store: Store, tmp_path: Path) -> None:
    """The files of a store are those of the embedded one, sealed and checked as it does."""
    store.create("case", "a1", plan(0))
    store.write("case", "a1", plan(1), 1)
    scan = store.attach("case", "a1", b"scan")
    store.number("case", above=4)
    store.create("case", "gone", plan(0))
    store.remove("case", "gone")

    for name, content in store.everything():
        path = tmp_path / "copy" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content or b"")

    copy = TinyStore(tmp_path / "copy", getattr(store, "_cover", PLAIN))
    assert list(copy.folders()) == [("case", "a1")]
    assert copy.read("case", "a1") == store.read("case", "a1")
    assert copy.attachment("case", "a1", scan) == b"scan"
    assert copy.numbers() == {"case": 5}
    assert copy.erased() == (("case", "gone"),)
