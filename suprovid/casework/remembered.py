"""Folders as they were last seen, to save reading what acts go on in again and again."""

from __future__ import annotations

from threading import Lock

from suprovid.store.folder import Folder
from suprovid.store.register import Key

MOST = 500


class Remembered:
    """So many folders; what was seen longest ago is forgotten first."""

    def __init__(self) -> None:
        self._held: dict[Key, Folder] = {}
        self._lock = Lock()

    def get(self, key: Key) -> Folder | None:
        """The folder, if it is remembered."""
        return self._held.get(key)

    def hold(self, folder: Folder) -> Folder:
        """Remember a folder as it was last seen."""
        with self._lock:
            self._held.pop((folder.kind, folder.id), None)
            self._held[folder.kind, folder.id] = folder
            if len(self._held) > MOST:
                self._held.pop(next(iter(self._held)))
        return folder

    def release(self, key: Key) -> None:
        """Remember a folder no longer."""
        with self._lock:
            self._held.pop(key, None)
