"""A tree of questions in the hands of a person: adding, removing, renaming, branches, one level more."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from drawn_forms import WORDS, Case, drawn, key_ending, opened, press
from streamlit.testing.v1 import AppTest

from suprovid.desk.form_view_tree_parts import turn
from suprovid.forms.plain.form import ROOT
from suprovid.forms.plain.lenient import compile_any

TEXT = {"type": "string"}


def tree(name: str, schema: dict[str, Any], answers: Any) -> tuple[AppTest, Case]:
    """The page with a plain schema and its answers."""
    compiled = compile_any(schema, f"{name}.json", {}, WORDS)
    assert compiled.form is not None, compiled.faults
    return drawn(name, opened(compiled.form, {ROOT: answers}))


def own_tree(
    name: str, fields: Mapping[str, Any], given: Mapping[str, Any], **more: Any
) -> tuple[AppTest, Case]:
    """The page with a form of ours that asks for a node with these fields, and parts that are such nodes."""
    parts = {"type": "array", "title": "Parts", "items": {"$ref": "#/$defs/node", "title": "Part"}}
    node = {"type": "object", "properties": {**fields, "parts": parts}, **more}
    schema = {"title": "T", "type": "object", "x-form": {"subject": ["case"]}, "$defs": {"node": node},
              "properties": {"whole": {"$ref": "#/$defs/node", "title": "Whole"}}}  # fmt: skip
    compiled = compile_any(schema, f"{name}.json", {}, WORDS)
    assert compiled.form is not None, compiled.faults
    assert not compiled.form.plain
    return drawn(name, opened(compiled.form, {"whole": given} if given else {}))


def answers(case: Case) -> Any:
    assert case.filling is not None
    return case.filling.answers.get(ROOT)


def write(test: AppTest, ending: str, value: Any, kind: str = "text_input") -> None:
    key_ending(test, kind, ending).set_value(value).run()
    assert not test.exception, test.exception


def pick(test: AppTest, ending: str, index: int | str) -> None:
    """Choose a branch by its number."""
    key_ending(test, "selectbox", ending).set_value(index).run()
    assert not test.exception, test.exception


def test_what_is_typed_in_the_depth_is_written_where_it_belongs() -> None:
    """Groups on the way come with the first answer in them, and go with the last."""
    inner = {"type": "object", "properties": {"a.b": TEXT, "n": {"type": "integer"}}}
    test, case = tree("depth", {"type": "object", "properties": {"g": inner, "x": TEXT}}, {"x": "y"})

    write(test, ".g.a~1b", "слово")
    assert answers(case) == {"x": "y", "g": {"a.b": "слово"}}

    write(test, ".g.a~1b", "")
    assert answers(case) == {"x": "y"}


def test_items_are_added_moved_and_removed() -> None:
    """No ids are stored; each item keeps its own answer."""
    test, case = tree("items", {"type": "array", "items": TEXT}, ["a", "b"])

    press(test, "~add")
    write(test, ".2", "c")
    press(test, ".2~up")
    press(test, ".0~remove")

    assert answers(case) == ["c", "b"]
    assert [box.value for box in test.text_input if not str(box.key).endswith("name")] == ["c", "b"]


def test_a_tuple_is_filled_from_any_place() -> None:
    """What stands before and is not answered is null until somebody answers it."""
    test, case = tree("tuple", {"type": "array", "prefixItems": [TEXT, {"type": "integer"}]}, [])

    write(test, ".1", 5, "number_input")

    assert answers(case) == [None, 5]


def test_free_answers_are_added_renamed_and_removed() -> None:
    """A name that is there already is never written over."""
    schema = {"type": "object", "additionalProperties": {"type": "integer"}}
    test, case = tree("free", schema, {"a": 1})

    write(test, "~name", "б в")
    press(test, "~free")
    write(test, ".б в", 2, "number_input")
    assert answers(case) == {"a": 1, "б в": 2}

    write(test, ".a~rename", "б в")
    assert answers(case) == {"a": 1, "б в": 2}
    write(test, ".a~rename", "я")
    assert answers(case) == {"я": 1, "б в": 2}

    press(test, ".я~remove")
    assert answers(case) == {"б в": 2}


def test_a_change_of_branch_keeps_equal_answers_and_remembers_the_others() -> None:
    """Equal name and type stay; the rest waits in the session for the way back."""
    schema = {
        "type": "object",
        "oneOf": [
            {"properties": {"kind": {"const": "a"}, "name": TEXT, "age": {"type": "integer"}}},
            {"properties": {"kind": {"const": "b"}, "name": TEXT, "age": TEXT, "code": TEXT}},
        ],
    }
    test, case = tree("branches", schema, {"kind": "a", "name": "Ганна", "age": 7, "own": [1]})

    pick(test, "fork/oneOf", 1)
    assert answers(case) == {"kind": "b", "name": "Ганна", "own": [1]}
    write(test, ".code", "77")

    pick(test, "fork/oneOf", 0)
    assert answers(case) == {"kind": "a", "name": "Ганна", "age": 7, "own": [1]}

    pick(test, "fork/oneOf", 1)
    assert answers(case)["code"] == "77"


def test_what_was_thrown_away_does_not_come_back_with_a_branch() -> None:
    """What waited aside goes with the rest."""
    branches = [
        {"properties": {"kind": {"const": "a"}}},
        {"properties": {"kind": {"const": "b"}, "code": TEXT}},
    ]
    test, case = tree("thrown", {"type": "object", "oneOf": branches}, {"kind": "a"})
    pick(test, "fork/oneOf", 1)
    write(test, ".code", "77")
    pick(test, "fork/oneOf", 0)
    assert case.filling is not None

    case.filling.throw_away()
    test.run()
    pick(test, "fork/oneOf", 1)

    assert answers(case) == {"kind": "b"}


def test_a_branch_without_a_mark_is_chosen_by_hand() -> None:
    """Nothing is chosen at first and nothing is written by choosing."""
    schema = {
        "type": "object",
        "oneOf": [
            {"title": "Пошта", "properties": {"mail": TEXT}, "required": ["mail"]},
            {"title": "Телефон", "properties": {"phone": TEXT}, "required": ["phone"]},
        ],
    }
    test, case = tree("unmarked", schema, {})
    assert key_ending(test, "selectbox", "fork/oneOf").value is None

    pick(test, "fork/oneOf", 1)
    write(test, ".phone", "1")

    assert answers(case) == {"phone": "1"}
    assert case.filling is not None
    assert case.filling.view.problems("en") == ()


def test_a_type_is_chosen_where_several_are_possible() -> None:
    """The answer of the other type waits for the way back."""
    test, case = tree(
        "types", {"type": "object", "properties": {"v": {"type": ["string", "array"]}}}, {"v": "x"}
    )

    pick(test, "forktype", 1)
    assert answers(case) == {"v": []}

    pick(test, "forktype", 0)
    assert answers(case) == {"v": "x"}


def test_a_schema_in_itself_offers_one_level_more() -> None:
    """What is filled is drawn as deep as it goes; the next level opens on demand."""
    schema = {"type": "object", "properties": {"name": TEXT, "next": {"$ref": "#"}}}
    test, case = tree("levels", schema, {"next": {"name": "b"}})
    assert len(test.text_input) == 2

    press(test, ".next.next~unfold")
    write(test, ".next.next.name", "c")

    assert answers(case) == {"next": {"name": "b", "next": {"name": "c"}}}
    key_ending(test, "button", ".next.next.next~unfold")


def test_a_condition_brings_up_its_questions_at_once() -> None:
    """The active branch of if/then/else is drawn, the other is kept until saving."""
    schema = {
        "type": "object",
        "properties": {"land": TEXT},
        "if": {"properties": {"land": {"const": "ua"}}, "required": ["land"]},
        "then": {"properties": {"index": TEXT}},
        "else": {"properties": {"plz": TEXT}},
    }
    test, case = tree("conditions", schema, {"land": "ua", "index": "01001"})

    write(test, ".land", "de")
    key_ending(test, "text_input", ".plz")
    assert answers(case)["index"] == "01001"
    press(test, "form-save")

    assert case.outcomes[0].answers == {ROOT: {"land": "de"}}


def test_a_null_that_must_be_there_stays_when_the_answer_is_taken_back() -> None:
    """A required answer that may be null is emptied to null, any other is removed."""
    schema = {
        "type": "object",
        "properties": {"a": {"type": ["string", "null"]}, "b": TEXT},
        "required": ["a"],
    }
    test, case = tree("nulls", schema, {"a": "x", "b": "y"})

    write(test, ".a", "")
    write(test, ".b", "")

    assert answers(case) == {"a": None}


def test_a_secret_is_written_and_never_shown() -> None:
    """What is stored stays until something else is typed."""
    test, case = tree(
        "secret", {"type": "object", "properties": {"s": {**TEXT, "writeOnly": True}}}, {"s": "старе"}
    )
    assert not any("старе" in str(each) for each in test.main.children.values())

    write(test, ".s", "нове")

    assert answers(case) == {"s": "нове"}


def test_moments_are_written_as_the_draft_wants_them() -> None:
    """A date-time has seconds and an offset."""
    test, case = tree("moments", {"type": "object", "properties": {"m": {**TEXT, "format": "date-time"}}}, {})

    write(test, ".m", datetime(2026, 3, 2, 10, 30), "datetime_input")

    assert answers(case) == {"m": "2026-03-02T10:30:00+02:00"}


def test_examples_are_suggested_and_own_words_do_as_well() -> None:
    """What is stored is among the options, whatever it is; nothing is chosen for anybody."""
    schema = {"type": "object", "properties": {"c": {**TEXT, "examples": ["Київ", "Львів"]}}}
    test, case = tree("examples", schema, {})
    box = key_ending(test, "selectbox", ".c")
    assert (box.options, box.value) == (["Київ", "Львів"], None)

    pick(test, ".c", "Львів")
    assert answers(case) == {"c": "Львів"}

    test, case = tree("examples stored", schema, {"c": "Суми "})
    assert "Суми " in key_ending(test, "selectbox", ".c").options
    assert answers(case) == {"c": "Суми "}


def test_a_time_of_the_draft_is_written_as_the_draft_reads_it() -> None:
    """With seconds and an offset: what the widgets write fits the format that asked for them."""
    fields = {"t": {**TEXT, "format": "time"}, "m": {**TEXT, "format": "date-time"}}
    test, case = tree("hours", {"type": "object", "properties": fields}, {})

    key_ending(test, "time_input", ".t").set_value(time(9, 30)).run()
    key_ending(test, "datetime_input", ".m").set_value(datetime(2026, 3, 2, 9, 30)).run()

    assert not test.exception
    assert case.filling is not None
    assert not case.filling.view.problems("uk")
    assert answers(case)["t"].startswith("09:30:00+0")


def test_a_form_of_ours_may_ask_for_a_tree_that_stands_in_itself() -> None:
    """One level more than is filled; what is wrong in the depth is told there."""
    given = {"name": "a", "parts": [{"name": "b", "parts": [{"parts": []}]}]}

    test, case = own_tree("own_tree", {"name": {**TEXT, "title": "Name"}}, given, required=["name"])

    assert not test.exception
    assert case.filling is not None
    told = [(problem.path, problem.keyword) for problem in case.filling.view.problems("uk")]
    assert told == [(("whole", "parts", 0, "parts", 0, "name"), "required")]
    assert [each for each in test.text_input if each.value == "b"]


def test_a_group_of_very_many_questions_is_drawn_a_part_at_a_time() -> None:
    """Forty of them; another part is turned to, and a question that is sought is in the part that opens."""
    asked = {"type": "object", "properties": {f"q{n}": {"type": "string"} for n in range(200)}}
    test, case = tree("wide", asked, {"q199": "far"})
    assert [box.label for box in test.text_input] == [f"q{n}" for n in range(40)]

    turn(case.filling, (ROOT,), 2)
    test.run()
    assert [box.label for box in test.text_input] == [f"q{n}" for n in range(40, 80)]

    case.filling.focus = (ROOT, "q199")
    test.run()
    assert (len(test.text_input), test.text_input[-1].value) == (40, "far")
    assert not test.exception


def test_conditions_work_in_the_depth_of_a_tree_of_ours() -> None:
    """What a condition brings up appears at once, what it hides goes; on saving it is pruned, sums are in."""
    kinds = [{"const": each, "title": each} for each in ("leaf", "branch")]
    fields = {
        "kind": {**TEXT, "title": "Kind", "oneOf": kinds},
        "amount": {"type": "integer", "title": "Amount", "x-visible-if": "${kind} = 'leaf'"},
        "total": {
            "type": "integer",
            "title": "Total",
            "x-calculate": "sum(${parts.total}) + coalesce(${amount}, 0)",
        },
    }
    test, case = own_tree("ruled_tree", fields, {"parts": [{"parts": [{}]}]})
    deep = ".parts.0.parts.0"
    assert not [box for box in test.number_input if str(box.key).endswith(f"{deep}.amount")]

    kind = "button_group"
    key_ending(test, kind, f"{deep}.kind").set_value("leaf").run()
    write(test, f"{deep}.amount", 7, "number_input")
    assert case.filling is not None
    assert case.filling.view.kept()["whole"] == {"total": 7, "parts": [
        {"total": 7, "parts": [{"kind": "leaf", "amount": 7, "total": 7}]}]}  # fmt: skip

    key_ending(test, kind, f"{deep}.kind").set_value("branch").run()
    assert not [box for box in test.number_input if str(box.key).endswith(f"{deep}.amount")]
    press(test, "form-save")
    assert case.outcomes[0].answers["whole"] == {"total": 0, "parts": [
        {"total": 0, "parts": [{"kind": "branch", "total": 0}]}]}  # fmt: skip


def test_a_new_node_begins_with_the_defaults_of_its_questions() -> None:
    """Those that are shown; what a condition brings up later begins then. Nothing is filled in on opening."""
    kinds = [{"const": each, "title": each} for each in ("leaf", "branch")]
    fields = {
        "kind": {**TEXT, "title": "Kind", "oneOf": kinds},
        "amount": {"type": "integer", "title": "Amount", "x-visible-if": "${kind} = 'leaf'", "default": 5},
        "unit": {**TEXT, "title": "Unit", "default": "kg"},
    }
    test, case = own_tree("begun_tree", fields, {"parts": []})
    assert case.filling is not None
    assert case.filling.answers == {"whole": {"parts": []}}

    press(test, ".whole.parts~add")
    assert case.filling.answers == {"whole": {"parts": [{"unit": "kg"}]}}
    key_ending(test, "button_group", ".parts.0.kind").set_value("leaf").run()

    assert case.filling.answers == {"whole": {"parts": [{"unit": "kg", "kind": "leaf", "amount": 5}]}}

    press(test, ".parts.0.parts~add")
    press(test, ".parts.0.parts.0.parts~unfold")
    deep = case.filling.answers["whole"]["parts"][0]["parts"]
    assert deep == [{"unit": "kg", "parts": [{"unit": "kg"}]}], "what unfolds begins at once"


def test_an_item_is_called_by_its_first_text() -> None:
    """Otherwise nodes beside and inside each other would all have the same name."""
    fields = {
        "age": {"type": "integer", "title": "Age"},
        "name": {**TEXT, "title": "Name"},
    }
    parts = [{"name": "# Ann", "age": 3}, {"age": 4}]

    test, _ = own_tree("called_tree", fields, {"name": "Eve", "parts": parts})

    items = [each.value for each in test.markdown if each.value.startswith(("**Part:", "**Part*"))]
    assert items == [r"**Part: \# Ann**", "**Part**"]


def test_a_tree_of_ours_grows_by_the_button() -> None:
    """An empty item waits to be filled in, and the places of a tuple stay; empty groups are not saved."""
    fields = {
        "name": {**TEXT, "title": "Name"},
        "count": {"type": "integer", "title": "Count", "x-calculate": "count(${parts})"},
        "nicks": {"type": "array", "title": "Nicks", "items": TEXT},
        "pair": {"type": "array", "title": "Pair", "prefixItems": [TEXT, {"type": "integer"}]},
        "more": {"type": "object", "title": "More", "additionalProperties": TEXT},
    }
    test, case = own_tree("growing_tree", fields, {})

    press(test, ".whole.parts~add")
    press(test, ".whole.parts.0.parts~add")
    write(test, ".parts.0.parts.0.name", "deep")
    press(test, ".whole.parts.0.nicks~add")
    write(test, ".whole.parts.0.nicks.0", "nick")
    write(test, ".whole.pair.1", 7, "number_input")
    write(test, ".whole.pair.0", "street")
    key_ending(test, "text_input", ".whole.more~name").set_value("pet").run()
    press(test, ".whole.more~free")
    write(test, ".whole.more.pet", "cat")
    press(test, ".whole.parts~add")
    press(test, ".whole.parts.1~remove")
    press(test, "form-save")

    assert case.outcomes[0].answers["whole"] == {
        "pair": ["street", 7], "more": {"pet": "cat"}, "count": 1,
        "parts": [{"nicks": ["nick"], "count": 1, "parts": [{"name": "deep", "count": 0}]}]}  # fmt: skip


def test_a_place_of_a_tuple_is_marked_when_it_must_be_filled() -> None:
    """Those that the form asks for at least, and those before an answer; not the rest."""
    three = [{**TEXT, "title": title} for title in "abc"]
    test, _ = tree("marked", {"type": "array", "prefixItems": three, "minItems": 1}, [])
    assert [box.label for box in test.text_input] == ["a *", "b", "c"]

    write(test, ".2", "c")
    assert [box.label for box in test.text_input] == ["a *", "b *", "c *"]


def test_a_chosen_branch_does_not_ask_again_for_what_it_says() -> None:
    """Its only possible answer is written and not drawn, unless another one is stored."""
    branches = [
        {"title": "By phone", "x-i18n-title": {"uk": "Телефоном"},
         "properties": {"how": {"const": "phone"}, "number": TEXT}},
        {"title": "By post", "properties": {"how": {"const": "post"}, "street": TEXT}},
    ]  # fmt: skip
    schema = {"type": "object", "oneOf": branches}
    test, case = tree("said", schema, {})
    assert key_ending(test, "selectbox", "fork/oneOf").options == ["Телефоном", "By post"]
    pick(test, "fork/oneOf", 1)
    assert answers(case) == {"how": "post"}
    assert [box.label for box in test.text_input] == ["street"]
    assert not [element for element in test.get("button_group") if str(element.key).endswith(".how")]


def test_of_many_items_only_the_open_one_is_drawn() -> None:
    """Fifty groups of a list are fifty rows: the others open at a press, a new one at once."""
    item = {"type": "object", "properties": {"name": TEXT, "n": {"type": "integer", "minimum": 9}}}
    schema = {"type": "object", "properties": {"parts": {"type": "array", "items": item}}}
    given = {"parts": [{"name": f"part {number}", "n": number} for number in range(50)]}
    test, case = tree("fifty", schema, given)

    assert [each.value for each in test.text_input] == ["part 0"]
    row = key_ending(test, "button", ".parts.7~open")
    assert row.label.startswith("8. part 7")

    row.click().run()
    assert [each.value for each in test.text_input] == ["part 7"]
    write(test, ".parts.7.name", "changed")
    assert answers(case)["parts"][7] == {"name": "changed", "n": 7}

    press(test, ".parts.7~down")
    assert [each.value for each in test.text_input] == ["changed"]
    assert answers(case)["parts"][8]["name"] == "changed"

    press(test, ".parts~add")
    assert [each.value for each in test.text_input] == [None]
    assert len(answers(case)["parts"]) == 51


def test_a_problem_leads_to_the_item_that_it_is_in() -> None:
    """Whoever follows the list of what is wrong finds the item open."""
    item = {"type": "object", "properties": {"n": {"type": "integer", "maximum": 5}}}
    schema = {"type": "object", "properties": {"parts": {"type": "array", "items": item}}}
    test, case = tree("found", schema, {"parts": [{"n": number} for number in range(7)]})
    assert case.filling is not None
    assert ":red[● 1]" in key_ending(test, "button", ".parts.6~open").label

    case.filling.focus = (ROOT, "parts", "6", "n")
    test.run()

    assert [each.value for each in test.number_input] == [6]
