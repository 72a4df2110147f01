"""Every fault of a schemas folder, for the command line and the methodologist's page."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from suprovid.forms.compiling import compile_text
from suprovid.forms.faults import Fault
from suprovid.forms.lists import read_lists
from suprovid.forms.loading import read_text
from suprovid.forms.words import Words


def check(folder: Path) -> list[Fault]:
    """The faults and warnings of all forms and lists in a schemas folder, file by file."""
    words = Words.read(folder / "languages")
    lists, faults = read_lists(folder / "lists")
    found = list(faults)
    for path in sorted((folder / "forms").glob("*.json")):
        file = f"forms/{path.name}"
        text, unread = read_text(path, file)
        found.extend(unread or compile_text(text, file, lists, words).faults)
    return found


def report(folder: Path, language: str, as_json: bool, words: Words | None = None) -> tuple[str, bool]:
    """What `check` found as text for a terminal or as JSON, and whether it is sound.

    Warnings are told and do not make it unsound.
    The words are those of the folder; `words` serve a folder that has no languages of its own.
    """
    faults = check(folder)
    own = Words.read(folder / "languages")
    speaking = own if own.languages or words is None else words
    sound = all(fault.warning for fault in faults)
    if as_json:
        return json.dumps([fault.data(speaking, language) for fault in faults], ensure_ascii=False), sound
    return "\n".join([*_lines(faults, speaking, language), _sum(faults, speaking, language)]), sound


def _lines(faults: Sequence[Fault], words: Words, language: str) -> list[str]:
    return [fault.told(words, language) for fault in faults]


def _sum(faults: Sequence[Fault], words: Words, language: str) -> str:
    count = sum(not fault.warning for fault in faults)
    return words.say("dialect.found" if count else "dialect.sound", language, count=count)
