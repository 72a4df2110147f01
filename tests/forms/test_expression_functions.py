"""The functions that forms from ODK and Kobo use, the paths they write, and what is refused."""

from __future__ import annotations

import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from suprovid.errors import BadExpression
from suprovid.forms.expression import FUNCTIONS, Scope, parse
from suprovid.forms.expression.refused import REFUSED
from suprovid.forms.words import Words

WORDS = Words.read(Path(__file__).parents[2] / "schemas" / "languages")
ANSWERS: dict[str, Any] = {
    "word": "  Черга   в лікарні ",
    "mail": "anna@example.org",
    "day": "2026-03-05",
    "at": "2026-03-05T09:07:02+02:00",
    "clock": "18:00",
    "yes": True,
    "no": False,
    "area": "law",
    "areas": ["law", "health"],
    "name": "дім",
    "requests": [
        {"_id": "a", "name": "хліб", "points": 2, "steps": [{"what": "x"}, {"what": "y"}]},
        {"_id": "b", "name": "дах", "points": 3},
        {"_id": "c", "name": "хліб"},
    ],
}
KNOWN = frozenset(
    {*ANSWERS, *(f"requests.{key}" for key in ("name", "points", "steps", "steps.what")), "none", "other"}
)
LABELS = {("area", "law"): "Право", ("areas", "law"): "Право", ("areas", "health"): "Здоров'я"}
SCOPE = Scope(
    ANSWERS,
    date(2026, 5, 1),
    datetime.fromisoformat("2026-05-01T12:00:00+03:00"),
    label=lambda name, value: LABELS.get((name, value), value),
)


