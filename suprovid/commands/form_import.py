"""`suprovid form import`: a plain JSON Schema of any draft made a form, with every change told."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from suprovid.commands import speech
from suprovid.commands.folders import (
    UNREADABLE,
    Pair,
    answers_of,
    each_of,
    faults_told,
    in_one_line,
    print_line,
    problems_told,
    written,
)
from suprovid.commands.speech import say, tell
from suprovid.desk.trying import judged, undrawable
from suprovid.forms.faults import Fault
from suprovid.forms.importing.changes import Refused
from suprovid.forms.importing.form import Imported, imported, key_of
from suprovid.forms.loading import read_json, read_text
from suprovid.forms.plain.lenient import compile_any
from suprovid.forms.tidy import tidy
from suprovid.forms.vocabulary import ONE_OF

FAULTY = 1


@dataclass(frozen=True)
class Brought:
    """What came of one file: a form under its key, or a sentence that says why there is none."""

    key: str
    found: Imported | None = None
    refusal: str = ""
    faults: tuple[Fault, ...] = ()


def add(parser: argparse.ArgumentParser) -> None:
    """What comes in, and what it becomes."""
    parser.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help="a JSON Schema of draft 4, 6, 7, 2019-09, 2020-12, or a folder of NAME.json",
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FORM", help="write the form there (a folder into a folder)"
    )
    parser.add_argument(
        "--subject",
        nargs="+",
        choices=ONE_OF["folder_kind"],
        default=["case"],
        help="kinds of folder that the form lives in (default: case)",
    )


def run(asked: argparse.Namespace) -> int:
    """Write the form, tell the changes; 1 when a form cannot hold it all, 2 when nothing is written."""
    if asked.file.is_dir():
        taken: set[str] = set()
        return each_of(asked.file, asked.output, lambda pair: _line(pair, asked, taken))
    brought = brought_in(asked.file, key_of((asked.output or asked.file).name), asked.subject)
    if brought.found is None:
        print(brought.refusal, file=sys.stderr)
        return UNREADABLE
    if status := written(tidy(brought.found.form), asked.output):
        return status
    _tell(brought.found)
    return FAULTY if brought.found.faults else 0


def brought_in(file: Path, key: str, subjects: Collection[str]) -> Brought:
    """The form that a file becomes, or why it becomes none, in one line; never raises."""
    try:
        return _brought_in(file, key, subjects)
    except Exception:  # schemas are other people's; a fault of ours must not keep a folder from coming in
        fault = undrawable(file.name)
        return Brought(key, refusal=in_one_line(fault, speech.language()), faults=(fault,))


def _brought_in(file: Path, key: str, subjects: Collection[str]) -> Brought:
    words, language = speech.words(), speech.language()
    text, faults = read_text(file, file.name)
    data, faults = (None, faults) if faults else read_json(text, file.name)
    if isinstance(data, bool):
        data = {} if data else {"not": {}}  # what these two words stand for, in an object
    if not faults and not isinstance(data, dict):
        faults = (Fault(file.name, "", "not_an_object"),)
    if faults:
        return Brought(key, refusal=in_one_line(faults[0], language), faults=faults)
    try:
        return Brought(key, imported(data, key, subjects, words))
    except Refused as error:
        return Brought(key, refusal=f"{file.name}: {' '.join(tell(error).split())}")


def _tell(found: Imported) -> None:
    """One line for each change, then what could not be held, then how many of both."""
    words, language = speech.words(), speech.language()
    for change in found.changes:
        print(change.told(words, language), file=sys.stderr)
    for fault in found.faults:
        print(fault.told(words, language), file=sys.stderr)
    print(say("import.done", count=len(found.changes)), file=sys.stderr)
    if found.faults:
        print(say("import.cannot", count=len(found.faults)), file=sys.stderr)


def _line(pair: Pair, asked: argparse.Namespace, taken: set[str]) -> int:
    """One schema of a folder: its form, the changes, and the answers beside it as the form reads them."""
    language = speech.language()
    brought = brought_in(pair.form, _free(key_of(pair.form.name), taken), asked.subject)
    data: dict[str, Any] = {"name": pair.name, "form": None, "changes": [], "faults": []}
    if brought.found is None:
        print(brought.refusal, file=sys.stderr)
        told = faults_told(brought.faults, language) or [
            {"path": [], "keyword": "refused", "sentence": brought.refusal, "place": ""}
        ]
        print_line({**data, "faults": told})
        return UNREADABLE
    data |= {
        "form": brought.found.form,
        "changes": _changes(brought.found, language),
        "faults": faults_told(brought.found.faults, language),
    }
    status = FAULTY if brought.found.faults else 0
    if pair.answers is not None:
        given, faults = answers_of(pair)
        unread = {"answers": None, "problems": faults_told(faults, language)}
        said, unjudged = (unread, faults) if faults else _judged(brought, given, pair.form.name, language)
        data |= said
        status = UNREADABLE if unjudged else status
    print_line(data)
    if asked.output:
        status = max(status, written(tidy(data["form"]), asked.output / f"{brought.key}.json"))
    return status


def _free(key: str, taken: set[str]) -> str:
    """A key that no other form of the folder has."""
    number, found = 1, key
    while found in taken:
        number += 1
        found = f"{key[:55]}_{number}"
    taken.add(found)
    return found


def _changes(found: Imported, language: str) -> list[dict[str, Any]]:
    words = speech.words()
    return [
        {
            "path": list(change.place),
            "change": change.key,
            "sentence": words.say(f"import.{change.key}", language, **change.facts),
        }
        for change in found.changes
    ]


def _judged(
    brought: Brought, given: Any, file: str, language: str
) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """The answers as the form reads them, what is wrong with them, and what kept them from being judged."""
    form = brought.found.form if brought.found else {}
    kept = {brought.found.wrapped: given} if brought.found and brought.found.wrapped else given
    read = compile_any(form, f"{brought.key}.json", {}, speech.words()).form
    answers, problems, faults = judged(read, kept, file, language)
    return {"answers": answers, "problems": faults_told(faults, language) or problems_told(problems)}, faults
