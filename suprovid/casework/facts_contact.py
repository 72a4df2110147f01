"""Facts about keeping in touch: contacts made and promised, and looks back after the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from suprovid.casework.fact import Facts, fact
from suprovid.casework.known import Line, day

REACHED = frozenset({"yes"})
MADE = "contact.result"


@fact(
    "contacts",
    "lines",
    needs=("contact.at", MADE),
    columns={"at": "date", "result": "choice", "channel": "choice"},
)
def contacts(facts: Facts) -> tuple[Line, ...]:
    """The contacts and the attempts, oldest first."""
    return tuple(sorted(facts.known.records("contact"), key=lambda line: str(line.get("at", ""))))


TALKS = ("enquiry.date", "assessment.date", "plan.agreement_date", "review.date")
"""Days on which we sat together with the person, besides the contacts written down as such."""


def talks(facts: Facts) -> Iterator[tuple[str, str]]:
    """(day, document) of every talk that took place."""
    for line in facts.lines("contacts"):
        if line.get("result") in REACHED:
            yield str(line.get("at", ""))[:10], str(line["_document"])
    for tag in TALKS:
        yield from ((str(on)[:10], paper.id) for paper, on in facts.known.answers(tag))
    yield from ((paper.at[:10], paper.id) for paper, _ in facts.known.answers("start.answer"))


@fact("last_contact", "date", column=True)
def last_contact(facts: Facts) -> str | None:
    """The day of the newest talk that took place; the enquiry itself was one, and every meeting since."""
    return max((on for on, _ in talks(facts)), default=None)


@fact("contact_attempts", "number", needs=(MADE,))
def contact_attempts(facts: Facts) -> int:
    """How many attempts failed since the newest talk."""
    return len(_failed(facts))


@fact("attempt_channels", "number", needs=(MADE,))
def attempt_channels(facts: Facts) -> int:
    """By how many channels those attempts were made."""
    return len({line.get("channel") for line in _failed(facts)})


@fact("attempt_days", "number", needs=(MADE,))
def attempt_days(facts: Facts) -> int:
    """How many days passed between the newest talk and the last attempt."""
    last, tried = day(facts.value("last_contact")), [day(line.get("at")) for line in _failed(facts)]
    return max(((each - last).days for each in tried if each and last), default=0)


@fact("lost_attempts", "text", needs=(MADE,))
def lost_attempts(facts: Facts) -> str:
    """The attempts since the newest talk: how many, by how many channels, over how many days."""
    return " / ".join(
        str(facts.value(name)) for name in ("contact_attempts", "attempt_channels", "attempt_days")
    )


def _failed(facts: Facts) -> list[Line]:
    last = facts.value("last_contact") or ""
    return [
        line
        for line in facts.lines("contacts")
        if line.get("result") not in REACHED and str(line.get("at", ""))[:10] >= last
    ]


@fact("next_contact", "date", column=True, needs=("next_contact",))
def next_contact(facts: Facts) -> Any:
    """When we promised to be in touch; the newest promise counts."""
    return facts.known.latest("next_contact")


@fact("promised_contact", "date", column=True, needs=("next_contact",))
def promised_contact(facts: Facts) -> Any:
    """The newest promise that is not kept yet: nobody has talked with the person on that day or since."""
    paper = facts.known.paper_of("next_contact")
    promised = str(facts.value("next_contact") or "")
    if paper is None:
        return None
    kept = [on for on, document in talks(facts) if document != paper.id and on >= promised]
    return None if kept else promised


@fact("promise_moved", "number", needs=("next_contact", MADE))
def promise_moved(facts: Facts) -> int:
    """How many times the date was moved on since the newest talk."""
    last = facts.value("last_contact") or ""
    dates = [str(answer) for paper, answer in facts.known.answers("next_contact") if paper.at[:10] > last]
    return max(0, len(set(dates)) - 1)


@fact("contact_established", "choice", column=True, needs=("contact.established",))
def contact_established(facts: Facts) -> Any:
    """How well we are in touch: not yet, fragile, working, strained."""
    return facts.known.latest("contact.established")


@fact("review_wanted_on", "date", needs=("review.needed",))
def review_wanted_on(facts: Facts) -> str | None:
    """When something last asked for a look at the plan that nobody has answered with a review."""
    wanted = [paper.at for paper, needed in facts.known.answers("review.needed") if needed is True]
    wanted += [paper.at for paper, how in facts.known.answers("life_event.influence") if how == "yes"]
    reviewed = facts.known.paper_of("review.change")
    newest = max(wanted, default="")
    return newest[:10] if newest and (reviewed is None or reviewed.at < newest) else None


@fact("contact_quiet_on", "date", needs=(MADE,))
def contact_quiet_on(facts: Facts) -> str | None:
    """The day by which somebody should have talked with the person, however often dates were moved."""
    last = day(facts.value("last_contact"))
    if last is None:
        return None
    if facts.value("risk_level") in ("high", "immediate"):
        days = facts.number("silence_high_risk", 7)
    elif facts.value("contact_established") in ("fragile", "strained", "not_yet"):
        days = facts.number("silence_fragile", 14)
    else:
        days = facts.number("silence", 21)
    return (last + timedelta(days=days)).isoformat()


@fact("followups", "lines", columns={"on": "date", "months": "number"})
def followups(facts: Facts) -> tuple[Line, ...]:
    """The contact agreed for after the closing, when the client permitted it and nobody has made it yet."""
    agreed, closed = facts.known.latest("closure.followup"), day(facts.value("closed_on"))
    months = FOLLOWUP.get(str(agreed))
    if months is None or closed is None or facts.value("permitted.post_followup") is not True:
        return ()
    if facts.known.lines("followup"):
        return ()
    paper = facts.known.paper_of("closure.followup")
    on = months_later(closed, months)
    return (
        {"_id": "followup", "_document": paper.id if paper else "", "on": on.isoformat(), "months": months},
    )


FOLLOWUP = {"month_1": 1, "month_3": 3, "month_6": 6}


def months_later(start: Any, months: int) -> Any:
    """The same day so many months later, or the last day of that month."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    following = start.replace(year=year + (month == 11), month=(month + 1) % 12 + 1, day=1)
    last = (following - timedelta(days=1)).day
    return start.replace(year=year, month=month + 1, day=min(start.day, last))
