"""A power cut at any moment of a save: what is on the disk afterwards is the old state or the new one."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from power import Disk, Tree, laid

from suprovid.errors import SuprovidError
from suprovid.store import Change, Draft, Drafts, Folder, TinyStore, disk
from suprovid.store.journal import Journal

NOW = datetime(2026, 5, 6, 10, tzinfo=UTC)
NEW = Change({"code": "С-1"}, {"d": {"id": "d", "n": 1, "name": "Їжак"}}, [{"id": "e1"}])


def stood(data: Path) -> TinyStore:
    """What there was before the act: two folders, an attachment, a number, a removed folder."""
    store = TinyStore(data)
    store.attach("case", "a1", b"a scan of before")
    for id in ("a1", "b2", "c3"):
        store.create("case", id, Change({"code": id}, {"d": {"id": "d", "n": 0}}, [{"id": "e0"}]))
    store.number("case")
    store.remove("case", "c3")
    Drafts(data / "drafts").keep(Draft("p1", "d1", "intake", {"n": 0}))
    Journal(data / "journal").add(NOW, "p1", "look", "case", "a1")
    return store


ACTS: dict[str, Callable[[TinyStore, Path], object]] = {
    "write": lambda store, _: store.write("case", "a1", NEW, 1),
    "create": lambda store, _: store.create("client", "new", NEW),
    "attach": lambda store, _: store.attach("case", "b2", b"another scan"),
    "number": lambda store, _: store.number("case"),
    "remove": lambda store, _: store.remove("case", "a1"),
    "place": lambda store, _: store.place(Folder("client", "moved", 7, {"code": "К-7"}, {}, [{"id": "e7"}])),
    "journal": lambda _, data: Journal(data / "journal").add(NOW, "p2", "look", "case", "b2"),
    "first line of a month": lambda _, data: Journal(data / "journal").add(
        NOW.replace(month=6), "p2", "look", "case", "b2"
    ),
}


def seen(data: Path) -> dict[str, Any]:
    """All that a reader finds when the app starts again."""
    store = TinyStore(data)
    store.sweep()
    folders = {key: store.read(*key) for key in store.folders()}
    scans = {
        (*key, digest): store.attachment(*key, digest)
        for key in folders
        for digest in store.attachments(*key)
    }
    return {
        "folders": folders,
        "scans": scans,
        "numbers": store.numbers(),
        "erased": sorted(store.erased()),
        "journal": [(entry.who, entry.id) for entry in Journal(data / "journal").read()],
        "draft": Drafts(data / "drafts").read("p1", "d1").answers,
    }


@pytest.mark.parametrize("act", ACTS)
def test_a_power_cut_leaves_the_old_state_or_the_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    """Every cut-off point, and every choice of what was not synced: never a mix, nothing unreadable."""
    store, data = stood(tmp_path / "data"), tmp_path / "data"
    before = seen(data)
    with monkeypatch.context() as patch:
        noted = Disk(data, patch)
        ACTS[act](store, data)
    after = seen(data)
    assert after != before

    found = [seen(laid(tree, tmp_path / f"cut{n}")) for n, tree in enumerate(noted.trees)]
    assert all(state in (before, after) for state in found)
    assert before in found
    acknowledged = [seen(laid(tree, tmp_path / f"done{n}")) for n, tree in enumerate(noted.left())]
    assert acknowledged == [after] * len(acknowledged)


def test_a_power_cut_leaves_a_whole_draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of drafts the name need not last, but whichever is found is whole: the one before, or the new one."""
    data = tmp_path / "data"
    stood(data)
    with monkeypatch.context() as patch:
        noted = Disk(data, patch)
        Drafts(data / "drafts").keep(Draft("p1", "d1", "intake", {"n": 1, "words": "їжак " * 50}))

    drafts = [seen(laid(tree, tmp_path / f"cut{n}"))["draft"]["n"] for n, tree in enumerate(noted.trees)]
    assert set(drafts) == {0, 1}


@pytest.mark.parametrize("act", ["write", "create", "attach", "number"])
def test_the_model_notices_a_disk_that_is_not_synced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    """Were the bytes renamed before they are synced, a cut would show: the model is able to fail."""
    store, data = stood(tmp_path / "data"), tmp_path / "data"
    before = seen(data)
    with monkeypatch.context() as patch:
        patch.setattr(disk.os, "fsync", lambda handle: None)
        noted = Disk(data, patch)
        patch.setattr(noted, "_fsync", lambda *_: None)
        ACTS[act](store, data)
    after = seen(data)

    assert any(not _is_sound(tree, tmp_path / f"cut{n}", before, after) for n, tree in enumerate(noted.trees))


def _is_sound(tree: Tree, place: Path, *states: object) -> bool:
    """Whether a reader finds one of these states."""
    try:
        return seen(laid(tree, place)) in states
    except SuprovidError:
        return False
    finally:
        shutil.rmtree(place, ignore_errors=True)
