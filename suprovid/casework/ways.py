"""Where a form is filled in next: the document that is unfinished or in force, or a new one; and which form.

What is sensible next follows from the programme: what is returned, what a gate misses, what the stage names.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from suprovid.casework import access, gates, overrides
from suprovid.casework.facts import Facts
from suprovid.casework.people import By
from suprovid.casework.rules import Stage
from suprovid.casework.workspace import Workspace
from suprovid.forms.form import Form
from suprovid.store.folder import Folder, Json

UNFINISHED = frozenset({"draft", "returned"})
STANDING = frozenset({"submitted", "approved"})


@dataclass(frozen=True)
class Way:
    """The way to fill in a form: in which folder, in which document (none: a new one).

    `renews` says that the document is approved and goes on as a new version.
    """

    form: Form
    folder: Folder
    document: Json | None = None

    @property
    def state(self) -> str:
        """The state of the document; empty for a new one."""
        return str(self.document["state"]) if self.document else ""

    @property
    def renews(self) -> bool:
        return self.state == "approved"


def way(work: Workspace, by: By, folder: Folder, form: str) -> Way | None:
    """The way to a form from a folder: there, or in one of those it is linked to; None without one."""
    if not work.library.has(form):
        return None
    known = work.library.form(form)
    for place in _places(work, folder, known):
        if access.may(work, by, "write", place, known):
            return Way(known, place, _document(place, known))
    return None


def mending(work: Workspace, by: By, facts: Facts, form: str) -> Way | None:
    """The way to what mends a check: of a form with many documents, the one that we still follow."""
    found = way(work, by, facts.known.folder, form)
    if found is None or found.document is not None:
        return found
    ours = [line for line in facts.lines("referrals") if line["ours"] and line["_form"] == form]
    for line in ours:
        place = next((each for each in _near(facts) if (each.kind, each.id) == line["_folder"]), None)
        if place is not None and access.may(work, by, "write", place, found.form):
            return Way(found.form, place, place.documents.get(str(line["_document"])))
    return found


def _near(facts: Facts) -> tuple[Folder, ...]:
    return (facts.known.folder, *facts.known.linked)


def next_way(work: Workspace, by: By, facts: Facts) -> Way | None:
    """The most sensible form to fill in now."""
    folder = facts.known.folder
    ways = (way(work, by, folder, form) for form in dict.fromkeys(_wanted(work, by, facts)))
    return next((found for found in ways if found is not None and not found.renews), None)


def fitting(work: Workspace, by: By, facts: Facts) -> tuple[Way, ...]:
    """The forms that may be filled in at this stage, in their order."""
    folder, stage = facts.known.folder, facts.value("stage")
    forms = sorted(work.library.forms, key=lambda form: int(form.settings.get("order", 0)))
    found = []
    for form in forms:
        stages = form.settings.get("stages") or ()
        if folder.kind in form.settings.get("subject", ()) and (not stages or stage in stages):
            found.append(way(work, by, folder, form.key))
    return tuple(each for each in found if each is not None)


def _wanted(work: Workspace, by: By, facts: Facts) -> Iterator[str]:
    """Forms in the order of sense: returned to mend, missing at the next gate, begun, named by the stage."""
    documents = facts.known.folder.documents.values()
    returned = [document for document in documents if document["state"] == "returned"]
    yield from (str(document["form"]) for document in returned if document.get("author") == by.person.id)
    yield from (str(document["form"]) for document in documents if document["state"] == "draft")
    stage = work.programme.stage(str(facts.value("stage")))
    if stage is not None and not _stays(work, stage):
        yield from _ahead(work, facts)
    yield from stage.forms if stage else ()


def _stays(work: Workspace, stage: Stage) -> bool:
    """Whether a stage is one to stay and work in: it has detours that lead back to it."""
    following = (work.programme.stage(key) for key in stage.next)
    return any(each is not None and each.optional for each in following)


def _ahead(work: Workspace, facts: Facts) -> Iterator[str]:
    """What mends the gate ahead; once nothing stops there, what the stage behind it begins with."""
    gate, over = gates.next_gate(facts), overrides.passed(facts.known.folder)
    if gate is None:
        return
    missing = (check for check in gate.missing if overrides.name_of(gate, check) not in over)
    yield from (check.remedy for check in missing if check.remedy)
    after = work.programme.stage(gate.after)
    if gate.open and after is not None:
        yield from after.forms[:1]


def _places(work: Workspace, folder: Folder, form: Form) -> Iterator[Folder]:
    """The folder itself, or those it is linked to, that a form is for."""
    subject = form.settings.get("subject", ())
    if folder.kind in subject:
        yield folder
        return
    for kind, id in work.links.linked(folder.kind, folder.id, folder.about):
        if kind in subject:
            yield work.read(kind, id)


def _document(folder: Folder, form: Form) -> Json | None:
    """What goes on: the unfinished document, else, of a form with one at a time, the one that stands."""
    own = [document for document in folder.documents.values() if document["form"] == form.key]
    begun = [document for document in own if document["state"] in UNFINISHED]
    if begun:
        return begun[-1]
    one = form.settings.get("current") == "one" or form.settings.get("founds") == folder.kind
    standing = [document for document in own if document["state"] in STANDING]
    return standing[-1] if one and standing else None
