"""The directory: organisations and their services, found by area, group, place, language, cost and words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from suprovid.casework import access
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.store.questions import Filter
from suprovid.store.search import folded

KIND = "organisation"
OFFERED = frozenset({None, "active"})


@dataclass(frozen=True)
class Entry:
    """One organisation with its services, as lists show it."""

    id: str
    name: str
    kind: str
    relation: str
    areas: frozenset[str]
    groups: frozenset[str]
    places: tuple[str, ...]
    languages: frozenset[str]
    costs: frozenset[str]
    phones: tuple[str, ...]
    services: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Sought:
    """What is looked for; what is empty is not asked."""

    text: str = ""
    area: str = ""
    group: str = ""
    place: str = ""
    language: str = ""
    cost: str = ""
    kind: str = ""


def search(work: Workspace, by: By, sought: Sought) -> tuple[Entry, ...]:
    """The organisations that fit, by name; each with those of its services that fit."""
    access.require(work, by, "read", work.any_folder(KIND))
    rows = work.index.find([Filter("kind", "=", KIND)], sought.text, order=("title",)).rows
    entries = (entry(work, str(row["id"]), int(row["revision"])) for row in rows)
    return tuple(one for one in entries if _fits(one, sought))


def entry(work: Workspace, id: str, revision: int) -> Entry:
    """An organisation of the directory; read again only when its folder has changed."""
    key = (KIND, id)
    kept = work.kept.get(key)
    if kept is None or kept[0] != revision:
        kept = (revision, _read(work, id))
        work.kept[key] = kept
    found: Entry = kept[1]
    return found


def _read(work: Workspace, id: str) -> Entry:
    known = work.known_alone(work.read(KIND, id))
    services = known.records("service")
    offered = [line for line in services if line.get("status") in OFFERED]

    def latest(name: str) -> str:
        return str(known.latest(f"organisation.{name}") or "")

    places = [
        str(line[word]) for line in known.lines("organisation.location") for word in PLACES if line.get(word)
    ]
    places += [str(line["service_areas"]) for line in services if line.get("service_areas")]
    phones = (str(line["number"]) for line in known.lines("organisation.phone") if line.get("number"))
    return Entry(
        id=id,
        name=latest("name"),
        kind=latest("provider_kind"),
        relation=latest("relation"),
        areas=_all(known.latest("organisation.areas"), *(line.get("areas") for line in offered)),
        groups=_all(*(line.get("target_groups") for line in offered)),
        places=tuple(dict.fromkeys(places)),
        languages=_all(known.latest("organisation.languages"), *(line.get("languages") for line in offered)),
        costs=_all(*(line.get("cost") for line in offered)),
        phones=tuple(phones),
        services=tuple(services),
    )


PLACES = ("city", "region", "address_1")


def _all(*answers: Any) -> frozenset[str]:
    """Every key in some answers, one or several each."""
    return frozenset(key for answer in answers for key in _keys(answer))


def _keys(answer: Any) -> Iterable[str]:
    return answer if isinstance(answer, list) else [answer] if isinstance(answer, str) else []


def _fits(one: Entry, sought: Sought) -> bool:
    return (
        _in(sought.area, one.areas)
        and _in(sought.group, one.groups)
        and _in(sought.language, one.languages)
        and _in(sought.cost, one.costs)
        and sought.kind in ("", one.kind)
        and (not sought.place or any(folded(sought.place) in folded(place) for place in one.places))
    )


def _in(wanted: str, keys: frozenset[str]) -> bool:
    return not wanted or wanted in keys
