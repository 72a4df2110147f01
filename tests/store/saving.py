"""Saves one act after another until it is told to stop: python saving.py ADDRESS.

It prints each act that was acknowledged; one that was refused because the server is away is made again,
with the same event, so that an act whose answer was lost on the way is not there twice.
"""

from __future__ import annotations

import json
import signal
import sys
from contextlib import suppress

from suprovid.errors import Stale, Unwritable
from suprovid.store import Change
from suprovid.store.postgres_store import PostgresStore


def main(address: str) -> None:
    """Count up in one document."""
    going = [True]
    signal.signal(signal.SIGTERM, lambda *_: going.clear())
    store = PostgresStore(address)
    store.create("case", "a1", Change(None, {"d1": {"id": "d1", "n": 0}}, [{"id": "e0", "n": 0}]))
    number = revision = 1
    while going:
        change = Change(None, {"d1": {"id": "d1", "n": number}}, [{"id": f"e{number}", "n": number}])
        with suppress(Unwritable):
            try:
                revision = store.write("case", "a1", change, revision)
            except Stale as stale:
                raise SystemExit(f"nobody else saves here: {stale}") from stale
            print(json.dumps({"n": number}), flush=True)
            number += 1


if __name__ == "__main__":
    main(sys.argv[1])
