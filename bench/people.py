"""Twenty people at once: each signs in, opens pages, begins an enquiry, opens a case and writes a note.

    uv run python -m bench.people [--people 20] [--seconds 60] [--cases 1000] [--data DIR]
                                  [--reopen] [--sign-in-inside]

The server is the running application; the people are browsers without a screen, in this process.
First one works alone, for the time that each page takes by itself; then all come in, one after another as
through a door; then all work for the minute, and the same pages are compared with those alone.
With `--sign-in-inside` all sign in at the same moment, and those who are in work on while the others wait.
Afterwards every save that was acknowledged is looked for in the folders.

Between two clicks somebody reads, types or chooses: 2 to 8 seconds, which is fast. A page is read in ten and
more, a sentence of sixty letters typed in fifteen; TPC-W, the classic of web benchmarks, waits 7 on average.
The processor's seconds of the server tell how much one interaction costs, whatever else the machine does.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Coroutine, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any

from bench import cloning
from bench.browsing import Browser
from bench.serving import Server, serving
from suprovid.casework import acts
from suprovid.casework.links import CASE, ENQUIRY
from suprovid.casework.opening import open_workspace
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.desk.door import clock
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.desk.sign_in.providers.local import credential
from suprovid.store.tinydb_store import TinyStore

PHRASE = "дванадцять місяців на рік"
PROMISE = 4.0
THINKS = (2.0, 8.0)
STREET = ThreadPoolExecutor(max_workers=100)
"""Those who sign in wait here for their answers."""
ALONE = 7
"""So many rounds one works alone."""
NOTE, INTAKE = "contact_note", "intake"


@dataclass(frozen=True)
class Worker:
    """Somebody with an account and some open cases."""

    login: str
    cases: tuple[str, ...]


@dataclass
class Told:
    """What happened: seconds by kind of interaction, troubles, and the texts whose save was acknowledged."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)
    saved: list[str] = field(default_factory=list)

    def took(self, what: str, seconds: float) -> None:
        """One interaction."""
        self.seconds.setdefault(what, []).append(seconds)

    @property
    def count(self) -> int:
        """How many interactions there were."""
        return sum(map(len, self.seconds.values()))


def workers(data: Path, people: int) -> tuple[Worker, ...]:
    """So many of the organisation's coordinators, each with an account and open cases."""
    with open_workspace(data, cloning.SCHEMAS, store="") as work:
        kept = credential(Passwords(), PHRASE)
        cases: dict[str, list[str]] = {}
        for id, about in work.links.of_kind(CASE):
            if not work.closed(CASE, id):
                cases.setdefault(str(about["coordinator"]), []).append(id)
        busiest = sorted(cases, key=lambda who: -len(cases[who]))[:people]
        return tuple(_worker(work, who, kept, cases[who]) for who in busiest)


def _worker(work: Workspace, who: str, kept: dict[str, str], cases: list[str]) -> Worker:
    head = next(one for one in work.people.values() if "administrator" in one.roles)
    by, login = By(head, clock()), f"bench-{who}"
    acts.change_person(work, by, acts.person_at(work, who), {"login": login})
    acts.set_credential(work, by, acts.person_at(work, who), kept)
    return Worker(login, tuple(cases[:20]))


async def one_round(
    browser: Browser, worker: Worker, told: Told, chance: Random, thinks: Sequence[float]
) -> None:
    """My day, a list, an enquiry that is begun and saved, a case, a note in it that is saved."""

    async def pause() -> None:
        await asyncio.sleep(chance.uniform(*thinks))

    for page in ("my_day", "cases", "enquiries"):
        told.took(page, await browser.open("" if page == "my_day" else page))
        await pause()
    case = chance.choice(worker.cases)
    told.took("case", await browser.open("case", id=case))
    await pause()
    draft = f"{chance.getrandbits(64):016x}"
    await _write(browser, told, chance, thinks, {"kind": ENQUIRY, "form": INTAKE, "draft": draft})
    await _write(browser, told, chance, thinks, {"kind": CASE, "id": case, "form": NOTE})


