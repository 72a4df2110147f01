"""What happened in a case, newest first: documents as they stand, and the acts of people around them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from suprovid.casework.workspace import Workspace
from suprovid.store.folder import Folder
from suprovid.store.register import Key

DOCUMENT, CONTACT, EVENT = "document", "contact", "event"
TALK = "contact.at"
FILLING = frozenset({"save_draft", "submit", "resubmit", "amend", "new_version"})
"""Acts that a document itself tells of."""
CASES = frozenset({"case", "enquiry"})


@dataclass(frozen=True)
class Moment:
    """One thing that happened: a document by its form and state, or an act; `about` are the event's facts."""

    kind: str
    at: str
    who: str
    what: str
    folder: Key
    document: str = ""
    form: str = ""
    about: Mapping[str, Any] | None = None


def moments(work: Workspace, folders: Iterable[Folder], only: str = "") -> tuple[Moment, ...]:
    """The history of a case with its enquiries, newest first; `only` documents, contacts or events.

    Together with the documents, acts that a document tells of itself are left out.
    """
    talks = {form.key for form in work.library.forms_meaning(TALK)}
    found = [
        moment
        for folder in folders
        if folder.kind in CASES
        for moment in (*_documents(folder, talks), *_events(folder, bool(only)))
    ]
    wanted = {"": (DOCUMENT, CONTACT, EVENT), DOCUMENT: (DOCUMENT, CONTACT)}.get(only, (only,))
    return tuple(
        sorted((each for each in found if each.kind in wanted), key=lambda each: each.at, reverse=True)
    )


def _documents(folder: Folder, talks: set[str]) -> Iterator[Moment]:
    for id, document in folder.documents.items():
        form = str(document["form"])
        at = str(document.get("submitted") or document.get("updated") or document.get("created") or "")
        who = str(document.get("submitted_by") or document.get("author") or "")
        kind = CONTACT if form in talks else DOCUMENT
        yield Moment(kind, at, who, str(document["state"]), (folder.kind, folder.id), id, form)


def _events(folder: Folder, all_of_them: bool) -> Iterator[Moment]:
    for event in folder.events:
        act = str(event.get("act", ""))
        if not all_of_them and act in FILLING and not event.get("warnings"):
            continue
        id = str(event.get("document") or "")
        form = str(event.get("form") or folder.documents.get(id, {}).get("form", ""))
        at, who = str(event.get("at", "")), str(event.get("by", ""))
        yield Moment(EVENT, at, who, act, (folder.kind, folder.id), id, form, event)
