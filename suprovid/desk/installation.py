"""Where this installation lives, and what time it is there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Place:
    """Where this installation lives; `address` is the public one, if the app stands behind another server.

    `second` is another medium for backups, beside those that lie inside the data.
    `store` is the address of the database that has the folders; without one they are in the data.
    """

    data: Path
    schemas: Path
    address: str = ""
    second: Path | None = None
    store: str = ""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Place:
        """What `SUPROVID_DATA`, `_SCHEMAS`, `_ADDRESS`, `_BACKUPS` say, or the project's own folders."""
        second = environment.get("SUPROVID_BACKUPS")
        return cls(
            Path(environment.get("SUPROVID_DATA") or ROOT / "data").resolve(),
            Path(environment.get("SUPROVID_SCHEMAS") or ROOT / "schemas").resolve(),
            (environment.get("SUPROVID_ADDRESS") or "").rstrip("/"),
            Path(second).resolve() if second else None,
            environment.get("SUPROVID_STORE") or "",
        )

    @property
    def is_https(self) -> bool:
        """Whether browsers reach us through https only."""
        return urlsplit(self.address).scheme == "https"

    @property
    def host(self) -> str:
        """The name in the public address, if there is one."""
        return urlsplit(self.address).hostname or ""


def clock() -> datetime:
    """The moment, with the offset of this machine."""
    return datetime.now().astimezone()
