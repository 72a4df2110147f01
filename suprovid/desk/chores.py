"""What the server does now and then beside the pages, in threads that end with it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator

PATIENCE = 5.0
"""So many seconds the end of the server waits for a chore that is under way."""


@contextlib.contextmanager
def chore(
    name: str, do: Callable[[threading.Event], object], every: float, first: float | None = None
) -> Iterator[None]:
    """While the block lasts: do it after `first` seconds, and again `every` so many; `do` is told of the end.

    One that fails is done again when its time comes: whatever it was, the next time may be luckier.
    """
    stop = threading.Event()
    wait = every if first is None else first
    thread = threading.Thread(target=_again, args=(do, stop, wait, every), name=name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE)


def _again(do: Callable[[threading.Event], object], stop: threading.Event, wait: float, every: float) -> None:
    while not stop.wait(wait):
        with contextlib.suppress(Exception):
            do(stop)
        wait = every
