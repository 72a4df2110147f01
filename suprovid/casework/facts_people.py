"""Facts about people: the client, the household, the ways of talking, and what they permitted."""

from __future__ import annotations

from typing import Any

from suprovid.casework.fact import Facts, fact, family
from suprovid.casework.known import Line, day

GIVEN = frozenset({"given", "limited"})
ANSWERS = {"yes": "given", "limited": "limited", "no": "refused", "later": "later"}


@fact("name", "text", column=True)
def name(facts: Facts) -> str | None:
    """How the client is called; the code stands in where there is no name."""
    found = facts.known.latest("client.display_name")
    return str(found) if found else None


@fact("client", "text", column=True)
def client(facts: Facts) -> str | None:
    """Whose folder this is: the id of the client."""
    folder = facts.known.folder
    found = folder.id if folder.kind == "client" else folder.about.get("client")
    return str(found) if found else None


@fact("client_code", "text", column=True)
def client_code(facts: Facts) -> str | None:
    """The client's code."""
    folders = [facts.known.folder, *facts.known.linked]
    return next((str(each.about.get("code")) for each in folders if each.kind == "client"), None)


@fact("language", "choice", column=True, needs=("client.language",))
def language(facts: Facts) -> Any:
    """The language that the person speaks with us."""
    return facts.known.latest("client.language")


@fact("interpreter_needed", "boolean", needs=("client.interpreter",))
def interpreter_needed(facts: Facts) -> Any:
    """Whether an interpreter is needed."""
    return facts.known.latest("client.interpreter")


@fact("communication_needs", "choices", needs=("client.communication_needs",))
def communication_needs(facts: Facts) -> list[str]:
    """What eases communication."""
    return list(facts.known.latest("client.communication_needs") or [])


@fact("categories", "choices", column=True, needs=("demographic.category",))
def categories(facts: Facts) -> list[str]:
    """The categories that the person named."""
    found = facts.known.latest("demographic.category")
    return [str(each) for each in found] if isinstance(found, list) else [str(found)] if found else []


@fact("sex", "choice", needs=("demographic.sex",))
def sex(facts: Facts) -> Any:
    """The client's sex as told."""
    return facts.known.latest("demographic.sex")


@fact("displacement", "choice", column=True, needs=("demographic.displacement",))
def displacement(facts: Facts) -> Any:
    """Whether and how the person was displaced."""
    return facts.known.latest("demographic.displacement")


@fact("place", "text", column=True, needs=("demographic.area",))
def place(facts: Facts) -> Any:
    """The community or district."""
    return facts.known.latest("demographic.area")


@fact("client_kind", "choice", needs=("client.kind",))
def client_kind(facts: Facts) -> Any:
    """A person or a family."""
    return facts.known.latest("client.kind")


@fact("anonymous", "boolean")
def anonymous(facts: Facts) -> bool:
    """Whether nobody knows who the person is: there is no client's folder."""
    return not facts.value("client")


@fact("profile_known", "boolean", needs=("demographic.sex",))
def profile_known(facts: Facts) -> bool:
    """Whether there is a client or at least an anonymous profile."""
    return not facts.value("anonymous") or facts.value("sex") is not None


MEMBER = {"name": "text", "relation": "choice", "in_case": "boolean", "agrees": "boolean"}


@fact("members", "lines", needs=("member.name",), columns=MEMBER)
def members(facts: Facts) -> tuple[Line, ...]:
    """The other people of the household."""
    return facts.known.lines("member")


@fact("people_reached", "number", column=True)
def people_reached(facts: Facts) -> int:
    """How many people are helped: the client and the members helped within the case, each once."""
    return 1 + sum(line.get("in_case") is True for line in facts.lines("members"))


PERMISSION = {
    "purpose": "choice",
    "recipient": "text",
    "scope": "choices",
    "answer": "choice",
    "state": "choice",
    "given_on": "date",
    "valid_until": "date",
    "withdrawn_on": "date",
    "reservation": "text",
}


@fact("permissions", "lines", needs=("consent.purpose", "consent.answer"), columns=PERMISSION)
def permissions(facts: Facts) -> tuple[Line, ...]:
    """The newest permission for each purpose and recipient, with its state today."""
    newest: dict[tuple[Any, Any], Line] = {}
    for line in sorted(facts.known.lines("consent"), key=lambda x: (str(x.get("given_on", "")), x["_at"])):
        newest[line.get("purpose"), line.get("recipient")] = line
    return tuple({**line, "state": permission_state(facts, line)} for line in newest.values())


def permission_state(facts: Facts, line: Line) -> str:
    """asked, given, limited, refused, later; expired or withdrawn when that day has come."""
    until, withdrawn = day(line.get("valid_until")), day(line.get("withdrawn_on"))
    state = ANSWERS.get(str(line.get("answer")), "asked")
    if withdrawn is not None:
        return "withdrawn"
    if state in GIVEN and until is not None and until < facts.known.today:
        return "expired"
    return state


def permitted(facts: Facts, purpose: str, recipient: str | None = None) -> bool | None:
    """Whether the client permits this purpose (for this recipient); None when nobody has asked."""
    states = [
        line["state"]
        for line in facts.lines("permissions")
        if line.get("purpose") == purpose and recipient in (None, line.get("recipient"))
    ]
    if any(state in GIVEN for state in states):
        return True
    return None if not states or set(states) <= {"asked", "later"} else False


@family("permitted")
def permitted_purpose(facts: Facts, purpose: str) -> bool | None:
    """`permitted.process_data`: yes, no, or nobody has asked."""
    return permitted(facts, purpose)


BAD = frozenset({"bad"})


@fact(
    "bad_experiences", "lines", columns={"service": "text", "when": "text", "how": "choice", "what": "text"}
)
def bad_experiences(facts: Facts) -> tuple[Line, ...]:
    """The services that the person had a bad experience with, as told in any of the client's folders."""
    lines = list(facts.known.lines("experience"))
    lines += [line for line in _other_experience(facts) if line not in lines]
    return tuple(line for line in lines if line.get("how") in BAD or line.get("rating") in BAD)


def _other_experience(facts: Facts) -> list[Line]:
    known = facts.known
    return [
        line
        for other in known.others
        for line in type(known)(known.ground, other, (), known.today).lines("experience")
    ]


@fact("asked_data", "boolean", needs=("consent.purpose",))
def asked_data(facts: Facts) -> bool:
    """Whether somebody has asked about keeping data."""
    return permitted(facts, "process_data") is not None


@fact("communication", "text", needs=("client.language",))
def communication(facts: Facts) -> str | None:
    """Language and what eases communication, in one line for a provider."""
    parts = [facts.known.label("client.language", facts.value("language"))] if facts.value("language") else []
    parts += [
        facts.known.label("client.communication_needs", each)
        for each in facts.value("communication_needs") or ()
    ]
    return ", ".join(parts) or None


@fact("client_under_age", "boolean")
def client_under_age(facts: Facts) -> bool | None:
    """Whether the client is under 18, by the birth date or the age group."""
    born, band = day(facts.known.latest("demographic.birth_date")), facts.known.latest("demographic.age")
    if born is not None:
        today = facts.known.today
        return today.year - born.year - ((today.month, today.day) < (born.month, born.day)) < 18
    return None if band in (None, "unknown") else str(band) in CHILDREN


CHILDREN = frozenset({"0-4", "5-11", "12-17"})


@fact("special_data_allowed", "boolean", needs=("consent.purpose",))
def special_data_allowed(facts: Facts) -> bool:
    """Whether the person allowed us to keep data on health and other sensitive things."""
    return permitted(facts, "special_data") is True
