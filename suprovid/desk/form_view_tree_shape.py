"""What a person does to a tree of questions: write, add, remove, move, rename, change to another branch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

import streamlit as st

from suprovid.desk.drafting import Filling
from suprovid.forms.answers import Path, at, copied, put_exactly, take
from suprovid.forms.plain.choosing import sketch, type_of_value
from suprovid.forms.plain.growing import MANY, TYPE, Node
from suprovid.forms.plain.merging import ABSENT, Fork

EMPTY: dict[str, Any] = {"object": {}, "array": [], "string": ""}
MOMENT = re.compile(r"(.*T\d\d:\d\d)([+-].*|Z)")


def write(filling: Filling, node: Node, value: Any, zone: tzinfo | None = None) -> None:
    """Put an answer down as the draft writes it; an emptied one is removed, or null where it must be."""
    if value is not None:
        filling.write_exactly(node.path, _spelt(node, value, zone))
    elif isinstance(node.path[-1], int) or (node.nullable and node.required):
        filling.write_exactly(node.path, None if node.nullable else EMPTY.get(_type(node)))
    else:
        filling.write_exactly(node.path, ABSENT)


def _spelt(node: Node, value: Any, zone: tzinfo | None) -> Any:
    """Times with seconds and an offset, as RFC 3339 asks."""
    if node.field.kind == "datetime" and isinstance(value, str):
        return MOMENT.sub(r"\1:00\2", value)
    if node.field.kind == "time" and isinstance(value, str) and len(value) == 5:
        offset = datetime.now(zone).strftime("%z") or "+0000"
        return f"{value}:00{offset[:3]}:{offset[3:5]}"
    return value


def _type(node: Node) -> str:
    return str(node.field.schema.get("type", ""))


def write_secret(filling: Filling, node: Node, key: str) -> None:
    """What was typed, if anything was."""
    if typed := st.session_state[key]:
        filling.write_exactly(node.path, typed)


def add_item(filling: Filling, node: Node) -> None:
    """One item more at the end of a list, as empty as its kind can be."""
    items = at(filling.answers, node.path)
    count = len(items) if isinstance(items, list) else 0
    _put(filling, (*node.path, count), None)
    _put(filling, (*node.path, count), _beginning(_at(filling, node.tree, (*node.path, count))))
    filling.shown[node.path] = max(filling.shown.get(node.path, MANY), count + 1)
    filling.open_line(tuple(map(str, node.path)), str(count))
    filling.renewed()


def _beginning(node: Node | None) -> Any:
    """What a new item or answer begins with: its default, else those of its questions, else nothing."""
    if node is None:
        return None
    begun = copied(node.field.schema.get("default", EMPTY.get(_type(node))))
    if begun == {}:
        asked = (child for child in node.children if not child.field.retired and child.kind != "group")
        begun = {each.key: copied(each.field.schema["default"]) for each in asked if _has_default(each)}
    return begun


def _has_default(node: Node) -> bool:
    return "default" in node.field.schema


def _at(filling: Filling, tree: Path, path: Path) -> Node | None:
    """The node at a path of a tree, as it is now."""
    return next((each for each in filling.view.tree(tree).walk() if each.path == path), None)


def _put(filling: Filling, path: Path, value: Any) -> None:
    put_exactly(filling.answers, path, value)
    filling._view = None


def show_more(filling: Filling, node: Node) -> None:
    """The next items of a long list."""
    filling.shown[node.path] = filling.shown.get(node.path, MANY) + MANY
    filling.renewed()


def unfold(filling: Filling, node: Node) -> None:
    """Show one level more, although nothing is in it; a list that opens so begins with its first item."""
    filling.unfolded.add(node.path)
    filling.renewed()
    opened = _at(filling, node.tree, node.path)
    if opened is not None and opened.kind == "array" and opened.takes_more and not opened.children:
        add_item(filling, opened)


def remove(filling: Filling, path: Path) -> None:
    """Take out an item or an answer of a free name."""
    take(filling.answers, path)
    filling.renewed()


def move(filling: Filling, path: Path, by: int) -> None:
    """An item one place up or down."""
    items, place = at(filling.answers, path[:-1]), int(path[-1])
    if isinstance(items, list) and 0 <= place + by < len(items):
        items[place], items[place + by] = items[place + by], items[place]
        filling.open_line(tuple(map(str, path[:-1])), str(place + by))
        filling.renewed()


def add_named(filling: Filling, node: Node, key: str) -> None:
    """An answer under a new name; one that is there is left alone."""
    name = str(st.session_state.get(key) or "").strip()
    holder = at(filling.answers, node.path)
    if not name or (isinstance(holder, Mapping) and name in holder):
        return
    path = (*node.path, name)
    _put(filling, path, None)
    grown = next((each for each in filling.view.tree(node.tree).walk() if each.path == path), None)
    _put(filling, path, _beginning(grown))
    filling.renewed()


def rename(filling: Filling, path: Path, key: str) -> None:
    """The same answer under another name, in the same place; never over another answer."""
    name = str(st.session_state.get(key) or "").strip()
    holder = at(filling.answers, path[:-1])
    if not name or not isinstance(holder, dict) or name in holder or path[-1] not in holder:
        return
    renamed = {name if old == path[-1] else old: value for old, value in holder.items()}
    holder.clear()
    holder.update(renamed)
    filling.renewed()


def switch(filling: Filling, node: Node, fork: Fork, key: str) -> None:
    """Another branch: equal answers stay, the others wait in this session for the way back."""
    number = st.session_state.get(key)
    if number is None or number == fork.chosen:
        return
    value = at(filling.answers, node.path, ABSENT)
    filling.aside[node.path, fork.key, fork.chosen] = copied(value) if value is not ABSENT else ABSENT
    waiting = filling.aside.get((node.path, fork.key, number), ABSENT)
    wanted = (
        _of_type(fork, number, value, waiting)
        if fork.key == TYPE
        else _of_branch(fork, number, value, waiting)
    )
    if wanted is not ABSENT or isinstance(node.path[-1], int) or len(node.path) == 1:
        put_exactly(filling.answers, node.path, None if wanted is ABSENT else wanted)
    else:
        take(filling.answers, node.path)
    if len(node.path) == 1 and wanted is ABSENT:
        take(filling.answers, node.path)
    filling.picked[node.path, fork.key] = number
    filling.unfolded.add(node.path)
    filling.renewed()


def _of_type(fork: Fork, number: int, value: Any, waiting: Any) -> Any:
    """What was of that type before, else an empty one."""
    if waiting is not ABSENT:
        return waiting
    wanted = fork.branches[number].words["type"]
    if value is not ABSENT and type_of_value(value) == wanted:
        return value
    return copied(EMPTY[wanted]) if wanted in ("object", "array") else ABSENT


def _of_branch(fork: Fork, number: int, value: Any, waiting: Any) -> Any:
    """The answers that both branches ask for in the same way, with the constants of the new one."""
    drawn = fork.sketches[number]
    if (drawn.types and "object" not in drawn.types) or not (drawn.names or drawn.types):
        fits = value is not ABSENT and (not drawn.types or type_of_value(value) in drawn.types)
        return value if fits else waiting
    before = value if isinstance(value, Mapping) else {}
    theirs = {name for sketch_ in fork.sketches for name in sketch_.names}
    kept = {
        name: inner
        for name, inner in before.items()
        if name not in theirs or (name in drawn.names and _same_type(fork, number, name, inner))
    }
    back = waiting if isinstance(waiting, Mapping) else {}
    returned = {name: inner for name, inner in back.items() if name not in kept and name in drawn.names}
    return {**kept, **returned, **drawn.constants}


def _same_type(fork: Fork, number: int, name: str, value: Any) -> bool:
    branch = fork.branches[number]
    types = sketch(branch.inner(fork.sketches[number].names[name])).types
    kind = type_of_value(value)
    return not types or kind in types or (kind == "integer" and "number" in types)
