"""A damaged folder from the newest copy in which it is whole; the others are not touched."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from suprovid.casework import access, codes
from suprovid.casework.acts.act import Act, At, Outcome, perform
from suprovid.casework.copies import Copy
from suprovid.casework.links import Key
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.errors import Damaged, Missing, NotPossible
from suprovid.store import keyring, remains, restoring
from suprovid.store.folder import Folder
from suprovid.store.port import PLAIN, Cover
from suprovid.store.postgres_store import PostgresStore
from suprovid.store.restoring import BadBackup
from suprovid.store.tinydb_store import TinyStore

RIGHT = "backup"


@dataclass(frozen=True)
class Mended:
    """From which copy, of when, and at which revision the folder stands now."""

    copy: Copy
    made: datetime
    revision: int


def mend(work: Workspace, by: By, key: Key, copies: Iterable[Copy]) -> Mended:
    """Put one folder back as the newest good copy has it; what was written since in it is lost, and said so.

    `Missing` when it is whole in no copy.
    """
    access.require(work, by, RIGHT, work.any_folder("workspace"))
    store = work.store
    if not isinstance(store, TinyStore | PostgresStore):
        raise NotPossible(what="act.mend", why="backup.why.database")
    for copy in copies:
        with tempfile.TemporaryDirectory(prefix="suprovid-") as room:
            found = _found(work, copy, Path(room) / "data", key)
        if found is None:
            continue
        folder, scans = found
        if isinstance(store, TinyStore):
            store.mend(folder, scans)
        else:
            store.mend(folder, scans, partial(remains.keep, work.data, ".".join(key)))
        work.reread(*key)
        return Mended(copy, copy.made, _noted(work, by, folder, copy))
    raise Missing(kind="copy", id=key[1])


def mend_numbers(work: Workspace, by: By) -> None:
    """Go on counting above every code that any folder has, when the counters cannot be read."""
    access.require(work, by, RIGHT, work.any_folder("workspace"))
    if not isinstance(work.store, TinyStore):
        raise NotPossible(what="act.mend", why="backup.why.database")
    work.store.mend_numbers(codes.drawn(work))


def code_in(work: Workspace, key: Key, copy: Copy) -> str:
    """The code that a folder has in a copy, for people to know which one it is; empty where it has none."""
    with tempfile.TemporaryDirectory(prefix="suprovid-") as room:
        found = _found(work, copy, Path(room) / "data", key)
    return str(found[0].about.get("code", "")) if found else ""


def _found(work: Workspace, copy: Copy, place: Path, key: Key) -> tuple[Folder, list[bytes]] | None:
    """The folder in a copy with its attachments, if it can be read there."""
    kind, id = key
    try:
        restoring.pick(copy.path, f"data/{kind}/{id}/", place, copy.keys)
        copied = TinyStore(place / "data", _cover(work, copy))
        folder = copied.read(kind, id)
        return folder, [copied.attachment(kind, id, scan) for scan in copied.attachments(kind, id)]
    except (BadBackup, Damaged, Missing):
        return None


def _cover(work: Workspace, copy: Copy) -> Cover:
    """How folders lie in a copy: in clear where the copy is sealed as a whole, else as they do here."""
    is_whole = copy.is_in_envelope and f"data/{keyring.FILE}" not in copy.look().files
    return PLAIN if is_whole else work.cover


def _noted(work: Workspace, by: By, folder: Folder, copy: Copy) -> int:
    """The history of the folder says that it was put back, and from when."""

    def judge(now: Folder) -> Outcome:
        return Outcome(facts={"copy": copy.made.isoformat()})

    at = At(folder.kind, folder.id, work.read(folder.kind, folder.id).revision)
    return perform(work, by, at, Act("mend", "", judge)).revision
