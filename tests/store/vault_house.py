"""A vault that is quick to open, for tests of what lies in it."""

from __future__ import annotations

from pathlib import Path

from suprovid.store import custody
from suprovid.store.custody import Custody, Founder
from suprovid.store.slots import Cost

CHEAP = Cost(memory=8, time=1)
LOGIN, PHRASE, PERSON = "оксана", "зелений чайник біля вікна", "0123456789abcdef"
FOUNDER = Founder(LOGIN, PHRASE, PERSON)


def founded(data: Path, over_plain: bool = False) -> tuple[Custody, str]:
    """An open vault in this folder, and its recovery key."""
    return custody.found(data, FOUNDER, {"language": "uk"}, CHEAP, over_plain)
