"""Facts about referrals and their chains of offers: agreed, sent and taken place are different things."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from suprovid.casework.fact import Facts, fact
from suprovid.casework.known import Line

SHARE = "share_provider"
WITHIN = frozenset(
    [
        "draft",
        "offered",
        "thinking",
        "declined",
        "agreed",
        "contact_given",
        "not_used",
        "closed_declined",
        "void",
    ]
)
"""The states in which nothing about the person has left the house."""

CLOSED = frozenset(["closed_received", "closed_partly", "closed_not_received", "closed_declined", "void"])

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
        "shares": line.get("identity_shared") == "name" and state not in WITHIN,
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
