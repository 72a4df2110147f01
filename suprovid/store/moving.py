"""Carrying every folder from one store to another, and what lies beside them; and proving that it arrived."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from suprovid.errors import SuprovidError
from suprovid.store import backup, copy_keys, disk
from suprovid.store.changing import digest
from suprovid.store.port import Store
from suprovid.store.sheet import text_of

BESIDE = (*backup.FILES, copy_keys.FILE, *backup.ROOMS)
"""What lies in the data beside the folders, the keyring first: what is sealed opens with it there too."""
GROWS = ".jsonl"


class Occupied(SuprovidError):
    """The other place holds folders or files that are not from here (`count`): nothing was carried."""

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

    def __or__(self, other: Proof) -> Proof:
        """Both in one."""
        return Proof({**self.counts, **other.counts}, {**self.digests, **other.digests})


def carry(here: Store, there: Store) -> Proof:
    """Everything, revisions too, into a store that holds nothing else; `Occupied`, `Different`, `Damaged`.

    What is here stays as it is. A move that was cut off goes on where it was, when it is asked for again.
    Nobody may write meanwhile: if somebody does, it is noticed at the end.
    """
    for key in here.folders():  # a damaged one is told before anything is carried
        here.read(*key)
    arrived = _arrived(here, there)
    for kind, id in here.folders():
        if (kind, id) not in arrived:
            _carry_folder(here, there, kind, id)
    counted = there.numbers()
    for series, last in here.numbers().items():
        if counted.get(series, 0) < last:
            there.number(series, above=last - 1)
    there.note_erased(here.erased())
    return compared(here, there)


def _arrived(here: Store, there: Store) -> frozenset[tuple[str, str]]:
    """The folders that stand there already, just as they are here."""
    found = frozenset(there.folders())
    strange = found - frozenset(here.folders())
    strange |= {key for key in found - strange if _told(there, *key) != _told(here, *key)}
    if strange:
        raise Occupied(count=len(strange))
    return found


def _carry_folder(here: Store, there: Store, kind: str, id: str) -> None:
    """Attachments first, so that a folder that stands there is whole."""
    for each in here.attachments(kind, id):
        there.attach(kind, id, here.attachment(kind, id, each))
    there.place(here.read(kind, id))


def _told(store: Store, kind: str, id: str) -> list[str]:
    return [digest(store.read(kind, id)), *store.attachments(kind, id)]


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


# -- drafts, the journal, published forms: files, carried as they lie, so what is sealed stays sealed


def refuse_strange_files(here: Path, there: Path) -> None:
    """`Occupied` when files lie there that a move from here could not have left."""
    ours = dict(_files(here))
    strange = [name for name, path in _files(there) if not _is_from(ours.get(name), path)]
    if strange:
        raise Occupied(count=len(strange))


def carry_files(here: Path, there: Path) -> Proof:
    """Every file beside the folders; one that arrived before a cut is not written again. `Different`."""
    for name, path in _files(here):
        content, to = path.read_bytes(), there / name
        with disk.told(name):
            stands = disk.read(to)
            disk.make_directory(to.parent)
        if stands != content:
            disk.put(to, content, stands)
    ours, theirs = _proof_of_files(here), _proof_of_files(there)
    if ours != theirs:
        raise Different(count=len(set(ours.digests.items()) ^ set(theirs.digests.items())))
    return theirs


def _is_from(ours: Path | None, theirs: Path) -> bool:
    """Whether a file can be an earlier state of ours: drafts are written over, the journal only grows."""
    if ours is None:
        return False
    content, stands = ours.read_bytes(), theirs.read_bytes()
    if theirs.name in (*backup.FILES, copy_keys.FILE):
        return content == stands
    return content.startswith(stands) or theirs.suffix != GROWS


def _proof_of_files(data: Path) -> Proof:
    digests = {name: sha256(path.read_bytes()).hexdigest() for name, path in _files(data)}
    counts = Counter(name.partition("/")[0] for name in digests if "/" in name)
    return Proof(dict(counts), digests)


def _files(data: Path) -> Iterator[tuple[str, Path]]:
    """The files beside the folders with their names; locks and work in progress are left out."""
    for room in BESIDE:
        for path in _all_in(data / room):
            inside = path.relative_to(data).parts
            if not any(part.startswith(".") for part in inside) and not path.name.endswith(disk.NEW):
                yield "/".join(inside), path


def _all_in(room: Path) -> Iterable[Path]:
    return [room] if room.is_file() else sorted(path for path in room.rglob("*") if path.is_file())
