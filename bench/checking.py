"""Checking documents beside the bare library, in the same run; loading all shipped forms.

    uv run python -m bench.checking

Promises: checking a document of 60 fields, conditions and sentences included, costs at most 1.3 times what
`iter_errors` alone costs on the same form written as a plain schema; all shipped forms are loaded in 0.5 s.
Bulk: what a change of a form would do to 10,000 different documents is known in 2 s, with the extra `fast`
and without it; the time of the bare library, which only says yes or no, is told beside.
Seconds are those of the processor, so that what else runs on the machine does not count.
"""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from jsonschema import Draft202012Validator

from bench.drawing_pages import NOW, form
from suprovid.forms import quick
from suprovid.forms.exporting.document import plain_schema
from suprovid.forms.form import Form
from suprovid.forms.setting import Setting
from suprovid.forms.versions import rehearsed
from suprovid.forms.words import Words

ROUNDS, MANY = 300, 10_000
PROMISE, LOADING, BULK = 1.3, 0.5, 2.0
SCHEMAS = Path(__file__).parent.parent / "schemas"
SETTING = Setting(NOW.date(), NOW, language="en")
LOAD = """
from pathlib import Path
from time import process_time
from suprovid.forms.library import Library
began = process_time()
Library.read(Path({schemas!r}))
print(process_time() - began)
"""


def document(number: int) -> dict[str, Any]:
    """Sixty answers, different for each number; all but the hidden ones are sound."""
    answers: dict[str, Any] = {}
    for place in range(10):
        answers |= {
            f"text{place}": f"text {number} {place}",
            f"long{place}": f"a longer text {number} " * 5,
            f"day{place}": f"2026-{place % 12 + 1:02}-{number % 28 + 1:02}",
            f"count{place}": number % 100,
            f"few{place}": "abc"[(number + place) % 3],
            f"many{place}": f"choice {(number + place) % 12}",
        }
    return SETTLED.look(answers, SETTING).kept()


SETTLED = form()


def check(answers: dict[str, Any]) -> int:
    """What a save asks: conditions, requiredness, keywords, sentences."""
    return len(SETTLED.look(answers, SETTING).problems("en"))


def timed(task: Callable[[], object]) -> float:
    """Seconds of work, with the collector off."""
    gc.disable()
    began = process_time()
    task()
    took = process_time() - began
    gc.enable()
    return took


def one_document() -> tuple[float, float, float]:
    """Median milliseconds of our check, of our judge alone, and of the bare library, taken in turns."""
    answers = document(7)
    plain = plain_schema(SETTLED, {}).schema
    bare = Draft202012Validator(plain, format_checker=Draft202012Validator.FORMAT_CHECKER)
    assert bare.is_valid(answers)
    assert check(answers) == 0
    rounds = [
        (
            timed(lambda: check(answers)),
            timed(lambda: list(SETTLED.validator.findings(answers))),
            timed(lambda: list(bare.iter_errors(answers))),
        )
        for _ in range(ROUNDS)
    ]
    ours, judge, library = (median(row[place] for row in rounds) * 1000 for place in range(3))
    return ours, judge, library


def bulk() -> tuple[float, float, float]:
    """Seconds for many documents: a rehearsal with the extra, without it, and the bare library."""
    documents = [document(number) for number in range(MANY)]
    bare = Draft202012Validator(plain_schema(SETTLED, {}).schema)
    ours = [timed(lambda form=each: rehearse(form, documents)) for each in (SETTLED, without_the_extra())]
    return ours[0], ours[1], timed(lambda: all(bare.is_valid(answers) for answers in documents))


def rehearse(settled: Form, documents: list[dict[str, Any]]) -> None:
    """What publishing does: every document is upgraded, looked at, judged, and searched for what is left."""
    found = rehearsed(settled, documents, SETTING)
    assert (found.documents, found.with_problems) == (len(documents), 0)


def without_the_extra() -> Form:
    """The same form where jsonschema-rs is not installed."""
    settled = Form(SETTLED.schema, Words({"en": {}}, "en"))
    engine, quick.ENGINE = quick.ENGINE, None
    assert settled.validator
    quick.ENGINE = engine
    return settled


def loading() -> float:
    """Seconds of processor time to load all shipped forms, in a process of its own."""
    run = [sys.executable, "-c", LOAD.format(schemas=str(SCHEMAS))]
    return median(
        float(subprocess.run(run, check=True, capture_output=True, text=True).stdout) for _ in range(3)
    )


def main() -> int:
    ours, judge, library = one_document()
    ratio = ours / library
    print(f"60 fields: check {ours:.2f} ms (judge alone {judge:.2f} ms), bare iter_errors {library:.2f} ms, "
          f"ratio {ratio:.2f} (promise {PROMISE})")  # fmt: skip
    load = loading()
    print(f"all shipped forms: loaded in {load:.2f} s (promise {LOADING} s)")
    fast, careful, plain = bulk()
    print(f"{MANY} documents of 60 fields: rehearsed in {fast:.1f} s (promise {BULK} s), "
          f"without the extra `fast` {careful:.1f} s, bare is_valid {plain:.1f} s")  # fmt: skip
    return 0 if ratio <= PROMISE and load <= LOADING and max(fast, careful) <= BULK else 1


if __name__ == "__main__":
    sys.exit(main())
