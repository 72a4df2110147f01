"""Conditions inside trees: the same at every depth as on the first level, where fields are fields."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from small_forms import SETTING, WORDS, choice, form, group, lines, schema, several, text

from suprovid.forms.answers import normalised
from suprovid.forms.compiling import compile_data
from suprovid.forms.exporting.document import plain_schema
from suprovid.forms.form import Form

WHOLE = {"whole": {"$ref": "#/$defs/node", "title": "Ціле"}}
NUMBER = {"type": "integer", "title": "Число"}
PARTS = {"type": "array", "title": "Частини", "items": {"$ref": "#/$defs/node"}}


def tree(properties, required=(), outside=(), **words):
    """A form with one question that stands in itself under `parts`."""
    node = group({**properties, "parts": {**PARTS, **words}}, required)
    return form({**dict(outside), **WHOLE}, **{"$defs": {"node": node}})


def faults(properties, required=(), **words):
    """What stands against such a form: (place, fault)."""
    node = group({**properties, "parts": PARTS}, required)
    data = schema({**WHOLE, **words}, **{"$defs": {"node": node}})
    compiled = compile_data(data, "forms/sample.json", {}, WORDS)
    return [(fault.place, fault.key) for fault in compiled.faults if not fault.warning]


def told(view):
    return [(problem.path, problem.keyword) for problem in view.problems("en")]


KIND = choice("leaf", "branch")
LEAF = "${kind} = 'leaf'"
DEEP = ("whole", "parts", 0, "parts", 0)


def deep(answers, kind="branch"):
    """Some answers two levels below the first."""
    return {"whole": {"kind": kind, "parts": [{"kind": kind, "parts": [answers]}]}}


# -- one word at a time -----------------------------------------------------------------------------------


def test_what_is_hidden_in_the_depth_is_pruned_and_neither_required_nor_judged():
    """The node's own answer decides, although the nodes around have the same question answered otherwise."""
    sample = tree({"kind": KIND, "amount": {**NUMBER, "maximum": 9, "x-visible-if": LEAF}}, ("amount",))

    hidden = sample.look(deep({"kind": "branch", "amount": 70}), SETTING)
    shown = sample.look(deep({"kind": "leaf", "amount": 70}), SETTING)
    empty = sample.look(deep({"kind": "leaf"}), SETTING)

    assert hidden.pruned() == ((*DEEP, "amount"),)
    assert hidden.kept() == deep({"kind": "branch"})
    assert told(hidden) == []
    assert (shown.pruned(), told(shown)) == ((), [((*DEEP, "amount"), "maximum")])
    assert told(empty) == [((*DEEP, "amount"), "required")]


def test_a_question_that_a_condition_brings_up_begins_with_its_default():
    """P4 at every depth: once, when it appears; never over an answer, never on opening."""
    sample = tree({"kind": KIND, "amount": {**NUMBER, "default": 5, "x-visible-if": LEAF}})
    branch, leaf = deep({"kind": "branch"}), deep({"kind": "leaf"})

    before = sample.look(branch, SETTING)

    assert sample.appeared(before, leaf, SETTING) == deep({"kind": "leaf", "amount": 5})
    assert sample.appeared(before, deep({"kind": "leaf", "amount": 0}), SETTING) == deep(
        {"kind": "leaf", "amount": 0}
    )
    assert sample.appeared(before, branch, SETTING) == branch
    assert sample.appeared(sample.look(leaf, SETTING), leaf, SETTING) == leaf


def test_a_default_waits_for_the_branch_that_asks_for_it():
    """Outside trees too: what only a branch of the form itself has."""
    asked = {"b": {**NUMBER, "default": 5, "x-visible-if": "${a} = 'leaf'"}}
    then = {"if": {"required": ["c"]}, "then": {"properties": asked}}
    sample = form({"a": KIND, "c": text()}, **then)
    before = sample.look({"a": "branch", "c": "1"}, SETTING)

    assert sample.appeared(before, {"a": "leaf", "c": "1"}, SETTING) == {"a": "leaf", "c": "1", "b": 5}


