"""Small edits of a form: each keeps the form sound, and no document loses an answer by it."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suprovid.errors import BadForm, Missing, SharedList
from suprovid.forms import editing
from suprovid.forms.archive import KEY
from suprovid.forms.editing import KINDS, Question
from suprovid.forms.editing_order import with_place
from suprovid.forms.library import Library
from suprovid.forms.versions import BREAKING, differences

SCHEMAS = Path(__file__).parents[2] / "schemas"
FORMS = sorted(path.stem for path in (SCHEMAS / "forms").glob("*.json"))


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.read(SCHEMAS)


def source(key: str = "intake") -> dict[str, Any]:
    found: dict[str, Any] = json.loads((SCHEMAS / "forms" / f"{key}.json").read_text(encoding="utf-8"))
    return found


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("Щоденник згоди", "shchodennyk_zhody"),
        ("Чи є в людини ґанок?", "chy_ie_v_liudyny_ganok"),
        ("Об'їзд", "obizd"),
        ("Email / phone", "email_phone"),
        ("2-й телефон", "question_2_i_telefon"),
        ("???", "question"),
        ("語", "question"),
    ],
)
def test_a_key_is_made_from_the_label(label: str, key: str) -> None:
    """As passports write Ukrainian; what has no Latin letters gets a plain name."""
    assert editing.key_of(label, (), "question") == key


@given(st.text(max_size=80))
def test_a_key_is_always_a_key(label: str) -> None:
    """Whatever was typed; and never one that is taken."""
    key = editing.key_of(label, (), "question")
    other = editing.key_of(label, [key], "question")
    assert KEY.fullmatch(key)
    assert KEY.fullmatch(other)
    assert other != key


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("form", ["intake", "contact_note"])
def test_a_question_of_every_kind_can_be_added(library: Library, form: str, kind: str) -> None:
    """It stands in its section, in the short profile too, and the form stays sound."""
    question = Question({"uk": "Нове питання", "en": "A new one"}, kind, ("Так", "Ні", ""), section="b")
    text = editing.edited(library.source(form), partial(editing.with_question, question=question))

    judged, faults = library.judged(form, text)

    assert judged is not None, faults
    field = judged.field("nove_pytannia")
    assert (field.kind, field.core, field.required) == (kind, True, False)
    assert (field.title("uk"), field.title("en")) == ("Нове питання", "A new one")
    assert [choice.title for choice in field.choices("uk")] == (
        ["Так", "Ні"] if kind in editing.CHOOSING else []
    )
    changes = differences(library.form(form), judged)
    assert {change.key for change in changes} <= {"added", "layout"}


def test_a_required_question_is_told_as_such(library: Library) -> None:
    """Documents made before are asked for it at their next change: that is to check."""
    question = Question({"uk": "Обіцяна дата"}, "date", required=True)
    text = editing.edited(library.source("intake"), partial(editing.with_question, question=question))

    judged, _ = library.judged("intake", text)

    assert judged is not None
    assert judged.field("obitsiana_data").required
    assert "added_required" in {change.key for change in differences(library.form("intake"), judged)}


def test_the_same_label_twice_makes_two_questions() -> None:
    """The second key gets a number."""
    question = Question({"uk": "Примітка"})
    twice = editing.with_question(editing.with_question(source(), question), question)

    assert {"prymitka", "prymitka_2"} <= set(twice["properties"])
    assert twice["x-layout"][-1]["fields"][-2:] == ["prymitka", "prymitka_2"]


def test_a_label_changes_and_its_key_stays() -> None:
    """In the form's own language in the title, in others beside it; also inside tables."""
    new = editing.with_label(source(), "requests.words", {"uk": "Слова людини", "en": "Their words"})

    field = new["properties"]["requests"]["items"]["properties"]["words"]
    assert field["title"] == "Слова людини"
    assert field["x-i18n-title"]["en"] == "Their words"
    assert list(source()["properties"]) == list(new["properties"])


def test_a_choice_is_added_before_the_last_ones() -> None:
    """«Other» stays at the end."""
    schema = source("closure")
    name, choices = own_choices(schema)
    schema["properties"][name].setdefault("oneOf", choices)
    choices.append({"const": "other", "title": "Інше"})

    new = editing.with_choice(schema, name, {"uk": "Ще один", "en": "One more"})

    keys = [each["const"] for each in new["properties"][name]["oneOf"]]
    assert keys[-2:] == ["shche_odyn", "other"]
    assert schema != new


def own_choices(schema: dict[str, Any]) -> tuple[str, list[dict[str, Any]]]:
    """A question of a form with choices that are written in the form itself."""
    return next((name, each["oneOf"]) for name, each in schema["properties"].items() if "oneOf" in each)


def test_what_is_retired_can_be_offered_again(library: Library) -> None:
    """A question, a choice; the differences say what to check, nothing breaks."""
    schema = source("closure")
    name, choices = own_choices(schema)
    once = editing.with_choice_retired(schema, name, choices[0]["const"])
    once = editing.with_field_retired(once, name)
    judged, faults = library.judged("closure", json.dumps(once))
    assert judged is not None, faults
    assert {"retired", "choice_retired"} <= {
        change.key for change in differences(library.form("closure"), judged)
    }

    back = editing.with_choice_retired(once, name, choices[0]["const"], retired=False)
    assert editing.with_field_retired(back, name, retired=False) == schema


def test_a_choice_gets_another_label() -> None:
    """Its key stays, so stored answers read anew."""
    schema = source("closure")
    name, choices = own_choices(schema)

    new = editing.with_choice_label(schema, name, choices[0]["const"], {"uk": "Інакше"})

    assert new["properties"][name]["oneOf"][0]["const"] == choices[0]["const"]
    assert new["properties"][name]["oneOf"][0]["title"] == "Інакше"


