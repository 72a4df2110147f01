"""A repeat: one line open with its questions, the others as one row each, in the order people give them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import streamlit as st

from suprovid.desk import widgets
from suprovid.desk.drafting import Steps, new_id
from suprovid.desk.escaping import plain
from suprovid.desk.form_view_rows import draw_note, draw_rows, draw_troubles, key_of, place, shape
from suprovid.desk.form_view_sheet import Sheet, asked
from suprovid.desk.style import HEARD, TOOLS, heard
from suprovid.forms.answers import Path
from suprovid.forms.fields import Field
from suprovid.forms.tongues import side_by_side

LONGEST, PARTS = 90, 3
SIMPLE = widgets.BARE | {"boolean", "date", "time"}
WIDEST = 3


@shape("lines")
def draw_lines(sheet: Sheet, field: Field, steps: Steps, path: Path) -> None:
    """All lines of a repeat, with ways to add, remove and bring back."""
    lines = sheet.filling.placed(steps)
    locked = sheet.read_only or sheet.view.locks(path)
    mark = r" \*" if sheet.view.requires(path) else ""
    with st.container(key=key_of(sheet, steps)):
        st.markdown(f"**{asked(field, sheet.language).title}**{mark}" + (f" · {len(lines)}" if lines else ""))
        draw_note(sheet, field)
        row = _row if is_table(field) else _line
        for position, line in lines:
            row(sheet, field, (*steps, str(line["_id"])), (*path, position), locked)
        if not locked:
            _tools(sheet, field, steps, len(lines))


def is_table(field: Field) -> bool:
    """Few simple columns of lines that were made once are a table: each line a row, all of them open."""
    rest = [child for child in field.children if child is not _heading(field)]
    simple = all(child.kind in SIMPLE for child in rest)
    return simple and (field.widget == "table" or (field.lines_from is not None and len(rest) <= WIDEST))


def _heading(field: Field) -> Field | None:
    """The column that `x-lines-from` has filled: it names the row."""
    made = field.lines_from or {}
    key = made.get("choices") or made.get("field")
    return next((child for child in field.children if child.key == key), None)


def _row(sheet: Sheet, field: Field, steps: Steps, path: Path, locked: bool) -> None:
    """One row of a table: its name, then the answers, which carry their labels inside."""
    heading, line = _heading(field), sheet.value(path) or {}
    shown = [child for row in sheet.view.children(path) for child in row if child is not heading]
    name, *columns = st.columns([2, *(3 for _ in shown)], vertical_alignment="center", gap="small")
    with name:
        st.markdown(plain(sheet.read(heading, line.get(heading.key)) if heading else f"{_number(path)}."))
    for column, child in zip(columns, shown, strict=True):
        with column:
            there = (*path, child.key)
            widgets.draw(place(sheet, child, (*steps, child.key), there, bare=child.kind in widgets.BARE))
            draw_troubles(sheet, there)


def _line(sheet: Sheet, field: Field, steps: Steps, path: Path, locked: bool) -> None:
    line = sheet.value(path) or {}
    if is_open(sheet, steps, path):
        with st.container(border=True, key=key_of(sheet, (*steps, "line"))):
            _header(sheet, field, steps, path, locked)
            draw_rows(sheet, sheet.view.children(path), steps, path)
        return
    wrong = sheet.troubles_within(path)
    st.button(
        f"{_number(path)}. {plain(summary(sheet, field, line))}" + (f" :red[● {wrong}]" if wrong else ""),
        key=key_of(sheet, (*steps, "open")),
        on_click=sheet.filling.open_line,
        args=(steps[:-1], steps[-1]),
        icon=":material/chevron_right:",
        width="stretch",
    )


def is_open(sheet: Sheet, steps: Steps, path: Path) -> bool:
    """The line that somebody opened; until then, the only one."""
    opened = sheet.filling.line_open(steps[:-1])
    return opened == steps[-1] if opened is not None else len(sheet.value(path[:-1]) or ()) == 1


@dataclass(frozen=True, repr=False)
class Tool:
    """A small button at the head of a line: what it does, as an icon and when it is pressed."""

    what: str
    icon: str
    act: Callable[..., None]
    args: tuple[Any, ...]
    is_off: bool = False


def _header(sheet: Sheet, field: Field, steps: Steps, path: Path, locked: bool) -> None:
    head = key_of(sheet, (*steps, TOOLS))
    with st.container(horizontal=True, vertical_alignment="center", gap="xsmall", key=head):
        st.markdown(f"**{_number(path)}.** {plain(summary(sheet, field, sheet.value(path) or {}))}")
        st.space("stretch")
        for tool in () if _is_single(field) else _line_tools(sheet, steps, path, locked):
            _tool(sheet, steps, f"{field.title(sheet.language)} {_number(path)}", tool)


def _line_tools(sheet: Sheet, steps: Steps, path: Path, locked: bool) -> Iterator[Tool]:
    filling, repeat, id = sheet.filling, steps[:-1], steps[-1]
    first, last = path[-1] == 0, path[-1] == len(sheet.value(path[:-1]) or ()) - 1
    if not locked:
        yield Tool("up", "arrow_upward", filling.move_line, (repeat, id, -1), first)
        yield Tool("down", "arrow_downward", filling.move_line, (repeat, id, 1), last)
        yield Tool("remove", "delete", filling.remove_line, (repeat, id))
    yield Tool("close", "expand_less", filling.open_line, (repeat, ""))


def _is_single(field: Field) -> bool:
    """Exactly one line: nothing to move, to remove or to fold."""
    return field.schema.get("minItems") == field.schema.get("maxItems") == 1


def _tool(sheet: Sheet, steps: Steps, named: str, tool: Tool) -> None:
    label = sheet.say(f"form.line_{tool.what}")
    st.button(
        plain(f"{label}: {named}"),
        key=key_of(sheet, (*steps, tool.what)),
        help=label,
        icon=f":material/{tool.icon}:",
        on_click=tool.act,
        args=tool.args,
        disabled=tool.is_off,
        type="tertiary",
    )


def _tools(sheet: Sheet, field: Field, steps: Steps, count: int) -> None:
    """Add a line, if there may be more, and bring the last removed one back."""
    title = field.title(sheet.language)
    with st.container(horizontal=True):
        if _may_grow(field, count):
            st.button(
                heard(sheet.say("form.line_add"), title),
                key=key_of(sheet, (*steps, f"add{HEARD}")),
                icon=":material/add:",
                on_click=_add,
                args=(sheet, field, steps),
            )
        if any(removed[0] == steps for removed in sheet.filling.removed):
            st.button(
                heard(sheet.say("form.line_undo"), title),
                key=key_of(sheet, (*steps, f"undo{HEARD}")),
                icon=":material/undo:",
                type="tertiary",
                on_click=sheet.filling.undo_removal,
                args=(steps,),
            )


def _may_grow(field: Field, count: int) -> bool:
    """Rows that were made once have their names already: one more would have none and no way to give it."""
    most = field.schema.get("maxItems")
    named = is_table(field) and _heading(field) is not None
    return not (named and count) and (not isinstance(most, int) or count < most)


def _add(sheet: Sheet, field: Field, steps: Steps) -> None:
    filling = sheet.filling
    line = filling.form.start_line(field.name, filling.answers, filling.setting, new_id)
    filling.add_line(steps, line)
    filling.focus = (*steps, str(line["_id"]), "line")


def _number(path: Path) -> int:
    return int(path[-1]) + 1


def summary(sheet: Sheet, field: Field, line: dict[str, Any]) -> str:
    """A line in a few words: what lists show of it, else its first answers."""
    leaves = [child for child in field.children if child.kind not in ("lines", "group", "attachments")]
    marked = [child for child in leaves if "list" in child.show] or leaves
    named = bool(marked) and marked[0].key in line
    texts = (_told(sheet, child, line[child.key], named) for child in marked if child.key in line)
    parts = [" ".join(text.split()) for text in texts if text.strip()][:PARTS]
    told = side_by_side(parts) or sheet.say("form.line_empty")
    return told if len(told) <= LONGEST else told[: LONGEST - 1] + "…"


def _told(sheet: Sheet, child: Field, value: Any, named: bool) -> str:
    """An answer of a line; where nothing names the line, a choice says which question it answers."""
    text = sheet.read(child, value)
    if named or not text.strip() or not (child.kind == "boolean" or child.choices(sheet.language)):
        return text
    return f"{asked(child, sheet.language).title}: {text}"
