"""One organisation at work: its forms, its rules, its folders, and the index over them.

One per process, used by all its threads. Reading goes straight to the store; what lists and rights
need of every folder is held in memory and follows each act.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any

from suprovid.casework import going_back, programme, roles, rows, settings, upkeep
from suprovid.casework.basis import Basis
from suprovid.casework.going_back import Older
from suprovid.casework.known import Ground, Known
from suprovid.casework.links import Links
from suprovid.casework.looks import Looks
from suprovid.casework.people import Person
from suprovid.casework.remembered import Remembered
from suprovid.casework.renewal import Renewal
from suprovid.casework.roles import Roles
from suprovid.casework.settings import Settings
from suprovid.casework.worked_out import WorkedOut
from suprovid.errors import Busy, Damaged, Missing, Unwritable
from suprovid.forms.library import Library
from suprovid.store.drafts import Drafts
from suprovid.store.folder import Folder
from suprovid.store.index import Index
from suprovid.store.journal import Journal
from suprovid.store.memory import Part
from suprovid.store.port import PLAIN, Cover, Store
from suprovid.store.questions import Filter
from suprovid.store.register import Key
from suprovid.store.snapshot import FILE, Head, Snapshot
from suprovid.store.tinydb_store import TinyStore


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
    remembered: Remembered = field(default_factory=Remembered)
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
            try:
                found.append(self.remembered.get(key) or self.remembered.hold(self.read(*key)))
            except (Missing, Damaged):
                continue
        return tuple(found)

    def _elsewhere(self, folder: Folder) -> Mapping[str, Any]:
        """What only the whole house knows, counted when asked: the coordinator's load and capacity."""
        coordinator = self.people.get(str(folder.about.get("coordinator")))
        if coordinator is None:
            return {}
        return WorkedOut(
            {"capacity": lambda: coordinator.capacity, "load": lambda: self.load(coordinator.id)}
        )

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


def stamp_of_rules(schemas: Path) -> tuple[int, ...]:
    """When the rules and the roles were last written."""
    files = (schemas / name for name in ("programme.json", "roles.json"))
    return tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in files)
