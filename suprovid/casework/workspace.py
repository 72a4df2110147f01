"""One organisation at work: its forms, its rules, its folders, and the index over them.

One per process, used by all its threads. Reading goes straight to the store; what lists and rights
need of every folder is held in memory and follows each act.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any

from suprovid.casework import going_back, programme, roles, rows, settings, upkeep
from suprovid.casework.basis import Basis, program
from suprovid.casework.going_back import Older
from suprovid.casework.known import Ground, Known
from suprovid.casework.links import Links
from suprovid.casework.looks import Looks
from suprovid.casework.people import Person
from suprovid.casework.renewal import Renewal
from suprovid.casework.roles import Roles
from suprovid.casework.settings import Settings
from suprovid.errors import Busy, Damaged, Missing, SuprovidError, Unwritable
from suprovid.forms.library import Library
from suprovid.store import swapping
from suprovid.store.clear import watched
from suprovid.store.drafts import Drafts
from suprovid.store.folder import Folder
from suprovid.store.index import Index
from suprovid.store.journal import Journal
from suprovid.store.marks import Survey
from suprovid.store.memory import Memory, Part
from suprovid.store.opening import open_index, open_store
from suprovid.store.port import PLAIN, Cover, Store
from suprovid.store.questions import Filter
from suprovid.store.register import Key
from suprovid.store.snapshot import FILE, Head, Snapshot
from suprovid.store.tinydb_store import TinyStore

FORGOTTEN = timedelta(days=30)
"""After how long a draft that nobody touched is thrown away."""
MANY = 500
"""After so many changes a snapshot is written, so that a kill does not cost the next start much."""
HELD = 500
"""How many folders are remembered, to save reading what acts go on in again and again."""


@dataclass
class Workspace:
    """Everything that an act, a list or a page needs to know about the organisation.

    It `owes` what should have followed from an act when the disk refused it;
    `behind` are folders whose rows a database did not take when they were written.
    """

    data: Path
    schemas: Path
    store: Store
    index: Index
    drafts: Drafts
    journal: Journal
    roles: Roles
    ground: Ground
    links: Links
    snapshot: Snapshot
    cover: Cover = PLAIN
    people: dict[str, Person] = field(default_factory=dict)
    damaged: dict[Key, Damaged] = field(default_factory=dict)
    older: Older = field(default_factory=dict)
    older_noted: set[Key] = field(default_factory=set)
    kept: dict[Key, tuple[int, Any]] = field(default_factory=dict)
    looks: Looks = field(default_factory=Looks)
    owes: bool = False
    basis: Basis | None = None
    changed: int = 0
    stamp: str = ""
    postponed: dict[Key, None] | None = None
    behind: dict[Key, None] = field(default_factory=dict)
    renewal: Renewal = field(default_factory=Renewal)
    lock: RLock = field(default_factory=RLock)
    _held: dict[Key, Folder] = field(default_factory=dict)
    _rules_seen: tuple[int, ...] = ()

    @property
    def library(self) -> Library:
        """The forms in force."""
        return self.ground.library

    @property
    def programme(self) -> programme.Programme:
        """Stages, gates, criteria and reminders."""
        return self.ground.programme

    @property
    def settings(self) -> Settings:
        """What the organisation has chosen."""
        return self.ground.settings

    @property
    def is_elsewhere(self) -> bool:
        """Whether the folders are in a database, and not in `data`."""
        return not isinstance(self.store, TinyStore)

    def read(self, kind: str, id: str) -> Folder:
        """A folder as it stands; `Missing`, `Damaged` (which is remembered)."""
        try:
            return self.store.read(kind, id)
        except Damaged as error:
            self.damaged[kind, id] = error
            raise

    def known(self, kind: str, id: str, today: date) -> Known:
        """What is known of a folder on a day."""
        return self.known_of(self.read(kind, id), today)

    def known_of(self, folder: Folder, today: date, language: str = "uk") -> Known:
        """What is known of a folder that has been read, or that an act is about to write."""
        return Known(
            self.ground,
            folder,
            self.folders_at(self.links.linked(folder.kind, folder.id, folder.about)),
            today,
            self.folders_at(self.links.others(folder.kind, folder.id, folder.about)),
            self._elsewhere(folder),
            language,
        )

    def known_alone(self, folder: Folder, today: date = date.min) -> Known:
        """What a folder says by itself, without those it is linked to."""
        return Known(self.ground, folder, (), today)

    def refresh(self, kind: str, id: str) -> None:
        """Bring people, settings, links and index rows in line with a folder as the store has it now."""
        mark = self.store.mark(kind, id)
        try:
            folder = self.read(kind, id)
        except Missing:
            self._forget((kind, id))
            return
        self.follow(folder, mark)

    def reread(self, kind: str, id: str) -> None:
        """Take in a folder whose revision may have gone back: one that was put back from a copy."""
        self._forget((kind, id))
        self.refresh(kind, id)
        self.older.pop((kind, id), None)
        self.keep_snapshot()

    def follow(self, folder: Folder, mark: int | None = None) -> None:
        """Bring everything in line with a folder just written, and with those that depend on it."""
        key = (folder.kind, folder.id)
        mark = self.store.mark(*key, folder.revision) if mark is None else mark
        with self.lock:
            if self.links.revision(key) > folder.revision:
                return  # somebody else's later act was quicker to get here
            before = self.links.dependants(*key)
            upkeep.notice(self, (folder, mark))
            self._put_rows([key, *before, *self.links.dependants(*key)])
        if folder.kind == settings.KIND:
            self._renew()

    def indexing_later(self) -> AbstractContextManager[None]:
        """Bring the index up to date once at the end, for many acts in a row that ask nothing of it."""
        return upkeep.later(self)

    def follow_others(self) -> int:
        """Take in what other processes wrote since the last time; how many folders that were."""
        self.keep_basis()
        with self.lock:
            self._catch_up_rows()
            found = self.store.changes(self.stamp)
            if not found.complete:
                changed, gone = upkeep.differing(self)
                upkeep.index(self, upkeep.take_in(self, changed, gone))
                return len(changed) + len(gone)
            self.stamp = found.stamp
            return sum(self._take_in((told.kind, told.id), told.revision) for told in found.notices)

    def _take_in(self, key: Key, revision: int) -> bool:
        """Look again at a folder that another process changed; whether that was news."""
        known = self.links.revision(key)
        if known >= revision > 0 or not (known or revision):
            return False
        if not revision:
            self._forget(key)
            return True
        try:
            self.refresh(*key)
        except Damaged:  # it is remembered, and named where folders are listed
            self.index.drop(*key)
        return True

    def reload(self, library: Library | None = None) -> None:
        """Work with the forms, rules and roles as they are now, and index again what they change.

        Rules that cannot be read do not replace good ones.
        """
        with self.lock:
            library = library or self.library
            library.refreshed()
            self._rules_seen = stamp_of_rules(self.schemas)
            rules = programme.read(self.schemas)
            with contextlib.suppress(Damaged):
                self.roles = roles.read(self.schemas)
            if rules.unread and self.programme.stages:
                rules = self.programme
            chosen = replace(self.settings, proposed=rules.settings)
            self.ground = Ground(library, rules, chosen)
            self.kept.clear()
        self._renew()

    def _renew(self) -> None:
        """Index again what the forms and rules change: a little at once, much beside the work.

        A database that is away is asked again when somebody looks next.
        """
        with self.lock:
            before, self.basis = self.basis, Basis.of(self.ground)
            forms = self.basis.changed_forms(before) if before else None
            try:
                keys = upkeep.everything(self) if forms is None else upkeep.touched(self, forms)
                self.renewal.begin(keys, lambda some: upkeep.index(self, some))
            except (Unwritable, Busy):
                self.basis, self._rules_seen = before, ()

    def catch_up(self) -> bool:
        """Take up files of the schemas that were changed by hand; says whether there were any."""
        if self._rules_seen == stamp_of_rules(self.schemas) and not self.library.refreshed():
            return False
        self.reload()
        return True

    def keep_basis(self) -> None:
        """Tell processes beside us what the rows are worked out from, once they all are."""
        if self.basis and not self.renewal.is_going:
            self.index.keep_basis(self.basis.kept())

    def keep_snapshot(self) -> bool:
        """Write down what was worked out, for the next start; not while some of it is being worked out."""
        if self._is_in_between or not self.index.memory.can_be_kept:
            return False
        return self.snapshot.keep(self._as_it_is())

    @property
    def _is_in_between(self) -> bool:
        """Whether some of what lists ask is still to be worked out."""
        return self.postponed is not None or bool(self.behind) or self.renewal.is_going or not self.basis

    @contextlib.contextmanager
    def _as_it_is(self) -> Iterator[tuple[Head, Iterable[Part]]]:
        """What is worked out, while nobody changes it."""
        memory = self.index.memory
        with self.lock, memory.lock:
            if self._is_in_between or not self.basis:
                raise Busy(place=FILE)
            self.changed = 0
            head = {
                "stamp": self.stamp,
                "basis": self.basis.kept(),
                "store": type(self.store).__name__,
                "marks": self.links.sums(),
                "older": going_back.kept(self.older),
            }
            yield head, memory.parts()

    def close(self) -> None:
        """Write a snapshot if much changed; let go of the index and of the store's connections."""
        self.renewal.stop()
        if self.changed:
            self.keep_snapshot()
        self.index.close()
        self.store.close()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- what follows a folder ----------------------------------------------------------------------

    def _put_rows(self, keys: Iterable[Key]) -> None:
        """Index these folders now, or when many acts in a row are over."""
        self.changed += 1
        keys = dict.fromkeys(keys)
        if self.postponed is not None:
            self.postponed |= keys
        else:
            with self._rows_may_wait(keys):
                self.put_rows(self.folders_at(keys))

    def put_rows(self, folders: Iterable[Folder]) -> None:
        """Index these folders; a row is about dates, never about today."""
        shown = [folder for folder in folders if folder.kind in upkeep.SUBJECTS]
        self.index.put_all([rows.row(self._known_for_index(folder)) for folder in shown])

    @contextlib.contextmanager
    def _rows_may_wait(self, keys: Iterable[Key]) -> Iterator[None]:
        """What was written stands, whatever keeps the database from taking its rows: they follow later."""
        try:
            yield
        except (Unwritable, Busy):
            self.behind |= dict.fromkeys(keys)

    def _catch_up_rows(self) -> None:
        behind, self.behind = self.behind, {}
        for key in behind:
            with self._rows_may_wait([key]), contextlib.suppress(Damaged):
                self.refresh(*key)

    def _forget(self, key: Key) -> None:
        with self.lock:
            near = self.links.dependants(*key)
            with self._rows_may_wait([key]):
                upkeep.forget(self, key)
            self._put_rows(near)

    def _known_for_index(self, folder: Folder) -> Known:
        ask = (folder.kind, folder.id, folder.about)
        near = self.folders_at(self.links.linked(*ask))
        return Known(self.ground, folder, near, date.min, self.folders_at(self.links.others(*ask)))

    def folders_at(self, keys: Iterable[Key]) -> tuple[Folder, ...]:
        """The folders around another, as last seen; those that cannot be read are left out."""
        found = []
        for key in keys:
            folder = self._held.get(key)
            try:
                found.append(folder or self.hold(self.read(*key)))
            except (Missing, Damaged):
                continue
        return tuple(found)

    def hold(self, folder: Folder) -> Folder:
        """Remember a folder as it was last seen; what was seen longest ago is forgotten."""
        with self.lock:
            self._held.pop((folder.kind, folder.id), None)
            self._held[folder.kind, folder.id] = folder
            if len(self._held) > HELD:
                self._held.pop(next(iter(self._held)))
        return folder

    def release(self, key: Key) -> None:
        """Remember a folder no longer."""
        with self.lock:
            self._held.pop(key, None)

    def _elsewhere(self, folder: Folder) -> Mapping[str, Any]:
        """What only the whole house knows, counted when asked: the coordinator's load and capacity."""
        coordinator = self.people.get(str(folder.about.get("coordinator")))
        if coordinator is None:
            return {}
        return Asked({"capacity": lambda: coordinator.capacity, "load": lambda: self.load(coordinator.id)})

    def any_folder(self, kind: str) -> Folder:
        """A folder that stands for all of a kind, to ask for a right over the kind."""
        return Folder(kind, "", 0)

    def closed(self, kind: str, id: str) -> bool:
        """Whether nobody works on this folder any more, as the index has it."""
        return bool(self.closed_among([(kind, id)]))

    def closed_among(self, keys: Iterable[Key]) -> frozenset[Key]:
        """Those of these folders on which nobody works any more."""
        asked = set(keys)
        ids = Filter("id", "in", sorted(id for _, id in asked))
        found = self.index.find([ids, Filter("open", "=", False)]).rows if asked else ()
        return frozenset(asked) & frozenset((str(row["kind"]), str(row["id"])) for row in found)

    def load(self, person: str) -> int:
        """How many cases this person coordinates that are open."""
        mine = [Filter("kind", "=", "case"), Filter("coordinator", "=", person), Filter("open", "=", True)]
        return self.index.counts("kind", mine).get("case", 0)


class Asked(Mapping[str, Any]):
    """Values by name, each worked out when somebody asks for it."""

    def __init__(self, worked_out: Mapping[str, Callable[[], Any]]) -> None:
        self._worked_out = worked_out

    def __getitem__(self, name: str) -> Any:
        return self._worked_out[name]()

    def __iter__(self) -> Iterator[str]:
        return iter(self._worked_out)

    def __len__(self) -> int:
        return len(self._worked_out)


def stamp_of_rules(schemas: Path) -> tuple[int, ...]:
    """When the rules and the roles were last written."""
    files = (schemas / name for name in ("programme.json", "roles.json"))
    return tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in files)


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
