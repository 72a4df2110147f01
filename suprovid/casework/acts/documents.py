"""Acts on documents: save a draft, submit, return, approve, void, begin a new version, comment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from suprovid.casework import access, attaching, codes
from suprovid.casework.acts import following, paper, passing
from suprovid.casework.acts.act import Act, At, Done, Outcome, id_from, perform, standing
from suprovid.casework.acts.paper import Filled
from suprovid.casework.gates import Standing
from suprovid.casework.links import CASE
from suprovid.casework.outside import setting_for
from suprovid.casework.people import By
from suprovid.casework.roles import OWN
from suprovid.casework.workspace import Workspace
from suprovid.errors import Missing, NotPossible, NotSound
from suprovid.forms.form import Form
from suprovid.forms.look import View
from suprovid.store.folder import Folder, Json

Comment = tuple[Sequence[str | int], str]


def save_draft(work: Workspace, by: By, at: At, filled: Filled) -> Done:
    """Keep a document that is not finished; only what identifies it must be answered."""
    form = work.library.form(filled.form)
    id = filled.document or id_from(at.event, "document")

    def judge(folder: Folder) -> Outcome:
        before = _editable(work, by, folder, id, form)
        if before["state"] not in paper.OPEN:
            raise NotPossible(what="act.save_draft", why=f"act.why.{before['state']}")
        document, _, about = _answered(work, by, folder, before, filled, draft=True)
        new = attaching.Newly(before["answers"], document["answers"], filled.files)
        return Outcome({id: document}, about, files=attaching.taken(work, by, folder, new))

    return perform(work, by, _founding(work, at, form), Act("save_draft", _right(at, form), judge, id, form))


def submit(work: Workspace, by: By, at: At, filled: Filled) -> Done:
    """Say that a document is finished: it must be sound, and the gates that it passes must be open.

    A document that was submitted before and waits for nobody is amended.
    """
    form = work.library.form(filled.form)
    id = filled.document or id_from(at.event, "document")

    def judge(folder: Folder) -> Outcome:
        return _submitted(work, by, folder, id, filled)

    done = perform(work, by, _founding(work, at, form), Act("submit", _right(at, form), judge, id, form))
    return following.after(work, by, at, done, form)


def warnings_of(work: Workspace, by: By, at: At, filled: Filled) -> tuple[Standing, ...]:
    """The warnings that submitting this would pass, without doing it; raises what submitting would raise."""
    folder = standing(work, by, at)
    if not folder.revision:
        folder = replace(folder, about={"code": "", **folder.about})
    return _submitted(work, by, folder, filled.document or id_from(at.event, "document"), filled).warnings


def _submitted(work: Workspace, by: By, folder: Folder, id: str, filled: Filled) -> Outcome:
    """What the folder becomes when a document is submitted with these answers."""
    form = work.library.form(filled.form)
    before = _editable(work, by, folder, id, form)
    document, view, about = _answered(work, by, folder, before, filled, draft=False)
    new = attaching.Newly(before["answers"], document["answers"], filled.files)
    files = attaching.taken(work, by, folder, new)
    document = paper.submitted(document, by, *_approval(work, by, form, view))
    documents = paper.superseding(folder, document, form)
    after = replace(folder, about=about, documents={**folder.documents, **documents})
    opens = following.opens(document, form, view.scope()) and not about.get(CASE)
    step = passing.Step(folder, after, id, str(form.settings["opens"]["kind"]) if opens else "")
    passed = passing.through(work, by, step, filled.reason)
    return Outcome(documents, about, passed.facts, NAMES[before["state"]], passed.warnings, files)


NAMES = {paper.DRAFT: "submit", paper.RETURNED: "resubmit", paper.SUBMITTED: "amend"}
"""What it is called to submit a document in one of these states."""

resubmit = submit
amend = submit


def return_document(work: Workspace, by: By, at: At, document: str, comments: Sequence[Comment]) -> Done:
    """Give a submitted document back to its author with comments on its fields."""

    def judge(folder: Folder) -> Outcome:
        before = _in_state(folder, document, "act.return_document", {paper.SUBMITTED})
        said = [*before.get("comments", ()), *(_comment(by, at, n, c) for n, c in enumerate(comments))]
        returned = {
            **before,
            "state": paper.RETURNED,
            "comments": said,
            "before": before["answers"],
            "updated": by.now.isoformat(),
        }
        return Outcome({document: returned}, facts={"comments": len(comments)})

    return perform(work, by, at, Act("return", "return", judge, document))


def approve(work: Workspace, by: By, at: At, document: str) -> Done:
    """Agree to a submitted document; from now on it is read-only."""

    def judge(folder: Folder) -> Outcome:
        before = _in_state(folder, document, "act.approve", {paper.SUBMITTED})
        if by.person.id in (before.get("author"), before.get("submitted_by")):
            raise NotPossible(what="act.approve", why="act.why.own_document")
        moment = {"approved": by.now.isoformat(), "approved_by": by.person.id, "awaits": False}
        after = {**before, "state": paper.APPROVED, **moment}
        documents = paper.superseding(folder, after, work.library.form(before["form"]))
        step = passing.Step(folder, replace(folder, documents={**folder.documents, **documents}), document)
        passed = passing.through(work, by, step)
        return Outcome(documents, facts=passed.facts, warnings=passed.warnings)

    done = perform(work, by, at, Act("approve", "approve", judge, document))
    form = work.library.form(work.read(done.kind, done.id).documents[document]["form"])
    return following.after(work, by, at, done, form)


def void(work: Workspace, by: By, at: At, document: str, reason: str) -> Done:
    """Say that a document was made by mistake; what it took the place of is in force again."""
    _reasoned(reason, "act.void")

    def judge(folder: Folder) -> Outcome:
        states = {paper.DRAFT, paper.SUBMITTED, paper.RETURNED, paper.APPROVED}
        before = _in_state(folder, document, "act.void", states)
        changed: dict[str, Json] = {document: {**before, "state": paper.VOID, "updated": by.now.isoformat()}}
        older = folder.documents.get(before.get("previous") or "")
        if older is not None and older["state"] == paper.SUPERSEDED and paper.effective(before):
            was = paper.APPROVED if older.get("approved") else paper.SUBMITTED
            changed[older["id"]] = {**older, "state": was}
        return Outcome(changed, facts={"reason": reason})

    return perform(work, by, at, Act("void", "void", judge, document))


def new_version(work: Workspace, by: By, at: At, document: str) -> Done:
    """Begin a new document from one that is in force; the older stays as it is until this one is in force."""
    id = id_from(at.event, "document")
    form = work.library.form(_found(work.read(at.kind, at.id), document)["form"])

    def judge(folder: Folder) -> Outcome:
        older = _in_state(folder, document, "act.new_version", set(paper.IN_FORCE))
        fresh = paper.begun(id, form, folder, by, previous=document)
        return Outcome({id: paper.filled_in(fresh, form, upgraded(form, older["answers"]), by)})

    return perform(work, by, at, Act("new_version", "write", judge, id, form))


def comment(work: Workspace, by: By, at: At, document: str, said: Comment) -> Done:
    """Say something about one question of a document; its answers stay as they are."""

    def judge(folder: Folder) -> Outcome:
        before = _found(folder, document)
        return Outcome(
            {document: {**before, "comments": [*before.get("comments", ()), _comment(by, at, 0, said)]}}
        )

    return perform(work, by, at, Act("comment", "comment", judge, document))


def upgraded(form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers with the older names of fields and choices read."""
    return dict(form.upgraded(dict(answers)))