def value(text: str, within: str = "", scope: Scope = SCOPE) -> Any:
    return parse(text).bound(KNOWN, within).value(scope)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("normalize-space(${word})", "Черга в лікарні"),
        ("upper-case('аб')", "АБ"),
        ("lower-case('АБ')", "аб"),
        ("ends-with(${mail}, '.org')", True),
        ("substring-before(${mail}, '@')", "anna"),
        ("substring-after(${mail}, '@')", "example.org"),
        ("substring-before(${mail}, '#')", None),
        ("substring-after(${mail}, '')", None),
        ("substr(${mail}, 5)", "example.org"),
        ("substr(${mail}, 0, 4)", "anna"),
        ("substr(${mail}, -3)", "org"),
        ("substr(${none}, 1)", None),
        ("translate('(044) 123', '() ', '')", "044123"),
        ("translate('abca', 'ab', 'x')", "xcx"),
        ("pow(2, 10)", 1024),
        ("pow(4, 0.5)", 2),
        ("pow(10, 999999999)", None),
        ("sqrt(9)", 3),
        ("sqrt(-1)", None),
        ("abs(-2.5)", 2.5),
        ("floor(-1.5)", -2),
        ("ceiling(1.2)", 2),
        ("round(log(exp(2)), 10)", 2),
        ("log(0)", None),
        ("log10(1000)", 3),
        ("exp10(3)", 1000),
        ("exp(99999)", None),
        ("sin(0) + cos(0)", 1),
        ("round(atan2(1, 1) * 4 - pi(), 10)", 0),
        ("round(asin(1) * 2 - pi(), 9) + acos(1) + atan(0) + tan(0)", 0),
        ("asin(2)", None),
        ("sqrt(${none})", None),
        ("boolean(${yes})", True),
        ("boolean(${none})", None),
        ("boolean-from-string('1')", True),
        ("boolean-from-string('TRUE')", True),
        ("boolean-from-string('так')", False),
        ("boolean-from-string(${none})", None),
        ("checklist(1, 2, ${yes}, ${no})", True),
        ("checklist(2, -1, ${yes}, ${no})", False),
        ("checklist(1, -1, ${yes}, ${none})", True),
        ("checklist(2, -1, ${yes}, ${none})", None),
        ("checklist(3, -1, ${yes}, ${none})", False),
        ("weighted-checklist(3, -1, ${yes}, 2, ${no}, 5)", False),
        ("weighted-checklist(2, 2, ${yes}, 2, ${no}, 5)", True),
        ("weighted-checklist(2, 9, ${yes}, 2, ${none}, 5)", True),
        ("weighted-checklist(1, 2, ${yes}, 1, ${no})", None),
        ("count-non-empty(${requests.points})", 2),
        ("count-non-empty(${none})", 0),
        ("indexed-repeat(${requests.name}, ${requests}, 2)", "дах"),
        ("indexed-repeat(${name}, ${requests}, 2)", "дах"),
        ("indexed-repeat(${requests.points}, ${requests}, 3)", None),
        ("indexed-repeat(${requests.name}, ${requests}, 4)", None),
        ("indexed-repeat(${requests.steps.what}, ${requests}, 1, ${requests.steps}, 2)", "y"),
        ("jr:choice-name(${area}, '${area}')", "Право"),
        ("jr:choice-name(${areas}, '${areas}')", "Право, Здоров'я"),
        ("jr:choice-name(selected-at(${areas}, 1), '${areas}')", "Здоров'я"),
        ("jr:choice-name(${none}, '${area}')", None),
        ("format-date(${day}, '%d.%m.%Y')", "05.03.2026"),
        ("format-date(${day}, '%e/%n/%y %%')", "5/3/26 %"),
        ("format-date(${day}, '%b')", "бер."),
        ("format-date-time(${at}, '%Y-%m-%d %H:%M:%S %h %3 %q')", "2026-03-05 09:07:02 9 000 %q"),
        ("format-date(${none}, '%Y')", None),
        ("date-time(${day})", "2026-03-05T00:00:00"),
        ("decimal-date-time('1970-01-02')", 1),
        ("date(0)", "1970-01-01"),
        ("date(-1)", "1969-12-31"),
        ("date(decimal-date-time('2024-02-28') + 1)", "2024-02-29"),
        ("format-date(date(decimal-date-time('2024-02-29') + 366), '%d.%m.%Y')", "01.03.2025"),
        ("date-time(0.5)", "1970-01-01T12:00:00+00:00"),
        ("date-time(decimal-date-time('2026-03-05T07:07:02+00:00')) = '2026-03-05T09:07:02+02:00'", True),
        ("date(1000000000000)", None),
        ("date(pow(10, 900))", None),
        ("date(true())", None),
        ("decimal-date-time('1970-01-02T12:00:00+00:00')", 1.5),
        ("decimal-time(${clock})", 0.75),
        ("decimal-time('25:00')", None),
        ("decimal-date-time(${word})", None),
    ],
)
def test_functions(text: str, expected: Any) -> None:
    """Each function gives what ODK gives; what is missing, or has no result, is not known."""
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "within", "expected"),
    [
        ("../name = 'дім'", "", True),
        ("../group/name = 'дім'", "", True),
        ("/data/name = 'дім'", "", True),
        ("/data/group/inner/name = 'дім'", "", True),
        ("current()/../name = 'дім'", "", True),
        ("sum(/data/requests/points)", "", 5),
        ("sum(../some_group/requests/inner/points)", "", 5),
        ("count(../requests[${points} > 2])", "", 1),
        ("count(../requests[./points > 2])", "", 1),
        ("../requests[2]/name", "", "дах"),
        ("../name", "requests", "дах"),
        ("./name", "requests", "дах"),
        ("../../mail", "requests", "anna@example.org"),
        ("/data/requests/name", "requests", "дах"),
        ("count(/data/requests[${name} = current()/../name])", "requests", 1),
        ("../day - ../day", "", 0),
        ("../unknown", "", None),
    ],
)
def test_paths(text: str, within: str, expected: Any) -> None:
    """A path finds the question that XPath means, through groups, which do not nest the answers."""
    scope = SCOPE
    if within:
        scope = Scope(ANSWERS, SCOPE.today, lines=(("requests", ANSWERS["requests"][1]),))

    assert value(text, within, scope) == expected


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("../name", "../name"),
        ("/data/group/name='x'", "/data/group/name = 'x'"),
        ("current()/../../name", "current()/../../name"),
        ("../requests[2]/name", "../requests[2]/name"),
        ("jr:choice-name( ${area}, '${ area }' )", "jr:choice-name(${area}, '${area}')"),
    ],
)
def test_paths_are_written_back_as_they_came(text: str, canonical: str) -> None:
    """Reading and writing keeps a path a path; only binding makes it a name."""
    expression = parse(text)

    assert expression.text == canonical
    assert parse(canonical) == expression


