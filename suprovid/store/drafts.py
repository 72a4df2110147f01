"""Answers that are not saved yet: one small file for each form that a person has begun.

A draft outlives the browser and the server; it is nobody's document until its person saves it.
What is written goes down under the lock of its person: an encryption of everything that begins meanwhile
waits for it, so it finds what is written before it, and what is written after it is sealed.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from suprovid.errors import Damaged, Missing
from suprovid.store import disk
from suprovid.store.locks import Locks
from suprovid.store.names import checked
from suprovid.store.port import PLAIN, Context, Cover
from suprovid.store.sheet import Seal, check, pack, unpack

ROOM = "drafts"
ASIDE = ".damaged"
FILE = ".file"


@dataclass(frozen=True)
class Draft:
    """What a person has typed into one form, and where.

    `kind` and `folder` are None while the folder does not exist yet; `document` is None for a new document.
    `revision` is the one of the folder when the form was drawn.
    `where` is the section on the screen; `started` and `updated` are ISO date-times.
    """

    person: str
    id: str
    form: str
    answers: dict[str, Any] = field(default_factory=dict)
    kind: str | None = None
    folder: str | None = None
    document: str | None = None
    revision: int | None = None
    where: str = ""
    started: str = ""
    updated: str = ""


class Drafts:
    """The drafts of everybody, in `<folder>/<person>/<draft id>.json`."""

    def __init__(self, folder: Path, cover: Cover = PLAIN) -> None:
        self._folder = folder
        self._cover = cover
        self._locks = Locks(folder.parent / ".locks")

    def keep(self, draft: Draft) -> None:
        """Put the draft down, whole; `Unwritable` and `Busy` leave the one before."""
        path = self._path(draft.person, draft.id)
        row = {name: value for name, value in asdict(draft).items() if name not in ("person", "id")}
        check(row, ("draft",))
        sheet = pack({"draft": {"1": row}}, Seal(draft.person, draft.id, 1))
        self._put(path, sheet, self._context(draft.person, draft.id))

    def read(self, person: str, id: str) -> Draft:
        """The draft; `Missing`; a `Damaged` one is set aside first."""
        path = self._path(person, id)
        try:
            content = disk.read(path)
        except OSError as error:
            raise Damaged(place=f"{person}/{path.name}", why="store.why.unreadable") from error
        if content is None:
            raise Missing(kind="draft", id=id)
        try:
            return self._opened(content, person, id)
        except (ValueError, Damaged) as error:
            _set_aside(path)
            raise Damaged(place=f"{person}/{path.name}", why="store.why.checksum") from error

    def of(self, person: str) -> tuple[Draft, ...]:
        """The drafts of one person, the latest first; damaged ones are set aside and passed over."""
        drafts = []
        for path in _files(self._folder / checked(person, "person"), ".json"):
            with contextlib.suppress(Missing, Damaged):
                drafts.append(self.read(person, path.stem))
        return tuple(sorted(drafts, key=lambda draft: draft.updated, reverse=True))

    def set_aside(self, person: str) -> tuple[str, ...]:
        """The names of the damaged drafts of one person, so that they can be told."""
        return tuple(path.name for path in _files(self._folder / checked(person, "person"), ASIDE))

    def throw_away(self, person: str, id: str) -> None:
        """The draft is gone; nothing happens when it was gone already."""
        path = self._path(person, id)
        with self._held(person), disk.told(path.name):
            path.unlink(missing_ok=True)
            for file in _files(path.parent, FILE):
                if file.name.startswith(f"{id}."):
                    file.unlink(missing_ok=True)

    def attach(self, person: str, id: str, content: bytes) -> str:
        """Keep a file beside a draft whose folder is not there yet; its SHA-256 names it."""
        digest = hashlib.sha256(content).hexdigest()
        alias = self._cover.alias(digest, self._context(person, id))
        path = self._path(person, id).with_name(f"{id}.{alias}{FILE}")
        self._put(path, content, self._context(person, path.name))
        return digest

    def attachments(self, person: str, id: str) -> dict[str, bytes]:
        """The sound files beside a draft, by their SHA-256."""
        found = {}
        for path in _files(self._path(person, id).parent, FILE):
            if path.name.startswith(f"{id}."):
                with contextlib.suppress(OSError, ValueError):
                    content = self._cover.open(path.read_bytes(), self._context(person, path.name))
                    found[hashlib.sha256(content).hexdigest()] = content
        return found

    def sweep(self, before: datetime) -> int:
        """Throw away what was not touched since (`before` with its time zone): how many files that were."""
        swept = 0
        for room in _rooms(self._folder):
            for path in _files(room, ""):
                with contextlib.suppress(OSError):
                    if datetime.fromtimestamp(path.stat().st_mtime, UTC) < before:
                        path.unlink()
                        swept += 1
        return swept

    def _put(self, path: Path, content: bytes, context: Context) -> None:
        """Sealed and written as one: nobody begins to encrypt in between."""
        with disk.told(path.name):
            disk.make_directory(path.parent)
        with self._held(context.id):
            disk.put(path, self._cover.seal(content, context), lasting=False)

    def _held(self, person: str) -> AbstractContextManager[None]:
        return self._locks.held(f"{ROOM}/{person}")

    def _opened(self, content: bytes, person: str, id: str) -> Draft:
        seal, tables = unpack(self._cover.open(content, self._context(person, id)), id)
        if (seal.kind, seal.id) != (person, id):
            raise Damaged(place=id, why="store.why.another")
        known = {name.name for name in fields(Draft)}
        row = {name: value for name, value in tables["draft"]["1"].items() if name in known}
        return Draft(person=person, id=id, **row)

    def _path(self, person: str, id: str) -> Path:
        return self._folder / checked(person, "person") / f"{checked(id, 'draft')}.json"

    def _context(self, person: str, name: str) -> Context:
        return Context(ROOM, person, name, 1)


def _set_aside(path: Path) -> None:
    with contextlib.suppress(OSError):
        os.replace(path, path.with_name(path.name + ASIDE))


def _rooms(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*") if path.is_dir())


def _files(room: Path, ending: str) -> list[Path]:
    return sorted(path for path in room.glob("*") if path.name.endswith(ending) and path.is_file())
