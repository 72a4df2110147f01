"""Backups of an organisation: made while people work, rehearsed, and restored without what was erased."""

from __future__ import annotations

import contextlib
import json
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

from suprovid.casework import copy_seal
from suprovid.casework.opening import open_workspace
from suprovid.casework.workspace import Workspace
from suprovid.errors import Damaged, Missing, NotPossible, SuprovidError
from suprovid.store import (
    backup,
    copy_keys,
    custody,
    disk,
    erasures,
    keyring,
    restoring,
    sealed_copies,
    swapping,
)
from suprovid.store.backup import Backup
from suprovid.store.copy_keys import NONE, Keys
from suprovid.store.journal import Entry, Journal
from suprovid.store.opening import open_store
from suprovid.store.port import PLAIN, Cover
from suprovid.store.register import Key
from suprovid.store.restoring import BadBackup, Manifest, NoKey, Restored
from suprovid.store.swapping import Aside
from suprovid.store.tinydb_store import TinyStore

MADE, FAILED = "backup.made", "backup.failed"
REHEARSED, RESTORED, PUT_BACK, THROWN_AWAY = (
    "backup.rehearsed",
    "backup.restored",
    "backup.put_back",
    "backup.thrown_away",
)
ROOM, NOTE = "backups", "notes.jsonl"
FORMS = "schemas"
STAYS = ("journal", "drafts", copy_keys.FILE)
"""What stays when a backup is put in the place of the data: who looked, what is typed, what seals copies."""
Opens = Callable[[Path], Cover]
"""How the cover of a data folder is opened, for instance with a recovery key."""


@dataclass(frozen=True)
class Rehearsed:
    """What a rehearsal found: how many folders opened, which could not be read, and all their revisions."""

    made: datetime
    counts: Mapping[str, int]
    damaged: tuple[str, ...] = ()
    revisions: Mapping[Key, int] = field(default_factory=dict)


def keep(work: Workspace, now: datetime, to: Path, person: str = "") -> Backup:
    """Make a backup now and write it down in the journal; `Unwritable`, `Busy`."""
    key = copy_seal.key(work)
    with custody.copying(work.data):
        made = backup.make(work.store, _rooms(work.data, work.schemas), to, now, key)
    work.journal.add(now, person, MADE, "backup", made.path.name)
    return made


def keep_locked(data: Path, schemas: Path, now: datetime, to: Path, store: str = "") -> Backup:
    """A backup of sealed folders without their key; the journal is told when it is opened.

    `store` is the address of the database that has the folders, if there is one.
    """
    with custody.copying(data), contextlib.closing(open_store(data, store)) as sealed:
        made = backup.make(sealed, _rooms(data, schemas), to, now)
    leave_note(data, Entry(now.isoformat(), "", MADE, "backup", made.path.name))
    return made


def _rooms(data: Path, schemas: Path) -> dict[str, Path]:
    return {f"data/{room}": data / room for room in (*backup.ROOMS, *backup.FILES)} | {"schemas": schemas}


def needs_key(path: Path, keys: Keys = NONE) -> bool:
    """Whether a backup needs another key than these to be opened; `BadBackup`."""
    try:
        return f"data/{keyring.FILE}" in restoring.look(path, keys).files
    except NoKey:
        return True


def has_other_schemas(path: Path, schemas: Path, keys: Keys = NONE) -> bool:
    """Whether a backup brings forms and rules that differ from those in force here; `BadBackup`."""
    room = f"{FORMS}/"
    files = restoring.look(path, keys).files
    theirs = {name: kept.sha256 for name, kept in files.items() if name.startswith(room)}
    return any(
        sha256(disk.read(schemas / name.removeprefix(room)) or b"").hexdigest() != digest
        for name, digest in theirs.items()
    )


def is_sealed(path: Path) -> bool:
    """Whether nothing of a backup can be read without a key; `BadBackup`.

    One that was made while a workspace was being encrypted has a keyring, and names in clear beside it.
    """
    if sealed_copies.ring_in(path) is not None:
        return True
    with tempfile.TemporaryDirectory(prefix="suprovid-") as room:
        restoring.pick(path, f"data/{keyring.FILE}", Path(room))
        return not keyring.is_in_clear(Path(room) / "data")


def rehearse(path: Path, schemas: Path, opens: Opens = lambda data: PLAIN, keys: Keys = NONE) -> Rehearsed:
    """Restore into a folder that is thrown away, open the workspace there, read everything and count.

    `BadBackup`; `Locked` for a sealed one without a key; whatever `opens` raises for the wrong one.
    """
    manifest = restoring.look(path, keys)
    with tempfile.TemporaryDirectory(prefix="suprovid-") as room:
        place = Path(room) / "data"
        restored = restoring.restore(path, place, keys=keys)
        own = place / "schemas"
        cover = opens(place) if keyring.is_there(place) else PLAIN
        with open_workspace(place, own if own.is_dir() else schemas, "", cover) as work:
            found = Counter(kind for kind, _ in work.store.folders())
            damaged = {"/".join(key) for key in work.damaged} | set(unreadable_scans(work))
            revisions = work.links.revisions()
    _refuse_other(path, manifest, restored, found)
    return Rehearsed(restored.made, restored.counts, tuple(sorted(damaged)), revisions)


def unreadable_scans(work: Workspace) -> Iterator[str]:
    """The places of attachments that lie in their folders and cannot be read."""
    for kind, id in work.store.folders():
        for digest in work.store.attachments(kind, id):
            try:
                work.store.attachment(kind, id, digest)
            except (Damaged, Missing):
                yield f"{kind}/{id}/files/{digest}"


