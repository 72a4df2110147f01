"""Runs a task in a process of its own, which the system stops at its limits of time and memory.

The process is forked, so that what is loaded already costs neither; Linux only.
"""

from __future__ import annotations

import os
import pickle
import resource
import warnings
from collections.abc import Callable
from typing import Any

SECONDS, BYTES = 2, 100 * 2**20


def bounded(task: Callable[[], Any]) -> Any:
    """What the task answers; fails when it needs more seconds of the processor or more memory."""
    reads, writes = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # other threads of the tests hold no lock of ours
        child = os.fork()
    if not child:
        os.close(reads)
        _answer(task, writes)
    os.close(writes)
    with os.fdopen(reads, "rb") as answer:
        told = answer.read()
    _, status = os.waitpid(child, 0)
    assert os.WIFEXITED(status), f"stopped by signal {os.WTERMSIG(status)}: more than {SECONDS} s"
    kind, value = pickle.loads(told)
    assert kind == "answered", value
    return value


def _answer(task: Callable[[], Any], writes: int) -> None:
    """In the child: the limits, the task, and no way back into the tests."""
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS + 1))
        resource.setrlimit(resource.RLIMIT_AS, (_taken() + BYTES,) * 2)
        told = ("answered", task())
    except BaseException as error:
        told = ("failed", f"{type(error).__name__}: {error}")
    with os.fdopen(writes, "wb") as answer:
        answer.write(pickle.dumps(told))
    os._exit(0)


def _taken() -> int:
    """Bytes of memory that this process has asked for by now."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[0]) * resource.getpagesize()
