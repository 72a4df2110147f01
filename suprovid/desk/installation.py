"""Where this installation lives, and what time it is there."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from suprovid.desk import own_forms

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Place:
    """Where this installation lives; `address` is the public one, if the app stands behind another server.

    `second` is another medium for backups, beside those that lie inside the data.
    `store` is the address of the database that has the folders; without one they are in the data.
    Unless the schemas are named, those that came with a copy are in force.
    """

    data: Path
    schemas: Path
    address: str = ""
    second: Path | None = None
    store: str = ""
    are_schemas_named: bool = True

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Place:
        """What `SUPROVID_DATA`, `_SCHEMAS`, `_ADDRESS`, `_BACKUPS` say, or the project's own folders."""
        second, named = environment.get("SUPROVID_BACKUPS"), environment.get("SUPROVID_SCHEMAS")
        data = Path(environment.get("SUPROVID_DATA") or ROOT / "data").resolve()
        return cls(
            data,
            Path(named).resolve() if named else own_forms.chosen(data, ROOT / "schemas"),
            (environment.get("SUPROVID_ADDRESS") or "").rstrip("/"),
            Path(second).resolve() if second else None,
            environment.get("SUPROVID_STORE") or "",
            are_schemas_named=bool(named),
        )

    def with_forms(self) -> Place:
        """The same once other data is there: with the forms that it brought, unless others are named."""
        if self.are_schemas_named:
            return self
        own_forms.take_up(self.data, ROOT / "schemas")
        return replace(self, schemas=own_forms.chosen(self.data, ROOT / "schemas"))

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
