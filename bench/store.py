"""What a save, an opening, a list and a search cost in a small and in a large organisation.

    uv run python -m bench.store [DIRECTORY ON THE DISK TO BE MEASURED]

Beside ours in the same run: one bare atomic replace of the same bytes, and TinyDB as it comes, in one file.
Read the figures as ratios: disks differ, and the same disk differs from minute to minute.
So the saves of the small and the large organisation take turns.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from tinydb import TinyDB, where

from suprovid.store import Change, Filter, FolderRow, Index, Page, TinyStore, disk
from suprovid.store.rooms import FILE

SIZES = (1_000, 10_000)
TURNS = 200
STOCK_TURNS = 3
NAMES = ("Олена", "Іван", "Мар'яна", "Ґалина", "Єва", "Петро", "Юрій", "Їжак")
SURNAMES = ("Шевченко", "Коваль", "Ткаченко", "Мельник", "Бондар", "Гончар", "Яценко", "Щур")
COLUMNS = {"name": "text", "code": "text", "stage": "text", "opened": "date", "load": "number"}
Figures = dict[str, float]


def case(number: int) -> Change:
    """A case of about ten kilobytes: some documents, and the events of a few months."""
    dice = random.Random(number)
    about = {"code": f"2026-C-{number:05}", "name": f"{dice.choice(SURNAMES)} {dice.choice(NAMES)}"}
    answers = {f"question_{n}": "відповідь, як її записали" for n in range(25)}
    documents = {f"d{n}": {"id": f"d{n}", "form": "note", "answers": answers} for n in range(6)}
    events = [
        {"id": f"e{n}", "act": "save", "by": "p1", "at": "2026-01-15T10:00:00+02:00"} for n in range(12)
    ]
    return Change(about, documents, events)


def row(id: str, about: dict[str, Any]) -> FolderRow:
    """What the index keeps of a case."""
    number = int(id[1:])
    phone = f"+380 67 {number % 1000:03} {number % 97:02} {number % 89:02}"
    values = {"stage": f"s{number % 5}", "opened": "2026-01-15", "load": number % 7}
    return FolderRow("case", id, 1, {**about, **values}, [about["name"], about["code"], phone])


def took(act: Callable[[], Any]) -> float:
    """Milliseconds of one call."""
    start = time.perf_counter()
    act()
    return (time.perf_counter() - start) * 1000


def typical(act: Callable[[], Any], turns: int = TURNS) -> float:
    """The median of several calls, in milliseconds."""
    return median(took(act) for _ in range(turns))


class Ours:
    """An organisation of so many cases in our store."""

    def __init__(self, data: Path, cases: int) -> None:
        self.data, self.cases, self.dice, self.turn = data, cases, random.Random(1), 0
        self.store = TinyStore(data)
        for number in range(cases):
            self.store.create("case", f"c{number}", case(number))
        self.index = Index(COLUMNS)

    def anyone(self) -> str:
        """One of the cases."""
        return f"c{self.dice.randrange(self.cases)}"

    def save(self, id: str, revision: int) -> int:
        """One act: a document changes, an event tells of it."""
        self.turn += 1
        document = {**case(0).documents["d1"], "turn": self.turn}
        return self.store.write(
            "case", id, Change(None, {"d1": document}, [{"id": f"t{self.turn}"}]), revision
        )

    def save_and_replace(self) -> tuple[float, float]:
        """A save of one case, and beside it a bare atomic replace of as many bytes."""
        id = self.anyone()
        folder, path = self.store.read("case", id), self.data / "case" / id / FILE
        saved = took(lambda: self.save(id, folder.revision))
        content = path.read_bytes()
        return saved, took(lambda: disk.put(path.with_name("bare.json"), content))

    def open_all(self) -> None:
        """What the start of the app does: read every case, index it."""
        folders = (self.store.read(*key) for key in self.store.folders())
        self.index.put_all(row(folder.id, folder.about) for folder in folders)

    def figures(self) -> Figures:
        """Milliseconds by name."""
        opening = took(self.open_all)
        wanted = [Filter("stage", "=", "s3")]
        return {
            "read one case": typical(lambda: self.store.read("case", self.anyone())),
            "open the organisation": opening,
            "list, 50 sorted by name": typical(
                lambda: self.index.find(wanted, order=["name"], page=Page(50)), 50
            ),
            "search a name": typical(lambda: self.index.find(text="мельник гал", page=Page(50)), 50),
            "search a phone": typical(lambda: self.index.find(text="067 123 4", page=Page(50)), 50),
            "index one case again": typical(lambda: self.index.put(row("c7", dict(case(7).about or {})))),
        }


class Stock:
    """The same organisation in one file of TinyDB as it comes."""

    def __init__(self, path: Path, cases: int) -> None:
        self.cases = cases
        self.path = path
        with self.database() as db:
            changes = (case(number) for number in range(cases))
            db.insert_multiple(
                {**(c.about or {}), "documents": c.documents, "events": c.events} for c in changes
            )

    def database(self) -> TinyDB:
        """The file, opened."""
        return TinyDB(self.path, encoding="utf-8", ensure_ascii=False)

    def figures(self) -> Figures:
        """Milliseconds by name, as ours."""
        with self.database() as db:
            code = where("code") == f"2026-C-{self.cases // 2:05}"
            return {
                "save": typical(lambda: db.update({"turn": 1}, code), STOCK_TURNS),
                "read one case": typical(lambda: db.get(code), STOCK_TURNS),
                "open the organisation": took(db.all),
                "list, 50 sorted by name": typical(
                    lambda: sorted(db.all(), key=lambda found: found["name"])[:50], STOCK_TURNS
                ),
                "search a name": typical(lambda: searched(db, "Мельник Ґал"), STOCK_TURNS),
            }


def searched(db: TinyDB, name: str) -> list[Any]:
    """A search that is made for the first time: TinyDB remembers the last ones."""
    db.clear_cache()
    return list(db.search(where("name").search(name)))


def saves(organisations: Sequence[Ours]) -> list[Figures]:
    """Saves of all organisations, turn by turn, so that a busy disk is busy for each."""
    turns = [[ours.save_and_replace() for ours in organisations] for _ in range(TURNS)]
    return [
        {
            "save": median(saved for saved, _ in pairs),
            "bare atomic replace": median(bare for _, bare in pairs),
        }
        for pairs in zip(*turns, strict=True)
    ]


def measured(directory: Path) -> list[tuple[Figures, Figures]]:
    """Ours and the stock one for each size, on the same disk."""
    organisations = [Ours(directory / f"ours{size}", size) for size in SIZES]
    stock = [Stock(directory / f"stock{size}.json", size).figures() for size in SIZES]
    found = [saved | ours.figures() for saved, ours in zip(saves(organisations), organisations, strict=True)]
    for ours in organisations:
        ours.index.close()
    return list(zip(found, stock, strict=True))


def show(small: tuple[Figures, Figures], large: tuple[Figures, Figures]) -> None:
    """The table, then the promises."""
    print(
        f"{'milliseconds':26}"
        + "".join(f"{f'{size:,} cases':>14}{'TinyDB':>10}" for size in SIZES)
        + "   growth"
    )
    for name in small[0]:
        cells = [figures.get(name) for figures in (*small, *large)]
        text = "".join("-".rjust(12) if cell is None else f"{cell:12.2f}" for cell in cells)
        print(f"{name:26}{text}   x{large[0][name] / small[0][name]:.2f}")
    promise("save in the large / in the small organisation", large[0]["save"] / small[0]["save"], 1.5)
    promise("save / one bare atomic replace", large[0]["save"] / large[0]["bare atomic replace"], 4)


def promise(said: str, ratio: float, most: float) -> None:
    """One line: kept or broken."""
    print(f"{said}: {ratio:.2f}, at most {most}: {'kept' if ratio <= most else 'BROKEN'}")


def main(directory: str | None = None) -> None:
    """Measure both sizes and print them side by side."""
    with tempfile.TemporaryDirectory(dir=directory) as place:
        small, large = measured(Path(place))
    show(small, large)


if __name__ == "__main__":
    main(*sys.argv[1:2])
