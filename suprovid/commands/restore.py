"""`suprovid restore`: a backup into an empty place, without what was erased since."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from suprovid.casework import safekeeping
from suprovid.commands import unlocking
from suprovid.commands.backup import counts
from suprovid.commands.speech import say, tell
from suprovid.desk import own_forms
from suprovid.desk.door import ROOT, Place, clock
from suprovid.errors import SuprovidError
from suprovid.store import backup, erasures

WRONG = 2


def add(parser: argparse.ArgumentParser) -> None:
    """Which backup; the place is `--data`."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the backup")
    parser.add_argument(
        "--erased",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="another list of what was erased: erased.txt of data that is left",
    )
    unlocking.add(parser)


def run(asked: argparse.Namespace) -> int:
    """Restore, compare, and say how old it is; 2 with a sentence when that cannot be done."""
    place = Place.from_environment()
    file = asked.file.expanduser().resolve()
    rooms = (file.parent.parent, ROOT / "data")
    lists = [*(room / erasures.FILE for room in rooms), *asked.erased]
    try:
        keys = unlocking.copy_keys_of(file, rooms, asked)
        restored = safekeeping.restore(file, place.data, clock(), lists, keys)
    except SuprovidError as error:
        print(tell(error), file=sys.stderr)
        return WRONG
    print(say("backup.restored", place=restored.place, made=f"{restored.made:%Y-%m-%d %H:%M}"))
    print(counts(restored.counts))
    if restored.erased:
        print(say("backup.erased_again", count=len(restored.erased)))
    _tell_of_forms(place)
    newer = backup.all_in(file.parent)
    if newer and newer[0][1] != file:
        print(say("backup.newer_there", place=newer[0][1]))
    return 0


def _tell_of_forms(place: Place) -> None:
    """Whether the forms of the copy are in force now, or how to have them."""
    room = place.data / own_forms.ROOM
    if not place.are_schemas_named and place.with_forms().schemas == room:
        print(say("backup.schemas_follow", place=room))
    elif room.is_dir():
        print(say("backup.schemas", place=room))