# -- what several of them ask ---------------------------------------------------------------------------


def _right(at: At, form: Form) -> str:
    return "write" if at.id else "found"


def _founding(work: Workspace, at: At, form: Form) -> At:
    """Only a form that founds this kind of folder can be the first in one, and only kinds that it is for."""
    if at.id:
        if at.kind not in form.settings.get("subject", ()):
            raise NotPossible(what="act.submit", why="act.why.not_its_place", form=form.key, kind=at.kind)
        return at
    if form.settings.get("founds") != at.kind:
        raise NotPossible(what="act.submit", why="act.why.founds_nothing", form=form.key, kind=at.kind)
    return at


def _editable(work: Workspace, by: By, folder: Folder, id: str, form: Form) -> Json:
    """The document as it stands, or a new one, when this person may change it now."""
    stored = folder.documents.get(id)
    if stored is None:
        return paper.begun(id, form, folder, by)
    state = stored["state"]
    if state in paper.OPEN:
        return stored
    if state != paper.SUBMITTED:
        raise NotPossible(what="act.submit", why=f"act.why.{state}", document=id)
    near = access.closeness(work, by.person.id, folder.kind, folder.id, folder.about)
    if by.person.id not in (stored.get("author"), stored.get("submitted_by")) and near != OWN:
        raise NotPossible(what="act.submit", why="act.why.not_author", document=id)
    return stored


def _answered(
    work: Workspace, by: By, folder: Folder, before: Json, filled: Filled, draft: bool
) -> tuple[Json, View, dict[str, Any]]:
    """The document with its new answers, sound, and what the folder says about itself then."""
    form = work.library.form(filled.form)
    hidden = access.masked(work, by, folder, before, form).hidden if before["answers"] else frozenset()
    answers = access.restored(filled.answers, form.upgraded(before["answers"]), hidden)
    document = paper.filled_in(before, form, answers, by)
    view = form.look(answers, setting_for(work, by, folder, document))
    kept, problems = paper.judged(view, by.language, draft)
    if problems:
        raise NotSound(problems)
    about = codes.about(work, by, folder, form, kept)
    if about != folder.about:
        view = form.look(answers, setting_for(work, by, replace(folder, about=about), document))
        kept, _ = paper.judged(view, by.language, draft)
    return {**document, "answers": kept}, view, about


def _approval(work: Workspace, by: By, form: Form, view: View) -> tuple[bool, bool]:
    """Whether a submitted document waits for somebody, and whether submitting approves it."""
    word = str(form.settings.get("approval", "never"))
    if word == "never":
        return False, False
    condition = form.approval_if
    asked = condition is not None and condition.holds(view.scope()) is True
    awaits = work.settings.approves(form.key, "always" if asked else word)
    return awaits, not awaits


def _found(folder: Folder, document: str) -> Json:
    try:
        return folder.documents[document]
    except KeyError:
        raise Missing(kind="document", id=document) from None


def _in_state(folder: Folder, document: str, what: str, states: set[str]) -> Json:
    found = _found(folder, document)
    if found["state"] not in states:
        raise NotPossible(what=what, why=f"act.why.{found['state']}", document=document)
    return found


def _reasoned(reason: str, what: str) -> None:
    if not reason.strip():
        raise NotPossible(what=what, why="act.why.no_reason")


def _comment(by: By, at: At, number: int, said: Comment) -> dict[str, Any]:
    path, text = said
    return {
        "id": id_from(at.event, f"comment {number}"),
        "path": list(path),
        "text": text,
        "by": by.person.id,
        "at": by.now.isoformat(),
    }
