"""Every kind of answer: drawn without losing what is stored, changed into what the form can judge."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import Any

import pytest
from drawn_forms import WORDS, drawn, key_ending, opened, small_form
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from suprovid.desk import (
    form_view_lines,
    form_view_rows,
    widgets,
    widgets_choice,
    widgets_files,
    widgets_text,
    widgets_time,
)
from suprovid.desk.widgets_text import read_phone
from suprovid.forms.vocabulary import WIDGETS

MODULES = (form_view_lines, widgets_choice, widgets_files, widgets_text, widgets_time)
THREE = [
    {"const": "a", "title": "А"},
    {"const": "b", "title": "Б"},
    {"const": "old", "title": "В", "deprecated": True},
]
LONG = [{"const": key, "title": f"Досить довга назва варіанта {key}"} for key in "abc"]
MANY = [{"const": key, "title": f"Назва {key}"} for key in "abcdefghijkl"]
KINDS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "long": {"type": "string", "x-widget": "long"},
    "integer": {"type": "integer", "minimum": 0, "maximum": 5},
    "number": {"type": "number"},
    "date": {"type": "string", "format": "date"},
    "time": {"type": "string", "format": "time"},
    "moment": {"type": "string", "format": "date-time"},
    "boolean": {"type": "boolean"},
    "box": {"type": "boolean", "x-widget": "checkbox"},
    "short": {"type": "string", "oneOf": THREE},
    "radio": {"type": "string", "oneOf": LONG},
    "many": {"type": "string", "oneOf": MANY},
    "few": {"type": "array", "uniqueItems": True, "items": {"type": "string", "oneOf": THREE}},
    "boxes": {"type": "array", "x-widget": "checkboxes", "items": {"type": "string", "oneOf": THREE}},
    "lots": {"type": "array", "uniqueItems": True, "items": {"type": "string", "oneOf": MANY}},
    "steps": {"type": "integer", "minimum": 0, "maximum": 10, "x-widget": "scale"},
    "scale": {"type": "string", "x-widget": "scale", "oneOf": THREE},
    "phone": {"type": "string", "x-widget": "phone"},
    "email": {"type": "string", "format": "email"},
    "reference": {"type": "string", "x-choices-from": {"from": "staff"}},
    "typed": {"type": "string", "x-choices-from": {"from": "staff", "typed": True}},
    "references": {"type": "array", "items": {"type": "string", "x-choices-from": {"from": "staff"}}},
    "words": {"type": "array", "items": {"type": "string"}},
    "files": {"type": "array", "x-widget": "attachments", "items": {"type": "object"}},
}  # fmt: skip
FORM = small_form({key: {"title": key, **schema} for key, schema in KINDS.items()})
SCALARS = st.one_of(
    st.text(min_size=1, max_size=20),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.sampled_from(["a", "b", "old", "gone", "2026-02-30", "1899-01-01", "2300-12-31", "10:15:30", "25:00"]),
    st.sampled_from(
        ["2026-03-02T10:15:30+05:00", "2026-03-02", "0671234567", "+380671234567", "**x**", " x "]
    ),
)
ODD = st.one_of(SCALARS, st.lists(SCALARS, min_size=1, max_size=4))


def test_every_kind_of_question_has_its_word() -> None:
    """The page of forms says how each question is answered, in both languages."""
    kinds = {kind for _, kind in widgets.WIDGETS} | {"tree"}
    said = [f"forms.kind.{kind}" for kind in kinds]

    assert [(key, code) for key in said for code in ("uk", "en") if not WORDS.has(key, code)] == []


def test_the_names_are_those_that_the_dialect_checks() -> None:
    """A form may ask for exactly the widgets that exist, and no widget exists that a form cannot ask for."""
    assert widgets.names() | {"lines", "table"} == set(WIDGETS)
    assert set(form_view_rows.SHAPES) == {"lines", "group", "tree"}


def test_every_kind_has_a_widget() -> None:
    """Whatever the kind of a field, something draws it."""
    kinds = {field.kind for field in FORM.fields}

    assert {kind for name, kind in widgets.WIDGETS if not name} == kinds


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.dictionaries(st.sampled_from(sorted(KINDS)), ODD, max_size=12))
def test_drawing_untouched_gives_back_the_same_answers(answers: dict[str, Any]) -> None:
    """However odd an answer is for its field, a form that nobody touches keeps it as it was."""
    before = json.dumps(answers)

    test, case = drawn("untouched", opened(FORM, answers))
    assert not test.run().exception

    assert case.filling is not None
    assert json.dumps(case.filling.answers) == before
    assert not case.opened.drafts.kept


HALF = "a\ud800"
BROKEN: list[Any] = [
    HALF, f"{HALF}\n", [HALF, "\udc00"], [HALF, 5, None, {}], {HALF: [HALF]},
    [{"_id": "x", "word": HALF}, 5, {"_id": "x"}, None, {"_id": 2}, "line", {}],
]  # fmt: skip
LINES = {
    "type": "array",
    "items": {"type": "object", "properties": {"word": {"type": "string", "title": "W"}}},
}


@pytest.mark.parametrize("value", BROKEN)
def test_what_a_broken_import_left_is_drawn_and_kept(value: Any) -> None:
    """Half of a character, lines that are none, ids that are none or twice the same."""
    kinds = {**KINDS, "lines": LINES, "locked": {"type": "string", "readOnly": True}}
    form = small_form({key: {"title": key, **schema} for key, schema in kinds.items()})
    before = json.dumps(dict.fromkeys(kinds, value))

    test, case = drawn("broken", opened(form, json.loads(before)))
    assert not test.run().exception

    assert case.filling is not None
    assert json.dumps(case.filling.to_save()) == before


def test_a_line_without_a_name_says_which_question_its_choice_answers() -> None:
    """Named by its first text it needs no question; "no" alone would name nothing."""
    items = {"name": {"type": "string", "title": "N"}, "ready": {"type": "boolean", "title": "R"}}
    form = small_form({"lines": {**LINES, "title": "L", "items": {"type": "object", "properties": items}}})
    lines = [{"_id": "a", "ready": False}, {"_id": "b", "name": "x", "ready": False}]

    test, _ = drawn("unnamed", opened(form, {"lines": lines}))
    labels = [button.label for button in test.run().button]

    assert "1. R: Ні" in labels
    assert any(label.startswith("2. x · ") and "R:" not in label for label in labels)


def test_a_line_is_added_and_removed_beside_what_is_no_line() -> None:
    """What stands among the lines and is none stays where it is."""
    form = small_form({"lines": {"title": "L", **LINES}})
    test, case = drawn("among", opened(form, {"lines": [5, {"_id": "a", "word": "x"}, None]}))
    assert case.filling is not None

    case.filling.add_line(("lines",), {"_id": "b"})
    case.filling.remove_line(("lines",), "a")

    assert case.filling.answers == {"lines": [5, None, {"_id": "b"}]}
    assert not test.run().exception


CHANGES: dict[str, tuple[str, Any, Any]] = {
    "text": ("text_input", "  Ганна  ", "Ганна"),
    "long": ("text_area", "перше\nдруге", "перше\nдруге"),
    "integer": ("number_input", 3, 3),
    "number": ("number_input", 2.5, 2.5),
    "date": ("date_input", date(1931, 5, 7), "1931-05-07"),
    "time": ("time_input", time(9, 30), "09:30"),
    "moment": ("datetime_input", datetime(2026, 7, 1, 9, 30), "2026-07-01T09:30+03:00"),
    "box": ("checkbox", True, True),
    "radio": ("radio", "b", "b"),
    "many": ("selectbox", "c", "c"),
    "lots": ("multiselect", ["d", "b"], ["b", "d"]),
    "phone": ("text_input", "067 123-45-67", "+380671234567"),
    "email": ("text_input", "a@b.example", "a@b.example"),
}


@pytest.mark.parametrize("key", CHANGES)
def test_a_change_is_stored_as_the_form_keeps_it(key: str) -> None:
    """What a person enters is written as the form judges it: ISO dates, choice keys, phones."""
    kind, entered, stored = CHANGES[key]
    case_opened = opened(FORM)
    test, _ = drawn("change", case_opened)

    key_ending(test, kind, f".{key}").set_value(entered).run()

    assert case_opened.drafts.only.answers == {key: stored}


@pytest.mark.parametrize(
    ("key", "pressed", "stored"),
    [("boolean", "\0false", False), ("short", "b", "b"), ("steps", "\x000", 0), ("scale", "a", "a")],
)
def test_a_pressed_button_is_the_answer_and_pressed_again_it_is_none(
    key: str, pressed: str, stored: Any
) -> None:
    """Buttons in a row start empty; "no" and zero are answers; what is pressed can be taken back."""
    case_opened = opened(FORM)
    test, _ = drawn("press", case_opened)
    assert key_ending(test, "button_group", f".{key}").value in (None, [])

    key_ending(test, "button_group", f".{key}").select(pressed).run()
    assert case_opened.drafts.only.answers == {key: stored}

    key_ending(test, "button_group", f".{key}").unselect(pressed).run()
    assert case_opened.drafts.only.answers == {}


def test_several_choices_keep_the_order_of_the_form() -> None:
    """The order in which several things are chosen says nothing, so that the form's order is kept."""
    case_opened = opened(FORM)
    test, _ = drawn("several", case_opened)

    key_ending(test, "button_group", ".few").set_value(["b", "a"]).run()

    assert case_opened.drafts.only.answers == {"few": ["a", "b"]}


