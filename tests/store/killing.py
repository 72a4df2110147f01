"""Saves in a child process and kills it, again and again; prints what was found as one line of JSON.

Usage: python killing.py DIRECTORY TIMES [ADDRESS]; the address `vault` is an encrypted directory.
A process of its own, because only a process without threads may fork.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from vault_house import founded

from suprovid.errors import Damaged, SuprovidError
from suprovid.store import Change, Draft, Drafts
from suprovid.store.journal import Journal
from suprovid.store.opening import open_store
from suprovid.store.port import PLAIN

ROUND = 20
NOW = datetime(2026, 1, 15, 10, tzinfo=UTC)


class Kept:
    """Everything that one organisation keeps, in one directory."""

    def __init__(self, data: Path, address: str = "") -> None:
        is_vault = address == "vault"
        cover = founded(data)[0].vault if is_vault else PLAIN
        self.store = open_store(data, "" if is_vault else address, cover)
        self.drafts = Drafts(data / "drafts", cover)
        self.journal = Journal(data / "journal", cover)


def save(kept: Kept, id: str, tell: int) -> None:
    """Save for ever; each save is told through the pipe once it is acknowledged."""
    folder = kept.store.read("case", id)
    revision, number = folder.revision, len(folder.events)
    while True:
        number += 1
        digest = kept.store.attach("case", id, b"%d" % number)
        document = {"id": "d", "n": number, "file": digest, "text": "їжак " * 400}
        revision = kept.store.write(
            "case", id, Change(None, {"d": document}, [{"id": f"e{number}"}]), revision
        )
        drawn = kept.store.number("case")
        kept.drafts.keep(Draft("p1", id, "f", {"n": number}))
        kept.journal.add(NOW, "p1", "look", "case", f"{id}-{number}")
        os.write(tell, b"%d %d\n" % (number, drawn))


def killed(kept: Kept, id: str, pause: float) -> list[tuple[int, int]]:
    """What a child that was killed at any moment had acknowledged."""
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hear)
        with contextlib.suppress(SuprovidError):
            save(kept, id, tell)
        os._exit(1)
    os.close(tell)
    told = os.read(hear, 4096)
    time.sleep(pause)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while more := os.read(hear, 65536):
        told += more
    os.close(hear)
    return [(int(number), int(drawn)) for number, drawn in map(bytes.split, told.splitlines())]


def judge(kept: Kept, id: str, acknowledged: int) -> list[str]:
    """Everything that is wrong after a kill, each in one word."""
    try:
        folder = kept.store.read("case", id)
        draft = kept.drafts.read("p1", id)
        document = folder.documents["d"]
        kept.store.attachment("case", id, document["file"])
    except Damaged:
        return ["unreadable"]
    wrong = []
    if document["n"] < acknowledged or draft.answers["n"] < acknowledged:
        wrong.append("lost")
    if document["n"] != len(folder.events) or folder.revision != 1 + len(folder.events):
        wrong.append("half")
    return wrong


def main(data: Path, times: int, address: str = "") -> None:
    """Kill so many savers, then count what they left."""
    kept, found, numbers, looked = Kept(data, address), Counter[str](), [], []
    dice = random.Random(2)
    for turn in range(times):
        id = f"case{turn // ROUND}"
        if turn % ROUND == 0:
            kept.store.create("case", id, Change())
        told = killed(kept, id, dice.random() * 0.01)
        numbers += [drawn for _, drawn in told]
        looked += [f"{id}-{number}" for number, _ in told]
        found.update(judge(kept, id, told[-1][0]) if told else ["could not save"])
    in_journal = {entry.id for entry in kept.journal.read()}
    found["looks lost"] = len(set(looked) - in_journal)
    found["numbers twice"] = len(numbers) - len(set(numbers))
    found["saves"] = len(numbers)
    kept.store.sweep()
    kept.journal.sweep()
    found["left over"] = sum(1 for path in data.rglob("*.new") if "drafts" not in path.parts)
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
