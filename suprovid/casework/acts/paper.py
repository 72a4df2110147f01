"""Documents as dictionaries: how one begins, is filled in and changes its state; nothing is written here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from suprovid.casework.people import By
from suprovid.forms.answers import Answers, name_of, without
from suprovid.forms.form import Form
from suprovid.forms.look import View
from suprovid.forms.problems import Problem
from suprovid.store.folder import Folder, Json

DRAFT, SUBMITTED, RETURNED = "draft", "submitted", "returned"
APPROVED, SUPERSEDED, VOID = "approved", "superseded", "void"
OPEN = frozenset({DRAFT, RETURNED})
IN_FORCE = frozenset({SUBMITTED, APPROVED})


@dataclass(frozen=True)
class Filled:
    """A filled-in form on its way to a folder; without `document` it becomes a new one.

    `reason` is what the person says to a warning.
    `files` are what the answers name and no folder has yet.
    """

    form: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    document: str = ""
    reason: str = ""
    files: tuple[bytes, ...] = field(default=(), repr=False)


def begun(id: str, form: Form, folder: Folder, by: By, previous: str | None = None) -> Json:
    """A new document of a form, without answers."""
    number = 1 + sum(document.get("form") == form.key for document in folder.documents.values())
    return {
        "id": id,
        "form": form.key,
        "version": form.version,
        "versions": [],
        "state": DRAFT,
        "author": by.person.id,
        "created": by.now.isoformat(),
        "updated": by.now.isoformat(),
        "submitted": None,
        "submitted_by": None,
        "approved": None,
        "approved_by": None,
        "previous": previous,
        "number": number,
        "answers": {},
        "comments": [],
    }


def filled_in(document: Mapping[str, Any], form: Form, answers: Mapping[str, Any], by: By) -> Json:
    """The document with other answers, saved with the form as it is now."""
    seen = [*document.get("versions", ())]
    if form.version not in seen:
        seen.append(form.version)
    return {
        **document,
        "version": form.version,
        "versions": seen,
        "answers": dict(answers),
        "updated": by.now.isoformat(),
    }


def judged(view: View, language: str, draft: bool = False) -> tuple[Answers, tuple[Problem, ...]]:
    """The answers to save and what is wrong with them.

    A computed answer that its field cannot take is left out: nobody at the form could mend it.
    """
    problems = view.problems(language, draft=draft)
    computed = [problem for problem in problems if _is_computed(view, problem)]
    answers = without(view.kept(), [problem.path for problem in computed if problem.keyword != "required"])
    return answers, tuple(problem for problem in problems if problem not in computed)


def _is_computed(view: View, problem: Problem) -> bool:
    name = name_of(problem.path)
    return view.form.has(name) and view.form.field(name).calculate is not None


def submitted(document: Mapping[str, Any], by: By, awaits: bool, approved: bool) -> Json:
    """The document as submitted: waiting for approval, approved at once, or simply said."""
    moment = by.now.isoformat()
    first = document.get("state") in OPEN
    now = {
        **document,
        "state": APPROVED if approved else SUBMITTED,
        "awaits": awaits,
        "submitted": moment if first else document.get("submitted"),
        "submitted_by": by.person.id if first else document.get("submitted_by"),
    }
    return {**now, "approved": moment, "approved_by": by.person.id} if approved else now


def effective(document: Mapping[str, Any]) -> bool:
    """Whether a document is in force: approved, or submitted with nobody left to approve it."""
    state = document.get("state")
    return state == APPROVED or (state == SUBMITTED and not document.get("awaits"))


def predecessors(folder: Folder, document: Mapping[str, Any], form: Form) -> tuple[Json, ...]:
    """The documents that this one takes the place of once it is in force."""
    if form.settings.get("current", "many") != "one":
        named = (folder.documents.get(document.get("previous") or ""),)
        older = [other for other in named if other is not None]
    else:
        older = [other for other in folder.documents.values() if other.get("form") == form.key]
    return tuple(other for other in older if other["id"] != document["id"] and other.get("state") in IN_FORCE)


def superseding(folder: Folder, document: Json, form: Form) -> dict[str, Json]:
    """The document, and those that it takes the place of, as they are to be written."""
    if not effective(document):
        return {document["id"]: document}
    older = predecessors(folder, document, form)
    if older and not document.get("previous"):
        document = {**document, "previous": older[-1]["id"]}
    return {document["id"]: document, **{other["id"]: {**other, "state": SUPERSEDED} for other in older}}
