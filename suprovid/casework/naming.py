"""How a folder is called on a screen: by name, or by code where the name is not to be seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from suprovid.casework import access
from suprovid.casework.links import CLIENT
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.store.folder import Folder
from suprovid.store.questions import Filter
from suprovid.store.register import Key

NAMED = frozenset({CLIENT, "organisation"})


def code(work: Workspace, kind: str, id: str) -> str:
    """The code of a folder; empty where there is none."""
    return str(work.links.about(kind, id).get("code", ""))


def shown_name(work: Workspace, by: By, kind: str, id: str | None) -> str:
    """What this person reads for a folder: the client's name where they may see it, else a code."""
    if not id:
        return work.library.words.say("case.anonymous", by.language)
    found = work.index.find([Filter("kind", "=", kind), Filter("id", "=", id)]).rows
    return row_name(work, by, found[0]) if found else code(work, kind, id)


def names(work: Workspace, by: By, keys: Iterable[Key]) -> dict[Key, str]:
    """The same for many folders at once."""
    wanted: dict[str, list[str]] = {}
    for kind, id in set(keys):
        wanted.setdefault(kind, []).append(id)
    found: dict[Key, str] = {}
    for kind, ids in wanted.items():
        rows = work.index.find([Filter("kind", "=", kind), Filter("id", "in", sorted(ids))]).rows
        found.update({(kind, str(row["id"])): row_name(work, by, row) for row in rows})
    return found


def row_name(work: Workspace, by: By, row: Mapping[str, Any]) -> str:
    """The same for a row of the index."""
    kind, id, named = str(row["kind"]), str(row["id"]), str(row.get("name") or "")
    if kind == "organisation":
        return str(row.get("title") or named or row.get("code") or "")
    client = id if kind == CLIENT else row.get("client")
    if not client:
        return work.library.words.say("case.anonymous", by.language)
    if work.settings.show_codes or not named or not sees_name(work, by, str(client)):
        return code(work, CLIENT, str(client))
    return named


def called(work: Workspace, provider: str) -> tuple[str, ...]:
    """Everything that a provider is called by: id or typed name, its names, its services by id and name."""
    if not work.links.about("organisation", provider):
        return (provider,)
    known = work.known_alone(work.read("organisation", provider))
    names = [*known.tagged("organisation.name"), *known.tagged("organisation.alternate_name")]
    services = ((line["_id"], line.get("name", "")) for line in known.records("service"))
    return (provider, *map(str, names), *(str(word) for service in services for word in service))


def sees_name(work: Workspace, by: By, client: str) -> bool:
    """Whether this person may know who a client is: names are personal data."""
    about = dict(work.links.about(CLIENT, client))
    return "personal" in access.sensitivities(work, by, Folder(CLIENT, client, 1, about))
