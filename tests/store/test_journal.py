"""The journal only grows, and shows when somebody touched it."""

from __future__ import annotations

import errno
import os
import threading
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from suprovid.errors import Unwritable
from suprovid.store.journal import Entry, Fault, Journal

NOW = datetime(2026, 1, 31, 23, 30, tzinfo=timezone(timedelta(hours=2)))


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "journal")


def add(journal: Journal, times: int) -> None:
    for number in range(times):
        journal.add(NOW, "p1", "looked.plan", "case", f"c{number}")


def test_entries_come_back_in_order(journal: Journal, tmp_path: Path) -> None:
    """Who, what, which and when; one file a month."""
    journal.add(NOW, "p1", "looked.plan", "case", "c1")
    journal.add(NOW + timedelta(hours=1), "", "refused.sign_in")

    assert list(journal.read()) == [
        Entry("2026-01-31T23:30:00+02:00", "p1", "looked.plan", "case", "c1"),
        Entry("2026-02-01T00:30:00+02:00", "", "refused.sign_in"),
    ]
    assert sorted(path.name for path in (tmp_path / "journal").glob("*.jsonl")) == [
        "2026-01.jsonl",
        "2026-02.jsonl",
    ]
    assert journal.faults() == ()


def test_entries_can_be_chosen(journal: Journal) -> None:
    """By days, both included, and by any of the words."""
    for day in range(4):
        journal.add(NOW + timedelta(days=day), f"p{day % 2}", "look", "case", f"c{day}")

    assert [entry.id for entry in journal.read("2026-02-01", "2026-02-02")] == ["c1", "c2"]
    assert [entry.id for entry in journal.read(who="p1", kind="case")] == ["c1", "c3"]
    assert [entry.id for entry in journal.read("2026-02-02", who="p1")] == ["c3"]
    assert list(journal.read(id="none")) == []


def test_there_is_no_room_for_an_answer(journal: Journal) -> None:
    """A text with spaces, or in a script of the people we speak with, is no name of a thing."""
    for words in ("Олена Петренко", "two words", "x" * 100, "a\nb"):
        for place in ("who", "what", "kind", "id"):
            with pytest.raises(ValueError, match="names, not texts"):
                journal.add(NOW, **{"who": "p1", "what": "look", place: words})
    assert list(journal.read()) == []


def test_a_torn_last_line_costs_only_itself(journal: Journal, tmp_path: Path) -> None:
    """Whatever a kill left of a line, those before it and after it are read, and the place is named."""
    path = tmp_path / "journal/2026-01.jsonl"
    add(journal, 2)
    whole = path.read_bytes()
    start = whole.index(b"\n") + 1
    for end in range(start, len(whole)):
        path.write_bytes(whole[:end])

        journal.add(NOW, "p2", "look", "case", "after")

        looked = [entry.id for entry in journal.read()]
        assert looked[0] == "c0"
        assert looked[-1] == "after"
        torn = start < end < len(whole) - 1
        assert journal.faults() == ((Fault("2026-01.jsonl", 2),) if torn else ()), end


@pytest.mark.parametrize(
    ("name", "change", "line"),
    [
        ("changed", lambda lines: [lines[0], lines[1].replace(b"c1", b"c9"), lines[2]], 2),
        ("taken out", lambda lines: [lines[0], lines[2]], 2),
        ("first taken out", lambda lines: lines[1:], 1),
        ("swapped", lambda lines: [lines[0], lines[2], lines[1]], 2),
        ("nonsense", lambda lines: [lines[0], b"{}\n", *lines[1:]], 2),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_touched_journal_shows(journal: Journal, tmp_path: Path, name: str, change, line: int) -> None:
    """A line that was changed, moved, put in or taken out is named by its place."""
    path = tmp_path / "journal/2026-01.jsonl"
    add(journal, 3)
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))

    assert journal.faults()[0] == Fault("2026-01.jsonl", line)


@pytest.mark.parametrize("call", ["write", "fsync"])
def test_a_full_disk_is_told_and_leaves_no_half_line(
    journal: Journal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """The file is as it was."""
    add(journal, 2)
    before = (tmp_path / "journal/2026-01.jsonl").read_bytes()

    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(os, call, refuse)
        with pytest.raises(Unwritable):
            add(journal, 1)

    assert (tmp_path / "journal/2026-01.jsonl").read_bytes() == before


def test_threads_share_a_journal(journal: Journal) -> None:
    """Every line is whole, and follows the one before."""
    threads = [threading.Thread(target=add, args=(journal, 20)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(list(journal.read())) == 120
    assert journal.faults() == ()


def test_an_empty_journal_is_read(journal: Journal, tmp_path: Path) -> None:
    """Looking into it makes nothing."""
    assert list(journal.read()) == []
    assert not (tmp_path / "journal").exists()
