"""A group of very many questions, a part at a time: only the open part is drawn.

A schema from elsewhere may ask for thousands of answers side by side, without any section.
"""

from __future__ import annotations

import streamlit as st

from suprovid.desk.drafting import Filling, Steps
from suprovid.desk.escaping import plain
from suprovid.desk.form_view_sheet import Sheet
from suprovid.forms.plain.growing import Node
from suprovid.forms.sections import PART, parts_of


def open_part(sheet: Sheet, node: Node, key: str) -> tuple[Node, ...]:
    """The questions that are drawn now, below the way to the others where there are too many for one page."""
    parts = list(parts_of(node.children))
    if len(parts) < 2:
        return tuple(node.children)
    number = _number(sheet.filling, node, len(parts))
    _ways(sheet, node, key, number, parts)
    return parts[number - 1]


def turn(filling: Filling, steps: Steps, number: int) -> None:
    """Open another part of a group."""
    filling.open_line(steps, str(number))


def steps_to(node: Node) -> Steps:
    """Under which name it is remembered what is open in a group."""
    return tuple(map(str, node.path))


def _number(filling: Filling, node: Node, count: int) -> int:
    """The part that is open: the one with the question that was asked for, else the one turned to."""
    steps, focus = steps_to(node), filling.focus
    if len(focus) > len(steps) and focus[: len(steps)] == steps:
        names = [str(child.path[-1]) for child in node.children]
        if focus[len(steps)] in names:
            turn(filling, steps, names.index(focus[len(steps)]) // PART + 1)
    turned = filling.line_open(steps) or "1"
    return min(max(int(turned), 1), count) if turned.isdigit() else 1


def _ways(sheet: Sheet, node: Node, key: str, number: int, parts: list[tuple[Node, ...]]) -> None:
    shown = parts[number - 1]
    first, last = (each.field.title(sheet.language) for each in (shown[0], shown[-1]))
    st.pagination(
        len(parts),
        default=number,
        key=f"{key}-{number}",
        on_change=_turned,
        args=(sheet.filling, steps_to(node), f"{key}-{number}"),
    )
    told = sheet.say("form.part_of", number=number, count=len(parts), first=first, last=last)
    st.caption(plain(told))


def _turned(filling: Filling, steps: Steps, key: str) -> None:
    turn(filling, steps, int(st.session_state[key]))