def test_a_shared_list_is_not_changed_in_one_form() -> None:
    """The error names the file."""
    with pytest.raises(SharedList) as told:
        editing.with_choice(source(), "channel", {"uk": "Голубом"})
    assert told.value.facts["file"] == "lists/channel.json"


def test_choices_of_a_list_inside_the_form_are_changed_there() -> None:
    """`$defs` belong to the form."""
    schema = {
        "properties": {"a": {"title": "A", "$ref": "#/$defs/choices_a"}},
        "$defs": {"choices_a": {"type": "string", "oneOf": [{"const": "x", "title": "X"}]}},
    }
    new = editing.with_choice(schema, "a", {"uk": "Ігрек"})
    assert [each["const"] for each in new["$defs"]["choices_a"]["oneOf"]] == ["x", "ihrek"]


def test_a_question_stands_after_the_one_that_was_chosen() -> None:
    """In another section, in the same one, as the first; a row that it leaves behind stays a row."""
    schema = {
        "properties": {name: {} for name in "abcd"},
        "x-layout": [{"key": "one", "fields": [["a", "b"], "c"]}, {"key": "two", "fields": ["d"]}],
    }

    def rows(name: str, after: str, section: str) -> list[Any]:
        return [each["fields"] for each in with_place(schema, name, after, section)["x-layout"]]

    assert rows("a", "d", "two") == [["b", "c"], ["d", "a"]]
    assert rows("c", "a", "one") == [[["a", "b"], "c"], ["d"]]
    assert rows("d", "", "one") == [["d", ["a", "b"], "c"], []]
    assert rows("b", "a", "one") == [["a", "b", "c"], ["d"]]
    assert schema["x-layout"][0]["fields"] == [["a", "b"], "c"]


def test_a_column_moves_inside_its_table() -> None:
    """By the layout of the table, or by the order of its columns when it has none."""
    columns = {name: {} for name in "abc"}
    for layout in ({}, {"x-layout": [["a", "b"], "c"]}):
        table = {"type": "array", "items": {"type": "object", "properties": columns, **layout}}
        moved = with_place({"properties": {"t": table}}, "t.c", "")["properties"]["t"]["items"]
        assert moved.get("x-layout", ["c", ["a", "b"]]) == ["c", ["a", "b"]]
        assert list(moved["properties"]) == (["a", "b", "c"] if layout else ["c", "a", "b"])


def test_a_hint_is_put_and_taken_off() -> None:
    """In each language; one that the form does not speak any more stays."""
    schema = {"x-form": {"languages": ["uk", "en"]}, "properties": {"a": {"x-i18n-description": {"ru": "Д"}}}}
    told = editing.with_hint(schema, "a", {"uk": "Дата", "en": " "})["properties"]["a"]
    assert told == {"description": "Дата", "x-i18n-description": {"ru": "Д"}}
    bare = editing.with_hint({**schema, "properties": {"a": told}}, "a", {"uk": "", "en": ""})
    assert bare["properties"]["a"] == {"x-i18n-description": {"ru": "Д"}}


@pytest.mark.parametrize(
    ("word", "edit"), [("title", editing.with_label), ("description", editing.with_hint)]
)
def test_a_text_that_is_emptied_is_gone_in_that_language_alone(word: str, edit: Any) -> None:
    """The other one does not take its place, and what nobody named stays."""
    both = {word: "Мова", f"x-i18n-{word}": {"en": "Words", "ru": "Слова"}}
    schema = {"x-form": {"languages": ["uk", "en", "ru"]}, "properties": {"a": both}}

    without_own = edit(schema, "a", {"uk": "", "en": "Words"})["properties"]["a"]
    without_english = edit(schema, "a", {"uk": "Мова", "en": " "})["properties"]["a"]

    assert without_own == {f"x-i18n-{word}": {"en": "Words", "ru": "Слова"}}
    assert without_english == {word: "Мова", f"x-i18n-{word}": {"ru": "Слова"}}


def test_a_question_is_made_required_and_optional_again() -> None:
    """Once in the list, and no empty list is left."""
    schema = {"properties": {"g": {"type": "object", "properties": {"a": {}}}}}
    once = editing.with_required(editing.with_required(schema, "g.a", True), "g.a", True)
    assert once["properties"]["g"]["required"] == ["a"]
    assert editing.with_required(once, "g.a", False) == schema


def test_what_is_not_there_is_told() -> None:
    """A question or a choice that the text no longer has."""
    with pytest.raises(Missing):
        editing.with_label(source(), "requests.nowhere", {"uk": "?"})
    with pytest.raises(Missing):
        editing.with_choice_retired(source("closure"), own_choices(source("closure"))[0], "nothing")


def test_a_text_that_is_no_json_is_left_alone() -> None:
    """Its faults are told; nothing is guessed."""
    with pytest.raises(BadForm):
        editing.edited("{", lambda schema: schema)


@pytest.mark.parametrize("form", FORMS)
def test_an_edit_touches_nothing_else(library: Library, form: str) -> None:
    """The text of a shipped form is tidy already: an edit shows as the edit alone."""
    assert editing.edited(library.source(form), lambda schema: schema) == library.source(form)


@pytest.mark.parametrize("form", FORMS)
def test_no_small_edit_breaks_documents(library: Library, form: str) -> None:
    """Questions of every shipped form can be renamed and retired without harm to what is stored."""
    for name in list(library.form(form).named)[::12]:
        schema = editing.with_label(source(form), name, {"uk": "Інакше"})
        judged, faults = library.judged(form, json.dumps(editing.with_field_retired(schema, name)))
        assert judged is not None, (name, faults)
        effects = {change.effect for change in differences(library.form(form), judged)}
        assert BREAKING not in effects, name
