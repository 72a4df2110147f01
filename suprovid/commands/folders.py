"""A form, or a folder of `NAME.json` with `NAME.answers.json` beside them, and one line of JSON for each."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from suprovid.commands import speech
from suprovid.forms.faults import Fault
from suprovid.forms.loading import read_json, read_text
from suprovid.forms.problems import Problem

ANSWERS = ".answers.json"


@dataclass(frozen=True)
class Pair:
    """A form and its answers, if there are any."""

    name: str
    form: Path
    answers: Path | None = None


def pairs(form: Path, answers: Path | None = None) -> Iterator[Pair]:
    """The one form, or every form in a folder, in the order of their names."""
    if not form.is_dir():
        yield Pair(form.stem, form, answers)
        return
    for path in sorted(form.glob("*.json")):
        if not path.name.endswith(ANSWERS):
            beside = path.with_name(path.stem + ANSWERS)
            yield Pair(path.stem, path, beside if beside.exists() else None)


def answers_of(pair: Pair) -> tuple[Any, tuple[Fault, ...]]:
    """The answers beside a form, or the faults of their file; the first is told on standard error."""
    if pair.answers is None:
        return None, ()
    text, faults = read_text(pair.answers, pair.answers.name)
    given, faults = (None, faults) if faults else read_json(text, pair.answers.name)
    if faults:
        print(in_one_line(faults[0], speech.language()), file=sys.stderr)
    return given, faults


def problems_told(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems as data: path, keyword, sentence."""
    return [
        {"path": list(each.path), "keyword": each.keyword, "sentence": each.sentence} for each in problems
    ]


def faults_told(faults: Iterable[Fault], language: str) -> list[dict[str, Any]]:
    """Faults in the shape of problems; `place` is where in the form."""
    words = speech.words()
    return [
        {"path": [], "keyword": each.key, "sentence": each.what(words, language), "place": each.place}
        for each in faults
    ]


def in_one_line(fault: Fault, language: str) -> str:
    """What is wrong, without a line break whatever the file is called."""
    return " ".join(fault.told(speech.words(), language).split())


def print_line(data: dict[str, Any]) -> None:
    """One line; half of a character is written as an escape."""
    try:
        text = json.dumps(data, ensure_ascii=False)
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = json.dumps(data)
    print(text, flush=True)
