"""An organisation of any size for benches: copies of sample folders, with other ids, codes, names and days.

The sample was written by the acts; the copies go straight to the disk, which no act ever does, and their
rows into the index as copies of rows: working out a hundred thousand cases takes longer than a bench should.
So that nobody is misled, some copies are worked out all the same, and compared.
A case comes with its client and its enquiries. One in ten goes on, as where people have worked for years.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from hashlib import blake2b, sha256
from itertools import count
from pathlib import Path
from random import Random
from typing import Any

from suprovid.casework import rows, upkeep
from suprovid.casework.links import CASE, CLIENT, ENQUIRY
from suprovid.casework.opening import open_workspace
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.desk.door import clock
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.desk.sign_in.providers.local import credential
from suprovid.sample import demo, staff
from suprovid.sample.staff import Account
from suprovid.store.copying import FILE
from suprovid.store.folder import Folder
from suprovid.store.index import FolderRow
from suprovid.store.marks import mark
from suprovid.store.port import PLAIN, Context, Cover
from suprovid.store.questions import Filter
from suprovid.store.register import Key
from suprovid.store.sheet import DIGEST, HEAD

SCHEMAS = Path(__file__).parents[1] / "schemas"
TOLD = 100
"""So many cases are told by the acts; the others are copies of them."""
OPEN, LOAD, FEWEST, YEARS = 10, 20, 20, 6
"""One of so many cases goes on; so many of these to a coordinator, of whom there are at least so many;
the others began within so many years."""
ID = re.compile(r"\b[0-9a-f]{16}\b")
OTHERS = r"\b[0-9a-f]{16}\b|\b20\d\d-\d\d-\d\d(?!\d)|\b20\d\d-(?:[EC]-)?\d{3,4}\b(?!-)|\+380\d{9}\b"
"""What is other in each copy: ids, days, codes, phones; and names, which each life has its own."""
NAMED = re.compile(r'"(surname|first_name)": "([^"]+)"')
BATCH, COMPARED = 300, 100
"""So many folders go down at a time; so many copies are worked out and compared."""
BEGINNINGS = ("Ковал", "Ткач", "Мельник", "Бондар", "Гончар", "Шевч", "Крав", "Мороз", "Поліщ", "Савч", "Лис")
ENDINGS = ("енко", "ук", "ів", "ський", "чик", "ець", "ак", "ина")
FIRST = ("Олена", "Іван", "Марина", "Ганна", "Єва", "Петро", "Юрій", "Оксана", "Степан", "Лідія", "Тарас")


Cut = list[str]
"""A text cut where it will be other: every second piece."""


@dataclass(frozen=True)
class Life:
    """A client, their enquiries and their case: each folder's file and row; whose it is; if it goes on."""

    parts: tuple[tuple[Folder, Cut, Cut, Cut], ...]
    coordinator: str
    going: bool
    names: dict[str, str]


@dataclass(frozen=True)
class Made:
    """Who works there and how they sign in; how many copies were worked out, and how many differed.

    A day that was reckoned in months may differ: months are not all as long.
    """

    accounts: tuple[Account, ...]
    compared: int
    differing: int


