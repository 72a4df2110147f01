"""Small edits of a form: where a question stands; answers never depend on it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from suprovid.forms.editing_nodes import Json, holder_of, node_of

Row = str | list[str]


def with_place(schema: Json, name: str, after: str, section: str = "") -> Json:
    """The form with a question after another one of the same holder, first in its place when that is empty.

    Names are dotted; `section` is the key of a section, for a question that stands in no table or group.
    """
    new = deepcopy(schema)
    outer, _, key = name.rpartition(".")
    node_of(new, name)
    holder, before = holder_of(new, outer), after.rpartition(".")[2]
    layout = holder.get("x-layout")
    if layout is None:
        holder["properties"] = _moved(holder["properties"], key, before)
    elif outer:
        holder["x-layout"] = placed(_without(layout, key), key, before)
    else:
        for each in layout:
            each["fields"] = _without(each.get("fields", []), key)
        target = section_of(layout, section)
        target["fields"] = placed(target["fields"], key, before)
    return new


def section_of(layout: list[Json], key: str) -> Json:
    """The section of this key, or the last one."""
    return next((each for each in layout if each.get("key") == key), layout[-1])


def placed(rows: list[Row], key: str, after: str) -> list[Row]:
    """The rows with a row of its own for a question: after the row of another one, or as the first."""
    number = next((n for n, row in enumerate(rows) if after in _names(row)), -1) if after else -1
    return [*rows[: number + 1], key, *rows[number + 1 :]]


def _without(rows: list[Row], key: str) -> list[Row]:
    """The rows without a question; one that is left alone in its row needs no list."""
    left = [[name for name in _names(row) if name != key] for row in rows]
    return [names[0] if len(names) == 1 else names for names in left if names]


def _names(row: Row) -> list[str]:
    return [row] if isinstance(row, str) else row


def _moved(fields: dict[str, Any], key: str, after: str) -> dict[str, Any]:
    """The questions in another order, where no layout says any."""
    others = [name for name in fields if name != key]
    number = others.index(after) + 1 if after in others else 0
    return {name: fields[name] for name in (*others[:number], key, *others[number:])}
