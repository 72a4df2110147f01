"""Slow work is done in turn, behind whoever draws pages."""

from __future__ import annotations

import os
import sys
import threading
import time

import pytest

from suprovid.store import turns


def test_no_more_at_a_time_than_leaves_a_processor_free() -> None:
    """All are served in the order in which they came."""
    now, most, order = [0], [0], list[int]()
    lock = threading.Lock()

    def work(number: int) -> None:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
            order.append(number)
        time.sleep(0.01)
        with lock:
            now[0] -= 1

    waiting = []
    for number in range(10):
        waiting.append(threading.Thread(target=turns.in_turn, args=(lambda number=number: work(number),)))
        waiting[-1].start()
        time.sleep(0.002)
    for thread in waiting:
        thread.join()

    assert most[0] <= turns.abreast() < max(2, os.cpu_count() or 1)
    assert order == [*range(10)]


def test_what_goes_wrong_is_told_to_the_one_who_asked() -> None:
    """And the next is served."""
    with pytest.raises(KeyError):
        turns.in_turn(lambda: {}["nothing"])
    assert turns.in_turn(lambda: 2) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets threads of a process differ")
def test_it_presses_less_than_the_pages() -> None:
    """A page that wants a processor gets it first."""

    def pressing() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    assert turns.in_turn(pressing) >= min(pressing() + 1, 19)
