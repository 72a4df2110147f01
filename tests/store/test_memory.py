"""What Python keeps of a workspace that is open, and of one that was."""

from __future__ import annotations

import gc
import weakref

from suprovid.store.memory import settle


class Ring:
    """Something that only a search for cycles lets go of."""

    def __init__(self) -> None:
        self.itself = self


def test_what_an_earlier_call_kept_goes_with_the_next() -> None:
    """What is settled is passed over; what was let go of since then is gone after the next settling."""
    ring = Ring()
    left = weakref.ref(ring)
    settle()
    del ring
    gc.collect()
    assert left() is not None, "passed over"

    settle()

    assert left() is None
