"""What a start takes from a snapshot is what reading every folder would find, whatever happened meanwhile."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from casework_house import SCHEMAS, House, client, one_question, started

from suprovid.casework import acts, people, upkeep
from suprovid.casework.opening import open_workspace
from suprovid.casework.people import By, Person
from suprovid.casework.upkeep import quietly
from suprovid.casework.workspace import Workspace
from suprovid.errors import SuprovidError

Dump = dict[str, Any]
OLDEN = 1_000_000_000


def dump(work: Workspace) -> Dump:
    """Everything that lists, search and rights ask of a workspace, in one order."""
    raw = work.index.memory.raw
    links, keys = work.links, sorted(work.links.revisions())
    told = "SELECT kind, id, said FROM words JOIN folders ON folders.number__ = words.rowid"
    abouts = {(kind, id): about for kind in links.kinds() for id, about in links.of_kind(kind)}
    persons = {str(person) for about in abouts.values() for person in about.values() if str(person)}
    return {
        **{of: ordered(work.index.find(of=of).rows) for of in ("folders", "documents", "lines")},
        "told": sorted(map(str, raw.execute(told))),
        "near": [(person, sorted(links.near(person))) for person in sorted({*work.people, *persons})],
        "pointing": [(key, links.pointing_at(*key)) for key in keys],
        "sums": [raw.execute(f"SELECT count(*) FROM {table}").fetchone() for table in ("near", "pointing")],
        "about": sorted((key, links.revision(key), ordered([about])) for key, about in abouts.items()),
        "people": work.people,
        "settings": (work.settings.chosen, work.settings.revision),
        "damaged": sorted(work.damaged),
    }


def ordered(rows: Any) -> list[str]:
    return sorted(json.dumps(row, sort_keys=True, ensure_ascii=False) for row in rows)


def rebuilt(data: Path, schemas: Path) -> Dump:
    """What reading every folder finds."""
    kept = data / "index.snapshot"
    aside = kept.with_name("aside.snapshot")
    if kept.exists():
        kept.rename(aside)
    with open_workspace(data, schemas) as work:
        found = dump(work)
        work.changed = 0
    if aside.exists():
        aside.rename(kept)
    return found


def read_at_start(monkeypatch: pytest.MonkeyPatch, data: Path, schemas: Path = SCHEMAS) -> list[Any]:
    """The folders that a start read, and what it was told of its progress."""
    read: list[Any] = []
    real = upkeep._read

    def reading(work: Workspace, key: tuple[str, str]) -> Any:
        read.append(key)
        return real(work, key)

    monkeypatch.setattr(upkeep, "_read", reading)
    with open_workspace(data, schemas):
        return read


@dataclass
class Street:
    """An organisation to which anything may happen, in a seeded order."""

    house: House
    chance: random.Random
    schemas: Path
    old: list[tuple[Path, bytes]] = field(default_factory=list)
    opened: list[acts.Done] = field(default_factory=list)

    @property
    def data(self) -> Path:
        return self.house.work.data

    def anything(self) -> None:
        """One of the things that happen."""
        self.house.now += timedelta(hours=5)
        self.chance.choice(HAPPENS)(self)

    def folders(self, *kinds: str) -> list[Path]:
        return sorted(path for kind in kinds for path in (self.data / kind).glob("*/folder.json"))

    def comes(self) -> None:
        self.opened.append(client(self.house, surname=self.chance.choice(("Коваль", "Щур", "Ґонта"))))

    def asks(self) -> None:
        known = [done.id for done in self.opened if (self.data / "client" / done.id).exists()]
        more = {"client": self.chance.choice(known)} if known else {}
        with contextlib.suppress(SuprovidError):  # the client's folder is damaged just now
            self.house.submit(self.house.oksana, "intake", one_question(self.house, **more), kind="enquiry")

    def begins(self) -> None:
        enquiry = self.house.ready(self.house.oksana)
        self.house.submit(self.house.oksana, "start_check", started(self.house), into=enquiry)

    def leaves(self) -> None:
        for path in self.chance.sample(self.folders("enquiry", "case", "client"), 1):
            self.house.work.store.remove(path.parts[-3], path.parts[-2])

    def is_damaged(self) -> None:
        for path in self.chance.sample(self.folders("enquiry"), 1):
            self.old.append((path, path.read_bytes()))
            path.write_bytes(b"{}")

    def is_remembered(self) -> None:
        self.old += [
            (path, path.read_bytes()) for path in self.folders("enquiry", "case", "client", "person")
        ]

    def comes_back(self) -> None:
        """An older copy takes the place of a folder, its times as they were."""
        for path, content in self.chance.sample(self.old, min(2, len(self.old))):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            os.utime(path, (OLDEN, OLDEN))

    def has_other_times(self) -> None:
        for path in self.chance.sample(self.folders("client", "enquiry"), 1):
            os.utime(path, (OLDEN, 4 * OLDEN))

    def settles(self) -> None:
        self.house.settings(min_requests=self.chance.randint(1, 4), show_codes=self.chance.random() < 0.5)

    def hires(self) -> None:
        self.house.hire(f"p{self.chance.random()}", "Нова людина", "frontliner")

    def publishes(self) -> None:
        """A form changes by hand: a question loses its meaning, or a text its words."""
        path = self.schemas / "forms" / "intake.json"
        form = json.loads(path.read_text(encoding="utf-8"))
        form["title"] = f"Звернення {self.chance.random()}"
        if self.chance.random() < 0.5:
            form["properties"]["outcome"].pop("x-means", None)
        path.write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")
        self.house.work.catch_up()

    def rules(self) -> None:
        path = self.schemas / "programme.json"
        rules = json.loads(path.read_text(encoding="utf-8"))
        rules["reminders"] = self.chance.sample(rules["reminders"], len(rules["reminders"]) - 1)
        path.write_text(json.dumps(rules, ensure_ascii=False), encoding="utf-8")

    def closes(self) -> None:
        self.house.work.close()
        self.opens()

    def is_killed(self) -> None:
        self.house.work.changed = 0  # nobody writes a snapshot when the plug is pulled
        self.house.work.close()
        self.opens()

    def opens(self) -> None:
        self.house.work = open_workspace(self.data, self.schemas)

    def writes_down(self) -> None:
        assert self.house.work.keep_snapshot()


HAPPENS: tuple[Callable[[Street], None], ...] = (
    *(Street.comes, Street.asks, Street.asks, Street.begins, Street.leaves, Street.is_damaged),
    *(Street.is_remembered, Street.comes_back, Street.comes_back, Street.has_other_times, Street.settles),
    *(Street.hires, Street.publishes, Street.rules, Street.closes, Street.is_killed, Street.writes_down),
)


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SCHEMAS, tmp_path / "schemas"))


@pytest.mark.parametrize("seed", range(3))
def test_a_start_from_a_snapshot_is_a_rebuild(house: House, schemas: Path, seed: int) -> None:
    """Acts, kills, removals, damage, older copies, odd times, forms, rules and settings, in any order."""
    house.work.close()
    street = Street(house, random.Random(seed), schemas)
    street.opens()
    for happens in (Street.comes, Street.asks, Street.begins, Street.is_remembered, Street.closes):
        happens(street)
    for _ in range(3):
        for _ in range(7):
            street.anything()
        street.is_killed() if street.chance.random() < 0.5 else street.closes()
        found, expected = dump(street.house.work), rebuilt(street.data, schemas)
        for part, rows in expected.items():
            assert found[part] == rows, part


@pytest.mark.parametrize("seed", range(4, 6))
def test_acts_keep_the_index_as_a_rebuild_would(house: House, schemas: Path, seed: int) -> None:
    """Without any restart: what follows each act is all that depends on it."""
    house.work.close()
    street = Street(house, random.Random(seed), schemas)
    street.opens()
    lived = (Street.comes, Street.asks, Street.begins, Street.settles, Street.hires, Street.publishes)
    for _ in range(10):
        street.chance.choice(lived)(street)
    house.work.renewal.wait()

    found, expected = dump(house.work), rebuilt(street.data, schemas)

    for part, rows in expected.items():
        assert found[part] == rows, part


def test_a_start_reads_only_what_was_written_since(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """And after a quiet close nothing at all."""
    first = client(house)
    client(house, surname="Щур")
    house.work.close()

    assert read_at_start(monkeypatch, house.work.data) == []
    with open_workspace(house.work.data, SCHEMAS) as work:
        work.changed = 0
        by = By(people.find(work, house.ids["oksana"]), house.now)
        (consent,) = work.read("client", first.id).documents
        del consent
        acts.set_language(work, by, acts.person_at(work, by.person.id), "en")
        work.changed = 0
    assert read_at_start(monkeypatch, house.work.data) == [("person", house.ids["oksana"])]


def test_an_unchanged_organisation_is_not_gone_over_one_by_one(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sum of all marks says so; two folders that changed places come to another sum."""
    first, second = (client(house, surname=name) for name in ("Коваль", "Щур"))
    compared: list[Workspace] = []
    real = upkeep._compared

    def comparing(work: Workspace) -> Any:
        compared.append(work)
        return real(work)

    monkeypatch.setattr(upkeep, "_compared", comparing)
    data = house.work.data
    house.work.close()

    assert read_at_start(monkeypatch, data) == compared == []
    one, other = (data / "client" / done.id for done in (first, second))
    one.rename(data / "client" / "aside")
    other.rename(one)
    (data / "client" / "aside").rename(other)
    with open_workspace(data, SCHEMAS) as work:
        assert compared
        assert set(work.damaged) == {("client", first.id), ("client", second.id)}


