"""`suprovid form try`: draw any form without a browser, save it untouched, say what came of it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from suprovid.commands import speech
from suprovid.commands.folders import (
    UNREADABLE,
    Pair,
    each_of,
    faults_told,
    in_one_line,
    print_line,
    problems_told,
    refused,
)
from suprovid.desk.door import door
from suprovid.desk.trying import Trial, tried


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


def run(asked: argparse.Namespace) -> int:
    """Print one JSON object for each form; 2 when something cannot be read or drawn."""
    if not asked.form.is_dir():
        return _try(Pair("", asked.form, asked.answers))
    if asked.answers is not None:
        return refused("cli.answers_beside", place=asked.form)
    return each_of(asked.form, None, _try)


def _try(pair: Pair) -> int:
    """One form; each of a folder has a name, and a line also when it cannot be read."""
    language = speech.language()
    trial = tried(pair.form, pair.answers, door().place.schemas, speech.words(), language)
    for fault in trial.faults[:1] or trial.notes:
        print(in_one_line(fault, language), file=sys.stderr)
    if trial.was_read or pair.name:
        print_line({**({"name": pair.name} if pair.name else {}), **_data(trial, language)})
    return UNREADABLE if trial.faults else 0


def _data(trial: Trial, language: str) -> dict[str, Any]:
    return {
        "answers": trial.answers,
        "problems": faults_told(trial.faults, language) or problems_told(trial.problems),
        "pruned": [list(path) for path in trial.pruned],
    }
