"""Facts about the folder itself: its code, stage, coordinator, decision to begin, flags, load, documents."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from suprovid.casework.fact import Facts, fact, family
from suprovid.casework.known import Line, day, truth


@fact("code", "text", column=True)
def code(facts: Facts) -> str | None:
    """The folder's code, or the name of an organisation."""
    found = facts.known.folder.about.get("code")
    return str(found) if found else None


@fact("kind", "choice", column=True)
def kind(facts: Facts) -> str:
    """The kind of folder."""
    return facts.known.folder.kind


@fact("title", "text", column=True)
def title(facts: Facts) -> str | None:
    """What the case is about in a few words, the first request, or the organisation's name."""
    found = facts.known.latest("case.title") or facts.known.latest("organisation.name")
    requests = facts.lines("requests") if not found else ()
    return str(found or next((line.get("words") for line in requests), "")) or None


@fact("coordinator", "text", column=True)
def coordinator(facts: Facts) -> str | None:
    """Who answers for the folder: the coordinator of a case, or who received the enquiry."""
    about, known = facts.known.folder.about, facts.known
    found = about.get("coordinator") or known.latest("case.coordinator")
    return str(found or known.latest("enquiry.received_by") or "") or None


@fact("deputy", "text", column=True)
def deputy(facts: Facts) -> str | None:
    """Who stands in for the coordinator."""
    found = facts.known.latest("case.deputy")
    return str(found) if found else None


@fact("opened_on", "date", column=True)
def opened_on(facts: Facts) -> str | None:
    """The day of the enquiry, or the day on which the case began."""
    tag = "start.date" if facts.known.folder.kind == "case" else "enquiry.date"
    found = facts.known.latest(tag)
    created = [
        str(paper.document.get("created", ""))[:10] for paper in facts.known.papers if _mine(facts, paper)
    ]
    return str(found)[:10] if found else min(filter(None, created), default=None)


@fact("open_since", "date")
def open_since(facts: Facts) -> str | None:
    """Since when the folder is open, counted anew after a reopening."""
    found: str | None = facts.value("reopened_on") or facts.value("opened_on")
    return found


def _mine(facts: Facts, paper: Any) -> bool:
    return bool(paper.folder == (facts.known.folder.kind, facts.known.folder.id))


@fact("changed_on", "date", column=True)
def changed_on(facts: Facts) -> str | None:
    """The day of the newest event."""
    return max((str(event.get("at", ""))[:10] for event in facts.known.folder.events), default=None)


@fact("stage", "choice", column=True)
def stage(facts: Facts) -> str | None:
    """Where the folder stands: what its documents say, unless somebody corrected just that, with a reason."""
    derived = facts.value("derived_stage")
    corrected = facts.known.folder.about.get("stage_correction") or {}
    if corrected.get("instead_of") == derived and corrected.get("stage"):
        return str(corrected["stage"])
    return str(derived) if derived else None


@fact("derived_stage", "choice")
def derived_stage(facts: Facts) -> str | None:
    """The stage that follows from the documents: the last one of the programme whose condition holds."""
    return facts.known.ground.programme.stage_of(facts)


@fact("open", "boolean", column=True)
def is_open(facts: Facts) -> bool:
    """Whether somebody still works on the folder."""
    found = facts.known.ground.programme.stage(str(facts.value("stage")))
    return found.open if found else facts.known.folder.kind in ("enquiry", "case")


@fact("folder_open", "boolean")
def folder_open(facts: Facts) -> bool:
    """The same as `open`, for conditions over lines that are open or not themselves."""
    return bool(facts.value("open"))


@fact("has_case", "boolean")
def has_case(facts: Facts) -> bool:
    """Whether the enquiry belongs to a case."""
    return bool(facts.known.folder.about.get("case"))


@fact("case", "text", column=True)
def case(facts: Facts) -> str | None:
    """The case of an enquiry."""
    found = facts.known.folder.about.get("case")
    return str(found) if found else None


