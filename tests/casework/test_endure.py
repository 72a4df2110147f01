"""The long run in short: people killed at work, full and rotting disks, copies under way; nothing is lost."""

from __future__ import annotations

import os
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT)]

from bench import endure  # noqa: E402  (it stands beside the package)
from suprovid.casework import acts  # noqa: E402
from suprovid.store import Change  # noqa: E402

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork")
WRONG = ("lost", "unreadable", "half-written", "bad copies", "silent flips", "codes twice")


def test_a_short_run_loses_nothing(tmp_path: Path) -> None:
    """In a process of its own, in clear and encrypted: its last line counts, and it ends well."""
    command = [sys.executable, "-m", "bench.endure", "--minutes", "0.1", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=240)

    last = done.stdout.strip().splitlines()[-1]
    counted = {
        word: int(number.replace(",", "")) for number, word in re.findall(r"([\d,]+) ([a-z -]+)", last)
    }
    assert done.returncode == 0, done.stdout + done.stderr
    assert {word: counted[word] for word in WRONG} == dict.fromkeys(WRONG, 0)
    assert min(counted["kills"], counted["acts"], counted["copies"]) > 0, "nothing was tried"
    assert not list(tmp_path.iterdir())


@pytest.fixture
def there(tmp_path: Path) -> endure.Organisation:
    """An organisation in which two acts were acknowledged."""
    found = endure.organisation(tmp_path, "plain", "", random.Random(1))
    told: list[endure.Told] = []
    worker = endure.Worker(found.work, found.by, found.shared, told.append, random.Random(1), "w1")
    for way in (worker.scan, worker.note, worker.draft, worker.look):
        told.append(way(acts.new_id()))
    found.hear(told)
    return found


def judged(there: endure.Organisation) -> Counter[str]:
    found: Counter[str] = Counter()
    endure.judge(there.work, there.told, there.typed, found)
    return +found


def test_the_judge_finds_nothing_where_nothing_is_wrong(there: endure.Organisation) -> None:
    """All is there."""
    assert judged(there) == Counter()


def test_the_judge_notices_what_is_missing(there: endure.Organisation) -> None:
    """An act, its file, a draft, a look: each that was acknowledged and is not there is lost."""
    told = there.told[0]
    there.work.store.remove(told["kind"], told["id"])
    there.work.drafts.throw_away(there.by.person.id, "w1")
    for path in (there.work.data / "journal").glob("*.jsonl"):
        path.write_bytes(
            b"".join(line for line in path.read_bytes().splitlines(True) if b"looked" not in line)
        )

    found = judged(there)

    assert found["lost"] in (4, 5), "the note may have been written into the same folder"
    assert found["unreadable"] > 0


def test_the_judge_notices_halves_and_rot(there: endure.Organisation) -> None:
    """A refused act that is there after all, a document without its event, a file that cannot be read."""
    folder = there.work.store.read("enquiry", there.shared[0])
    there.told.append({"refused": folder.events[0]["id"]})
    there.work.store.write("enquiry", folder.id, Change(documents={"d9": {"id": "d9"}}), folder.revision)
    (there.work.data / "enquiry" / there.shared[1] / "folder.json").write_bytes(b"{")

    found = judged(there)

    assert found["half-written"] >= 2
    assert found["unreadable"] == 1
