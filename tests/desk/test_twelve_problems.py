"""The twelve hard problems of forms from schemas, P1 to P12: what the obvious way does wrong, and ours.

Each test has the obvious way written beside it and shows first that it fails.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from drawn_forms import SETTING, WORDS, drawn, key_ending, opened, press, small_form
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ErrorTree, best_match
from streamlit.testing.v1 import AppTest

from suprovid.forms.answers import put
from suprovid.forms.exporting.document import plain_schema
from suprovid.forms.form import Form
from suprovid.forms.plain.form import ROOT
from suprovid.forms.plain.lenient import compile_any
from suprovid.forms.versions import BREAKING, CHECK, SAFE, differences
from suprovid.forms.words import said

TEXT = {"type": "string", "title": "Текст"}
KIND = {
    "type": "string",
    "title": "Вид",
    "oneOf": [{"const": "question", "title": "Питання"}, {"const": "problem", "title": "Проблема"}],
}
WHEN = {"x-visible-if": "${kind} = 'problem'"}
BRANCHING = {
    "kind": KIND,
    "why": {**TEXT, **WHEN},
    "kept": {**TEXT, **WHEN, "x-keep-hidden": True},
    "name": TEXT,
}
LAYOUT = [
    {"key": "one", "title": "Перше", "fields": ["kind", "why", "kept"]},
    {"key": "two", "title": "Друге", "fields": ["name"]},
]


def keys(test: AppTest, kind: str = "text_input") -> list[str]:
    """The names of the drawn questions of a kind."""
    return [str(element.key).rpartition(".")[2] for element in test.get(kind) if element.key]


def problems(form: Form, answers: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(*each.path, each.keyword) for each in form.look(answers, SETTING).problems("uk")]


# -- P1 ----------------------------------------------------------------------------------------------------


def test_p1_hidden_answers_are_pruned_once_by_their_condition() -> None:
    """Kept while the form is open, gone when it is saved; nothing goes only because it was not drawn."""
    form = small_form(BRANCHING, **{"x-layout": LAYOUT})
    stored = {"kind": "problem", "why": "бо так", "kept": "лишити", "name": "Ганна", "older": 5}
    test, case = drawn("p1", opened(form, stored))
    naive = {key: value for key, value in stored.items() if key in (*keys(test), "kind")}
    assert "name" not in naive, "what another section asks is lost"
    assert "older" not in naive, "what an earlier version asked is lost"

    key_ending(test, "button_group", ".kind").select("question").run()
    assert "why" not in keys(test)
    key_ending(test, "button_group", ".kind").select("problem").run()
    assert key_ending(test, "text_input", ".why").value == "бо так"

    key_ending(test, "button_group", ".kind").select("question").run()
    press(test, "form-submit")
    assert case.outcomes[0].answers == {"kind": "question", "kept": "лишити", "name": "Ганна", "older": 5}


# -- P2 ----------------------------------------------------------------------------------------------------


def test_p2_what_is_hidden_is_not_required() -> None:
    """One condition drives both, here and in the schema that is written for any other validator."""
    form = small_form(BRANCHING, required=["kind", "why"])
    naive = Draft202012Validator({"required": ["kind", "why"]})
    hidden, shown = {"kind": "question"}, {"kind": "problem"}
    assert not naive.is_valid(hidden), "a question that nobody sees stands against saving"

    assert problems(form, hidden) == []
    assert problems(form, shown) == [("why", "required")]
    exported = Draft202012Validator(plain_schema(form, {}).schema)
    assert exported.is_valid(hidden)
    assert not exported.is_valid(shown)


def test_p2_hidden_answers_are_dropped_before_the_check() -> None:
    """A wrong answer that is hidden meanwhile accuses nobody."""
    form = small_form({**BRANCHING, "why": {**TEXT, **WHEN, "minLength": 5}})
    answers = {"kind": "question", "why": "ні"}
    naive = Draft202012Validator({"properties": {"why": {"minLength": 5}}})
    assert not naive.is_valid(answers)

    assert problems(form, answers) == []


# -- P3 ----------------------------------------------------------------------------------------------------

BRANCHES = [
    {"properties": {"kind": {"const": "a"}, "name": TEXT, "age": {"type": "integer"}}},
    {"properties": {"kind": {"const": "b"}, "name": TEXT, "age": TEXT, "code": TEXT}},
]


def test_p3_a_change_of_branch_keeps_equal_answers() -> None:
    """The discriminator is stored; equal name and type stay, the rest waits in the session only."""
    compiled = compile_any({"type": "object", "oneOf": BRANCHES}, "p3.json", {}, WORDS)
    assert compiled.form is not None
    stored = {"kind": "a", "name": "Ганна", "age": 7}
    naive = {**stored, "kind": "b"}
    assert isinstance(naive["age"], int), "a number stands where the other branch asks for a text"
    test, case = drawn("p3", opened(compiled.form, {ROOT: deepcopy(stored)}))
    assert case.filling is not None

    key_ending(test, "selectbox", "fork/oneOf").set_value(1).run()
    assert case.filling.answers[ROOT] == {"kind": "b", "name": "Ганна"}
    key_ending(test, "selectbox", "fork/oneOf").set_value(0).run()
    assert case.filling.answers[ROOT] == stored


# -- P4 ----------------------------------------------------------------------------------------------------

DEFAULTS = {
    "kind": KIND,
    "place": {**TEXT, "default": "Київ"},
    "sum": {"type": "integer", "title": "Сума", "default": 5},
    "sure": {"type": "boolean", "title": "Точно", "default": True},
    "why": {**TEXT, **WHEN, "default": "невідомо"},
    "group": {"type": "object", "title": "Разом", "properties": {"in": {**TEXT, "default": "так"}}},
}


def test_p4_defaults_are_filled_once() -> None:
    """In a new document, or when a condition brings a question up; never on opening, never over an answer."""
    form = small_form(DEFAULTS)
    stored = {"kind": "question", "sum": 0, "sure": False}
    naive = {name: schema["default"] for name, schema in DEFAULTS.items() if "default" in schema} | stored
    assert naive != stored, "opening a document changes it"

    test, case = drawn("p4", opened(form, deepcopy(stored)))
    assert case.filling is not None
    assert case.filling.answers == stored
    press(test, "form-save")
    assert case.outcomes[0].answers == stored

    begun = form.start(SETTING, lambda: "id", {"sum": 0})
    assert begun == {"place": "Київ", "sum": 0, "sure": True}, "no optional group is made"

    test, case = drawn("p4 appears", opened(form, deepcopy(stored)))
    key_ending(test, "button_group", ".kind").select("problem").run()
    assert key_ending(test, "text_input", ".why").value == "невідомо"
    key_ending(test, "text_input", ".why").set_value("").run()
    key_ending(test, "text_input", ".place").set_value("Львів").run()
    assert key_ending(test, "text_input", ".why").value in (None, ""), "an answer taken away comes back"


# -- P5 ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("nothing", [None, "", [], {}])
def test_p5_nothing_removes_the_key(nothing: object) -> None:
    """Absent is the only way not to be answered."""
    naive = {"a": "x"}
    naive["a"] = nothing  # type: ignore[assignment]
    assert "a" in naive

    answers: dict[str, Any] = {"a": "x"}
    put(answers, ("a",), nothing)
    assert answers == {}


@pytest.mark.parametrize("answer", [0, False, 0.0])
def test_p5_zero_and_no_are_answers(answer: object) -> None:
    """They are kept, and they answer a required question."""
    naive = {key: value for key, value in {"a": answer}.items() if value}
    assert naive == {}

    answers: dict[str, Any] = {}
    put(answers, ("a",), answer)
    assert answers == {"a": answer}
    kind = "boolean" if answer is False else "number"
    form = small_form({"a": {"type": kind, "title": "А"}}, required=["a"])
    assert problems(form, answers) == []
    assert form.look(answers, SETTING).kept() == answers


def test_p5_yes_or_no_begins_unanswered() -> None:
    """A checkbox would answer "no" for whoever has not answered; two buttons do not."""
    form = small_form({"sure": {"type": "boolean", "title": "Точно"}, "n": {"type": ["string", "null"]}})
    naive = AppTest.from_function(naive_checkbox).run()
    assert naive.checkbox[0].value is False

    test, case = drawn("p5", opened(form))
    assert not test.checkbox
    press(test, "form-submit")
    assert case.outcomes[0].answers == {}


def naive_checkbox() -> None:
    import streamlit as st

    st.checkbox("Точно")


# -- P6 ----------------------------------------------------------------------------------------------------

SECRET = "таємниця-7"


def test_p6_no_text_of_the_library_and_no_answer_is_shown() -> None:
    """A sentence in the reader's language for each, beside the field that it is about."""
    properties = {
        "age": {"type": "integer", "title": "Вік", "maximum": 120},
        "code": {**TEXT, "pattern": "^[0-9]+$", "x-errors": {"pattern": "Лише цифри, будь ласка."}},
    }
    answers = {"age": 12345, "code": SECRET}
    told = " ".join(
        error.message for error in Draft202012Validator({"properties": properties}).iter_errors(answers)
    )
    assert SECRET in told
    assert "12345" in told

    found = small_form(properties).look(answers, SETTING).problems("uk")
    assert [problem.path for problem in found] == [("age",), ("code",)]
    assert found[1].sentence == "Лише цифри, будь ласка."
    assert not [problem for problem in found if SECRET in repr(problem) or "12345" in repr(problem)]


