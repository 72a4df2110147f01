"""How every act ends: may this person; is it sound; write document and event together; refresh the index.

An act says what it is (`Act`) and what the folder becomes (`judge`, put to the folder as it stands now).
Nothing else in casework writes to the store.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from suprovid.casework import access, attaching
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.errors import Missing, Stale
from suprovid.forms.form import Form
from suprovid.store.folder import Change, Folder

TRIES = 8
HARMLESS = frozenset({"comment", "attach"})
"""Acts that nobody has to be warned of when they happened meanwhile."""


def new_id() -> str:
    """A random name for a folder, a document, a line or an event."""
    return secrets.token_hex(8)


def id_from(event: str, purpose: str) -> str:
    """The name of something that an act makes: the same again when the act is repeated."""
    return hashlib.blake2b(f"{event}/{purpose}".encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class At:
    """Where an act goes: the folder, the revision that the person saw, and the act's own id.

    Without `id` the act founds the folder. The same `event` twice changes nothing the second time.
    """

    kind: str
    id: str = ""
    revision: int = 0
    event: str = field(default_factory=new_id)

    def then(self, purpose: str, folder: Folder) -> At:
        """Where an act goes that follows from this one, repeatable like it."""
        return At(folder.kind, folder.id, folder.revision, id_from(self.event, purpose))


@dataclass(frozen=True)
class Done:
    """What an act did: the folder's new revision, the document it was about, and what it opened or joined.

    `warnings` are the soft gates that were passed.
    """

    kind: str
    id: str
    revision: int
    event: str
    document: str | None = None
    opened: tuple[tuple[str, str], ...] = ()
    warnings: tuple[Any, ...] = ()

    @property
    def at(self) -> At:
        """Where the next act of the same person goes."""
        return At(self.kind, self.id, self.revision)


@dataclass(frozen=True)
class Outcome:
    """What the folder becomes: changed documents, all of `about`, and few facts for the event.

    `files` are attached before the documents that name them are written.
    """

    documents: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    about: Mapping[str, Any] | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    warnings: tuple[Any, ...] = ()
    files: tuple[bytes, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Act:
    """One act: its name in the history, the right that it needs, and its judgement of the folder.

    Without a right it follows from an act that was allowed.
    """

    name: str
    right: str
    judge: Callable[[Folder], Outcome]
    document: str | None = None
    form: Form | None = None


def perform(work: Workspace, by: By, at: At, act: Act) -> Done:
    """Do an act, once: this is the policy of the system, in order."""
    for _ in range(TRIES):
        folder = standing(work, by, at)
        if _done_before(folder, at):
            return Done(folder.kind, folder.id, folder.revision, at.event, act.document)
        role = access.require(work, by, act.right, folder, form=act.form) if act.right else ""
        _undisturbed(folder, at, act)
        outcome = act.judge(folder)
        event = _event(by, at, act, outcome, role, folder.revision + 1)
        try:
            written = _write(work, folder, outcome, event)
        except Stale:
            continue
        _let_go(work, folder, written, outcome)
        work.follow(written)
        return Done(folder.kind, folder.id, written.revision, at.event, act.document, (), outcome.warnings)
    raise Stale(kind=at.kind, id=at.id, expected=at.revision, found=work.read(at.kind, at.id).revision)


def standing(work: Workspace, by: By, at: At) -> Folder:
    """The folder as it is now, or the empty one that the act founds."""
    id = at.id or id_from(at.event, at.kind)
    try:
        return work.read(at.kind, id)
    except Missing:
        if at.id and at.revision:
            raise
        return Folder(at.kind, id, 0, {"author": by.person.id, "created": by.now.isoformat()}, {}, [])


def _done_before(folder: Folder, at: At) -> bool:
    return any(event.get("id") == at.event for event in folder.events)


def _undisturbed(folder: Folder, at: At, act: Act) -> None:
    """`Stale` when somebody changed the same thing since the person looked.

    Two people may work in one folder at once: only the same document, or the folder's own facts, collide.
    """
    for event in folder.events:
        if event.get("revision", 0) > at.revision and event.get("act") not in HARMLESS:
            same_form = (
                act.form and act.form.settings.get("current") == "one" and event.get("form") == act.form.key
            )
            if event.get("document") == act.document or (same_form and act.document not in folder.documents):
                raise Stale(
                    kind=folder.kind,
                    id=folder.id,
                    expected=at.revision,
                    found=folder.revision,
                    by=event.get("by"),
                    at=event.get("at"),
                )


def _event(by: By, at: At, act: Act, outcome: Outcome, role: str, revision: int) -> dict[str, Any]:
    return {
        "id": at.event,
        "act": outcome.name or act.name,
        "by": by.person.id,
        "role": role,
        "at": by.now.isoformat(),
        "document": act.document,
        "revision": revision,
        **({"form": act.form.key} if act.form else {}),
        **outcome.facts,
    }


def _write(work: Workspace, folder: Folder, outcome: Outcome, event: dict[str, Any]) -> Folder:
    """Document and event in one write; the folder as it is now."""
    about = folder.about if outcome.about is None else dict(outcome.about)
    change = Change(about if folder.revision == 0 else outcome.about, outcome.documents, [event])
    for content in outcome.files:
        work.store.attach(folder.kind, folder.id, content)
    if folder.revision == 0:
        revision = work.store.create(folder.kind, folder.id, change)
    else:
        revision = work.store.write(folder.kind, folder.id, change, folder.revision)
    documents = {**folder.documents, **{id: dict(document) for id, document in outcome.documents.items()}}
    return Folder(folder.kind, folder.id, revision, about, documents, [*folder.events, event])


def _let_go(work: Workspace, before: Folder, after: Folder, outcome: Outcome) -> None:
    """Take out of the folder what its documents named until now and none of them names any more."""
    named = attaching.hashes([before.documents.get(id) for id in outcome.documents])
    for digest in named - attaching.hashes(list(after.documents.values())) if named else ():
        work.store.detach(before.kind, before.id, digest)
