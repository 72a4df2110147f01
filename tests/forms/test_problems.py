"""What is wrong with answers, told on the field it concerns and never with the answer."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter

import pytest
from small_forms import SETTING, WORDS, choice, form, group, lines, option, schema, several, text

from suprovid.forms.compiling import compile_data
from suprovid.forms.form import Form
from suprovid.forms.plain.form import ROOT
from suprovid.forms.plain.lenient import compile_any
from suprovid.forms.words import Words

SHIPPED = Words.read(Path(__file__).parents[2] / "schemas" / "languages")


def problems(sample, answers, draft=False):
    return sample.look(answers, SETTING).problems("uk", draft=draft)


def keywords(sample, answers, draft=False):
    return [(problem.path, problem.keyword) for problem in problems(sample, answers, draft)]


def test_each_of_several_missing_fields_is_named():
    """P6: the library's error tree keeps only the last of several missing fields of one object."""
    sample = form(
        {"a": text(), "b": text(), "rows": lines({"c": text(), "d": text()}, ("c", "d"))}, ("a", "b")
    )
    found = keywords(sample, {"rows": [{"_id": "1"}]})
    assert found == [
        (("a",), "required"),
        (("b",), "required"),
        (("rows", 0, "c"), "required"),
        (("rows", 0, "d"), "required"),
    ]


def test_a_problem_never_prints_the_answer():
    """P6: the library's own messages quote the value; ours must not, in any keyword."""
    secret = "Zrada-7777"
    sample = form({
        "a": choice("x"), "b": {"type": "integer", "title": "b"}, "c": text(format="email"),
        "d": text(pattern="^[0-9]+$"), "e": text(maxLength=3), "f": several("x"),
        "g": text(format="date"), "h": text(**{"x-constraint": ". = 'y'"}),
    })  # fmt: skip
    answers = {**dict.fromkeys("abcdegh", secret), "f": [secret, secret]}
    found = problems(sample, answers)
    assert {problem.path[0] for problem in found} == set("abcdefgh")
    assert not [problem for problem in found if secret in problem.sentence]


def test_the_forms_own_sentence_comes_first():
    """P6: `x-errors` by keyword, in the reader's language."""
    own = {"x-errors": {"required": "Спитайте."}, "x-i18n-errors": {"en": {"required": "Do ask."}}}
    sample = form({"a": text(**own)}, ("a",))
    assert sample.look({}, SETTING).problems("uk")[0].sentence == "Спитайте."
    assert sample.look({}, SETTING).problems("en-GB")[0].sentence == "Do ask."


def test_of_several_variants_only_the_chosen_one_complains():
    """P6: `best_match` may pick the wrong branch; the constant in the answers decides."""
    person = {"properties": {"kind": {"const": "person"}, "age": {"type": "integer"}}, "required": ["age"]}
    firm = {"properties": {"kind": {"const": "firm"}, "code": {"type": "string"}}, "required": ["code"]}
    sample = form({"kind": text(), "age": text(), "code": text()}, oneOf=[person, firm])
    assert keywords(sample, {"kind": "firm"}) == [(("code",), "required")]
    assert keywords(sample, {"kind": "person"}) == [(("age",), "required")]
    assert keywords(sample, {"kind": "neither"}) == [((), "oneOf")]


