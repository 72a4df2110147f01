"""Choices from live data: staff, clients, organisations, and what the case itself holds.

Every source is one row of a table; a form says where its choices come from (`x-choices-from`), and under
which condition, an expression over the candidate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from suprovid.casework import access, naming, people
from suprovid.casework.facts import Facts
from suprovid.casework.known import Known
from suprovid.casework.links import CLIENT
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.forms.answers import Path
from suprovid.forms.expression import Scope, parse
from suprovid.forms.fields import Choice, Field
from suprovid.store.folder import Folder
from suprovid.store.questions import Filter, Page
from suprovid.store.search import sort_key

ORGANISATION = "organisation"
MOST = 300
"""So many clients are offered at most: a list of thousands is neither read nor quickly drawn."""
OF_THE_ANSWERS = "lines"
"""The source that other answers of the same document change; the others are asked once."""
KINDS: Mapping[str, str] = {"clients": CLIENT, "organisations": ORGANISATION}
"""Sources that are folders of their own."""


@dataclass(frozen=True)
class Candidate:
    """Something that can be chosen: its id, its label, and the facts that a condition may ask about."""

    id: str
    label: str
    facts: Mapping[str, Any]
    retired: bool = False


@dataclass(frozen=True)
class Asked:
    """Who asks, of which folder, in a document with which answers so far."""

    work: Workspace
    by: By
    folder: Folder | None
    answers: Mapping[str, Any] = field(default_factory=dict)
    of: str = ""

    @cached_property
    def known(self) -> Known | None:
        """What is known of the folder, where there is one."""
        return self.work.known_of(self.folder, self.by.today, self.by.language) if self.folder else None


Source = Callable[[Asked], Iterable[Candidate]]


class Offers:
    """What one person is offered in one folder while a form is drawn: each source is worked out once."""

    def __init__(self, work: Workspace, by: By, folder: Folder | None) -> None:
        self._asked = Asked(work, by, folder)
        self._found: dict[str, tuple[Candidate, ...]] = {}
        self._offered: dict[tuple[str, str], tuple[Choice, ...]] = {}

    def live(self, field: Field, answers: Mapping[str, Any], path: Path = ()) -> tuple[Choice, ...]:
        """What a question offers now; whoever draws it passes the answers given so far."""
        if not field.source:
            return ()
        offered = self.choices(field.source, answers)
        chosen = tuple(self._chosen(field, answers.get(field.key), offered))
        return (*offered, *chosen) if chosen else offered

    def _chosen(self, field: Field, value: Any, offered: tuple[Choice, ...]) -> Iterator[Choice]:
        """The client who was chosen already, where there are more than are offered."""
        if len(offered) != MOST or not isinstance(value, str):
            return
        if not any(one.value == value for one in offered):
            name = self.names(field, value)
            yield from [Choice(value, name, False, {})] if name else []

    def names(self, field: Field, value: Any) -> str | None:
        """How a stored answer of a question is called; None for text that was typed."""
        return self.name(field.source, value) if field.source else None

    def choices(self, source: Mapping[str, Any], answers: Mapping[str, Any]) -> tuple[Choice, ...]:
        """What a source offers, under its condition."""
        if source["from"] == OF_THE_ANSWERS:
            return self._fitting(source, answers)
        asked = (str(source["from"]), str(source.get("when") or ""))
        if asked not in self._offered:
            self._offered[asked] = self._fitting(source, answers)
        return self._offered[asked]

    def _fitting(self, source: Mapping[str, Any], answers: Mapping[str, Any]) -> tuple[Choice, ...]:
        fitting = (one for one in self._candidates(source, answers) if self._fits(one, source.get("when")))
        return tuple(Choice(one.id, one.label, one.retired, {}) for one in fitting)

    def name(
        self, source: Mapping[str, Any], value: Any, answers: Mapping[str, Any] | None = None
    ) -> str | None:
        """How a stored value of a source is called; None for text that was typed."""
        work, by, origin = self._asked.work, self._asked.by, str(source["from"])
        if origin == "staff":
            return work.people[value].name if value in work.people else None
        if origin in KINDS:
            known = work.links.about(KINDS[origin], value)
            return naming.shown_name(work, by, KINDS[origin], value) if known else None
        found = self._candidates(source, answers or {})
        return next((one.label for one in found if one.id == value), None)

    def _candidates(self, source: Mapping[str, Any], answers: Mapping[str, Any]) -> tuple[Candidate, ...]:
        origin = str(source["from"])
        if origin == OF_THE_ANSWERS:
            return tuple(lines(replace(self._asked, answers=answers, of=str(source.get("of", "")))))
        if origin not in self._found:
            self._found[origin] = tuple(SOURCES[origin](self._asked))
        return self._found[origin]

    def _fits(self, one: Candidate, condition: str | None) -> bool:
        """Whether the candidate meets the condition; what is not known does not."""
        if not condition:
            return True
        known = self._asked.known
        outside = Facts(known).outside if known else nothing_outside
        by = self._asked.by
        return parse(condition).holds(Scope(one.facts, by.today, by.now, outside=outside)) is True


def choices(
    work: Workspace, by: By, source: Mapping[str, Any], folder: Folder | None, answers: Mapping[str, Any]
) -> tuple[Choice, ...]:
    """What a question with this source offers now, in the person's language."""
    return Offers(work, by, folder).choices(source, answers)