def test_a_bound_path_is_a_name() -> None:
    """After binding nobody needs to know that there was a path."""
    bound = parse("../group/name = 'x' and current()/../day != ''").bound(KNOWN)

    assert bound.names == {"name", "day"}
    assert bound.text == "${name} = 'x' and ${day} != ''"


@pytest.mark.parametrize(
    ("text", "why", "instead"),
    [
        ("../nam = 'x'", "unknown_path_nearest", "${name}"),
        ("/data/group/qwxz = 'x'", "unknown_path", "${qwxz}"),
    ],
)
def test_a_path_to_nowhere(text: str, why: str, instead: str) -> None:
    """A path whose end is no question is told with the name to write."""
    kinds = dict.fromkeys(KNOWN, "any")

    (fault,) = parse(text).faults(kinds)

    assert (fault.facts["why"], fault.facts["instead"]) == (f"expression.bad.{why}", instead)


@pytest.mark.parametrize("text", ["//name = 1", "../* = 1", "count(../..) = 1", "/data = 1"])
def test_paths_that_are_not_read(text: str) -> None:
    """Other XPath is refused with a remedy."""
    with pytest.raises(BadExpression) as caught:
        parse(text)

    assert caught.value.facts["instead"]


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_what_is_refused_says_why(name: str) -> None:
    """A function that is not pure, or that needs another world, is refused with its own sentence."""
    with pytest.raises(BadExpression) as caught:
        parse(f"1 + {name}(${{a}})")

    assert caught.value.facts["place"] == 5
    for language in ("uk", "en"):
        said = WORDS.say(str(caught.value.facts["why"]), language, **caught.value.facts)
        assert name in said
        assert "⟦" not in said


def test_what_is_refused_is_not_offered() -> None:
    """No function is both in the table and refused."""
    assert not FUNCTIONS.keys() & REFUSED.keys()


def test_arithmetic_without_end_ends() -> None:
    """No power, root or exponent of huge numbers takes noticeable time."""
    started = time.perf_counter()
    for text in ("pow(1.0000000001, 99999999999999)", "pow(9999999999999, 9999999999)", "exp(-99999999999)"):
        value(text)
    value("log(" + "9" * 90 + ")")

    assert time.perf_counter() - started < 1


DOCUMENTED = """
    if position once selected selected-at count-selected jr:choice-name indexed-repeat count count-non-empty
    sum max min regex contains starts-with ends-with substr substring-before substring-after translate
    string-length normalize-space concat join boolean-from-string string digest base64-decode extract-signed
    round int number pow log log10 abs sin cos tan asin acos atan atan2 sqrt exp exp10 pi today now
    decimal-date-time date date-time decimal-time format-date format-date-time area distance geofence random
    randomize uuid boolean not coalesce checklist weighted-checklist true false pulldata instance current
    last version jr:itext
"""
"""The functions that the documents of XLSForm and ODK name."""


@pytest.mark.parametrize("name", DOCUMENTED.split())
def test_every_documented_function_is_worked_out_or_refused_with_a_reason(name: str) -> None:
    """None ends at "there is no such function": each has words, or a reason why it is refused."""
    assert (name in FUNCTIONS) != (name in REFUSED)
    key = f"expression.bad.{REFUSED[name]}" if name in REFUSED else f"expression.call.{name}"
    if name != "not":
        assert all(key in WORDS.sentences[language] for language in ("uk", "en")), key


def test_every_function_of_our_own_has_words_too() -> None:
    """Also those that no spreadsheet knows; `not` is said by what it denies."""
    keys = {f"expression.call.{name}" for name in FUNCTIONS if name != "not"}
    assert not [(code, key) for code in ("uk", "en") for key in keys - set(WORDS.sentences[code])]
