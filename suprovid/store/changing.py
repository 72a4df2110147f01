"""What a change makes of a folder, the same in every store: refused, made before, or made now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

from suprovid.errors import Damaged
from suprovid.store.folder import Change, Folder
from suprovid.store.sheet import Seal, Tables, Unkeepable, check, text_of

ABOUT = 1


def refuse_unkeepable(change: Change) -> None:
    """Only what comes back as it went in, each document under its own id; `Unkeepable`."""
    check(dict(change.about or {}), ("about",))
    for id, document in change.documents.items():
        if document is not None and document.get("id") != id:
            raise Unkeepable(place="documents / id")
        check(dict(document or {}), ("documents",))
    for event in change.events:
        check(dict(event), ("events",))


def was_made(stands: Iterable[Mapping[str, Any]], change: Change) -> bool:
    """Whether this very act stands already: its answer was lost on the way, and it is asked for again."""
    there = list(stands)
    return bool(change.events) and all(dict(event) in there for event in change.events)


def changed(folder: Folder, change: Change) -> Folder:
    """The folder one revision on."""
    documents = dict(folder.documents)
    for id, document in change.documents.items():
        if document is None:
            documents.pop(id, None)
        else:
            documents[id] = dict(document)
    return replace(
        folder,
        revision=folder.revision + 1,
        about=folder.about if change.about is None else dict(change.about),
        documents=documents,
        events=[*folder.events, *(dict(event) for event in change.events)],
    )


def tables_of(folder: Folder) -> Tables:
    """The folder as the tables of its sheet."""
    return {
        "about": {str(ABOUT): folder.about},
        "documents": _numbered(folder.documents.values()),
        "events": _numbered(folder.events),
    }


def folder_of(seal: Seal, tables: Tables, place: str) -> Folder:
    """The folder that the tables of a sheet tell of."""
    try:
        about = {name: value for row in tables.get("about", {}).values() for name, value in row.items()}
        documents = {row.get("id", number): row for number, row in tables.get("documents", {}).items()}
        events = list(tables.get("events", {}).values())
    except AttributeError as error:
        raise Damaged(place=place, why="store.why.unreadable") from error
    return Folder(seal.kind, seal.id, seal.revision, about, documents, events)


def digest(folder: Folder) -> str:
    """A fingerprint of all that is in a folder, the order of documents and events included."""
    told = [folder.kind, folder.id, folder.revision, folder.about, [*folder.documents.items()], folder.events]
    return sha256(text_of(told).encode()).hexdigest()


def _numbered(rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    return {str(number): dict(row) for number, row in enumerate(rows, 1)}