def test_p6_every_missing_field_is_named() -> None:
    """The library's tree keeps one of several missing fields of an object; we tell each at its own place."""
    form = small_form({"a": TEXT, "b": TEXT, "c": TEXT}, required=["a", "b", "c"])
    errors = list(Draft202012Validator({"required": ["a", "b", "c"]}).iter_errors({}))
    assert len(ErrorTree(errors).errors) == 1

    assert problems(form, {}) == [("a", "required"), ("b", "required"), ("c", "required")]


def test_p6_of_several_branches_the_chosen_one_speaks() -> None:
    """The best match of the library may speak of another branch."""
    branches = [
        {
            "type": "object",
            "properties": {"kind": {"const": "a"}, "x": {"type": "object", "required": ["y"]}},
        },
        {"type": "object", "properties": {"kind": {"const": "b"}, "x": {"type": "integer"}}},
    ]
    answers = {"kind": "a", "x": {}}
    match = best_match(Draft202012Validator({"oneOf": branches}).iter_errors(answers))
    assert list(match.absolute_path) != ["x", "y"]

    compiled = compile_any({"oneOf": branches}, "p6.json", {}, WORDS)
    assert compiled.form is not None
    found = [
        (*each.path[1:], each.keyword) for each in compiled.form.look({ROOT: answers}, SETTING).problems("uk")
    ]
    assert found == [("x", "y", "required")]


