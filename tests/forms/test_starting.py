"""New documents and new lines: defaults, prefills, first lines; old names and earlier answers."""

from __future__ import annotations

from dataclasses import replace

from small_forms import SETTING, choice, form, group, lines, make_ids, option, text


def start(sample, answers=None, setting=SETTING):
    return sample.start(setting, make_ids(), answers)


def test_a_default_fills_a_new_document_only():
    """P4: never on opening an old document, where absence is an answer of its time."""
    sample = form({"a": text(default="x")})
    assert start(sample) == {"a": "x"}
    assert sample.look({}, SETTING).answers == {}


def test_a_default_never_overwrites():
    """P4: `0` and `false` that were given stay."""
    sample = form({"n": {"type": "integer", "title": "n", "default": 5},
                   "b": {"type": "boolean", "title": "b", "default": True}})  # fmt: skip
    assert start(sample, {"n": 0, "b": False}) == {"n": 0, "b": False}


def test_a_default_never_makes_an_optional_group():
    """P4: a group that nobody began stays absent, so that its required columns ask nobody."""
    sample = form({"g": group({"a": text(default="x"), "b": text()}, ("b",))})
    assert start(sample) == {}
    assert start(sample, {"g": {"b": "y"}}) == {"g": {"b": "y", "a": "x"}}


def test_a_default_fills_a_conditional_field_when_it_appears():
    """P4: once, when the condition brings it up; what somebody emptied on the screen stays empty."""
    shown_if = {"x-visible-if": "${a} = 'yes'"}
    sample = form({"a": choice("yes", "no"), "b": text(default="d", **shown_if), "c": text(default="never")})
    before = sample.look({"a": "no"}, SETTING)
    assert sample.appeared(before, {"a": "yes"}, SETTING) == {"a": "yes", "b": "d"}
    assert sample.appeared(before, {"a": "yes", "b": "mine"}, SETTING)["b"] == "mine"
    emptied = sample.look({"a": "yes"}, SETTING)
    assert sample.appeared(emptied, {"a": "yes"}, SETTING) == {"a": "yes"}


def test_a_prefill_is_worked_out_once_from_the_world_outside():
    """`x-prefill` wins over `default`, and yields to what is given."""
    sample = form({"who": text(default="?", **{"x-prefill": "${this.person}"}),
                   "day": text(format="date", **{"x-prefill": "today()"})})  # fmt: skip
    setting = replace(SETTING, outside={"this.person": "p1"}.get)
    assert start(sample, None, setting) == {"who": "p1", "day": "2026-03-02"}
    assert start(sample, {"who": "p2"}, setting)["who"] == "p2"
    assert start(sample)["who"] == "?"


def test_one_line_for_each_choice_that_is_not_retired():
    """`x-lines-from` by choices; each line has its own `_id` and defaults."""
    item = {
        "type": "string",
        "title": "i",
        "oneOf": [option("x"), option("old", deprecated=True), option("y")],
    }
    sample = form(
        {"needs": lines({"item": item, "n": text(default="d")}, **{"x-lines-from": {"choices": "item"}})}
    )
    assert start(sample) == {"needs": [
        {"_id": "line1", "item": "x", "n": "d"},
        {"_id": "line2", "item": "y", "n": "d"},
    ]}  # fmt: skip


def test_one_line_for_each_line_of_a_fact():
    """`x-lines-from` by fact: the `_id` of the source goes into the column."""
    columns = {"request": text(**{"x-choices-from": {"from": "requests"}})}
    sample = form({"results": lines(columns, **{"x-lines-from": {"fact": "requests", "field": "request"}})})
    setting = replace(SETTING, outside={"fact.requests": [{"_id": "r1"}, {"_id": "r2"}]}.get)
    assert start(sample, None, setting)["results"] == [
        {"_id": "line1", "request": "r1"},
        {"_id": "line2", "request": "r2"},
    ]
    assert "results" not in start(sample)


def test_a_new_line_has_an_identity():
    """P7: the `_id` comes with the line; prefills see the document."""
    sample = form({"a": text(), "rows": lines({"b": text(**{"x-prefill": "${a}"}), "c": text(default="c")})})
    assert sample.start_line("rows", {"a": "x"}, SETTING, make_ids()) == {"_id": "line1", "b": "x", "c": "c"}


def test_old_names_are_read_as_new_ones_at_any_depth():
    """P12: aliases of fields and of choices, in groups and lines, with nothing overwritten."""
    nature = [option("problem", **{"x-aliases": ["trouble"]}), option("question")]
    item = {"type": "string", "oneOf": [option("a", **{"x-aliases": ["b"]})]}
    many = {"type": "array", "title": "m", "x-aliases": ["several"], "items": item}
    sample = form({
        "nature": {"type": "string", "title": "n", "x-aliases": ["kind"], "oneOf": nature},
        "rows": lines({"many": many}),
    })  # fmt: skip
    old = {"kind": "trouble", "rows": [{"_id": "1", "several": ["a", "b"]}], "gone": 1}
    assert sample.upgraded(old) == {"nature": "problem", "rows": [{"_id": "1", "many": ["a"]}], "gone": 1}
    assert old["kind"] == "trouble"
    assert sample.upgraded({"kind": "trouble", "nature": "question"})["nature"] == "question"


def test_earlier_answers_are_found_at_any_depth():
    """P12: what no field asks any more is told by path, and saved back untouched."""
    sample = form({"a": text(), "g": group({"b": text()}), "rows": lines({"c": choice("x")})})
    answers = {
        "a": "1", "gone": {"deep": [1, 2]}, "g": {"b": "2", "old": 3},
        "rows": [{"_id": "1", "c": "x"}, {"_id": "2", "was": "here"}],
        "old_rows": [{"_id": "9", "z": 1}],
    }  # fmt: skip
    assert sample.unknown(answers) == (
        (("gone", "deep"), [1, 2]),
        (("g", "old"), 3),
        (("rows", 1, "was"), "here"),
        (("old_rows", 0, "z"), 1),
    )
    assert sample.look(answers, SETTING).kept() == answers