def test_an_emptied_box_is_no_answer() -> None:
    """A text of spaces, or none, takes the answer away."""
    case_opened = opened(FORM, {"text": "було", "integer": 4})
    test, _ = drawn("emptied", case_opened)

    key_ending(test, "text_input", ".text").set_value("   ").run()

    assert case_opened.drafts.only.answers == {"integer": 4}


def test_a_retired_choice_is_offered_only_where_it_is_stored() -> None:
    """A choice that is not used any more stays chosen, with a mark; nobody else is offered it."""
    fresh, _ = drawn("fresh", opened(FORM))
    stored, _ = drawn("stored", opened(FORM, {"short": "old"}))

    assert "old" not in [
        option.content for option in key_ending(fresh, "button_group", ".short").proto.options
    ]
    titles = [option.content for option in key_ending(stored, "button_group", ".short").proto.options]
    assert titles == ["А", "Б", "В (більше не використовується)"]
    assert key_ending(stored, "button_group", ".short").value in ("old", ["old"])


def test_equal_titles_stay_apart() -> None:
    """Two choices with one title are two options, or choosing one would store the other."""
    twins = [{"const": key, "title": "Інше"} for key in ("x", "y", *"abcdef")]
    form = small_form({"one": {"type": "string", "title": "Один", "oneOf": twins}})

    test, _ = drawn("twins", opened(form, {"one": "y"}))

    box = key_ending(test, "selectbox", ".one")
    assert len(set(box.options)) == len(twins)
    assert box.value == "y"


