"""Carrying every folder from one store to another, and proving that it arrived."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from suprovid.errors import SuprovidError
from suprovid.store.changing import digest
from suprovid.store.port import Store
from suprovid.store.sheet import text_of


class Occupied(SuprovidError):
    """The other store holds folders already (`count`): nothing was carried."""

    sentence = "move.not_empty"


class Different(SuprovidError):
    """The two stores are not the same at the end (`count`: so many folders): somebody was still at work."""

    sentence = "move.different"


@dataclass(frozen=True)
class Proof:
    """What a store holds: how many of each kind, and a fingerprint of each folder and of the rest."""

    counts: Mapping[str, int]
    digests: Mapping[str, str]

    @property
    def digest(self) -> str:
        """One fingerprint of all."""
        return sha256(text_of(dict(self.digests)).encode()).hexdigest()


def carry(here: Store, there: Store) -> Proof:
    """Everything, revisions included, into an empty store; `Occupied`, `Different`, `Damaged`.

    What is here stays as it is. Nobody may write meanwhile: if somebody does, it is noticed at the end.
    """
    if count := sum(1 for _ in there.folders()):
        raise Occupied(count=count)
    for key in here.folders():  # a damaged one is told before anything is carried
        here.read(*key)
    for kind, id in here.folders():
        for each in here.attachments(kind, id):
            there.attach(kind, id, here.attachment(kind, id, each))
        there.place(here.read(kind, id))
    for series, last in here.numbers().items():
        there.number(series, above=last - 1)
    there.note_erased(here.erased())
    return compared(here, there)


def compared(here: Store, there: Store) -> Proof:
    """The proof of two stores that hold the same; `Different`."""
    ours, theirs = proof(here), proof(there)
    names = ours.digests.keys() | theirs.digests.keys()
    if wrong := sum(ours.digests.get(name) != theirs.digests.get(name) for name in names):
        raise Different(count=wrong)
    return theirs


def proof(store: Store) -> Proof:
    """Read all of a store, attachments too, and sum it up."""
    counts, digests = Counter[str](), dict[str, str]()
    for kind, id in store.folders():
        attached = list(store.attachments(kind, id))
        for each in attached:
            store.attachment(kind, id, each)
        said = [digest(store.read(kind, id)), *attached]
        digests[f"{kind}/{id}"] = sha256(text_of(said).encode()).hexdigest()
        counts.update({kind: 1, "attachments": len(attached)})
    digests["numbers"] = text_of(dict(store.numbers()))
    digests["erased"] = text_of(sorted("/".join(key) for key in store.erased()))
    return Proof(dict(sorted(counts.items())), digests)
