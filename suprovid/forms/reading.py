"""An answer as text for people: summaries, prints, lists."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from suprovid.forms import dates
from suprovid.forms.figures import figure

if TYPE_CHECKING:
    from suprovid.forms.fields import Field


def read_value(field: Field, value: Any, language: str) -> str:
    """The answer as a person reads it; what does not fit the field is shown as it is stored."""
    if value is None:
        return ""
    try:
        return READERS.get(field.kind, _plain)(field, value, language)
    except (TypeError, ValueError, AttributeError):
        return str(value)


def read_day(value: str, language: str) -> str:
    """A stored date as the language writes it."""
    return dates.written(date.fromisoformat(value), language)


def read_moment(value: str, language: str) -> str:
    """A stored date and time as the language writes it, in the zone it was written in."""
    return dates.moment(datetime.fromisoformat(value), language)


def _plain(field: Field, value: Any, language: str) -> str:
    return str(value)


def _yes_no(field: Field, value: Any, language: str) -> str:
    key = "form.yes" if value is True else "form.no"
    return field.words.say(key, language) if field.words else str(value)


def _number(field: Field, value: Any, language: str) -> str:
    text = figure(float(f"{value:.10g}"), language, grouped=False) if isinstance(value, float) else str(value)
    return " ".join(part for part in (text, field.unit(language)) if part)


def _choice(field: Field, value: Any, language: str) -> str:
    values = value if isinstance(value, list) else [value]
    titles = {_key(choice.value): choice.title for choice in field.choices(language)}
    return ", ".join(titles.get(_key(each), str(each)) for each in values)


def _key(value: Any) -> tuple[str, str]:
    return type(value).__name__, str(value)


def _several(field: Field, value: Any, language: str) -> str:
    return ", ".join(str(each) for each in value) if isinstance(value, list) else str(value)


def _files(field: Field, value: Any, language: str) -> str:
    return ", ".join(str(each.get("name", "")) for each in value)


def _group(field: Field, value: Mapping[str, Any], language: str) -> str:
    texts = (child.reads(value.get(child.key), language) for child in field.children)
    return ", ".join(text for text in texts if text)


def _lines(field: Field, value: Any, language: str) -> str:
    return "; ".join(_group(field, line, language) for line in value)


def _tree(field: Field, value: Any, language: str) -> str:
    """Answers of any shape, each with its name."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key}: {_tree(field, inner, language)}" for key, inner in value.items())
    if isinstance(value, list):
        return "; ".join(_tree(field, inner, language) for inner in value)
    if isinstance(value, bool):
        return _yes_no(field, value, language)
    return figure(value, language, grouped=False) if isinstance(value, float) else str(value)


Reader = Callable[["Field", Any, str], str]
READERS: dict[str, Reader] = {
    "date": lambda field, value, language: read_day(value, language),
    "datetime": lambda field, value, language: read_moment(value, language),
    "boolean": _yes_no,
    "integer": _number,
    "number": _number,
    "choice": _choice,
    "choices": _choice,
    "scale": _choice,
    "references": _several,
    "texts": _several,
    "attachments": _files,
    "group": _group,
    "lines": _lines,
    "tree": _tree,
}
