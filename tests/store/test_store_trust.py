"""What the store on disk withstands: kills, company, rot, a full disk, and curious tools."""

from __future__ import annotations

import errno
import json
import os
import random
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from acting import act, run
from tinydb import TinyDB, where
from tinydb.storages import JSONStorage

from suprovid.errors import Busy, Damaged, Missing, Stale, Unwritable
from suprovid.store import Change, Context, Draft, Drafts, TinyStore
from suprovid.store.locks import Locks
from suprovid.store.sheet import HEAD
from suprovid.store.tinydb_tables import SheetStorage

HERE = Path(__file__).parent
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def store(data: Path) -> TinyStore:
    store = TinyStore(data, patience=5)
    store.create("case", "a1", act(0))
    return store


def tree(data: Path) -> dict[str, bytes]:
    """Every file and directory, with what is in it."""
    return {
        str(path.relative_to(data)): (path.is_file() and path.read_bytes()) or b"" for path in data.rglob("*")
    }


@needs_fork
@pytest.mark.parametrize(("address", "times"), [("", 200), ("vault", 60)], ids=["clear", "vault"])
def test_kills_lose_nothing(data: Path, address: str, times: int) -> None:
    """200 kills during saves: nothing unreadable, no acknowledged save lost, no half acts; 60 in a vault."""
    found = json.loads(run("killing.py", data, times, address))

    assert found.pop("saves") >= times
    assert not any(found.values()), found


@needs_fork
def test_many_processes_lose_nothing(data: Path) -> None:
    """4 processes make 50 acts each on one folder; who is too late is told, and repeats."""
    assert int(run("adding.py", data, 4, 50)) >= 2, "hardly anybody was late: nothing was tested"

    store = TinyStore(data)
    folder = store.read("case", "a1")
    assert folder.documents["d1"]["sum"] == len(folder.events) == 200
    assert store.number("acts") == 201


FLIPS = 3_000


