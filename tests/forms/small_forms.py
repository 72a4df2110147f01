"""Small forms for tests, written as tables."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from suprovid.forms.compiling import compile_data
from suprovid.forms.form import Form
from suprovid.forms.setting import Setting
from suprovid.forms.words import Words

TODAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 10, 30, tzinfo=UTC)
SETTING = Setting(TODAY, NOW)


def text(title: str = "Текст", **words: Any) -> dict[str, Any]:
    return {"type": "string", "title": title, **words}


def choice(*values: str, **words: Any) -> dict[str, Any]:
    return {"type": "string", "title": "Вибір", "oneOf": [option(value) for value in values], **words}


def option(value: str, **words: Any) -> dict[str, Any]:
    return {"const": value, "title": f"Це {value}", "x-i18n-title": {"en": f"It is {value}"}, **words}


def several(*values: str, **words: Any) -> dict[str, Any]:
    items = {"type": "string", "oneOf": [option(value) for value in values]}
    return {"type": "array", "uniqueItems": True, "title": "Кілька", "items": items, **words}


def lines(properties: dict[str, Any], required: tuple[str, ...] = (), **words: Any) -> dict[str, Any]:
    items = {"type": "object", "properties": properties, "required": list(required)}
    return {"type": "array", "title": "Рядки", "items": items, **words}


def group(properties: dict[str, Any], required: tuple[str, ...] = (), **words: Any) -> dict[str, Any]:
    return {"type": "object", "title": "Група", "properties": properties, "required": list(required), **words}


def schema(properties: dict[str, Any], required: tuple[str, ...] = (), **words: Any) -> dict[str, Any]:
    """A whole form file; `settings` goes into x-form."""
    settings = {"id": "sample", "version": "2026.1", "languages": ["uk", "en"], "subject": ["case"]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Зразок",
        "type": "object",
        "properties": properties,
        "required": list(required),
        "x-form": {**settings, **words.pop("settings", {})},
        "x-layout": [{"key": "all", "title": "Усе", "fields": list(properties)}],
        **words,
    }


WORDS = Words({"uk": {"form.yes": "Так", "form.no": "Ні"}, "en": {"form.yes": "Yes", "form.no": "No"}})


def form(properties: dict[str, Any], required: tuple[str, ...] = (), **words: Any) -> Form:
    """A compiled form; fails the test with its faults."""
    compiled = compile_data(schema(properties, required, **words), "forms/sample.json", {}, WORDS)
    assert compiled.form is not None, compiled.faults
    return compiled.form


def make_ids() -> Any:
    numbers = count(1)
    return lambda: f"line{next(numbers)}"
