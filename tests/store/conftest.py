"""What the tests of the store share: one PostgreSQL server, started when a test first asks for it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from postgres_server import empty, server


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server; the test is skipped where there is none."""
    with server() as address:
        yield address


@pytest.fixture
def database(postgres: str) -> str:
    """The address of an empty place in it."""
    return empty(postgres)
