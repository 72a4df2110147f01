"""Facts about what was asked: requests, urgent basic needs, help out of reach, and what comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from suprovid.casework.fact import Facts, fact
from suprovid.casework.known import Known, Line, truth

SETTLED = frozenset({"solved", "partly_solved", "not_solved", "withdrawn"})
CLOSED_STATES = SETTLED | {"answered", "referred"}
RESULTS = {"partly": "partly_solved", "received": "solved"}
ARRIVED = frozenset({"attended", "in_service", "closed_received", "closed_partly"})
REQUEST = {
    "words": "text",
    "area": "choice",
    "nature": "choice",
    "urgency": "choice",
    "priority": "number",
    "state": "choice",
    "origin": "choice",
    "vital": "boolean",
    "self_access": "choice",
    "in_competence": "choice",
    "problem": "boolean",
    "settled": "boolean",
    "answered": "boolean",
}


@fact("requests", "lines", needs=("request.words",), columns=REQUEST)
def requests(facts: Facts) -> tuple[Line, ...]:
    """What was asked, with the newest state; once a redirected person arrived, the request is referred."""
    redirected = set(_redirected(facts))
    return tuple(_request(line, redirected) for line in facts.known.lines("request"))


def _request(line: Line, redirected: set[str]) -> Line:
    state = RESULTS.get(str(line.get("state", "")), line.get("state")) or "open"
    if state in ("open", "in_case") and line["_id"] in redirected:
        state = "referred"
    return {
        **line,
        "state": state,
        "problem": line.get("nature") == "problem",
        "settled": state in SETTLED,
        "answered": state in CLOSED_STATES or bool(line.get("answer")),
    }


def _redirected(facts: Facts) -> Iterator[str]:
    for referral in facts.lines("referrals"):
        arrived = referral.get("state") in ARRIVED or bool(referral.get("attended_on"))
        if referral.get("kind") == "redirect" and arrived:
            yield str(referral.get("request", ""))


def live_problems(facts: Facts) -> tuple[Line, ...]:
    """The requests that are problems and still want work."""
    return tuple(line for line in facts.lines("requests") if line["problem"] and not line["settled"])


@fact("request_count", "number", column=True, needs=("request.words",))
def request_count(facts: Facts) -> int:
    """How many requests there are."""
    return len(facts.lines("requests"))


@fact("problem_requests", "number", column=True, needs=("request.nature",))
def problem_requests(facts: Facts) -> int:
    """How many requests are problems and neither solved nor withdrawn."""
    return len(live_problems(facts))


@fact("question_requests", "number", needs=("request.nature",))
def question_requests(facts: Facts) -> int:
    """How many requests can be answered at once."""
    return sum(line.get("nature") == "question" for line in facts.lines("requests"))


@fact("open_requests", "number", column=True, needs=("request.state",))
def open_requests(facts: Facts) -> int:
    """How many requests nobody has answered, referred or settled."""
    return sum(line["state"] in ("open", "in_case") for line in facts.lines("requests"))


@fact("unfinished_requests", "number", needs=("request.state",))
def unfinished_requests(facts: Facts) -> int:
    """How many requests have no result: neither answered nor referred, solved or withdrawn."""
    return sum(line["state"] not in CLOSED_STATES for line in facts.lines("requests"))


@fact("unanswered_questions", "number", needs=("request.nature",))
def unanswered_questions(facts: Facts) -> int:
    """How many questions still wait for the answer that the person came for."""
    return sum(line.get("nature") == "question" and not line["answered"] for line in facts.lines("requests"))


@fact("uncovered_requests", "number", needs=("request.state",))
def uncovered_requests(facts: Facts) -> int:
    """How many open requests have neither a referral nor any contact handed over in the enquiry."""
    tags = ("contact_given.person", "contact_given.partner", "contact_given.phone")
    if any(facts.known.latest(tag) for tag in tags):
        return 0
    referred = {line.get("request") for line in facts.lines("referrals")}
    waiting = (line for line in facts.lines("requests") if line["state"] in ("open", "in_case"))
    return sum(line["_id"] not in referred for line in waiting)


@fact("areas", "choices", column=True, needs=("request.area",))
def areas(facts: Facts) -> list[str]:
    """The areas of the requests."""
    return unique(line.get("area") for line in facts.lines("requests"))


@fact("urgency", "choice", column=True, needs=("request.urgency",))
def urgency(facts: Facts) -> str | None:
    """The highest urgency among the requests that are still open."""
    waiting = [line.get("urgency") for line in facts.lines("requests") if not line["answered"]]
    field = facts.known.field("request.urgency")
    order = [choice.value for choice in field.choices(facts.known.language)] if field else []
    return next((str(level) for level in order if level in waiting), None)


@fact("long_term", "boolean", needs=("long_term",))
def long_term(facts: Facts) -> bool | None:
    """Whether long joint work is expected; "unclear" is not known."""
    return truth(facts.known.latest("long_term"))


@fact("plan_agreed", "boolean", needs=("plan_agreed",))
def plan_agreed(facts: Facts) -> bool | None:
    """Whether the person agrees to work by an individual plan."""
    return truth(facts.known.latest("plan_agreed"))


@fact("extra_resources", "boolean", needs=("extra_resources",))
def extra_resources(facts: Facts) -> bool | None:
    """Whether resources beyond ours are needed; "unclear" is not known."""
    return truth(facts.known.latest("extra_resources"))


@fact(
    "basic_needs",
    "lines",
    needs=("basic_need.item", "basic_need.state"),
    columns={"item": "choice", "state": "choice", "on": "date"},
)
def basic_needs(facts: Facts) -> tuple[Line, ...]:
    """The urgent basic needs, each item with its newest state."""
    lines = sorted(facts.known.lines("basic_need"), key=lambda line: str(line["_at"]))
    newest = {line.get("item"): {**line, "on": line["_at"][:10]} for line in lines}
    return tuple(newest.values())


@fact("unmet_basic_needs", "choices", column=True, needs=("basic_need.item", "basic_need.state"))
def unmet_basic_needs(facts: Facts) -> list[str]:
    """The basic needs that are not met."""
    return unique(line.get("item") for line in facts.lines("basic_needs") if line.get("state") == "not_met")


@fact("basic_needs_met", "boolean", needs=("basic_need.item", "basic_need.state"))
def basic_needs_met(facts: Facts) -> bool | None:
    """Yes when each basic need is met or does not apply, no when one is not met, else not known."""
    states = [line.get("state") for line in facts.lines("basic_needs")]
    if "not_met" in states:
        return False
    return True if states and all(state in ("met", "not_applicable") for state in states) else None


@fact(
    "vital_services",
    "lines",
    needs=("request.vital", "request.self_access"),
    columns={"words": "text", "barriers": "choices"},
)
def vital_services(facts: Facts) -> tuple[Line, ...]:
    """The vitally needed services that the person cannot reach alone, with what stands in the way."""
    return tuple(
        line
        for line in facts.lines("requests")
        if not line["settled"] and line.get("vital") is True and line.get("self_access") == "cannot"
    )


@fact("vital_services_text", "text", needs=("request.vital", "request.self_access"))
def vital_services_text(facts: Facts) -> str:
    """The services out of reach in words: what was asked, and the barriers."""
    return services_in_words(facts.known, facts.lines("vital_services"), facts.known.language)


def services_in_words(known: Known, services: Iterable[Line], language: str) -> str:
    """`words; barrier, barrier`, several services with a stroke between them."""
    said = []
    for line in services:
        barriers = [_lower(known.label("request.barriers", x, language)) for x in line.get("barriers") or ()]
        words = str(line.get("words", "")).strip() or known.label("request.area", line.get("area"), language)
        said.append(f"{words}; {', '.join(barriers)}" if barriers else words)
    return " / ".join(said)


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


@fact("vital_out_of_reach", "boolean", needs=("request.vital", "request.self_access"))
def vital_out_of_reach(facts: Facts) -> bool | None:
    """Whether a vital service cannot be reached alone; not known while a problem is not asked about."""
    if facts.lines("vital_services"):
        return True
    waiting = live_problems(facts)
    unsure = [line for line in waiting if line.get("vital") is None or _reach_unknown(line)]
    return None if unsure or not facts.lines("requests") else False


def _reach_unknown(line: Line) -> bool:
    return line.get("vital") is True and line.get("self_access") is None


@fact("desired_result", "text", needs=("enquiry.desired_result",))
def desired_result(facts: Facts) -> Any:
    """What the person wants to achieve, as said."""
    return facts.known.latest("enquiry.desired_result")


EARLIER = {"area": "choice", "state": "choice", "words": "text", "on": "date", "code": "text"}


@fact("earlier_requests", "lines", needs=("request.area",), columns=EARLIER)
def earlier_requests(facts: Facts) -> tuple[Line, ...]:
    """Requests of the same client and area that were answered or settled before, in other folders."""
    mine = {line.get("area") for line in facts.lines("requests")}
    own = {line["_id"] for line in facts.lines("requests")}
    found = []
    for other in facts.known.others:
        there = Facts(Known(facts.known.ground, other, (), facts.known.today))
        for line in there.lines("requests"):
            if line.get("area") in mine and line["answered"] and line["_id"] not in own:
                asked = str(line.get("answered_on") or there.value("opened_on") or line["_at"])[:10]
                found.append({**line, "on": asked, "code": other.about.get("code", "")})
    return tuple(line for line in found if line["on"] <= str(facts.value("opened_on") or "9999"))


@fact("is_repeat", "boolean", column=True, needs=("request.area",))
def is_repeat(facts: Facts) -> bool | None:
    """Whether the client came with a similar request before; not known for an anonymous person."""
    if not facts.known.folder.about.get("client"):
        return None
    return bool(facts.lines("earlier_requests"))


def unique(values: Iterable[Any]) -> list[Any]:
    """The values once each, in order, without the missing ones."""
    return list(dict.fromkeys(value for value in values if value is not None))


@fact("legal_services", "choices", needs=("help.legal_service",))
def legal_services(facts: Facts) -> list[str]:
    """The legal services that were given."""
    return unique(facts.known.tagged("help.legal_service"))


@fact("legal_requests", "number", needs=("request.area",))
def legal_requests(facts: Facts) -> int:
    """How many requests are about law (setting `legal_areas`)."""
    legal = facts.known.ground.setting("legal_areas") or ()
    return sum(line.get("area") in legal for line in facts.lines("requests"))
