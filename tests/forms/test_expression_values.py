"""Expressions over answers: what comes out, and what stays unknown."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from suprovid.forms.expression import Scope, parse

ANSWERS: dict[str, Any] = {
    "nature": "problem",
    "barriers": ["queue", "money"],
    "vital": True,
    "calm": False,
    "age": 17,
    "price": 0.1,
    "born": "2008-03-01",
    "at": "2026-05-01T10:00:00+03:00",
    "time": "09:30",
    "words": "Черга в лікарні",
    "yes": "yes",
    "address": {"city": "Львів"},
    "requests": [
        {"_id": "a", "nature": "problem", "points": 2, "areas": ["health", "law"], "words": "перше"},
        {"_id": "b", "nature": "question", "points": 3, "areas": ["law"], "steps": [{"on": "2026-01-05"}]},
        {"_id": "c", "words": "третє", "steps": [{"on": "2026-02-05"}, {}]},
    ],
    "empty_lines": [],
}
OUTSIDE = {
    "fact.stage": "work",
    "setting.days": 14,
    "fact.set": frozenset("ab"),
    "fact.lines": [{"state": "open"}, {"state": "closed"}],
}
SCOPE = Scope(
    ANSWERS, date(2026, 5, 1), datetime.fromisoformat("2026-05-01T12:00:00+03:00"), outside=OUTSIDE.get
)
KNOWN = frozenset(
    {*ANSWERS, *(f"requests.{key}" for key in ("nature", "points", "areas", "words", "steps", "steps.on"))}
)


def value(text: str, scope: Scope = SCOPE) -> Any:
    return parse(text).bound(KNOWN).value(scope)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${nature} = 'problem'", True),
        ('${nature} = "question"', False),
        ("${nature} != 'question'", True),
        ("${age} < 18 and ${age} >= 17", True),
        ("${age} = '17'", True),
        ("${age} = '17.0'", True),
        ("0.1 + 0.2 = 0.3", True),
        ("${price} + 0.2 = 0.3", True),
        ("${price} * 3", 0.3),
        ("'10' > '9'", True),
        ("'05' = '5'", False),
        ("'abc' > '5'", True),
        ("today() = 'abc'", False),
        ("today() < 'abc'", None),
        ("selected(${fact.set}, 'a') and ${fact.set} = 'b a'", True),
        ("${fact.set}", ["a", "b"]),
        ("${words} = 17", False),
        ("${words} != 17", True),
        ("${words} < 17", None),
        ("${vital}", True),
        ("${vital} = true()", True),
        ("${vital} = 'yes'", True),
        ("${vital} = 'false'", False),
        ("${calm} = 'no'", True),
        ("${vital} = 'maybe'", False),
        ("${time} > '09:00'", True),
        ("${address.city} = 'Львів'", True),
        ("${address}", {"city": "Львів"}),
        ("${barriers} = 'money queue'", True),
        ("${barriers} = 'queue'", False),
        ("not(${calm})", True),
        ("-${age} + 20", 3),
        ("--3", 3),
        ("7 div 2", 3.5),
        ("7 mod 4", 3),
        ("-7 mod 4", -3),
        ("1 div 0", None),
        ("2 + 3 * 4", 14),
        ("(2 + 3) * 4", 20),
        ("10 - 3 - 2", 5),
        ("'слово' + 1", None),
        ("''", None),
        (".5", 0.5),
    ],
)
def test_comparing_and_counting(text: str, expected: Any) -> None:
    """Numbers are exact, yes/no has its words, values of different kinds are unequal but not ordered."""
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${none} = 1", None),
        ("${none} != 1", None),
        ("${none} = ''", True),
        ("${none} != ''", False),
        ("'' = ${none}", True),
        ("${nature} = ''", False),
        ("${nature} != ''", True),
        ("${empty_lines} = ''", True),
        ("not(${none})", None),
        ("not(${none} = 'a')", None),
        ("${none} and ${calm}", False),
        ("${none} and ${vital}", None),
        ("${none} or ${vital}", True),
        ("${none} or ${calm}", None),
        ("${none} + 1", None),
        ("1 + ${none} - 1", None),
        ("-${none}", None),
        ("selected(${none}, 'a')", None),
        ("not(selected(${none}, 'a'))", None),
        ("if(${none}, 1, 2)", None),
        ("if(${none} = '', 1, 2)", 1),
        ("coalesce(${none}, ${age}, 1)", 17),
        ("coalesce(${none}, '')", None),
        ("count(${none})", 0),
        ("count(${empty_lines})", 0),
        ("sum(${none})", 0),
        ("min(${none})", None),
        ("some(${none}, ${x} = 1)", False),
        ("every(${none}, ${x} = 1)", True),
        ("string-length(${none})", None),
        ("concat(${none}, '!')", "!"),
    ],
)
def test_a_missing_answer(text: str, expected: Any) -> None:
    """What nobody answered is not known; only `= ''` asks about that itself."""
    assert value(text) is expected or value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count(${requests})", 3),
        ("${requests.points}", [2, 3]),
        ("sum(${requests.points})", 5),
        ("sum(${requests}/points)", 5),
        ("max(${requests.points}, 10)", 10),
        ("min(${requests.points})", 2),
        ("join(', ', ${requests.words})", "перше, третє"),
        ("${requests.nature} = 'question'", True),
        ("${requests.nature} = 'other'", False),
        ("selected(${requests.areas}, 'health')", True),
        ("${requests}[1]/words", "перше"),
        ("${requests}[9]/words", None),
        ("${requests}[${nature} = 'problem']/words", ["перше"]),
        ("count(${requests}[${points} > 1])", 2),
        ("${requests}[position() = 3]/words", ["третє"]),
        ("${requests}[${points} > 1][2]/nature", "question"),
        ("${requests.steps.on}", ["2026-01-05", "2026-02-05"]),
        ("count(${requests.steps})", 3),
        ("${requests}[3]/steps[1]/on", "2026-02-05"),
        ("some(${requests}, ${nature} = 'question')", True),
        ("some(${requests}, ${nature} = 'other')", None),
        ("some(${requests}, ${words} = '' and ${points} = 3)", True),
        ("every(${requests}, ${points} > 1)", None),
        ("every(${requests}, ${points} > 2)", False),
        ("every(${requests}, ${nature} != '' or ${words} != '')", True),
        ("count-if(${requests}, ${points} > 1)", 2),
        ("count-if(${requests}, position(..) > 1)", 2),
        ("some(${requests}, some(${steps}, ${on} < '2026-01-31'))", True),
        ("some(${fact.lines}, ${state} = 'open')", True),
        ("position()", None),
    ],
)
def test_lines(text: str, expected: Any) -> None:
    """A name over lines holds all their answers; a condition over lines is Kleene's "some" and "every"."""
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("today()", "2026-05-01"),
        ("now()", "2026-05-01T12:00:00+03:00"),
        ("${born} + 14", "2008-03-15"),
        ("14 + ${born}", "2008-03-15"),
        ("${born} - 1", "2008-02-29"),
        ("today() - ${born} > 18 * 365", True),
        ("today() - '2026-04-01'", 30),
        ("date('2026-01-01') < today()", True),
        ("${born} < '2010-01-01'", True),
        ("${at} = today()", True),
        ("date(${at})", "2026-05-01"),
        ("${at} < now()", True),
        ("(now() - ${at}) * 24", 2),
        ("max(${born}, '2026-01-01', today())", "2026-05-01"),
        ("'2026-02-30' < today()", None),
        ("${born} + 99999999", None),
        ("${born} + ${setting.days}", "2008-03-15"),
        ("${born} + today()", None),
    ],
)
def test_dates(text: str, expected: Any) -> None:
    """A date and days make a date, two dates make days, and the clock comes from the scope."""
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("selected(${barriers}, 'queue')", True),
        ("selected(${nature}, 'problem')", True),
        ("selected('a b', 'b')", True),
        ("selected-at(${barriers}, 1)", "money"),
        ("selected-at(${barriers}, 7)", None),
        ("count-selected(${barriers})", 2),
        ("count-selected(${none})", 0),
        ("round(2.5)", 3),
        ("round(2.345, 2)", 2.35),
        ("round(1234, -2)", 1200),
        ("int(-2.7)", -2),
        ("number('12.5')", 12.5),
        ("number('x')", None),
        ("string(${age})", "17"),
        ("string(1.50)", "1.5"),
        ("string(${price} * 10)", "1"),
        ("string-length(${words})", 15),
        ("concat(${nature}, '-', ${age})", "problem-17"),
        ("concat(${barriers})", "queuemoney"),
        ("starts-with(${words}, 'Черга')", True),
        ("contains(${words}, 'лікар')", True),
        ("contains(${words}, 'суд')", False),
        ("regex(${age}, '[0-9]{2}')", True),
        ("regex(${words}, 'Черга')", False),
        ("if(${age} < 18, 'дитина', 'дорослий')", "дитина"),
        ("if(${calm}, 1, if(${vital}, 2, 3))", 2),
        ("coalesce(${none}, 'x')", "x"),
        ("true() and not(false())", True),
        ("${yes}", "yes"),
        ("${fact.stage} = 'work'", True),
        ("${fact.unknown} = 'work'", None),
    ],
)
def test_functions(text: str, expected: Any) -> None:
    """Each function of the table, with what XLSForm users expect of it."""
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"), [("${yes}", True), ("${nature}", True), ("${none}", None), ("${age} - 17", False)]
)
def test_a_value_alone_as_a_condition(text: str, expected: bool | None) -> None:
    """A condition may be any value: yes/no, a number that is not 0, any text but "no"."""
    assert parse(text).holds(SCOPE) is expected


