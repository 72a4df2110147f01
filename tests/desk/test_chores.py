"""What the server does now and then: again and again, also after a failure, and not after the end."""

from __future__ import annotations

import threading
import time

from suprovid.desk.chores import chore


def test_a_chore_that_fails_is_done_again() -> None:
    """A full disk today is none tomorrow, and nobody starts the server again for it."""
    done = threading.Semaphore(0)

    def do(stop: threading.Event) -> None:
        done.release()
        raise OSError

    with chore("failing", do, every=0.001):
        assert all(done.acquire(timeout=10) for _ in range(3))


def test_the_first_time_has_its_own_hour() -> None:
    """Soon after the start, whatever is between two times; or later."""
    done = threading.Event()
    with chore("soon", lambda _: done.set(), every=60, first=0.001):
        assert done.wait(10)

    done.clear()
    with chore("late", lambda _: done.set(), every=0.001, first=60):
        assert not done.wait(0.05)


def test_a_chore_ends_with_its_block() -> None:
    """Whoever waits in it is told; no thread stays."""
    begun = threading.Event()

    def do(stop: threading.Event) -> None:
        begun.set()
        stop.wait(60)

    with chore("ending", do, every=0.001):
        assert begun.wait(10)
        before = time.monotonic()

    assert time.monotonic() - before < 4
    assert "ending" not in {thread.name for thread in threading.enumerate()}