# -- P7 ----------------------------------------------------------------------------------------------------

STEPS = {
    "type": "array",
    "title": "Кроки",
    "items": {"type": "object", "properties": {"what": TEXT, "note": TEXT}, "required": ["what"]},
}


def test_p7_a_line_is_known_by_its_id() -> None:
    """Another line is moved before it: what was being typed goes to the line that it was typed in."""
    lines = [{"_id": "l1", "what": "перше"}, {"_id": "l2", "what": "друге"}]
    naive = [line["what"] for line in reversed(lines)]
    naive[0] = "змінене перше"
    assert naive == ["змінене перше", "перше"], "by position, the words of one line land in another"

    test, case = drawn("p7", opened(small_form({"steps": STEPS}), {"steps": deepcopy(lines)}))
    press(test, "l1.open")
    key_ending(test, "text_input", "l1.what").set_value("змінене перше")
    press(test, "l1.down")
    press(test, "form-submit")
    assert case.outcomes[0].answers["steps"] == [
        {"_id": "l2", "what": "друге"},
        {"_id": "l1", "what": "змінене перше"},
    ]


def test_p7_a_problem_is_told_at_its_line_wherever_that_stands() -> None:
    """The way from a problem leads by the id of the line."""
    lines = [{"_id": "l1", "what": "перше"}, {"_id": "l2", "note": "без головного"}]
    test, case = drawn("p7 problem", opened(small_form({"steps": STEPS}), {"steps": lines}))
    press(test, "form-submit")
    assert case.filling is not None
    press(test, "problem-0")
    assert case.filling.line_open(("steps",)) == "l2"


