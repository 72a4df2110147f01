"""A condition put to the index answers as the evaluator does, or is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.dialects import postgresql

from suprovid.casework.asking import Columns, Untranslatable, condition
from suprovid.casework.asking_calls import CALLS
from suprovid.forms.expression import Expression, Scope, parse
from suprovid.store.index import FolderRow, Index

COLUMNS = {
    "t": "text",
    "s": "text",
    "c": "text",
    "g": "text",
    "n": "number",
    "m": "number",
    "b": "boolean",
    "v": "boolean",
    "d": "date",
    "e": "date",
    "w": "datetime",
    "u": "datetime",
    "k": "choices",
}
KINDS = {**COLUMNS, "c": "choice", "g": "choice"}
TODAY = date(2026, 5, 1)
NOW = datetime.fromisoformat("2026-05-01T12:00:00+03:00")
ZONES = st.one_of(
    st.none(), st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
)
SETTINGS = {"setting.days": 14, "setting.open": ["x", "y"], "setting.me": "x"}

# -- expressions that an index can be asked ------------------------------------------------------------


def bracketed(pattern: str, *parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map(lambda said: pattern.format(*said))


SIGN = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
SAME = st.sampled_from(["=", "!="])
WHOLE = st.integers(-40, 40).map(str)
DECIMAL = st.integers(-2000, 2000).map(lambda number: f"{number / 100:.2f}")
DAY = st.dates(date(2026, 3, 1), date(2026, 7, 1)).map(lambda day: f"'{day.isoformat()}'")
WORD = st.sampled_from(["'x'", "'y'", "'no'", "'xy'", "'ї'", "'a|b'", "'5'"])
TEXT = st.sampled_from(["${t}", "${s}", "${c}"])
CHOICE = st.sampled_from(["${c}", "${g}"])
NEVER = st.sampled_from(["(${k} + 1)", "(${d} * 2)", "(${n} + 'x')", "number(${d})"])
"""What never has a value."""
ANYTHING = st.sampled_from([f"${{{name}}}" for name in COLUMNS])


def numbers(conditions: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    leaves = st.one_of(
        st.sampled_from(["${n}", "${m}", "${setting.days}"]),
        WHOLE,
        DECIMAL,
        st.just("count-selected(${k})"),
        st.just("count(${k})"),
        bracketed("string-length({})", TEXT),
        bracketed("({} - {})", DAYS, DAYS),
        bracketed("({} - {})", MOMENTS, MOMENTS),
        bracketed("({} - {})", MOMENTS, DAYS),
    )
    return st.recursive(
        leaves,
        lambda inner: st.one_of(
            bracketed("({} {} {})", inner, st.sampled_from("+-*"), inner),
            bracketed("-({})", inner),
            bracketed("abs({})", inner),
            bracketed("number({})", inner),
            bracketed("({} div 4)", inner),
            bracketed("coalesce({}, {})", inner, inner),
            bracketed("if({}, {}, {})", conditions, inner, inner),
            bracketed("{}({}, {})", st.sampled_from(["sum", "min", "max"]), inner, inner),
        ),
        max_leaves=4,
    )


DAYS = st.recursive(
    st.one_of(st.sampled_from(["${d}", "${e}", "today()", "date(${w})", "date(${e})"]), DAY),
    lambda inner: st.one_of(
        bracketed("({} {} {})", inner, st.sampled_from("+-"), WHOLE),
        bracketed("({} + ${{n}})", inner),
        bracketed("coalesce({}, {})", inner, inner),
        bracketed("max({}, {})", inner, inner),
    ),
    max_leaves=3,
)


MOMENTS = st.recursive(
    st.sampled_from(
        [
            "${w}",
            "${u}",
            "now()",
            "'2026-05-01T09:00:00+00:00'",
            "'2026-05-01T12:00'",
            "'2026-05-01T23:30-02:00'",
        ]
    ),
    lambda inner: st.one_of(
        bracketed("({} {} {})", inner, st.sampled_from("+-"), WHOLE),
        bracketed("({} {} {})", inner, st.sampled_from("+-"), st.sampled_from(["0.5", "0.25", "4000000"])),
        bracketed("({} + ${{n}})", inner),
    ),
    max_leaves=3,
)


def conditions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    counted = numbers(inner)
    return st.one_of(
        bracketed("{} {} {}", counted, SIGN, counted),
        bracketed("{} {} {}", DAYS, SIGN, DAYS),
        bracketed("{} {} {}", MOMENTS, SIGN, MOMENTS),
        bracketed("{} {} {}", MOMENTS, SIGN, DAYS),
        bracketed("date({}) {} {}", MOMENTS, SIGN, DAYS),
        bracketed("({} and {})", inner, inner),
        bracketed("({} or {})", inner, inner),
        bracketed("not({})", inner),
        bracketed("if({}, {}, {})", inner, inner, inner),
        bracketed("({}) = ({})", inner, inner),
    )


ATOMS = st.one_of(
    bracketed("{} {} ''", ANYTHING, SAME),
    bracketed("{} {} {}", TEXT, SAME, WORD),
    bracketed("{} {} {}", CHOICE, SAME, CHOICE),
    bracketed("selected({}, {})", st.sampled_from(["${k}", "${c}", "${setting.open}"]), WORD),
    bracketed("selected(${{k}}, {})", CHOICE),
    st.just("selected(${setting.open}, ${c})"),
    bracketed("contains({}, {})", TEXT, WORD),
    bracketed("starts-with({}, {})", TEXT, WORD),
    bracketed("ends-with({}, {})", TEXT, TEXT),
    bracketed("concat({}, {}, {}) = {}", TEXT, WORD, TEXT, WORD),
    bracketed("substr({}, 1, 2) = {}", TEXT, WORD),
    bracketed("string({}) = {}", TEXT, WORD),
    bracketed("string({}) {} ''", NEVER, SAME),
    bracketed("string-length({}) {} {}", NEVER, SIGN, WHOLE),
    bracketed("boolean({})", st.sampled_from(["${b}", "${v}", "${n}", "${b} = ${v}"])),
    bracketed("{} {} {}", MOMENTS, SIGN, DAY),
    bracketed("{} {} {}", MOMENTS, SIGN, MOMENTS),
    bracketed("${{w}} {} '2026-05-01'", SAME),
    bracketed("${{w}} {} ${{d}}", SIGN),
    bracketed("${{w}} {} now()", SIGN),
    bracketed("{} = true()", st.sampled_from(["${b}", "${v}"])),
    bracketed("${{b}} {} {}", SAME, st.sampled_from(["'yes'", "'maybe'", "0", "${v}"])),
    st.sampled_from(
        ["${b}", "${n}", "${c}", "${k}", "${d}", "true()", "${n} = 'x'", "${n} > '5'", "${d} = 5"]
    ),
)
CONDITIONS = st.recursive(ATOMS, conditions, max_leaves=6)

MOMENT = st.one_of(
    st.sampled_from(
        [
            "2026-05-01T09:00:00+00:00",
            "2026-04-30T23:30:00-02:00",
            "2026-05-01T00:30:00+03:00",
            "2026-05-01T09:00:00.500000+00:00",
            "2026-05-01T12:00:00",
            "0001-01-01T00:00:00+05:00",
            "9999-12-31T23:59:59.999999-05:00",
            "1969-12-31T23:59:59.999999",
        ]
    ),
    st.datetimes(datetime(2026, 4, 20), datetime(2026, 5, 10), timezones=ZONES).map(datetime.isoformat),
)
"""Moments with a zone and without, at the edges of days and of the calendar."""

ROW = st.fixed_dictionaries(
    {},
    optional={
        "t": st.sampled_from(["x", "xy", "ї", "Xy", "5", "no", "x y", "2026-05-01"]),
        "s": st.sampled_from(["x", "y", "їx"]),
        "c": st.sampled_from(["x", "y", "no"]),
        "g": st.sampled_from(["x", "y"]),
        "n": st.integers(-30, 30),
        "m": st.integers(-3000, 3000).map(lambda number: number / 100),
        "b": st.booleans(),
        "v": st.booleans(),
        "d": st.dates(date(2026, 3, 1), date(2026, 7, 1)).map(date.isoformat),
        "e": st.sampled_from(["2026-05-01", "0001-01-02", "9999-12-30"]),
        "w": MOMENT,
        "u": MOMENT,
        "k": st.lists(st.sampled_from(["x", "y", "xy", "no"]), unique=True, max_size=3),
    },
)


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    made = Index(COLUMNS)
    yield made
    made.close()


def columns(index: Index) -> Columns:
    reach = index.reach()
    return {name: (reach.column(name)[0], kind) for name, kind in KINDS.items()}


def asked(index: Index, expression: Expression) -> dict[str, bool | None]:
    """What the index says of every row."""
    said = condition(expression, columns(index), Scope({}, TODAY, NOW, outside=SETTINGS.get), SETTINGS)
    found: dict[str, bool | None] = {}
    for outcome, question in ((True, said), (False, ~said), (None, said.is_(None))):
        found |= {row["id"]: outcome for row in index.find([question]).rows}
    return found


def evaluated(index: Index, expression: Expression) -> dict[str, bool | None]:
    """What the evaluator says of every row."""
    rows = index.find().rows
    return {row["id"]: expression.holds(Scope(row, TODAY, NOW, outside=SETTINGS.get)) for row in rows}


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=CONDITIONS, rows=st.lists(ROW, min_size=1, max_size=6))
def test_python_and_sql_agree(index: Index, text: str, rows: list[dict[str, Any]]) -> None:
    """True, false and not known are the same, row by row; or the index refuses."""
    for number in range(6):
        index.drop("case", str(number))
    index.put_all(FolderRow("case", str(number), 1, row) for number, row in enumerate(rows))
    expression = parse(text)

    try:
        answers = asked(index, expression)
    except Untranslatable:
        return
    assert answers == evaluated(index, expression)


def test_every_function_that_is_translated_is_tried() -> None:
    """The generated conditions have all of them, so that the agreement says something of each."""
    patterns = Path(__file__).read_text(encoding="utf-8").partition("ROW = ")[0]
    assert [name for name in CALLS if f"{name}(" not in patterns and f'"{name}"' not in patterns] == []


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=CONDITIONS)
def test_another_database_is_asked_the_same(index: Index, text: str) -> None:
    """What SQLite is asked can be written for PostgreSQL too, without a function that only SQLite has."""
    try:
        said = condition(parse(text), columns(index), Scope({}, TODAY, NOW, outside=SETTINGS.get), SETTINGS)
    except Untranslatable:
        return
    written = str(said.compile(dialect=postgresql.dialect()))

    assert "julianday" not in written
    assert "instr(" not in written


@pytest.mark.parametrize(
    "text",
    [
        "${stage} = 'x'",
        "some(${requests}, ${n} = 1)",
        "${t} < 'x'",
        "${t} = '2026-01-01'",
        "${t} = 5",
        "${t} = ${s}",
        "${t}",
        "regex(${t}, 'x+')",
        "lower-case(${t}) = 'x'",
        "${n} mod 2 = 0",
        "round(${n} div 3) = 1",
        "${k} = 'x'",
        "coalesce(${w}, ${u}) > now()",
        "string(${w}) = 'x'",
        "${n} = 0.12345678901234567890123",
        ". = 1",
        "../n = 1",
        "if(${b}, ${n}, ${t}) = 1",
    ],
)
def test_what_the_index_cannot_answer_exactly_is_refused(index: Index, text: str) -> None:
    """A refusal is a type of its own, so that the caller asks each folder instead."""
    with pytest.raises(Untranslatable):
        asked(index, parse(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${d} + 30 < today()", {"old"}),
        ("${d} < today() - ${setting.days} or ${d} = ''", {"old", "none"}),
        ("selected(${k}, 'x')", {"new"}),
        ("not(selected(${k}, 'x'))", {"old"}),
        ("${c} = ${setting.me}", {"new"}),
        ("${none} = 1 or ${d} = ''", None),
        ("${w} < today() - 30", {"old"}),
        ("${w} = '' or now() - ${w} > 30", {"old", "none"}),
        ("${w} + 0.5 > now()", {"new"}),
        ("date(${w}) = today()", {"new"}),
    ],
)
def test_lists(index: Index, text: str, expected: set[str] | None) -> None:
    """The conditions that lists are made for."""
    for number in range(6):
        index.drop("case", str(number))
    index.put(
        FolderRow("case", "old", 1, {"d": "2026-01-01", "k": ["xy"], "w": "2026-01-01T10:00:00+02:00"}),
        FolderRow(
            "case", "new", 1, {"d": "2026-04-30", "k": ["x", "y"], "c": "x", "w": "2026-05-01T00:30:00+03:00"}
        ),
        FolderRow("case", "none", 1, {}),
    )
    try:
        found = {id for id, outcome in asked(index, parse(text)).items() if outcome}
    except Untranslatable:
        found = None
    for id in ("old", "new", "none"):
        index.drop("case", id)

    assert found == expected
