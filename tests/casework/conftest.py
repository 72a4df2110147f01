"""A small organisation with the shipped forms, in a folder that is thrown away: five people, no clients."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from casework_house import SCHEMAS, STAFF, House, on

from suprovid.casework import acts
from suprovid.casework.opening import open_workspace
from suprovid.casework.people import By, Person


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The organisation on 6 May 2026."""
    work = open_workspace(tmp_path / "data", SCHEMAS)
    now = on("2026-05-06")
    name, roles = STAFF["halyna"]
    nobody = By(Person("", ""), now)
    first = acts.setup(work, nobody, {"name": "Центр"}, {"name": name, "login": "halyna", "roles": roles})
    house = House(work, {"halyna": first.id}, now)
    for login, (name, roles) in STAFF.items():
        if login != "halyna":
            house.hire(login, name, *roles)
    yield house
    work.close()
