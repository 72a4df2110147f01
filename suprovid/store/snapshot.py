"""A snapshot: what was worked out from all folders, in one file, so that the next start need not read them.

It can be lost, damaged or foreign without harm: then it is as if there were none.
It goes down in pieces, each under the cover of the store and with a checksum.
"""

from __future__ import annotations

import contextlib
import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zlib import crc32

from suprovid.errors import SuprovidError
from suprovid.store import disk
from suprovid.store.port import PLAIN, Context, Cover

FILE, KIND = "index.snapshot", "index"
FORMAT = 1
PIECE = 4 * 2**20
WORD = 8
Head = Mapping[str, Any]


class Snapshot:
    """The file of one data folder."""

    def __init__(self, path: Path, cover: Cover = PLAIN) -> None:
        self._path, self._cover = path, cover

    def keep(self, head: Head, content: bytes) -> bool:
        """Put a snapshot down in the place of the last one; a disk that refuses costs only time later."""
        id = secrets.token_hex(8)
        whole = {"format": FORMAT, "size": len(content), **head}
        try:
            with disk.filling(self._path) as file:
                file.write(id.encode())
                pieces = [content[start : start + PIECE] for start in range(0, len(content), PIECE)]
                for number, piece in enumerate([json.dumps(whole).encode(), *pieces]):
                    checked = crc32(piece).to_bytes(WORD) + piece
                    sealed = self._cover.seal(checked, _context(id, number))
                    file.write(len(sealed).to_bytes(WORD) + sealed)
        except (SuprovidError, OSError):
            return False
        return True

    def read(self) -> tuple[Head, bytearray] | None:
        """What the last snapshot says; None when there is none that can be trusted."""
        try:
            with self._path.open("rb") as file:
                id = file.read(16).decode("ascii")
                head = json.loads(bytes(self._piece(file, id, 0)))
                if head["format"] != FORMAT:
                    return None
                content = bytearray(head["size"])
                place = number = 0
                while place < len(content):
                    number += 1
                    piece = self._piece(file, id, number)
                    content[place : place + len(piece)] = piece
                    place += len(piece)
                return (head, content) if place == head["size"] == len(content) else None
        except (OSError, ValueError, KeyError, TypeError, MemoryError, SuprovidError):
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


def _context(id: str, number: int) -> Context:
    return Context(KIND, id, str(number), number)
