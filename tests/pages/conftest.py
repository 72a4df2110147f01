"""Pages run by themselves for somebody who is signed in; where their links lead is written down."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "tests" / "casework")]

from casework_house import STAFF, House, on  # noqa: E402  (it stands beside the tests of casework)

from suprovid.casework import acts  # noqa: E402
from suprovid.casework.people import By, Person  # noqa: E402
from suprovid.casework.workspace import open_workspace  # noqa: E402
from suprovid.desk import door as doors  # noqa: E402
from suprovid.desk.door import Door, Place  # noqa: E402


@dataclass
class Seen:
    """A page after a run: what it says, where its links lead, and where it sent the reader."""

    ran: AppTest
    links: list[tuple[str, str, dict[str, str]]]
    sent: list[tuple[str, dict[str, str]]]

    @property
    def text(self) -> str:
        """Everything that can be read on the page."""
        ran = self.ran
        parts = (
            ran.title,
            ran.subheader,
            ran.markdown,
            ran.caption,
            ran.error,
            ran.warning,
            ran.info,
            ran.toast,
            ran.text,
        )
        words = [each.value for part in parts for each in part]
        words += [button.label for button in ran.button]
        words += [element.proto.body for element in ran.get("html")]
        return "\n".join([*words, *(label for label, _, _ in self.links)])

    def link(self, words: str) -> tuple[str, dict[str, str]]:
        """Where the first link with these words leads."""
        return next((page, query) for label, page, query in self.links if words in label)


@dataclass
class Reader:
    """Somebody at a browser: opens pages, presses buttons."""

    door: Door
    house: House
    patch: pytest.MonkeyPatch
    links: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    sent: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def open(self, page: str, login: str, /, **query: str) -> Seen:
        """Run a page as somebody."""
        self.door.now = lambda: self.house.now  # type: ignore[method-assign]
        token = self.door.enter(self.house.by(login).person)
        self.patch.setattr(st, "context", SimpleNamespace(cookies={self.door.cookie: token}))
        ran = AppTest.from_file(str(ROOT / "pages" / f"{page}.py"), default_timeout=30)
        for name, value in query.items():
            ran.query_params[name] = value
        return self.again(ran)

    def again(self, ran: AppTest) -> Seen:
        """Run it once more, after something was typed or pressed."""
        self.links.clear()
        self.sent.clear()
        ran.run()
        assert not ran.exception, ran.exception
        return Seen(ran, list(self.links), list(self.sent))

    def press(self, seen: Seen, words: str) -> Seen:
        """Press the first button with these words."""
        next(button for button in seen.ran.button if words in button.label).set_value(True)
        return self.again(seen.ran)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The organisation on 6 May 2026, behind the door of this process."""
    work = open_workspace(tmp_path / "data", ROOT / "schemas")
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
def reader(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Reader]:
    """A browser in which nobody has opened a page yet."""
    door = Door(Place(tmp_path / "data", ROOT / "schemas"))
    door._work = house.work
    doors.use(door)
    found = Reader(door, house, monkeypatch)
    monkeypatch.setattr(st, "page_link", _link(found))
    monkeypatch.setattr(st, "switch_page", _switch(found))
    yield found
    doors.use(None)


def _link(reader: Reader) -> Callable[..., None]:
    def page_link(
        page: str, *, label: str = "", query_params: Mapping[str, str] | None = None, **_: Any
    ) -> None:
        reader.links.append((label, Path(page).stem, dict(query_params or {})))

    return page_link


def _switch(reader: Reader) -> Callable[..., None]:
    def switch_page(page: str, *, query_params: Mapping[str, str] | None = None) -> None:
        reader.sent.append((Path(page).stem, dict(query_params or {})))
        st.stop()

    return switch_page
