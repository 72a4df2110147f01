"""Schemas as text that people read: two spaces, and what is small stays on one line.

Shipped files and published ones look the same, so a difference between two versions shows the edit alone.
"""

from __future__ import annotations

import json
from typing import Any

WIDE, WIDE_CHOICE = 110, 160
STEP = 2
FLAT = json.JSONEncoder(ensure_ascii=False)


def tidy(schema: Any) -> str:
    """The text of a schema file."""
    return _text(schema, 0, 0) + "\n"


def _text(value: Any, indent: int, before: int) -> str:
    """One value; `before` is how much of its first line is taken by its key."""
    if not isinstance(value, dict | list) or not value:
        return FLAT.encode(value)
    room = _room(value)
    if room and indent + before + len(flat := FLAT.encode(value)) <= room:
        return flat
    left, right = "{}" if isinstance(value, dict) else "[]"
    pad = " " * (indent + STEP)
    lines = ",\n".join(pad + part for part in _parts(value, indent + STEP))
    return f"{left}\n{lines}\n{' ' * indent}{right}"


def _parts(value: dict[str, Any] | list[Any], indent: int) -> list[str]:
    if isinstance(value, list):
        return [_text(each, indent, 0) for each in value]
    return [f"{FLAT.encode(key)}: {_text(inner, indent, len(key))}" for key, inner in value.items()]


def _room(value: dict[str, Any] | list[Any]) -> int:
    """How wide a line may be: a choice, a row of names, a map of words; a field or a section never fits."""
    if isinstance(value, dict) and "const" in value:
        return WIDE_CHOICE
    inside = value.values() if isinstance(value, dict) else value
    plain = all(not isinstance(each, dict | list) for each in inside)
    is_titled = isinstance(value, dict) and "title" in value
    return WIDE if plain and not is_titled else 0