@pytest.mark.parametrize("harm", ["bit", "half", "empty", "foreign", "none"])
def test_a_bad_snapshot_is_as_none(house: House, tmp_path: Path, harm: str) -> None:
    """Damaged, cut off, another organisation's or lost: nobody is told, everything is there."""
    client(house)
    house.work.close()
    data, kept = house.work.data, house.work.data / "index.snapshot"
    content = kept.read_bytes()
    if harm == "foreign":
        with open_workspace(tmp_path / "other", SCHEMAS) as other:
            nobody = By(Person("", ""), house.now)
            acts.setup(other, nobody, {"name": "Інші"}, {"name": "О", "login": "o", "roles": ["supervisor"]})
        kept.write_bytes((tmp_path / "other" / "index.snapshot").read_bytes())
    elif harm == "bit":
        place = len(content) // 2
        kept.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
    elif harm == "none":
        kept.unlink()
    else:
        kept.write_bytes(content[: len(content) // 2] if harm == "half" else b"")

    with open_workspace(data, SCHEMAS) as work:
        found = dump(work)

    assert found == rebuilt(data, SCHEMAS)
    assert len(found["people"]) > 1


def test_another_program_works_everything_out_anew(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A snapshot is never trusted by a program that might see things otherwise."""
    client(house)
    house.work.close()
    monkeypatch.setattr("suprovid.casework.opening.program", lambda: "another")

    read = read_at_start(monkeypatch, house.work.data)

    assert len(read) > 3


def test_the_first_start_tells_how_far_it_is(house: House) -> None:
    """From nothing to all, never backwards."""
    for _ in range(3):
        client(house)
    house.work.close()
    (house.work.data / "index.snapshot").unlink()
    told: list[float] = []

    with open_workspace(house.work.data, SCHEMAS, told=lambda done, total: told.append(done / total)):
        assert told == sorted(told)
        assert told[-1] == 1
    assert quietly(1, 2) is None
