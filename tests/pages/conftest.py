"""Pages run by themselves for somebody who is signed in; where their links lead is written down."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "casework")]

from casework_house import STAFF, House, on, with_problems  # noqa: E402  (it stands beside the tests of casework)
from pages_house import INTAKE, Reader, Seen, filling, link, switch  # noqa: E402

from suprovid.casework import acts  # noqa: E402
from suprovid.casework.opening import open_workspace  # noqa: E402
from suprovid.casework.people import By, Person  # noqa: E402
from suprovid.desk import door as doors  # noqa: E402
from suprovid.desk.door import Door, Place  # noqa: E402


@pytest.fixture
def schemas() -> Path:
    """What the organisation writes: here what the program brings."""
    return ROOT / "schemas"


@pytest.fixture
def house(tmp_path: Path, schemas: Path) -> Iterator[House]:
    """The organisation on 6 May 2026, behind the door of this process."""
    work = open_workspace(tmp_path / "data", schemas)
    now = on("2026-05-06")
    name, roles = STAFF["halyna"]
    chosen, first = {"name": "Центр"}, {"name": name, "login": "halyna", "roles": roles}
    house = House(work, {"halyna": acts.setup(work, By(Person("", ""), now), chosen, first).id}, now)
    for login, (name, roles) in STAFF.items():
        if login != "halyna":
            house.hire(login, name, *roles)
    yield house
    work.close()


@pytest.fixture
def reader(house: House, tmp_path: Path, schemas: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """A browser in which nobody has opened a page yet."""
    door = Door(Place(tmp_path / "data", schemas))
    door._work = house.work
    doors.use(door)
    found = Reader(door, house, monkeypatch)
    monkeypatch.setattr(st, "page_link", link(found))
    monkeypatch.setattr(st, "switch_page", switch(found))
    yield found
    doors.use(None)


@pytest.fixture
def typed(house: House, reader: Reader) -> Seen:
    """An intake that is filled in and not yet submitted, with a contact that was given."""
    seen = reader.open("document", "oksana", **INTAKE)
    contacts = [{"_id": "k1", "partner": "Притулок", "phone": "+380441112233"}]
    held = filling(seen)
    held.answers = with_problems(house, contacts_given=contacts)  # type: ignore[attr-defined]
    held.renewed()  # type: ignore[attr-defined]
    return reader.again(seen.ran)