# -- P8 ----------------------------------------------------------------------------------------------------

MANY, LINES = 400, 50


def large() -> Form:
    """400 questions in ten sections; the last has a repeat of ten columns."""
    columns = {f"c{number}": TEXT for number in range(10)}
    asked: dict[str, Any] = {f"q{number}": TEXT for number in range(MANY - 10)}
    asked["rows"] = {"type": "array", "title": "Рядки", "items": {"type": "object", "properties": columns}}
    names = list(asked)
    layout = [
        {"key": f"s{start}", "title": f"Частина {start}", "fields": names[start : start + 43]}
        for start in range(0, len(names), 43)
    ]
    return small_form(asked, **{"x-layout": layout}, required=["q0"])


def test_p8_only_the_open_section_and_the_open_line_are_drawn() -> None:
    """400 questions, 50 lines of ten columns: a few dozen boxes at a time."""
    form = large()
    lines = [{"_id": f"l{number}", "c0": f"рядок {number}", "c1": "ще"} for number in range(LINES)]
    naive = len(form.fields) - 1 + LINES * len(form.field("rows").children)
    assert naive > 800

    test, case = drawn("p8", opened(form, {"rows": lines}))
    assert len(keys(test)) == 43
    press(test, f"section-s{43 * 9}")
    shown = len(keys(test))
    assert shown < 43
    press(test, "l49.open")
    assert len(keys(test)) == shown + 10
    press(test, "rows.add")
    assert len(keys(test)) == shown + 10, "the new line is open, the other one closed"
    assert case.filling is not None
    assert len(case.filling.answers["rows"]) == LINES + 1


def test_p8_a_problem_leads_to_a_line_that_is_not_drawn() -> None:
    """From the list on top into the section and the line, both opened on the way."""
    form = large()
    lines = [{"_id": f"l{number}", "c0": f"рядок {number}"} for number in range(LINES)]
    lines[40]["c3"] = 5  # type: ignore[assignment]
    test, _ = drawn("p8 problem", opened(form, {"q0": "є", "rows": lines}))
    press(test, "form-submit")
    assert not [key for key in keys(test) if key == "c3"]
    press(test, "problem-0")
    assert [str(box.key).rpartition("rows.")[2] for box in test.text_input if ".c3" in str(box.key)] == [
        "l40.c3"
    ]


# -- P9 ----------------------------------------------------------------------------------------------------


def test_p9_languages_fall_back_step_by_step() -> None:
    """`uk-UA`, then `uk`, then the default language of the form, with a mark there."""
    schema = {"type": "string", "title": "City", "x-i18n-title": {"uk": "Місто"}}
    assert schema["x-i18n-title"].get("uk-UA") is None, "by the exact key, a reader in uk-UA gets nothing"

    assert said(schema, "title", "uk-UA") == "Місто"
    assert said(schema, "title", "pl") == "City"
    field = small_form({"city": schema}, settings={"languages": ["en", "uk"]}).field("city")
    assert field.untranslated("pl")
    assert not field.untranslated("uk-UA")


