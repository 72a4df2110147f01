"""Expressions in words: the sentences that a methodologist reads, and the reasons that a worker reads."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from suprovid.forms.expression import Reason, Scope, parse, told
from suprovid.forms.words import Words

WORDS = Words.read(Path(__file__).parents[2] / "schemas" / "languages")
LABELS = {
    "nature": "Характер",
    "barriers": "Що заважає",
    "vital": "Загроза життю",
    "on": "Дата",
    "age": "Вік",
    "requests": "Запити",
    "requests.nature": "Характер",
    "requests.points": "Бали",
    ("nature", "problem"): "Проблема",
    ("requests.nature", "problem"): "Проблема",
    ("barriers", "queue"): "Черга",
}


def titles(name: str, value: str | None = None, /) -> str:
    return LABELS.get((name, value) if value is not None else name, value if value is not None else name)


@pytest.mark.parametrize(
    ("text", "uk", "en"),
    [
        (
            "${nature} = 'problem' and not(selected(${barriers}, 'queue'))",
            "Характер дорівнює «Проблема» і не вибрано «Черга» у «Що заважає»",
            "Характер is “Проблема” and “Черга” is not chosen in “Що заважає”",
        ),
        ("${nature} != ''", "є відповідь: «Характер»", "“Характер” has an answer"),
        ("not(${nature} != '')", "немає відповіді: «Характер»", "“Характер” has no answer"),
        ("${vital}", "Загроза життю: так", "Загроза життю: yes"),
        ("not(${vital})", "Загроза життю: ні", "Загроза життю: no"),
        ("${vital} != true()", "Загроза життю: ні", "Загроза життю: no"),
        ("18 > ${age}", "Вік менше ніж 18", "Вік is less than 18"),
        ("not(${age} < 0.5)", "Вік не менше ніж 0,5", "Вік is at least 0.5"),
        ("${age} = 0.0001", "Вік дорівнює 0,0001", "Вік is 0.0001"),
        ("${age} = 1998", "Вік дорівнює 1998", "Вік is 1998"),
        ("${age} = 12000", "Вік дорівнює 12\u202f000", "Вік is 12,000"),
        ("${on} <= today() - 14", "Дата не пізніше ніж сьогодні − 14", "Дата is not after today − 14"),
        ("${on} > '2026-01-31'", "Дата пізніше ніж 31 січ. 2026\u202fр.", "Дата is after Jan 31, 2026"),
        (
            "${vital} or (${age} < 3 and ${nature} = 'problem')",
            "Загроза життю: так або (Вік менше ніж 3 і Характер дорівнює «Проблема»)",
            "Загроза життю: yes or (Вік is less than 3 and Характер is “Проблема”)",
        ),
        (
            "${vital} or ${age} < 3 or ${age} > 90",
            "хоча б одне з цього: Загроза життю: так; Вік менше ніж 3; Вік більше ніж 90",
            "at least one of these: Загроза життю: yes; Вік is less than 3; Вік is more than 90",
        ),
        (
            "not(${vital} or ${age} < 3)",
            "неправда, що (Загроза життю: так або Вік менше ніж 3)",
            "it is not true that (Загроза життю: yes or Вік is less than 3)",
        ),
        (
            "some(${requests}, ${nature} = 'problem' and ${points} > 1)",
            "хоча б в одному рядку «Запити»: Характер дорівнює «Проблема» і Бали більше ніж 1",
            "in at least one line of “Запити”: Характер is “Проблема” and Бали is more than 1",
        ),
        (
            "count(${requests}) >= 2",
            "кількість рядків «Запити» не менше ніж 2",
            "the number of lines of “Запити” is at least 2",
        ),
        (
            "sum(${requests}[${points} > 1]/points) > 5",
            "сума (Бали (рядки «Запити», де Бали більше ніж 1)) більше ніж 5",
            "the sum of (Бали (the lines of “Запити” where Бали is more than 1)) is more than 5",
        ),
        (
            "${requests}[1]/nature = 'problem'",
            "Характер (Запити, рядок 1) дорівнює «Проблема»",
            "Характер (Запити, line 1) is “Проблема”",
        ),
        (". >= ${on}", "ця відповідь не менше ніж Дата", "this answer is at least Дата"),
        (
            "if(${vital}, 1, 2) = 1",
            "(1, якщо Загроза життю: так, інакше 2) дорівнює 1",
            "(1 if Загроза життю: yes, otherwise 2) is 1",
        ),
        (
            "${nature} = 'problem' or ${nature} = 'b'",
            "Характер дорівнює одному з: «Проблема», «b»",
            "Характер is one of “Проблема”, “b”",
        ),
        (
            "${vital} and (${nature} != 'problem' and ${nature} != 'b')",
            "Загроза життю: так і (Характер не дорівнює жодному з: «Проблема», «b»)",
            "Загроза життю: yes and (Характер is none of “Проблема”, “b”)",
        ),
        (
            "${nature} = 'problem' or ${age} = 'b'",
            "Характер дорівнює «Проблема» або Вік дорівнює «b»",
            "Характер is “Проблема” or Вік is “b”",
        ),
        (
            "${age} = 'a' or ${vital} = 5",
            "Вік дорівнює «a» або Загроза життю дорівнює 5",
            "Вік is “a” or Загроза життю is 5",
        ),
        ("regex(${nature}, 'a+')", "Характер відповідає зразку «a+»", "Характер fits the pattern “a+”"),
    ],
)
def test_in_words(text: str, uk: str, en: str) -> None:
    """Each construct has its sentence, lists say whether all or one is meant, values have their labels."""
    bound = parse(text).bound({name for name in LABELS if isinstance(name, str)})

    assert bound.explain(titles, WORDS, "uk").replace("\xa0", "\u202f") == uk
    assert bound.explain(titles, WORDS, "en") == en


def test_names_that_hold_dates() -> None:
    """Told which names hold dates, comparing them says "earlier"; the days between are a number."""
    assert parse("${on} < ${till}").explain(titles, WORDS, "uk", {"on"}) == "Дата раніше ніж till"
    assert parse("today() - ${on} > 30").explain(titles, WORDS, "uk") == "сьогодні − Дата більше ніж 30"
    age = parse("int((today() - ${on}) div 365.25) >= 18").explain(titles, WORDS, "uk", {"on"})
    assert age == "ціла частина ((сьогодні − Дата) ÷ 365,25) не менше ніж 18"
    later = parse("coalesce(${on}, today()) > today() - 30").explain(titles, WORDS, "en", {"on"})
    assert later == "the first answer given of (Дата; today) is after today − 30"


def test_a_checklist_names_its_answers_and_not_its_limits() -> None:
    """The limits are told once, and each weight beside its answer."""
    listed = parse("checklist(1, 2, ${vital}, ${age} > 3)").explain(titles, WORDS, "en")
    assert listed == "between 1 and 2 of these hold (−1: no limit): Загроза життю; (Вік is more than 3)"
    weighed = parse("weighted-checklist(3, 5, ${vital}, 2, ${age} > 3, 4)").explain(titles, WORDS, "en")
    assert weighed.endswith("(−1: no limit): Загроза життю — 2; (Вік is more than 3) — 4")


def test_a_fault_is_told_in_a_line() -> None:
    """A fault says where, what and what to do."""
    fault = parse("${natur} = 1").faults({"nature": "number"})[0]

    assert told(fault, WORDS, "uk") == ("Знак 1: Немає питання чи факту «natur». Можливо, ${nature}?")


def outline(reason: Reason) -> tuple[object, ...]:
    shown = (reason.line, reason.outcome, reason.missing)
    return (*shown, *map(outline, reason.children)) if reason.children else shown


def test_reasons() -> None:
    """Each part says whether it holds, fails or is not known, and which question would tell."""
    scope = Scope({"nature": "problem", "requests": [{"points": 1}, {}, {"points": 9}]}, date(2026, 5, 1))
    known = {name for name in LABELS if isinstance(name, str)}
    condition = parse(
        "${nature} = 'problem' and (${vital} or ${age} < 3) and every(${requests}, ${points} > 1)"
    )
    reason = condition.bound(known).reason(scope)

    assert outline(reason) == (
        None,
        False,
        (),
        (None, True, ()),
        (None, None, ("vital", "age"), (None, None, ("vital",)), (None, None, ("age",))),
        (None, False, (), (1, False, ()), (2, None, ("requests.points",))),
    )
    assert [part.explain(titles, WORDS, "uk") for part in reason.children][1] == (
        "Загроза життю: так або Вік менше ніж 3"
    )
    assert sum(1 for _ in reason.leaves) == 5


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("${nature} = 'problem'", ()),
        ("${vital} and ${age} > 1", ("vital", "age")),
        ("${vital} or ${nature} = 'problem'", ()),
        ("${age} + count(${requests}) > 1", ("age",)),
        ("some(${requests}, ${points} > 5 and ${nature} = 'x')", ("requests.points", "requests.nature")),
        ("if(${vital}, ${age}, 1) = 1", ("vital",)),
        ("coalesce(${vital}, ${age})", ("vital", "age")),
        ("not(selected(${barriers}, 'queue'))", ("barriers",)),
        ("${fact.stage} = 'work'", ("fact.stage",)),
        ("1 div 0 = 1", ()),
    ],
)
def test_missing_names(text: str, missing: tuple[str, ...]) -> None:
    """Only the names that keep the outcome from being known are missing."""
    scope = Scope({"nature": "problem", "requests": [{"nature": "x"}, {"points": 9}]}, date(2026, 5, 1))
    known = {name for name in LABELS if isinstance(name, str)}

    assert parse(text).bound(known).missing(scope) == missing
