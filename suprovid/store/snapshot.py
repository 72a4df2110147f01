"""A snapshot: what was worked out from all folders, in one file, so that the next start need not read them.

It can be lost, damaged or foreign without harm: then it is as if there were none.
It goes down in pieces, each under the cover of the store and with a checksum.
"""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from itertools import count
from pathlib import Path
from sqlite3 import DatabaseError
from typing import Any, TypeVar
from zlib import crc32

from suprovid.errors import SuprovidError
from suprovid.store import disk
from suprovid.store.memory import Part
from suprovid.store.port import PLAIN, Context, Cover

FILE, KIND = "index.snapshot", "index"
FORMAT = 2
PIECE = 4 * 2**20
WORD = 8
MOST = 2**40
Head = Mapping[str, Any]
Taken = TypeVar("Taken")


class Snapshot:
    """The file of one data folder."""

    def __init__(self, path: Path, cover: Cover = PLAIN) -> None:
        self._path, self._cover = path, cover

    def keep(self, taking: AbstractContextManager[tuple[Head, Iterable[Part]]]) -> bool:
        """Put a snapshot down in the place of the last one; a disk that refuses costs only time later.

        What is to be kept is `taken` part by part; until all are, and no longer, nobody may change it.
        """
        id = secrets.token_hex(8)
        try:
            with disk.filling(self._path) as file:
                file.write(id.encode())
                with taking as (head, parts):
                    for number, piece in enumerate(_pieces({"format": FORMAT, **head}, parts)):
                        checked = crc32(piece).to_bytes(WORD) + piece
                        sealed = self._cover.seal(checked, _context(id, number))
                        file.write(len(sealed).to_bytes(WORD))
                        file.write(sealed)
        except (SuprovidError, OSError):
            return False
        return True

    def read(self, take: Callable[[Head, Iterator[Part]], Taken]) -> Taken | None:
        """What becomes of the last snapshot; None when there is none that can be trusted.

        Parts are read as they are taken, each in the place of the one before.
        """
        try:
            with self._path.open("rb") as file:
                id = file.read(16).decode("ascii")
                pieces = (self._piece(file, id, number) for number in count())
                head = json.loads(bytes(next(pieces)))
                return take(head, _parts(pieces)) if head["format"] == FORMAT else None
        except (OSError, ValueError, KeyError, TypeError, MemoryError, DatabaseError, SuprovidError):
            return None

    def forget(self) -> None:
        """Take the file away."""
        with contextlib.suppress(OSError):
            self._path.unlink()

    def _piece(self, file: Any, id: str, number: int) -> memoryview:
        size = int.from_bytes(file.read(WORD))
        sealed = file.read(size) if size <= 2 * PIECE else b""
        checked = memoryview(self._cover.open(sealed, _context(id, number)))
        if len(checked) <= WORD or crc32(checked[WORD:]) != int.from_bytes(checked[:WORD]):
            raise ValueError
        return checked[WORD:]


def _pieces(head: Head, parts: Iterable[Part]) -> Iterator[bytes | bytearray]:
    """The head, then of each part its name and size, and itself; at the end that this is all."""
    yield json.dumps(head).encode()
    for name, content in parts:
        yield json.dumps([name, len(content)]).encode()
        for start in range(0, len(content), PIECE):
            yield content[start : start + PIECE]
        del content  # before the next one is taken
    yield json.dumps(["", 0]).encode()


def _parts(pieces: Iterator[memoryview]) -> Iterator[Part]:
    """The same again; ValueError where something is missing."""
    while True:
        name, size = json.loads(bytes(next(pieces)))
        if not name:
            return
        content = bytearray(size if size < MOST else 0)
        place = 0
        while place < size:
            piece = next(pieces)
            content[place : place + len(piece)] = piece
            place += len(piece)
        if place != len(content):
            raise ValueError(name)
        del piece
        yield name, content
        del content


def _context(id: str, number: int) -> Context:
    return Context(KIND, id, str(number), number)
