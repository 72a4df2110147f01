"""What the server does by itself while it runs: one backup a day, the old ones deleted."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from suprovid.casework import copies, safekeeping
from suprovid.desk.door import Door
from suprovid.errors import Busy, SuprovidError

FIRST, THEN = 60.0, 600.0
"""Seconds until it looks for the first time, and from one look to the next."""


@contextlib.contextmanager
def keeping(door: Door, first: float = FIRST, then: float = THEN) -> Iterator[None]:
    """Look after the backups in a thread of its own until the server stops."""
    stop = threading.Event()
    thread = threading.Thread(target=_look, args=(door, stop, first, then), name="keeping", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)


def back_up(door: Door) -> bool:
    """Make today's backup if it is due and wanted; a failure is in the journal, and tried again later."""
    if not (door.is_founded() and door.work.settings.value("daily_backups")):
        return False
    try:
        return copies.keep_due(door.work, door.now(), door.media())
    except Busy:  # another process is at it
        return False
    except (SuprovidError, OSError):
        door.note(safekeeping.FAILED)
        return False


def _look(door: Door, stop: threading.Event, first: float, then: float) -> None:
    wait = first
    while not stop.wait(wait):
        with contextlib.suppress(Exception):  # whatever it is, the next look may be luckier
            back_up(door)
        wait = then
