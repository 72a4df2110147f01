"""Twenty people at once: each signs in, opens pages, begins an enquiry, opens a case and writes a note.

    uv run python -m bench.people [--people 20] [--seconds 60] [--cases 1000] [--data DIR]

The server is the running application; the people are browsers without a screen, in this process.
First one works alone, for the time that each page takes by itself; then all work, and the same pages
are compared with that. Afterwards every save that was acknowledged is looked for in the folders.
Between two clicks somebody reads or types: 2 to 8 seconds.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median, quantiles

from bench import cloning
from bench.browsing import Browser
from bench.serving import serving
from suprovid.casework import acts
from suprovid.casework.links import CASE, ENQUIRY
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace, open_workspace
from suprovid.desk.door import clock
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.desk.sign_in.providers.local import credential
from suprovid.store.tinydb_store import TinyStore

PHRASE = "дванадцять місяців на рік"
PROMISE = 4.0
THINKS = (2.0, 8.0)
ALONE = 3
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


async def work_together(address: str, all_: Sequence[Worker], seconds: float) -> Told:
    """Everybody at once, each beginning a little later than the one before."""
    told = Told()
    until = asyncio.get_running_loop().time() + seconds
    await asyncio.gather(*(_works(address, one, told, number, until) for number, one in enumerate(all_)))
    return told


async def _works(address: str, worker: Worker, told: Told, number: int, until: float) -> None:
    browser, chance, loop = Browser(address), Random(f"{worker.login}{number}"), asyncio.get_running_loop()
    try:
        await asyncio.sleep(chance.uniform(0, min(THINKS[1], (until - loop.time()) / 4)))
        began = loop.time()
        await asyncio.to_thread(browser.sign_in, worker.login, PHRASE)
        told.took("sign in", loop.time() - began)
        told.took("arrive", await browser.arrive())
        while loop.time() < until:
            await one_round(browser, worker, told, chance, THINKS)
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


def measured(data: Path, people: int, seconds: float) -> tuple[Told, Told, int]:
    """One alone, then all; and how many saves were lost."""
    all_ = workers(data, people)
    with serving(data) as address:
        alone = asyncio.run(work_alone(address, all_[0]))
        together = asyncio.run(work_together(address, all_, seconds))
    return alone, together, lost(data, [*alone.saved, *together.saved])


def main(given: Sequence[str] | None = None) -> int:
    """Measure and tell."""
    parser = argparse.ArgumentParser(prog="bench.people")
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--cases", type=int, default=1000)
    parser.add_argument("--data")
    asked = parser.parse_args(given)
    with organisation(asked.cases, asked.data) as data:
        alone, together, missing = measured(data, asked.people, asked.seconds)
    print(f"{asked.people} people for {asked.seconds:.0f} s, {together.count} interactions")
    return 0 if show(alone, together, missing) else 1


if __name__ == "__main__":
    sys.exit(main())
