"""How folders hang together: what each says about itself, held in memory for lists and rights.

A case names its enquiries and its client, an enquiry its client and its case; the way back is found here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from threading import Lock
from typing import Any

Key = tuple[str, str]
About = Mapping[str, Any]

CLIENT, ENQUIRY, CASE = "client", "enquiry", "case"
OWNERS = ("author", "received_by", "coordinator", "deputy")
"""The links of a folder to those whose it is."""


class Links:
    """`about` of every folder that could be read, and who points at whom; safe under threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._about: dict[Key, dict[str, Any]] = {}
        self._pointing: dict[Key, set[Key]] = {}
        self._near: dict[str, set[Key]] = {}

    def put(self, kind: str, id: str, about: About) -> None:
        """Remember what a folder says about itself now."""
        key = (kind, id)
        with self._lock:
            self._forget(key)
            self._about[key] = dict(about)
            for target in targets(kind, about):
                self._pointing.setdefault(target, set()).add(key)
            for person in named(about):
                self._near.setdefault(person, set()).add(key)

    def drop(self, kind: str, id: str) -> None:
        """Forget a folder."""
        with self._lock:
            self._forget((kind, id))

    def _forget(self, key: Key) -> None:
        before = self._about.pop(key, {})
        for target in targets(key[0], before):
            self._pointing.get(target, set()).discard(key)
        for person in named(before):
            self._near.get(person, set()).discard(key)

    def about(self, kind: str, id: str | None) -> About:
        """What a folder says about itself; nothing where there is none."""
        return self._about.get((kind, id or ""), {})

    def of_kind(self, kind: str) -> tuple[tuple[str, About], ...]:
        """Every folder of a kind with what it says about itself."""
        with self._lock:
            return tuple((id, about) for (found, id), about in self._about.items() if found == kind)

    def pointing_at(self, kind: str, id: str) -> tuple[Key, ...]:
        """The folders that name this one, in a stable order."""
        with self._lock:
            return tuple(sorted(self._pointing.get((kind, id), ())))

    def near(self, person: str) -> frozenset[Key]:
        """The folders that a person has to do with: those that name them, and what hangs on these."""
        with self._lock:
            found = set(self._near.get(person, ()))
        for kind, id in tuple(found):
            found.update(
                key for key in targets(kind, self.about(kind, id)) if kind == CASE or key[0] == CLIENT
            )
        return frozenset(found | {key for kind, id in found for key in self._clients(kind, id)})

    def _clients(self, kind: str, id: str) -> tuple[Key, ...]:
        return tuple(key for key in targets(kind, self.about(kind, id)) if key[0] == CLIENT)

    def linked(self, kind: str, id: str, about: About) -> tuple[Key, ...]:
        """The folders that the facts of this one are computed over: those that it names."""
        return unique((key for key in targets(kind, about) if key in self._about), but=(kind, id))

    def others(self, kind: str, id: str, about: About) -> tuple[Key, ...]:
        """The client's other enquiries and cases, to notice what comes back."""
        near = self.linked(kind, id, about)
        clients = [key for key in ((kind, id), *near) if key[0] == CLIENT]
        found = (key for client in clients for key in self.pointing_at(*client))
        return tuple(key for key in unique(found, but=(kind, id)) if key not in near)

    def dependants(self, kind: str, id: str) -> tuple[Key, ...]:
        """The folders whose facts may change when this one does."""
        near = list(self.pointing_at(kind, id))
        near += [key for key in targets(kind, self.about(kind, id)) if key[0] in (CASE, ENQUIRY)]
        return unique((key for key in near if key in self._about), but=(kind, id))


def named(about: About) -> frozenset[str]:
    """The people whom a folder names: its owners and its team."""
    owners = (about.get(name) for name in OWNERS)
    return frozenset(str(person) for person in (*owners, *about.get("team", ())) if person)


def targets(kind: str, about: About) -> tuple[Key, ...]:
    """The folders that a folder names."""
    found: list[Key] = []
    if kind in (ENQUIRY, CASE) and about.get("client"):
        found.append((CLIENT, about["client"]))
    if kind == ENQUIRY and about.get("case"):
        found.append((CASE, about["case"]))
    if kind == CASE:
        found.extend((ENQUIRY, enquiry) for enquiry in about.get("enquiries", ()))
    return tuple(found)


def unique(keys: Iterable[Key], but: Key) -> tuple[Key, ...]:
    """The keys once each, in order, without one."""
    return tuple(key for key in dict.fromkeys(keys) if key != but)
