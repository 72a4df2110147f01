"""Which folders changed lately, told to other processes: short lines in a file for each day.

A line is added before and after each change, so that a kill between the two leaves nothing untold.
The lines are hints for indexes: none is ever needed to read a folder, and losing one loses nothing.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

DAY = 86400
KEPT_DAYS = 3


@dataclass(frozen=True)
class Notice:
    """This folder is, or soon will be, at this revision; 0 when it was removed."""

    kind: str
    id: str
    revision: int


@dataclass(frozen=True)
class Changes:
    """What was told since a stamp, in order, and the stamp to ask with next time.

    Not `complete`: too long ago, anything may have changed.
    """

    stamp: str
    notices: tuple[Notice, ...] = ()
    complete: bool = True


class Notices:
    """The lines of one directory; any number of processes write and read them."""

    def __init__(self, room: Path) -> None:
        self._room = room

    @contextlib.contextmanager
    def around(self, kind: str, id: str, revision: int) -> Iterator[None]:
        """Tell of a change before it is made and again when it is made."""
        self.tell(kind, id, revision)
        yield
        self.tell(kind, id, revision)

    def tell(self, kind: str, id: str, revision: int) -> None:
        """Add one line; a disk that refuses is no reason to refuse a save."""
        line = f"{kind} {id} {revision}\n".encode()
        with contextlib.suppress(OSError):
            try:
                _append(self._room / _today(), line)
            except FileNotFoundError:
                self._room.mkdir(mode=0o700, parents=True, exist_ok=True)
                _append(self._room / _today(), line)

    def since(self, stamp: str) -> Changes:
        """What was told since; asked with "" it answers the stamp alone."""
        sizes = self._sizes()
        now = " ".join(f"{day}:{size}" for day, size in sizes.items())
        if not stamp:
            return Changes(now or f"{_today()}:0")
        seen = {day: int(size) for day, _, size in (part.partition(":") for part in stamp.split())}
        told = b"".join(self._told(day, seen.get(day, 0), size) for day, size in sizes.items())
        latest = max(seen)
        return Changes(now or stamp, tuple(_notices(told)), latest in sizes or not seen[latest])

    def sweep(self) -> int:
        """Forget the lines of days that everybody has read."""
        swept = 0
        for day in [*self._sizes()][:-KEPT_DAYS]:
            with contextlib.suppress(OSError):
                (self._room / day).unlink()
                swept += 1
        return swept

    def _sizes(self) -> dict[str, int]:
        try:
            return {name: (self._room / name).stat().st_size for name in sorted(os.listdir(self._room))}
        except OSError:
            return {}

    def _told(self, day: str, start: int, end: int) -> bytes:
        with contextlib.suppress(OSError), (self._room / day).open("rb") as file:
            file.seek(start)
            return file.read(max(0, end - start))
        return b""


def _append(path: Path, line: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(handle, line)
    finally:
        os.close(handle)


def _notices(told: bytes) -> Iterator[Notice]:
    for line in told.decode("ascii", "replace").splitlines():
        words = line.split()
        if len(words) == 3 and words[2].isdigit():
            yield Notice(words[0], words[1], int(words[2]))


def _today() -> str:
    return f"{int(time.time() // DAY):06}"
