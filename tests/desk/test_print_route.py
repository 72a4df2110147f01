"""Sheets at their addresses: the way back from one that is not there stays here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from asgi_browser import Browser
from door_house import HOST, Clock, put_back, settle, stand_door
from starlette.applications import Starlette

from suprovid.desk import print_route
from suprovid.desk.door import Door


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    with put_back():
        door = stand_door(tmp_path / "data", Clock())
        yield door
        door.work.close()


def visitor(door: Door) -> Browser:
    """Oksana before the route alone."""
    browser = Browser(Starlette(routes=print_route.routes()), HOST)
    browser.cookies[door.cookie] = door.enter(settle(door))
    return browser


def test_the_way_back_leads_nowhere_else(door: Door) -> None:
    """Whatever kind of folder an address names: browsers read a backslash as a slash."""
    answer = visitor(door).get("/print/algorithm/\\example.org/1&x=2")

    assert answer.status == 404
    assert 'href="/%5Cexample.org?id=1%26x%3D2"' in answer.text
