"""The port: what every store promises, whatever it keeps the folders in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from suprovid.store.folder import Change, Folder
from suprovid.store.notices import Changes


class Store(Protocol):
    """Folders with their attachments, and counters; safe under threads, processes and kills.

    A kind or an id that could not be a file name everywhere is refused with `BadName`.
    """

    def folders(self, kind: str | None = None) -> Iterator[tuple[str, str]]:
        """Kind and id of every folder, in a stable order; a damaged folder is named too."""

    def read(self, kind: str, id: str) -> Folder:
        """The folder as it stands; `Missing`, `Damaged`."""

    def create(self, kind: str, id: str, change: Change) -> int:
        """The first revision of a new folder; `Stale` when there is one already."""

    def write(self, kind: str, id: str, change: Change, expecting: int) -> int:
        """The new revision, after the whole change went down at once.

        `Stale` (with `found`) when the folder is no longer at `expecting`, `Missing`, `Damaged`,
        `Unwritable` and `Busy`: then nothing changed.
        A change whose events all stand in the folder already was made before: it is not made twice.
        """

    def remove(self, kind: str, id: str) -> None:
        """Forget the folder and its attachments, and note its id among the erased; `Missing`."""

    def number(self, series: str, above: int = 0) -> int:
        """The next number of a series, greater than `above`; no number is given out twice."""

    def attach(self, kind: str, id: str, content: bytes) -> str:
        """The digest under which the content is kept; attach before writing the document that names it."""

    def attachment(self, kind: str, id: str, digest: str) -> bytes:
        """The content as it was attached; `Missing`, `Damaged`."""

    def detach(self, kind: str, id: str, digest: str) -> None:
        """Take an attachment out, once no document names it any more; nothing happens when it is gone."""

    def sweep(self, folders: Iterable[tuple[str, str]] | None = None) -> int:
        """Delete what interrupted work left, at any time: how many things that were.

        In just these folders, when it is known that nobody was interrupted elsewhere.
        """

    def close(self) -> None:
        """Let go of what is held open; the store may be used again."""

    def changes(self, since: str) -> Changes:
        """Folders that were written or removed since a stamp, by this process or another.

        Some may be named without need; asked with "" only the stamp is answered.
        """

    def marks(self) -> Iterator[tuple[str, str, int]]:
        """Kind, id and mark of every folder: whatever puts another content there gives it another mark."""

    def mark(self, kind: str, id: str, revision: int = 0) -> int:
        """The mark of a folder now, 0 when there is none; to be asked before it is read.

        With a revision: the mark of just that one, if this process wrote it; else 0.
        """

    # -- for backups and for moving to another store

    def attachments(self, kind: str, id: str) -> Iterable[str]:
        """The digests of what is attached to a folder, in order."""

    def numbers(self) -> Mapping[str, int]:
        """The last number of each series."""

    def erased(self) -> tuple[tuple[str, str], ...]:
        """The folders that were removed."""

    def note_erased(self, keys: Iterable[tuple[str, str]]) -> None:
        """Remember folders that were removed in another store."""

    def place(self, folder: Folder) -> None:
        """Put a folder down as it stands elsewhere, its revision too; `Stale` when there is one already."""

    def everything(self) -> Iterator[tuple[str, bytes | None]]:
        """Every file of the store as it would lie on a disk, sealed: path and content.

        A path that comes again replaces what came before; None takes out whatever begins with the path.
        At the end all of it is as it was at one moment, with people at work all the time.
        """


@dataclass(frozen=True)
class Context:
    """Which bytes these are, so that a cover can bind them to their place.

    `revision` is None on opening, when it is not known yet.
    """

    kind: str
    id: str
    name: str
    revision: int | None = None


class Cover(Protocol):
    """How bytes are covered before they reach the disk: the seam for encryption."""

    def seal(self, content: bytes, context: Context) -> bytes:
        """The bytes that may lie on the disk."""

    def open(self, content: bytes, context: Context) -> bytes:
        """The bytes that were sealed; ValueError when they cannot be trusted."""

    def alias(self, digest: str, context: Context) -> str:
        """The name under which the content with this digest may lie: a digest in clear confirms a guess."""

    def digest(self, alias: str, context: Context) -> str:
        """The digest behind such a name; ValueError for a name that is none of ours."""

    def is_current(self, content: bytes) -> bool:
        """Whether this was sealed as it would be sealed now."""


class Plain:
    """No cover: the bytes lie on the disk as they are."""

    def seal(self, content: bytes, context: Context) -> bytes:
        return content

    def open(self, content: bytes, context: Context) -> bytes:
        return content

    def alias(self, digest: str, context: Context) -> str:
        return digest

    def digest(self, alias: str, context: Context) -> str:
        return alias

    def is_current(self, content: bytes) -> bool:
        return True


PLAIN = Plain()
