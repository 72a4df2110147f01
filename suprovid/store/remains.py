"""What lies about in clear beside the files of a workspace that gets a vault: it is sealed or it goes.

Deleted are leftovers of writes and removals that were killed. Data set aside by a restore and copies in clear
are not touched here: people decide about those.
"""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from suprovid.store import disk, keyring
from suprovid.store.tinydb_store import DAMAGED, GONE

OTHERS = frozenset({"backups", "schemas", ".aside", ".locks"})


def forget(data: Path) -> None:
    """Delete what killed writes and removals left before there was a keyring."""
    shutil.rmtree(data / GONE, ignore_errors=True)
    born = keyring.stamp(data)[0]
    for path in data.rglob(f"*{disk.NEW}"):
        if path.relative_to(data).parts[0] in OTHERS:
            continue
        with contextlib.suppress(OSError):
            if path.stat().st_mtime_ns < born:
                path.unlink()


def keep(data: Path, name: str, content: bytes) -> None:
    """Keep what could not be read, for whoever can make something of it; `Unwritable`."""
    with disk.told(name):
        disk.make_directory(data / DAMAGED)
    disk.put(data / DAMAGED / f"{name}.{secrets.token_hex(4)}", content)


def damaged(data: Path) -> Iterator[Path]:
    """What could not be read once, and was kept for whoever can make something of it."""
    room = data / DAMAGED
    if room.is_dir():
        yield from sorted(path for path in room.iterdir() if path.is_file())
