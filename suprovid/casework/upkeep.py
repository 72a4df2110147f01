"""Keeping what lists and rights need of all folders in line with the folders themselves.

At the start it takes what a snapshot still knows and reads only what was written since;
whatever it does ends where reading every folder once would end.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from suprovid.casework import going_back, people, settings
from suprovid.casework.basis import Basis
from suprovid.casework.settings import Settings
from suprovid.errors import Damaged, Missing, SuprovidError
from suprovid.store.folder import Folder
from suprovid.store.notices import Notice
from suprovid.store.questions import Filter
from suprovid.store.register import Key

if TYPE_CHECKING:
    from suprovid.casework.workspace import Workspace

SUBJECTS = ("client", "enquiry", "case", "organisation")
"""The kinds of folder that lists show."""
BATCH = 50
"""So many folders are indexed at a time; between two times, others may act."""
Told = Callable[[int, int], None]
"""Who is told how many folders are done, of how many."""


NOTHING_SEEN: Mapping[Key, int] = {}


def quietly(done: int, total: int) -> None:
    """Nobody is told."""


def start(
    work: Workspace,
    before: Basis | None,
    told: Told = quietly,
    is_same: bool = False,
    seen: Mapping[Key, int] = NOTHING_SEEN,
) -> None:
    """Bring everything in line with the store; `before` is what the rows at hand were worked out from.

    Where the marks of all folders are known to be the `same`, they are not compared one by one.
    `seen` are revisions that are known beside what is at hand: no folder may be older than it was seen.
    """
    for kind in (people.KIND, settings.KIND):
        for folder in work.links.seen(kind):
            _remember(work, folder)
    is_new = not work.links.kinds()
    changed, gone = differing(work, is_same)
    known = {key: work.links.revision(key) for key in (*changed, *gone)}
    with contextlib.suppress(SuprovidError, OSError):  # whoever was killed in a folder told so before
        work.store.sweep(None if is_new else [*changed, *gone])
    wanted = take_in(work, changed, gone, told)
    if not work.is_elsewhere:
        work.older |= going_back.compared(work, {**known, **seen})
    work.basis = Basis.of(work.ground)
    forms = work.basis.changed_forms(before) if before else None
    wanted = everything(work) if forms is None else unique_keys(wanted, touched(work, forms))
    index(work, wanted, told)
    work.changed += len(gone) + len(wanted)


def differing(work: Workspace, is_same: bool = False) -> tuple[list[Key], list[Key]]:
    """The folders whose files are not those that were read, and the folders that are gone."""
    found = work.store.changes(work.stamp)
    work.stamp = found.stamp
    changed, gone = ([], []) if is_same else _compared(work)
    told = [(note.kind, note.id) for note in found.notices if note.revision > _seen(work, note)]
    return sorted({*changed, *told} - {*gone}), gone


def _compared(work: Workspace) -> tuple[list[Key], list[Key]]:
    known = {kind: work.links.marks(kind) for kind in work.links.kinds()}
    changed = []
    for kind, id, mark in work.store.marks():
        if known.get(kind, {}).pop(id, 0) != mark:
            changed.append((kind, id))
    return changed, [(kind, id) for kind, ids in known.items() for id in ids]


def _seen(work: Workspace, note: Notice) -> int:
    return work.links.revision((note.kind, note.id))


def take_in(work: Workspace, changed: Sequence[Key], gone: Iterable[Key], told: Told = quietly) -> list[Key]:
    """Read folders again and forget others: the folders whose rows must follow."""
    if not work.links.kinds():
        _read_in(work, changed, told)
        return everything(work)
    near: list[Key] = []
    for key in gone:
        near += work.links.dependants(*key)
        forget(work, key)
    for key in changed:
        near += work.links.dependants(*key)
    _read_in(work, changed, told)
    for key in changed:
        near += work.links.dependants(*key)
    return unique_keys(changed, near)


def _read_in(work: Workspace, keys: Sequence[Key], told: Told) -> None:
    source = iter(keys)
    done = 0
    while batch := list(islice(source, BATCH)):
        notice(work, *(found for key in batch if (found := _read(work, key))))
        done += len(batch)
        told(done, 2 * len(keys))


def _read(work: Workspace, key: Key) -> tuple[Folder, int] | None:
    """A folder with the mark that it had before it was read; one that cannot be read is in no list."""
    mark = work.store.mark(*key)
    try:
        return work.read(*key), mark
    except Missing:
        forget(work, key)
    except Damaged as error:
        forget(work, key)
        work.damaged[key] = error
    return None


def notice(work: Workspace, *found: tuple[Folder, int]) -> None:
    """Bring links, people and settings in line with folders as they were read."""
    for folder, _ in found:
        work.damaged.pop((folder.kind, folder.id), None)
        work.remembered.hold(folder)
        _remember(work, folder)
    work.links.put(*found)


def _remember(work: Workspace, folder: Folder) -> None:
    if folder.kind == people.KIND:
        work.people[folder.id] = people.read(folder.id, folder.about, folder.revision)
    if folder.kind == settings.KIND and folder.id == settings.OWN:
        chosen = Settings(folder.about, work.programme.settings, folder.revision)
        work.ground = replace(work.ground, settings=chosen)


def forget(work: Workspace, key: Key) -> None:
    """A folder is in no list any more; those that depended on it are left to the caller."""
    work.links.drop(*key)
    work.remembered.release(key)
    work.damaged.pop(key, None)
    if key[0] == people.KIND:
        work.people.pop(key[1], None)
    work.index.drop(*key)


def everything(work: Workspace) -> list[Key]:
    """All folders that have rows, those that hang together side by side."""
    return work.links.grouped(SUBJECTS)


def touched(work: Workspace, forms: Iterable[str]) -> list[Key]:
    """The folders with documents of these forms, and those that depend on them."""
    wanted = sorted(forms)
    if not wanted:
        return []
    found = work.index.find([Filter("form", "in", wanted)], of="documents").rows
    own = dict.fromkeys((str(row["kind"]), str(row["folder"])) for row in found)
    return unique_keys(own, (near for key in own for near in work.links.dependants(*key)))


def index(work: Workspace, keys: Sequence[Key], told: Told = quietly) -> None:
    """Work the rows of these folders out again, a few at a time."""
    for begun in range(0, len(keys), BATCH):
        with work.lock:
            work.put_rows(work.folders_at(keys[begun : begun + BATCH]))
        told(len(keys) + min(begun + BATCH, len(keys)), 2 * len(keys))


@contextlib.contextmanager
def later(work: Workspace) -> Iterator[None]:
    """Bring the index up to date once at the end, for many acts in a row that ask nothing of it."""
    work.postponed = {}
    try:
        yield
    finally:
        keys, work.postponed = work.postponed, None
        index(work, list(keys))


def unique_keys(*keys: Iterable[Key]) -> list[Key]:
    """The keys of all, each once."""
    return list(dict.fromkeys(key for some in keys for key in some))