def test_a_question_inside_is_known_by_its_path():
    """What is missing is told by the label of its question, at every depth; what nobody asks has none."""
    sample = tree({"kind": KIND, "amount": {**NUMBER, "x-visible-if": LEAF, "x-required-if": LEAF}})
    view = sample.look(deep({"kind": "leaf"}), SETTING)
    for path, title in (((*DEEP, "amount"), "Число"), (("whole", "parts"), "Частини"), (("whole",), "Ціле")):
        found = view.asked(path)
        assert found is not None
        assert found.title("uk") == title
    assert view.asked((*DEEP, "nobodys")) is None
    assert view.asked(("nobodys", "own")) is None


def test_a_choice_inside_is_called_by_its_label():
    """`jr:choice-name` finds the question of the node, not one of the form with the same name."""
    name = "jr:choice-name(${kind}, '${kind}')"
    sample = tree({"kind": KIND, "called": text(**{"x-calculate": name})}, outside={"kind": choice("leaf")})

    kept = sample.look(deep({"kind": "leaf"}), SETTING).kept()

    assert kept["whole"]["parts"][0]["parts"][0]["called"] == "Це leaf"
    assert kept["whole"]["parts"][0]["called"] == "Це branch"
    assert kept["whole"]["called"] == "Це branch"


def test_an_unanswered_question_of_the_same_node_is_not_looked_for_outwards():
    """It is there, and not answered: that is not known, whatever stands around."""
    sample = tree({"kind": KIND, "amount": {**NUMBER, "x-visible-if": LEAF}})

    view = sample.look(deep({"amount": 5}, kind="leaf"), SETTING)

    assert view.pruned() == ((*DEEP, "amount"),)


def test_what_no_question_of_the_node_is_called_is_looked_for_outwards():
    """First in the nodes around, then in the form, then in the world."""
    outside = {"urgent": choice("yes", "no"), "rows": lines({"w": text()})}
    node = group({"why": text(**{"x-required-if": "${urgent} = 'yes' and ${fact.big} = 1"}), "parts": PARTS})
    inner = group({"mode": choice("x", "y"), "first": {"$ref": "#/$defs/node", "title": "Перше"}})
    sample = form({**outside, "inner": inner}, **{"$defs": {"node": node}})
    answers = {"urgent": "yes", "inner": {"first": {"why": "a", "parts": [{"parts": [{}]}]}}}
    setting = replace(SETTING, outside={"fact.big": 1}.get)

    paths = [("inner", "first", "parts", 0, "why"), ("inner", "first", "parts", 0, "parts", 0, "why")]
    assert told(sample.look(answers, setting)) == [(path, "required") for path in paths]
    assert told(sample.look({**answers, "urgent": "no"}, setting)) == []
    assert told(sample.look(answers, SETTING)) == []


def test_a_sum_over_the_nodes_inside_is_worked_out_from_the_leaves_up():
    """Each level sums what the one below it has computed."""
    total = {**NUMBER, "x-calculate": "sum(${parts.total}) + coalesce(${amount}, 0)"}
    sample = tree({"amount": NUMBER, "total": total}, outside={"much": text(**{
        "x-visible-if": "${whole.total} > 9"})}.items())  # fmt: skip
    answers = {"whole": {"amount": 1, "parts": [
        {"amount": 2, "parts": [{"amount": 3}, {"amount": 4}]}, {"amount": 5}]}, "much": "так"}  # fmt: skip

    view = sample.look(answers, SETTING)

    whole = view.kept()["whole"]
    assert (whole["total"], [part["total"] for part in whole["parts"]]) == (15, [9, 5])
    assert [part["total"] for part in whole["parts"][0]["parts"]] == [3, 4]
    assert (view.pruned(), view.untouched(answers, computed=False)) == ((), answers)
    assert view.untouched(answers) == view.kept()
    assert sample.look({"whole": {"amount": 9}, "much": "так"}, SETTING).pruned() == (("much",),)


