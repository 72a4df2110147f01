"""How an organisation of many cases opens, lists, finds and saves, beside one of a thousand, in one run.

A case is a client, its enquiries and the case itself: 50,000 cases are about 150,000 folders.
`python -m bench.size --cases 50000 DIR` keeps what it made in DIR, for the next time.
Opening is measured in fresh processes, from the snapshot that the last stop wrote: the quickest of three.
With `--vault` everything is encrypted, and opening begins with a passphrase.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from bench.cloning import SCHEMAS, organisation
from bench.store import promise, took
from suprovid.casework import filters, lists, supervision
from suprovid.casework.opening import open_workspace
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.desk.door import clock
from suprovid.store import Change, Filter, Page, custody, disk, keyring
from suprovid.store.custody import Founder
from suprovid.store.memory import settle
from suprovid.store.port import PLAIN, Cover

SMALL = 1_000
TURNS, SAVES, OPENINGS = 20, 60, 3
LOGIN, PHRASE = "bench", "зелений чайник біля вікна"
LIMITS = {50_000: (2, 400), 100_000: (4, 700)}
"""By the number of cases: seconds to open, and megabytes afterwards."""
SLOWEST = 100
Figures = dict[str, Any]


def resident() -> float:
    """Megabytes that this process holds."""
    status = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def lies_in_memory(data: Path) -> bool:
    """Whether this directory is on no disk at all, so that a replace costs nothing there."""
    mounts = [line.split()[1:3] for line in Path("/proc/self/mounts").read_text().splitlines()]
    over = [(place, kind) for place, kind in mounts if data.resolve().is_relative_to(place)]
    return max(over, key=lambda mount: len(mount[0]))[1] in ("tmpfs", "ramfs")


def made(data: Path, cases: int, in_vault: bool) -> None:
    """An organisation of so many cases, in clear or encrypted."""
    if not in_vault:
        organisation(data, cases)
        return
    keys, _ = custody.found(data, Founder(LOGIN, PHRASE, "bench"), {})
    organisation(data, cases, keys.vault)
    keys.close()


def cover_of(data: Path) -> Cover:
    """What opens the organisation: nothing, or a passphrase."""
    if not keyring.is_there(data):
        return PLAIN
    keys = custody.unlock(data, LOGIN, PHRASE)
    assert keys, "the passphrase of the bench opens the vault of the bench"
    return keys.vault


def opened(data: Path) -> Figures:
    """Open once, list, find and save: milliseconds by name, seconds of opening, megabytes."""
    start = time.perf_counter()
    cover = cover_of(data)
    unlocking = time.perf_counter() - start
    with open_workspace(data, SCHEMAS, store="", cover=cover) as work:
        settle()  # as the server does
        seconds, memory = time.perf_counter() - start, resident()
        asked = {name: [took(ask) for _ in range(TURNS)] for name, ask in questions(work).items()}
        saved = saves(work)
        count = work.index.count()
    figures = {"seconds": seconds, "unlocking": unlocking, "memory": memory, "folders": count}
    return {**figures, "asked": asked, **saved}


def questions(work: Workspace) -> dict[str, Callable[[], Any]]:
    """What pages ask: lists, filters, search, one's day, the supervisor's tiles."""
    dice, now = Random(1), clock()
    coordinators = [who for who in work.people.values() if work.load(who.id)]
    mine = By(max(coordinators, key=lambda who: work.load(who.id)), now)
    everybody = By(next(who for who in work.people.values() if "supervisor" in who.roles), now)
    cases, clients = Filter("kind", "=", "case"), Filter("kind", "=", "client")
    some = work.index.find([clients], page=Page(200, 300)).rows

    def page(*more: Filter, text: str = "") -> Any:
        order = () if text else ("next_contact", "-code")
        return work.index.find([cases if not text else clients, *more], text, order, Page(20))

    return {
        "open cases": lambda: page(Filter("open", "=", True)),
        "all cases": page,
        "one coordinator's": lambda: page(Filter("coordinator", "=", mine.person.id)),
        "one stage": lambda: page(Filter("stage", "=", "in_work")),
        "one area": lambda: page(Filter("areas", "has", "housing")),
        "a name": lambda: page(text=str(dice.choice(some).get("name") or "Олена")),
        "a code": lambda: page(text=str(dice.choice(some)["code"])),
        "three letters": lambda: page(text="Ков"),
        "two letters": lambda: page(text="ко"),
        "my day": lambda: lists.my_day(work, mine),
        "tiles of the team": lambda: lists.tiles(work, everybody),
        "what is late": lambda: lists.supervised(work, everybody),
        "what waits": lambda: lists.waiting(work, everybody),
        "changed lately": lambda: supervision.lately(work, everybody),
        **{name: partial(page, *asked) for name, asked in named(work, everybody)},
    }


def named(work: Workspace, by: By) -> Iterator[tuple[str, list[Any]]]:
    """The conditions that are shipped with a name, over open cases and over all that there ever were."""
    for one in filters.of(work, "case"):
        asked = list(filters.asked(work, by, "case", one))
        yield f"{one.key}, open", [Filter("open", "=", True), *asked]
        yield f"{one.key}, all", asked


def saves(work: Workspace) -> Figures:
    """Milliseconds of one save in the store, beside one bare replacement of the same bytes."""
    kind, id = next(work.store.folders("case"))
    folder = work.read(kind, id)
    path = work.data / kind / id / "folder.json"
    content, beside = path.read_bytes(), path.with_name("bare")
    revision, ours, bare = folder.revision, [], []
    for turn in range(SAVES):
        change = Change(events=[{"id": f"size-{time.time_ns()}-{turn}"}])
        start = time.perf_counter()
        revision = work.store.write(kind, id, change, revision)
        ours.append((time.perf_counter() - start) * 1000)
        bare.append(took(lambda: disk.put(beside, content)))
    beside.unlink()
    work.refresh(kind, id)
    return {"save": median(ours), "bare": median(bare), "in_memory": lies_in_memory(work.data)}


def show(cases: int, small: Figures, large: Figures) -> None:
    """The table, then the promises."""
    print(f"{'':22}{SMALL:>12,} cases{cases:>12,} cases")
    for name in ("seconds", "unlocking", "memory", "folders", "save", "bare"):
        print(f"{name:22}{small[name]:>18.2f}{large[name]:>18.2f}")
    print(f"{'milliseconds':22}{'median':>18}{'median':>18}{'95 of 100':>18}")
    for name, times in large["asked"].items():
        slow = quantiles(times, n=20)[-1]
        print(f"{name:22}{median(small['asked'][name]):>18.1f}{median(times):>18.1f}{slow:>18.1f}")
    every = [one for times in large["asked"].values() for one in times]
    if cases in LIMITS:
        promise("seconds to open", large["seconds"], LIMITS[cases][0])
        promise("megabytes when open", large["memory"], LIMITS[cases][1])
    promise("milliseconds of a question, 95th percentile", quantiles(every, n=20)[-1], SLOWEST)
    promise("save in the large / in the small organisation", large["save"] / small["save"], 1.5)
    if large["in_memory"]:
        print("save / one bare atomic replace: not told, this directory lies in memory: nothing is synced")
    else:
        promise("save / one bare atomic replace", large["save"] / large["bare"], 4)


def in_a_fresh_process(data: Path) -> Figures:
    """The quickest opening of a few: the first has what the disk does not have at hand yet."""
    command = [sys.executable, "-m", "bench.size", "--opened", str(data)]
    found: list[Figures] = []
    for _ in range(OPENINGS):
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found.append(json.loads(done.stdout.splitlines()[-1]))
    return min(found, key=lambda figures: float(figures["seconds"]))


def main() -> None:
    """Make what is not there yet, measure both sizes, and print them side by side."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("directory", nargs="?", type=Path, help="where the organisations are, or shall be")
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--vault", action="store_true", help="encrypt everything")
    parser.add_argument("--opened", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.opened:
        print(json.dumps(opened(asked.opened)))
        return
    with tempfile.TemporaryDirectory() as room:
        found = []
        for cases in (SMALL, asked.cases):
            name = f"cases-{cases}-vault" if asked.vault else f"cases-{cases}"
            data = (asked.directory or Path(room)) / name
            if not data.exists():
                made(data, cases, asked.vault)
            found.append(in_a_fresh_process(data))
    show(asked.cases, *found)


if __name__ == "__main__":
    main()
