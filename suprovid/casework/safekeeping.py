"""Backups of an organisation: made while people work, rehearsed, and restored without what was erased."""

from __future__ import annotations

import contextlib
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from suprovid.casework.workspace import Workspace, open_workspace
from suprovid.errors import SuprovidError
from suprovid.store import backup, erasures, restoring
from suprovid.store.backup import Backup
from suprovid.store.journal import Journal
from suprovid.store.restoring import BadBackup, Manifest, Restored

MADE, FAILED, RESTORED = "backup.made", "backup.failed", "backup.restored"
ROOM = "backups"


@dataclass(frozen=True)
class Rehearsed:
    """What a rehearsal found: how many folders could be opened, and which could not be read."""

    made: datetime
    counts: Mapping[str, int]
    damaged: tuple[str, ...] = ()


def keep(work: Workspace, now: datetime, to: Path, person: str = "") -> Backup:
    """Make a backup now and write it down in the journal; `Unwritable`, `Busy`."""
    rooms = {f"data/{room}": work.data / room for room in backup.ROOMS}
    made = backup.make(work.store, {**rooms, "schemas": work.schemas}, to, now)
    work.journal.add(now, person, MADE, "backup", made.path.name)
    return made


def rehearse(path: Path, schemas: Path) -> Rehearsed:
    """Restore into a folder that is thrown away, open the workspace there and count; `BadBackup`."""
    manifest = restoring.look(path)
    with tempfile.TemporaryDirectory(prefix="suprovid-") as room:
        place = Path(room) / "data"
        restored = restoring.restore(path, place)
        own = place / "schemas"
        with open_workspace(place, own if own.is_dir() else schemas, store="") as work:
            found = Counter(kind for kind, _ in work.store.folders())
            damaged = tuple(sorted("/".join(key) for key in work.damaged))
    _refuse_other(path, manifest, restored, found)
    return Rehearsed(restored.made, restored.counts, damaged)


def restore(path: Path, place: Path, now: datetime, lists: Iterable[Path] = ()) -> Restored:
    """The backup in an empty place, without what was erased since by any list that is left.

    The list beside the backup is read too; one that cannot be read keeps nothing from being restored.
    The journal that came with it goes on with this.
    """
    beside = path.parent / erasures.FILE
    erased = dict.fromkeys(key for each in (beside, *lists) for key in _listed(each))
    restored = restoring.restore(path, place, tuple(erased))
    with contextlib.suppress(SuprovidError, OSError):
        Journal(place / "journal").add(now, "", RESTORED, "backup", path.name)
    return restored


def _listed(path: Path) -> tuple[tuple[str, str], ...]:
    with contextlib.suppress(OSError):
        return erasures.read(path)
    return ()


def _refuse_other(path: Path, manifest: Manifest, restored: Restored, found: Mapping[str, int]) -> None:
    """The workspace that opens must have as many folders of each kind as the backup says."""
    told = Counter({kind: restored.counts[kind] for kind in restored.counts if kind in found})
    if told != Counter(found) or set(restored.counts) - set(manifest.counts):
        raise BadBackup(place=path.name, why="backup.why.counts")
