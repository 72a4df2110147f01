"""The long run: people at work, killed at random, on disks that fill and rot, while copies are made.

    uv run python -m bench.endure --minutes 30 [--store postgresql://...] [--seed 1] [DIRECTORY]

Everything acknowledged is noted outside; at the end everything is read and compared.
Two organisations take turns, one in clear and one encrypted; with `--store` their folders are in a database,
each in a schema of its own, and processes of its server are ended too, in the middle of whatever they do.
The last line counts; the exit status is 1 unless nothing was lost, unreadable or half-written.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import selectors
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

from bench.endure_work import Told, Worker, founded, scanned, told_of
from bench.postgres import empty_place
from suprovid.casework import acts, safekeeping
from suprovid.casework.opening import open_workspace
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.errors import Damaged, Missing, SuprovidError
from suprovid.store import custody, restoring
from suprovid.store.database import Database
from suprovid.store.folder import Folder
from suprovid.store.journal import TORN
from suprovid.store.locks import Locks
from suprovid.store.opening import open_store
from suprovid.store.port import PLAIN, Cover
from suprovid.store.slots import Cost

SCHEMAS = Path(__file__).parents[1] / "schemas"
WORKERS, SHARED = 3, 4
ROUND = 6.0
"""Seconds of work between two looks at the copies that were made meanwhile."""
LIVES = (0.01, 0.25)
"""How long somebody lives, in seconds, from the first acknowledged act on."""
FLIPS = 12
CUT = 0.03
"""How often one process of the server is ended, at each look."""
SERVERS = "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
END = "SELECT pg_terminate_backend(%s)"
NOW = datetime(2026, 5, 6, 10, tzinfo=UTC)
BAD = ("lost", "unreadable", "half-written", "bad copies", "silent flips", "codes twice")
Key = tuple[str, str]


@dataclass
class Organisation:
    """One data folder: who works there, and everything that was acknowledged there."""

    name: str
    work: Workspace
    cover: Cover
    by: By
    shared: list[str]
    address: str
    dice: random.Random
    told: list[Told] = field(default_factory=list)
    copies: list[tuple[Path, int]] = field(default_factory=list)
    typed: dict[str, int] = field(default_factory=dict)
    names: int = 0

    def next_name(self) -> str:
        """The next worker."""
        self.names += 1
        return f"{self.names:08x}"

    def hear(self, told: list[Told]) -> None:
        """Note what was acknowledged."""
        self.told += told
        self.typed.update({one["draft"]: one["n"] for one in told if "draft" in one})


@dataclass
class Life:
    """One process of somebody at work, and the end of its pipe that we hold."""

    process: int
    pipe: int
    until: float = 0.0
    heard: bytes = b""


def organisation(place: Path, name: str, address: str, dice: random.Random) -> Organisation:
    """A new organisation with a few folders that everybody writes into."""
    data, cover = place / name, PLAIN
    if name == "encrypted":
        founder = custody.Founder("oksana", "зелений чайник біля вікна", "p1")
        cover = custody.found(data, founder, {}, Cost(memory=64, time=1))[0].vault
    work = open_workspace(data, SCHEMAS, address, cover)
    by = founded(work, NOW)
    worker = Worker(work, by, [], lambda told: None, dice, "0")
    shared = [str(worker.enquiry(acts.new_id())["id"]) for _ in range(SHARED)]
    return Organisation(name, work, cover, by, shared, address, dice)


# -- a round of work --------------------------------------------------------------------------------------


def begin(there: Organisation) -> Life:
    """Somebody begins to work, in a process of their own."""
    hear, tell = os.pipe()
    name, seed = there.next_name(), there.dice.random()
    process = os.fork()
    if process:
        os.close(tell)
        os.set_blocking(hear, False)
        return Life(process, hear)
    os.close(hear)
    try:
        if there.address:
            there.work.store = open_store(there.work.data, there.address, there.cover)
        there.work.follow_others()
        send = lambda told: os.write(tell, json.dumps(told).encode() + b"\n")  # noqa: E731
        Worker(there.work, there.by, there.shared, send, random.Random(seed), name).go_on()
    finally:
        os._exit(3)


def listen(life: Life, dice: random.Random) -> bool:
    """Take in what is told; False when nobody is left to tell."""
    try:
        while more := os.read(life.pipe, 65536):
            life.heard += more
            life.until = life.until or time.monotonic() + dice.uniform(*LIVES)
    except BlockingIOError:
        return True
    return False


def end(life: Life, there: Organisation) -> None:
    """Kill -9, and note what had been acknowledged until then."""
    os.kill(life.process, signal.SIGKILL)
    os.waitpid(life.process, 0)
    os.set_blocking(life.pipe, True)
    while more := os.read(life.pipe, 65536):
        life.heard += more
    os.close(life.pipe)
    there.hear(told_of(life.heard))


def work_a_round(there: Organisation, seconds: float, found: Counter[str]) -> None:
    """People at work, killed one after the other; in the middle a copy is made, and bits flip."""
    lives = [begin(there) for _ in range(WORKERS)]
    until, copied, flipped = time.monotonic() + seconds, False, 0
    selector = selectors.DefaultSelector()
    while (moment := time.monotonic()) < until:
        for life in lives:
            selector.register(life.pipe, selectors.EVENT_READ)
        selector.select(timeout=0.01)
        for life in lives:
            selector.unregister(life.pipe)
        for number, life in enumerate(lives):
            is_there = listen(life, there.dice)
            if not is_there or (life.until and moment > life.until):
                end(life, there)
                found["kills"] += 1
                lives[number] = begin(there)
        if not copied and moment > until - seconds / 2:
            copied = copy(there, lives, found)
        if not there.address and flipped < FLIPS and there.dice.random() < 0.05:
            flipped += 1
            flip(there, found)
        if there.address and there.dice.random() < CUT:
            found["cuts"] += cut(there)
    for life in lives:
        end(life, there)
        found["kills"] += 1
    selector.close()


def copy(there: Organisation, lives: list[Life], found: Counter[str]) -> bool:
    """A copy while everybody works: what was acknowledged before it began must be in it."""
    for life in lives:
        listen(life, there.dice)
        whole, life.heard = life.heard.rpartition(b"\n")[::2]
        there.hear(told_of(whole + b"\n") if whole else [])
    before = len(there.told)
    now = NOW + timedelta(seconds=len(there.copies) + found["copies"])
    try:
        made = safekeeping.keep(there.work, now, there.work.data / "backups")
    except SuprovidError:
        return False
    there.copies.append((made.path, before))
    found["copies"] += 1
    return True


def cut(there: Organisation) -> bool:
    """One process of the server is ended: somebody's statement is over, and nobody knows whether it was."""
    database = Database(there.address)
    serving = database.rows(SERVERS)
    if serving:
        database.rows(END, there.dice.choice(serving)[0])
    database.close()
    return bool(serving)


