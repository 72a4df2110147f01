"""Names that may become file names: short, lower-case, and harmless on every system."""

from __future__ import annotations

import re

from suprovid.errors import Missing

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
DIGEST = re.compile(r"[0-9a-f]{64}")
ALIAS = re.compile(r"[0-9a-f]{64}|[0-9a-f]{96}")
# Devices of Windows, whatever the extension; the last row are rooms of our own data folder.
RESERVED = frozenset(
    ["con", "prn", "aux", "nul"]
    + [f"{device}{n}" for device in ("com", "lpt") for n in range(10)]
    + ["drafts", "journal", "numbers", "files"]
)


class BadName(Missing):
    """Nothing can have this name (`kind`: what it should have named); the name itself is not repeated."""

    sentence = "store.bad_name"


def checked(name: str, what: str) -> str:
    """The name itself, when it may become a file name."""
    if not isinstance(name, str) or not NAME.fullmatch(name) or name in RESERVED:
        raise BadName(kind=what, id="?")
    return name


def checked_digest(digest: str) -> str:
    """The digest itself, when it is one."""
    if not isinstance(digest, str) or not DIGEST.fullmatch(digest):
        raise BadName(kind="attachment", id="?")
    return digest
