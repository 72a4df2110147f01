"""The directory: organisations, what they offer and whom to call there; found by words and by filters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from suprovid.casework import access
from suprovid.casework.known import Known, day
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.store.questions import Filter
from suprovid.store.search import folded

KIND = "organisation"
OFFERED = frozenset({None, "active", "temporarily_closed"})
"""The states of a service that is looked for when no state is asked for."""
ACTIVE = frozenset({"cooperating", "agreement"})
"""The relations with a partner on whom one can count today."""
STALE = timedelta(days=180)
"""After so many days somebody should ask again whether a service is still as it is written."""
Line = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One organisation with its services and contact persons, as lists show it."""

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
    services: tuple[Line, ...]
    contacts: tuple[Line, ...] = ()
    own_areas: frozenset[str] = frozenset()
    own_languages: frozenset[str] = frozenset()
    also_called: str = ""

    @property
    def is_active_partner(self) -> bool:
        """Whether we work together now."""
        return self.relation in ACTIVE


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
    status: str = ""
    relation: str = ""

    @property
    def is_of_services(self) -> bool:
        """Whether only a service can answer it."""
        return bool(self.group or self.cost or self.status)


def search(work: Workspace, by: By, sought: Sought) -> tuple[Entry, ...]:
    """The organisations that fit, by name; each with those of its services that fit."""
    fitting = (_fitting(one, sought) for one in entries(work, by, sought.text))
    return tuple(one for one in fitting if one is not None)


def entries(work: Workspace, by: By, text: str = "") -> Iterator[Entry]:
    """The organisations of the directory, by name; with words, those in which all of them stand."""
    access.require(work, by, "read", work.any_folder(KIND))
    rows = work.index.find([Filter("kind", "=", KIND)], text, order=("title",)).rows
    return (entry(work, str(row["id"]), int(row["revision"])) for row in rows)


def entry(work: Workspace, id: str, revision: int) -> Entry:
    """An organisation of the directory; read again only when its folder has changed."""
    key = (KIND, id)
    kept = work.kept.get(key)
    if kept is None or kept[0] != revision:
        kept = (revision, _read(work, id))
        work.kept[key] = kept
    found: Entry = kept[1]
    return found


def is_stale(service: Line, today: date) -> bool:
    """Whether it is long ago, or never, that somebody verified a service."""
    verified = day(service.get("assured_date"))
    return verified is None or today - verified > STALE


def places(work: Workspace, by: By) -> tuple[str, ...]:
    """The towns and territories of the directory."""
    return tuple(sorted({place for one in entries(work, by) for place in one.places}))


# -- one organisation ----------------------------------------------------------------------------------


def _read(work: Workspace, id: str) -> Entry:
    known = work.known_alone(work.read(KIND, id))
    services = tuple(_services(known))
    offered = [line for line in services if line.get("status") in OFFERED]
    own_areas, own_languages = (_all(known.latest(f"organisation.{name}")) for name in ("areas", "languages"))

    def latest(name: str) -> str:
        return str(known.latest(f"organisation.{name}") or "")

    phones = (str(line["number"]) for line in known.lines("organisation.phone") if line.get("number"))
    return Entry(
        id=id,
        name=latest("name"),
        kind=latest("provider_kind"),
        relation=latest("relation"),
        areas=own_areas | _all(*(line.get("areas") for line in offered)),
        groups=_all(*(line.get("target_groups") for line in offered)),
        places=_places(known, services),
        languages=own_languages | _all(*(line.get("languages") for line in offered)),
        costs=_all(*(line.get("cost") for line in offered)),
        phones=tuple(phones),
        services=services,
        contacts=tuple(known.lines("organisation.contact")),
        own_areas=own_areas,
        own_languages=own_languages,
        also_called=latest("alternate_name"),
    )


def _services(known: Known) -> Iterator[Line]:
    """The services; one that is being rewritten is shown as it was until the new word is in force."""
    documents = known.folder.documents
    for line in known.records("service"):
        rewrites = documents.get(str(line["_document"]), {}).get("previous")
        if line["_state"] != "draft" or not rewrites:
            yield line


def _places(known: Known, services: Iterable[Line]) -> tuple[str, ...]:
    words = ("city", "region")
    found = [
        str(line[word]) for line in known.lines("organisation.location") for word in words if line.get(word)
    ]
    found += [str(line["service_areas"]) for line in services if line.get("service_areas")]
    return tuple(dict.fromkeys(found))


def _all(*answers: Any) -> frozenset[str]:
    """Every key in some answers, one or several each."""
    return frozenset(key for answer in answers for key in _keys(answer))


def _keys(answer: Any) -> Iterable[str]:
    return answer if isinstance(answer, list) else [answer] if isinstance(answer, str) else []


# -- what fits -----------------------------------------------------------------------------------------


def _fitting(one: Entry, sought: Sought) -> Entry | None:
    """The organisation with its fitting services; None if neither it nor any of them fits."""
    if sought.kind not in ("", one.kind) or sought.relation not in ("", one.relation):
        return None
    services = _spoken_of(one, [line for line in one.services if _fits(line, one, sought)], sought.text)
    if services:
        return replace(one, services=services)
    by_itself = not sought.is_of_services and _fits({"status": "active"}, one, sought)
    return replace(one, services=()) if by_itself else None


def _fits(service: Line, one: Entry, sought: Sought) -> bool:
    """Whether a service fits; what it does not say, its organisation says for it."""
    status = service.get("status")
    areas, languages = _all(service.get("areas")), _all(service.get("languages"))
    return (
        (status == sought.status if sought.status else status in OFFERED)
        and _in(sought.area, areas or one.own_areas)
        and _in(sought.group, _all(service.get("target_groups")))
        and _in(sought.language, languages or one.own_languages)
        and sought.cost in ("", service.get("cost"))
        and (not sought.place or any(folded(sought.place) in folded(place) for place in one.places))
    )


def _spoken_of(one: Entry, services: Iterable[Line], text: str) -> tuple[Line, ...]:
    """Those services that the words are about; all, where the words are about the organisation."""
    every = tuple(services)
    wanted = folded(text).split()
    named = [line for line in every if all(word in _words(line) for word in wanted)]
    called = folded(f"{one.name} {one.also_called}")
    return tuple(named) if named and not all(word in called for word in wanted) else every


def _words(service: Line) -> str:
    return folded(" ".join(str(service.get(word) or "") for word in ("name", "description")))


def _in(wanted: str, keys: frozenset[str]) -> bool:
    return not wanted or wanted in keys
