"""The questions of a section, row by row: widget, hint, problems and remarks of each."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from suprovid.desk import widgets
from suprovid.desk.drafting import Steps
from suprovid.desk.escaping import in_html, keyed, plain, sendable
from suprovid.desk.form_view_sheet import Sheet, asked
from suprovid.desk.widgets import Place
from suprovid.forms.answers import Path
from suprovid.forms.fields import Field

Rows = tuple[tuple[Field, ...], ...]
Draws = Callable[[Sheet, Field, Steps, Path], None]
SHAPES: dict[str, Draws] = {}


def shape(kind: str) -> Callable[[Draws], Draws]:
    """Register how a kind of field is drawn that is more than one widget."""

    def register(function: Draws) -> Draws:
        SHAPES[kind] = function
        return function

    return register


def draw_rows(sheet: Sheet, rows: Rows, steps: Steps = (), path: Path = ()) -> None:
    """Draw the fields of a section, a group or a line; a row with several stands side by side."""
    for row in rows:
        if len(row) == 1:
            draw_field(sheet, row[0], (*steps, row[0].key), (*path, row[0].key))
            continue
        for column, field in zip(st.columns(len(row), gap="small"), row, strict=True):
            with column:
                draw_field(sheet, field, (*steps, field.key), (*path, field.key))


def draw_field(sheet: Sheet, field: Field, steps: Steps, path: Path) -> None:
    """One question with all that belongs to it."""
    SHAPES.get(field.kind, draw_answer)(sheet, field, steps, path)
    draw_margin(sheet, field, path)


def draw_answer(sheet: Sheet, field: Field, steps: Steps, path: Path) -> None:
    """A widget, or text where nothing can be changed."""
    if sheet.opened.masked(field) or (sheet.view.locks(path) and field.kind != "attachments"):
        draw_text(sheet, field, path)
    else:
        widgets.draw(place(sheet, field, steps, path))


def draw_text(sheet: Sheet, field: Field, path: Path) -> None:
    """A computed or locked answer as text under its label."""
    title, text = field.title(sheet.language), sheet.read(field, sheet.value(path)) or "—"
    st.html(f'<dl class="suprovid-locked"><dt>{in_html(title)}</dt><dd>{in_html(text)}</dd></dl>')


@shape("group")
def draw_group(sheet: Sheet, field: Field, steps: Steps, path: Path) -> None:
    """Fields that belong together, under one heading."""
    with st.container(border=True, key=key_of(sheet, steps)):
        st.markdown(f"**{asked(field, sheet.language).title}**")
        draw_rows(sheet, sheet.view.children(path), steps, path)


def place(sheet: Sheet, field: Field, steps: Steps, path: Path, bare: bool = False) -> Place:
    """The place of one answer, for its widget; a bare one carries its label as the placeholder."""
    texts = asked(field, sheet.language)
    mark = " *" if sheet.view.requires(path) else ""
    return Place(
        field=field,
        path=path,
        key=key_of(sheet, steps),
        label=texts.label + mark,
        value=sheet.value(path),
        say=sheet.say,
        language=sheet.language,
        now=sheet.desk.by.now,
        write=partial(sheet.filling.write, steps),
        choices=sheet.choices(field, path),
        help=texts.help,
        placeholder=sendable(field.title(sheet.language)) + mark if bare else texts.placeholder,
        disabled=sheet.read_only or sheet.view.locks(path),
        files=sheet.files,
        bare=bare,
    )


def key_of(sheet: Sheet, steps: Steps) -> str:
    """The key of a widget: the same as long as the form is open, also after a restart."""
    return f"{sheet.token}.{keyed('.'.join(steps))}"


def draw_margin(sheet: Sheet, field: Field, path: Path) -> None:
    """The hint, what is wrong, and what a supervisor wrote, under the widget."""
    if field.kind != "lines":
        draw_note(sheet, field)
    draw_troubles(sheet, path)
    for remark in sheet.remarks(path):
        who = sheet.opened.who(str(remark.get("by", "")))
        st.info(f":small[**{plain(who)}**: {plain(str(remark.get('text', '')))}]", icon=":material/comment:")


def draw_note(sheet: Sheet, field: Field) -> None:
    """The short hint of a field."""
    note = asked(field, sheet.language).note
    if note:
        st.caption(note)


def draw_troubles(sheet: Sheet, path: Path) -> None:
    """What is wrong with an answer, in words."""
    for sentence in sheet.troubles(path):
        st.markdown(f":red[:small[:material/error: {plain(sentence)}]]")