@pytest.mark.parametrize(
    ("words", "answers", "expected"),
    [
        ({"dependentRequired": {"a": ["b"]}}, {"a": "x"}, [(("b",), "required")]),
        ({"dependentSchemas": {"a": {"required": ["b"]}}}, {"a": "x"}, [(("b",), "required")]),
        (
            {"allOf": [{"required": ["a"]}, {"required": ["b"]}]},
            {},
            [(("a",), "required"), (("b",), "required")],
        ),
        ({"if": {"required": ["a"]}, "then": {"required": ["b"]}}, {"a": "x"}, [(("b",), "required")]),
        ({"if": {"required": ["a"]}, "else": {"required": ["b"]}}, {}, [(("b",), "required")]),
        ({"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, {}, [((), "anyOf")]),
    ],
)
def test_the_conditions_of_json_schema_are_judged(words, answers, expected):
    """Schemas from elsewhere bring their own conditions; the missing field is in the path."""
    found = keywords(form({"a": text(), "b": text()}, **words), answers)
    assert [(path, "required" if key == "dependentRequired" else key) for path, key in found] == expected


@pytest.mark.parametrize(
    ("schema", "wrong", "right"),
    [
        (text(format="date"), "2026-02-30", "2024-02-29"),
        (text(format="date"), "20260101", "1899-01-01"),
        (text(format="time"), "25:00", "09:30"),
        (text(format="date-time"), "2026-01-01T10:00", "2026-01-01T10:00+02:00"),
        (text(format="email"), "a@b", "a.b@c.ua"),
        (text(format="uri"), "not a link", "https://example.org/a"),
        (text(pattern="^0[0-9]{9}$"), "50123", "0501234567"),
        (text(pattern="^(ab|cd)$"), "abcd", "cd"),
        (text(pattern="[0-9]"), "none", "row\n1"),
        (text(maxLength=3), "чотири", "три"),
        ({"type": "number", "title": "n", "multipleOf": 0.1}, 0.25, 0.3),
        ({"type": "number", "title": "n"}, float("nan"), 1.5),
        ({"type": "number", "title": "n"}, float("inf"), 0),
        ({"type": "integer", "title": "n"}, True, 1),
        ({"type": ["integer", "null"], "title": "n"}, "x", 4),
        (several("x", "y"), ["x", "x"], ["y", "x"]),
        (several("x", "y"), ["z"], ["x"]),
        ({**several("x", "y"), "minItems": 2}, ["x"], ["x", "y"]),
        (text(**{"x-constraint": "string-length(.) > 2"}), "xx", "xxx"),
    ],
)
def test_right_and_wrong_answers(schema, wrong, right):
    """P10: dates, times and moments as they are stored, decimals as people count, nothing infinite."""
    sample = form({"a": schema})
    assert [path for path, _ in keywords(sample, {"a": wrong})] == [("a",)]
    assert keywords(sample, {"a": right}) == []


SLOW = [
    "(a+)+$",
    "^(a|aa)+$",
    "(.*a){20}",
    r"^(\w+\s?)*$",
    "([a-zA-Z]+)*$",
    "(a|a?)+$",
    "(x+x+)+y",
    "(.*)*=.*",
    r"^(([a-z])+.)+[A-Z]([a-z])+$",
    r"(\d+)*x",
    "((a*)*)*b",
    "^(?:a?){30}a{30}$",
    "a*a*a*a*b",
    r"(a)\1+",
]


@pytest.mark.parametrize("pattern", SLOW)
def test_a_slow_pattern_never_hangs(pattern):
    """Refused by the check, or judged in no time on a long text."""
    data = schema({"a": text(pattern=pattern)})
    compiled = compile_data(data, "forms/sample.json", {}, WORDS)
    if compiled.form is None:
        assert [fault.key for fault in compiled.faults if not fault.warning] == ["pattern_slow"]
        return
    begun = perf_counter()
    keywords(compiled.form, {"a": "a" * 50_000 + "!"})
    assert perf_counter() - begun < 0.5


def test_thousands_of_lines_are_judged_in_no_time():
    """`uniqueItems` compares in one pass, not each line with each."""
    sample = form({"rows": {**lines({"a": text()}), "uniqueItems": True}})
    begun = perf_counter()
    assert keywords(sample, {"rows": [{"_id": str(n), "a": str(n)} for n in range(5000)]}) == []
    assert perf_counter() - begun < 2


def test_an_attachment_without_its_hash_is_refused():
    """P10: the document holds name, type, size and hash; these columns are no fields to be skipped."""
    items = {"type": "object", "properties": {"name": text(), "hash": text()}, "required": ["name", "hash"]}
    sample = form({"scans": {"type": "array", "title": "s", "x-widget": "attachments", "items": items}})
    whole = {"name": "a.pdf", "type": "application/pdf", "size": 4, "hash": "0" * 64}
    nameless = {key: value for key, value in whole.items() if key != "hash"}
    assert keywords(sample, {"scans": [nameless]}) == [(("scans",), "required")]
    assert keywords(sample, {"scans": [whole]}) == []
    assert keywords(sample, {"scans": [{**whole, "type": "text/html"}]}) == [(("scans",), "enum")]


def test_leading_zeros_stay():
    """P10: phones and identity numbers are text, kept to the letter."""
    sample = form({"phone": text(**{"x-widget": "phone"})})
    assert sample.look({"phone": "0501234567"}, SETTING).kept() == {"phone": "0501234567"}


def test_a_draft_needs_its_identity_only_but_no_nonsense():
    """What is missing can wait; what is there must have the right type."""
    sample = form(
        {
            "who": text(),
            "a": text(),
            "n": {"type": "integer", "title": "n"},
            "c": {**several("x"), "minItems": 2},
        },
        ("who", "a"),
        settings={"identity": ["who"]},
    )
    assert keywords(sample, {"n": "x", "c": ["x"]}, draft=True) == [(("who",), "required"), (("n",), "type")]


def test_a_retired_choice_stays_valid():
    """P12: other products blank it silently; ours keeps it chosen, shown and valid."""
    sample = form({
        "one": {"type": "string", "title": "1", "oneOf": [option("new"), option("old", deprecated=True)]},
        "many": {"type": "array", "title": "2", "uniqueItems": True,
                 "items": {"type": "string", "oneOf": [option("new"), option("old", deprecated=True)]}},
    })  # fmt: skip
    answers = {"one": "old", "many": ["new", "old"]}
    view = sample.look(answers, SETTING)
    assert view.problems("uk") == ()
    assert view.kept() == answers
    assert [item.value for item in sample.field("one").offered("uk", "old")] == ["new", "old"]
    assert [item.value for item in sample.field("one").offered("uk")] == ["new"]
    assert sample.field("many").reads(["old"], "uk") == "Це old"


def test_earlier_answers_are_no_problem():
    """P12: `additionalProperties: false` of a foreign schema does not condemn what an older form asked."""
    sample = form(
        {"a": text(), "g": group({"b": text()}, additionalProperties=False)}, additionalProperties=False
    )
    assert keywords(sample, {"a": "x", "gone": "y", "g": {"b": "x", "gone": 1}}) == []


def test_problems_stand_in_the_order_of_the_form():
    """The list on top reads like the form, whatever found the problem."""
    sample = form({"a": text(maxLength=1), "b": text(), "c": text(maxLength=1)}, ("b",))
    assert [path for path, _ in keywords(sample, {"c": "xx", "a": "xx"})] == [("a",), ("b",), ("c",)]


def test_problems_stand_in_the_order_of_the_layout():
    """The first problem is in the first section drawn, wherever its question stands in the file."""
    sample = form(
        {"a": text(), "b": text(), "rows": lines({"c": text(), "d": text()}, ("c", "d"))},
        ("a", "b"),
        **{
            "x-layout": [
                {"key": "one", "title": "1", "fields": ["b"]},
                {"key": "two", "title": "2", "fields": ["rows", "a"]},
            ]
        },
    )
    found = problems(sample, {"rows": [{"_id": "1"}]})
    assert [problem.path for problem in found] == [("b",), ("rows", 0, "c"), ("rows", 0, "d"), ("a",)]
    assert [problem.section for problem in found] == ["one", "two", "two", "two"]


def test_a_constraint_that_is_not_known_does_not_accuse():
    """A rule over a missing answer waits until it can be judged."""
    sample = form({"a": text(format="date", **{"x-constraint": ". <= ${b}"}), "b": text(format="date")})
    assert keywords(sample, {"a": "2026-01-02"}) == []
    assert keywords(sample, {"a": "2026-01-02", "b": "2026-01-01"}) == [(("a",), "constraint")]


@pytest.mark.parametrize(
    ("language", "step", "most"),
    [("uk", "0,1", "12\u00a0000,5"), ("ru", "0,1", "12\u00a0000,5"), ("en", "0.1", "12,000.5")],
)
def test_a_limit_is_written_as_the_reader_writes_numbers(language, step, most):
    """The decimal sign and the thousands of the language, also of one that the whole desk does not speak."""
    number = {"type": "number", "title": "n", "multipleOf": 0.1, "maximum": 12000.5}
    sample = Form(schema({"n": number}), SHIPPED)
    said = {each.keyword: each.sentence for each in sample.look({"n": 12000.55}, SETTING).problems(language)}
    assert step in said["multipleOf"]
    assert most in said["maximum"]


@pytest.mark.parametrize("language", ["uk", "en"])
@pytest.mark.parametrize(
    "key",
    [
        *(f"type.{kind}" for kind in ("string", "integer", "number", "boolean", "array", "object", "null")),
        *(f"format.{kind}" for kind in ("date", "time", "date-time", "email", "uri", "uuid")),
        "required", "enum", "const", "constraint", "pattern", "minimum", "maximum", "exclusiveMinimum",
        "exclusiveMaximum", "minLength", "maxLength", "minItems", "maxItems", "uniqueItems", "multipleOf",
        "oneOf", "other",
    ],
)  # fmt: skip
def test_every_problem_has_a_sentence(key, language):
    """Each keyword is told in each language."""
    assert "⟦" not in SHIPPED.say(f"problem.{key}", language, count=2, limit=2)


WANTED = (
    ({"const": True}, False, "Тут можлива лише відповідь «так»."),
    ({"const": False}, 1, "Тут можлива лише відповідь «ні»."),
    ({"const": "згода"}, "інше", "Тут можлива лише така відповідь: згода"),
    ({"const": 2026}, 5, "Тут можлива лише така відповідь: 2026"),
    ({"const": ""}, "x", "Тут можлива лише одна відповідь, інша."),
    ({"const": {"a": 1}}, 5, "Тут можлива лише одна відповідь, інша."),
    (False, 5, "Тут не має бути відповіді. Приберіть її."),
    ({"oneOf": [{"const": "a"}, {"const": "b"}]}, "c", "Такого варіанта немає. Оберіть один зі списку."),
    ({"oneOf": [{"minimum": 5}, {"maximum": 9}]}, 7,
     "Відповіді відповідають одразу кільком варіантам, а має бути один. Приберіть зайве."),
    ({"type": ["string", "integer"]}, [], "Відповідь тут має бути іншого виду."),
    ({"type": ["integer", "null"]}, "x", "Тут має бути ціле число."),
    ({"type": ["null"]}, "x", "Тут має бути порожньо."),
)  # fmt: skip


@pytest.mark.parametrize(("rule", "answer", "sentence"), WANTED)
def test_a_sentence_says_what_is_wanted(rule, answer, sentence):
    """What the form wants to the letter is named, and only what is true of every kind that it takes."""
    form = compile_any({"type": "object", "properties": {"a": rule}}, "a.json", {}, SHIPPED).form

    assert [each.sentence for each in form.look({ROOT: {"a": answer}}, SETTING).problems("uk")] == [sentence]


def test_problems_inside_a_tree_stand_together():
    """What is wrong in one list is told before what is wrong in the next one."""
    numbers = {"type": "array", "items": {"type": "integer"}}
    form = compile_any({"properties": {"a": numbers, "b": numbers}}, "a.json", {}, WORDS).form

    found = form.look({ROOT: {"a": ["x", "y"], "b": ["x", "y"]}}, SETTING).problems("uk")

    assert [each.path[1:] for each in found] == [("a", 0), ("a", 1), ("b", 0), ("b", 1)]


def test_a_wrong_attachment_is_told_as_a_file():
    """Nobody has typed its type, its size or its hash; how many there are is told as for any list."""
    files = {"type": "array", "title": "f", "x-widget": "attachments", "items": {"type": "object"},
             "maxItems": 3, "x-files": {"kinds": ["pdf"], "largest": 1}}  # fmt: skip
    whole = {"name": "a.pdf", "type": "application/pdf", "size": 5, "hash": "a" * 64}
    wrong = [{**whole, "type": "text/plain"}, {**whole, "size": 2**30}, {**whole, "hash": "zz"}, 5]
    data = schema({"f": files, "l": lines({"f": files})})
    sample = compile_data(data, "forms/sample.json", {}, SHIPPED).form
    rows = [{"_id": "1", "f": [5]}, {"_id": "2", "f": [whole, whole, whole, whole]}]

    told = [each.sentence for each in problems(sample, {"f": wrong, "l": rows})]

    assert sorted(each.partition(".")[0] for each in told) == [
        "Вкладення записане неповно",
        "Вкладення записане неповно",
        "Вкладення записане неповно",
        "Можна не більш як 3 пункти",
        "Можна не більш як 3 пункти",
        "Файл завеликий або порожній",
        "Файли такого виду тут не приймають",
    ]