def test_the_current_answer() -> None:
    """A constraint calls the answer that it judges `.`."""
    scope = Scope({"age": 17}, date(2026, 5, 1), current=20)

    assert value(". > ${age} and . < 120", scope) is True


def test_names_in_a_line() -> None:
    """Within a line a name is the line's own, bound or not; a bound name never takes a left-over answer."""
    known = {"requests", "requests.nature", "requests.words", "requests.steps", "requests.steps.on", "nature"}
    scope = SCOPE.inside("requests", ANSWERS["requests"][1])

    assert parse("${nature}").value(scope) == "question"
    assert parse("${nature}").bound(known, "requests").value(scope) == "question"
    assert parse("${words}").bound({*known, "words"}, "requests").value(scope) is None
    assert parse("position(..)").value(scope) == 2
    assert parse("sum(${requests}/points)").bound(known, "requests").value(scope) == 5


def test_what_answers_cannot_break() -> None:
    """Answers of the wrong shape give "not known" or "no", never an exception."""
    odd = {"a": {"b": 1}, "b": [[1], "x", None], "c": float("nan"), "d": 10**400, "e": "9" * 5000, "f": [{}]}
    scope = Scope(odd, date(2026, 5, 1))
    for left in odd:
        for right in odd:
            for sign in ("=", "<", "+", "-", "*", "div", "mod"):
                value(f"${{{left}}} {sign} ${{{right}}}", scope)
