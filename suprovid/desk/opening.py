"""How far the folders are taken in while the workspace is opened: told to whoever waits at the door."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from suprovid.casework.upkeep import Told


class Stopped(Exception):
    """The server stops before all folders were read; the next start reads them."""


class Opening:
    """Counts folders as they are read; safe under threads. Before the first is read, `part` is None."""

    def __init__(self) -> None:
        self._over = threading.Event()
        self._over.set()
        self.done = self.total = 0
        self._stopped = False

    @property
    def part(self) -> int | None:
        """How many hundredths are done."""
        return 100 * self.done // self.total if self.total else None

    def is_over(self, within: float = 0.0) -> bool:
        """Whether nothing is being opened, now or within so many seconds."""
        return self._over.wait(within)

    def stop(self) -> None:
        """Leave the rest for the next start, whoever else waits for it here."""
        self._stopped = True

    def start(self) -> None:
        """It may go on again."""
        self._stopped = False

    @contextmanager
    def going(self, told: Told) -> Iterator[Told]:
        """While it is going on; the caller tells how far it has come, and `told` hears it too."""

        def both(done: int, total: int) -> None:
            self.done, self.total = done, total
            if self._stopped:
                raise Stopped
            told(done, total)

        self.done = self.total = 0
        self._over.clear()
        try:
            yield both
        finally:
            self._over.set()