def test_a_chain_of_conditions_from_the_root_to_the_leaves_is_followed_to_its_end():
    """What is hidden counts as missing for everything after it, in whatever order the questions stand."""
    properties = {
        "d": text(**{"x-visible-if": "${c} != ''"}),
        "c": text(**{"x-visible-if": "${b} != ''"}),
        "b": text(**{"x-visible-if": "${a} = '1'"}),
        "a": text(),
    }
    sample = tree(properties, **{"x-visible-if": "${d} != ''"})
    inner = {"a": "0", "b": "1", "c": "1", "d": "1", "parts": [{"a": "1"}]}
    outer = {"a": "1", "b": "1", "c": "1", "d": "1", "parts": [inner]}

    view = sample.look({"whole": {**outer, "parts": [outer]}}, SETTING)

    at = ("whole", "parts", 0, "parts", 0)
    assert set(view.pruned()) == {(*at, name) for name in ("b", "c", "d", "parts")}


def test_constraints_locks_and_own_sentences_hold_in_the_depth():
    """`.` means the answer itself; `x-errors` speak first; a submitted answer under `x-lock` is locked."""
    words = {"x-constraint": "string-length(.) >= ${least}", "x-errors": {"constraint": "Закоротко"}}
    sample = tree({"least": NUMBER, "word": text(**words), "code": text(**{"x-lock": True}),
                   "why": text(**{"x-readonly-if": "${least} = 3"})})  # fmt: skip

    view = sample.look(deep({"least": 3, "word": "аб", "code": "x"}), replace(SETTING, submitted=True))

    (problem,) = view.problems("uk")
    assert (problem.path, problem.keyword, problem.sentence) == ((*DEEP, "word"), "constraint", "Закоротко")
    assert [view.locks((*DEEP, name)) for name in ("why", "code", "word")] == [True, True, False]


def test_what_is_kept_when_hidden_stays_and_is_not_judged():
    """`x-keep-hidden`, in any validator too."""
    kept = {"x-visible-if": LEAF, "x-keep-hidden": True, "maxLength": 1}
    sample = tree({"kind": KIND, "word": text(**kept)}, ("word",))
    answers = deep({"kind": "branch", "word": "довге"})

    assert agrees(sample, {"whole": {**answers["whole"], "kind": "leaf", "word": "x"}})
    assert sample.look(answers, SETTING).kept() == answers
    assert told(sample.look(deep({"kind": "leaf", "word": "довге"}), SETTING)) == [
        ((*DEEP, "word"), "maxLength")
    ]


def test_a_branch_of_the_schema_and_a_condition_close_each_other():
    """What `then` brings up is ruled by conditions, and what these drop may close the branch."""
    node = group({"a": text(**{"x-visible-if": "${b} = '1'"}), "b": text(), "parts": PARTS}, **{
        "if": {"required": ["a"]}, "then": {"properties": {"c": text(**{"x-required-if": "${b} = '1'"})}},
    })  # fmt: skip
    sample = form({"top": {"$ref": "#/$defs/node", "title": "Верх"}}, **{"$defs": {"node": node}})

    for at, wrap in ((("top",), lambda each: each), (("top", "parts", 0), lambda each: {"parts": [each]})):
        closed = sample.look({"top": wrap({"a": "1", "b": "0", "c": "1"})}, SETTING)
        opened = sample.look({"top": wrap({"a": "1", "b": "1"})}, SETTING)
        assert set(closed.pruned()) == {(*at, "a"), (*at, "c")}
        assert closed.kept() == {"top": wrap({"b": "0"})}
        assert told(opened) == [((*at, "c"), "required")]


def test_what_only_the_world_does_not_know_today_is_hidden_and_kept():
    """Hidden by a fact that is not known: not drawn, not judged, not dropped."""
    sample = tree({"word": text(maxLength=1, **{"x-visible-if": "${fact.family} = 'yes'"})})

    view = sample.look(deep({"word": "довге"}), SETTING)

    assert (view.kept(), view.pruned(), told(view)) == (deep({"word": "довге"}), (), [])
    assert view.hides((*DEEP, "word"))


def test_long_lists_are_settled_to_their_end():
    """Only some items are drawn; all of them are judged and pruned."""
    sample = tree({"kind": KIND, "amount": {**NUMBER, "x-visible-if": LEAF}})
    parts = [{"kind": "branch", "amount": 1} for _ in range(60)]

    view = sample.look(deep({"parts": parts}), SETTING)

    assert len(view.pruned()) == 60
    drawn = {node.path: node for node in view.tree(("whole", "parts")).walk()}
    assert (len(drawn[*DEEP, "parts"].children), drawn[*DEEP, "parts"].hidden) == (40, 20)


