"""The network of partners as a whole: areas without anybody, and providers whom the directory lacks."""

from __future__ import annotations

from dataclasses import dataclass

from suprovid.casework import access, directory
from suprovid.casework.directory import KIND, Entry
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.store.questions import Filter
from suprovid.store.search import folded

AREA = "request.area"
WITHOUT_PARTNER = frozenset({"other"})
"""Areas for which nobody looks for a partner."""
UNSETTLED = ("open", "in_case")
"""The states of a request that still wants work."""
PROVIDER = "provider"
"""The lines of the index that name a provider typed by hand."""


@dataclass(frozen=True)
class Coverage:
    """One area: its active partners, whether we work in it ourselves, and how many requests are open."""

    area: str
    title: str
    partners: tuple[Entry, ...]
    ours: bool
    open_requests: int


@dataclass(frozen=True)
class Outsider:
    """A provider who was typed by hand: how they were called, and in how many places."""

    name: str
    count: int


def coverage(work: Workspace, by: By) -> tuple[Coverage, ...]:
    """Every area, those with the fewest partners and the most open requests first."""
    field = work.ground.tags.fields.get(AREA)
    partners = [one for one in directory.entries(work, by) if one.is_active_partner]
    asked = [Filter("line", "=", "request"), Filter("state", "in", UNSETTLED)]
    requests = work.index.counts("area", asked, of="lines")
    ours = set(work.settings.value("competence") or ())
    found = [
        Coverage(
            choice.value,
            choice.title,
            tuple(one for one in partners if choice.value in one.areas),
            choice.value in ours,
            requests.get(choice.value, 0),
        )
        for choice in (field.choices(by.language) if field else ())
        if not choice.retired and choice.value not in WITHOUT_PARTNER
    ]
    return tuple(sorted(found, key=lambda one: (len(one.partners), -one.open_requests)))


def gaps(work: Workspace, by: By) -> tuple[Coverage, ...]:
    """The areas in which no active partner works."""
    return tuple(one for one in coverage(work, by) if not one.partners)


def outsiders(work: Workspace, by: By) -> tuple[Outsider, ...]:
    """The providers typed into offers and plans that are not in the directory, the most used first.

    For whoever may put them there; it tells names and numbers, never whose case it was.
    """
    access.require(work, by, "found", work.any_folder(KIND))
    inside = {folded(name) for one in directory.entries(work, by) for name in (one.name, one.also_called)}
    counts = work.index.counts("words", [Filter("line", "=", PROVIDER)], of="lines")
    merged: dict[str, Outsider] = {}
    for name, count in counts.items():
        if name and folded(str(name)) not in inside:
            before = merged.get(folded(str(name)), Outsider(str(name), 0))
            merged[folded(str(name))] = Outsider(before.name, before.count + count)
    return tuple(sorted(merged.values(), key=lambda one: (-one.count, one.name)))
