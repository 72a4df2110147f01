"""`suprovid backup`: a copy of everything, now; the last week and month of them are kept."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path

from suprovid.casework import safekeeping
from suprovid.casework.workspace import open_workspace
from suprovid.commands.speech import say, tell
from suprovid.desk.door import Place, clock
from suprovid.errors import SuprovidError
from suprovid.store import backup

WRONG, NOTHING = 2, 1


def add(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument(
        "--to",
        type=Path,
        metavar="DIR",
        help="a place where nothing is ever deleted (default: SUPROVID_BACKUPS, or backups/ of the data)",
    )


def run(asked: argparse.Namespace) -> int:
    """Make one and say what is in it; 1 where there is nothing to copy, 2 when it cannot be written."""
    place, now = Place.from_environment(), clock()
    to = asked.to.expanduser().resolve() if asked.to else place.backups
    if not place.data.is_dir():
        print(say("backup.nothing", place=place.data), file=sys.stderr)
        return NOTHING
    try:
        with open_workspace(place.data, place.schemas) as work:
            made = safekeeping.keep(work, now, to)
            gone = () if asked.to else backup.rotate(to, now)
    except SuprovidError as error:
        print(tell(error), file=sys.stderr)
        return WRONG
    print(say("backup.made", place=made.path, megabytes=f"{made.path.stat().st_size / 2**20:.1f}"))
    print(counts(made.counts))
    if gone:
        print(say("backup.rotated", count=len(gone)))
    return 0


def counts(found: Mapping[str, int]) -> str:
    """How many of each kind, for people who compare."""
    return "  " + ", ".join(f"{kind}: {count}" for kind, count in found.items())
