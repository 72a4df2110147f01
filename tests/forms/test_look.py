"""What a form makes of answers: shown, required, kept, computed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_forms import SETTING, choice, form, group, lines, several, text

SHORT = replace(SETTING, profile="short")


def paths(view, draft=False):
    return [(problem.path, problem.keyword) for problem in view.problems("uk", draft=draft)]


def test_a_hidden_answer_stays_while_the_form_is_open_and_goes_when_saved():
    """P1: a changed mind on the screen loses nothing; the saved document has no hidden answers."""
    sample = form({"a": choice("yes", "no"), "b": text(**{"x-visible-if": "${a} = 'yes'"})})
    view = sample.look({"a": "no", "b": "typed before"}, SETTING)
    assert view.answers == {"a": "no", "b": "typed before"}
    assert view.kept() == {"a": "no"}
    assert view.pruned() == (("b",),)


def test_what_is_required_waits_for_what_its_condition_asks_for_to_be_hidden():
    """P2: a condition that requires finds the hidden answers out, in whatever order the questions stand."""
    asked = text(**{"x-required-if": "${b} != ''", "x-readonly-if": "${b} != ''"})
    sample = form({"c": asked, "b": text(**{"x-visible-if": "${a} = 'yes'"}), "a": choice("yes", "no")})

    hidden = sample.look({"a": "no", "b": "typed before"}, SETTING)
    shown = sample.look({"a": "yes", "b": "typed"}, SETTING)

    assert (paths(hidden), hidden.pruned(), hidden.locks(("c",))) == ([], (("b",),), False)
    assert (paths(shown), shown.locks(("c",))) == ([(("c",), "required")], True)


def test_what_only_a_closed_branch_has_is_missing_for_every_condition():
    """What a branch drops from a tree of questions hides and requires at once what asks for it."""
    sample = form({"t": {"type": "object", "title": "T", "properties": {"k": text()}, "oneOf": [
        {"properties": {"k": {"const": "p"}, "v": {"type": "string"}}, "required": ["k"]},
        {"properties": {"k": {"const": "q"}, "n": {"type": "integer"}}, "required": ["k"]},
    ]}, "w": text(**{"x-required-if": "${t.v} != ''"})})  # fmt: skip

    once = sample.look({"t": {"k": "q", "v": "typed before"}}, replace(SETTING, literal=True))
    again = sample.look(once.kept(), replace(SETTING, literal=True))

    assert once.problems("uk") == again.problems("uk")
    assert again.pruned() == ()


def test_a_hidden_answer_hides_what_depends_on_it():
    """P1: B depends on A, C on B; with A gone C is gone in the same pass, whatever the order in the file."""
    sample = form({
        "c": text(**{"x-visible-if": "${b} = 'yes'"}),
        "b": choice("yes", "no", **{"x-visible-if": "${a} = 'yes'"}),
        "a": choice("yes", "no"),
    })  # fmt: skip
    view = sample.look({"a": "no", "b": "yes", "c": "x"}, SETTING)
    assert view.kept() == {"a": "no"}
    assert not view.shows(("c",))
    assert sample.look(view.kept(), SETTING).kept() == view.kept()


def test_keep_hidden_and_earlier_answers_are_never_pruned():
    """P1: a field may ask to be kept, and what the form does not know is not its to drop."""
    sample = form({
        "a": choice("yes", "no"),
        "b": text(**{"x-visible-if": "${a} = 'yes'", "x-keep-hidden": True}),
    })  # fmt: skip
    answers = {"a": "no", "b": "kept", "asked_in_2019": "kept too", "old_group": {"x": [1, 2]}}
    view = sample.look(answers, SETTING)
    assert view.kept() == answers
    assert not view.shows(("b",))


def test_an_unknown_fact_outside_hides_but_does_not_drop():
    """P1: when only the world outside is silent today, the answer waits instead of being lost."""
    sample = form({"b": text(**{"x-visible-if": "${fact.requests_open} > 2"})})
    view = sample.look({"b": "typed"}, SETTING)
    assert not view.shows(("b",))
    assert view.kept() == {"b": "typed"}
    few = replace(SETTING, outside=lambda name: 1)
    assert sample.look({"b": "typed"}, few).kept() == {}


def test_required_speaks_only_of_what_is_shown():
    """P2: the same condition hides a field and frees from answering it."""
    sample = form({"a": choice("yes", "no"), "b": text(**{"x-visible-if": "${a} = 'yes'"})}, ("a", "b"))
    assert paths(sample.look({"a": "no"}, SETTING)) == []
    assert paths(sample.look({"a": "yes"}, SETTING)) == [(("b",), "required")]


def test_a_hidden_wrong_answer_is_no_problem():
    """P2: hidden answers are dropped before anything is judged."""
    sample = form({
        "a": choice("yes", "no"),
        "b": {"type": "integer", "title": "b", "maximum": 3, "x-visible-if": "${a} = 'yes'"},
    })  # fmt: skip
    assert paths(sample.look({"a": "no", "b": 99}, SETTING)) == []


def test_a_rule_of_json_schema_does_not_require_what_is_hidden():
    """P2: `if/then` in the file asks for B, the condition hides B: nobody can be asked for it."""
    sample = form(
        {"a": choice("yes", "no"), "b": text(**{"x-visible-if": "${a} = 'no'"})},
        **{"if": {"properties": {"a": {"const": "yes"}}}, "then": {"required": ["b"]}},
    )
    assert paths(sample.look({"a": "yes"}, SETTING)) == []


def test_required_if_is_worked_out_line_by_line():
    """In a repeat each line has its own conditions."""
    columns = {
        "nature": choice("problem", "question"),
        "words": text(**{"x-required-if": "${nature}='problem'"}),
    }
    sample = form({"requests": lines(columns)})
    view = sample.look(
        {"requests": [{"_id": "1", "nature": "question"}, {"_id": "2", "nature": "problem"}]}, SETTING
    )
    assert not view.requires(("requests", 0, "words"))
    assert view.requires(("requests", 1, "words"))
    assert paths(view) == [(("requests", 1, "words"), "required")]


def test_a_column_is_hidden_in_one_line_and_shown_in_the_next():
    """Pruning takes the answer of one line and leaves the lines where they are."""
    columns = {"a": choice("yes", "no"), "b": text(**{"x-visible-if": "${a} = 'yes'"})}
    sample = form({"rows": lines(columns)})
    given_lines = [{"_id": "1", "a": "no", "b": "x"}, {"_id": "2", "a": "yes", "b": "y"}]
    view = sample.look({"rows": given_lines}, SETTING)
    assert view.kept() == {"rows": [{"_id": "1", "a": "no"}, {"_id": "2", "a": "yes", "b": "y"}]}
    assert [view.shows(("rows", number, "b")) for number in (0, 1)] == [False, True]


def test_a_hidden_repeat_hides_its_lines():
    """What stands in a hidden repeat is neither shown nor required nor kept."""
    sample = form({
        "a": choice("yes", "no"),
        "rows": lines({"b": text()}, ("b",), **{"x-visible-if": "${a} = 'yes'"}),
    })  # fmt: skip
    view = sample.look({"a": "no", "rows": [{"_id": "1"}]}, SETTING)
    assert not view.shows(("rows", 0, "b"))
    assert paths(view) == []
    assert view.kept() == {"a": "no"}


def test_repeats_inside_repeats_see_outwards():
    """A column of an inner line reads the outer line and the document."""
    inner = {"c": text(**{"x-visible-if": "${b} = 'yes' and ${a} = 'yes'"})}
    sample = form({
        "a": choice("yes", "no"),
        "outer": lines({"b": choice("yes", "no"), "inner": lines(inner)}),
    })  # fmt: skip
    answers = {"a": "yes", "outer": [
        {"_id": "1", "b": "yes", "inner": [{"_id": "x", "c": "stays"}]},
        {"_id": "2", "b": "no", "inner": [{"_id": "y", "c": "goes"}]},
    ]}  # fmt: skip
    view = sample.look(answers, SETTING)
    assert view.pruned() == (("outer", 1, "inner", 0, "c"),)


def test_computed_answers_follow_and_replace_what_was_stored():
    """A computed answer is worked out in the order of dependencies, also over hidden answers."""
    sample = form({
        "total": {"type": "integer", "title": "t", "readOnly": True, "x-calculate": "${double} + 1"},
        "double": {"type": "integer", "title": "d", "readOnly": True, "x-calculate": "sum(${rows.n}) * 2"},
        "rows": lines({"n": {"type": "integer", "title": "n"}}),
    })  # fmt: skip
    answers = {"total": 999, "rows": [{"_id": "1", "n": 2}, {"_id": "2", "n": 3}]}
    view = sample.look(answers, SETTING)
    assert view.answers["total"] == 11
    assert view.kept()["double"] == 10
    assert view.locks(("total",))
    assert sample.look(answers, replace(SETTING, frozen=True)).answers["total"] == 999


def test_a_computed_answer_that_is_not_known_is_absent():
    """P5: nothing is stored for what cannot be worked out."""
    computed = {"type": "integer", "title": "m", "readOnly": True, "x-calculate": "${n} + 1"}
    sample = form({"n": {"type": "integer", "title": "n"}, "m": computed})
    assert sample.look({"m": 4}, SETTING).kept() == {}
    assert sample.look({"n": 0}, SETTING).kept() == {"n": 0, "m": 1}


def test_looking_never_changes_the_answers_given():
    """The answers of the caller stay as they were."""
    sample = form({"a": text(), "b": text(**{"x-visible-if": "${a} = 'x'"})})
    answers = {"a": "", "b": "y", "rows": []}
    sample.look(answers, SETTING)
    assert answers == {"a": "", "b": "y", "rows": []}


@pytest.mark.parametrize("empty", [None, "", [], {}])
def test_empty_is_not_answered(empty):
    """P5: null, an empty text, list or group satisfy no requirement."""
    sample = form({"a": several("x", "y")}, ("a",))
    assert paths(sample.look({"a": empty}, SETTING)) == [(("a",), "required")]


def test_zero_and_no_are_answers():
    """P5: `0` and `False` satisfy a requirement and are kept."""
    sample = form(
        {"n": {"type": "integer", "title": "n"}, "b": {"type": "boolean", "title": "b"}}, ("n", "b")
    )
    view = sample.look({"n": 0, "b": False}, SETTING)
    assert paths(view) == []
    assert view.kept() == {"n": 0, "b": False}


def test_the_columns_of_an_optional_group_are_required_from_the_first_answer_on():
    """An optional group may be left out as a whole."""
    sample = form({"address": group({"town": text(), "street": text()}, ("town",))})
    assert paths(sample.look({}, SETTING)) == []
    assert paths(sample.look({"address": {"street": "x"}}, SETTING)) == [(("address", "town"), "required")]


def test_the_short_profile_leaves_out_what_can_wait():
    """Required, identity, core and answered fields stay; nothing left out is dropped or judged missing."""
    sample = form(
        {"must": text(), "who": text(), "core": text(**{"x-core": True}), "rest": text(), "told": text(),
         "when": text(**{"x-required-if": "${must} = 'x'"})},
        ("must",),
        settings={"identity": ["who"]},
    )  # fmt: skip
    view = sample.look({"told": "x"}, SHORT)
    assert [field.key for field in view.sections[0].fields] == ["must", "who", "core", "told"]
    assert view.kept() == {"told": "x"}
    assert sample.look({"must": "x"}, SHORT).shows(("when",))


def test_a_section_with_nothing_to_show_is_left_out():
    """A heading never stands alone."""
    sample = form(
        {"a": text(), "b": text(**{"x-visible-if": "${a} = 'x'"})},
        **{
            "x-layout": [
                {"key": "one", "title": "1", "fields": ["a"]},
                {"key": "two", "title": "2", "fields": ["b"]},
            ]
        },
    )
    assert [section.key for section in sample.look({}, SETTING).sections] == ["one"]
    assert [section.key for section in sample.look({"a": "x"}, SETTING).sections] == ["one", "two"]


def test_a_retired_field_is_shown_only_where_it_is_stored():
    """P12: nobody is asked for it any more, nobody loses it."""
    sample = form({"a": text(), "old": text(deprecated=True)}, ("old",))
    assert not sample.look({}, SETTING).shows(("old",))
    assert paths(sample.look({}, SETTING)) == []
    view = sample.look({"old": "kept"}, SETTING)
    assert view.shows(("old",))
    assert view.kept() == {"old": "kept"}


def test_a_readonly_condition_locks():
    """A locked group locks what is inside."""
    sample = form({"a": text(), "g": group({"b": text()}, **{"x-readonly-if": "${a} = 'x'"})})
    assert sample.look({"a": "x"}, SETTING).locks(("g", "b"))
    assert not sample.look({"a": "y"}, SETTING).locks(("g", "b"))


def test_a_lock_holds_from_the_first_submission():
    """`x-lock`: an answer that was submitted is not edited; a missing one may still be given."""
    sample = form({"a": text(**{"x-lock": True})})
    submitted = replace(SETTING, submitted=True)
    assert not sample.look({"a": "x"}, SETTING).locks(("a",))
    assert sample.look({"a": "x"}, submitted).locks(("a",))
    assert not sample.look({}, submitted).locks(("a",))


LINE = st.fixed_dictionaries({"d": st.sampled_from(["yes", "no", "", None, 3])})
SCALAR = st.one_of(st.none(), st.text(max_size=3), st.integers(), st.booleans(), st.floats(), st.just("yes"))
ANSWERS = st.dictionaries(
    st.sampled_from(["a", "b", "c", "rows"]),
    st.one_of(SCALAR, st.lists(st.one_of(SCALAR, LINE), max_size=3)),
)
TANGLED = form({
    "c": text(**{"x-visible-if": "${b} = 'yes'"}),
    "b": choice("yes", "no", **{"x-visible-if": "${a} = 'yes'"}),
    "a": choice("yes", "no"),
    "rows": lines({"d": choice("yes", "no"), "e": text(**{"x-visible-if": "${d} = ${a}"})}, ("d", "e")),
}, ("a", "c"))  # fmt: skip


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(ANSWERS, st.integers())
def test_whatever_the_answers_saving_is_settled_at_once(answers, earlier):
    """No answers crash a look; what is kept is kept again, and earlier answers always."""
    view = TANGLED.look({**answers, "unheard": {"of": earlier}}, SETTING)
    kept = view.kept()
    assert TANGLED.look(kept, SETTING).kept() == kept
    view.problems("uk")
    view.problems("uk", draft=True)
    assert kept["unheard"] == {"of": earlier}


def test_an_empty_line_owes_what_is_required_in_it():
    """A line is there; a group that nobody has begun is not."""
    sample = form({"rows": lines({"c": text()}, ("c",)), "g": group({"c": text()}, ("c",))})

    problems = sample.look({"rows": [{}], "g": {}}, SETTING).problems("uk")

    assert [problem.path for problem in problems] == [("rows", 0, "c")]


def test_answers_of_free_names_are_told_apart_by_their_names():
    """Their schema has one title for all of them."""
    value = {"type": "string", "title": "Значення", "x-i18n-title": {"en": "Value"}}
    sample = form({"g": group({"a": text()}, additionalProperties=value)})
    view = sample.look({"g": {"колір": "синій", "a": "1"}}, SETTING)

    (colour,) = (node for node in view.tree(("g",)).walk() if node.free)

    assert (colour.field.title("uk"), colour.field.title("en")) == ("Значення: колір", "Value: колір")
