"""What a question for attachments takes: kinds of file, how large, how many; and how an entry looks then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

OFFICE = "application/vnd.openxmlformats-officedocument."
OPEN = "application/vnd.oasis.opendocument."
KINDS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "picture": {
        "image/jpeg": ("jpg", "jpeg"),
        "image/png": ("png",),
        "image/webp": ("webp",),
        "image/gif": ("gif",),
        "image/heic": ("heic", "heif"),
    },
    "pdf": {"application/pdf": ("pdf",)},
    "text": {"text/plain": ("txt", "csv", "md", "log")},
    "document": {
        f"{OFFICE}wordprocessingml.document": ("docx",),
        f"{OPEN}text": ("odt",),
        "application/rtf": ("rtf",),
    },
    "sheet": {f"{OFFICE}spreadsheetml.sheet": ("xlsx",), f"{OPEN}spreadsheet": ("ods",)},
}
"""What a form may ask for in `x-files`: names for groups of types.

Each type with the endings of names that go with it, the usual one first.
"""
ENDINGS = {type: endings for types in KINDS.values() for type, endings in types.items()}
MEGABYTE = 1024 * 1024
LARGEST = 10
"""Megabytes that a file may have where the form says nothing; the server takes no larger ones anyway."""
HASH = "^[0-9a-f]{64}$"


@dataclass(frozen=True)
class Limits:
    """What one question takes: kinds, megabytes for each file, and how many files (None: no limit)."""

    kinds: tuple[str, ...] = tuple(KINDS)
    largest: float = LARGEST
    most: int | None = None
    camera: bool = True

    @property
    def types(self) -> tuple[str, ...]:
        return tuple(type for kind in self.kinds for type in KINDS[kind])

    @property
    def endings(self) -> tuple[str, ...]:
        return tuple(ending for type in self.types for ending in ENDINGS[type])

    @property
    def bytes(self) -> int:
        return int(self.largest * MEGABYTE)


def limits_of(schema: Mapping[str, Any]) -> Limits:
    """The limits of a question: `x-files` says kinds and megabytes, `maxItems` how many."""
    said = schema.get("x-files")
    said = said if isinstance(said, Mapping) else {}
    kinds = tuple(kind for kind in said.get("kinds", ()) if kind in KINDS) or tuple(KINDS)
    most = schema.get("maxItems")
    largest = min(said.get("largest", LARGEST), LARGEST)
    return Limits(kinds, largest, most if isinstance(most, int) else None, bool(said.get("camera", True)))


def entry_schema(schema: Mapping[str, Any]) -> dict[str, Any]:
    """How an entry of the answer must look: what any validator can judge of it."""
    limits = limits_of(schema)
    return {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "type": {"enum": list(limits.types)},
            "size": {"type": "integer", "minimum": 1, "maximum": limits.bytes},
            "hash": {"type": "string", "pattern": HASH},
        },
        "required": ["name", "type", "size", "hash"],
    }