async def _write(
    browser: Browser, told: Told, chance: Random, thinks: Sequence[float], address: dict[str, str]
) -> None:
    """Open a form, type into it and save it."""
    form = address["form"]
    told.took(f"{form}: open", await browser.open("document", **address))
    await asyncio.sleep(chance.uniform(*thinks))
    field_ = browser.question()
    if field_ is None:
        told.troubles.append(f"{form}: nothing to type in")
        return
    text = f"bench {chance.getrandbits(60):015x}"
    told.took(f"{form}: type", await browser.type(field_, text))
    await asyncio.sleep(chance.uniform(*thinks))
    while (list_ := browser.wanted()) is not None:
        told.took(f"{form}: choose", await browser.choose(list_))
        await asyncio.sleep(chance.uniform(*thinks))
    save = browser.find("-form-save")
    if save is None:
        told.troubles.append(f"{form}: nothing to save with")
        return
    before = browser.page
    told.took(f"{form}: save", await browser.click(save))
    if browser.page != before:  # the page is left only when all of it is on the disk
        told.saved.append(text)
    else:
        told.troubles.append(f"{form}: not saved")
    await asyncio.sleep(chance.uniform(*thinks))


async def work_alone(address: str, worker: Worker) -> Told:
    """How long each interaction takes by itself."""
    told, browser = Told(), Browser(address)
    browser.sign_in(worker.login, PHRASE)
    await browser.arrive()
    for number in range(ALONE + 1):
        if number == 1:
            told.seconds.clear()  # the first time of all, pages are compiled
        await one_round(browser, worker, told, Random(number), (0.0, 0.1))
    await browser.leave()
    told.troubles += browser.troubles
    return told


@dataclass(frozen=True)
class Way:
    """How the people behave: how long they think, whether each round has a new tab, who waits for whom."""

    thinks: tuple[float, float] = THINKS
    reopens: bool = False
    at_once: bool = False


async def work_together(address: str, all_: Sequence[Worker], seconds: float, way: Way) -> Told:
    """Everybody comes in, one after another or at once, and everybody works."""
    told, loop = Told(), asyncio.get_running_loop()
    browsers = [Browser(address) for _ in all_]
    pairs = list(zip(browsers, all_, strict=True))
    for pair in () if way.at_once else pairs:
        await _comes_in(*pair, told)
    until = loop.time() + seconds
    await asyncio.gather(*(_works(*pair, told, until, way) for pair in pairs))
    return told


async def _comes_in(browser: Browser, worker: Worker, told: Told) -> None:
    loop = asyncio.get_running_loop()
    began = loop.time()
    await loop.run_in_executor(STREET, browser.sign_in, worker.login, PHRASE)
    told.took("sign in", loop.time() - began)
    told.took("arrive", await browser.arrive())


async def _works(browser: Browser, worker: Worker, told: Told, until: float, way: Way) -> None:
    chance, loop = Random(worker.login), asyncio.get_running_loop()
    try:
        if way.at_once:
            await _comes_in(browser, worker, told)
        await asyncio.sleep(chance.uniform(0, way.thinks[1]))
        await one_round(browser, worker, told, chance, way.thinks)
        while loop.time() < until:
            if way.reopens:
                await browser.leave()
                told.took("arrive", await browser.arrive())
            await one_round(browser, worker, told, chance, way.thinks)
        await browser.leave()
    except Exception as error:
        told.troubles.append(f"{worker.login}: {type(error).__name__} {error}")
    told.troubles += browser.troubles


def lost(data: Path, saved: Sequence[str]) -> int:
    """How many texts whose save was acknowledged are in no folder."""
    left, store = set(saved), TinyStore(data)
    for kind in (ENQUIRY, CASE):
        for key in store.folders(kind):
            told = repr(store.read(*key).documents) if left else ""
            left -= {text for text in left if text in told}
    return len(left)


