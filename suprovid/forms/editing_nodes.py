"""Where a question is in the JSON of a form, by its dotted name."""

from __future__ import annotations

from typing import Any

from suprovid.errors import Missing

Json = dict[str, Any]


def node_of(schema: Json, name: str) -> Json:
    """The schema of a question by its dotted name; raises Missing."""
    node = schema
    for key in name.split("."):
        try:
            node = inside(node)["properties"][key]
        except (KeyError, TypeError):
            raise Missing(kind="field", id=name) from None
    return node


def holder_of(schema: Json, outer: str) -> Json:
    """What holds questions: the form, or the group or the lines of a dotted name."""
    return inside(node_of(schema, outer)) if outer else schema


def inside(node: Json) -> Json:
    """A line of a list, or the thing itself."""
    found: Json = node.get("items", node) if node.get("type") == "array" else node
    return found
