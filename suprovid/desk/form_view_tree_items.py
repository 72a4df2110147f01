"""A list of groups inside a tree: of many items only the open one is drawn, the others in one row each."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import streamlit as st

from suprovid.desk.escaping import plain
from suprovid.desk.form_view_sheet import Sheet, steps_of
from suprovid.desk.form_view_tree_parts import steps_to
from suprovid.forms.plain.growing import Node

FEW = 5
"""So many items are all drawn."""
NAMED = 60


def draw_items(sheet: Sheet, node: Node, draw: Callable[[Node], None], key: Callable[[Node], str]) -> None:
    """Every item, or the open one among rows that open the others."""
    wanted = _open(sheet, node)
    for child in node.children:
        if wanted is None or str(child.path[-1]) == wanted:
            draw(child)
        else:
            _row(sheet, node, child, key(child))


def called(sheet: Sheet, node: Node) -> str:
    """What tells an item from those beside it: the first text that is answered in it."""
    if not isinstance(node.path[-1], int) or sheet.opened.masked(node.field):
        return ""
    texts = (each for each in node.children if each.field.kind == "text" and each.present and not each.secret)
    return next((value[:NAMED] for each in texts if isinstance(value := sheet.value(each.path), str)), "")


def _open(sheet: Sheet, node: Node) -> str | None:
    """The place of the open item, the one that was asked for if there is one; None where all are drawn."""
    if len(node.children) <= FEW or not any(child.children for child in node.children):
        return None
    steps = steps_to(node)
    for child in node.children:
        if sheet.filling.focus[: len(steps) + 1] in _ways_to(sheet, child):
            sheet.filling.open_line(steps, str(child.path[-1]))
    opened = sheet.filling.line_open(steps)
    return "0" if opened is None else opened


def _ways_to(sheet: Sheet, child: Node) -> Iterator[tuple[str, ...]]:
    """How an item is spoken of: by its place, or by its id if it has one."""
    yield steps_to(child)
    yield steps_of(sheet.filling.answers, child.path)


def _row(sheet: Sheet, node: Node, child: Node, key: str) -> None:
    wrong = sheet.troubles_within(child.path)
    name = plain(called(sheet, child) or _unnamed(sheet, child))
    st.button(
        f"{int(child.path[-1]) + 1}. {name}" + (f" :red[● {wrong}]" if wrong else ""),
        key=key,
        on_click=sheet.filling.open_line,
        args=(steps_to(node), str(child.path[-1])),
        icon=":material/chevron_right:",
        width="stretch",
    )


def _unnamed(sheet: Sheet, child: Node) -> str:
    """How an item without any text is called."""
    return child.field.title(sheet.language) if child.present else sheet.say("form.line_empty")
