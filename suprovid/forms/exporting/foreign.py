"""A schema from elsewhere as draft 2020-12 says it; what only its own draft knew is told as left open."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from suprovid.forms.exporting.document import DIALECT
from suprovid.forms.exporting.left_open import Open, Plain, read_apart
from suprovid.forms.exporting.plain import readable
from suprovid.forms.faults import pointer
from suprovid.forms.plain.drafts import WHOLE
from suprovid.forms.plain.parts import inside, root_of, steps


def current_schema(schema: Any, keep: bool = False) -> Plain:
    """The schema of a plain form, said already as draft 2020-12 has it; `keep` leaves its `x-` words."""
    if not isinstance(schema, Mapping):
        return Plain({"$schema": DIALECT, **({} if schema else {"not": {}})}, ())
    left_open = tuple(
        Open(pointer(place) or "/", "type", "integer")
        for place, part in inside(root_of(schema))
        if WHOLE in part.words
    )
    apart = dict.fromkeys(read_apart(schema, {}))
    written = _without_ours(schema, keep)
    return Plain({"$schema": DIALECT, **written}, (*left_open, *apart))


def _without_ours(schema: Any, keep: bool) -> Any:
    """The schema and all inside it for any validator, without `x-` words; data is left as it is."""
    if not isinstance(schema, Mapping):
        return schema
    words = readable(
        {word: _copied(value) for word, value in schema.items() if keep or not word.startswith("x-")}
    )
    for place, inner in list(steps(words)):
        holder: Any = words[str(place[0])] if len(place) > 1 else words
        holder[place[-1]] = _without_ours(inner, keep)
    return words


def _copied(value: Any) -> Any:
    """The value, free to be changed at its first level."""
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, list) else value
