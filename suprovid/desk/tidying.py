"""Gives back the memory of tabs that were closed: in a moment in which nobody waits for a page.

Python looks for what points at itself only after much was made, and a closed tab does; until then twenty
people who open and close tabs let the server grow. What was freed goes back to the system too (Linux).
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import sys
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from suprovid.desk.chores import chore

EVERY = 60.0
"""Seconds from one time to the next."""
PATIENCE, LOOK = 20.0, 0.02
"""So many seconds it waits for a quiet moment, and so many between two looks for one."""
DRAWING = "ScriptRunner"
"""How Streamlit's threads are called that draw pages."""


def tidying(every: float = EVERY) -> AbstractContextManager[None]:
    """Tidy up now and then until the server stops."""
    return chore("tidying", _in_a_quiet_moment, every)


def tidy() -> int:
    """Let go of what nobody can reach any more; how many things that were."""
    found = gc.collect()
    _give_back()
    return found


def is_quiet() -> bool:
    """Whether no page is being drawn."""
    return not any(thread.name.startswith(DRAWING) for thread in threading.enumerate())


def _in_a_quiet_moment(stop: threading.Event) -> None:
    until = time.monotonic() + PATIENCE
    while not is_quiet() and time.monotonic() < until and not stop.wait(LOOK):
        pass
    tidy()


def _found_in_c(name: str) -> Callable[[int], int]:
    """A function of the system's library; one that does nothing where there is none."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            found: Callable[[int], int] = getattr(ctypes.CDLL(None), name)
            return found
    return lambda keep: 0


_trim = _found_in_c("malloc_trim")


def _give_back() -> None:
    _trim(0)
