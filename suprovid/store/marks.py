"""Marks: how one knows without reading it that a folder's file is the one that was read before.

Every save makes a new file, so what the system says of a file changes with each: its number, its size,
when it was written, and when the system last touched it, which no program can set back.
A copy put there by hand, a restored backup and a clock that jumps all give another mark.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from suprovid.store.names import NAME, RESERVED

Key = tuple[str, str]
MOST = 1000


def mark(path: Path | str) -> int:
    """The mark of a file; 0 when there is none."""
    try:
        state = os.stat(path)
    except OSError:
        return 0
    return hash((state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)) or 1


def marks(data: Path, file: str) -> Iterator[tuple[str, str, int]]:
    """Kind, id and mark of every directory of a kind that has this file in it, in no order."""
    for kind in filter(is_name, _entries(data)):
        room = os.path.join(data, kind)
        for id in filter(is_name, _entries(room)):
            found = mark(f"{room}{os.sep}{id}{os.sep}{file}")
            if found:
                yield kind, id, found


def is_name(name: str) -> bool:
    """Whether this may be the name of a kind or of a folder."""
    return NAME.fullmatch(name) is not None and name not in RESERVED


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


def _entries(directory: Path | str) -> list[str]:
    try:
        return os.listdir(directory)
    except (FileNotFoundError, NotADirectoryError):
        return []
