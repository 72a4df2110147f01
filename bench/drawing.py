"""Drawing a form of 60 fields beside the same widgets written by hand, in the same run.

    uv run python -m bench.drawing

Promise: at most 1.3 times the time of the hand-written page.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter

from streamlit.testing.v1 import AppTest

ROUNDS = 25
PROMISE = 1.3


def by_form() -> None:
    from bench.drawing_pages import draw_form

    draw_form()


def by_hand() -> None:
    from bench.drawing_pages import draw_widgets

    draw_widgets()


def first_run(page: Callable[[], None]) -> AppTest:
    """A session that has drawn the page once."""
    test = AppTest.from_function(page, default_timeout=30).run()
    assert not test.exception, test.exception
    return test


def rerun(test: AppTest) -> float:
    """Milliseconds of drawing the page again, with the collector off."""
    gc.collect()
    gc.disable()
    began = perf_counter()
    test.run()
    took = (perf_counter() - began) * 1000
    gc.enable()
    return took


def measure() -> tuple[float, float]:
    """Median milliseconds by form and by hand, taken in turns so that both meet the same weather."""
    form, hand = first_run(by_form), first_run(by_hand)
    pairs = [(rerun(form), rerun(hand)) for _ in range(ROUNDS)]
    return median(pair[0] for pair in pairs), median(pair[1] for pair in pairs)


def main() -> int:
    form, hand = measure()
    ratio = form / hand
    print(f"60 fields: by form {form:.1f} ms, by hand {hand:.1f} ms, ratio {ratio:.2f} (promise {PROMISE})")
    return 0 if ratio <= PROMISE else 1


if __name__ == "__main__":
    sys.exit(main())