def test_the_drawn_tree_has_what_is_shown_with_its_marks():
    """Hidden questions are not in it, required ones are marked, also in groups that nobody has begun."""
    inner = group({"a": KIND, "b": text(**{"x-visible-if": "${a} = 'leaf'"}), "c": text(**{
        "x-required-if": "${kind} = 'leaf'"})})  # fmt: skip
    sample = tree({"kind": KIND, "inner": inner})

    node = sample.look(deep({"kind": "leaf"}), SETTING).tree(("whole", "parts"))

    drawn = {each.path[5:]: each.required for each in node.walk() if each.path[:5] == DEEP}
    assert ("inner", "b") not in drawn
    assert drawn["inner", "c"]
    assert not drawn["inner", "a"]


# -- the same at every depth ------------------------------------------------------------------------------

CONDITIONS = st.sampled_from([
    "${k} = 'x'", "${n} > 2", "${w} != ''", "selected(${s}, 'p')", "not(${k} = 'y')",
    "${k} = 'x' or ${n} = 1",
    "some(${rows}, ${c} = 'x')", "count(${rows}) > 1", "if(${k} = 'x', ${n} > 0, ${w} = '1')", "${g.m} = 'x'",
    "every(${rows}, ${c} != 'y')",
])  # fmt: skip
CONSTRAINTS = st.sampled_from(["${k} != 'y'", ". != '1'", "string-length(.) > 1 or ${n} < 3"])
WORDS_OF = st.fixed_dictionaries({}, optional={
    "x-visible-if": CONDITIONS, "x-required-if": CONDITIONS, "x-keep-hidden": st.just(True)})  # fmt: skip
QUESTIONS = st.fixed_dictionaries({
    "v": WORDS_OF, "t": st.fixed_dictionaries({}, optional={"x-visible-if": CONDITIONS,
                                                           "x-constraint": CONSTRAINTS}),
    "z": WORDS_OF, "required": st.booleans(),
})  # fmt: skip
ROWS = st.lists(st.fixed_dictionaries({}, optional={"c": st.sampled_from(["x", "y"])}), max_size=3)
ANSWERS = st.fixed_dictionaries({}, optional={
    "k": st.sampled_from(["x", "y"]), "n": st.integers(0, 4), "w": st.sampled_from(["1", "abc"]),
    "s": st.lists(st.sampled_from(["p", "q"]), min_size=1, max_size=2, unique=True), "rows": ROWS,
    "g": st.fixed_dictionaries({"m": st.sampled_from(["x", "y"])}),
    **dict.fromkeys("vtz", st.sampled_from(["1", "abc"])),
})  # fmt: skip
QUICK = settings(max_examples=20, deadline=None, derandomize=True, phases=[Phase.generate],
                 suppress_health_check=list(HealthCheck))  # fmt: skip


def questions(asked):
    """A node with many kinds of questions, three of them under conditions."""
    properties = {
        "k": choice("x", "y"), "n": NUMBER, "w": text(), "s": several("p", "q"),
        "rows": lines({"c": choice("x", "y")}), "g": group({"m": choice("x", "y")}),
        "v": text(**asked["v"]), "t": text(**asked["t"]), "z": text(**asked["z"]),
    }  # fmt: skip
    return tree(properties, ("v",) if asked["required"] else ())


def agrees(sample: Form, answers) -> bool:
    """Is our verdict that of any validator, before and after pruning? Gives the verdict."""
    written = plain_schema(sample, {})
    assert written.left_open == ()
    Draft202012Validator.check_schema(written.schema)
    judge, view = Draft202012Validator(written.schema), sample.look(answers, SETTING)
    is_sound = not view.problems("en")
    assert judge.is_valid(view.kept()) == is_sound, (json.dumps(written.schema), view.kept(), told(view))
    assert judge.is_valid(normalised(answers)) == (is_sound and not view.pruned())
    return is_sound


