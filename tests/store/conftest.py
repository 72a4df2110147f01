"""What the tests of the store share: PostgreSQL servers, started when a test first asks for them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from postgres_server import Server, empty, server, split, three_servers


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server; the test is skipped where there is none."""
    with server() as address:
        yield address


@pytest.fixture
def database(postgres: str) -> str:
    """The address of an empty place in it."""
    return empty(postgres)


@pytest.fixture(scope="session")
def shards(postgres: str) -> Iterator[list[Server]]:
    """Three more servers."""
    with three_servers() as servers:
        yield servers


@pytest.fixture
def split_database(postgres: str, shards: list[Server]) -> str:
    """The address of an empty place whose folders lie on these three."""
    return split(postgres, shards)
