"""Schemas as text that people read: two spaces, and what is small stays on one line.

Shipped files and published ones look the same, so a difference between two versions shows the edit alone.
"""

from __future__ import annotations

import json
from typing import Any

WIDE = 110
STEP = 2


def tidy(schema: Any) -> str:
    """The text of a schema file."""
    return _text(schema, 0, 0) + "\n"


def _text(value: Any, indent: int, before: int) -> str:
    """One value; `before` is how much of its first line is taken by its key."""
    flat = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value:
        return flat
    if _is_small(value) and indent + before + len(flat) <= WIDE:
        return flat
    left, right = "{}" if isinstance(value, dict) else "[]"
    pad = " " * (indent + STEP)
    lines = ",\n".join(pad + part for part in _parts(value, indent + STEP))
    return f"{left}\n{lines}\n{' ' * indent}{right}"


def _parts(value: dict[str, Any] | list[Any], indent: int) -> list[str]:
    if isinstance(value, list):
        return [_text(each, indent, 0) for each in value]
    return [
        f"{json.dumps(key, ensure_ascii=False)}: {_text(inner, indent, len(key))}" for key, inner in value.items()
    ]


def _is_small(value: dict[str, Any] | list[Any]) -> bool:
    """A choice, a row of names, a map of words; never a field or a section."""
    if isinstance(value, dict) and "const" in value:
        return True
    inside = value.values() if isinstance(value, dict) else value
    plain = all(not isinstance(each, dict | list) for each in inside)
    return plain and not (isinstance(value, dict) and "title" in value)