def organisation(data: Path, cases: int, cover: Cover = PLAIN) -> Made:
    """Fill an empty folder with so many cases, and write the snapshot of its index."""
    told = min(cases, TOLD)
    with open_workspace(data, SCHEMAS, store="", cover=cover) as work:
        passwords = Passwords()
        accounts = demo.found(work, clock(), lambda phrase: credential(passwords, phrase), told)
        by = By(work.people[accounts[0].id], clock())
        hired = tuple(staff.hire(work, by, max(FEWEST, (cases - told) // OPEN // LOAD)).values())
        copier = Copier(cover, _kept(work), hired)
        keys = _copy(work, copier, cases - told)
        work.index.memory.tidy()
        work.keep_snapshot()
        sampled = Random(1).sample(keys, min(COMPARED, len(keys)))
        return Made(accounts, len(sampled), sum(_differs(work, key) for key in sampled))


def _kept(work: Workspace) -> frozenset[str]:
    """The ids that every copy shares: of people, of organisations and of what these have."""
    rooms = (work.data / kind for kind in ("person", "organisation", "workspace"))
    folders = [work.read(room.name, folder.name) for room in rooms for folder in room.iterdir()]
    return frozenset(id for folder in folders for id in ID.findall(repr(folder)))


def _differs(work: Workspace, key: Key) -> bool:
    """Whether the rows of a copy are others than those that are worked out from its folder."""
    copied = _rows_of(work, key)
    upkeep.index(work, [key])
    return copied != _rows_of(work, key)


def _rows_of(work: Workspace, key: Key) -> list[str]:
    own, folder = Filter("kind", "=", key[0]), key[1]
    found = [work.index.find([own, Filter("id", "=", folder)]).rows]
    found += [
        work.index.find([own, Filter("folder", "=", folder)], of=of).rows for of in ("documents", "lines")
    ]
    return sorted(json.dumps(row, sort_keys=True) for rows in found for row in rows)


def _lives(work: Workspace, copier: Copier) -> Iterator[Life]:
    for id, about in work.links.of_kind(CASE):
        keys = [(CLIENT, about["client"])] if about.get("client") else []
        keys += [(CASE, id), *((ENQUIRY, one) for one in about.get("enquiries", ()))]
        folders = [work.read(*key) for key in keys]
        texts = [copier.text(work.data / folder.kind / folder.id / FILE, folder) for folder in folders]
        names = {old: name for name, old in NAMED.findall(texts[0])}
        other = re.compile("(" + "|".join([OTHERS, *(rf"\b{re.escape(name)}\b" for name in names)]) + ")")
        parts = tuple(
            (folder, *map(other.split, (text, _json(folder.about), _json(_row(work, folder)))))
            for folder, text in zip(folders, texts, strict=True)
        )
        yield Life(parts, str(about["coordinator"]), not work.closed(CASE, id), names)


def _row(work: Workspace, folder: Folder) -> dict[str, Any]:
    return asdict(rows.row(work.known_of(folder, date.min)))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _copy(work: Workspace, copier: Copier, wanted: int) -> list[Key]:
    chance = Random(wanted)
    lives = tuple(_lives(work, copier))
    groups = {going: [life for life in lives if life.going is going] for going in (True, False)}
    keys: list[Key] = []
    waiting: list[tuple[FolderRow, Folder, int]] = []
    for number in range(wanted):
        for row, folder, content in copier.copied(chance.choice(groups[number % OPEN == 0]), number, chance):
            room = work.data / folder.kind / folder.id
            room.mkdir(parents=True)
            (room / FILE).write_bytes(content)
            waiting.append((row, folder, mark(room / FILE)))
            keys.append((folder.kind, folder.id))
        if len(waiting) >= BATCH or number == wanted - 1:
            work.index.put_all(row for row, _, _ in waiting)
            work.links.put(*((folder, found) for _, folder, found in waiting))
            waiting = []
    return keys


@dataclass(frozen=True)
class Copier:
    """Makes another life of a life: nothing in it is the same but what was done."""

    cover: Cover
    kept: frozenset[str]
    staff: tuple[str, ...]

    def text(self, path: Path, folder: Folder) -> str:
        """What is under the seal of a folder's file."""
        context = Context(folder.kind, folder.id, FILE, folder.revision)
        return self.cover.open(path.read_bytes(), context).decode()[len(HEAD) + DIGEST :]

    def copied(self, life: Life, number: int, chance: Random) -> Iterator[tuple[FolderRow, Folder, bytes]]:
        """The folders of the copy, with their rows and as they go to the disk."""
        whose = chance.choice(self.staff) if self.staff else life.coordinator
        back = timedelta(weeks=0 if life.going else chance.randrange(YEARS * 52))
        said = Saying(number, back, {**dict.fromkeys(self.kept), life.coordinator: whose}, life.names, chance)
        for folder, text, about, row in life.parts:
            rest = said.of(text).encode()
            new = Folder(folder.kind, said.word(folder.id), folder.revision, json.loads(said.of(about)))
            context = Context(new.kind, new.id, FILE, new.revision)
            sealed = self.cover.seal(HEAD + sha256(rest).hexdigest().encode() + rest, context)
            yield FolderRow(**json.loads(said.of(row))), new, sealed


class Saying:
    """The words of one copy: its ids, who it is, which codes and phones it has, how long ago it was."""

    def __init__(
        self, number: int, back: timedelta, ids: dict[str, Any], names: dict[str, str], chance: Random
    ) -> None:
        self._number, self._back, self._chance = number, back, chance
        new = {
            "first_name": chance.choice(FIRST),
            "surname": chance.choice(BEGINNINGS) + chance.choice(ENDINGS),
        }
        self._found = {old: new[name] for old, name in names.items()} | {id: ids[id] or id for id in ids}
        self._numbers = count(10_000 + 8 * number)

    def of(self, text: Cut) -> str:
        """The text in these words."""
        return "".join([self.word(part) if place % 2 else part for place, part in enumerate(text)])

    def word(self, old: str) -> str:
        """What stands for a piece, the same wherever it stands."""
        found = self._found.get(old)
        if found is None:
            found = self._found[old] = self._other(old)
        return found

    def _other(self, old: str) -> str:
        if old.startswith("+"):
            return f"+380{self._chance.choice((50, 63, 67, 95))}{self._chance.randrange(10**7):07}"
        if "-" not in old:
            return blake2b(f"{old}/{self._number}".encode(), digest_size=8).hexdigest()
        head, _, last = old.rpartition("-")
        if len(last) > 2:
            return f"{head}-{next(self._numbers)}"
        try:
            return (date.fromisoformat(old) - self._back).isoformat()
        except ValueError:
            return old