@fact("enquiry_codes", "text")
def enquiry_codes(facts: Facts) -> str | None:
    """The codes of the enquiries that a case joins."""
    codes = [str(each.about.get("code", "")) for each in facts.known.linked if each.kind == "enquiry"]
    return ", ".join(filter(None, codes)) or None


@fact("enquiry_outcome", "choice", column=True, needs=("enquiry.outcome",))
def enquiry_outcome(facts: Facts) -> Any:
    """How the enquiry ended."""
    return facts.known.latest("enquiry.outcome")


@fact("source", "choice", needs=("enquiry.source",))
def source(facts: Facts) -> Any:
    """How the person came to us."""
    return facts.known.latest("enquiry.source")


# -- the beginning ------------------------------------------------------------------------------------


@fact("start_answer", "choice", column=True, needs=("start.answer",))
def start_answer(facts: Facts) -> Any:
    """The person's answer to the proposal."""
    return facts.known.latest("start.answer")


@fact("start_proposal", "choice", needs=("start.proposal",))
def start_proposal(facts: Facts) -> Any:
    """What the worker proposed."""
    return facts.known.latest("start.proposal")


@fact("override_reason", "text", needs=("start.override_reason",))
def override_reason(facts: Facts) -> Any:
    """Why the proposal differs from the conclusion."""
    return facts.known.latest("start.override_reason")


@fact("supervisor_agrees", "boolean", needs=("start.supervisor_ok",))
def supervisor_agrees(facts: Facts) -> bool | None:
    """Whether the supervisor agreed to the beginning, or nobody needs to ask."""
    found = facts.known.latest("start.supervisor_ok")
    return True if found == "not_needed" else truth(found)


@fact("revisit_on", "date", needs=("start.revisit",))
def revisit_on(facts: Facts) -> Any:
    """When to come back to the proposal; two weeks after "later" where no date was set."""
    if facts.value("start_answer") != "later":
        return None
    set_on = facts.known.latest("start.revisit")
    paper = facts.known.paper_of("start.answer")
    said = day(paper.at) if paper else None
    days = timedelta(days=facts.number("revisit_days", 14))
    return set_on or ((said + days).isoformat() if said else None)


# -- flags, risk, load ----------------------------------------------------------------------------------


@fact("complexity", "choice", column=True)
def complexity(facts: Facts) -> Any:
    """How complex the case is: by the newest assessment or review, else as seen at the beginning."""
    return facts.known.latest("case.complexity") or facts.known.latest("start.complexity")


@fact("risk_level", "choice", column=True, needs=("risk.level",))
def risk_level(facts: Facts) -> Any:
    """The newest judgement of risk."""
    return facts.known.latest("risk.level")


@fact("danger", "boolean", column=True)
def danger(facts: Facts) -> bool | None:
    """Whether the newest word on safety is that there is danger now."""
    found = facts.known.latest("risk.immediate")
    if isinstance(found, bool) or found is None:
        return found
    return {"yes": True, "danger": True, "no": False, "ok": False}.get(str(found))


@fact("flags", "choices", column=True)
def flags(facts: Facts) -> list[str]:
    """Crisis, on hold, lost contact, restricted, transferred out."""
    set_now = facts.known.folder.about.get("flags") or []
    return list(dict.fromkeys([*(facts.known.latest("case.flags") or []), *set_now]))


@fact("hold_until", "date", needs=("case.hold_until",))
def hold_until(facts: Facts) -> Any:
    """Until when the case pauses."""
    return facts.known.latest("case.hold_until") if "on_hold" in facts.value("flags") else None


@fact("load_points", "number", column=True)
def load_points(facts: Facts) -> float:
    """How heavy the folder weighs on its coordinator (settings `load_*`)."""
    if not facts.value("open"):
        return 0.0
    if facts.known.folder.kind == "enquiry":
        return facts.number("load_enquiry", 0.25)
    return round(_weight(facts) * (facts.number("load_half", 0.5) if _waits(facts) else 1), 2)


