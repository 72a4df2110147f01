"""Opening a workspace: its store, what the last snapshot worked out, and what changed since.

A snapshot only makes this fast: without a good one everything is worked out from the folders.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from suprovid.casework import going_back, programme, roles, rows, upkeep
from suprovid.casework.basis import Basis, program
from suprovid.casework.known import Ground
from suprovid.casework.links import Links
from suprovid.casework.settings import Settings
from suprovid.casework.workspace import Workspace, stamp_of_rules
from suprovid.errors import SuprovidError
from suprovid.forms.library import Library
from suprovid.store import swapping
from suprovid.store.clear import watched
from suprovid.store.drafts import Drafts
from suprovid.store.journal import Journal
from suprovid.store.marks import Survey
from suprovid.store.memory import Memory, Part
from suprovid.store.opening import open_index, open_store
from suprovid.store.port import PLAIN, Cover, Store
from suprovid.store.register import Key
from suprovid.store.snapshot import FILE, Head, Snapshot

FORGOTTEN = timedelta(days=30)
"""After how long a draft that nobody touched is thrown away."""
MANY = 500
"""After so many changes a snapshot is written, so that a kill does not cost the next start much."""


def open_workspace(
    data: Path,
    schemas: Path,
    store: str | None = None,
    cover: Cover = PLAIN,
    told: upkeep.Told = upkeep.quietly,
) -> Workspace:
    """The organisation whose folders are in `data` and whose forms and rules are in `schemas`.

    `store` is the address of a database that holds the folders instead, "" for none;
    left out, `SUPROVID_STORE` says so. Whatever is written goes through the `cover`.
    `told` hears how many folders are read, of how many.
    """
    data.mkdir(parents=True, exist_ok=True)
    swapping.finish(data)
    opened = open_store(data, os.environ.get("SUPROVID_STORE", "") if store is None else store, cover)
    survey = Survey(opened.marks) if (data / FILE).exists() else None
    rules = programme.read(schemas)
    ground = Ground(Library.read(schemas, data / "forms"), rules, Settings({}, rules.settings))
    covered = watched(cover, data)
    snapshot = Snapshot(data / FILE, covered)
    memory, head, seen = _remembered(snapshot, opened)
    work = Workspace(
        data=data,
        schemas=schemas,
        store=opened,
        index=open_index(opened, rows.columns(ground), rows.QUICK, memory),
        links=Links(memory),
        snapshot=snapshot,
        drafts=Drafts(data / "drafts", covered),
        journal=Journal(data / "journal", covered),
        roles=roles.read(schemas),
        ground=ground,
        cover=cover,
        older=going_back.read(head.get("older")),
        older_noted=set(going_back.read(head.get("older"))),
        stamp=head.get("stamp") or opened.changes("").stamp,
        _rules_seen=stamp_of_rules(schemas),
    )
    with contextlib.suppress(SuprovidError, OSError):  # a disk that refuses closes nothing
        work.journal.sweep()
        work.drafts.sweep(datetime.now(UTC) - FORGOTTEN)
    with work.index.building():
        before = Basis.read(work.index.basis(head.get("basis")))
        upkeep.start(work, before, told, _is_same(survey, head), seen)
        work.keep_basis()
    work.changed += not head
    with contextlib.suppress(SuprovidError, OSError):
        going_back.note(work, datetime.now().astimezone())
    if work.changed >= MANY:
        work.keep_snapshot()
    return work


def _is_same(survey: Survey | None, head: Head) -> bool:
    """Whether every folder has the mark that it had when the snapshot was written."""
    said = head.get("marks")
    if survey is None or not said:
        return False
    return survey.found() == {kind: tuple(sums) for kind, sums in said.items()}


def _remembered(snapshot: Snapshot, store: Store) -> tuple[Memory, Head, Mapping[Key, int]]:
    """The last snapshot of this store, if this very program wrote it; else an empty memory.

    And at which revisions folders were seen, whatever program wrote that.
    """
    return snapshot.read(partial(_taken, type(store).__name__)) or (Memory(), {}, {})


def _taken(store: str, head: Head, parts: Iterator[Part]) -> tuple[Memory, Head, Mapping[Key, int]] | None:
    basis = Basis.read(head.get("basis"))
    if basis is None or head.get("store") != store:
        return None
    memory = Memory(parts)
    if basis.program == program():
        return memory, head, {}
    seen = Links(memory).revisions()
    memory.close()
    return Memory(), {"older": head.get("older")}, seen