def test_p9_data_that_looks_like_a_translation_is_data() -> None:
    """Only schema positions have languages: a constant and an example stay as they are."""
    looks = {"uk": "так", "en": "yes"}

    def naive(value: Any) -> Any:
        if isinstance(value, dict):
            return (
                value["uk"]
                if set(value) == {"uk", "en"}
                else {key: naive(each) for key, each in value.items()}
            )
        return value

    schema = {"title": "Мапа", "const": looks}
    assert naive(schema) == {"title": "Мапа", "const": "так"}

    form = small_form({"map": {**schema, "type": "object"}})
    assert problems(form, {"map": dict(looks)}) == []
    assert problems(form, {"map": {"uk": "так"}}) == [("map", "const")]


# -- P10 ---------------------------------------------------------------------------------------------------


def naive_day() -> None:
    from datetime import date

    import streamlit as st

    st.date_input("День", value=date(1931, 5, 1), max_value=date(1930, 1, 1))


@pytest.mark.parametrize("stored", ["1931-05-01", "1799-01-31", "2199-12-31"])
def test_p10_a_stored_day_out_of_bounds_is_shown_and_kept(stored: str) -> None:
    """Ten years around today are not enough for a birthday, and no stored day breaks the page."""
    assert AppTest.from_function(naive_day).run().exception, "the widget alone refuses"

    form = small_form({"born": {**TEXT, "format": "date"}, "note": TEXT})
    test, case = drawn(f"p10 {stored}", opened(form, {"born": stored}))
    box = test.date_input[0]
    assert box.value == date.fromisoformat(stored)
    assert box.min <= date(1900, 1, 1)
    key_ending(test, "text_input", ".note").set_value("ще раз").run()
    press(test, "form-submit")
    assert case.outcomes[0].answers == {"born": stored, "note": "ще раз"}


def test_p10_what_is_no_day_is_kept_and_told() -> None:
    """A date that somebody imported wrongly neither crashes nor vanishes."""
    stored = "31.02.2026"
    with pytest.raises(ValueError, match="isoformat"):
        date.fromisoformat(stored)

    form = small_form({"born": {**TEXT, "format": "date"}})
    _, case = drawn("p10 odd", opened(form, {"born": stored}))
    assert case.filling is not None
    assert case.filling.to_save() == {"born": stored}
    assert problems(form, {"born": stored}) == [("born", "format")]


def test_p10_numbers_of_papers_keep_their_zeros() -> None:
    """Identity numbers and phones are text."""
    assert str(int("0012345678")) != "0012345678"

    form = small_form({"tax": {**TEXT, "pattern": "^[0-9]{10}$"}})
    test, case = drawn("p10 zeros", opened(form))
    key_ending(test, "text_input", ".tax").set_value("0012345678").run()
    press(test, "form-submit")
    assert case.outcomes[0].answers == {"tax": "0012345678"}


# -- P11 ---------------------------------------------------------------------------------------------------


def naive_sections() -> None:
    import streamlit as st

    part = st.radio("Частина", ["one", "two"])
    st.text_input("Текст", key=part)
    st.text(str(st.session_state.get("one")))


def test_p11_what_is_not_drawn_is_not_lost() -> None:
    """Streamlit forgets the widgets of another section; the answers live beside it and come back."""
    naive = AppTest.from_function(naive_sections).run()
    naive.text_input[0].set_value("набране").run()
    naive.radio[0].set_value("two").run()
    naive.radio[0].set_value("one").run()
    assert naive.text_input[0].value != "набране"

    form = small_form(
        {**BRANCHING, "top": TEXT}, **{"x-layout": [{"key": "zero", "fields": ["top"]}, *LAYOUT]}
    )
    test, _ = drawn("p11", opened(form))
    key_ending(test, "text_input", ".top").set_value("набране").run()
    press(test, "section-two")
    assert keys(test) == ["name"]
    press(test, "section-zero")
    assert key_ending(test, "text_input", ".top").value == "набране"


# -- P12 ---------------------------------------------------------------------------------------------------

