"""Where a database keeps attachments: in a table, or as files in a directory that all processes see.

They come sealed and go sealed, under names that stand for the digests of what was sealed.
"""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from suprovid.store import disk
from suprovid.store import statements as say
from suprovid.store.database import Database, stream
from suprovid.store.rooms import scans

if TYPE_CHECKING:
    from suprovid.store.database import Connection

Key = tuple[str, str]
LEFT = 3600.0
"""After how many seconds a file that is half written is nobody's."""
HEAD = 256


class Attachments(Protocol):
    """Bytes by folder and name; a folder is told as `(id, kind)`, as the tables' keys are."""

    def put(self, key: Key, name: str, sealed: bytes) -> None:
        """Keep the bytes, in the place of what stood there."""

    def get(self, key: Key, name: str) -> bytes | None:
        """The bytes, if there are any."""

    def put_again(self, key: Key, name: str, sealed: bytes) -> None:
        """Keep other bytes in the place of those that are there; nothing happens when they are gone."""

    def take_out(self, key: Key, name: str) -> None:
        """Forget one; nothing happens when it is gone."""

    def of(self, key: Key) -> list[str]:
        """The names of a folder's, in order."""

    def remove_in(self, connection: Connection, key: Key) -> None:
        """Take a folder's out together with its row, if they lie where the row lies."""

    def removed(self, key: Key) -> None:
        """Take out what lies elsewhere, once the row is gone."""

    def all(self, connection: Connection, folders: Iterable[Key]) -> Iterator[tuple[str, str, str, bytes]]:
        """Kind, id, name and bytes of all that belongs to these folders."""

    def heads(self, folders: Iterable[Key]) -> Iterator[tuple[str, str, str, bytes]]:
        """The same with the first bytes only."""

    def sweep(self, erased: Iterable[Key]) -> int:
        """Take out what a removal left behind that was cut off: how many folders that were."""


class InTable:
    """A row for each, beside the folders."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, key: Key, name: str, sealed: bytes) -> None:
        if not self._database.count(say.ATTACH, *key, name, sealed):
            self.put_again(key, name, sealed)

    def put_again(self, key: Key, name: str, sealed: bytes) -> None:
        self._database.count(say.ATTACH_AGAIN, sealed, *key, name)

    def get(self, key: Key, name: str) -> bytes | None:
        rows = self._database.rows(say.ATTACHED, *key, name)
        return bytes(rows[0][0]) if rows else None

    def take_out(self, key: Key, name: str) -> None:
        self._database.count(say.DETACH, *key, name)

    def of(self, key: Key) -> list[str]:
        return [row[0] for row in self._database.rows(say.ATTACHMENTS, *key)]

    def remove_in(self, connection: Connection, key: Key) -> None:
        connection.execute(say.REMOVE_ATTACHMENTS, key)

    def removed(self, key: Key) -> None:
        """Nothing: they went with the row."""

    def all(self, connection: Connection, folders: Iterable[Key]) -> Iterator[tuple[str, str, str, bytes]]:
        for kind, id, name, content in stream(connection, say.ALL_ATTACHMENTS):
            yield kind, id, name, bytes(content)

    def heads(self, folders: Iterable[Key]) -> Iterator[tuple[str, str, str, bytes]]:
        for kind, id, name, head in self._database.rows(say.ATTACHED_HEADS):
            yield kind, id, name, bytes(head)

    def sweep(self, erased: Iterable[Key]) -> int:
        return 0


class InDirectory:
    """A file for each, `<directory>/<kind>/<id>/files/<digest>`; put down as the embedded store does it."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def put(self, key: Key, name: str, sealed: bytes) -> None:
        path = self._path(key) / "files" / name
        with disk.told(name):
            disk.make_directory(path.parent)
        disk.put(path, sealed)

    def put_again(self, key: Key, name: str, sealed: bytes) -> None:
        if self.get(key, name) is not None:
            self.put(key, name, sealed)

    def get(self, key: Key, name: str) -> bytes | None:
        return disk.read(self._path(key) / "files" / name)

    def take_out(self, key: Key, name: str) -> None:
        with disk.told(name):
            (self._path(key) / "files" / name).unlink(missing_ok=True)

    def of(self, key: Key) -> list[str]:
        return scans(self._path(key))

    def remove_in(self, connection: Connection, key: Key) -> None:
        """Nothing yet: were the row to stay, its attachments must be there."""

    def removed(self, key: Key) -> None:
        shutil.rmtree(self._path(key), ignore_errors=True)

    def all(self, connection: Connection, folders: Iterable[Key]) -> Iterator[tuple[str, str, str, bytes]]:
        for key in folders:
            for name in self.of(key):
                if (content := self.get(key, name)) is not None:
                    yield key[1], key[0], name, content

    def heads(self, folders: Iterable[Key]) -> Iterator[tuple[str, str, str, bytes]]:
        for key in folders:
            for name in self.of(key):
                with contextlib.suppress(OSError), (self._path(key) / "files" / name).open("rb") as file:
                    yield key[1], key[0], name, file.read(HEAD)

    def sweep(self, erased: Iterable[Key]) -> int:
        left = [key for key in erased if self._path(key).is_dir()]
        for key in left:
            self.removed(key)
        return len(left) + sum(map(_forget, self._directory.glob(f"*/*/files/*{disk.NEW}")))

    def _path(self, key: Key) -> Path:
        id, kind = key
        return self._directory / kind / id


def _forget(path: Path) -> int:
    """Delete a file that a kill left half written; one that is fresh, another process is writing."""
    with contextlib.suppress(OSError):
        if time.time() - path.stat().st_mtime > LEFT:
            path.unlink()
            return 1
    return 0
