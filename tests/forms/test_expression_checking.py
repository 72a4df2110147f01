"""Expressions before any answer: names that do not exist and values that can never meet."""

from __future__ import annotations

from pathlib import Path

import pytest

from suprovid.forms.expression import Kind, parse
from suprovid.forms.words import Words

WORDS = Words.read(Path(__file__).parents[2] / "schemas" / "languages")
KINDS: dict[str, Kind | str] = {
    "nature": Kind.choice({"problem", "question"}),
    "barriers": Kind.choices({"queue", "money"}),
    "channel": Kind.choice({"phone", "visit"}),
    "vital": "boolean",
    "age": "number",
    "born": "date",
    "at": "datetime",
    "time": "time",
    "words": "text",
    "requests": "lines",
    "requests.words": "text",
    "requests.points": "number",
    "requests.area": Kind.choice({"law", "health"}),
    "address": "any",
    "setting.days": "number",
    "fact.thread": "lines",
}


@pytest.mark.parametrize(
    "text",
    [
        "${nature} = 'problem' and selected(${barriers}, 'queue')",
        "${nature} = '' or ${barriers} != '' or ${requests} = '' or ${age} = ''",
        "${vital} or ${vital} = 'yes' or ${vital} = true()",
        "${born} < '2026-01-01' and ${born} + 14 <= today() and today() - ${born} > 3",
        "${at} < now() and ${at} > '2026-01-01T10:00' and ${at} >= ${born}",
        "${age} >= '18' and ${words} = ${age}",
        "${time} > '09:30'",
        "some(${requests}, ${area} = 'law' and ${points} > ${age})",
        "count(${requests}[${area} = 'law']) > 1 and ${requests}[1]/words != ''",
        "sum(${requests.points}) > ${setting.days}",
        "${address.city} = 'x'",
        "some(${fact.thread}, ${anything} = 1)",
        "if(${vital}, ${born}, today()) > today()",
        "coalesce(${age}, 0) + 1 > 2",
        "regex(${words}, '[a-z]+')",
        "if(${vital}, 'a', '') = 'a'",
    ],
)
def test_what_fits(text: str) -> None:
    """Sound expressions have no faults."""
    assert parse(text).faults(KINDS) == ()


@pytest.mark.parametrize(
    ("text", "place", "why", "instead"),
    [
        ("${natur} = 'problem'", 1, "unknown_name_nearest", "${nature}"),
        ("${аge} > 1", 1, "unknown_name_nearest", "${age}"),
        ("${vital} and ${qqqqqqqq}", 14, "unknown_name", ""),
        ("some(${requests}, ${pints} > 1)", 19, "unknown_name_nearest", "${points}"),
        ("${fact.tread} = ''", 1, "unknown_name_nearest", "${fact.thread}"),
        ("${born} > 5", 1, "never_equal", ""),
        ("${vital} = ${age}", 1, "never_equal", ""),
        ("${requests} = 1", 1, "never_equal", ""),
        ("${nature} = ${channel}", 1, "never_equal", ""),
        ("${nature} = 'problm'", 13, "not_a_choice", "'problem'"),
        ("selected(${barriers}, 'qeue')", 23, "not_a_choice", "'queue'"),
        ("some(${requests}, ${area} = 'lаw')", 29, "not_a_choice", "'law'"),
        ("${barriers} = 'queue'", 1, "use_selected", "selected(${barriers}, 'queue')"),
        ("${vital} > 'yes'", 1, "unordered", "= !="),
        ("${born} > '1.2.2026'", 11, "not_a_date", "'2026-01-31'"),
        ("${at} > 'soon'", 9, "not_a_datetime", "'2026-01-31T09:00'"),
        ("${time} > 'noon'", 11, "not_a_time", "'09:00'"),
        ("${age} = 'old'", 10, "not_a_number", ""),
        ("${vital} = 'maybe'", 12, "not_a_boolean", "true()"),
        ("${requests} = 'x'", 15, "not_a_lines", ""),
        ("${words} + ${vital}", 1, "not_countable", ""),
        ("${born} * 2", 1, "not_countable", ""),
        ("sum(${born}, 1)", 5, "wrong_argument", "sum(number, ...)"),
        ("some(${age}, ${age} > 1)", 6, "wrong_argument", "some(lines, condition)"),
        ("regex(${words}, '(a)\\1')", 17, "pattern_slow", ""),
        ("regex(${words}, '[')", 17, "pattern_broken", ""),
    ],
)
def test_what_does_not_fit(text: str, place: int, why: str, instead: str) -> None:
    """Each fault has its column, its sentence in both languages, and a remedy where one can be named."""
    facts = parse(text).faults(KINDS)[0].facts

    assert (facts["place"], facts["why"], facts["instead"]) == (place, f"expression.bad.{why}", instead)
    assert all("⟦" not in WORDS.say(str(facts["why"]), language, **facts) for language in ("uk", "en"))


def test_within_a_repeat_and_for_the_current_answer() -> None:
    """Names resolve in the line first; `.` has the kind of the field whose constraint it is."""
    assert parse("${points} > 1").faults(KINDS, "requests") == ()
    assert parse(". > 1").faults(KINDS, current=Kind("number")) == ()
    assert [fault.facts["why"] for fault in parse(". > 'x'").faults(KINDS, current=Kind("date"))] == [
        "expression.bad.not_a_date"
    ]


@pytest.mark.parametrize(
    ("text", "within", "bound"),
    [
        ("${words}", "", "${words}"),
        ("${words}", "requests", "${requests.words}"),
        ("${age}", "requests", "${age}"),
        ("some(${requests}, ${points} > ${age})", "", "some(${requests}, ${requests.points} > ${age})"),
        ("${requests}[${points} > 1]/words", "", "${requests}[${requests.points} > 1]/words"),
        ("if(${vital}, -${points}, ${nowhere})", "requests", "if(${vital}, -${requests.points}, ${nowhere})"),
    ],
)
def test_binding(text: str, within: str, bound: str) -> None:
    """Binding makes names absolute, the innermost line first, and may be done twice."""
    expression = parse(text).bound(KINDS, within)

    assert expression.text == bound
    assert expression.bound(KINDS, within) == expression
