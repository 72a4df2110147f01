"""A form as a plain schema: any validator gives our verdict on saved answers (P2)."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from small_forms import SETTING, WORDS, choice, form, group, lines, schema, several, text

from suprovid.__main__ import main
from suprovid.forms.answers import leaves, normalised, without
from suprovid.forms.exporting.document import plain_schema
from suprovid.forms.form import Form
from suprovid.forms.library import Library
from suprovid.forms.setting import Setting

ROOT = Path(__file__).parents[2]
LIBRARY = Library.read(ROOT / "schemas")
PLAINS = {each.key: plain_schema(each, LIBRARY.lists) for each in LIBRARY.forms}
SAMPLES = sorted((ROOT / "tests" / "samples").glob("*.json"))


def plain(sample):
    """The written schema; every condition of the form must be in it."""
    found = plain_schema(sample, {})
    assert found.left_open == ()
    Draft202012Validator.check_schema(found.schema)
    return found.schema


def agrees(sample, written, answers):
    """Is the verdict on these answers, and on those that would be saved, the same?"""
    view, judge = sample.look(answers, SETTING), Draft202012Validator(written)
    is_sound = not view.problems("uk")
    told = [
        (field.name, word, rule.text) for field in sample.named.values() for word, rule in field.rules.all()
    ]
    assert judge.is_valid(view.kept()) == is_sound, (told, view.kept(), view.problems("uk"))
    assert judge.is_valid(normalised(answers)) == (is_sound and not view.pruned()), (told, answers)
    return is_sound


# -- one rule at a time -----------------------------------------------------------------------------------


def test_what_is_required_when_shown_is_neither_required_nor_allowed_when_hidden():
    """P2: one condition drives both, in any validator."""
    sample = form({"a": choice("x", "y"), "b": text(**{"x-visible-if": "${a} = 'x'"})}, ("b",))
    written = plain(sample)
    assert written["allOf"] == [
        {
            "if": {"required": ["a"], "properties": {"a": {"const": "x"}}},
            "then": {"required": ["b"]},
            "else": {"properties": {"b": False}},
        }
    ]
    assert [agrees(sample, written, each) for each in ({}, {"a": "x"}, {"a": "x", "b": "1"}, {"a": "y"})] == [
        True, False, True, True
    ]  # fmt: skip


LITERAL = replace(SETTING, literal=True)
EMPTY = [({"type": "string"}, ""), ({"type": "array", "items": {"type": "string"}}, []),
         ({"type": ["integer", "null"]}, None), ({}, None), ({}, ""), ({}, {})]  # fmt: skip
ASKED = [*((*each, f"${{a}} {sign} ''") for each in EMPTY for sign in ("=", "!=")),
         (*EMPTY[0], "${a} != 'x'"), (*EMPTY[0], "not(${a} = 'x')"),
         (*EMPTY[0], "string-length(${a}) < 3")]  # fmt: skip


@pytest.mark.parametrize(("words", "empty", "asked"), ASKED)
def test_an_empty_answer_that_is_stored_is_none_to_any_validator_too(words, empty, asked):
    """P5: as little as one that is absent, wherever a condition asks for it."""
    sample = form({"a": {"title": "А", **words}, "b": text(**{"x-required-if": asked})})
    judge = Draft202012Validator(plain(sample))

    for answers in ({"a": empty}, {"a": empty, "b": "1"}, {}):
        is_sound = not sample.look(answers, LITERAL).problems("uk")
        assert judge.is_valid(answers) == is_sound, answers


def test_the_conditions_of_a_group_never_ask_for_a_field_that_the_document_hides():
    """P2 inside a group: whether its field is shown is known only above it, and is said there."""
    hidden = text(**{"x-visible-if": "${a} = 'x'"})
    inside = group({"b": hidden, "c": text(), "d": text()}, dependentRequired={"c": ["b", "d"], "d": ["b"]})
    sample = form({"a": choice("x", "y"), "g": inside})
    written = plain(sample)
    given = ({"c": "1", "d": "1"}, {"c": "1"}, {"d": "1"}, {"c": "1", "b": "1", "d": "1"}, {})

    found = {a: [agrees(sample, written, {"a": a, "g": each}) for each in given] for a in "xy"}

    assert found == {"x": [False, False, False, True, True], "y": [True, False, True, True, True]}


def test_a_line_is_asked_about_itself_and_about_the_document():
    """A condition over a column and an answer outside is split into what each level can see."""
    rows = lines({"c": choice("x", "y"), "w": text(**{"x-required-if": "${c} = 'x' and ${a} != 'y'"})})
    sample = form({"a": choice("x", "y"), "rows": rows})
    written = plain(sample)
    line = {"_id": "1", "c": "x"}
    assert not agrees(sample, written, {"a": "x", "rows": [line]})
    assert agrees(sample, written, {"a": "y", "rows": [line]})
    assert agrees(sample, written, {"rows": [line]})


def test_what_a_schema_cannot_know_is_named_and_left_open():
    """Facts, today and arithmetic: neither required nor forbidden, whatever the answers."""
    sample = form({
        "a": choice("x", "y"),
        "b": text(**{"x-visible-if": "${fact.family} = 'yes'"}),
        "d": text(format="date", **{"x-constraint": ". <= today()"}),
        "e": text(**{"x-required-if": "${a} = 'x' or ${fact.family} = 'yes'"}),
    }, ("b",))  # fmt: skip
    found = plain_schema(sample, {})
    assert [(each.name, each.word) for each in found.left_open] == [
        ("b", "x-visible-if"), ("d", "x-constraint"), ("e", "x-required-if")
    ]  # fmt: skip
    judge = Draft202012Validator(found.schema)
    assert judge.is_valid({})
    assert judge.is_valid({"b": "1", "d": "2999-01-01", "a": "y"})
    assert not judge.is_valid({"a": "x"}), "what is sure without the fact is still said"


def test_an_answer_kept_when_hidden_is_judged_when_shown():
    """`x-keep-hidden`: the answer may stay; only where it is shown it must fit."""
    kept = {"x-visible-if": "${a} = 'x'", "x-keep-hidden": True}
    inside = {"n": {"type": "integer", "title": "n"}, "m": text()}
    sample = form({"a": choice("x", "y"), "b": text(maxLength=1, **kept), "g": group(inside, ("m",), **kept)})
    written = plain(sample)
    for a in ("x", "y"):
        assert agrees(sample, written, {"a": a, "b": "12"}) == (a == "y")
        assert agrees(sample, written, {"a": a, "g": {"n": 1}}) == (a == "y")
        assert agrees(sample, written, {"a": a, "g": {"n": 1, "m": "m"}})


def test_the_schemas_own_conditions_never_ask_for_a_hidden_field():
    """P2 for `then` and `dependentRequired`: they wait for the field to be shown."""
    hidden = text(**{"x-visible-if": "${a} = 'x'"})
    sample = form(
        {"a": choice("x", "y"), "b": hidden, "c": text()},
        dependentRequired={"c": ["b"]}, **{"if": {"required": ["a"]}, "then": {"required": ["b", "c"]}},
    )  # fmt: skip
    written = plain(sample)
    found = [agrees(sample, written, each) for each in (
        {"c": "1"}, {"a": "y", "c": "1"}, {"a": "y"}, {"a": "x", "c": "1"}, {"a": "x", "b": "1", "c": "1"},
    )]  # fmt: skip
    assert found == [True, True, False, False, True]


@pytest.mark.parametrize("word", ["anyOf", "oneOf"])
def test_a_branch_that_asks_only_for_what_is_hidden_will_do(word):
    """P2 inside a choice of branches: nobody can be asked for a hidden answer, so the branch asks nothing."""
    hidden = text(**{"x-visible-if": "${a} = 'x'"})
    sample = form(
        {"a": choice("x", "y"), "b": hidden, "c": text()},
        **{word: [{"required": ["b"]}, {"required": ["c"]}]},
    )
    written = plain(sample)
    given = [
        {key: value for key, value in {"a": a, "b": b, "c": c}.items() if value}
        for a in ("", "x", "y") for b in ("", "1") for c in ("", "1")
    ]  # fmt: skip
    for answers in given:
        agrees(sample, written, answers)
    assert agrees(sample, written, {"a": "y"})
    assert not agrees(sample, written, {"a": "x"})
    assert agrees(sample, written, {"a": "x", "b": "1", "c": "1"}) == (word == "anyOf")


@pytest.mark.parametrize(
    ("condition", "right", "wrong"),
    [
        (". >= '2026-02-03'", ["2026-02-03", "2026-02-10", "2027-01-01"], ["2026-02-02", "1999-12-31"]),
        (". < '2026-02-03'", ["2026-02-02", "2026-01-31", "1999-12-31"], ["2026-02-03", "2026-10-01"]),
        (". != '2026-02-03'", ["2026-02-02", "2126-02-03"], ["2026-02-03"]),
        ("'2026-02-03' > .", ["2026-02-02"], ["2026-02-03"]),
    ],
)
def test_dates_keep_their_order(condition, right, wrong):
    """The order of days is the order of their digits, so a pattern can hold it."""
    sample = form({"d": text(format="date", **{"x-constraint": condition})})
    written = plain(sample)
    assert all(agrees(sample, written, {"d": day}) for day in right)
    assert not any(agrees(sample, written, {"d": day}) for day in wrong)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("date", "2024-02-29"), ("date", "2023-02-29"), ("date", "2000-02-29"), ("date", "1900-02-29"),
        ("date", "2026-04-31"), ("date", "2026-13-01"), ("date", "20260101"), ("date", "0000-01-01"),
        ("time", "09:30"), ("time", "24:00"), ("time", "9:30"), ("time", "23:59:59"),
        ("date-time", "2026-01-01T10:00+02:00"), ("date-time", "2026-01-01T10:00"),
        ("date-time", "2026-01-01T10:00:00Z"), ("date-time", "2026-02-30T10:00Z"),
        ("email", "a@b.c"), ("email", "a@b"), ("uuid", "123e4567-e89b-12d3-a456-426614174000"), ("uuid", "1"),
    ],
)  # fmt: skip
def test_a_format_is_said_as_a_pattern(name, value):
    """Validators may ignore formats, and ours are shorter than those of the draft."""
    sample = form({"a": text(format=name)})
    agrees(sample, plain(sample), {"a": value})


def test_shared_lists_stand_once_and_our_words_are_gone():
    """Choices of a shared list become `$defs`; the words of the dialect stay only when asked for."""
    whole = LIBRARY.form("intake")
    written = json.dumps(PLAINS["intake"].schema)
    assert "x-" not in "".join(key for key in _keys(PLAINS["intake"].schema))
    assert written.count('"#/$defs/areas"') >= 1
    assert "x-means" in json.dumps(plain_schema(whole, LIBRARY.lists, keep=True).schema)


def _keys(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key if key.startswith("x-") else ""
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)


def test_what_a_tree_requires_is_judged_by_both():
    """An object whose questions grow with the answers has no fields of its own: the schema speaks alone."""
    grown = {"if": {"required": ["b"]}, "then": {"properties": {"b": {"const": "x"}}}}
    sample = form({"g": group({"a": text(), "b": text()}, ("a",), **grown)})
    written = plain(sample)
    found = [agrees(sample, written, {"g": each}) for each in ({"b": "x"}, {"a": "1", "b": "y"}, {"a": "1"})]
    assert found == [False, False, True]


# -- generated conditions -----------------------------------------------------------------------------------

ROOT_FIELDS = {
    "a": ["x", "y"], "b": ["x", "z"], "n": [0, 1, 2.5, 7], "f": [True, False], "t": ["x", "no", "long text"],
    "s": [["x"], ["y"], ["x", "y"]], "d": ["2026-01-09", "2026-02-03"], "g": [{"k": "x"}, {"k": "y"}],
}  # fmt: skip
LINE_FIELDS = {"c": ["x", "y"], "m": [0, 3], "p": [["x"], ["x", "z"]]}


def questions(inside: bool, current: str = ""):
    """Conditions in text that ask about the document, and about the line when they stand in one."""
    names = {
        "a": "choice", "b": "choice", "g.k": "choice", "n": "number", "f": "yes", "t": "text",
        "s": "several", "d": "date", "rows": "lines", "rows.c": "choice", "rows.m": "number",
    }  # fmt: skip
    if inside:
        names |= {"c": "choice", "m": "number", "p": "several"}
    sign, order = st.sampled_from(["=", "!="]), st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
    value = st.sampled_from(["x", "y", "z", "no"])
    number = st.sampled_from(["0", "1", "2.5", "-1", "3"])

    def of(kind: str):
        return st.sampled_from([name for name, each in names.items() if each == kind])

    simple = st.one_of(
        st.builds("${{{}}} {} '{}'".format, of("choice") | of("text") | of("several"), sign, value),
        st.builds("'{2}' {1} ${{{0}}}".format, of("choice"), sign, value),
        st.builds("${{{}}} {} {}".format, of("number"), order, number),
        st.builds("${{{}}} {} '{}'".format, of("date"), order, st.sampled_from(ROOT_FIELDS["d"])),
        st.builds("${{{}}} {} {}()".format, of("yes"), sign, st.sampled_from(["true", "false"])),
        st.builds("${{{}}} {} ''".format, st.sampled_from(sorted(names)), sign),
        st.builds("${{{}}}".format, st.sampled_from(sorted({*names} - {"rows"}))),
        st.builds("selected(${{{}}}, '{}')".format, of("choice") | of("several") | of("text"), value),
        st.builds("count-selected(${{{}}}) {} {}".format, of("several"), order, number),
        st.builds("count(${{rows}}) {} {}".format, order, number),
        st.builds("string-length(${{t}}) {} {}".format, order, number),
        st.builds("regex(${{t}}, '{}')".format, st.sampled_from(["x|no", "[a-z]+", "l.*"])),
        st.builds("starts-with(${{t}}, '{}')".format, value),
        st.builds("contains(${{t}}, '{}')".format, st.sampled_from(["x", "g t"])),
        st.just("${a} = ${b}"),
        st.just("coalesce(${a}, ${b}) = 'x'"),
        st.just("if(${f}, ${a}, ${b}) = 'x'"),
    )
    column = st.one_of(
        simple,
        st.builds("${{c}} {} '{}'".format, sign, value),
        st.builds("${{m}} {} {}".format, order, number),
        st.builds("selected(${{p}}, '{}')".format, value),
    )
    both = st.one_of(
        column,
        st.builds("({} and {})".format, column, column),
        st.builds("({} or {})".format, column, column),
    )
    over = st.one_of(
        st.builds("some(${{rows}}, {})".format, both),
        st.builds("every(${{rows}}, {})".format, both),
        st.builds("count-if(${{rows}}, {}) {} {}".format, both, order, number),
    )
    leaf = simple | over
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.builds("({} and {})".format, inner, inner),
            st.builds("({} or {})".format, inner, inner),
            st.builds("not({})".format, inner),
        ),
        max_leaves=3,
    )


RULES = ("x-visible-if", "x-required-if", "x-constraint")


@st.composite
def forms(draw):
    """A form whose fields v, g.w and rows.w hang on generated conditions."""

    def ruled(inside: bool):
        words = {word: draw(questions(inside)) for word in RULES if draw(st.integers(0, 2)) == 0}
        if "x-visible-if" in words and draw(st.booleans()):
            words["x-keep-hidden"] = True
        return text(**words)

    columns = {
        "c": choice("x", "y"), "m": {"type": "number", "title": "m"}, "p": several("x", "z"),
        "w": ruled(True),
    }  # fmt: skip
    kept = draw(st.booleans())
    shown = {"x-visible-if": "${n} != 7", "x-keep-hidden": True} if kept else {}
    must = tuple(draw(st.sets(st.sampled_from(["v", "rows"]))))
    return Form(schema({
        "a": choice("x", "y"), "b": choice("x", "z"), "n": {"type": "number", "title": "n"},
        "f": {"type": "boolean", "title": "f"}, "t": text(), "s": several("x", "y"), "d": text(format="date"),
        "g": group({"k": choice("x", "y"), "w": ruled(False)}, tuple(draw(st.sets(st.just("w"))))),
        "rows": lines(columns, tuple(draw(st.sets(st.just("w")))), **shown),
        "v": ruled(False),
    }, must), WORDS)  # fmt: skip


def some_of(fields):
    return st.fixed_dictionaries(
        {}, optional={key: st.sampled_from(values) for key, values in fields.items()}
    )


@st.composite
def answers(draw):
    """Answers to that form: some right, some missing, rarely of the wrong kind."""
    given = dict(draw(some_of(ROOT_FIELDS)))
    if "g" in given:
        given["g"] = {**given["g"], **draw(some_of({"w": ["x"]}))}
    rows = draw(st.lists(some_of({**LINE_FIELDS, "w": ["x", "y"]}), max_size=3))
    if rows:
        given["rows"] = [{"_id": str(number), **row} for number, row in enumerate(rows)]
    return {**given, **draw(some_of({"v": ["x", "long"]})), **draw(some_of({"t": ["x"]}))}


@settings(
    max_examples=60,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(st.data())
def test_any_validator_agrees_on_generated_forms(data):
    """P2 as a law: the written schema and the form judge alike what is given and what is saved."""
    sample = data.draw(forms())
    found = plain_schema(sample, {})
    if found.left_open:
        return
    for _ in range(8):
        agrees(sample, found.schema, data.draw(answers()))


# -- the shipped forms -------------------------------------------------------------------------------------


def setting_of(told):
    day = date.fromisoformat(told["today"])
    return Setting(day, datetime(day.year, day.month, day.day, tzinfo=UTC), told["outside"].get)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_of_shipped_forms_are_judged_alike(path):
    """A sample as it is saved is sound; less any one of its answers, both judges agree on what is left."""
    told = json.loads(path.read_text("utf-8"))
    sample, found = LIBRARY.form(told["form"]), PLAINS[told["form"]]
    judge = Draft202012Validator(found.schema)
    assert judge.is_valid(sample.look(told["answers"], setting_of(told)).kept())
    opened = {each.name for each in found.left_open}
    for place in [path for path, _ in leaves(told["answers"])][:60]:
        view = sample.look(without(told["answers"], [place]), setting_of(told))
        names = {
            ".".join(step for step in each.path if isinstance(step, str)) for each in view.problems("uk")
        }
        assert judge.is_valid(view.kept()) == (not names - opened), place


# -- the command -------------------------------------------------------------------------------------------


def test_the_command_writes_the_schema_and_names_what_is_open(tmp_path, capsys, monkeypatch):
    """The schema goes to the screen or a file, comments go to standard error."""
    monkeypatch.setenv("SUPROVID_LANGUAGE", "en")
    file = ROOT / "schemas" / "forms" / "consent.json"
    assert main(["form", "schema", str(file)]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out) == PLAINS["consent"].schema
    assert all(line.startswith("# ") for line in told.err.splitlines())
    assert "whose: x-visible-if" in told.err
    assert main(["form", "schema", str(file), "-o", str(tmp_path / "out.json")]) == 0
    assert json.loads((tmp_path / "out.json").read_text("utf-8")) == PLAINS["consent"].schema


def test_the_command_refuses_what_is_no_form(tmp_path, capsys):
    """A faulty form ends with its faults, a missing file with one line."""
    assert main(["form", "schema", str(tmp_path / "nowhere.json")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    (tmp_path / "bad.json").write_text('{"type": "object", "x-form": {}}', encoding="utf-8")
    assert main(["form", "schema", str(tmp_path / "bad.json")]) == 1
    assert "/x-form" in capsys.readouterr().err
    (tmp_path / "odd.json").write_text('{"type": "object", "$id": [1]}', encoding="utf-8")
    assert main(["form", "schema", str(tmp_path / "odd.json")]) == 0


@pytest.mark.parametrize("word", ["anyOf", "oneOf"])
def test_a_branch_that_never_fits_asks_nobody(word):
    """`false` among the branches is no way out."""
    sample = form({"a": choice("x", "y"), "c": text()}, **{word: [False, {"required": ["c"]}]})
    written = plain(sample)
    assert [agrees(sample, written, each) for each in ({"a": "x"}, {"c": "1"})] == [False, True]
