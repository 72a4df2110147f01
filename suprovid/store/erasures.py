"""The list of erased folders: kind and id, nothing else, so that a restored backup can forget them again."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from suprovid.store import disk
from suprovid.store.names import NAME

FILE = "erased.txt"
Key = tuple[str, str]


def read(path: Path) -> tuple[Key, ...]:
    """The folders in the list; a torn line names nothing."""
    return parsed(disk.read(path) or b"")


def parsed(content: bytes) -> tuple[Key, ...]:
    """The folders that a list names, each once."""
    lines = (line.split("/") for line in content.decode("ascii", "replace").split())
    return tuple(
        dict.fromkeys(
            (line[0], line[1]) for line in lines if len(line) == 2 and all(map(NAME.fullmatch, line))
        )
    )


def written(keys: Iterable[Key]) -> bytes:
    """The list as the bytes of its file."""
    return "".join(f"{kind}/{id}\n" for kind, id in keys).encode()


def add(path: Path, keys: Iterable[Key]) -> None:
    """Put these folders on the list, lasting; the same one twice is no harm. Call it under a lock."""
    stands = disk.read(path)
    more = written(key for key in keys if key not in parsed(stands or b""))
    if more:
        disk.put(path, (stands or b"") + more, stands)


def merge(path: Path, keys: Iterable[Key]) -> None:
    """Bring a list beside the backups up to date."""
    os.makedirs(path.parent, mode=0o700, exist_ok=True)
    add(path, keys)
