"""What changed in a document between two savings: each question with its answer before and now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from suprovid.forms.answers import unanswered
from suprovid.forms.fields import Field
from suprovid.forms.form import Form

Names = tuple[str, ...]


@dataclass(frozen=True)
class Changed:
    """One question whose answer is another now; `line` is the number of its line, from 1."""

    field: Field
    before: Any
    now: Any
    line: int = 0
    within: Field | None = None


def changed(form: Form, before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[Changed, ...]:
    """Every answer that differs, in the order of the form; lines are matched by their ids."""
    return tuple(each for field in form.fields for each in _field(field, before, now))


def _field(field: Field, before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Changed]:
    old, new = before.get(field.key), now.get(field.key)
    if field.calculate is not None or old == new or (unanswered(old) and unanswered(new)):
        return
    if field.kind == "lines":
        yield from _lines(field, old or (), new or ())
    elif field.kind == "group":
        for child in field.children:
            yield from _field(child, old or {}, new or {})
    else:
        yield Changed(field, old, new)


def _lines(
    field: Field, before: Sequence[Mapping[str, Any]], now: Sequence[Mapping[str, Any]]
) -> Iterator[Changed]:
    """Lines that were changed, added or taken away."""
    old = {line.get("_id"): line for line in before}
    there = {line.get("_id") for line in now}
    for number, line in enumerate(now, 1):
        earlier = old.get(line.get("_id"))
        if earlier is None:
            yield Changed(field, None, [line], number)
            continue
        for child in field.children:
            for each in _field(child, earlier, line):
                yield Changed(each.field, each.before, each.now, number, field)
    for number, line in enumerate(before, 1):
        if line.get("_id") not in there:
            yield Changed(field, [line], None, number)
