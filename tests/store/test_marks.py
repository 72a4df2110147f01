"""Marks: what the system says of a file, summed up so that no change cancels another out."""

from __future__ import annotations

import os
import random

from suprovid.store import marks


def state(chance: random.Random) -> os.stat_result:
    """A file as a system might describe it, written some time in one day."""
    written = 1_760_000_000_000_000_000 + chance.randrange(10**14)
    found = [0o100600, chance.randrange(10**6), 1, 1, 0, 0, 5000 + chance.randrange(3000), 0, 0, 0]
    return os.stat_result(found, {"st_mtime_ns": written, "st_ctime_ns": written + chance.randrange(10**6)})


def test_two_folders_that_change_places_come_to_another_sum() -> None:
    """A sum of marks that were nearly sums themselves was the same in one case of five."""
    chance = random.Random(7)
    for _ in range(2000):
        first, second = state(chance), state(chance)
        one, other = (f"{chance.getrandbits(64):016x}" for _ in range(2))
        before = marks.summed(
            [("case", one, marks._mark(first, one)), ("case", other, marks._mark(second, other))]
        )
        after = marks.summed(
            [("case", one, marks._mark(second, one)), ("case", other, marks._mark(first, other))]
        )
        assert before != after
