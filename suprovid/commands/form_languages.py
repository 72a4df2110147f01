"""`suprovid form languages`: how much of each form and list is written in each of its languages."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from suprovid.commands import speech
from suprovid.commands.speech import say
from suprovid.desk.door import door
from suprovid.forms.coverage import Coverage, coverage, spoken
from suprovid.forms.faults import pointer
from suprovid.forms.loading import read_json, read_text

NO_FOLDER = 2


def add(parser: argparse.ArgumentParser) -> None:
    """Where to look, and how much to tell."""
    parser.add_argument(
        "folder", nargs="?", type=Path, metavar="DIR", help="the schemas (default: those in use)"
    )
    parser.add_argument("--all", action="store_true", help="name every text that is missing")
    parser.add_argument("--json", action="store_true", help="for machines: a list of objects")


def run(asked: argparse.Namespace) -> int:
    """Print one line for each file and language; 2 if there is nothing to look at."""
    folder = asked.folder or door().place.schemas
    if not folder.is_dir():
        print(speech.words().say("cli.no_folder", speech.language(), place=folder), file=sys.stderr)
        return NO_FOLDER
    found = list(covered(folder))
    if asked.json:
        print(json.dumps([_data(each) for each in found], ensure_ascii=False, indent=1))
        return 0
    for each in found:
        print(_line(each))
        for place in each.missing if asked.all else ():
            print(f"    {pointer(place)}")
    return 0


def covered(folder: Path) -> Iterator[Coverage]:
    """The coverage of every form and list that can be read, language by language."""
    for part in ("forms", "lists"):
        for path in sorted((folder / part).glob("*.json")):
            data = _read(path, f"{part}/{path.name}")
            if isinstance(data, Mapping):
                yield from coverage(data, f"{part}/{path.name}", spoken(data))


def _read(path: Path, file: str) -> Any:
    text, faults = read_text(path, file)
    return None if faults else read_json(text, file)[0]


def _line(each: Coverage) -> str:
    key = "cli.coverage.gaps" if each.missing else "cli.coverage.whole"
    facts = {"file": each.file, "language": each.language, "texts": each.texts, "percent": each.percent}
    return say(key, count=len(each.missing), **facts)


def _data(each: Coverage) -> dict[str, Any]:
    return {
        "file": each.file,
        "language": each.language,
        "texts": each.texts,
        "missing": [pointer(place) for place in each.missing],
    }
