"""Work that is slow on purpose, such as the check of a passphrase: in turn, and behind all other work.

Each check takes 64 MiB and a quarter of a second of a processor; twenty people who come in at once would have
all processors for as long as those who are in already want to see a page.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")
MOST = 2
"""So many at a time, where there are more processors; one stays free for pages, unless it is the only one."""
STEPS_BACK = 10
"""How much less a thread of ours presses than others do, where the system lets threads differ (Linux)."""


def in_turn(work: Callable[[], T]) -> T:
    """What the work answers, once those who came before are served; raises what it raises."""
    return _line.submit(work).result()


def abreast() -> int:
    """How many are served at a time on this machine."""
    return max(1, min(MOST, (os.cpu_count() or 1) - 1))


def _new_line() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(abreast(), "turns", _step_back)


def _step_back() -> None:
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), STEPS_BACK)


def _begin_anew() -> None:
    """A child of this process has none of its threads."""
    global _line
    _line = _new_line()


_line = _new_line()
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_begin_anew)
