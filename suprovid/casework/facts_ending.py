"""Facts about the end of a case: closing, reopening, and what a new round leaves behind."""

from __future__ import annotations

from typing import Any

from suprovid.casework.fact import Facts, fact
from suprovid.casework.known import Paper


def reopening(facts: Facts) -> str:
    """The moment of the newest reopening; empty where there was none."""
    return max((str(event.get("at", "")) for event in facts.known.events("reopen")), default="")


@fact("reopened_on", "date")
def reopened_on(facts: Facts) -> str | None:
    """The day of the newest reopening."""
    return reopening(facts)[:10] or None


def closing_paper(facts: Facts) -> Paper | None:
    """The newest closing document of this round: one from before a reopening counts no more."""
    forms = set(facts.known.ground.tags.answers.get("closure.reason", ()))
    own = (x for x in facts.known.papers if x.form in forms and x.folder == facts.known.place)
    found = [paper for paper in own if str(paper.document.get("created") or paper.at) > reopening(facts)]
    return found[-1] if found else None


@fact("closing_state", "choice", needs=("closure.reason",))
def closing_state(facts: Facts) -> str:
    """The state of the closing document of this round: none, draft, submitted, returned or approved."""
    paper = closing_paper(facts)
    return paper.state if paper else "none"


@fact("closed", "boolean", column=True, needs=("closure.reason",))
def closed(facts: Facts) -> bool:
    """Whether the closing is in force: approved, or submitted where nobody needs to approve."""
    paper = closing_paper(facts)
    return paper is not None and paper.effective


@fact("closed_on", "date", column=True, needs=("closure.reason",))
def closed_on(facts: Facts) -> str | None:
    """The day of the closing in force."""
    paper = closing_paper(facts)
    if paper is None or not paper.effective:
        return None
    return str(facts.known.latest("closure.closed_on") or paper.at)[:10]


@fact("closing_reason", "choice", column=True, needs=("closure.reason",))
def closing_reason(facts: Facts) -> Any:
    """Why the case was closed."""
    return facts.known.latest("closure.reason") if facts.value("closed") else None


@fact("changed_after_reopening", "boolean")
def changed_after_reopening(facts: Facts) -> bool | None:
    """Whether any document was written since the reopening; not known where there was none."""
    reopened = reopening(facts)
    created = [str(paper.document.get("created", "")) for paper in facts.known.papers]
    return any(each > reopened for each in created) if reopened else None
