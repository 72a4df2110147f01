"""The journal only grows, and shows when somebody touched it."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import threading
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from suprovid.errors import Unwritable
from suprovid.store.journal import BROKEN, CUT, END, ORIGIN, TORN, UNMARKED, Entry, Fault, Journal

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
    path, mark = tmp_path / "journal/2026-01.jsonl", tmp_path / "journal" / END
    add(journal, 1)
    marked = mark.read_bytes()
    add(journal, 1)
    whole = path.read_bytes()
    start = whole.index(b"\n") + 1
    for end in range(start, len(whole)):
        path.write_bytes(whole[:end])
        mark.write_bytes(marked)

        journal.add(NOW, "p2", "look", "case", "after")

        looked = [entry.id for entry in journal.read()]
        assert looked[0] == "c0"
        assert looked[-1] == "after"
        torn = start < end < len(whole) - 1
        assert journal.faults() == ((Fault("2026-01.jsonl", 2, TORN),) if torn else ()), end


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

    faults = journal.faults()
    assert faults[0] == Fault("2026-01.jsonl", line, TORN if name == "nonsense" else BROKEN)
    journal.add(NOW, "p1", "look")
    assert journal.faults() == faults, "going on hides nothing"


def test_half_a_line_at_the_very_beginning_is_no_fault_of_anybody(journal: Journal, tmp_path: Path) -> None:
    """A kill during the first line ever leaves a mark of the beginning; the journal goes on."""
    add(journal, 1)
    path, mark = tmp_path / "journal/2026-01.jsonl", tmp_path / "journal" / END
    path.write_bytes(path.read_bytes()[:20])
    mark.write_text(json.dumps({"file": path.name, "chain": ORIGIN}), encoding="utf-8")
    add(journal, 1)
    assert journal.faults() == (Fault("2026-01.jsonl", 1, TORN),)


def three_months(journal: Journal) -> None:
    for month in range(3):
        for number in range(3):
            journal.add(NOW + timedelta(days=31 * month), "p1", "look", "case", f"c{month}{number}")


TOUCHED = {
    "the last line": (lambda room: cut(room / "2026-04.jsonl", 1), Fault("2026-04.jsonl", 0, CUT)),
    "the last file": (lambda room: (room / "2026-04.jsonl").unlink(), Fault("2026-04.jsonl", 0, CUT)),
    "a month between": (lambda room: (room / "2026-03.jsonl").unlink(), Fault("2026-04.jsonl", 1)),
    "the first month": (lambda room: (room / "2026-01.jsonl").unlink(), Fault("2026-03.jsonl", 1)),
    "the end of a month": (lambda room: cut(room / "2026-01.jsonl", 1), Fault("2026-03.jsonl", 1)),
    "everything": (
        lambda room: [path.unlink() for path in room.glob("*.jsonl")],
        Fault("2026-04.jsonl", 0, CUT),
    ),
    "the mark": (lambda room: (room / END).unlink(), Fault(END, 0, UNMARKED)),
    "the mark and the last line": (
        lambda room: ((room / END).unlink(), cut(room / "2026-04.jsonl", 1)),
        Fault(END, 0, UNMARKED),
    ),
}


def cut(path: Path, lines: int) -> None:
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-lines]))


@pytest.mark.parametrize("what", TOUCHED)
def test_what_is_taken_away_shows_for_ever(journal: Journal, tmp_path: Path, what: str) -> None:
    """The last lines too, and whole months: at once, and after the journal has gone on."""
    three_months(journal)
    assert journal.faults() == ()
    touch, fault = TOUCHED[what]
    touch(tmp_path / "journal")

    for each in (journal, Journal(tmp_path / "journal")):
        assert each.faults() == (fault,)
    journal.add(NOW + timedelta(days=70), "p1", "look", "case", "later")
    later = journal.faults()
    assert len(later) == 1
    assert later[0].why == BROKEN
    journal.add(NOW + timedelta(days=70), "p1", "look", "case", "later")
    assert journal.faults() == later


def test_the_whole_journal_is_counted_and_has_a_code(journal: Journal, tmp_path: Path) -> None:
    """The code is the newest checksum: noted down, it tells a journal that was written anew from this one."""
    assert (journal.check().entries, journal.check().code) == (0, "")
    three_months(journal)
    before = journal.check()
    journal.add(NOW + timedelta(days=70), "p1", "look")
    after = journal.check()
    assert (before.entries, after.entries) == (9, 10)
    assert before.code != after.code
    assert after == Journal(tmp_path / "journal").check()


def test_a_clock_that_was_put_back_is_no_fault(journal: Journal) -> None:
    """The line stands in the newest file, with the moment that the clock said."""
    three_months(journal)
    journal.add(NOW, "p2", "look", "case", "back")
    assert journal.faults() == ()
    assert [entry.id for entry in journal.read("2026-01-31", "2026-01-31", who="p2")] == ["back"]


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


def test_processes_share_a_journal(journal: Journal, tmp_path: Path) -> None:
    """Several servers over one folder: every line follows the one before."""
    code = (
        "import sys; from datetime import datetime; from pathlib import Path; "
        "from suprovid.store.journal import Journal; j = Journal(Path(sys.argv[1])); "
        "[j.add(datetime(2026, 5, 6), 'p1', 'look', 'case', f'c{n}') for n in range(40)]"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "journal")]
    processes = [subprocess.Popen(command) for _ in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]

    assert journal.check().entries == 120
    assert journal.faults() == ()


@pytest.mark.flaky(reruns=2)  # a machine with much to do kills before anything is written
def test_a_killed_writer_leaves_no_fault(journal: Journal, tmp_path: Path) -> None:
    """Half a line at most; whatever came before and comes after is whole."""
    code = (
        "import sys; from datetime import datetime; from pathlib import Path; "
        "from suprovid.store.journal import Journal; j = Journal(Path(sys.argv[1])); "
        "j.add(datetime(2026, 5, 6), 'p1', 'look'); print('ready', flush=True); "
        "[j.add(datetime(2026, 5, 6), 'p1', 'look', 'case', f'c{n}') for n in range(100000)]"
    )
    for number in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "journal")], stdout=subprocess.PIPE
        )
        assert process.stdout
        process.stdout.readline()
        time.sleep(0.005 * number)
        process.kill()
        process.wait()
        process.stdout.close()
        assert all(fault.why == TORN for fault in journal.faults())
    assert journal.check().entries >= 4
