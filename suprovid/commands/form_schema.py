"""`suprovid form schema`: a form as a plain JSON Schema, so that any validator gives our verdict.

A schema of another draft that is no form of ours is written as draft 2020-12 says it.
"""

from __future__ import annotations

import argparse
import json
import sys
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
from suprovid.commands.speech import say
from suprovid.desk.door import door
from suprovid.desk.trying import judged, undrawable
from suprovid.forms.compiling import Lists, compile_data
from suprovid.forms.exporting.document import plain_schema
from suprovid.forms.exporting.foreign import current_schema
from suprovid.forms.exporting.left_open import Plain
from suprovid.forms.faults import Fault
from suprovid.forms.form import Form
from suprovid.forms.lists import read_lists
from suprovid.forms.loading import read_json, read_text
from suprovid.forms.plain.lenient import compile_any, speaks_ours

FAULTY = 1
READ_APART = ("format", "multipleOf", "pattern")
"""Words of the standard of which validators think differently."""


@dataclass(frozen=True)
class Said:
    """A form said plainly, or what keeps it from being said; `status` is that of the command."""

    plain: Plain | None = None
    form: Form | None = None
    faults: tuple[Fault, ...] = ()
    status: int = 0


def add(parser: argparse.ArgumentParser) -> None:
    """Which form, and where to."""
    parser.add_argument("file", type=Path, metavar="FILE", help="a form, or a folder of NAME.json")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="OUT", help="write it there (a folder into a folder)"
    )
    parser.add_argument("--keep", action="store_true", help="leave the x- words beside the rules")


def run(asked: argparse.Namespace) -> int:
    """Write the schema, and what it leaves open to standard error; 1 for a faulty form, 2 for no form."""
    if asked.file.is_dir():
        return each_of(asked.file, asked.output, lambda pair: _line(pair, asked))
    said = said_plainly(asked.file, asked.keep)
    language = speech.language()
    for fault in said.faults if said.status == FAULTY else said.faults[:1]:
        print(in_one_line(fault, language), file=sys.stderr)
    if said.plain is None:
        return said.status
    for each in said.plain.left_open:
        key = f"cli.left_open.{each.word}" if each.word in READ_APART else "cli.left_open"
        text = float(each.text) if each.word == "multipleOf" else each.text
        print(f"# {say(key, name=each.name, word=each.word, text=text)}", file=sys.stderr)
    return written(_text(said.plain), asked.output)


def _line(pair: Pair, asked: argparse.Namespace) -> int:
    """One form of a folder: its schema, and what is wrong with the answers beside it by that schema."""
    said, language = said_plainly(pair.form, asked.keep), speech.language()
    data: dict[str, Any] = {"name": pair.name, "schema": None, "left_open": []}
    if said.plain is None:
        print(in_one_line(said.faults[0], language), file=sys.stderr)
        print_line({**data, "problems": faults_told(said.faults, language)})
        return said.status
    data["schema"] = said.plain.schema
    data["left_open"] = [vars(each) for each in said.plain.left_open]
    status = 0
    if pair.answers is not None:
        given, faults = answers_of(pair)
        data["answers"], problems, unjudged = judged(said.form, given, pair.form.name, language)
        faults = faults or unjudged
        data["problems"] = faults_told(faults, language) or problems_told(problems)
        status = UNREADABLE if faults else 0
    print_line(data)
    if asked.output:
        status = max(status, written(_text(said.plain), asked.output / pair.form.name))
    return status


def _text(plain: Plain) -> str:
    return json.dumps(plain.schema, ensure_ascii=False, indent=2) + "\n"


def said_plainly(file: Path, keep: bool = False) -> Said:
    """The plain schema of a form file, or of a schema of any draft; never raises."""
    try:
        return _said_plainly(file, keep)
    except Exception:  # schemas are other people's; a fault of ours must not keep a folder from being written
        return Said(faults=(undrawable(file.name),), status=UNREADABLE)


def _said_plainly(file: Path, keep: bool) -> Said:
    text, unread = read_text(file, file.name)
    data, unread = (None, unread) if unread else read_json(text, file.name)
    if unread:
        return Said(faults=unread, status=UNREADABLE)
    lists = lists_beside(file)
    found = compile_any(data, f"forms/{file.name}", lists, speech.words())
    if isinstance(data, dict) and (found.form is None or found.form.plain) and speaks_ours(data):
        faults = compile_data(data, f"forms/{file.name}", lists, speech.words()).faults
        return Said(faults=faults or found.faults, status=FAULTY)
    if found.form is None:
        return Said(faults=found.faults, status=UNREADABLE)
    if found.form.plain:
        return Said(current_schema(found.form.validator.root.schema, keep), found.form)  # type: ignore[attr-defined]
    return Said(plain_schema(found.form, lists, keep), found.form)


def lists_beside(form: Path) -> Lists:
    """The shared lists of the folder that the form lies in, or of the schemas in use."""
    folder = form.resolve().parent.parent / "lists"
    return read_lists(folder if folder.is_dir() else door().place.schemas / "lists")[0]
