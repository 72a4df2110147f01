"""A line of text for each small thing that is kept, in clear or sealed: lines can be added to the end."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

from suprovid.store.port import Context, Cover


class Lines:
    """How one room writes its lines; each is sealed by itself, for the file that it is in."""

    def __init__(self, room: str, cover: Cover) -> None:
        self._room, self._cover = room, cover

    def written(self, path: Path, row: dict[str, Any]) -> bytes:
        """The line for this file, without its end."""
        said = json.dumps(row).encode()
        sealed = self._cover.seal(said, self._context(path))
        return said if sealed == said else dressed(sealed)

    def read(self, path: Path, raw: bytes) -> dict[str, Any]:
        """What a line of this file says; ValueError for anything that we did not write so."""
        said = json.loads(self._cover.open(bare(raw), self._context(path)))
        if not isinstance(said, dict):
            raise ValueError("a line is an object")
        return said

    def _context(self, path: Path) -> Context:
        return Context(self._room, path.stem, "line", 0)


def dressed(sealed: bytes) -> bytes:
    """What was sealed, as text without an end of a line in it."""
    return base64.b64encode(sealed)


def bare(raw: bytes) -> bytes:
    """What a line holds: text in clear as it is, everything else out of base64; ValueError."""
    return raw if raw.startswith(b"{") else base64.b64decode(raw, validate=True)
