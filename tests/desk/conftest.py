"""The door that the tests of the sign-in stand in front of."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from asgi_browser import Browser
from door_house import Clock, close, put_back, settle, stand_door, street

from suprovid.desk.door import Door


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still until it is turned."""
    return Clock()


@pytest.fixture
def empty_door(tmp_path: Path, clock: Clock) -> Iterator[Door]:
    """A door of a workspace that nobody has founded."""
    with put_back():
        door = stand_door(tmp_path / "data", clock)
        yield door
        close(door)


@pytest.fixture
def door(empty_door: Door) -> Door:
    """A door behind which Oksana works."""
    settle(empty_door)
    return empty_door


@pytest.fixture
def browser_at(door: Door) -> Browser:
    """A browser in front of the door."""
    return street(door)
