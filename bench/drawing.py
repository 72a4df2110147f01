"""Drawing a form of 60 fields beside the same widgets written by hand, in the same run; and a large form.

    uv run python -m bench.drawing

Promises: a form of 60 fields costs at most 1.15 times the hand-written page, and one change in a form of 411
fields at most 1.5 times a change in the one of 60: only the open section and the open line are drawn.
The hand-written page runs as Streamlit comes, since whoever writes it has nothing else.
It is told as well what it would cost if it looked into its session as our program does
(`suprovid.desk.session_lookup`).
Milliseconds are those of the processor, in the round that was disturbed least, so that what else runs on the
machine counts less.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from time import process_time

from streamlit.testing.v1 import AppTest

from suprovid.desk import session_lookup

ROUNDS = 40
PROMISE, LARGE = 1.15, 1.5


def by_form() -> None:
    from bench.drawing_pages import draw_form

    draw_form()


def by_hand() -> None:
    from bench.drawing_pages import draw_widgets

    draw_widgets()


def large() -> None:
    from bench.drawing_pages import draw_large

    draw_large()


def large_with_lines() -> None:
    from bench.drawing_pages import draw_large_with_lines

    draw_large_with_lines()


def all_at_once() -> None:
    from bench.drawing_pages import draw_all_at_once

    draw_all_at_once()


def first_run(page: Callable[[], None]) -> AppTest:
    """A session that has drawn the page once."""
    test = AppTest.from_function(page, default_timeout=60).run()
    assert not test.exception, test.exception
    return test


def timed(test: AppTest) -> float:
    """Milliseconds of drawing the page again, with the collector off."""
    gc.collect()
    gc.disable()
    began = process_time()
    test.run()
    took = (process_time() - began) * 1000
    gc.enable()
    assert not test.exception, test.exception
    return took


def changed(test: AppTest, number: int) -> float:
    """Milliseconds of one change: somebody types into the first question, and the page is drawn again."""
    test.text_input[0].set_value(f"typed {number}")
    return timed(test)


def beside_by_hand() -> tuple[float, float, float]:
    """Milliseconds by form, by hand, and by hand with our look-up, taken in turns in the same weather."""
    form, hand = first_run(by_form), first_run(by_hand)
    turns = []
    for _ in range(ROUNDS):
        session_lookup.slacken()
        plain = timed(hand)
        session_lookup.quicken()
        turns.append((timed(form), plain, timed(hand)))
    ours, plain, quick = (min(turn[place] for turn in turns) for place in range(3))
    return ours, plain, quick


def one_change() -> tuple[float, float, float, float]:
    """Milliseconds of a change at 60 fields, at 411, there with 50 lines, and with all drawn at once."""
    tests = [first_run(page) for page in (by_form, large, large_with_lines)]
    whole = first_run(all_at_once)
    turns = [[changed(test, number) for test in tests] for number in range(ROUNDS)]
    naive = min(changed(whole, number) for number in range(3))
    small, many, filled = (min(turn[place] for turn in turns) for place in range(3))
    return small, many, filled, naive


def main() -> int:
    form, hand, quick = beside_by_hand()
    print(f"60 fields: by form {form:.1f} ms, by hand {hand:.1f} ms, "
          f"ratio {form / hand:.2f} (promise {PROMISE})")  # fmt: skip
    print(f"60 fields by hand with our look-up: {quick:.1f} ms, ratio {form / quick:.2f}")
    small, many, filled, whole = one_change()
    print(f"one change: 60 fields {small:.1f} ms, 411 fields {many:.1f} ms, "
          f"ratio {many / small:.2f} (promise {LARGE})")  # fmt: skip
    print(f"411 fields with 50 lines of 11 answers and 6 conditions: {filled:.1f} ms; "
          f"all 411 drawn at once {whole:.0f} ms")  # fmt: skip
    return 0 if form / hand <= PROMISE and many / small <= LARGE else 1


if __name__ == "__main__":
    sys.exit(main())