def label(work: Workspace, by: By, source: Mapping[str, Any], folder: Folder | None, value: Any) -> str:
    """How a stored answer is called; typed text stays as typed."""
    return Offers(work, by, folder).name(source, value) or str(value)


def nothing_outside(name: str) -> Any:
    """Without a folder there is no world outside."""
    return None


# -- the sources ----------------------------------------------------------------------------------------


def staff(asked: Asked) -> Iterator[Candidate]:
    """Who works here."""
    for person in people.all(asked.work):
        facts = {"roles": list(person.roles), "active": person.active, "name": person.name, "id": person.id}
        yield Candidate(person.id, person.name, facts, retired=not person.active)


def clients(asked: Asked) -> Iterator[Candidate]:
    """The clients whom this person may read, by code and, where it may be seen, by name.

    Where there are very many, those whom somebody worked with last; the search finds the others.
    """
    reach = access.reach(asked.work, asked.by, "read", CLIENT)
    near = [] if reach is None else [Filter("id", "in", sorted(reach))]
    filters = [Filter("kind", "=", CLIENT), *near]
    last = asked.work.index.find(filters, order=("-changed_on",), page=Page(MOST), counted=0).rows
    for row in sorted(last, key=lambda row: sort_key(str(row.get("code", "")))):
        name = naming.row_name(asked.work, asked.by, row)
        code = str(row.get("code") or "")
        yield Candidate(row["id"], code if name == code else f"{code} {name}", row)


def organisations(asked: Asked) -> Iterator[Candidate]:
    """The organisations of the directory."""
    for row in asked.work.index.find([Filter("kind", "=", ORGANISATION)], order=("title",)).rows:
        yield Candidate(row["id"], naming.row_name(asked.work, asked.by, row), row)


def services(asked: Asked) -> Iterator[Candidate]:
    """What the organisations offer, each with whose it is."""
    for row, known in _directory(asked):
        for line in known.records("service"):
            name = f"{line.get('name', '')} ({naming.row_name(asked.work, asked.by, row)})"
            retired = line.get("status") not in (None, "active")
            yield Candidate(line["_id"], name, {**line, "organisation": row["id"]}, retired)


def contacts(asked: Asked) -> Iterator[Candidate]:
    """The people one may call at the organisations."""
    for row, known in _directory(asked):
        for line in known.lines("organisation.contact"):
            said = ", ".join(str(line[word]) for word in ("name", "role") if line.get(word))
            whose = naming.row_name(asked.work, asked.by, row)
            yield Candidate(line["_id"], f"{said} ({whose})", {**line, "organisation": row["id"]})


def _directory(asked: Asked) -> Iterator[tuple[Mapping[str, Any], Known]]:
    for row in asked.work.index.find([Filter("kind", "=", ORGANISATION)], order=("title",)).rows:
        yield row, asked.work.known_alone(asked.work.read(ORGANISATION, row["id"]), asked.by.today)


def of_the_case(family: str, *words: str) -> Source:
    """The lines of a family in this folder and those it hangs together with, called by their first word."""

    def source(asked: Asked) -> Iterator[Candidate]:
        known = asked.known
        lines = known.lines(family) if known else ()
        for number, line in enumerate(lines, 1):
            said = next((str(line[word]) for word in words if line.get(word)), str(number))
            yield Candidate(str(line["_id"]), said, line)

    return source


def referrals(asked: Asked) -> Iterator[Candidate]:
    """The referrals of this folder, by what they are for."""
    known = asked.known
    for line in known.records("referral") if known else ():
        said = next((str(line[word]) for word in ("code", "purpose") if line.get(word)), line["_id"])
        yield Candidate(str(line["_id"]), said, line)


def permissions(asked: Asked) -> Iterator[Candidate]:
    """What the client permitted, each by purpose and recipient."""
    known = asked.known
    for line in known.lines("consent") if known else ():
        purpose = known.label("consent.purpose", line.get("purpose"), asked.by.language) if known else ""
        recipient = line.get("recipient")
        whom = _organisation(asked, str(recipient)) if recipient else ""
        yield Candidate(str(line["_id"]), f"{purpose}: {whom}" if whom else purpose, line)


def _organisation(asked: Asked, id: str) -> str:
    known = asked.work.links.about(ORGANISATION, id)
    return naming.shown_name(asked.work, asked.by, ORGANISATION, id) if known else id


def lines(asked: Asked) -> Iterator[Candidate]:
    """The lines of a repeat of the same document, called by their first text."""
    for number, line in enumerate(asked.answers.get(asked.of) or (), 1):
        if isinstance(line, Mapping) and line.get("_id"):
            texts = (value for key, value in line.items() if key != "_id" and isinstance(value, str))
            said = next((line[word] for word in ("words", "what", "goal", "name") if line.get(word)), None)
            yield Candidate(str(line["_id"]), f"{number}. {said or next(texts, '')}".rstrip(), line)


SOURCES: Mapping[str, Source] = {
    "staff": staff,
    "clients": clients,
    "organisations": organisations,
    "services": services,
    "contacts": contacts,
    "requests": of_the_case("request", "words"),
    "goals": of_the_case("goal", "goal", "text", "words"),
    "steps": of_the_case("step", "what"),
    "package": of_the_case("package", "service", "need"),
    "network": of_the_case("network", "who"),
    "members": of_the_case("member", "name"),
    "referrals": referrals,
    "permissions": permissions,
    OF_THE_ANSWERS: lines,
}
"""Where choices may come from."""