OLD = {"const": "old", "title": "Старе"}
STATES = {"type": "string", "title": "Стан", "oneOf": [{"const": "new", "title": "Нове"}, OLD]}


def retired() -> Form:
    choices = [{"const": "new", "title": "Нове"}, {**OLD, "deprecated": True}]
    return small_form({"state": {**STATES, "oneOf": choices}, "note": TEXT})


def naive_choice() -> None:
    import streamlit as st

    stored, offered = "old", ["new"]
    index = offered.index(stored) if stored in offered else None
    st.text(str(st.selectbox("Стан", offered, index=index)))


def test_p12_a_retired_choice_stays_chosen_also_after_saving_again() -> None:
    """It is offered to nobody else, and no save blanks it; not the first, not the second."""
    assert AppTest.from_function(naive_choice).run().text[0].value == "None"

    answers = {"state": "old"}
    for turn in ("один", "два"):
        test, case = drawn(f"p12 {turn}", opened(retired(), answers))
        key_ending(test, "text_input", ".note").set_value(turn).run()
        press(test, "form-submit")
        answers = case.outcomes[0].answers
        assert answers == {"state": "old", "note": turn}
    fresh, _ = drawn("p12 fresh", opened(retired()))
    offered = list(fresh.get("button_group")[0].options)
    assert offered == ["Нове"]


def test_p12_earlier_answers_are_shown_and_saved_back_untouched() -> None:
    """Values without a field are under "earlier answers"; rebuilding from the fields loses them."""
    form = small_form({"about": TEXT, "steps": STEPS})
    stored = {
        "about": "є",
        "shoe": {"size": 42, "odd": ["", None, 0]},
        "steps": [{"_id": "l1", "what": "крок", "gone": "було"}],
    }
    naive = {field.key: stored[field.key] for field in form.fields if field.key in stored}
    assert "shoe" not in naive

    test, case = drawn("p12 earlier", opened(form, deepcopy(stored)))
    assert case.filling is not None
    assert case.filling.to_save() == stored, "opening and saving changes no letter"
    key_ending(test, "text_input", ".about").set_value("інше").run()
    press(test, "form-submit")
    saved = case.outcomes[0].answers
    assert saved["shoe"]["size"] == 42
    assert saved["steps"] == stored["steps"]


def test_p12_each_edit_is_sorted_by_what_it_does_to_documents() -> None:
    """Comparing the files only says that they differ; here each edit says what it means."""
    before = small_form({"a": TEXT, "b": STATES, "c": TEXT, "d": {"type": "integer", "title": "Число"}})
    after = small_form(
        {
            "a": {**TEXT, "title": "Інший текст", "maxLength": 5},
            "b": {**STATES, "oneOf": STATES["oneOf"][:1]},
            "d": {"type": "array", "title": "Число", "items": {"type": "integer"}},
        }
    )
    assert before.schema != after.schema
    found = {(change.place, change.key): change.effect for change in differences(before, after)}
    assert found["a", "text"] == SAFE
    assert found["a", "tighter"] == CHECK
    assert found["b", "choice_removed"] == BREAKING
    assert found["c", "removed"] == BREAKING
    assert found["d", "kind"] == BREAKING


def test_p12_a_document_that_was_submitted_stays_as_it_is() -> None:
    """A tighter rule is met at the next edit: reading shows the document without a word of blame."""
    stored = {"note": "довгий текст"}
    tight = small_form({"note": {**TEXT, "maxLength": 3}})
    assert not Draft202012Validator({"properties": {"note": {"maxLength": 3}}}).is_valid(stored)

    test, case = drawn("p12 reading", opened(tight, stored, read_only=True))
    body = "".join(html.proto.body for html in test.get("html"))
    assert "довгий текст" in body
    assert not [each for each in test.markdown if ":red[" in each.value]
    case.opened = replace(case.opened, read_only=False)
    test.run()
    press(test, "form-submit")
    assert case.outcomes == []
