"""A form, or a folder of `NAME.json` with `NAME.answers.json` beside them, and one line of JSON for each."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from suprovid.commands import speech
from suprovid.forms.faults import Fault
from suprovid.forms.loading import read_json, read_text
from suprovid.forms.problems import Problem

ANSWERS = ".answers.json"
UNREADABLE = 2
ODD = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True)
class Pair:
    """A form and its answers, if there are any."""

    name: str
    form: Path
    answers: Path | None = None


def pairs(folder: Path) -> Iterator[Pair]:
    """Every form in a folder, in the order of their names."""
    for path in sorted(folder.glob("*.json")):
        if not path.name.endswith(ANSWERS):
            beside = path.with_name(path.stem + ANSWERS)
            yield Pair(path.stem, path, beside if beside.exists() else None)


def each_of(folder: Path, output: Path | None, work: Callable[[Pair], int]) -> int:
    """Work through a folder; answers the highest status, or 2 with a sentence when it cannot begin."""
    if status := folder_made(output):
        return status
    statuses = [work(pair) for pair in pairs(folder)]
    return max(statuses) if statuses else refused("cli.no_forms", place=folder)


def refused(key: str, **facts: object) -> int:
    """Say in one line why a command does not begin; its exit status."""
    print(" ".join(speech.say(key, **facts).split()), file=sys.stderr)
    return UNREADABLE


def answers_of(pair: Pair) -> tuple[Any, tuple[Fault, ...]]:
    """The answers beside a form, or the faults of their file; the first is told on standard error."""
    if pair.answers is None:
        return None, ()
    text, faults = read_text(pair.answers, pair.answers.name)
    given, faults = (None, faults) if faults else read_json(text, pair.answers.name)
    if faults:
        print(in_one_line(faults[0], speech.language()), file=sys.stderr)
    return given, faults


def problems_told(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems as data: path, keyword, sentence."""
    return [
        {"path": list(each.path), "keyword": each.keyword, "sentence": each.sentence} for each in problems
    ]


def faults_told(faults: Iterable[Fault], language: str) -> list[dict[str, Any]]:
    """Faults in the shape of problems; `place` is where in the form."""
    words = speech.words()
    return [
        {"path": [], "keyword": each.key, "sentence": each.what(words, language), "place": each.place}
        for each in faults
    ]


def in_one_line(fault: Fault, language: str) -> str:
    """What is wrong, without a line break whatever the file is called."""
    return " ".join(fault.told(speech.words(), language).split())


def print_line(data: dict[str, Any]) -> None:
    """One line."""
    print_json(json.dumps(data, ensure_ascii=False) + "\n")


def print_json(text: str) -> None:
    """JSON on standard output, whatever letters the terminal has."""
    print(encodable(text, sys.stdout.encoding or "utf-8"), end="", flush=True)


def encodable(text: str, encoding: str = "utf-8") -> str:
    """JSON text in which what the encoding lacks, such as half of a character, is written as an escape."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return ODD.sub(lambda found: _escape(found.group(), encoding), text)
    return text


def _escape(sign: str, encoding: str) -> str:
    return sign if sign.encode(encoding, "ignore") else json.dumps(sign)[1:-1]


def written(text: str, output: Path | None) -> int:
    """Put JSON where it is wanted; 2 with a sentence when the disk refuses."""
    if output is None:
        print_json(text)
        return 0
    try:
        output.write_text(encodable(text), encoding="utf-8")
    except OSError as error:
        return _unwritable(output, error)
    return 0


def folder_made(folder: Path | None) -> int:
    """The folder that results go to, made when it is not there; 2 with a sentence when it cannot be."""
    try:
        if folder is not None:
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        return _unwritable(folder, error)
    return 0


def _unwritable(place: Path | None, error: OSError) -> int:
    return refused("cli.unwritable", place=place, why=error.strerror or "")
