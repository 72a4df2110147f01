"""Facts about keeping in touch: contacts made and promised, referrals and their offers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from suprovid.casework.fact import Facts, fact
from suprovid.casework.known import Line, day

REACHED = frozenset({"yes"})
MADE = "contact.result"
SHARE = "share_provider"
CLOSED = frozenset({"closed_received", "closed_partly", "closed_not_received", "closed_declined", "void"})


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


REFERRAL = {
    "kind": "choice",
    "state": "choice",
    "area": "choice",
    "urgency": "choice",
    "request": "text",
    "feedback_expected": "date",
    "provider": "text",
    "format": "choice",
    "answer": "choice",
    "offered_on": "date",
    "offers": "number",
    "contact_left": "choice",
    "open": "boolean",
    "ours": "boolean",
    "shares": "boolean",
    "permitted": "boolean",
    "attended_on": "date",
    "service_received": "choice",
    "feedback_from": "choice",
    "sent_on": "date",
    "since": "date",
    "consent_exception": "choice",
    "purpose": "text",
}


@fact("referrals", "lines", needs=("referral.state",), columns=REFERRAL)
def referrals(facts: Facts) -> tuple[Line, ...]:
    """The referrals, each with its newest offer, its state, and whether it is still ours to follow."""
    chains = by_document(facts.known.lines("referral.offer"))
    drafts = {line["_document"] for line in facts.known.records("referral") if line["_state"] == "draft"}
    return tuple(
        _referral(facts, line, chains.get(line["_document"], []), line["_document"] in drafts)
        for line in facts.known.records("referral", ("feedback_expected",))
    )


def _referral(facts: Facts, line: Line, chain: list[Line], draft: bool) -> Line:
    offer = chain[-1] if chain else {}
    state = str(line.get("state") or ("draft" if draft else "offered"))
    request = line.get("for")
    return {
        **line,
        "state": state,
        "request": request,
        "offers": len(chain),
        "provider": offer.get("provider"),
        "format": offer.get("format"),
        "answer": offer.get("answer"),
        "contact_left": offer.get("contact_left"),
        "decline_reason": offer.get("decline_reason"),
        "offered_on": offer.get("date") or line["_at"][:10],
        "open": state not in CLOSED,
        "ours": state not in CLOSED and not over_to_others(line.get("kind"), state),
        "since": str(line["_changed"])[:10],
        "shares": line.get("identity_shared") == "name",
        "permitted": _may_share(facts, line, offer.get("provider")),
    }


def _may_share(facts: Facts, referral: Line, provider: Any) -> bool:
    """Whether a permission in force covers this provider and all that is to be shared."""
    shared = set(referral.get("shared_data") or ())
    for line in facts.lines("permissions"):
        named = line["_id"] == referral.get("consent") or (provider and line.get("recipient") == provider)
        covers = not line.get("scope") or shared <= set(line["scope"])
        if named and covers and line.get("purpose") == SHARE and line["state"] in ("given", "limited"):
            return True
    return False


def over_to_others(kind: Any, state: str) -> bool:
    """Whether a redirection is off our hands: others lead now, and the person has arrived there."""
    return kind == "redirect" and state in ("attended", "in_service")


def by_document(lines: Iterable[Line]) -> dict[str, list[Line]]:
    """Lines by the document that holds them."""
    found: dict[str, list[Line]] = {}
    for line in lines:
        found.setdefault(str(line["_document"]), []).append(line)
    return found


OFFER = {"provider": "text", "format": "choice", "answer": "choice", "date": "date", "contact_left": "choice"}


@fact("offers", "lines", needs=("referral.offer.answer",), columns=OFFER)
def offers(facts: Facts) -> tuple[Line, ...]:
    """Every offer of every referral; a new one never replaces an old one."""
    return facts.known.lines("referral.offer")


@fact("open_referrals", "number", column=True, needs=("referral.state",))
def open_referrals(facts: Facts) -> int:
    """How many referrals are ours to follow."""
    return sum(line["ours"] for line in facts.lines("referrals"))


@fact("referral_states", "choices", column=True, needs=("referral.state",))
def referral_states(facts: Facts) -> list[str]:
    """The states of the referrals."""
    return list(dict.fromkeys(str(line["state"]) for line in facts.lines("referrals")))


@fact("offers_agreed", "number", needs=("referral.offer.answer",))
def offers_agreed(facts: Facts) -> int:
    """How many offers were agreed to; that they took place is another fact."""
    return sum(line.get("answer") == "agreed" for line in facts.lines("offers"))


@fact("referrals_attended", "number", needs=("referral.attended_on",))
def referrals_attended(facts: Facts) -> int:
    """How many referrals took place."""
    return sum(bool(line.get("attended_on")) for line in facts.lines("referrals"))


@fact("declined_empty_handed", "number", needs=("referral.offer.answer", "referral.offer.contact_left"))
def declined_empty_handed(facts: Facts) -> int:
    """How many declined offers left the person without even a contact."""
    return sum(_empty_handed(line) for line in facts.lines("offers"))


def _empty_handed(line: Line) -> bool:
    return line.get("answer") == "declined" and line.get("contact_left") in (None, "no")


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
