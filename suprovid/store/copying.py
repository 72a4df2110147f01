"""Copying the files of a store while people work in it, so that all of them belong to one moment.

Most is copied beside the work; what changed meanwhile is copied again, the last of it while all writers wait.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from suprovid.store import disk, erasures
from suprovid.store.locks import Locks
from suprovid.store.notices import Changes, Notices
from suprovid.store.rooms import FILE, NUMBERS, scans

PASSES, FEW = 5, 20
"""At most so many rounds beside the work, until only so many folders are left to copy."""
Key = tuple[str, str]
Files = Iterator[tuple[str, bytes | None]]


class Copying:
    """One copy of one directory of folders."""

    def __init__(self, data: Path, locks: Locks, notices: Notices) -> None:
        self._data, self._locks, self._notices = data, locks, notices
        self._given: set[str] = set()

    def files(self, folders: Callable[[], Iterator[Key]]) -> Files:
        """Paths with their contents: a later one replaces an earlier, None takes out what begins so."""
        stamp = self._notices.since("").stamp
        keys: Iterable[Key] = folders()
        for _ in range(PASSES):
            for key in keys:
                yield from self._files_of(*key)
            found = self._notices.since(stamp)
            stamp, keys = found.stamp, _touched(found, folders)
            if len(keys) <= FEW:
                break
        with self._locks.all_held():
            keys = {*keys, *_touched(self._notices.since(stamp), folders)}
            last = [file for key in sorted(keys) for file in self._files_of(*key)]
            lists = [(name, disk.read(self._data / name)) for name in (NUMBERS, erasures.FILE)]
        yield from last
        yield from ((name, content) for name, content in lists if content is not None)

    def _files_of(self, kind: str, id: str) -> Files:
        """A folder's file, then its attachments: those that it names were there before it was written."""
        content = disk.read(self._data / kind / id / FILE)
        if content is None:
            yield f"{kind}/{id}/", None
            return
        yield f"{kind}/{id}/{FILE}", content
        for name in scans(self._data / kind / id):
            path = f"{kind}/{id}/files/{name}"
            scan = None if path in self._given else disk.read(self._data / path)
            if scan is not None:
                self._given.add(path)
                yield path, scan


def _touched(found: Changes, folders: Callable[[], Iterator[Key]]) -> set[Key]:
    """The folders that changes name; all of them when too much happened to be told."""
    return {(told.kind, told.id) for told in found.notices} if found.complete else set(folders())
