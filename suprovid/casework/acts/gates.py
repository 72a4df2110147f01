"""Which gates an act passes: hard ones stop it, soft ones are recorded, with a reason where one was given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.store.folder import Folder, Json


@dataclass(frozen=True)
class Passed:
    """The soft gates that an act passed, and what the event keeps of it."""

    facts: Mapping[str, Any] = field(default_factory=dict)
    warnings: tuple[Any, ...] = ()


def pass_(work: Workspace, by: By, before: Folder, after: Folder, document: Json, reason: str) -> Passed:
    return Passed()