@QUICK
@given(QUESTIONS, ANSWERS, ANSWERS)
def test_a_node_in_the_depth_is_looked_at_as_one_on_the_first_level(asked, first, second):
    """On the first level they are ordinary fields: the same is hidden, dropped, required and wrong below."""
    sample, first = questions(asked), {"w": "1", **first}
    shallow = sample.look({"whole": first}, SETTING)

    below = sample.look({"whole": {**second, "parts": [{"parts": [first]}]}}, SETTING)

    assert below.kept()["whole"].get("parts", [{}])[0].get("parts", [{}])[0] == shallow.kept().get(
        "whole", {}
    )
    assert _below(below.pruned()) == _below(shallow.pruned(), 1)
    assert _below(told_pairs(below)) == _below(told_pairs(shallow), 1)


def told_pairs(view):
    return [(*path, keyword) for path, keyword in told(view)]


def _below(paths, length=5):
    """The ends of the paths that begin as the deep node does."""
    return {path[length:] for path in paths if path[:length] == DEEP[:length]}


@QUICK
@given(QUESTIONS, ANSWERS, ANSWERS)
def test_any_validator_gives_the_same_verdict_at_every_depth(asked, first, second):
    """The rules stand inside `$defs`, so that the reference takes them wherever it leads."""
    sample = questions(asked)
    agrees(sample, {"whole": {**first, "parts": [{**second, "parts": [first, second]}]}})


def test_the_rules_of_a_tree_stand_in_its_definition():
    """Once, for all depths."""
    sample = tree({"kind": KIND, "amount": {**NUMBER, "x-visible-if": LEAF}}, ("amount",))

    node = plain_schema(sample, {}).schema["$defs"]["node"]

    assert node["allOf"] == [
        {
            "if": {"required": ["kind"], "properties": {"kind": {"const": "leaf"}}},
            "then": {"required": ["amount"]},
            "else": {"properties": {"amount": False}},
        }
    ]
    assert node["required"] == []


def test_a_condition_that_asks_for_the_node_around_is_said_there():
    """A schema sees only what is below it: the nearest node that knows all of it speaks."""
    inner = group({"why": text(**{"x-required-if": "${kind} = 'leaf'"}), "more": text()})
    sample = tree({"kind": KIND, "inner": inner})

    for answers in (deep({"kind": "leaf", "inner": {}}), deep({"kind": "branch", "inner": {}}),
                    deep({"kind": "leaf"}), deep({"kind": "leaf", "inner": {"why": "так"}})):  # fmt: skip
        agrees(sample, answers)
    assert not agrees(sample, deep({"kind": "leaf", "inner": {"more": "так"}}))


def test_a_condition_that_asks_for_the_form_around_is_said_by_the_form():
    """From inside lines in a group that grows, past the nodes that do not know."""
    rows = lines({"c": choice("x", "y"), "d": text(**{"x-visible-if": "${q} = 'x' and ${c} = 'y'"})}, ("d",))
    sample = form({"q": choice("x", "y"), "top": group({"rows": rows, "n": NUMBER}, **GROWING[2])})

    verdicts = {
        agrees(sample, {"q": q, "top": {"rows": [{"c": c, **more}, {"c": "x"}]}})
        for q in "xy" for c in "xy" for more in ({}, {"d": "1"})
    }  # fmt: skip
    assert verdicts == {True, False}


def test_a_condition_that_asks_for_no_end_of_nodes_around_is_left_open():
    """Where a node stands in itself, the form is any number of levels away; it is told."""
    sample = tree({"why": text(**{"x-visible-if": "${urgent} = 'leaf'"})}, outside={"urgent": KIND})

    found = plain_schema(sample, {})

    assert {each.name for each in found.left_open} == {"whole.parts.parts.why"}
    assert Draft202012Validator(found.schema).is_valid({"urgent": "leaf", "whole": {"why": "так"}})


def test_an_answer_in_a_tree_is_asked_for_from_outside():
    """An unanswered question of a tree is one of the form: what it hides is dropped."""
    inside = group({"m": choice("x", "y")}, **GROWING[0])
    sample = form({"g": inside, "v": text(**{"x-visible-if": "${g.m} = 'x'"})}, ("v",))

    assert agrees(sample, {"g": {"m": "x"}, "v": "1"})
    assert not agrees(sample, {"g": {"m": "x"}})
    assert agrees(sample, {"g": {"m": "y"}})
    assert sample.look({"v": "1"}, SETTING).pruned() == (("v",),)
    assert agrees(sample, {"v": "1"})


