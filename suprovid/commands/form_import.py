"""`suprovid form import`: a plain JSON Schema of any draft made a form, with every change told."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from suprovid.commands import speech
from suprovid.commands.form_schema import written
from suprovid.commands.speech import say, tell
from suprovid.forms.faults import Fault
from suprovid.forms.importing.changes import Refused
from suprovid.forms.importing.form import Imported, imported, key_of
from suprovid.forms.loading import read_json, read_text
from suprovid.forms.tidy import tidy
from suprovid.forms.vocabulary import ONE_OF

FAULTY, UNREADABLE = 1, 2


def add(parser: argparse.ArgumentParser) -> None:
    """What comes in, and what it becomes."""
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="a JSON Schema of draft 4, 6, 7, 2019-09, 2020-12"
    )
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FORM", help="write the form there, not to the screen"
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
    words, language = speech.words(), speech.language()
    text, faults = read_text(asked.file, asked.file.name)
    data, faults = (None, faults) if faults else read_json(text, asked.file.name)
    if not faults and not isinstance(data, dict):
        faults = (Fault(asked.file.name, "", "not_an_object"),)
    if faults:
        print(faults[0].told(words, language), file=sys.stderr)
        return UNREADABLE
    try:
        found = imported(data, key_of((asked.output or asked.file).name), asked.subject, words)
    except Refused as error:
        print(tell(error), file=sys.stderr)
        return UNREADABLE
    status = written(tidy(found.form), asked.output)
    _tell(found)
    return status or (FAULTY if found.faults else 0)


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
