"""Forms and rules that came with a copy: from then on they are those in force, unless others were named.

They lie in the data. Sentences of the interface which they do not know are taken from the program, so that
one which is newer than the copy speaks whole sentences.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from suprovid.store import disk

ROOM, MARK, LANGUAGES = "schemas", ".in-force", "languages"


def chosen(data: Path, ours: Path) -> Path:
    """Where forms and rules are when nobody named a place: in the data, once they were taken up there."""
    room = data / ROOM
    if not (room / MARK).exists():
        return ours
    _speak(room, ours)
    return room


def take_up(data: Path, ours: Path) -> bool:
    """Use what a copy brought from now on, if it is other than the program's; whether it is. `Unwritable`."""
    room = data / ROOM
    here = _all_in(ours)
    is_other = any(here.get(name) != content for name, content in _all_in(room).items())
    if is_other:
        disk.put(room / MARK, b"")
        _speak(room, ours)
    return is_other


def _all_in(room: Path) -> Mapping[str, bytes]:
    """Every file but sentences and what is hidden; what a checkout has besides is none of a copy."""
    found = {}
    for path in room.rglob("*.json"):
        inside = path.relative_to(room)
        if inside.parts[0] != LANGUAGES and not any(part.startswith(".") for part in inside.parts):
            found[inside.as_posix()] = path.read_bytes()
    return found


def _speak(room: Path, ours: Path) -> None:
    """Add what the program says by now and these languages do not."""
    for path in sorted((ours / LANGUAGES).glob("*.json")):
        there = room / LANGUAGES / path.name
        known, said = _sentences(there), _sentences(path)
        if known is not None and said is not None and said.keys() - known.keys():
            content = json.dumps({**said, **known}, ensure_ascii=False, indent=2, sort_keys=True)
            disk.make_directory(there.parent)
            disk.put(there, f"{content}\n".encode())


def _sentences(path: Path) -> dict[str, Any] | None:
    """The sentences of a file; none where there is no file, None where it cannot be read."""
    try:
        said = json.loads(disk.read(path) or b"{}")
    except (OSError, ValueError):
        return None
    return said if isinstance(said, dict) else None
