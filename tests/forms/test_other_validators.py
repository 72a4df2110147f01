"""The written schema before other validators: Python's, Rust's where it is installed, each with and without
formats that judge."""

from __future__ import annotations

import json
import re
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from small_forms import SETTING, WORDS, form, group, text
from test_exporting import LIBRARY, PLAINS, SAMPLES, setting_of

from suprovid.__main__ import main
from suprovid.forms.answers import leaves, without
from suprovid.forms.exporting.document import plain_schema
from suprovid.forms.exporting.foreign import current_schema
from suprovid.forms.exporting.patterns import folded, portable
from suprovid.forms.exporting.plain import PATTERNS
from suprovid.forms.expression.patterns import occurs
from suprovid.forms.importing.form import imported
from suprovid.forms.validator import FORMATS

rust = pytest.importorskip("jsonschema_rs")
CHECKER = Draft202012Validator.FORMAT_CHECKER


def judges(schema):
    """The verdicts of all validators on one answer, as functions."""
    Draft202012Validator.check_schema(schema)
    return [
        Draft202012Validator(schema).is_valid,
        Draft202012Validator(schema, format_checker=CHECKER).is_valid,
        rust.Draft202012Validator(schema, validate_formats=False).is_valid,
        rust.Draft202012Validator(schema, validate_formats=True).is_valid,
    ]


def verdicts(schema, answers):
    """What all validators say; they must be of one mind."""
    found = {judge(answers) for judge in judges(schema)}
    assert len(found) == 1, answers
    return found.pop()


# -- the shipped forms ---------------------------------------------------------------------------------------

ODD = [
    None,
    0,
    1.0,
    0.1,
    True,
    "",
    "x\n",
    "0000-01-01",
    "2024-02-29\n",
    "09:30",
    "24:00",
    "ї@пошта.укр",
    [],
    {},
]
"""Answers of which validators like to think differently."""


def changed(answers, place, value):
    """A copy in which another answer stands at a place."""
    found = json.loads(json.dumps(answers))
    holder = found
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = value
    return found


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_all_validators_judge_the_shipped_forms_alike(path):
    """A sample, the sample less an answer, the sample with an odd answer: one verdict, which is ours too."""
    told = json.loads(path.read_text("utf-8"))
    sample, found, setting = LIBRARY.form(told["form"]), PLAINS[told["form"]], setting_of(told)
    opened, all_judges = {each.name for each in found.left_open}, judges(found.schema)
    places = [place for place, _ in leaves(told["answers"])][:20]
    given = [told["answers"], *(without(told["answers"], [place]) for place in places)]
    given += [
        changed(told["answers"], place, ODD[number % len(ODD)]) for number, place in enumerate(places * 2)
    ]
    for answers in given:
        view = sample.look(answers, setting)
        names = {".".join(each for each in problem.path if isinstance(each, str))
                 for problem in view.problems("uk")}  # fmt: skip
        kept = view.kept()
        said = {judge(kept) for judge in all_judges}
        assert len(said) == 1, (names, kept)
        assert said == {not names} or (names and names <= opened), (names, kept)


# -- patterns ------------------------------------------------------------------------------------------------

TRIED = [r"^[\w-.]+$", r"\d{2}$", r"^\S+ \S+$", r"a.c", r"^[^;]*$", r"^(a$|b)", r"a$|b", r"\A\p{L}+\Z",
         r"^\-\_\/$", r"^\P{Cyrillic}$", r"[[:alpha:]]\d",
         r"^[\s\w]{2,}$", r"^$", r"x{,3}", r"^[a&&b]$", r"^(?P<n>a)\:$",
         r"[]a]", r"^[^\W_]+$", r"\x{457}|\u0456", r"^${1,2}", r"^[+--]$", r"}{", r"(?!0000)^\d",
         r"^(?!\.)+[a.]$", r"a(?=b){2}"]  # fmt: skip
TEXTS = st.text(st.sampled_from("ab;їЇ_-. /:\n\r\u2028\u00a0\x85\ufeff\x1c09٣&+x,{}]𝒜😀"), max_size=5)


@pytest.mark.parametrize("pattern", TRIED)
@settings(max_examples=40, deadline=None)
@given(text=TEXTS)
def test_a_pattern_is_read_alike_by_every_engine(pattern, text):
    """Letters of all scripts are letters, a point is no new line, and the end is the very end."""
    assert verdicts(current_schema({"pattern": pattern}).schema, text) == occurs(pattern, text)


def test_a_pattern_says_nothing_of_what_is_no_text():
    """That a text has no new line is asked of texts only."""
    assert verdicts(current_schema({"pattern": "^a$"}).schema, {})


def test_a_pattern_stands_beside_another_denial():
    """Both must hold, in a form as in a schema from elsewhere."""
    words = {"pattern": "^[a-z]+$", "not": {"const": "bad"}}
    sample = form({"a": text(**words)})
    for written in (current_schema({"properties": {"a": words}}).schema, plain_schema(sample, {}).schema):
        assert [verdicts(written, {"a": each}) for each in ("ok", "bad", "ok\n")] == [True, False, False]


