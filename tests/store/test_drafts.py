"""Drafts outlive everything but their person's decision."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from suprovid.errors import Damaged, Missing, Unwritable
from suprovid.store import Draft, Drafts
from suprovid.store.names import BadName
from suprovid.store.sheet import Unkeepable

DRAFT = Draft(
    "p1", "d1", "intake", {"name": "Їжак", "lines": [{"_id": "a"}]}, "case", "c1", None, 4, "contact",
    "2026-01-15T10:00:00+02:00", "2026-01-15T10:05:00+02:00",
)  # fmt: skip


@pytest.fixture
def drafts(tmp_path: Path) -> Drafts:
    return Drafts(tmp_path / "drafts")


def test_a_draft_comes_back(drafts: Drafts) -> None:
    """Every word of it, where it was and on which revision it began."""
    drafts.keep(DRAFT)

    assert drafts.read("p1", "d1") == DRAFT
    assert drafts.of("p1") == (DRAFT,)
    assert drafts.of("p2") == ()


def test_the_last_keeping_counts(drafts: Drafts) -> None:
    """Kept again, it replaces itself; the latest of several comes first."""
    drafts.keep(DRAFT)
    drafts.keep(replace(DRAFT, answers={"name": "Єнот"}))
    later = replace(DRAFT, id="d2", updated="2026-01-16T08:00:00+02:00")
    drafts.keep(later)

    assert [draft.id for draft in drafts.of("p1")] == ["d2", "d1"]
    assert drafts.read("p1", "d1").answers == {"name": "Єнот"}


def test_a_draft_thrown_away_is_gone(drafts: Drafts) -> None:
    """And throwing it away twice is no mistake."""
    drafts.keep(DRAFT)

    drafts.throw_away("p1", "d1")
    drafts.throw_away("p1", "d1")

    assert drafts.of("p1") == ()
    with pytest.raises(Missing):
        drafts.read("p1", "d1")


def test_a_damaged_draft_is_set_aside_and_named(drafts: Drafts, tmp_path: Path) -> None:
    """The others are still there, and the person can be told."""
    drafts.keep(DRAFT)
    drafts.keep(replace(DRAFT, id="d2"))
    path = tmp_path / "drafts/p1/d1.json"
    path.write_bytes(path.read_bytes().replace("Їжак".encode(), "Їхак".encode()))

    assert [draft.id for draft in drafts.of("p1")] == ["d2"]
    assert drafts.set_aside("p1") == ("d1.json.damaged",)
    assert drafts.of("p2") == drafts.set_aside("p2") == ()


def test_a_damaged_draft_is_told_when_it_is_opened(drafts: Drafts, tmp_path: Path) -> None:
    """By name; asked again, it is missing."""
    drafts.keep(DRAFT)
    (tmp_path / "drafts/p1/d1.json").write_bytes(b"")

    with pytest.raises(Damaged, match=r"p1/d1\.json"):
        drafts.read("p1", "d1")
    with pytest.raises(Missing):
        drafts.read("p1", "d1")


def test_somebody_elses_draft_is_not_mine(drafts: Drafts, tmp_path: Path) -> None:
    """A file that was moved to another person is not taken for theirs."""
    drafts.keep(DRAFT)
    drafts.keep(replace(DRAFT, person="p2"))
    (tmp_path / "drafts/p1/d1.json").replace(tmp_path / "drafts/p2/d1.json")

    with pytest.raises(Damaged):
        drafts.read("p2", "d1")


def test_old_drafts_are_swept(drafts: Drafts, tmp_path: Path) -> None:
    """With what killed keepings left; the newer ones stay."""
    drafts.keep(DRAFT)
    drafts.keep(replace(DRAFT, id="d2"))
    left = tmp_path / "drafts/p1/d1.json.00.new"
    left.write_bytes(b"{")
    long_ago = time.time() - 40 * 86400
    for path in (left, tmp_path / "drafts/p1/d1.json"):
        os.utime(path, (long_ago, long_ago))

    assert drafts.sweep(datetime.fromtimestamp(time.time() - 30 * 86400, UTC)) == 2
    assert [draft.id for draft in drafts.of("p1")] == ["d2"]


@pytest.mark.parametrize("name", ["../p2", "", "CON", "a:b", "x" * 300, "a\0b"], ids=ascii)
def test_no_name_leads_out_of_the_drafts(drafts: Drafts, name: str) -> None:
    """Neither a person nor a draft is a path."""
    with pytest.raises(BadName):
        drafts.keep(replace(DRAFT, id=name))
    with pytest.raises(BadName):
        drafts.read(name, "d1")
    with pytest.raises(BadName):
        drafts.of(name)


def test_what_cannot_be_kept_is_told(drafts: Drafts) -> None:
    """The draft before stays."""
    drafts.keep(DRAFT)

    with pytest.raises(Unkeepable):
        drafts.keep(replace(DRAFT, answers={"n": float("nan")}))

    assert drafts.read("p1", "d1") == DRAFT


@pytest.mark.parametrize("call", ["open", "write", "fsync", "replace"])
def test_a_disk_that_refuses_leaves_the_draft_before(
    drafts: Drafts, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """What was typed is still on the screen; the file is as it was."""
    drafts.keep(DRAFT)

    def refuse(*_: object, **__: object) -> None:
        raise OSError("no")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, refuse)
        with pytest.raises(Unwritable):
            drafts.keep(replace(DRAFT, answers={}))

    assert drafts.read("p1", "d1") == DRAFT


def test_a_file_waits_beside_its_draft_until_there_is_a_folder(drafts: Drafts) -> None:
    """It outlives the server with the draft, is nobody else's, and goes when the draft goes."""
    drafts.keep(DRAFT)
    digest = drafts.attach("p1", "d1", b"scan")

    assert drafts.attachments("p1", "d1") == {digest: b"scan"}
    assert drafts.attachments("p1", "d2") == {}
    assert drafts.of("p1") == (DRAFT,)
    drafts.throw_away("p1", "d1")
    assert drafts.attachments("p1", "d1") == {}
