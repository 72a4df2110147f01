"""The shared lists of choices, one file each."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from suprovid.forms.coverage import coverage_faults, texts_of
from suprovid.forms.dialect import list_faults
from suprovid.forms.faults import Fault
from suprovid.forms.loading import read_json, read_text


def read_lists(folder: Path) -> tuple[dict[str, Mapping[str, Any]], tuple[Fault, ...]]:
    """The lists by name that can be read, and the faults of the others."""
    lists: dict[str, Mapping[str, Any]] = {}
    found: list[Fault] = []
    for path in sorted(folder.glob("*.json")):
        data, faults = read_list(path)
        found.extend(faults)
        if all(fault.warning for fault in faults):
            lists[path.stem] = data
    return lists, tuple(found)


def read_list(path: Path) -> tuple[Any, tuple[Fault, ...]]:
    """One list, or None and its faults."""
    file = f"lists/{path.name}"
    text, faults = read_text(path, file)
    if faults:
        return None, faults
    data, faults = read_json(text, file)
    return data, faults or (*list_faults(data, file), *_uncovered(data, file))


def _uncovered(data: Any, file: str) -> tuple[Fault, ...]:
    """Warnings for a list that speaks some languages in some of its choices only."""
    if not isinstance(data, Mapping):
        return ()
    spoken = {code for _, _, holder in texts_of(data, ()) for code in holder.get("x-i18n-title", {})}
    return tuple(coverage_faults(data, file, ("", *sorted(spoken))))