def test_no_flipped_bit_goes_unnoticed(store: TinyStore, data: Path) -> None:
    """3,000 flips: none is silently wrong, the damaged file is named, the other folders keep working."""
    store.create("case", "b2", act(0))
    store.number("case")
    digest = store.attach("case", "a1", b"a scan" * 50)
    drafts = Drafts(data / "drafts")
    drafts.keep(Draft("p1", "d1", "intake", {"words": "їжак"}))
    readers: dict[str, Callable[[], object]] = {
        "case/a1/folder.json": lambda: store.read("case", "a1"),
        f"case/a1/files/{digest}": lambda: store.attachment("case", "a1", digest),
        "numbers.json": store.numbers,
        "drafts/p1/d1.json": lambda: drafts.read("p1", "d1"),
    }
    dice, silent = random.Random(1), 0
    for name, read in readers.items():
        whole = (data / name).read_bytes()
        for _ in range(FLIPS // len(readers)):
            (data / name).write_bytes(flipped(whole, dice.randrange(len(whole) * 8)))
            silent += not is_named(read, name)
        (data / name).write_bytes(whole)
        assert store.read("case", "b2").revision == 1
    assert silent == 0


def is_named(read: Callable[[], object], name: str) -> bool:
    """Whether reading says that this very file is damaged."""
    try:
        read()
    except Damaged as told:
        return str(told.facts["place"]).endswith(name.removeprefix("drafts/"))
    return False


def flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_no_cut_goes_unnoticed(store: TinyStore, data: Path) -> None:
    """Whatever the length a file was cut to, it is not taken for the whole."""
    path = data / "case/a1/folder.json"
    whole = path.read_bytes()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(Damaged):
            store.read("case", "a1")


def test_a_damaged_folder_is_listed_and_not_overwritten(store: TinyStore, data: Path) -> None:
    """It can be named, and no save pretends that it was never there."""
    (data / "case/a1/folder.json").write_bytes(b"{}")

    assert list(store.folders()) == [("case", "a1")]
    with pytest.raises(Damaged):
        store.write("case", "a1", act(1), 1)
    with pytest.raises(Damaged):
        store.create("case", "a1", act(1))


def test_a_folder_in_the_place_of_another_is_noticed(store: TinyStore, data: Path) -> None:
    """Files that were swapped do not pass for one another."""
    store.create("case", "b2", act(0))
    (data / "case/a1/folder.json").write_bytes((data / "case/b2/folder.json").read_bytes())

    with pytest.raises(Damaged):
        store.read("case", "a1")


@pytest.mark.parametrize(
    ("rest", "why"),
    [
        (b'"}}}', "unreadable"),
        (b'", "kind": "case", "id": "a1", "revision": 1, "format": 99}}}', "newer"),
        (b'", "kind": "case", "id": "a1"}}}', "unreadable"),
        (b'"}', "unreadable"),
    ],
)
def test_a_file_with_a_right_checksum_may_still_be_strange(
    store: TinyStore, data: Path, rest: bytes, why: str
) -> None:
    """Of another version, or made by hand: named, not crashed upon."""
    (data / "case/a1/folder.json").write_bytes(HEAD + sha256(rest).hexdigest().encode() + rest)

    with pytest.raises(Damaged) as told:
        store.read("case", "a1")
    assert told.value.facts["why"] == f"store.why.{why}"


def test_damaged_numbers_stop_and_are_named(store: TinyStore, data: Path) -> None:
    """Rather no number than one that was given out before."""
    store.number("case")
    (data / "numbers.json").write_bytes(b"")

    with pytest.raises(Damaged) as told:
        store.number("case")
    assert "numbers.json" in str(told.value.facts["place"])


SAVES: dict[str, Callable[[TinyStore], Any]] = {
    "write": lambda store: store.write("case", "a1", act(1), 1),
    "create": lambda store: store.create("client", "new", act(1)),
    "attach": lambda store: store.attach("case", "a1", b"scan"),
    "number": lambda store: store.number("case"),
    "remove": lambda store: store.remove("case", "a1"),
}
NEVER_CALLED = {(save, "mkdir") for save in ("write", "attach", "number")}


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace", "mkdir"])
@pytest.mark.parametrize("save", SAVES)
def test_a_disk_that_refuses_leaves_the_old_state(
    data: Path, monkeypatch: pytest.MonkeyPatch, save: str, call: str
) -> None:
    """Whichever call of the system fails, the first or the last: it is told, and what stood still stands."""
    told = 0
    for fatal in range(1, 9):
        store = TinyStore(data / str(fatal))
        store.create("case", "a1", act(0))
        digest = store.attach("case", "a1", b"another")
        before = standing(store, digest)
        with monkeypatch.context() as patch:
            if not failing(patch, call, fatal).failed(lambda store=store: SAVES[save](store)):
                continue
        told += 1
        assert standing(store, digest) == before, f"{call} number {fatal}"
        assert not list(data.rglob("*.new"))
        assert store.number("case") == 1
    assert bool(told) != ((save, call) in NEVER_CALLED)


def standing(store: TinyStore, digest: str) -> object:
    """All that a reader can see."""
    return [store.read(kind, id) for kind, id in store.folders()], store.attachment("case", "a1", digest)


class Calls:
    """Counts the calls of one function of the system; the fatal one fails."""

    def __init__(self, real: Callable[..., Any], fatal: int) -> None:
        self.real, self.fatal, self.count = real, fatal, 0

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        self.count += 1
        if self.count == self.fatal:
            raise OSError(errno.ENOSPC, "no space")
        return self.real(*arguments, **named)

    def failed(self, save: Callable[[], Any]) -> bool:
        """Whether the save told of a failure; it may do without a call that was not needed."""
        try:
            save()
        except Unwritable as error:
            return error.facts["why"] == "store.why.full"
        return False


def failing(patch: pytest.MonkeyPatch, call: str, fatal: int) -> Calls:
    calls = Calls(getattr(os, call), fatal)
    patch.setattr(os, call, calls)
    return calls


def test_numbers_after_a_failure_are_never_given_twice(
    store: TinyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number that nobody received may be given later; one that was received is not."""
    first = store.number("case")
    for fatal in (1, 2):
        with monkeypatch.context() as patch:
            failing(patch, "fsync", fatal)
            with pytest.raises(Unwritable):
                store.number("case")

    assert store.number("case") > first


def test_reading_creates_nothing_and_keeps_nothing_open(store: TinyStore, data: Path) -> None:
    """Neither files nor locks; and looking for what is missing leaves no trace."""
    store.attach("case", "a1", b"scan")
    before = tree(data)

    store.read("case", "a1")
    list(store.folders())
    for kind, id in (("case", "none"), ("client", "a1")):
        with pytest.raises(Missing):
            store.read(kind, id)

    assert tree(data) == before
    if Path("/proc/self/fd").exists():
        assert not [link for link in links() if str(data) in link]


def links() -> list[str]:
    return [
        os.readlink(f"/proc/self/fd/{n}")
        for n in os.listdir("/proc/self/fd")
        if os.path.islink(f"/proc/self/fd/{n}")
    ]


def test_a_store_without_a_directory_is_empty(data: Path) -> None:
    """Opening a store makes nothing."""
    assert list(TinyStore(data).folders()) == []
    assert not data.exists()


def test_what_killed_writes_left_is_swept(store: TinyStore, data: Path) -> None:
    """Leftovers pass for nothing; the next save of the folder, or a sweep, deletes them."""
    left = [
        data / "case/a1/folder.json.0a.new",
        data / "case/a1/files/ab.new",
        data / ".gone/case.b2.0a/folder.json",
    ]
    for path in left:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"{")

    store.write("case", "a1", act(1), 1)
    assert [path.exists() for path in left] == [False, True, True]
    assert list(store.folders()) == [("case", "a1")]

    assert store.sweep() == 2
    assert not any(path.exists() for path in left)


def test_files_of_a_folder_that_was_never_founded_are_swept(store: TinyStore, data: Path) -> None:
    """A save that was refused after its attachments: they wait a day for another try, and are gone then."""
    for id in ("tried", "given-up"):
        store.attach("client", id, b"a passport")
    old = time.time() - 2 * 86400
    os.utime(data / "client/given-up/files", (old, old))

    assert store.sweep() == 1
    assert [path.name for path in (data / "client").iterdir()] == ["tried"]


def test_strangers_in_the_data_directory_are_no_folders(store: TinyStore, data: Path) -> None:
    """Drafts, journals, notes of the system: passed over, not read, not deleted."""
    for stranger in (
        ".DS_Store",
        "case/Thumbs.db",
        "case/empty/x",
        "drafts/p1/d.json",
        "Old copy/a1/folder.json",
    ):
        (data / stranger).parent.mkdir(parents=True, exist_ok=True)
        (data / stranger).write_bytes(b"?")

    assert list(store.folders()) == [("case", "a1")]
    store.sweep()
    assert (data / "case/empty/x").exists()


def test_who_waits_too_long_is_told(tmp_path: Path) -> None:
    """Another process that holds the lock makes a writer busy, not stuck."""
    mine, theirs = Locks(tmp_path, patience=0.05), Locks(tmp_path)

    with theirs.held("case/a1"):
        with pytest.raises(Busy):
            mine.held("case/a1").__enter__()
        with mine.held("case/other"):
            pass
    with mine.held("case/a1"):
        pass


def test_tinydb_itself_can_read_a_folder(store: TinyStore, data: Path) -> None:
    """With its stock storage, its tables and its queries."""
    with TinyDB(data / "case/a1/folder.json", access_mode="r", storage=JSONStorage, encoding="utf-8") as db:
        assert db.tables() == {"seal", "about", "documents", "events"}
        assert db.table("documents").get(where("name") == "Їжак")["n"] == 0
        assert db.table("about").all() == [{"code": "С-1"}]


def test_tinydb_can_write_through_our_storage(store: TinyStore, data: Path) -> None:
    """Every write is whole, checked and a new revision: a save that expected the old one is too late."""
    with TinyDB(data / "case/a1/folder.json", "case", "a1", storage=SheetStorage) as db:
        db.table("documents").update({"n": 7}, where("id") == "d1")

    assert store.read("case", "a1").documents["d1"]["n"] == 7
    with pytest.raises(Stale):
        store.write("case", "a1", act(1), 1)


def test_the_file_is_readable_and_always_the_same(store: TinyStore, data: Path) -> None:
    """Names stand in it as people write them; the order of keys does not depend on who wrote."""
    other = TinyStore(data.parent / "other")
    other.create(
        "case", "a1", Change({"code": "С-1"}, {"d1": {"n": 0, "name": "Їжак", "id": "d1"}}, [{"id": "e0"}])
    )

    text = (data / "case/a1/folder.json").read_bytes()
    assert "Їжак".encode() in text
    assert (data.parent / "other/case/a1/folder.json").read_bytes() == text


def test_nobody_else_may_read_the_files(store: TinyStore, data: Path) -> None:
    """Folders and attachments belong to the account that runs the app."""
    if os.name == "nt":
        return
    store.attach("case", "a1", b"scan")
    assert {path.stat().st_mode & 0o077 for path in (data / "case").rglob("*")} == {0}


class Reversed:
    """A cover that is no secret but notices what is not its own."""

    def seal(self, content: bytes, context: Context) -> bytes:
        return f"{context.kind}/{context.id}/{context.name}|".encode() + content[::-1]

    def open(self, content: bytes, context: Context) -> bytes:
        place = f"{context.kind}/{context.id}/{context.name}|".encode()
        if not content.startswith(place):
            raise ValueError("not mine")
        return content[len(place) :][::-1]

    def alias(self, digest: str, context: Context) -> str:
        return digest[::-1]

    def digest(self, alias: str, context: Context) -> str:
        return alias[::-1]


def test_a_cover_covers_everything(data: Path) -> None:
    """With a cover no name lies open on the disk, and what was not sealed in its place is damaged."""
    store = TinyStore(data, Reversed())
    store.create("case", "a1", act(0))
    digest = store.attach("case", "a1", b"scan")
    assert store.read("case", "a1").documents["d1"]["name"] == "Їжак"
    assert store.attachment("case", "a1", digest) == b"scan"
    assert "Їжак".encode() not in (data / "case/a1/folder.json").read_bytes()

    (data / "case/a1/folder.json").write_bytes(b"case/b2/folder.json|}{")
    with pytest.raises(Damaged):
        store.read("case", "a1")


@pytest.mark.parametrize("save", ["write", "create", "attach", "number"])
def test_bytes_last_before_their_name_does(
    store: TinyStore, monkeypatch: pytest.MonkeyPatch, save: str
) -> None:
    """A power cut finds the old state or the new one: content synced, renamed, the directory synced."""
    calls: list[str] = []
    for name in ("write", "fsync", "replace"):
        monkeypatch.setattr(os, name, noted(calls, name, getattr(os, name)))

    SAVES[save](store)

    written = calls[calls.index("write") :]
    assert [name for n, name in enumerate(written) if name != "write" or not n] == [
        "write",
        "fsync",
        "replace",
        "fsync",
    ]


def noted(calls: list[str], name: str, real: Callable[..., Any]) -> Callable[..., Any]:
    """The call of the system, written down."""

    def call(*arguments: Any, **named: Any) -> Any:
        calls.append(name)
        return real(*arguments, **named)

    return call
