"""What the store gives and takes: a folder as it was read, and a change that is to be made to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Folder:
    """All that is kept about one subject, as it stood at `revision`."""

    kind: str
    id: str
    revision: int
    about: Json = field(default_factory=dict)
    documents: dict[str, Json] = field(default_factory=dict)
    events: list[Json] = field(default_factory=list)


@dataclass(frozen=True)
class Change:
    """What one act does to a folder, in one write.

    `about` replaces what stood there (None leaves it).
    Each document replaces the one with its id; None takes that document out.
    `events` are added at the end.
    """

    about: Mapping[str, Any] | None = None
    documents: Mapping[str, Mapping[str, Any] | None] = field(default_factory=dict)
    events: Sequence[Mapping[str, Any]] = ()
