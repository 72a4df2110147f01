"""Attachments: taken if their content is what the question asks for, found again by who may see them.

The bytes lie beside the folder's documents under their SHA-256; an answer keeps name, type, size and hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from suprovid.casework import access, contents, pictures
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.errors import Missing, NotPossible, NotTaken
from suprovid.forms.files import Limits
from suprovid.store.folder import Folder

Entry = dict[str, Any]


def described(name: str, content: bytes, limits: Limits) -> Entry:
    """What an answer keeps of a file; `NotTaken` says why the question does not take it."""
    if not content:
        raise NotTaken("empty", name=name)
    if len(content) > limits.bytes:
        raise NotTaken("large", name=name, largest=f"{limits.largest:g}")
    type = contents.type_of(content)
    if type not in limits.types:
        raise NotTaken("kind", name=name, kinds=limits.kinds)
    if not pictures.fits(content, type):
        raise NotTaken("picture", name=name)
    return {
        "name": contents.harmless_name(name, type),
        "type": type,
        "size": len(content),
        "hash": hashlib.sha256(content).hexdigest(),
    }


def entries(answers: Any) -> Iterator[Entry]:
    """Every attachment that answers name, however deep."""
    if isinstance(answers, Mapping):
        if isinstance(answers.get("hash"), str) and isinstance(answers.get("name"), str):
            yield dict(answers)
        else:
            for inner in answers.values():
                yield from entries(inner)
    elif isinstance(answers, list | tuple):
        for inner in answers:
            yield from entries(inner)


def hashes(holder: Any) -> frozenset[str]:
    """The digests of all that is named."""
    return frozenset(str(entry["hash"]) for entry in entries(holder))


@dataclass(frozen=True)
class Newly:
    """A document before and after it was filled in, and the contents that came with it."""

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    files: tuple[bytes, ...]


def taken(work: Workspace, by: By, folder: Folder, new: Newly) -> tuple[bytes, ...]:
    """The contents to keep for what a document names now; `NotPossible` if one is not what is said of it."""
    known = hashes(new.before)
    fresh = [entry for entry in entries(new.after) if entry["hash"] not in known]
    if fresh and folder.revision:
        access.require(work, by, "attach", folder)
    given = {hashlib.sha256(content).hexdigest(): content for content in new.files} if fresh else {}
    return tuple(_sound(entry, _content(work, folder, entry["hash"], given)) for entry in fresh)


def _content(work: Workspace, folder: Folder, digest: str, given: Mapping[str, bytes]) -> bytes:
    if digest in given:
        return given[digest]
    try:
        return work.store.attachment(folder.kind, folder.id, digest)
    except Missing:
        raise NotPossible(what="act.attach", why="act.why.file_gone") from None


def _sound(entry: Entry, content: bytes) -> bytes:
    """The content, if the entry tells the truth about it."""
    said = (entry["hash"], entry.get("size"), entry.get("type"))
    if said != (hashlib.sha256(content).hexdigest(), len(content), contents.type_of(content)):
        raise NotPossible(what="act.attach", why="act.why.file_other")
    return content


def find(work: Workspace, by: By, kind: str, id: str, digest: str) -> tuple[Entry, bytes]:
    """An attachment of a folder that an answer names which is not hidden from this person; `Missing`."""
    folder = work.read(kind, id)
    access.require(work, by, "read", folder)
    for document in folder.documents.values():
        if digest not in hashes(document["answers"]):
            continue
        seen = access.look(work, by, folder, document, work.library.form(document["form"]))
        for entry in entries(seen.answers):
            if entry["hash"] == digest:
                return entry, work.store.attachment(kind, id, digest)
    raise Missing(kind="attachment", id=digest[:12])
