"""What follows when a document is in force: a case is opened, or the enquiry joins the one that is open."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from suprovid.casework import codes
from suprovid.casework.acts import paper
from suprovid.casework.acts.act import Act, At, Done, Outcome, id_from, new_id, perform
from suprovid.casework.links import CASE, CLIENT
from suprovid.casework.outside import setting_for
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.errors import Busy, SuprovidError, Unwritable
from suprovid.forms.expression import Scope
from suprovid.forms.form import Form
from suprovid.store.folder import Folder, Json
from suprovid.store.questions import Filter

OPENING = frozenset({"submit", "resubmit", "amend", "approve"})
"""The acts that something may follow from."""


def after(work: Workspace, by: By, at: At, done: Done, form: Form) -> Done:
    """Do what the form's `opens` asks for, once; what a disk refuses is owed, `finish` does it."""
    if not done.document or "opens" not in form.settings:
        return done
    try:
        return _after(work, by, at, done, form)
    except (Unwritable, Busy):
        work.owes = True
        raise


def _after(work: Workspace, by: By, at: At, done: Done, form: Form) -> Done:
    folder = work.read(done.kind, done.id)
    document = folder.documents[str(done.document)]
    if not opens(document, form, _scope(work, by, folder, document)):
        return done
    kind, first = str(form.settings["opens"]["kind"]), str(form.settings["opens"]["form"])
    already = folder.about.get(kind)
    target = (
        already
        or _open_one(work, kind, folder)
        or _open(work, by, at, Origin(folder, document), work.library.form(first))
    )
    if not already:
        _join(work, by, at, folder, kind, target)
    return replace(done, revision=work.read(done.kind, done.id).revision, opened=((kind, target),))


def finish(work: Workspace) -> tuple[tuple[str, str], ...]:
    """Do what a kill, a power cut or a full disk kept from following. Gives what was opened or joined."""
    work.owes = False
    return tuple(
        key for row in _unfollowed(work) for key in _finished(work, row["kind"], row["folder"], row["id"])
    )


def _unfollowed(work: Workspace) -> Iterator[Mapping[str, Any]]:
    """Documents that may open a folder, in folders that nothing was opened for."""
    for form in work.library.forms:
        if "opens" in form.settings:
            asked = [Filter("form", "=", form.key), Filter("state", "in", tuple(paper.IN_FORCE))]
            yield from work.index.find([*asked, Filter("folder.case", "empty")], of="documents").rows


def _finished(work: Workspace, kind: str, id: str, document: str) -> tuple[tuple[str, str], ...]:
    """What follows from the last act on a document, in its name; a start never fails of it."""
    try:
        return _followed(work, work.read(kind, id), document)
    except SuprovidError:
        return ()


def _followed(work: Workspace, folder: Folder, document: str) -> tuple[tuple[str, str], ...]:
    events = [e for e in folder.events if e.get("document") == document and e.get("act") in OPENING]
    person = work.people.get(str(events[-1]["by"])) if events else None
    if person is None or folder.kind == CASE:
        return ()
    by = By(person, datetime.fromisoformat(events[-1]["at"]), person.language)
    at = At(folder.kind, folder.id, folder.revision, str(events[-1]["id"]))
    form = work.library.form(folder.documents[document]["form"])
    return after(work, by, at, Done(at.kind, at.id, at.revision, at.event, document), form).opened


def opens(document: Json, form: Form, scope: Scope) -> bool:
    """Whether this document, as it is, opens the next folder."""
    if "opens" not in form.settings or not paper.effective(document):
        return False
    return form.opens_when is None or form.opens_when.holds(scope) is True


def _scope(work: Workspace, by: By, folder: Folder, document: Json) -> Scope:
    setting = setting_for(work, by, folder, document)
    return Scope(document["answers"], by.today, by.now, outside=setting.outside)


def _open_one(work: Workspace, kind: str, folder: Folder) -> str | None:
    """The client's case that is open already, where the programme wants one at a time."""
    client = folder.about.get(CLIENT)
    if not client or work.ground.setting("one_open_case") is False:
        return None
    found = (id for found, id in work.links.pointing_at(CLIENT, client) if found == kind)
    return next((id for id in found if not work.closed(kind, id)), None)


@dataclass(frozen=True)
class Origin:
    """Where a new folder comes from: the document that opens it, in its folder."""

    folder: Folder
    document: Json

    def writer(self, work: Workspace, by: By) -> By:
        """Whoever submitted the document: the new folder is theirs, also when somebody else approved."""
        person = work.people.get(str(self.document.get("submitted_by")))
        return replace(by, person=person) if person else by


def _open(work: Workspace, by: By, at: At, origin: Origin, form: Form) -> str:
    """A new folder that begins with a document prefilled from where it comes from; its id."""
    kind = str(form.settings["founds"])
    id = id_from(at.event, kind)
    document = id_from(at.event, "document")

    writer = origin.writer(work, by)
    tied = {CLIENT: origin.folder.about.get(CLIENT), "enquiries": [origin.folder.id]}

    def judge(folder: Folder) -> Outcome:
        code = codes.next_code(work, by, kind)
        about = {**folder.about, "author": writer.person.id, "code": code, **tied}
        fresh = paper.begun(document, form, folder, writer)
        opened = replace(folder, about=about)
        setting = setting_for(work, writer, opened, fresh)
        linked = {
            name: about[link] for link, name in form.settings.get("links", {}).items() if about.get(link)
        }
        view = form.look(form.start(setting, new_id, linked), setting)
        kept, problems = paper.judged(view, by.language)
        filled = paper.filled_in(fresh, form, kept, writer)
        if not problems:
            filled = paper.submitted(filled, writer, awaits=False, approved=False)
        return Outcome({document: filled}, {**codes.about(work, by, opened, form, kept), **tied})

    perform(work, by, At(kind, id, 0, id_from(at.event, "open")), Act("open", "", judge, document, form))
    return id


def _join(work: Workspace, by: By, at: At, origin: Folder, kind: str, target: str) -> None:
    """Tie an enquiry and its case together, both ways."""

    def into(folder: Folder) -> Outcome:
        enquiries = dict.fromkeys((*folder.about.get("enquiries", ()), origin.id))
        return Outcome(about={**folder.about, "enquiries": list(enquiries)}, facts={"enquiry": origin.id})

    def from_(folder: Folder) -> Outcome:
        return Outcome(about={**folder.about, kind: target}, facts={kind: target})

    case = work.read(kind, target)
    if origin.id not in case.about.get("enquiries", ()):
        perform(work, by, at.then("into", case), Act("join", "", into))
    perform(work, by, at.then("from", origin), Act("join", "", from_))
