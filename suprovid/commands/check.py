"""`suprovid check`: every fault of a folder of schemas, one line each."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from suprovid.casework import programme_check, roles_check
from suprovid.commands import speech
from suprovid.desk.door import door
from suprovid.desk.menu import PAGES
from suprovid.forms import checking
from suprovid.forms.faults import Fault
from suprovid.forms.loading import read_json, read_text
from suprovid.forms.tidy import tidy
from suprovid.store import disk

FAULTY, NO_FOLDER = 1, 2


def add(parser: argparse.ArgumentParser) -> None:
    """The options of checking."""
    parser.add_argument(
        "folder", nargs="?", type=Path, metavar="DIR", help="the schemas (default: those in use)"
    )
    parser.add_argument("--json", action="store_true", help="for machines: a list of objects")
    parser.add_argument("--tidy", action="store_true", help="write forms and lists as the page of forms does")
    parser.add_argument("--language", default="", help="the language of the sentences: uk, en")


def run(asked: argparse.Namespace) -> int:
    """Print the faults; 1 if there is any, 2 if there is nothing to check."""
    folder = asked.folder or door().place.schemas
    language = asked.language or speech.language()
    words = speech.words()
    if not folder.is_dir():
        print(words.say("cli.no_folder", language, place=folder), file=sys.stderr)
        return NO_FOLDER
    if asked.tidy:
        set_lines(folder)
    found = faults(folder)
    if asked.json:
        print(json.dumps([fault.data(words, language) for fault in found], ensure_ascii=False, indent=1))
    else:
        for fault in found:
            print(fault.told(words, language))
        wrong = sum(not fault.warning for fault in found)
        print(words.say("dialect.found" if wrong else "dialect.sound", language, count=wrong))
    return FAULTY if any(not fault.warning for fault in found) else 0


def faults(folder: Path) -> list[Fault]:
    """The faults of forms, lists, the programme and the roles, file by file."""
    pages = {page.stem for page in PAGES.glob("*.py")}
    return [*checking.check(folder), *programme_check.check(folder), *roles_check.check(folder, pages)]


def set_lines(folder: Path) -> None:
    """Write every form and list as publishing writes it; one that cannot be read stays as it is."""
    for path in (*folder.glob("forms/*.json"), *folder.glob("lists/*.json")):
        text, unread = read_text(path, path.name)
        data, faults = read_json(text, path.name) if not unread else (None, unread)
        if not faults and tidy(data) != text:
            disk.put(path, tidy(data).encode())
