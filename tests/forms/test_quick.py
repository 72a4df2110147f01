"""The quick judge never says more than the careful one, and agrees with it on all that the two share."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from official_cases import official_cases
from small_forms import SETTING, choice, form, lines, several, text

from suprovid.forms import quick
from suprovid.forms.brisk import brisk_judge
from suprovid.forms.library import Library
from suprovid.forms.quick import never_sure, quick_judge
from suprovid.forms.validator import FORMATS, JUDGE, OWN_WORDS, Validator

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "tests" / "samples").glob("*.json"))


def judge(schema: Any) -> quick.Fits:
    """The quick judge as forms use it."""
    return quick_judge(schema, OWN_WORDS, FORMATS)


def careful(schema: Any, answer: Any) -> bool:
    """The careful judge as forms use it."""
    return bool(JUDGE(schema, format_checker=FORMATS).is_valid(answer))


# -- official cases ----------------------------------------------------------------------------------------


def test_official_cases() -> None:
    """Both judges say the same of every official case that is shared, and what the draft says of it.

    Formats are the exception: the draft only notes them, and a form means them.
    """
    shared = skipped = 0
    for case in official_cases():
        fits = judge(case.schema)
        if fits is never_sure:
            skipped += 1
            continue
        shared += 1
        found = fits(case.answer)
        assert found == careful(case.schema, case.answer), case.name
        if not case.name.startswith(("format:", "vocabulary:")):
            assert found == Draft202012Validator(case.schema).is_valid(case.answer) == case.is_valid, (
                case.name
            )
    assert shared > 700
    assert shared > skipped


# -- schemas and answers of our own ------------------------------------------------------------------------

SCALARS = st.one_of(
    st.sampled_from(
        [None, True, False, 0, 1, -1, 2, 1.0, 0.5, 0.3, 10**30, "", "a", "ab", "ї", "2026-01-31"]
    ),
    st.text(max_size=3),
)
ANSWERS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("abc"), inner, max_size=3)
    ),
    max_leaves=6,
)
COUNTS = st.integers(0, 3)
LIMITS = st.sampled_from([-1, 0, 1, 0.5, 2])
NAMES = st.lists(st.sampled_from("abc"), unique=True, max_size=2)
TYPES = st.sampled_from(["string", "number", "integer", "boolean", "null", "array", "object"])


def grown(parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Schemas with some of the words that both judges know."""
    some = st.lists(parts, min_size=1, max_size=2)
    named = st.dictionaries(st.sampled_from("abc"), parts, max_size=2)
    counted = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties")
    limited = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
    words: dict[str, st.SearchStrategy[Any]] = {
        "type": st.one_of(TYPES, st.lists(TYPES, min_size=1, max_size=2, unique=True)),
        "enum": st.lists(SCALARS, min_size=1, max_size=3),
        "const": ANSWERS,
        **dict.fromkeys(counted, COUNTS),
        **dict.fromkeys(limited, LIMITS),
        "multipleOf": st.sampled_from([1, 2, 0.1, 0.5]),
        "uniqueItems": st.booleans(),
        "pattern": st.sampled_from(["^a", "b$", "^.{2}$", "[0-9]+", "a|b"]),
        "format": st.sampled_from(sorted(FORMATS.checkers)),
        "required": NAMES,
        "dependentRequired": st.dictionaries(st.sampled_from("abc"), NAMES, max_size=2),
        "properties": named,
        "dependentSchemas": named,
        **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), some),
        **dict.fromkeys(("items", "contains", "not", "if", "then", "else"), parts),
        **dict.fromkeys(("additionalProperties", "propertyNames"), parts),
    }
    return st.lists(st.sampled_from(sorted(words)), max_size=4, unique=True).flatmap(
        lambda chosen: st.fixed_dictionaries({word: words[word] for word in chosen})
    )


SCHEMAS = st.recursive(st.booleans(), grown, max_leaves=6)


@settings(max_examples=500, deadline=None)
@given(SCHEMAS, st.lists(ANSWERS, min_size=1, max_size=4))
def test_both_judges_agree(schema: Any, answers: list[Any]) -> None:
    """On every schema of shared words, and on all answers: the same verdict."""
    fits = judge(schema)
    assert fits is not never_sure
    for answer in answers:
        assert fits(answer) == careful(schema, answer), (schema, answer)


@pytest.mark.parametrize(
    "schema",
    [{"$ref": "#/$defs/a"}, {"patternProperties": {"a": True}}, {"unevaluatedProperties": False}, {"x-y": 1}],
)
def test_what_is_not_shared_is_left_to_the_careful_judge(schema: Any) -> None:
    """A word that the two might understand differently, or that nobody knows."""
    assert judge({"properties": {"a": schema}}) is never_sure