def test_names_by_pattern_are_read_alike_too():
    """`patternProperties` has patterns for names."""
    written = current_schema({"patternProperties": {r"^x[\d-]$": {"type": "string"}}}).schema
    assert [verdicts(written, {name: 1}) for name in ("x-", "x٣", "xx")] == [False, False, True]


@pytest.mark.parametrize("pattern", [r"(?i)так", r"^\w{1,256}$", r"\bтак\b"])
def test_what_cannot_be_said_to_all_is_told(pattern):
    """It is left open, and no validator stumbles over it."""
    found = plain_schema(form({"g": group({"a": text(pattern=pattern)})}), {})
    assert [(each.name, each.word, each.text) for each in found.left_open] == [("g.a", "pattern", pattern)]
    assert verdicts(found.schema, {"g": {"a": "так"}}) in (True, False)


@pytest.mark.parametrize("name", ["Рядок<Клітинка>", "a b", "a%25b", "a/b~c"])
def test_a_reference_is_spelt_so_that_all_follow_it(name):
    """Names of definitions are anything; an address is not."""
    reference = f"#/$defs/{name.replace('~', '~0').replace('/', '~1')}"
    schema = {"$ref": reference, "$defs": {unquote(name): {"type": "string"}}}
    assert [verdicts(current_schema(schema).schema, each) for each in ("x", 1)] == [True, False]


def test_written_once_more_a_pattern_stays_as_it_is():
    """Writing what was written changes nothing, and brought in again it is as short as it was."""
    for pattern in TRIED:
        once = portable(pattern).text
        assert portable(once).text == once
    assert folded(portable(r"^[\w.-]+\d$").text) == r"^[\w.\-]+[\d]$"


def test_a_written_form_is_brought_in_again_without_its_patterns_of_formats():
    """Those are for others; here the format itself judges."""
    found = imported(PLAINS["partner"].schema, "partner", ["case"], WORDS)
    assert found.form["properties"]["website"]["format"] == "uri"
    assert "pattern" not in found.form["properties"]["website"]
    assert [each.key for each in found.changes if each.key.startswith("pattern")] == []


# -- formats, steps ------------------------------------------------------------------------------------------

ALIKE = {
    "date": ["2024-02-29", "1900-02-29", "0000-01-01", "0001-01-01", "2026-1-1"],
    "time": ["09:30", "09:30:00Z", "9:30", "24:00", "09:30:60Z", "09:30z"],
    "date-time": ["2026-01-01T10:00z", "2026-01-01t10:00:00.5+02:00",
                  "2026-01-01T10:00+02:90", "20260101T10Z", "2026-01-01 10:00Z"],
    "email": ["ї@пошта.укр", "a@b", "a b@c.d", "a\x85@b.c"],
    "uuid": ["123e4567-e89b-12d3-a456-426614174000", "123e4567"],
    "uri": ["https://a.b/c?d#e", "http://a.b/ї", "urn:x:y", "http://[::1]:80/", "http://[1::2::3]/", "//a",
            "a b"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "answer"), [(name, each) for name in PATTERNS for each in ALIKE[name]])
def test_a_format_is_judged_alike_whether_formats_judge_or_not(name, answer):
    """Also with a new line behind, where Python sees the end before it."""
    written = plain_schema(form({"a": text(format=name)}), {})
    assert written.left_open == ()
    assert verdicts(written.schema, {"a": answer}) == FORMATS.conforms(answer, name)
    assert not verdicts(written.schema, {"a": f"{answer}\n"})
    assert not FORMATS.conforms(f"{answer}\n", name)


def test_formats_that_only_some_judge_are_told():
    """And so is a step that no binary number is; a quarter is one."""
    sample = form({"a": text(format="iri"), "n": {"type": "number", "title": "n", "multipleOf": 0.1},
                   "m": {"type": "number", "title": "m", "multipleOf": 0.25}})  # fmt: skip
    found = plain_schema(sample, {})
    assert [vars(each) for each in found.left_open] == [
        {"name": "a", "word": "format", "text": "iri"}, {"name": "n", "word": "multipleOf", "text": "0.1"}
    ]  # fmt: skip
    for answers in ({"n": 0.3, "m": 0.5}, {"m": 0.3}):
        assert verdicts(found.schema, answers) == (not sample.look(answers, SETTING).problems("uk"))
    foreign = current_schema({"items": {"multipleOf": 0.1, "format": "date"}})
    assert {(each.name, each.word) for each in foreign.left_open} == {
        ("/items", "multipleOf"),
        ("/items", "format"),
    }


def test_the_command_says_in_a_sentence_why_each_is_open(tmp_path, capsys, monkeypatch):
    """One line for each, in the reader's language."""
    monkeypatch.setenv("SUPROVID_LANGUAGE", "en")
    file = tmp_path / "odd.json"
    file.write_text(json.dumps({"pattern": "(?i)a", "format": "iri", "multipleOf": 0.1}), "utf-8")
    assert main(["form", "schema", str(file)]) == 0
    told = capsys.readouterr().err.splitlines()
    assert len(told) == 3
    assert all(re.match(r"# /: ", line) for line in told)
