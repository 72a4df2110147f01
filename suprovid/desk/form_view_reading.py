"""A document to read and to print: questions and answers as text, nothing to type into."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import streamlit as st

from suprovid.casework.earlier import name_of
from suprovid.desk import widgets
from suprovid.desk.escaping import in_html
from suprovid.desk.form_view_lines import is_table
from suprovid.desk.form_view_rows import place
from suprovid.desk.form_view_sheet import Sheet
from suprovid.forms.answers import Path, at, unanswered
from suprovid.forms.fields import Field
from suprovid.forms.figures import figure
from suprovid.forms.plain.growing import MORE


def draw_reading(sheet: Sheet) -> None:
    """Every section that has an answer, then the answers of earlier versions."""
    for section in sheet.view.sections:
        body = "".join(_rows(sheet, section.rows, ()))
        if body:
            title = section.title(sheet.language)
            heading = f"<h2>{in_html(title)}</h2>" if title else ""
            st.html(f'<section class="suprovid-reading">{heading}<dl>{body}</dl></section>')
    _files(sheet)
    draw_earlier(sheet)


def _files(sheet: Sheet) -> None:
    """The attachments, each with a way to open it."""
    for field in sheet.opened.form.fields:
        path = (field.key,)
        shown = field.kind == "attachments" and sheet.answered(field, path) and sheet.view.shows(path)
        if shown and not sheet.opened.masked(field):
            widgets.draw(place(sheet, field, path, path))


def draw_earlier(sheet: Sheet) -> None:
    """Answers that this version of the form has no question for; they are kept as they are."""
    _aside(sheet, "form.earlier", "history", [_as_once_asked(sheet, *each) for each in _earlier(sheet)])


def draw_hidden(sheet: Sheet) -> None:
    """Stored answers that conditions hide now: they go when the document is saved, and not without a word."""
    before = sheet.filling.before
    found = [(path, value) for path in sheet.view.pruned() if not unanswered(value := at(before, path))]
    _aside(sheet, "form.hidden", "visibility_off", [_as_asked(sheet, *each) for each in found])


def _aside(sheet: Sheet, word: str, icon: str, pairs: list[tuple[str, str]]) -> None:
    """Questions and answers in a box that is opened by whom they concern; without any there is no box."""
    if pairs:
        with st.expander(sheet.say(word, count=len(pairs)), icon=f":material/{icon}:"):
            st.caption(sheet.say(f"{word}_help"))
            rows = "".join(_pair(*pair) for pair in pairs)
            st.html(f'<section class="suprovid-reading"><dl>{rows}</dl></section>')


def _as_asked(sheet: Sheet, path: Path, value: Any) -> tuple[str, str]:
    """A hidden answer under its question; of what has no question of its own only the name is told."""
    field = sheet.view.asked(path)
    if field is None or isinstance(value, dict):
        return (field.title(sheet.language) if field else str(path[-1])), ""
    return field.title(sheet.language), sheet.read(field, value)


def _as_once_asked(sheet: Sheet, path: Path, value: Any) -> tuple[str, str]:
    """An earlier answer under the question that it answered, as far as a version of the form knows it."""
    once = sheet.opened.once(name_of(path))
    if once is None:
        return ".".join(map(str, path)), _any_text(value, sheet.language)
    return " → ".join(_once_called(sheet, path)), sheet.read(once, value)


def _once_called(sheet: Sheet, path: Path) -> Iterator[str]:
    """The questions on the way to an answer, with the numbers of their lines."""
    for length, step in enumerate(path, start=1):
        if isinstance(step, str):
            once = sheet.opened.once(name_of(path[:length]))
            number = path[length] if length < len(path) else None
            title = once.title(sheet.language) if once else step
            yield f"{title} {number + 1}" if isinstance(number, int) else title


def _earlier(sheet: Sheet) -> list[tuple[Path, Any]]:
    """What no question asks for: neither one of the form nor one that its conditions bring up."""
    earlier = list(sheet.opened.form.unknown(sheet.filling.answers))
    if sheet.opened.form.grows and not sheet.read_only:
        drawn = {child.path[0] for child in sheet.view.tree((MORE,)).children}
        earlier = [found for found in earlier if found[0][0] not in drawn]
    return earlier


def _rows(sheet: Sheet, rows: tuple[tuple[Field, ...], ...], path: Path) -> Iterator[str]:
    for row in rows:
        for field in row:
            where = (*path, field.key)
            value = at(sheet.view.answers, where)
            if not unanswered(value):
                yield _field(sheet, field, where, value)


def _field(sheet: Sheet, field: Field, path: Path, value: Any) -> str:
    title = field.title(sheet.language)
    remarks = "".join(
        f'<p class="remark">{in_html(sheet.opened.who(str(remark.get("by", ""))))}: '
        f"{in_html(str(remark.get('text', '')))}</p>"
        for remark in sheet.remarks(path)
    )
    if field.kind == "group":
        return _block(title, "".join(_rows(sheet, sheet.view.children(path), path)), remarks)
    if field.kind == "lines" and isinstance(value, list) and is_table(field):
        return _block(title, "", remarks, _table(sheet, field, path))
    if field.kind == "lines" and isinstance(value, list):
        lines = "".join(_line(sheet, (*path, position)) for position in range(len(value)))
        return _block(title, "", remarks, f"<ol>{lines}</ol>")
    return _pair(title, sheet.read(field, value), remarks)


def _table(sheet: Sheet, field: Field, path: Path) -> str:
    """Few simple columns of many lines, side by side; a column without any answer to show is left out."""
    lines = [_cells(sheet, field, (*path, number)) for number in range(len(sheet.value(path)))]
    columns = [child for child in field.children if any(line.get(child.key) for line in lines)]
    head = "".join(f"<th>{in_html(child.title(sheet.language))}</th>" for child in columns)
    rows = ("".join(f"<td>{in_html(line.get(child.key, ''))}</td>" for child in columns) for line in lines)
    return f"<table><tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _cells(sheet: Sheet, field: Field, path: Path) -> dict[str, str]:
    """What one line shows, as text by column."""
    places = ((child, (*path, child.key)) for child in field.children)
    return {
        child.key: sheet.read(child, sheet.value(place)) for child, place in places if sheet.view.shows(place)
    }


def _line(sheet: Sheet, path: Path) -> str:
    return f"<li><dl>{''.join(_rows(sheet, sheet.view.children(path), path))}</dl></li>"


def _pair(title: str, text: str, remarks: str = "") -> str:
    return f"<dt>{in_html(title)}</dt><dd>{in_html(text)}{remarks}</dd>"


def _block(title: str, rows: str, remarks: str, lines: str = "") -> str:
    inner = f"<dl>{rows}</dl>" if rows else lines
    return f'<dt class="block">{in_html(title)}</dt><dd class="block">{remarks}{inner}</dd>'


def _any_text(value: Any, language: str) -> str:
    if isinstance(value, list):
        return ", ".join(_any_text(each, language) for each in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_any_text(each, language)}" for key, each in value.items() if key != "_id")
    return figure(value, language, grouped=False) if isinstance(value, float) else str(value)
