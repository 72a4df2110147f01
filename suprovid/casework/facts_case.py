"""Facts about the folder itself: its code, stage, coordinator, and the decision to begin."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from suprovid.casework.fact import Facts, fact
from suprovid.casework.known import day, truth


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
    own = (paper for paper in facts.known.papers if paper.folder == facts.known.place)
    created = (str(paper.document.get("created", ""))[:10] for paper in own)
    return str(found)[:10] if found else min(filter(None, created), default=None)


@fact("open_since", "date")
def open_since(facts: Facts) -> str | None:
    """Since when the folder is open, counted anew after a reopening."""
    found: str | None = facts.value("reopened_on") or facts.value("opened_on")
    return found


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


@fact("review_change", "choice", needs=("review.change",))
def review_change(facts: Facts) -> Any:
    """What the newest review decided: no, yes, pause, close."""
    return facts.known.latest("review.change")