def ratios(alone: Told, together: Told) -> Iterator[float]:
    """How many times longer than alone each interaction took."""
    for what, times in together.seconds.items():
        if what in alone.seconds:
            usual = median(alone.seconds[what])
            yield from (seconds / usual for seconds in times)


@contextmanager
def organisation(cases: int, data: str | None) -> Iterator[Path]:
    """A data folder with so many cases, or the one that is given."""
    if data:
        yield Path(data)
        return
    with tempfile.TemporaryDirectory() as place:
        cloning.organisation(Path(place) / "data", cases)
        yield Path(place) / "data"


def show(alone: Told, together: Told, missing: int) -> bool:
    """The table, then the promises; whether they are kept."""
    print(f"{'milliseconds':24}{'alone':>10}{'median':>10}{'95th':>10}{'times':>8}")
    for what, times in together.seconds.items():
        usual = f"{1000 * median(alone.seconds[what]):10.0f}" if what in alone.seconds else "-".rjust(10)
        print(f"{what:24}{usual}{1000 * median(times):10.0f}{1000 * p95(times):10.0f}{len(times):8}")
    worst = p95(list(ratios(alone, together)))
    print(f"95th percentile of one interaction / the same alone: {worst:.2f}, at most {PROMISE}")
    print(f"errors: {len(alone.troubles) + len(together.troubles)}")
    for trouble in sorted({*alone.troubles, *together.troubles})[:10]:
        print(f"  {trouble[:200]}")
    print(f"saves acknowledged: {len(alone.saved) + len(together.saved)}, lost: {missing}")
    return worst <= PROMISE and not missing and not alone.troubles and not together.troubles


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


@dataclass
class Measured:
    """One alone, then all; what the server took for it, and how many saves were lost."""

    alone: Told
    together: Told
    lost: int
    cost: float
    memory: Sequence[float]


async def _watch(server: Server, seen: list[float]) -> None:
    """Look at the memory of the server now and then."""
    while True:
        seen.append(server.memory())
        await asyncio.sleep(5)


async def _watched(server: Server, work: Coroutine[Any, Any, Told], seen: list[float]) -> Told:
    watch = asyncio.create_task(_watch(server, seen))
    try:
        return await work
    finally:
        watch.cancel()


def measured(data: Path, people: int, seconds: float, way: Way) -> Measured:
    """One works alone, then all do."""
    all_, memory = workers(data, people), list[float]()
    with serving(data) as server:
        alone = asyncio.run(work_alone(server.address, all_[0]))
        before = server.seconds()
        work = work_together(server.address, all_, seconds, way)
        together = asyncio.run(_watched(server, work, memory))
        cost = (server.seconds() - before) / max(together.count, 1)
    return Measured(alone, together, lost(data, [*alone.saved, *together.saved]), cost, memory)


def main(given: Sequence[str] | None = None) -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="bench.people")
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--data")
    parser.add_argument("--reopen", action="store_true", help="a new tab for each round")
    parser.add_argument("--sign-in-inside", action="store_true", help="all sign in at the same moment")
    asked = parser.parse_args(given)
    with organisation(asked.cases, asked.data) as data:
        found = measured(
            data,
            asked.people,
            asked.seconds,
            Way(reopens=asked.reopen, at_once=asked.sign_in_inside),
        )
    print(f"{asked.people} people for {asked.seconds:.0f} s, {found.together.count} interactions")
    kept = show(found.alone, found.together, found.lost)
    print(f"processor: {1000 * found.cost:.0f} ms of the server for one interaction, sign-ins included")
    size, parts = len(found.memory), (0, 1, 2, 3, 4)
    shown = ", ".join(f"{found.memory[min(size * part // 4, size - 1)]:.0f}" for part in parts)
    print(f"memory of the server at the start, each quarter and the end: {shown} MB")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
