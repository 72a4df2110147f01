"""Acts on folders: who coordinates, which stage and flags, whose enquiry it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from suprovid.casework import access, people
from suprovid.casework.acts import paper
from suprovid.casework.acts.act import Act, At, Done, Outcome, perform
from suprovid.casework.facts import Facts
from suprovid.casework.links import CASE, CLIENT, ENQUIRY
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.errors import Missing, NotPossible
from suprovid.forms.form import Form
from suprovid.store.folder import Folder, Json
from suprovid.store.register import Key


def correct_stage(work: Workspace, by: By, at: At, stage: str, reason: str) -> Done:
    """Say that a case stands elsewhere than its documents say; it holds until they say something new."""
    _reasoned(reason, "act.correct_stage")
    if work.programme.stage(stage) is None:
        raise NotPossible(what="act.correct_stage", why="act.why.unknown_stage")

    def judge(folder: Folder) -> Outcome:
        facts = Facts(work.known_of(folder, by.today))
        derived = facts.value("derived_stage")
        about = {**folder.about, "stage_correction": {"stage": stage, "instead_of": derived}}
        return Outcome(about=about, facts={"from": facts.value("stage"), "to": stage, "reason": reason})

    return perform(work, by, at, Act("correct_stage", "correct", judge))


def reopen(work: Workspace, by: By, at: At, reason: str) -> Done:
    """Take up a closed case again."""
    _reasoned(reason, "act.reopen")

    def judge(folder: Folder) -> Outcome:
        if not work.closed(folder.kind, folder.id):
            raise NotPossible(what="act.reopen", why="act.why.not_closed")
        about = {name: value for name, value in folder.about.items() if name != "stage_correction"}
        return Outcome(about=about, facts={"reason": reason})

    return perform(work, by, at, Act("reopen", "correct", judge))


def set_flags(work: Workspace, by: By, at: At, flags: Collection[str], reason: str) -> Done:
    """Put flags on a case and take others off."""
    _reasoned(reason, "act.set_flags")

    def judge(folder: Folder) -> Outcome:
        before = Facts(work.known_of(folder, by.today)).value("flags") or []
        facts = {"flags": sorted(flags), "before": sorted(before), "reason": reason}
        documents = _said_in(work, by, folder, "case.flags", list(flags))
        return Outcome(documents, {**folder.about, "flags": list(flags)}, facts)

    return perform(work, by, at, Act("set_flags", "flag", judge))


def reassign(work: Workspace, by: By, at: At, coordinator: str, reason: str = "") -> Done:
    """Give a case to somebody else; a coordinator above their capacity is a warning, not a stop."""
    person = people.find(work, coordinator)
    if not person.active:
        raise NotPossible(what="act.reassign", why="act.why.not_active")
    full = person.capacity is not None and work.load(coordinator) >= person.capacity

    def judge(folder: Folder) -> Outcome:
        facts = {"from": folder.about.get("coordinator"), "to": coordinator, "reason": reason}
        documents = _said_in(work, by, folder, "case.coordinator", coordinator)
        about = {**folder.about, "coordinator": coordinator}
        return Outcome(documents, about, facts, warnings=("act.why.over_capacity",) if full else ())

    return perform(work, by, at, Act("reassign", "reassign", judge))


def pass_gate(work: Workspace, by: By, at: At, gate: str, reason: str) -> Done:
    """Go on although a soft gate warns; the reason stays for the supervisor."""
    _reasoned(reason, "act.pass_gate")

    def judge(folder: Folder) -> Outcome:
        return Outcome(facts={"gate": gate, "reason": reason})

    return perform(work, by, at, Act("pass_gate", "override", judge))


def link_client(work: Workspace, by: By, at: At, client: str) -> Done:
    """Say whose enquiry or case this is, once an anonymous person becomes known.

    The case and all its enquiries get the same client.
    """
    if not work.links.about(CLIENT, client):
        raise Missing(kind=CLIENT, id=client)
    access.require(work, by, "read", work.read(CLIENT, client))

    def judge(folder: Folder) -> Outcome:
        if folder.about.get(CLIENT) not in (None, client):
            raise NotPossible(what="act.link_client", why="act.why.other_client")
        documents = _linked_answers(work, by, folder, CLIENT, client)
        return Outcome(documents, {**folder.about, CLIENT: client}, {CLIENT: client})

    done = perform(work, by, at, Act("link_client", "link", judge))
    for kind, id in _together(work, at.kind, at.id):
        folder = work.read(kind, id)
        if not folder.about.get(CLIENT):
            perform(work, by, at.then(id, folder), Act("link_client", "", judge))
    return done


# -- what several of them do ----------------------------------------------------------------------------


def _reasoned(reason: str, what: str) -> None:
    if not reason.strip():
        raise NotPossible(what=what, why="act.why.no_reason")


def _together(work: Workspace, kind: str, id: str) -> list[Key]:
    """The case of an enquiry with its enquiries, or the enquiries of a case."""
    case = id if kind == CASE else work.links.about(kind, id).get(CASE)
    if not case:
        return []
    others = [(ENQUIRY, enquiry) for enquiry in work.links.about(CASE, case).get("enquiries", ())]
    return [key for key in ((CASE, case), *others) if key != (kind, id)]


def _said_in(work: Workspace, by: By, folder: Folder, tag: str, value: Any) -> dict[str, Json]:
    """The folder's newest document that asks this, saying the new value; none if it can no longer change."""
    for document in reversed(list(folder.documents.values())):
        form = _form_of(work, document)
        fields = form.fields_meaning(tag) if form else ()
        names = [field.key for field in fields if not field.inside and field.means == tag]
        if names and document["state"] in (*paper.OPEN, paper.SUBMITTED):
            return {document["id"]: _saying(document, by, names[0], value)}
    return {}


def _linked_answers(work: Workspace, by: By, folder: Folder, link: str, value: str) -> dict[str, Json]:
    """The documents whose forms ask for this link, with the answer given."""
    changed = {}
    for id, document in folder.documents.items():
        form = _form_of(work, document)
        name = form.settings.get("links", {}).get(link) if form else None
        if name and document["state"] in (*paper.OPEN, paper.SUBMITTED):
            changed[id] = _saying(document, by, name, value)
    return changed


def _form_of(work: Workspace, document: Json) -> Form | None:
    """The form of a document, unless the organisation has taken it away."""
    return work.library.form(document["form"]) if work.library.has(document["form"]) else None


def _saying(document: Mapping[str, Any], by: By, name: str, value: Any) -> Json:
    answers = {key: answer for key, answer in document["answers"].items() if key != name}
    if value not in (None, "", []):
        answers[name] = value
    return {**document, "answers": answers, "updated": by.now.isoformat()}