def restore(
    path: Path, place: Path, now: datetime, lists: Iterable[Path] = (), keys: Keys = NONE
) -> Restored:
    """The backup in an empty place, without what was erased since by any list that is left.

    The list beside the backup is read too; one that cannot be read keeps nothing from being restored.
    The journal that came with it goes on with this; a sealed one once it is opened.
    """
    beside = path.parent / erasures.FILE
    erased = dict.fromkeys(key for each in (beside, *lists) for key in _listed(each))
    restored = restoring.restore(path, place, tuple(erased), keys)
    copy_seal.adopt(place, path, keys)
    leave_note(place, Entry(now.isoformat(), "", RESTORED, "backup", path.name))
    if not keyring.is_there(place):
        take_note(place, Journal(place / "journal"))
    return restored


def restore_here(
    work: Workspace, path: Path, now: datetime, person: str, keys: Keys | None = None
) -> Restored:
    """The backup in the place of the data, which waits aside; the workspace is to be opened again after it.

    The journal and what is being typed stay. `keys` of copies are those of the workspace, or other ones.
    """
    _refuse_a_database(work)
    keys = copy_seal.keys(work) if keys is None else keys
    with tempfile.TemporaryDirectory(prefix="suprovid-") as room:
        restoring.pick(path, f"data/{keyring.FILE}", Path(room), keys)
        stays = _stays(work.data, Path(room) / "data")
    restored = _swapped(work, path, now, stays, keys)
    leave_note(work.data, Entry(now.isoformat(), person, RESTORED, "backup", path.name))
    return restored


def restore_first(work: Workspace, path: Path, now: datetime, is_new: bool, keys: Keys = NONE) -> Restored:
    """The backup where nobody works yet, or can any more: with its own journal and drafts.

    What was here waits aside, unless all of it is new. The workspace is to be opened again after it.
    """
    _refuse_a_database(work)
    restored = _swapped(work, path, now, (), keys)
    leave_note(work.data, Entry(now.isoformat(), "", RESTORED, "backup", path.name))
    for each in swapping.aside(work.data)[:1] if is_new else ():
        swapping.throw_away(work.data, each.name)
    return restored


def _swapped(work: Workspace, path: Path, now: datetime, stays: tuple[str, ...], keys: Keys) -> Restored:
    erased = (*work.store.erased(), *_listed(path.parent / erasures.FILE))
    unpack = partial(restoring.restore, path, erased=erased, keys=keys)
    restored = swapping.restore(unpack, work.data, now, stays)
    copy_seal.adopt(work.data, path, keys)
    return restored


def put_back(work: Workspace, name: str, now: datetime, person: str) -> bool:
    """The data that waited aside in its old place again; what was there until now waits instead."""
    _refuse_a_database(work)
    swapping.put_back(work.data, name, now, _stays(work.data, work.data / swapping.ROOM / name))
    leave_note(work.data, Entry(now.isoformat(), person, PUT_BACK, "aside", name))
    return True


def throw_away(work: Workspace, name: str, now: datetime, person: str) -> bool:
    """The data that waits aside is deleted for good."""
    swapping.throw_away(work.data, name)
    work.journal.add(now, person, THROWN_AWAY, "aside", name)
    return True


def forget_aside(work: Workspace, now: datetime) -> int:
    """Delete data that waits aside for as long as the oldest copy may: how often that was.

    What was erased, and who was shut out since, would be there for ever otherwise.
    """
    old = [each for each in aside(work) if now - each.since > backup.OLDEST]
    for each in old:
        throw_away(work, each.name, now, "")
    return len(old)


def aside(work: Workspace) -> tuple[Aside, ...]:
    """The data that waits aside, the newest first."""
    return swapping.aside(work.data)


def take_note(data: Path, journal: Journal) -> None:
    """Write down in the journal what was done to the data while its journal could not be opened."""
    with contextlib.suppress(SuprovidError, OSError, ValueError, TypeError):
        notes = disk.read(data / NOTE) or b""
        for line in notes.splitlines():
            said = Entry(**json.loads(line))
            journal.add(datetime.fromisoformat(said.at), said.who, said.what, said.kind, said.id)
        (data / NOTE).unlink(missing_ok=True)


def leave_note(data: Path, said: Entry) -> None:
    """Keep in mind what was done, until the journal can be opened."""
    with contextlib.suppress(SuprovidError, OSError):
        before = disk.read(data / NOTE)
        disk.put(data / NOTE, (before or b"") + json.dumps(asdict(said)).encode() + b"\n", before)


def _stays(here: Path, there: Path) -> tuple[str, ...]:
    """What an exchange leaves as it is: nothing that the key of the other data could not open."""
    rings = [keyring.read(data) if keyring.is_there(data) else None for data in (here, there)]
    keys = [(ring.workspace, ring.epoch) if ring else None for ring in rings]
    return STAYS if keys[0] == keys[1] else ()


def _refuse_a_database(work: Workspace) -> None:
    """What is in a database is restored by its own means, or through `restore` and `move`."""
    if not isinstance(work.store, TinyStore):
        raise NotPossible(what="backup.restore", why="backup.why.database")


def _listed(path: Path) -> tuple[tuple[str, str], ...]:
    with contextlib.suppress(OSError):
        return erasures.read(path)
    return ()


def _refuse_other(path: Path, manifest: Manifest, restored: Restored, found: Mapping[str, int]) -> None:
    """The workspace that opens must have as many folders of each kind as the backup says."""
    told = Counter({kind: restored.counts[kind] for kind in restored.counts if kind in found})
    if told != Counter(found) or set(restored.counts) - set(manifest.counts):
        raise BadBackup(place=path.name, why="backup.why.counts")
