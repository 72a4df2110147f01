"""A form as large as they come: 400 questions in ten sections, and a repeat of 50 lines with ten columns."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

NAME = "large"
SECTIONS, EACH, LINES, COLUMNS = 10, 39, 50, 10
FAR = 37
"""A line in the middle of the repeat, counted from one."""


def write(folder: Path) -> None:
    """Put the form down beside the others."""
    (folder / f"{NAME}.json").write_text(json.dumps(_form(), ensure_ascii=False), encoding="utf-8")


def answers() -> dict[str, Any]:
    """Every question answered, every line begun."""
    said: dict[str, Any] = {name: f"відповідь {name}" for name in _names()}
    return {
        **said,
        "rows": [{"_id": f"l{number}", "c0": f"рядок {number}"} for number in range(1, LINES + 1)],
    }


def _names() -> Iterator[str]:
    return (f"q{section}_{number}" for section in range(1, SECTIONS + 1) for number in range(1, EACH + 1))


def _form() -> dict[str, Any]:
    questions = {name: _text(f"Питання {name[1:].replace('_', '.')}") for name in _names()}
    columns = {f"c{number}": _text(f"Стовпець {number}") for number in range(COLUMNS)}
    items = {"type": "object", "properties": columns}
    rows = {"title": "Рядки", "type": "array", "items": items, "x-sensitivity": "personal"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Велика форма",
        "type": "object",
        "x-form": {
            "id": NAME,
            "version": "1",
            "languages": ["uk"],
            "subject": ["enquiry"],
            "identity": ["q1_1"],
        },
        "properties": {**questions, "rows": rows},
        "x-layout": [_section(number) for number in range(1, SECTIONS + 1)],
    }


def _text(title: str) -> dict[str, Any]:
    return {"title": title, "type": "string", "x-sensitivity": "personal"}


def _section(number: int) -> dict[str, Any]:
    fields = [name for name in _names() if name.startswith(f"q{number}_")]
    more = ["rows"] if number == SECTIONS else []
    return {"key": f"s{number}", "title": f"Частина {number}", "fields": [*fields, *more]}
