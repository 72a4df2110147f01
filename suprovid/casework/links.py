"""How folders hang together: what each says about itself, at hand for lists and rights.

A case names its enquiries and its client, an enquiry its client and its case; the way back is found here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from suprovid.store.folder import Folder
from suprovid.store.marks import Marks
from suprovid.store.memory import Memory
from suprovid.store.register import About, Entry, Register
from suprovid.store.register import Key as Key

CLIENT, ENQUIRY, CASE = "client", "enquiry", "case"
OWNERS = ("author", "received_by", "coordinator", "deputy")
"""The links of a folder to those whose it is."""
USUAL = (
    b'"title":"team":["","deputy":"received_by":"enquiries":["created":"2026-01-01T00:00:00+00:00",'
    b'"coordinator":"code":"2026-E-2026-C-"client":"case":"{"author":"'
)
"""What folders usually say about themselves, to keep it short; what they say otherwise is only longer."""


class Links:
    """What every folder that could be read says about itself, and who points at whom; safe under threads."""

    def __init__(self, memory: Memory) -> None:
        self._register = Register(memory, lambda kind, about: (targets(kind, about), named(about)), USUAL)

    def put(self, *folders: tuple[Folder, int]) -> None:
        """Remember what folders say about themselves now, each with the store's mark of what was read."""
        self._register.put_all(
            ((folder.kind, folder.id), Entry(folder.revision, folder.about, mark)) for folder, mark in folders
        )

    def drop(self, kind: str, id: str) -> None:
        """Forget a folder."""
        self._register.drop((kind, id))

    def about(self, kind: str, id: str | None) -> About:
        """What a folder says about itself; nothing where there is none."""
        return self._register.get((kind, id or "")).about

    def revision(self, key: Key) -> int:
        """The revision at which a folder was last seen; 0 where there is none."""
        return self._register.get(key).revision

    def revisions(self) -> dict[Key, int]:
        """The revision at which every folder was last seen."""
        return self._register.revisions()

    def marks(self, kind: str) -> dict[str, int]:
        """The store's mark of every folder of a kind, as it was when the folder was last read."""
        return self._register.marks(kind)

    def sums(self) -> Marks:
        """What the marks of all folders come to, by kind."""
        return self._register.sums()

    def kinds(self) -> tuple[str, ...]:
        """The kinds of folder that were seen."""
        return self._register.kinds()

    def of_kind(self, kind: str) -> tuple[tuple[str, About], ...]:
        """Every folder of a kind, by id, with what it says about itself."""
        return tuple((id, entry.about) for id, entry in self._register.of_kind(kind))

    def without_client(self, kind: str) -> frozenset[str]:
        """The folders of a kind that name no client."""
        return self._register.alone(kind, CLIENT)

    def seen(self, kind: str) -> Iterator[Folder]:
        """Every folder of a kind as far as it is remembered: without its documents and events."""
        for id, entry in self._register.of_kind(kind):
            yield Folder(kind, id, entry.revision, dict(entry.about))

    def grouped(self, kinds: Iterable[str]) -> list[Key]:
        """The folders of these kinds, those that hang together side by side."""
        found = (
            (min(targets(kind, entry.about), default=(kind, id)), (kind, id))
            for kind in kinds
            for id, entry in self._register.of_kind(kind)
        )
        return [key for _, key in sorted(found)]

    def pointing_at(self, kind: str, id: str) -> tuple[Key, ...]:
        """The folders that name this one, in a stable order."""
        return self._register.pointing_at((kind, id))

    def near(self, person: str) -> frozenset[Key]:
        """The folders that a person has to do with: those that name them, and what hangs on these."""
        found = set(self._register.near(person))
        for kind, id in tuple(found):
            found.update(
                key for key in targets(kind, self.about(kind, id)) if kind == CASE or key[0] == CLIENT
            )
        return frozenset(found | {key for kind, id in found for key in self._clients(kind, id)})

    def _clients(self, kind: str, id: str) -> tuple[Key, ...]:
        return tuple(key for key in targets(kind, self.about(kind, id)) if key[0] == CLIENT)

    def linked(self, kind: str, id: str, about: About) -> tuple[Key, ...]:
        """The folders that the facts of this one are computed over: those that it names."""
        return unique((key for key in targets(kind, about) if self.revision(key)), but=(kind, id))

    def others(self, kind: str, id: str, about: About) -> tuple[Key, ...]:
        """The client's other enquiries and cases, to notice what comes back."""
        near = self.linked(kind, id, about)
        clients = [key for key in ((kind, id), *near) if key[0] == CLIENT]
        found = (key for client in clients for key in self.pointing_at(*client))
        return tuple(key for key in unique(found, but=(kind, id)) if key not in near)

    def dependants(self, kind: str, id: str) -> tuple[Key, ...]:
        """The folders whose facts may change when this one does."""
        named = targets(kind, self.about(kind, id))
        near = [*self.pointing_at(kind, id), *(key for key in named if key[0] != CLIENT)]
        near += [key for client in named if client[0] == CLIENT for key in self.pointing_at(*client)]
        return unique((key for key in near if self.revision(key)), but=(kind, id))


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