@pytest.mark.parametrize("answer", [math.nan, math.inf, "\ud800", {1: 2}, {1, 2}, object()])
def test_answers_that_are_no_json_are_never_sure(answer: Any) -> None:
    """And never raise."""
    assert judge({"properties": {"a": {"type": "number"}}})({"a": answer}) is False


# -- in forms ----------------------------------------------------------------------------------------------

SMALL = form(
    {
        "name": text(minLength=2, pattern="^[а-яї]+$"),
        "day": text(format="date"),
        "sum": {"type": "number", "title": "Сума", "minimum": 0, "multipleOf": 0.1},
        "kind": choice("x", "y"),
        "more": several("x", "y"),
        "rows": lines({"what": text(maxLength=3), "no": {"type": "integer", "title": "Номер"}}, ("what",)),
        "why": text(**{"x-visible-if": "${kind} = 'x'"}),
    },
    ("name", "why"),
)
WHATS = st.sampled_from(["a", "abcd", 5, ""])
VALUES = st.one_of(
    st.sampled_from(["ї", "їжак", "2026-01-31", "2026-02-31", "x", "z", 0.3, 0.25, -1, True, "", None]),
    st.lists(st.sampled_from(["x", "y", "z"]), max_size=3),
    st.lists(st.fixed_dictionaries({"_id": st.just("l1")}, optional={"what": WHATS}), max_size=2),
)


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(SMALL.named)).filter(lambda name: "." not in name), VALUES))
def test_problems_are_the_same_with_and_without_it(answers: dict[str, Any]) -> None:
    """Whatever the answers: what a person is told does not depend on what is installed."""
    with_it = SMALL.look(answers, SETTING).problems("uk")
    surely, SMALL.validator._surely = SMALL.validator._surely, never_sure
    try:
        assert surely is not never_sure
        assert SMALL.look(answers, SETTING).problems("uk") == with_it
    finally:
        SMALL.validator._surely = surely


def test_every_shipped_form_has_a_quick_judge() -> None:
    """It is used where people work, not only where speed is measured."""
    library = Library.read(ROOT / "schemas")
    assert library.forms
    assert [each.key for each in library.forms if each.validator._surely is never_sure] == []
    for sample in SAMPLES:
        told = json.loads(sample.read_text("utf-8"))
        validator = library.form(told["form"]).validator
        assert validator.surely_fits(told["answers"]) == (not list(validator.findings(told["answers"])))


def test_without_the_extra_it_is_our_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """An installation without it works the same, and nearly as quickly."""
    monkeypatch.setattr(quick, "ENGINE", None)
    validator = Validator(SMALL.schema)
    assert validator.surely_fits({"name": "їжак", "sum": 0.3, "rows": [{"_id": "a", "no": 1}]})
    assert not validator.surely_fits({"name": 5})
    assert list(validator.findings({"name": "їжак"})) == []
    assert [found.keyword for found in validator.findings({"name": 5})] == ["type"]


# -- our own, where the extra is not installed ------------------------------------------------------------


def test_our_own_is_sure_of_no_official_case_that_does_not_fit() -> None:
    """And of most of those that do and whose words it knows."""
    sure = 0
    for case in official_cases():
        if brisk_judge(case.schema, OWN_WORDS, FORMATS)(case.answer):
            sure += 1
            assert careful(case.schema, case.answer), case.name
    assert sure > 200


@settings(max_examples=500, deadline=None)
@given(SCHEMAS, st.lists(ANSWERS, min_size=1, max_size=4))
def test_our_own_is_never_sure_of_what_does_not_fit(schema: Any, answers: list[Any]) -> None:
    """On every schema and on all answers; what it doubts costs time only."""
    fits = brisk_judge(schema, OWN_WORDS, FORMATS)
    for answer in answers:
        assert careful(schema, answer) or not fits(answer), (schema, answer)


def test_our_own_is_sure_of_what_is_sound_in_shipped_forms() -> None:
    """It is of use: of nearly all sound samples there is nothing to ask the careful judge."""
    library, sure = Library.read(ROOT / "schemas"), []
    for sample in SAMPLES:
        told = json.loads(sample.read_text("utf-8"))
        validator = library.form(told["form"]).validator
        if not list(validator.findings(told["answers"])):
            sure.append(brisk_judge(validator.rules, OWN_WORDS, FORMATS)(told["answers"]))
    assert sum(sure) > 0.8 * len(sure)
