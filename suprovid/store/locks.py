"""One writer at a time: a lock between the threads of this process, then one between processes.

Lock files are a fixed number of stripes in a room of their own, so they neither pile up nor pass for data.
Never hold two at once: two names may share a stripe.
Only `all_held` takes more, always in the same order, so nobody waits for one another in a circle.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from zlib import crc32

from filelock import FileLock, Timeout

from suprovid.errors import Busy
from suprovid.store import disk

STRIPES = 256
POLL = 0.002


class Locks:
    """Locks by name, kept in one directory; `Busy` after `patience` seconds."""

    def __init__(self, directory: Path, patience: float = 10.0) -> None:
        self._directory = directory
        self._patience = patience
        self._stripes = [threading.Lock() for _ in range(STRIPES)]

    @contextmanager
    def held(self, name: str) -> Iterator[None]:
        """Nobody else writes under this name meanwhile, in no thread and no process."""
        with self._stripe(crc32(name.encode()) % STRIPES, name):
            yield

    @contextmanager
    def all_held(self) -> Iterator[None]:
        """Nobody else writes at all meanwhile: for a moment only."""
        with ExitStack() as stack:
            for number in range(STRIPES):
                stack.enter_context(self._stripe(number, "all"))
            yield

    @contextmanager
    def _stripe(self, number: int, name: str) -> Iterator[None]:
        until = time.monotonic() + self._patience
        if not self._stripes[number].acquire(timeout=self._patience):
            raise Busy(place=name)
        try:
            lock = self._acquired(number, name, until)
            try:
                yield
            finally:
                lock.release()
        finally:
            self._stripes[number].release()

    def _acquired(self, number: int, name: str, until: float) -> FileLock:
        """A new lock each time: one that was made before a fork must not be used after it."""
        try:
            disk.make_directory(self._directory)
            lock = FileLock(self._directory / f"{number:02x}.lock", thread_local=False, poll_interval=POLL)
            lock.acquire(timeout=max(0.0, until - time.monotonic()))
        except Timeout as error:
            raise Busy(place=name) from error
        except OSError as error:
            raise disk.refused(name, error) from error
        return lock