# -- what is refused before anybody fills it --------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ({"x-visible-if": "${kinda} = 'leaf'"}, "expression"),
        ({"x-visible-if": "${kind} = 'leav'"}, "expression"),
        ({"x-prefill": "'x'"}, "not_in_tree"),
        ({"x-choices-from": {"from": "staff"}}, "not_in_tree"),
        ({"x-visible-if": "${word} = 'x'"}, "circle"),
    ],
)
def test_a_condition_that_cannot_work_is_refused(words, key):
    """A misspelt name, a choice that is not there, a word that nobody heeds, a circle."""
    found = faults({"kind": KIND, "word": text(**words)})

    assert any(fault == key and "parts" in place for place, fault in found), found


def test_a_question_of_the_form_keeps_its_words_beside_conditions_that_bring_more():
    """`allOf` at the root makes a tree of what it brings, not of the questions that stand there anyway."""
    files = {"type": "array", "title": "Файли", "x-widget": "attachments", "x-files": {"kinds": ["picture"]}}
    brought = {"if": {"required": ["b"]}, "then": {"required": ["a"]}}
    sample = form({"a": files, "b": text(), "rows": lines({"c": files})}, allOf=[brought])
    assert [sample.field(name).kind for name in ("a", "rows.c")] == ["attachments", "attachments"]
    assert [each.path for each in sample.look({"b": "1"}, SETTING).problems("uk")] == [("a",)]

    lost = {"properties": {"c": {**files}}}
    compiled = compile_data(schema({"a": text()}, allOf=[lost]), "forms/sample.json", {}, WORDS)
    assert compiled.form is None
    assert "not_in_tree" in [each.key for each in compiled.faults]


def test_a_sum_upwards_and_an_answer_handed_down_at_once_are_a_circle():
    """Each alone ends; together they need each other."""
    total = {**NUMBER, "x-calculate": "sum(${parts.total})"}
    handed = group({"share": {**NUMBER, "x-calculate": "${total} + 1"}})
    assert faults({"total": total, "inner": handed}) == []

    both = group({"share": {**NUMBER, "x-calculate": "${total} + 1"}})
    wrong = {**NUMBER, "x-calculate": "sum(${parts.total}) + sum(${parts.inner.share}) + ${inner.share}"}
    assert "circle" in [key for _, key in faults({"total": wrong, "inner": both})]


def test_a_condition_on_something_without_a_name_is_refused():
    """An item of a list, an answer of a free name, one branch: nobody would ever look at it."""
    hidden = {"x-visible-if": "${kind} = 'leaf'"}
    items = {"type": "array", "title": "Т", "prefixItems": [text(**hidden)]}
    free = {"type": "object", "title": "В", "additionalProperties": text(**hidden)}
    branch = {"title": "Г", "oneOf": [text(**hidden), NUMBER]}

    rows = {"type": "array", "title": "Р", "items": {**group({"c": text()}), **hidden}}

    for asked in (items, free, branch, rows):
        found = {key for _, key in faults({"kind": KIND, "more": asked})}
        assert found == {"nameless_condition"}, asked


def test_conditions_inside_a_question_of_the_form_are_no_business_of_the_forms_own_if():
    """They are said once, by the question itself: nothing of them is left open beside it."""
    inner = {"y": text(), "x": text(**{"x-visible-if": "${g.y} = '1'"})}
    brought = {"n": text(**{"x-visible-if": "${g.x} = '2'"})}
    when = {"properties": {"k": {"const": "z"}}, "required": ["k"]}
    sample = form({"g": group(inner), "k": text()}, **{"if": when, "then": {"properties": brought}})
    found = plain_schema(sample, {})
    judge = Draft202012Validator(found.schema)

    (grove,) = sample.groves.values()
    assert [key for _, key, _ in grove.ruled()] == ["n"]
    assert found.left_open == ()
    for g in ({"y": "1", "x": "3"}, {"y": "1", "x": "2"}, {"y": "2", "x": "2"}, {"y": "1"}):
        answers = {"k": "z", "g": g, "n": "1"}
        assert judge.is_valid(answers) == (not sample.look(answers, SETTING).pruned()), g


