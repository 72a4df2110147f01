"""`suprovid move --to URL`: every folder into a database, or `--to DIR`: back into directories."""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

from suprovid.commands import unlocking
from suprovid.commands.backup import counts
from suprovid.commands.speech import say, tell
from suprovid.desk.door import Place
from suprovid.errors import SuprovidError
from suprovid.store.moving import carry
from suprovid.store.opening import open_store
from suprovid.store.port import PLAIN

WRONG = 2


def add(parser: argparse.ArgumentParser) -> None:
    """Where to; from where is said by `SUPROVID_STORE` and `--data`."""
    parser.add_argument(
        "--to",
        required=True,
        metavar="URL",
        help="postgresql://..., or a directory; it must hold no folders yet",
    )
    unlocking.add(parser)


def run(asked: argparse.Namespace) -> int:
    """Carry everything over and prove it; what is here stays. 2 with a sentence when it cannot be done."""
    place, address = Place.from_environment(), os.environ.get("SUPROVID_STORE", "")
    is_database = "://" in asked.to
    try:
        cover = PLAIN if address else unlocking.cover(place.data, asked)
        with closing(open_store(place.data, address, cover)) as here:
            to = open_store(place.data, asked.to) if is_database else open_store(Path(asked.to).resolve())
            with closing(to) as there:
                found = carry(here, there)
    except SuprovidError as error:
        print(tell(error), file=sys.stderr)
        return WRONG
    print(say("move.done", place=_shown(asked.to), digest=found.digest[:16]))
    print(counts(found.counts))
    if cover is not PLAIN:
        print(say("move.uncovered"))
    print(say("move.now_database" if is_database else "move.now_directory", place=_shown(asked.to)))
    return 0


def _shown(address: str) -> str:
    """An address without the name and the password in it."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}" if parts.scheme else address
