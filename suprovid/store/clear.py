"""No cover, but only for as long as a workspace is in clear: a keyring beside the data ends that at once.

Whoever still works with the data as it was before, in this process or another, is refused and opens it anew.
So nothing is written in clear once the encryption of a workspace has begun.
"""

from __future__ import annotations

import os
from pathlib import Path

from suprovid.store import keyring
from suprovid.store.port import PLAIN, Context, Cover, Plain
from suprovid.store.vault import MAGIC, Locked


class Overtaken(Locked):
    """The workspace got a vault while this one worked in clear: what is asked for has to be asked again."""

    sentence = "vault.overtaken"


class Clear(Plain):
    """The bytes as they are, until there is a keyring."""

    def __init__(self, data: Path) -> None:
        self._rings = tuple(str(data / name) for name in (keyring.FILE, keyring.BEFORE))

    def seal(self, content: bytes, context: Context) -> bytes:
        """The bytes themselves; call it under the lock of their place. `Overtaken`."""
        if self._is_over():
            raise Overtaken()
        return content

    def open(self, content: bytes, context: Context) -> bytes:
        """The bytes themselves; `Overtaken` where they have been sealed meanwhile."""
        if content.startswith(MAGIC) and self._is_over():
            raise Overtaken()
        return content

    def _is_over(self) -> bool:
        return any(map(os.path.exists, self._rings))


def watched(cover: Cover, data: Path) -> Cover:
    """The cover for a data folder: one that is none has an eye on the keyring."""
    return Clear(data) if cover is PLAIN else cover
