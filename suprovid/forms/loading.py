"""JSON files from people's hands: syntax, duplicate keys, size and depth told as faults, never as a crash."""

from __future__ import annotations

import json
import math
import re
from pathlib import Path
from typing import Any, NoReturn

from suprovid.forms.faults import Fault

LARGEST = 2_000_000
DEEPEST = 60
YAML = re.compile(r"\ufeff?\s*(?:#.*\n\s*)*(?:---\s|%YAML|[\w$\"'.-]+:\s)")
"""How a file in that language begins."""


def read_text(path: Path, file: str) -> tuple[str, tuple[Fault, ...]]:
    """The text of a file, or a fault."""
    try:
        with path.open("rb") as stream:
            found = stream.read(LARGEST + 1)  # a device has no size, and no end
        if len(found) > LARGEST:
            return "", (Fault(file, "", "too_large"),)
        return found.decode("utf-8").replace("\r\n", "\n"), ()
    except UnicodeDecodeError:
        return "", (Fault(file, "", "not_utf8"),)
    except OSError as error:
        return "", (Fault(file, "", "unreadable", {"why": error.strerror or ""}),)


def read_json(text: str, file: str) -> tuple[Any, tuple[Fault, ...]]:
    """The data in a text, or None and the faults that keep it from being read."""
    if len(text) > LARGEST:
        return None, (Fault(file, "", "too_large"),)
    repeated: list[str] = []
    try:
        data = json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=lambda pairs: _object(pairs, repeated),
            parse_constant=_refuse,
            parse_float=_finite,
        )
        deep = too_deep(data)
    except json.JSONDecodeError as error:
        facts = {"line": error.lineno, "column": error.colno}
        key = "yaml" if YAML.match(text) else "syntax"
        return None, (Fault(file, "", key, facts, line=error.lineno, column=error.colno),)
    except RecursionError:
        deep, data = True, None
    except ValueError:
        return None, (Fault(file, "", "not_a_number"),)
    if deep:
        return None, (Fault(file, "", "too_deep"),)
    return data, tuple(Fault(file, "", "duplicate_key", {"key": key}) for key in repeated)


def _object(pairs: list[tuple[str, Any]], repeated: list[str]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for key, value in pairs:
        if key in seen:
            repeated.append(key)
        seen[key] = value
    return seen


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    """A number that a computer can hold; 1e999 is none."""
    number = float(text)
    if not math.isfinite(number):
        raise ValueError("not finite")
    return number


def too_deep(data: Any) -> bool:
    """Does the data nest deeper than any form needs?"""
    return _depth(data) > DEEPEST


def _depth(data: Any) -> int:
    """How deep the data nests, counted without recursion and only as far as it matters."""
    depth, level = 0, [data]
    while level and depth <= DEEPEST:
        depth += 1
        level = [
            inner
            for value in level
            if isinstance(value, dict | list)
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
    return depth