def _waits(facts: Facts) -> bool:
    return "on_hold" in facts.value("flags") or facts.value("stage") == "evaluation"


def _weight(facts: Facts) -> float:
    levels = {"low": 1, "medium": 2, "high": 3}
    points = facts.number(f"load_{facts.value('complexity')}", levels.get(str(facts.value("complexity")), 1))
    opened = day(facts.value("open_since"))
    if "crisis" in facts.value("flags"):
        points += facts.number("load_crisis", 2)
    if opened and 0 <= (facts.known.today - opened).days < 30:
        points += facts.number("load_new", 1)
    if facts.value("risk_level") in ("high", "immediate"):
        points += facts.number("load_high_risk", 1)
    if facts.value("interpreter_needed") is True:
        points += facts.number("load_interpreter", 0.5)
    return points + facts.number("load_member", 0.5) * max(0, int(facts.value("people_reached")) - 2)


@fact("coordinator_has_room", "boolean")
def coordinator_has_room(facts: Facts) -> bool | None:
    """Whether the coordinator is below capacity, by what the house counts (`elsewhere`: load, capacity)."""
    load, capacity = (facts.known.elsewhere.get(word) for word in ("load", "capacity"))
    return None if load is None or capacity is None else bool(load < capacity)


# -- the ending -----------------------------------------------------------------------------------------


@fact("reopened_on", "date")
def reopened_on(facts: Facts) -> str | None:
    """The day of the newest reopening."""
    return max(
        (str(event.get("at", ""))[:10] for event in facts.known.events("reopen", "reopened")), default=None
    )


def closing_paper(facts: Facts) -> Any:
    """The newest closing document of this round: one from before a reopening counts no more."""
    forms = set(facts.known.ground.tags.answers.get("closure.reason", ()))
    reopened = max(
        (str(event.get("at", "")) for event in facts.known.events("reopen", "reopened")), default=""
    )
    found = [paper for paper in facts.known.papers if paper.form in forms and _mine(facts, paper)]
    round_ = [paper for paper in found if str(paper.document.get("created") or paper.at) > reopened]
    return round_[-1] if round_ else None


@fact("closing_state", "choice", needs=("closure.reason",))
def closing_state(facts: Facts) -> str:
    """The state of the closing document of this round: none, draft, submitted, returned or approved."""
    paper = closing_paper(facts)
    return paper.state if paper else "none"


@fact("closed", "boolean", column=True, needs=("closure.reason",))
def closed(facts: Facts) -> bool:
    """Whether the closing is in force: approved, or submitted where nobody needs to approve."""
    paper = closing_paper(facts)
    if paper is None:
        return False
    return bool(paper.effective)


@fact("closed_on", "date", column=True, needs=("closure.reason",))
def closed_on(facts: Facts) -> str | None:
    """The day of the closing in force."""
    if not facts.value("closed"):
        return None
    paper = closing_paper(facts)
    return str(facts.known.latest("closure.closed_on") or paper.at)[:10]


@fact("closing_reason", "choice", column=True, needs=("closure.reason",))
def closing_reason(facts: Facts) -> Any:
    """Why the case was closed."""
    return facts.known.latest("closure.reason") if facts.value("closed") else None


# -- documents ------------------------------------------------------------------------------------------

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
    return tuple(_document(facts, paper) for paper in facts.known.papers if _mine(facts, paper))


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


def _document(facts: Facts, paper: Any) -> Line:
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


@fact("review_change", "choice", needs=("review.change",))
def review_change(facts: Facts) -> Any:
    """What the newest review decided: no, yes, pause, close."""
    return facts.known.latest("review.change")


@fact("changed_after_reopening", "boolean")
def changed_after_reopening(facts: Facts) -> bool | None:
    """Whether any document was written since the reopening; not known where there was none."""
    reopened = max(
        (str(event.get("at", "")) for event in facts.known.events("reopen", "reopened")), default=""
    )
    return (
        any(str(p.document.get("created", "")) > reopened for p in facts.known.papers) if reopened else None
    )
