"""Facts about documents: what waits and by when; families that reach any form, tag or setting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from suprovid.casework.fact import Facts, fact, family
from suprovid.casework.facts_ending import closing_paper
from suprovid.casework.known import Line, Paper, day

DOCUMENT = {
    "form": "text",
    "state": "choice",
    "author": "text",
    "created_on": "date",
    "submitted_on": "date",
    "returned_on": "date",
    "waiting": "boolean",
    "look_by": "date",
    "resubmit_by": "date",
}


@fact("documents", "lines", columns=DOCUMENT)
def documents(facts: Facts) -> tuple[Line, ...]:
    """The folder's own documents, oldest first."""
    return tuple(_document(facts, paper) for paper in facts.known.papers if paper.folder == facts.known.place)


def working_days_later(facts: Facts, start: Any, setting: str) -> str | None:
    """The day so many working days after a moment (`setting` says how many, `working_days` which)."""
    on, left = day(start), int(facts.number(setting, 3))
    works = set(facts.known.ground.setting("working_days") or range(1, 6)) & set(range(1, 8))
    while on is not None and left > 0 and works:
        on += timedelta(days=1)
        left -= on.isoweekday() in works
    return on.isoformat() if on else None


@fact("outcome_due", "date")
def outcome_due(facts: Facts) -> str | None:
    """By when a new enquiry should have an outcome: sooner when it is urgent."""
    pressing = facts.value("urgency") in ("emergency", "urgent")
    return working_days_later(
        facts, facts.value("opened_on"), "outcome_urgent" if pressing else "outcome_normal"
    )


def _document(facts: Facts, paper: Paper) -> Line:
    said = paper.document
    returned = [
        event for event in facts.known.events("return", "returned") if event.get("document") == paper.id
    ]
    return {
        "_id": paper.id,
        "_document": paper.id,
        "form": paper.form,
        "state": paper.state,
        "author": said.get("author"),
        "created_on": str(said.get("created") or "")[:10] or None,
        "submitted_on": str(said.get("submitted") or "")[:10] or None,
        "returned_on": str(returned[-1].get("at", said.get("updated", "")))[:10] if returned else None,
        "waiting": paper.state == "submitted" and not paper.effective,
        "look_by": working_days_later(facts, said.get("submitted"), "look_at_documents"),
        "resubmit_by": working_days_later(facts, returned[-1].get("at"), "resubmit") if returned else None,
    }


@family("document")
def document(facts: Facts, rest: str) -> Any:
    """`document.FORM.state|count|submitted|on`: about the newest document of a form that is not void."""
    form, _, asked = rest.partition(".")
    papers = [p for p in facts.known.papers if p.form == form and p.own and p.state != "superseded"]
    newest = papers[-1] if papers else None
    if asked == "count":
        return len(papers)
    if asked == "submitted":
        return any(paper.effective for paper in papers)
    if newest is None:
        return None
    if asked == "on":
        return str(newest.document.get("submitted") or newest.document.get("created") or "")[:10] or None
    return newest.state if asked == "state" else None


@family("closing")
def closing(facts: Facts, tag: str) -> Any:
    """`closing.TAG`: the answer of the closing document of this round, finished or not."""
    paper = closing_paper(facts)
    return next(iter(facts.known.answers_in(paper, tag)), None) if paper else None


@family("latest")
def latest(facts: Facts, tag: str) -> Any:
    """`latest.TAG`: the newest submitted answer with this tag."""
    return facts.known.latest(tag)


@family("setting")
def setting(facts: Facts, name: str) -> Any:
    """`setting.NAME`: the organisation's choice, or what the programme proposes."""
    return facts.known.ground.setting(name)
