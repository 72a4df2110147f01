"""`suprovid form try`: draw any form without a browser, save it untouched, say what came of it."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from suprovid.commands import speech
from suprovid.commands.folders import faults_told, in_one_line, pairs, print_line, problems_told
from suprovid.desk.door import door
from suprovid.desk.trying import Trial, tried

UNREADABLE = 2


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
    is_folder, status = asked.form.is_dir(), 0
    for pair in pairs(asked.form, asked.answers):
        trial = tried(pair.form, pair.answers, door().place.schemas, speech.words(), language)
        if trial.faults:
            status = UNREADABLE
        for fault in trial.faults[:1] or trial.notes:
            print(in_one_line(fault, language), file=sys.stderr)
        if trial.was_read or is_folder:
            print_line({**({"name": pair.name} if is_folder else {}), **_data(trial, language)})
    return status


def _data(trial: Trial, language: str) -> dict[str, Any]:
    return {
        "answers": trial.answers,
        "problems": faults_told(trial.faults, language) or problems_told(trial.problems),
        "pruned": [list(path) for path in trial.pruned],
    }
