"""What the server does by itself while it runs: one backup a day, the old ones deleted."""

from __future__ import annotations

from contextlib import AbstractContextManager
from functools import partial

from suprovid.casework import copies, copy_seal, safekeeping
from suprovid.casework.opening import MANY
from suprovid.desk.chores import chore
from suprovid.desk.door import Door
from suprovid.errors import Busy, SuprovidError
from suprovid.store import backup

FIRST, THEN = 60.0, 600.0
"""Seconds until it looks for the first time, and from one look to the next."""


def keeping(door: Door, first: float = FIRST, then: float = THEN) -> AbstractContextManager[None]:
    """Look after the backups until the server stops."""
    return chore("keeping", lambda _: look_after(door), then, first)


def look_after(door: Door) -> None:
    """Today's backup, and after it what kills left; a snapshot for the next start when much changed."""
    if back_up(door):
        door.work.store.sweep()
    safekeeping.forget_aside(door.work, door.now())
    if _are_copies_sealed(door):
        copies.go_on_giving_up(door.work, door.now(), door.media())
    if door.work.changed >= MANY:
        door.work.keep_snapshot()


def _are_copies_sealed(door: Door) -> bool:
    return not door.safe.custody.is_over_plain if door.safe.is_open else copy_seal.is_on(door.work)


def back_up(door: Door) -> bool:
    """Make today's backup if it is due and wanted; a failure is in the journal, and tried again later."""
    if not (door.is_founded() and door.wants_backups):
        return False
    try:
        if door.safe.is_locked:
            return _back_up_locked(door)
        if _is_half_encrypted(door) and not copies.is_old(door.media(), door.now()):
            return False
        return copies.keep_due(door.work, door.now(), door.media())
    except Busy:  # another process is at it
        return False
    except (SuprovidError, OSError):
        door.note(safekeeping.FAILED)
        return False


def _is_half_encrypted(door: Door) -> bool:
    """Whether a copy of now would still hold names in clear: as a rule it can wait for the few minutes."""
    return door.safe.is_open and door.safe.custody.is_over_plain


def _back_up_locked(door: Door) -> bool:
    """Encrypted folders are copied as they lie, without their key."""
    place, now = door.place, door.now()
    media = copies.media_locked(place.data, place.second)
    if not backup.is_due(media.own, now):
        return False
    make = partial(safekeeping.keep_locked, place.data, place.schemas, now, store=place.store)
    copies.keep_by(make, media, now)
    return True
