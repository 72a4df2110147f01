"""`suprovid verify`: a rehearsal, so that a backup is known to be good before it is needed."""

from __future__ import annotations

import argparse
import sys
from datetime import timedelta
from itertools import islice
from pathlib import Path

from suprovid.casework import going_back, safekeeping
from suprovid.casework.going_back import Older
from suprovid.commands import unlocking
from suprovid.commands.backup import counts
from suprovid.commands.speech import say, tell
from suprovid.desk.door import Place, clock
from suprovid.errors import SuprovidError
from suprovid.store import backup

NOTHING, WRONG, OLDER = 1, 2, 3
NAMED = 20
"""So many folders are named one by one."""
HOURS = 48


def add(parser: argparse.ArgumentParser) -> None:
    """Which backup."""
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        metavar="FILE",
        help="the backup (default: the newest of the daily ones)",
    )
    unlocking.add(parser)


def run(asked: argparse.Namespace) -> int:
    """Restore it somewhere for a moment, open it, compare with what is here.

    1 where there is none, 2 when it is not good, 3 when it knows a newer state of a folder than is here.
    """
    place = Place.from_environment()
    places = [asked.file.parent] if asked.file else [place.data / safekeeping.ROOM, place.second]
    kept = sorted((each for at in places if at for each in backup.all_in(at)), reverse=True)
    if not asked.file and not kept:
        print(say("backup.none", place=places[0]), file=sys.stderr)
        return NOTHING
    file = asked.file or kept[0][1]
    try:
        keys = unlocking.copy_keys_of(file, (place.data, file.parent.parent), asked)
        found = safekeeping.rehearse(file, place.schemas, unlocking.opens(asked), keys)
    except SuprovidError as error:
        print(tell(error), file=sys.stderr)
        return WRONG
    print(say("backup.good", place=file, made=f"{found.made:%Y-%m-%d %H:%M}"))
    print(counts(found.counts))
    if kept:
        print(say("backup.newest", place=kept[0][1].name, age=age(clock() - kept[0][0])))
    for name in found.damaged:
        print(say("backup.damaged_in", place=name), file=sys.stderr)
    older = {} if place.store else going_back.behind(place.data, found.revisions)
    _name(older)
    return WRONG if found.damaged else OLDER if older else 0


def _name(older: Older) -> None:
    """Each folder that went back, the first of very many."""
    for (kind, id), (now, copied) in islice(sorted(older.items()), NAMED):
        print(say("backup.older_here", place=f"{kind}/{id}", now=now, copied=copied), file=sys.stderr)
    if older:
        print(say("backup.older_what_to_do", count=len(older)), file=sys.stderr)


def age(old: timedelta) -> str:
    """How old something is, in hours or days."""
    hours = max(0, int(old.total_seconds() // 3600))
    if hours < HOURS:
        return say("backup.hours", count=hours)
    return say("backup.days", count=hours // 24)
