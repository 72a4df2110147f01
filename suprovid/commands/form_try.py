"""`suprovid form try`: draw any form without a browser, save it untouched, say what came of it."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from suprovid.commands import speech
from suprovid.desk.door import door
from suprovid.desk.trying import Trial, tried
from suprovid.forms.faults import Fault

UNREADABLE = 2
ANSWERS = ".answers.json"


def add(parser: argparse.ArgumentParser) -> None:
    """A form and its answers, or a folder of both."""
    parser.add_argument("form", type=Path, metavar="FORM", help="a form, or a folder of NAME.json")
    parser.add_argument(
        "answers",
        nargs="?",
        type=Path,
        metavar="ANSWERS",
        help="its answers (default: none; NAME.answers.json)",
    )
    parser.add_argument("--language", default="", help="the language of the sentences: uk, en")


def run(asked: argparse.Namespace) -> int:
    """Print one JSON object for each form; 2 when something cannot be read or drawn."""
    language = asked.language or speech.language()
    status = 0
    for name, form, answers in _pairs(asked):
        trial = tried(form, answers, door().place.schemas, speech.words(), language)
        if trial.faults:
            status = UNREADABLE
            print(_told(trial.faults[0], form, language), file=sys.stderr)
        if trial.was_read or asked.form.is_dir():
            _print({**({"name": name} if asked.form.is_dir() else {}), **_data(trial, language)})
    return status


def _pairs(asked: argparse.Namespace) -> Iterator[tuple[str, Path, Path | None]]:
    """(name, form, answers) of the one form, or of all in a folder."""
    if not asked.form.is_dir():
        yield asked.form.stem, asked.form, asked.answers
        return
    for path in sorted(asked.form.glob("*.json")):
        if not path.name.endswith(ANSWERS):
            beside = path.with_name(path.stem + ANSWERS)
            yield path.stem, path, beside if beside.exists() else None


def _data(trial: Trial, language: str) -> dict[str, Any]:
    words = speech.words()
    refused = [
        {"path": [], "keyword": fault.key, "sentence": fault.what(words, language), "place": fault.place}
        for fault in trial.faults
    ]
    found = [
        {"path": list(problem.path), "keyword": problem.keyword, "sentence": problem.sentence}
        for problem in trial.problems
    ]
    return {
        "answers": trial.answers,
        "problems": refused or found,
        "pruned": [list(path) for path in trial.pruned],
    }


def _told(fault: Fault, form: Path, language: str) -> str:
    return " ".join(fault.told(speech.words(), language).split())


def _print(data: dict[str, Any]) -> None:
    """One line; half of a character is written as an escape."""
    try:
        text = json.dumps(data, ensure_ascii=False)
        text.encode("utf-8")
    except UnicodeEncodeError:
        text = json.dumps(data)
    print(text, flush=True)