def flip(there: Organisation, found: Counter[str]) -> None:
    """One bit of one folder rots; whoever reads it must be told which, and the next folder still opens."""
    id, other = there.dice.sample(there.shared, 2)
    path = there.work.data / "enquiry" / id / "folder.json"
    with Locks(there.work.data / ".locks").held(f"enquiry/{id}"):
        whole = path.read_bytes()
        rotten = bytearray(whole)
        bit = there.dice.randrange(len(rotten) * 8)
        rotten[bit // 8] ^= 1 << bit % 8
        path.write_bytes(rotten)
        try:
            there.work.store.read("enquiry", id)
            found["silent flips"] += 1
        except Damaged as error:
            found["silent flips"] += id not in str(error.facts["place"])
        path.write_bytes(whole)
    there.work.store.read("enquiry", other)
    found["flips"] += 1


# -- reading and comparing --------------------------------------------------------------------------------


def judge(work: Workspace, told: list[Told], typed: dict[str, int], found: Counter[str]) -> None:
    """Everything that is wrong in what is there, against what was acknowledged."""
    folders = {key: read for key in work.store.folders() if (read := _read(work, key, found)) is not None}
    events = {key: {event["id"] for event in folder.events} for key, folder in folders.items()}
    for folder in folders.values():
        numbered = [event["revision"] for event in folder.events]
        found["half-written"] += numbered != list(range(1, folder.revision + 1))
        named = {event["document"] for event in folder.events if event.get("document")}
        found["half-written"] += bool(named - folder.documents.keys())
    everything = set().union(*events.values()) if events else set()
    for one in told:
        if "event" in one:
            found["lost"] += one["event"] not in events.get((one["kind"], one["id"]), ())
        if "scan" in one:
            found["lost"] += not _has_scan(work, one)
        if "refused" in one:
            found["half-written"] += one["refused"] in everything
    codes = [folder.about.get("code") for key, folder in folders.items() if key[0] == "enquiry"]
    found["codes twice"] += len(codes) - len(set(codes))
    looks = {entry.id for entry in work.journal.read(what="looked")}
    found["lost"] += sum(one["look"] not in looks for one in told if "look" in one)
    found["unreadable"] += sum(fault.why != TORN for fault in work.journal.faults())
    _judge_drafts(work, typed, found)


def _judge_drafts(work: Workspace, typed: dict[str, int], found: Counter[str]) -> None:
    person = next(iter(work.people), "")
    for name, count in typed.items():
        try:
            found["lost"] += work.drafts.read(person, name).answers["n"] < count
        except Missing:
            found["lost"] += 1
        except Damaged:
            found["unreadable"] += 1


def _read(work: Workspace, key: Key, found: Counter[str]) -> Folder | None:
    try:
        return work.store.read(*key)
    except Damaged:
        found["unreadable"] += 1
        return None


def _has_scan(work: Workspace, one: Told) -> bool:
    content = scanned(one["scan"])
    try:
        return work.store.attachment(one["kind"], one["id"], sha256(content).hexdigest()) == content
    except (Missing, Damaged):
        return False


def judge_copies(there: Organisation, found: Counter[str]) -> None:
    """Each copy of this round, restored into an empty place: whole, and with all of before it."""
    for path, before in there.copies:
        with tempfile.TemporaryDirectory(dir=there.work.data.parent) as room:
            place = Path(room) / "data"
            wrong: Counter[str] = Counter()
            restoring.restore(path, place)
            work = open_workspace(place, SCHEMAS, "", there.cover)
            judge(work, [one for one in there.told[:before] if "refused" not in one], {}, wrong)
            wrong["lost"] += len(list(safekeeping.unreadable_scans(work)))
            work.close()
        found["bad copies"] += any(wrong[name] for name in BAD)
        path.unlink()
    there.copies.clear()


def run(place: Path, seconds: float, address: str, seed: int) -> Counter[str]:
    """Work until the time is over, then read and compare everything."""
    dice, found = random.Random(seed), Counter[str]()
    organisations = [
        organisation(place, name, empty_place(address) if address else "", dice)
        for name in ("plain", "encrypted")
    ]
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        for there in organisations:
            work_a_round(there, min(ROUND, max(1.0, seconds / 6)), found)
            judge_copies(there, found)
        print(summary(count(found, organisations)), flush=True)
    for there in organisations:
        there.work.close()
        fresh = open_workspace(there.work.data, SCHEMAS, there.address, there.cover)
        judge(fresh, there.told, there.typed, found)
        fresh.close()
    return count(found, organisations)


def count(found: Counter[str], organisations: list[Organisation]) -> Counter[str]:
    """The acts that were acknowledged and refused, beside what was found."""
    told = [one for there in organisations for one in there.told]
    found["acts"] = sum(not {"refused", "late", "named"} & one.keys() for one in told)
    found["refused"] = sum("refused" in one for one in told)
    return found


def summary(found: Counter[str]) -> str:
    """One line; the words of the promise come last."""
    words = ("kills", "acts", "refused", "flips", "cuts", "copies", *BAD[3:], *BAD[:3])
    return ", ".join(f"{found[word]:,} {word}" for word in words)


def main(arguments: list[str] | None = None) -> int:
    """Run, print, and answer 1 unless everything that was promised is kept."""
    parser = argparse.ArgumentParser(prog="bench.endure", description=str(__doc__).split("\n")[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--store", default="", metavar="ADDRESS", help="postgresql://... for the folders")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("directory", nargs="?", type=Path, help="on the disk that is to be tried")
    asked = parser.parse_args(arguments)
    place = Path(tempfile.mkdtemp(prefix="endure-", dir=asked.directory))
    try:
        found = run(place, asked.minutes * 60, asked.store, asked.seed)
    finally:
        shutil.rmtree(place, ignore_errors=True)
    print(summary(found))
    return int(any(found[word] for word in BAD))


if __name__ == "__main__":
    sys.exit(main())
