"""Folders that went back: an older state of one folder in the place of the newer one, or none at all.

A sealed file of an earlier day opens in its own place, so the vault lets it pass.
What was worked out last time, sealed too, knows at which revision every folder was seen: that cannot sink.
A restore takes that along with the data, so it is no false alarm.
What this cannot notice: that the snapshot went back or away together with the folder; a copy still can.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from suprovid.casework import settings
from suprovid.errors import Damaged
from suprovid.store.register import Key
from suprovid.store.revisions import said_revision
from suprovid.store.tinydb_store import TinyStore

if TYPE_CHECKING:
    from suprovid.casework.workspace import Workspace

WHAT, SEEN = "folder_older", "folder_older_seen"
Older = dict[Key, tuple[int, int]]
"""By folder: the revision that is there, 0 for none, and the one that was seen here before."""


def compared(work: Workspace, seen: Mapping[Key, int]) -> Older:
    """The folders that are older than they were `seen`, or gone without having been erased."""
    erased = set(work.store.erased())
    now = {key: work.links.revision(key) for key in seen}
    return {
        key: (now[key], revision)
        for key, revision in seen.items()
        if now[key] < revision and key not in work.damaged and (now[key] or key not in erased)
    }


def behind(data: Path, copied: Mapping[Key, int]) -> Older:
    """The folders in `data` that are older than a copy of it has them, or gone without having been erased.

    A copy lies elsewhere, so it remembers what a folder that went back with the snapshot cannot hide.
    Of an organisation that is not the one in `data` nothing is said.
    """
    now = {}
    for key in copied:
        with contextlib.suppress(Damaged):  # whoever opens it is told
            now[key] = said_revision(data, *key)
    if not any(revision for (kind, _), revision in now.items() if kind != settings.KIND):
        return {}
    erased = set(TinyStore(data).erased())
    return {
        key: (revision, copied[key])
        for key, revision in now.items()
        if revision < copied[key] and (revision or key not in erased)
    }


def read(said: object) -> Older:
    """What a snapshot kept of them."""
    rows = said if isinstance(said, list) else []
    return {(kind, id): (now, revision) for kind, id, now, revision in rows}


def kept(older: Older) -> list[list[object]]:
    """The same, for a snapshot."""
    return [[*key, *revisions] for key, revisions in sorted(older.items())]


def note(work: Workspace, now: datetime) -> None:
    """Write them down in the journal, each once."""
    for key in sorted(set(work.older) - work.older_noted):
        work.journal.add(now, "", WHAT, *key)
        work.older_noted.add(key)


def accept(work: Workspace, now: datetime, person: str, key: Key) -> None:
    """Somebody has looked at it: it is not told any more."""
    if work.older.pop(key, None):
        work.journal.add(now, person, SEEN, *key)
        work.keep_snapshot()
