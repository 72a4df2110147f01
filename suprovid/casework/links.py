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


class Links:
    """`about` of every folder that could be read, and who points at whom; safe under threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._about: dict[Key, dict[str, Any]] = {}
        self._pointing: dict[Key, set[Key]] = {}

    def put(self, kind: str, id: str, about: About) -> None:
        """Remember what a folder says about itself now."""
        key = (kind, id)
        with self._lock:
            for target in targets(kind, self._about.get(key, {})):
                self._pointing.get(target, set()).discard(key)
            self._about[key] = dict(about)
            for target in targets(kind, about):
                self._pointing.setdefault(target, set()).add(key)

    def drop(self, kind: str, id: str) -> None:
        """Forget a folder."""
        with self._lock:
            for target in targets(kind, self._about.pop((kind, id), {})):
                self._pointing.get(target, set()).discard((kind, id))

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


def targets(kind: str, about: About) -> tuple[Key, ...]:
    """The folders that a folder names."""
    named: list[Key] = []
    if kind in (ENQUIRY, CASE) and about.get("client"):
        named.append((CLIENT, about["client"]))
    if kind == ENQUIRY and about.get("case"):
        named.append((CASE, about["case"]))
    if kind == CASE:
        named.extend((ENQUIRY, enquiry) for enquiry in about.get("enquiries", ()))
    return tuple(named)


def unique(keys: Iterable[Key], but: Key) -> tuple[Key, ...]:
    """The keys once each, in order, without one."""
    return tuple(key for key in dict.fromkeys(keys) if key != but)
