"""What the server does for an encrypted workspace by itself: it locks when nobody is there, and seals anew.

Of several processes in front of one database each locks itself; "Lock now" at one of them locks all.

Sealing anew follows the removal of a person; a server that was killed meanwhile goes on with it.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from suprovid.casework import copies
from suprovid.desk.chores import chore
from suprovid.desk.door import Door
from suprovid.desk.sign_in.first_vault import DONE
from suprovid.errors import SuprovidError

EVERY = 10.0
"""Seconds from one look to the next."""


@contextlib.contextmanager
def locking(door: Door, every: float = EVERY) -> Iterator[None]:
    """Look after the vault until the server stops; then it is locked."""
    try:
        with chore("locking", lambda _: _look_after(door), every):
            yield
    finally:
        door.lock(only_here=True)


def seal_anew(door: Door) -> int:
    """Go on with sealing what is sealed with a former key; how many files that were."""
    if not (door.safe.is_open and door.safe.custody.is_turning):
        return 0
    done, was_clear = 0, door.safe.custody.is_over_plain
    with contextlib.suppress(SuprovidError):  # the disk is full, or somebody locked: another time
        done = door.safe.seal_anew()
        if was_clear and not door.safe.custody.is_over_plain:
            door.note(DONE)
            copies.go_on_giving_up(door.work, door.now(), door.media())
    return done


def _look_after(door: Door) -> None:
    door.lock_if_idle()
    seal_anew(door)