GROWING = [{"additionalProperties": {"type": "integer"}}, {"oneOf": [{"required": ["a"]}]},
           {"if": {"required": ["z"]}, "then": {"required": ["a"]}}]  # fmt: skip


@pytest.mark.parametrize("words", [{}, *GROWING])
@pytest.mark.parametrize("asked", ["a", "rows.a"])
def test_the_full_name_of_a_column_means_the_same_line_whatever_else_the_lines_may_hold(words, asked):
    """As in a repeat, also where a line is a tree; and any validator is told so."""
    rows = lines({"a": text(), "b": text(**{"x-visible-if": f"${{{asked}}} = '1'"})})
    sample = form({"rows": {**rows, "items": {**rows["items"], **words}}})
    answers = {"rows": [{"a": "1", "b": "x"}, {"a": "2", "b": "y"}]}

    assert sample.look(answers, SETTING).pruned() == (("rows", 1, "b"),)
    assert agrees(sample, answers)


def test_the_full_name_of_a_question_in_a_tree_means_its_own_node():
    """Where the tree stands once; in one that stands in itself a name is looked for outwards as before."""
    inner = {"a": text(), "b": text(**{"x-visible-if": "${g.a} = '1'"})}
    sample = form({"g": group(inner, **GROWING[2])})
    node = {"parts": {"type": "array", "title": "Ч", "items": {"$ref": "#/$defs/node"}}, "n": NUMBER,
            "sum": {**NUMBER, "x-visible-if": "count(${parts}) > 1 and sum(${parts.n}) > 2"}}  # fmt: skip
    deep_sample = form({"parts": {**node["parts"]}}, **{"$defs": {"node": group(node)}})
    items = [{"n": 1, "parts": [{"n": 2}, {"n": 3}], "sum": 5}, {"n": 9, "sum": 1}]

    assert agrees(sample, {"g": {"a": "2", "b": "x"}})
    assert deep_sample.look({"parts": items}, SETTING).pruned() == (("parts", 1, "sum"),)


LIST_IN_ITSELF = [
    {"anyOf": [group({"a": text()}), {"type": "array", "title": "Т", "items": {"$ref": "#/$defs/node"}}]},
    {"type": ["object", "array"], "properties": {"a": text()}, "items": {"$ref": "#/$defs/node"}},
    group({"a": text(), "in": {"type": "array", "title": "Т", "items": {
        "type": "array", "title": "Р", "items": {"$ref": "#/$defs/node"}}}}),
]  # fmt: skip


@pytest.mark.parametrize("node", LIST_IN_ITSELF)
def test_a_list_that_stands_in_itself_is_looked_through_to_its_end(node):
    """Compiled, drawn, judged and written; what asks around it is left open, unless a branch has it."""
    hidden = text(**{"x-visible-if": "${a} = '1' and ${q} = 'x'"})
    holder = next(each for each in (node, *node.get("anyOf", ())) if "properties" in each)
    changed = {**holder, "properties": {**holder["properties"], "b": hidden}}
    whole = changed if holder is node else {"anyOf": [changed, node["anyOf"][1]]}
    sample = form({"q": choice("x", "y"), "t": {"$ref": "#/$defs/node", "title": "К"}}, **{
        "$defs": {"node": {"title": "В", **whole}}})  # fmt: skip
    written = plain_schema(sample, {})

    told_open = {(each.name.rpartition(".")[2], each.word) for each in written.left_open}
    assert told_open == (set() if "anyOf" in node else {("b", "x-visible-if")})
    for inner in ({"a": "1", "b": "2"}, {"a": "2", "b": "2"}):
        deeper = {"in": [[inner]]} if "in" in holder["properties"] else [[inner]]
        for answers in ({"q": "x", "t": inner}, {"q": "x", "t": deeper}):
            view = sample.look(answers, SETTING)
            assert bool(view.pruned()) == (inner["a"] == "2"), answers
            assert Draft202012Validator(written.schema).is_valid(view.kept()) or view.problems("uk")
