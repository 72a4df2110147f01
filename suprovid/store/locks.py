"""One writer at a time: a lock between the threads of this process, then one between processes.

Lock files are a fixed number of stripes in a room of their own, so they neither pile up nor pass for data.
Never hold two at once: two names may share a stripe.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

from filelock import FileLock, Timeout

from suprovid.errors import Busy
from suprovid.store import disk

STRIPES = 256


@dataclass
class Stripe:
    """The two locks behind one group of names."""

    file: FileLock
    thread: threading.Lock = field(default_factory=threading.Lock)


class Locks:
    """Locks by name, kept in one directory; `Busy` after `patience` seconds."""

    def __init__(self, directory: Path, patience: float = 10.0) -> None:
        self._directory = directory
        self._patience = patience
        self._stripes: dict[int, Stripe] = {}
        self._guard = threading.Lock()

    @contextmanager
    def held(self, name: str) -> Iterator[None]:
        """Nobody else writes under this name meanwhile, in no thread and no process."""
        stripe = self._stripe(name)
        until = time.monotonic() + self._patience
        if not stripe.thread.acquire(timeout=self._patience):
            raise Busy(place=name)
        try:
            self._acquire(stripe.file, name, until)
            try:
                yield
            finally:
                stripe.file.release()
        finally:
            stripe.thread.release()

    def _stripe(self, name: str) -> Stripe:
        number = crc32(name.encode()) % STRIPES
        with self._guard:
            if number not in self._stripes:
                path = self._directory / f"{number:02x}.lock"
                self._stripes[number] = Stripe(FileLock(path, thread_local=False, poll_interval=0.002))
            return self._stripes[number]

    def _acquire(self, lock: FileLock, name: str, until: float) -> None:
        try:
            disk.make_directory(self._directory)
            lock.acquire(timeout=max(0.0, until - time.monotonic()))
        except Timeout as error:
            raise Busy(place=name) from error
        except OSError as error:
            raise disk.refused(name, error) from error
