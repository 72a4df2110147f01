"""Answers of an older version read by the present form: old names, and what it no longer asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from suprovid.forms.answers import Answers, Path, copied, leaves
from suprovid.forms.fields import CHOOSING, Field

if TYPE_CHECKING:
    from suprovid.forms.form import Form


def upgraded(form: Form, answers: Answers) -> Answers:
    """A copy in which old names of fields and choices are the present ones; all else is untouched."""
    renewed: Answers = copied(answers)
    _rename(form.fields, renewed)
    return renewed


def _rename(fields: tuple[Field, ...], holder: Answers) -> None:
    for field in fields:
        for alias in field.aliases:
            if alias in holder and field.key not in holder:
                holder[field.key] = holder.pop(alias)
        if field.key not in holder:
            continue
        value = holder[field.key]
        if field.kind in CHOOSING:
            holder[field.key] = _renamed_choice(field, value)
        for inner in value if isinstance(value, list) else [value]:
            if field.children and isinstance(inner, dict):
                _rename(field.children, inner)


def _renamed_choice(field: Field, value: Any) -> Any:
    present = field.old_choices
    if not present:
        return value
    if isinstance(value, list):
        return list(dict.fromkeys(_present(present, each) for each in value))
    return _present(present, value)


def _present(present: Mapping[Any, Any], value: Any) -> Any:
    return present.get(value, value) if isinstance(value, str | int) else value


def unknown(form: Form, answers: Answers) -> tuple[tuple[Path, Any], ...]:
    """(path, value) of every answer without a field; an unknown group or repeat is told by its leaves."""
    return tuple(_unknown(form.fields, answers, ()))


def _unknown(fields: tuple[Field, ...], holder: Mapping[str, Any], path: Path) -> Iterator[tuple[Path, Any]]:
    by_key = {field.key: field for field in fields}
    for key, value in holder.items():
        field = by_key.get(key)
        if field is None:
            if key != "_id":
                yield from leaves(value, (*path, key))
        elif field.kind == "group" and isinstance(value, Mapping):
            yield from _unknown(field.children, value, (*path, key))
        elif field.kind == "lines" and isinstance(value, list):
            for position, line in enumerate(value):
                if isinstance(line, Mapping):
                    yield from _unknown(field.children, line, (*path, key, position))