def test_a_radio_can_be_taken_back() -> None:
    """Radio buttons have no empty place, so that a small button clears them."""
    case_opened = opened(FORM, {"radio": "a", "text": "лишається"})
    test, _ = drawn("radio", case_opened)

    key_ending(test, "button", ".radio-clear").click().run()

    assert case_opened.drafts.only.answers == {"text": "лишається"}
    assert key_ending(test, "radio", ".radio").value is None


def test_titles_and_options_are_escaped() -> None:
    """A methodologist's title and a choice with markup are shown as typed in labels and buttons."""
    options = [{"const": "a", "title": "![x](http://evil)"}, {"const": "b", "title": ":red[Б]"}]
    form = small_form({"one": {"type": "string", "title": "Питання **1** $x$", "oneOf": options}})

    test, _ = drawn("escaped", opened(form))

    group = key_ending(test, "button_group", ".one").proto
    assert group.label == r"Питання \*\*1\*\* \$x\$"
    assert [option.content for option in group.options] == ["!\\[x\\](http\u2060://evil)", r"\:red\[Б\]"]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("067 123 45 67", "+380671234567"),
        ("+380 (67) 123-45-67", "+380671234567"),
        ("+48 512 345 678", "+48512345678"),
        ("гаряча лінія 15-47", "гаряча лінія 15-47"),
        ("102", "102"),
        ("", None),
    ],
)
def test_a_phone_is_kept_in_one_spelling_if_it_can_be_read(typed: str, kept: str | None) -> None:
    """Any spelling of a number becomes the international one; what is no full number stays as typed."""
    assert read_phone(typed) == kept
