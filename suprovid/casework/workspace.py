"""One organisation at work: its forms, its rules, its folders, and the index over them.

One per process, used by all its threads. Reading goes straight to the store; what lists and rights
need of every folder is held in memory and follows each act.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import Any

from suprovid.casework import people, programme, roles, rows, settings
from suprovid.casework.known import Ground, Known
from suprovid.casework.links import Key, Links
from suprovid.casework.looks import Looks
from suprovid.casework.people import Person
from suprovid.casework.roles import Roles
from suprovid.casework.settings import Settings
from suprovid.errors import Damaged, Missing, SuprovidError
from suprovid.forms.library import Library
from suprovid.store.drafts import Drafts
from suprovid.store.folder import Folder
from suprovid.store.index import Index
from suprovid.store.journal import Journal
from suprovid.store.opening import open_store
from suprovid.store.port import PLAIN, Cover, Store
from suprovid.store.questions import Filter

SUBJECTS = ("client", "enquiry", "case", "organisation")
"""The kinds of folder that lists show."""
FORGOTTEN = timedelta(days=30)
"""After how long a draft that nobody touched is thrown away."""
HELD = 500
"""How many folders are remembered, to save reading what acts go on in again and again."""


@dataclass
class Workspace:
    """Everything that an act, a list or a page needs to know about the organisation.

    It `owes` what should have followed from an act when the disk refused it.
    """

    data: Path
    schemas: Path
    store: Store
    index: Index
    drafts: Drafts
    journal: Journal
    roles: Roles
    ground: Ground
    cover: Cover = PLAIN
    links: Links = field(default_factory=Links)
    people: dict[str, Person] = field(default_factory=dict)
    damaged: dict[Key, Damaged] = field(default_factory=dict)
    kept: dict[Key, tuple[int, Any]] = field(default_factory=dict)
    looks: Looks = field(default_factory=Looks)
    owes: bool = False
    _held: dict[Key, Folder] = field(default_factory=dict)
    _seen: dict[Key, int] = field(default_factory=dict)
    _stamp: str = ""
    _rules_seen: tuple[int, ...] = ()
    _later: dict[Key, None] | None = None
    _lock: RLock = field(default_factory=RLock)

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
            self._read_all(self.links.linked(folder.kind, folder.id, folder.about)),
            today,
            self._read_all(self.links.others(folder.kind, folder.id, folder.about)),
            self._elsewhere(folder),
            language,
        )

    def known_alone(self, folder: Folder, today: date = date.min) -> Known:
        """What a folder says by itself, without those it is linked to."""
        return Known(self.ground, folder, (), today)

    def refresh(self, kind: str, id: str) -> None:
        """Bring people, settings, links and index rows in line with a folder as the store has it now."""
        try:
            folder = self.read(kind, id)
        except Missing:
            self._forget(kind, id)
            return
        self.follow(folder)

    def follow(self, folder: Folder) -> None:
        """Bring everything in line with a folder just written, and with those that depend on it."""
        key = (folder.kind, folder.id)
        with self._lock:
            if self._seen.get(key, 0) > folder.revision:
                return  # somebody else's later act was quicker to get here
            before = self.links.dependants(*key)
            self._notice(folder)
            near = dict.fromkeys((*before, *self.links.dependants(*key)))
            if self._later is not None:
                self._later |= dict.fromkeys((key, *near))
                return
            self._index((folder, *self._read_all(near)))

    @contextlib.contextmanager
    def indexing_later(self) -> Iterator[None]:
        """Bring the index up to date once at the end, for many acts in a row that ask nothing of it."""
        self._later = {}
        try:
            yield
        finally:
            keys, self._later = self._later, None
            self._index(self._read_all(keys))

    def follow_others(self) -> int:
        """Take in what other processes wrote since the last time; how many folders that were."""
        with self._lock:
            found = self.store.changes(self._stamp)
            self._stamp = found.stamp
            if not found.complete:
                self.reload()
            return sum(self._take_in((told.kind, told.id), told.revision) for told in found.notices)

    def _take_in(self, key: Key, revision: int) -> bool:
        """Look again at a folder that another process changed; whether that was news."""
        known = self._seen.get(key, 0)
        if known >= revision > 0 or not (known or revision):
            return False
        if not revision:
            self._seen.pop(key, None)
        try:
            self.refresh(*key)
        except Damaged:  # it is remembered, and named where folders are listed
            self.index.drop(*key)
        return True

    def reload(self, library: Library | None = None) -> None:
        """Work with the forms, rules and roles as they are now, and index everything again.

        Rules that cannot be read do not replace good ones.
        """
        with self._lock:
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
            old, self.index = self.index, Index(*rows.columns(self.ground))
            self.build()
            old.close()

    def catch_up(self) -> bool:
        """Take up files of the schemas that were changed by hand; says whether there were any."""
        if self._rules_seen == stamp_of_rules(self.schemas) and not self.library.refreshed():
            return False
        self.reload()
        return True

    def build(self) -> None:
        """Read every folder once, remember the damaged ones, and index the rest in bulk."""
        self._stamp = self.store.changes("").stamp
        folders = list(self._readable())
        for folder in folders:
            self._notice(folder)
        held = {(folder.kind, folder.id): folder for folder in folders}
        self._index(folders, held)

    def close(self) -> None:
        """Let go of the index and of the store's connections; nothing else is held open."""
        self.index.close()
        self.store.close()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- what follows a folder ----------------------------------------------------------------------

    def _notice(self, folder: Folder) -> None:
        self.damaged.pop((folder.kind, folder.id), None)
        self._seen[folder.kind, folder.id] = folder.revision
        self._hold(folder)
        self.links.put(folder.kind, folder.id, folder.about)
        if folder.kind == people.KIND:
            self.people[folder.id] = people.read(folder.id, folder.about, folder.revision)
        if folder.kind == settings.KIND and folder.id == settings.OWN:
            chosen = Settings(folder.about, self.programme.settings, folder.revision)
            self.ground = replace(self.ground, settings=chosen)

    def _forget(self, kind: str, id: str) -> None:
        near = self.links.dependants(kind, id)
        self.links.drop(kind, id)
        self._held.pop((kind, id), None)
        self._seen.pop((kind, id), None)
        self.damaged.pop((kind, id), None)
        self.people.pop(id, None)
        self.index.drop(kind, id)
        self._index(self._read_all(near))

    def _index(self, folders: Iterable[Folder], held: Mapping[Key, Folder] | None = None) -> None:
        self.index.put_all(
            rows.row(self._known_for_index(folder, held)) for folder in folders if folder.kind in SUBJECTS
        )

    def _known_for_index(self, folder: Folder, held: Mapping[Key, Folder] | None) -> Known:
        """An index row is about dates, never about today."""
        ask = (folder.kind, folder.id, folder.about)
        linked = self._read_all(self.links.linked(*ask), held)
        return Known(self.ground, folder, linked, date.min, self._read_all(self.links.others(*ask), held))

    def _read_all(self, keys: Iterable[Key], held: Mapping[Key, Folder] | None = None) -> tuple[Folder, ...]:
        """The folders around another, as last seen; those that cannot be read are left out."""
        found = []
        for key in keys:
            folder = (held or {}).get(key) or self._held.get(key)
            try:
                found.append(folder or self._hold(self.read(*key)))
            except (Missing, Damaged):
                continue
        return tuple(found)

    def _hold(self, folder: Folder) -> Folder:
        """Remember a folder as it was last seen; what was seen longest ago is forgotten."""
        with self._lock:
            self._held.pop((folder.kind, folder.id), None)
            self._held[folder.kind, folder.id] = folder
            if len(self._held) > HELD:
                self._held.pop(next(iter(self._held)))
        return folder

    def _readable(self) -> Iterable[Folder]:
        for kind, id in self.store.folders():
            try:
                yield self.read(kind, id)
            except (Missing, Damaged):
                continue

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
        found = self.index.find([Filter("kind", "=", kind), Filter("id", "=", id)]).rows
        return bool(found) and found[0].get("open") is False

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


