"""Which revision a folder's file says it has: what can be known of it without a key."""

from __future__ import annotations

from pathlib import Path

from suprovid.errors import Damaged
from suprovid.store import disk
from suprovid.store.names import checked
from suprovid.store.rooms import FILE
from suprovid.store.sheet import unpack
from suprovid.store.vault import MAGIC, read_head


def said_revision(data: Path, kind: str, id: str) -> int:
    """The revision that a folder's file says it has, sealed or not, without a key; 0 where there is none.

    `Damaged` where it says nothing. Whoever changes what a sealed file says has a file that does not open.
    """
    path = data / checked(kind, "kind") / checked(id, "id") / FILE
    place = f"{kind}/{id}/{FILE}"
    try:
        content = disk.read(path)
        if content is None:
            return 0
        if content.startswith(MAGIC):
            return read_head(content).context.revision or 0
    except (OSError, ValueError) as error:
        raise Damaged(place=place, why="store.why.unreadable") from error
    return unpack(content, place)[0].revision
