"""Marks: how one knows without reading it that a folder's file is the one that was read before.

Every save makes a new file, so what the system says of a file changes with each: its number, its size,
when it was written, and when the system last touched it, which no program can set back.
A copy put there by hand, a restored backup and a clock that jumps all give another mark.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from zlib import crc32

from suprovid.errors import SuprovidError
from suprovid.store.names import NAME, RESERVED

Key = tuple[str, str]
Marks = Mapping[str, tuple[int, int, int]]
"""By kind: how many folders there are, and the sum of the halves of their marks."""
MOST = 1000
HALF = 0xFFFFFFFF
WITHIN = os.stat in os.supports_dir_fd and os.listdir in os.supports_fd
"""Whether files can be asked for by the directory that they are in, which saves the way to it."""


def mark(path: Path) -> int:
    """The mark of a folder's file; 0 when there is none."""
    try:
        return _mark(os.stat(path), path.parent.name)
    except OSError:
        return 0


def marks(data: Path, file: str) -> Iterator[tuple[str, str, int]]:
    """Kind, id and mark of every directory of a kind that has this file in it, in no order."""
    for kind in filter(is_name, _entries(data)):
        with _opened(data / kind) as room:
            for id in filter(is_name, _entries(data / kind if room is None else room)):
                try:
                    state = (
                        os.stat(f"{id}/{file}", dir_fd=room) if WITHIN else os.stat(data / kind / id / file)
                    )
                except OSError:
                    continue
                yield kind, id, _mark(state, id)


def summed(found: Iterable[tuple[str, str, int]]) -> Marks:
    """What all these marks come to: another folder, or another mark, and it is another sum."""
    sums: dict[str, list[int]] = {}
    for kind, _, mark in found:
        sum = sums.setdefault(kind, [0, 0, 0])
        sum[0] += 1
        sum[1] += mark & HALF
        sum[2] += mark >> 32
    return {kind: (sum[0], sum[1], sum[2]) for kind, sum in sums.items()}


def _mark(state: os.stat_result, id: str) -> int:
    """What the system says of a file, and whose it is: two that change places are not what they were.

    Python's hash of a tuple is nearly a sum of its parts, so two folders that change places came to the same
    sum in one of five; folded over once more it is none.
    """
    said = (state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns, crc32(id.encode()))
    found = hash(said)
    return found ^ (found >> 32) or 1


def is_name(name: str) -> bool:
    """Whether this may be the name of a kind or of a folder."""
    return NAME.fullmatch(name) is not None and name not in RESERVED


class Survey:
    """All marks of a store, summed up in a thread of its own while the caller does something else."""

    def __init__(self, marks: Callable[[], Iterable[tuple[str, str, int]]]) -> None:
        self._marks = marks
        self._found: Marks | None = None
        self._thread = threading.Thread(target=self._run, name="survey", daemon=True)
        self._thread.start()

    def found(self) -> Marks | None:
        """What they come to, once all are known; None where a store did not answer."""
        self._thread.join()
        return self._found

    def _run(self) -> None:
        with contextlib.suppress(SuprovidError, OSError):
            self._found = summed(self._marks())


class Written:
    """The marks of what this process wrote itself, until somebody asks."""

    def __init__(self) -> None:
        self._found: dict[Key, tuple[int, int]] = {}

    def note(self, key: Key, revision: int, path: Path) -> None:
        """Remember what was just written; call it while nobody else can write there."""
        if len(self._found) >= MOST:
            self._found.clear()
        self._found[key] = (revision, mark(path))

    def taken(self, key: Key, revision: int) -> int:
        """The mark of this revision; 0 when it was not the last that this process wrote there."""
        written, found = self._found.pop(key, (0, 0))
        return found if written == revision else 0


@contextmanager
def _opened(directory: Path) -> Iterator[int | None]:
    """A directory in which to ask for files, None where there is none or the system cannot."""
    try:
        room = os.open(directory, os.O_RDONLY) if WITHIN else None
    except OSError:
        room = None
    try:
        yield room
    finally:
        if room is not None:
            os.close(room)


def _entries(directory: Path | int) -> list[str]:
    try:
        return os.listdir(directory)
    except (FileNotFoundError, NotADirectoryError):
        return []
