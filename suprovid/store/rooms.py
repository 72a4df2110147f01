"""What lies in the directories of the embedded store: folders, attachments, and what was given up."""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

from suprovid.store.marks import is_name
from suprovid.store.names import ALIAS

FILE = "folder.json"
NUMBERS = "numbers.json"
ORPHANED = 86400
"""After how many seconds attachments whose folder was never founded are deleted."""


def scans(folder: Path) -> list[str]:
    """The names of the files with a folder's attachments, in order."""
    try:
        return sorted(name for name in os.listdir(folder / "files") if ALIAS.fullmatch(name))
    except (FileNotFoundError, NotADirectoryError):
        return []


def is_orphaned(path: Path) -> bool:
    """Whether attachments wait for a folder that was not founded within a day: a save that was refused."""
    files = path / "files"
    with suppress(OSError):
        return not (path / FILE).exists() and time.time() - files.stat().st_mtime > ORPHANED
    return False


def forget_orphans(path: Path) -> int:
    """Delete such attachments, and the directory when nothing else is in it."""
    swept = 0
    with suppress(OSError):
        for name in scans(path):
            os.unlink(path / "files" / name)
            swept += 1
        os.rmdir(path / "files")
        os.rmdir(path)
    return swept


def entries(directory: Path) -> list[str]:
    """What lies in the directory, in order; nothing where there is none."""
    try:
        return sorted(os.listdir(directory))
    except (FileNotFoundError, NotADirectoryError):
        return []


def names(directory: Path) -> list[str]:
    """What lies there and may be a kind or an id."""
    return [name for name in entries(directory) if is_name(name)]
