"""The sample organisation in a folder that is thrown away: its people, and no clients yet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest

from suprovid.casework.opening import open_workspace
from suprovid.casework.workspace import Workspace
from suprovid.sample import staff
from suprovid.sample.office import Office

SCHEMAS = Path(__file__).parents[2] / "schemas"
FOUNDED = datetime(2026, 1, 5, 9, tzinfo=timezone(timedelta(hours=2)))


@pytest.fixture
def work(tmp_path: Path) -> Iterator[Workspace]:
    with open_workspace(tmp_path / "data", SCHEMAS) as opened:
        yield opened


@pytest.fixture
def office(work: Workspace) -> Office:
    """Everybody of the sample, at the beginning of 2026."""
    accounts = staff.found(work, FOUNDED, lambda phrase: {"kind": "none", "hash": phrase})
    return Office(work, {account.worker.login: account.id for account in accounts}, FOUNDED)
