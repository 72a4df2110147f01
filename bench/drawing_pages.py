"""The two pages that `bench.drawing` compares: the same 60 questions by a form and by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import streamlit as st

from suprovid.desk import form_view
from suprovid.desk.form_view import Opened
from suprovid.forms.form import Form
from suprovid.forms.setting import Setting
from suprovid.forms.words import Words

SIZES = 10
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=UTC)
CHOICES = ["a", "b", "c"]
MANY = [f"choice {number}" for number in range(12)]


def schema_of(number: int, kind: str) -> dict[str, Any]:
    """One question of each of six common kinds; every fifth is shown by a condition."""
    one = [{"const": value, "title": value} for value in (CHOICES if kind == "few" else MANY)]
    schemas: dict[str, dict[str, Any]] = {
        "text": {"type": "string"},
        "long": {"type": "string", "x-widget": "long"},
        "day": {"type": "string", "format": "date"},
        "count": {"type": "integer", "minimum": 0},
        "few": {"type": "string", "oneOf": one},
        "many": {"type": "string", "oneOf": one},
    }
    condition = {"x-visible-if": "${text0} = ''"} if number % 5 == 4 else {}
    return {"title": f"Question {kind} {number}", **schemas[kind], **condition}


KINDS = ("text", "long", "day", "count", "few", "many")


@cache
def form() -> Form:
    """60 questions in one section."""
    properties = {f"{kind}{n}": schema_of(n, kind) for n in range(SIZES) for kind in KINDS}
    words = Words({"en": {"form.yes": "Yes", "form.no": "No"}}, "en")
    settings = {"id": "bench", "version": "1", "languages": ["en"]}
    required = [f"text{number}" for number in range(1, SIZES)]
    return Form({"type": "object", "properties": properties, "required": required, "x-form": settings}, words)


PARTS, LINES = 6, 50


@cache
def large_form(parts: bool = True) -> Form:
    """411 questions: six sections of 60, and one with a repeat of 50 columns; or all in one section."""
    asked = {
        f"p{part}_{kind}{n}": schema_of(n, kind)
        for part in range(PARTS)
        for n in range(SIZES)
        for kind in KINDS
    }
    asked = {name: {**schema, **moved(schema, name[:3])} for name, schema in asked.items()}
    columns = {
        f"{kind}{n}": schema_of(n, kind) for n in range(9) for kind in KINDS if kind != "long" or n < 5
    }
    items = {"type": "object", "properties": columns}
    asked["lines"] = {"type": "array", "title": "Lines", "items": items}
    sections = [[name for name in asked if name.startswith(f"p{part}_")] for part in range(PARTS)]
    layout = [
        {"key": f"s{number}", "title": f"Part {number + 1}", "fields": names}
        for number, names in enumerate([*sections, ["lines"]] if parts else [list(asked)])
    ]
    words = Words({"en": {"form.yes": "Yes", "form.no": "No"}}, "en")
    settings = {"id": "large", "version": "1", "languages": ["en"]}
    schema = {"type": "object", "properties": asked, "x-layout": layout, "x-form": settings}
    assert 400 <= sum(1 for _ in Form(schema, words).named) <= 420
    return Form(schema, words)


def moved(schema: dict[str, Any], part: str) -> dict[str, Any]:
    """The same condition, put to the question of its own part."""
    return {"x-visible-if": f"${{{part}text0}} != 'never'"} if "x-visible-if" in schema else {}


def lines() -> list[dict[str, Any]]:
    """Fifty lines with ten answers each."""
    filled = {f"text{n}": "some words" for n in range(1, 9)} | {"day1": "2026-03-02", "count1": 3}
    return [{"_id": f"l{number}", **filled, "text1": f"line {number}"} for number in range(LINES)]


@dataclass(frozen=True)
class Person:
    id: str = "bench"


@dataclass(frozen=True)
class By:
    person: Person = Person()
    now: datetime = NOW


@dataclass(frozen=True)
class Desk:
    language: str = "en"
    by: By = By()

    def say(self, key: str, /, **facts: object) -> str:
        return key


def draw_form() -> None:
    """The page by the form: conditions, requiredness, problems and progress included."""
    form_view.draw(Desk(), Opened(form(), Setting(date(2026, 3, 2), NOW, language="en"), {}))


def draw_large() -> None:
    """The large form, at its first section."""
    form_view.draw(Desk(), Opened(large_form(), Setting(date(2026, 3, 2), NOW, language="en"), {}))


def draw_large_with_lines() -> None:
    """The same with fifty lines in its repeat, each with six conditions."""
    setting = Setting(date(2026, 3, 2), NOW, language="en")
    form_view.draw(Desk(), Opened(large_form(), setting, {"lines": lines()}))


def draw_all_at_once() -> None:
    """The large form as one section: what it would cost to draw all of it."""
    form_view.draw(Desk(), Opened(large_form(False), Setting(date(2026, 3, 2), NOW, language="en"), {}))


def draw_widgets() -> None:
    """The same page as somebody would write it for this one form."""
    with st.container():
        for number in range(SIZES):
            mark = " *" if number else ""
            st.text_input(f"Question text {number}{mark}", value=None, key=f"text{number}")
            st.text_area(f"Question long {number}", value=None, key=f"long{number}", height="content")
            st.date_input(
                f"Question day {number}",
                value=None,
                min_value=date(1900, 1, 1),
                max_value=date(2100, 12, 31),
                format="DD.MM.YYYY",
                key=f"day{number}",
            )
            st.number_input(f"Question count {number}", value=None, step=1, key=f"count{number}")
            st.segmented_control(f"Question few {number}", CHOICES, key=f"few{number}", wrap=True)
            st.selectbox(f"Question many {number}", MANY, index=None, key=f"many{number}")
    with st.bottom, st.container(horizontal=True):
        st.button("Save", key="save", shortcut="Ctrl+S")
        st.button("Submit", key="submit", type="primary")
