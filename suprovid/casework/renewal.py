"""Indexing much again beside the work: in a thread of its own, a few folders at a time, counted."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from suprovid.errors import Busy, Unwritable
from suprovid.store.register import Key

AT_ONCE = 200
"""So many folders are not worth a thread."""
BATCH = 20
PAUSE = 1.0
"""Seconds until a database that was away is tried again."""


class Renewal:
    """At most one at a time: a later one takes over what an earlier one had not reached."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._left: dict[Key, None] = {}
        self._thread: threading.Thread | None = None
        self._stopped = threading.Event()
        self.total = 0

    @property
    def is_going(self) -> bool:
        """Whether some folders are still to be indexed."""
        return bool(self._left)

    @property
    def counted(self) -> tuple[int, int]:
        """How many folders are done, of how many that were to be."""
        total = self.total
        return max(total - len(self._left), 0), total

    def begin(self, keys: Sequence[Key], index: Callable[[Sequence[Key]], None]) -> None:
        """Index these: at once when they are few, else beside the work."""
        if len(keys) <= AT_ONCE and not self.is_going:
            index(keys)
            return
        with self._lock:
            self._left |= dict.fromkeys(keys)
            self.total = len(self._left)
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, args=(index,), name="renewal", daemon=True)
                self._thread.start()

    def wait(self) -> None:
        """Until nothing is left."""
        if self._thread is not None:
            self._thread.join()

    def stop(self) -> None:
        """Leave the rest for the next start, which finds out by itself."""
        self._stopped.set()
        self.wait()

    def _run(self, index: Callable[[Sequence[Key]], None]) -> None:
        while not self._stopped.is_set():
            with self._lock:
                some = [key for key, _ in zip(self._left, range(BATCH), strict=False)]
                if not some:
                    self._thread = None
                    return
            try:
                index(some)
            except (Unwritable, Busy):
                self._stopped.wait(PAUSE)
                continue
            with self._lock:
                for key in some:
                    self._left.pop(key, None)
