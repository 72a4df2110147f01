"""`suprovid form schema`: a form as a plain JSON Schema, so that any validator gives our verdict."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from suprovid.commands import speech
from suprovid.commands.speech import say
from suprovid.desk.door import door
from suprovid.forms.compiling import Lists, compile_text
from suprovid.forms.exporting.document import plain_schema
from suprovid.forms.lists import read_lists
from suprovid.forms.loading import read_text

FAULTY, UNREADABLE = 1, 2


def add(parser: argparse.ArgumentParser) -> None:
    """Which form, and where to."""
    parser.add_argument("file", type=Path, metavar="FILE", help="the form")
    parser.add_argument("-o", "--output", type=Path, metavar="OUT", help="write it there, not to the screen")
    parser.add_argument("--keep", action="store_true", help="leave the x- words beside the rules")


def run(asked: argparse.Namespace) -> int:
    """Write the schema, and what it leaves open to standard error; 1 for a faulty form, 2 for no form."""
    words, language = speech.words(), speech.language()
    text, unread = read_text(asked.file, asked.file.name)
    if unread:
        print(unread[0].told(words, language), file=sys.stderr)
        return UNREADABLE
    lists = lists_beside(asked.file)
    compiled = compile_text(text, f"forms/{asked.file.name}", lists, words)
    if compiled.form is None:
        for fault in compiled.faults:
            print(fault.told(words, language), file=sys.stderr)
        return FAULTY
    plain = plain_schema(compiled.form, lists, asked.keep)
    for each in plain.left_open:
        print(f"# {say('cli.left_open', name=each.name, word=each.word, text=each.text)}", file=sys.stderr)
    return written(json.dumps(plain.schema, ensure_ascii=False, indent=2) + "\n", asked.output)


def lists_beside(form: Path) -> Lists:
    """The shared lists of the folder that the form lies in, or of the schemas in use."""
    folder = form.resolve().parent.parent / "lists"
    return read_lists(folder if folder.is_dir() else door().place.schemas / "lists")[0]


def written(text: str, output: Path | None) -> int:
    """Put a text where it is wanted; 2 with a sentence when the disk refuses."""
    if output is None:
        print(text, end="")
        return 0
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        print(say("cli.unreadable", place=output, why=error.strerror or ""), file=sys.stderr)
        return UNREADABLE
    return 0
