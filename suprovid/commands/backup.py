"""`suprovid backup`: a copy of everything, now; seven daily and four weekly ones are kept."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial
from pathlib import Path

from suprovid.casework import copies, safekeeping
from suprovid.casework.copies import Kept, Media
from suprovid.casework.opening import open_workspace
from suprovid.commands.speech import say, tell
from suprovid.desk.door import Place, clock
from suprovid.errors import SuprovidError
from suprovid.store import keyring
from suprovid.store.backup import Backup

WRONG, NOTHING = 2, 1


def add(parser: argparse.ArgumentParser) -> None:
    """Where to."""
    parser.add_argument(
        "--to",
        type=Path,
        metavar="DIR",
        help="a place where nothing is ever deleted (default: backups/ of the data, and the second medium)",
    )


def run(asked: argparse.Namespace) -> int:
    """Make one and say what is in it; 1 where there is nothing to copy, 2 when it cannot be written."""
    place, now = Place.from_environment(), clock()
    to = asked.to.expanduser().resolve() if asked.to else None
    if not place.data.is_dir():
        print(say("backup.nothing", place=place.data), file=sys.stderr)
        return NOTHING
    try:
        kept, away = _kept(place, now, to)
    except SuprovidError as error:
        print(tell(error), file=sys.stderr)
        return WRONG
    made = kept.made
    print(say("backup.made", place=made.path, megabytes=round(made.path.stat().st_size / 2**20, 1)))
    print(counts(made.counts))
    if kept.carried:
        print(say("backup.carried", place=kept.carried))
    if kept.trouble:
        print(tell(kept.trouble), file=sys.stderr)
    if away:
        print(say("backup.away", place=away), file=sys.stderr)
    return 0


def _kept(place: Place, now: datetime, to: Path | None) -> tuple[Kept, Path | None]:
    """The copy, and the second medium if it is away; sealed data is copied as it lies, without its key."""
    if keyring.is_there(place.data):
        make = partial(safekeeping.keep_locked, place.data, place.schemas, now, store=place.store)
        return _made(copies.media_locked(place.data, place.second), to, make, now)
    with open_workspace(place.data, place.schemas) as work:
        return _made(copies.media(work, place.second), to, partial(safekeeping.keep, work, now), now)


def _made(
    found: Media, to: Path | None, make: Callable[[Path], Backup], now: datetime
) -> tuple[Kept, Path | None]:
    if to:
        return Kept(make(to)), None
    return copies.keep_by(make, found, now), found.second if found.is_away else None


def counts(found: Mapping[str, int]) -> str:
    """How many of each kind, for people who compare."""
    return "  " + ", ".join(f"{kind}: {count}" for kind, count in found.items())
