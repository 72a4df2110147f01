"""The sheets that were read or written last, so that a save need not read again what it was made from."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

HELD = 500
LONGEST = 1_000_000
Key = tuple[str, str]


class Recent:
    """Sheets by folder and revision, in memory only; safe under threads."""

    def __init__(self) -> None:
        self._sheets: OrderedDict[Key, tuple[int, bytes]] = OrderedDict()
        self._lock = Lock()

    def put(self, key: Key, revision: int, sheet: bytes) -> None:
        """Remember a sheet; what was used longest ago is forgotten."""
        with self._lock:
            self._sheets.pop(key, None)
            if len(sheet) <= LONGEST:
                self._sheets[key] = (revision, sheet)
            if len(self._sheets) > HELD:
                self._sheets.popitem(last=False)

    def get(self, key: Key, revision: int) -> bytes | None:
        """The sheet of a folder at this very revision."""
        with self._lock:
            found = self._sheets.get(key)
            return found[1] if found and found[0] == revision else None

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._sheets.clear()
