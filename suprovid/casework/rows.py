"""A folder as the index keeps it: its facts, its documents, its lines and tasks, the words to find it by.

Everything here is a date or a state, never an age: what is late is asked of the index with today's date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from suprovid.casework import reminders
from suprovid.casework.facts import FACTS, Facts
from suprovid.casework.known import Ground, Known, Line
from suprovid.store.index import FolderRow
from suprovid.store.lookups import FEW, Way
from suprovid.store.tables import OF

KIND_OF_COLUMN = {"choice": "text", "any": "text"}
SORTED = frozenset({"code", "name", "title"})
"""The texts that lists are sorted by."""
FIXED = frozenset({"kind"})
ID = re.compile(r"[0-9a-f]{16}")
"""How the id of a folder looks: an answer that refers to one, and not to what somebody typed."""
DOCUMENT_COLUMNS = {
    "form": "key",
    "state": "key",
    "author": "key",
    "number": "number",
    "updated": "datetime",
    "submitted": "datetime",
    "submitted_by": "key",
    "waiting": "boolean",
    "unfinished": "boolean",
}
LINE_COLUMNS = {
    "words": "text",
    "area": "key",
    "state": "key",
    "nature": "key",
    "urgency": "key",
    "actor": "key",
    "format": "key",
    "provider": "id",
    "request": "id",
    "open": "boolean",
    "on": "day",
    "due": "day",
    "amber_on": "day",
    "red_on": "day",
    "rule": "key",
    "owner": "key",
    "supervisor": "boolean",
}
UNFINISHED = frozenset({"draft", "returned"})
"""The states of documents that somebody has still to work on."""
LISTED = ("deputy", "areas", "categories", "enquiry_outcome")
QUICK = {
    "folders": (
        Way(
            ("kind", "open", "coordinator", "next_contact"),
            (*("code__sort", "code", "stage", "opened_on", "changed_on"), *LISTED),
            rows=(100_000, 50_000, 200, FEW),
        ),
        Way(("client",), only="client"),
    ),
    "documents": (
        Way(("waiting",), only="waiting"),
        Way(("author", "unfinished"), only="unfinished"),
    ),
    "lines": (
        Way(("line", "amber_on"), ("owner", "supervisor", OF), only="amber_on", rows=(100_000, 500, FEW)),
        Way(("owner", "amber_on"), only="owner"),
    ),
}
"""By which columns pages look for rows; beside those of folders lies what lists filter and sort by."""
SEARCHED = (
    "case.title",
    "client.display_name",
    "client.surname",
    "client.first_name",
    "client.patronymic",
    "client.phone",
    "client.messenger",
    "client.email",
    "client.trusted_contact",
    "member.name",
    "organisation.name",
    "organisation.alternate_name",
    "organisation.description",
    "organisation.phone.number",
    "organisation.contact.name",
    "organisation.contact.phone",
    "service.name",
    "service.description",
)
"""The answers that people look for folders by."""


def columns(ground: Ground) -> tuple[Mapping[str, str], Mapping[str, str], Mapping[str, str]]:
    """The columns of the index for folders, documents and lines, name -> kind."""
    del ground
    folders = {
        fact.name: "words" if fact.name in SORTED else KIND_OF_COLUMN.get(fact.kind, fact.kind)
        for fact in FACTS.values()
        if fact.column and fact.name not in FIXED
    }
    return folders, DOCUMENT_COLUMNS, LINE_COLUMNS


def row(known: Known) -> FolderRow:
    """All rows of one folder."""
    facts = Facts(known)
    folder = known.folder
    return FolderRow(
        folder.kind,
        folder.id,
        folder.revision,
        {name: facts.value(name) for name in columns(known.ground)[0]},
        tuple(texts(facts)),
        tuple(document_rows(facts)),
        tuple(line_rows(facts)),
    )


def texts(facts: Facts) -> Iterator[str]:
    """What people search by: codes, names, phones, titles; never what a client told."""
    for name in ("code", "client_code"):
        if facts.value(name):
            yield str(facts.value(name))
    for tag in SEARCHED:
        yield from (str(answer) for answer in facts.known.tagged(tag))


def document_rows(facts: Facts) -> Iterator[Line]:
    """One row for each document of the folder itself."""
    own = facts.known.folder.documents
    for line in facts.lines("documents"):
        said = own[line["_id"]]
        kept = {name: said.get(name) for name in DOCUMENT_COLUMNS}
        marks = {"waiting": line["waiting"] or None, "unfinished": said.get("state") in UNFINISHED or None}
        yield {**kept, **marks, "id": line["_id"]}


def line_rows(facts: Facts) -> Iterator[Line]:
    """One row for each request, step, referral, task and typed provider of the folder."""
    for kind, lines in (("request", "requests"), ("step", "steps"), ("referral", "referrals")):
        for line in facts.lines(lines):
            if line.get("_folder") == (facts.known.folder.kind, facts.known.folder.id):
                yield _line(kind, line)
    for task in reminders.tasks(facts):
        yield task.row()
    yield from _providers(facts)


def _providers(facts: Facts) -> Iterator[Line]:
    """One row for each provider who was typed by hand into an offer or a plan of this folder."""
    for line in (*facts.lines("offers"), *facts.lines("package")):
        name = str(line.get("provider") or "")
        own = line.get("_folder") == (facts.known.folder.kind, facts.known.folder.id)
        if own and name and not ID.fullmatch(name):
            yield {"line": "provider", "words": name, "id": line["_id"], "document": line["_document"]}


def _line(kind: str, line: Line) -> Line:
    kept: dict[str, Any] = {name: line[name] for name in LINE_COLUMNS if line.get(name) is not None}
    kept["words"] = line.get("words") or line.get("what") or line.get("purpose")
    kept["on"] = line.get("due") or line.get("answered_on") or line.get("offered_on") or line["_at"][:10]
    return {**kept, "line": kind, "id": line["_id"], "document": line["_document"]}
