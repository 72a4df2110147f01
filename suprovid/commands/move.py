"""`suprovid move --to URL`: everything into a database, or `--to DIR`: back into directories."""

from __future__ import annotations

import argparse
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from suprovid.casework import safekeeping
from suprovid.commands import unlocking
from suprovid.commands.backup import counts
from suprovid.commands.speech import say, tell
from suprovid.desk.door import Place
from suprovid.errors import SuprovidError
from suprovid.store import backup, moving
from suprovid.store.custody import copying
from suprovid.store.database import is_database
from suprovid.store.journal import Journal
from suprovid.store.moving import Proof
from suprovid.store.opening import open_store
from suprovid.store.port import Cover

WRONG = 2


def add(parser: argparse.ArgumentParser) -> None:
    """Where to; from where is said by `SUPROVID_STORE` and `--data`."""
    parser.add_argument(
        "--to",
        required=True,
        metavar="URL",
        help="postgresql://..., or a directory; it must hold no folders yet",
    )
    parser.add_argument(
        "--data-to",
        type=Path,
        metavar="DIR",
        help="with a database: another place for drafts, journal and forms (default: they stay)",
    )
    unlocking.add(parser)


def run(asked: argparse.Namespace) -> int:
    """Carry everything over and prove it; what is here stays. 2 with a sentence when it cannot be done."""
    place, to = Place.from_environment(), _to(asked)
    beside = _beside(asked, place)
    try:
        cover = unlocking.cover(place.data, asked, place.store)
        found = _carry(place, to, beside, cover)
    except SuprovidError as error:
        print(tell(error), file=sys.stderr)
        return WRONG
    print(say("move.done", place=_shown(to), digest=found.digest[:16]))
    print(counts(found.counts))
    _tell_journal(Journal(beside / "journal", cover))
    _carry_copies(place.data / safekeeping.ROOM, beside / safekeeping.ROOM)
    if is_database(to):
        print(say("move.now_database", place=_shown(to), data=beside, here=place.data))
    else:
        print(say("move.now_directory", place=to))
    return 0


def _carry(place: Place, to: str, beside: Path, cover: Cover) -> Proof:
    """Folders first: where they are refused, nothing is written."""
    there = Path(to) if not is_database(to) else place.data
    with copying(place.data), closing(open_store(place.data, place.store, cover)) as here:
        if beside != place.data:
            moving.refuse_strange_files(place.data, beside)
        with closing(open_store(there, to if is_database(to) else "", cover)) as other:
            return moving.carry(here, other) | moving.carry_files(place.data, beside)


def _carry_copies(here: Path, there: Path) -> None:
    """The copies too, so that whoever goes on there sees them; where there is no room they stay.

    The move itself is done and proved before.
    """
    if here == there:
        return
    known, count = {path.name for _, path in backup.all_in(there)}, 0
    try:
        for _, path in reversed(backup.all_in(here)):
            if path.name not in known:
                backup.carry(path, there)
                count += 1
    except SuprovidError as error:
        print(tell(error), file=sys.stderr)
        print(say("move.copies_stay", place=here), file=sys.stderr)
        return
    if count:
        print(say("move.copies", count=count, place=there))


def _to(asked: argparse.Namespace) -> str:
    return str(asked.to) if "://" in asked.to else str(Path(asked.to).expanduser().resolve())


def _beside(asked: argparse.Namespace, place: Place) -> Path:
    """Where what is no folder shall lie."""
    if "://" not in asked.to:
        return Path(_to(asked))
    return asked.data_to.expanduser().resolve() if asked.data_to else place.data


def _tell_journal(journal: Journal) -> None:
    """Whether its chain is whole there, and the control code, for comparing with one noted down before."""
    checked = journal.check()
    if checked.faults:
        print(say("move.journal_faults", count=len(checked.faults)), file=sys.stderr)
    elif checked.entries:
        print(say("move.journal", count=checked.entries, code=checked.code))


def _shown(address: str) -> str:
    """An address without the name and the password in it."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}" if "://" in address else address
