"""Somebody at a browser: a page after a run, what it says, and where its links lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import streamlit as st
from casework_house import House
from streamlit.testing.v1 import AppTest

from suprovid.desk.door import Door
from suprovid.desk.front_desk import Desk

ROOT = Path(__file__).parents[2]


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
            ran.header,
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


INTAKE = {"kind": "enquiry", "form": "intake", "draft": "00aa11bb22cc33dd"}
"""The address of an intake that somebody begins."""


def filling(seen: Seen) -> object:
    """What the person has typed into it so far."""
    return seen.ran.session_state[f"form.{INTAKE['draft']}"]


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

    def desk(self, login: str) -> Desk:
        """The desk of somebody, without a page."""
        return Desk(self.house.work, self.house.by(login), "uk")

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


def link(reader: Reader) -> Callable[..., None]:
    def page_link(
        page: str, *, label: str = "", query_params: Mapping[str, str] | None = None, **_: Any
    ) -> None:
        reader.links.append((label, Path(page).stem, dict(query_params or {})))

    return page_link


def switch(reader: Reader) -> Callable[..., None]:
    def switch_page(page: str, *, query_params: Mapping[str, str] | None = None) -> None:
        reader.sent.append((Path(page).stem, dict(query_params or {})))
        st.stop()

    return switch_page
