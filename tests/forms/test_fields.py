"""A field as people see it: labels by language, choices, answers as text."""

from __future__ import annotations

import pytest
from small_forms import choice, form, group, lines, several, text

from suprovid.forms.fields import kind_of

NUMBER = {"type": "number", "title": "n", "x-unit": "грн", "x-i18n-unit": {"en": "UAH"}}


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        (text(), "text"),
        (text(**{"x-widget": "long"}), "long"),
        (text(**{"x-widget": "phone"}), "phone"),
        (text(format="email"), "email"),
        (text(format="date"), "date"),
        (text(format="time"), "time"),
        (text(format="date-time"), "datetime"),
        (text(**{"x-choices-from": {"from": "staff"}}), "reference"),
        (choice("x"), "choice"),
        (choice("x", **{"x-widget": "scale"}), "scale"),
        ({"title": "e", "enum": ["a", "b"]}, "choice"),
        ({"type": ["string", "null"], "format": "date"}, "date"),
        ({"type": "boolean"}, "boolean"),
        ({"type": "integer"}, "integer"),
        ({"type": "integer", "oneOf": [{"const": -1, "title": "-1"}], "x-widget": "scale"}, "scale"),
        (several("x"), "choices"),
        ({"type": "array", "items": {"type": "string", "x-choices-from": {"from": "staff"}}}, "references"),
        ({"type": "array", "items": {"type": "string"}}, "texts"),
        ({"type": "array", "x-widget": "attachments", "items": {"type": "object"}}, "attachments"),
        (lines({"a": text()}), "lines"),
        (group({"a": text()}), "group"),
        ({"properties": {"a": text()}}, "group"),
    ],
)
def test_the_kind_of_a_field(schema, kind):
    """Type, format, choices and widget decide, in this order of strength."""
    assert kind_of(schema) == kind


@pytest.mark.parametrize(
    ("schema", "value", "uk", "en"),
    [
        (text(format="date"), "2026-03-02", "02.03.2026", "02/03/2026"),
        (text(format="date"), "1066-10-14", "14.10.1066", "14/10/1066"),
        (text(format="date"), "not a date", "not a date", "not a date"),
        (text(format="date-time"), "2026-03-02T09:05+02:00", "02.03.2026 09:05", "02/03/2026 09:05"),
        ({"type": "boolean", "title": "b"}, True, "Так", "Yes"),
        ({"type": "boolean", "title": "b"}, False, "Ні", "No"),
        (choice("x"), "x", "Це x", "It is x"),
        (choice("x"), "unheard", "unheard", "unheard"),
        (several("x", "y"), ["y", "gone"], "Це y, gone", "It is y, gone"),
        (several("x", "y"), "x", "Це x", "It is x"),
        (NUMBER, 1.5, "1,5 грн", "1.5 UAH"),
        (NUMBER, 0, "0 грн", "0 UAH"),
        (text(), "<b>**x**</b>", "<b>**x**</b>", "<b>**x**</b>"),
        (lines({"a": text(), "b": choice("x")}), [{"_id": "1", "a": "1", "b": "x"}, {"a": "2"}], "1, Це x; 2",
         "1, It is x; 2"),
        (lines({"a": text()}), "odd", "odd", "odd"),
        (text(), None, "", ""),
    ],
)  # fmt: skip
def test_an_answer_as_text(schema, value, uk, en):
    """P10: shown as the reader writes it; what does not fit is shown as it is stored, and never crashes."""
    field = form({"a": schema}).field("a")
    assert (field.reads(value, "uk"), field.reads(value, "en")) == (uk, en)


def test_labels_fall_back_to_the_default_language():
    """P9: `en-GB`, `en`, then the file's own; the gap can be marked."""
    words = {
        "x-i18n-title": {"en": "Name"},
        "x-help": "Довга",
        "x-i18n-help": {"en": "Long"},
        "description": "Тут",
    }
    field = form({"a": text("Ім'я", **words)}).field("a")
    assert [field.title(language) for language in ("uk", "en-GB", "pl")] == ["Ім'я", "Name", "Ім'я"]
    assert [field.help(language) for language in ("uk", "en")] == ["Довга", "Long"]
    assert field.description("en") == "Тут"
    assert [field.untranslated(language) for language in ("uk", "en-GB", "pl")] == [False, False, True]


def test_columns_are_arranged_in_rows():
    """`x-layout` of an object puts columns side by side; what it leaves out stands at the end."""
    items = {"type": "object", "properties": {key: text() for key in "abcd"}, "x-layout": [["b", "a"], "d"]}
    field = form({"rows": {"type": "array", "title": "r", "items": items}}).field("rows")
    assert [[child.key for child in row] for row in field.rows] == [["b", "a"], ["d"], ["c"]]


def test_names_reach_into_lines_and_groups():
    """Dotted names without positions."""
    sample = form({"rows": lines({"g": group({"a": text()})})})
    assert list(sample.named) == ["rows", "rows.g", "rows.g.a"]
    assert sample.field("rows.g.a").inside == (("rows", "lines"), ("rows.g", "group"))