def open_workspace(data: Path, schemas: Path, store: str | None = None, cover: Cover = PLAIN) -> Workspace:
    """The organisation whose folders are in `data` and whose forms and rules are in `schemas`.

    `store` is the address of a database that holds the folders instead, "" for none;
    left out, `SUPROVID_STORE` says so. Whatever is written goes through the `cover`.
    """
    data.mkdir(parents=True, exist_ok=True)
    rules = programme.read(schemas)
    ground = Ground(Library.read(schemas, data / "forms"), rules, Settings({}, rules.settings))
    work = Workspace(
        data=data,
        schemas=schemas,
        store=open_store(data, os.environ.get("SUPROVID_STORE", "") if store is None else store, cover),
        index=Index(*rows.columns(ground)),
        drafts=Drafts(data / "drafts", cover),
        journal=Journal(data / "journal", cover),
        roles=roles.read(schemas),
        ground=ground,
        cover=cover,
        _rules_seen=stamp_of_rules(schemas),
    )
    _tidy(work)
    work.build()
    return work


def _tidy(work: Workspace) -> None:
    """Delete what kills left and drafts that nobody came back to; a disk that refuses closes nothing."""
    with contextlib.suppress(SuprovidError, OSError):
        work.store.sweep()
        work.drafts.sweep(datetime.now(UTC) - FORGOTTEN)
