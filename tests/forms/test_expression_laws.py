"""Laws that hold for every expression and all answers."""

from __future__ import annotations

import json
import time
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from suprovid.errors import BadExpression
from suprovid.forms.expression import FUNCTIONS, Expression, Scope, parse, tree
from suprovid.forms.expression.values import kleene_all, kleene_any
from suprovid.forms.words import Words

FIELDS = (
    "nature",
    "age",
    "born",
    "vital",
    "barriers",
    "requests",
    "requests.nature",
    "requests.age",
    "fact.x",
)
NAMES = st.sampled_from(FIELDS).map(tree.Name)
TEXTS = st.one_of(
    st.text(max_size=8).filter(lambda text: not ("'" in text and '"' in text)),
    st.sampled_from(["", "problem", "2026-01-31", "yes", "2026-01-31T10:00:00+02:00"]),
).map(tree.Text)
NUMBERS = st.decimals(0, 10**9, places=2).map(lambda number: tree.Number(Decimal(format(number, "f"))))
PATHS = st.builds(
    tree.Path,
    st.sampled_from(["..", "../..", "current()/.."]),
    st.lists(st.sampled_from(["group", "requests", "nature"]), min_size=1, max_size=3).map(tuple),
)
LEAVES = st.one_of(NAMES, TEXTS, NUMBERS, PATHS, st.just(tree.Current()))


def grown(parts: st.SearchStrategy[tree.Node]) -> st.SearchStrategy[tree.Node]:
    some = st.lists(parts, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        parts.map(tree.Negative),
        some.map(tree.All),
        some.map(tree.Any),
        st.builds(tree.Comparison, st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), parts, parts),
        st.builds(sums, some, st.sampled_from([("+", "-"), ("*", "div", "mod")]), st.randoms()),
        st.builds(tree.Filtered, parts, parts),
        st.builds(tree.Field, parts, st.sampled_from(["nature", "age"])),
        st.sampled_from(sorted(FUNCTIONS)).flatmap(lambda name: calls(name, parts)),
    )


def sums(operands: tuple[tree.Node, ...], signs: tuple[str, ...], random: Any) -> tree.Node:
    return tree.Arithmetic(operands, tuple(random.choice(signs) for _ in operands[1:]))


def calls(name: str, parts: st.SearchStrategy[tree.Node]) -> st.SearchStrategy[tree.Node]:
    row = FUNCTIONS[name]
    size = st.lists(parts, min_size=row.least, max_size=min(row.most, row.least + 2))
    return size.map(lambda arguments: tree.Call(name, tuple(arguments)))


TREES = st.recursive(LEAVES, grown, max_leaves=12)
PLAIN = st.one_of(
    st.text(max_size=6),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.none(),
    st.sampled_from(["problem", "2026-01-31", "9999-12-31", "2026-01-31T10:00:00", "yes", "1e5"]),
    st.lists(st.text(max_size=4), max_size=3),
)
LINES = st.lists(st.dictionaries(st.sampled_from(["nature", "age"]), PLAIN), max_size=3)
ANSWERS = st.dictionaries(st.sampled_from([*FIELDS, "requests"]), st.one_of(PLAIN, LINES))
OUTCOMES = st.sampled_from([True, False, None])


def scope_of(answers: dict[str, Any]) -> Scope:
    return Scope(answers, date(2026, 5, 1), datetime(2026, 5, 1, 12), current=answers.get("age"))


@settings(max_examples=300, deadline=None)
@given(TREES)
def test_reading_what_was_written_gives_the_same_tree(node: tree.Node) -> None:
    """Writing loses nothing."""
    assert parse(Expression(node).text).tree == node


@settings(max_examples=400, deadline=None)
@given(TREES, ANSWERS)
def test_nothing_raises(node: tree.Node, answers: dict[str, Any]) -> None:
    """Whatever the expression and the answers: a plain value, an outcome, and reasons; never an exception."""
    expression, scope = Expression(node).bound(FIELDS), scope_of(answers)

    json.dumps(expression.value(scope))
    outcome = expression.holds(scope)
    reason = expression.reason(scope)

    assert outcome in {True, False, None}
    assert reason.outcome is outcome
    assert outcome is None or not reason.missing
    expression.faults(dict.fromkeys(FIELDS, "any"))


@settings(max_examples=150, deadline=None)
@given(TREES)
def test_everything_can_be_said(node: tree.Node) -> None:
    """Explaining knows every construct, with or without sentences."""
    silent = Words({"uk": {}})

    assert Expression(node).explain(lambda name, value=None: value or name, silent, "uk")


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="ab${}()[]'\"=!<>.,+-*/ &|orandt15", max_size=40))
def test_any_text_is_read_or_refused_politely(text: str) -> None:
    """There is no text that makes reading fail in another way than with a BadExpression that has a place."""
    try:
        parse(text)
    except BadExpression as fault:
        place = fault.facts["place"]
        assert isinstance(place, int)
        assert 1 <= place <= len(text) + 1


@given(OUTCOMES, OUTCOMES, OUTCOMES)
def test_the_laws_of_three_valued_logic(a: bool | None, b: bool | None, c: bool | None) -> None:
    """De Morgan, distribution, neutral and absorbing outcomes hold with "not known" too."""

    def no(outcome: bool | None) -> bool | None:
        return None if outcome is None else not outcome

    def both(*parts: bool | None) -> bool | None:
        return kleene_all(parts)

    def either(*parts: bool | None) -> bool | None:
        return kleene_any(parts)

    assert no(both(a, b)) is either(no(a), no(b))
    assert no(either(a, b)) is both(no(a), no(b))
    assert both(a, either(b, c)) is either(both(a, b), both(a, c))
    assert either(a, both(b, c)) is both(either(a, b), either(a, c))
    assert both(a, b) is both(b, a)
    assert both(a, True) is a
    assert either(a, False) is a
    assert both(a, False) is False
    assert either(a, True) is True
    assert no(no(a)) is a


@given(st.sampled_from(["=", "!=", "<", "<=", ">", ">="]), PLAIN, PLAIN)
def test_denying_a_comparison_is_its_opposite(sign: str, left: Any, right: Any) -> None:
    """`not(a < b)` and `a >= b` agree wherever both are known."""
    opposite = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}[sign]
    scope = scope_of({"a": left, "b": right})
    denied, turned = (
        parse(text).holds(scope) for text in (f"not(${{a}} {sign} ${{b}})", f"${{a}} {opposite} ${{b}}")
    )

    assert denied is turned


def test_sixty_conditions_take_less_than_two_milliseconds() -> None:
    """A form of sixty conditions is decided faster than anybody notices (the best of several rounds)."""
    texts = [f"${{q{n}}} = 'yes' and not(selected(${{r{n}}}, 'queue')) or ${{age}} >= {n}" for n in range(60)]
    scope = scope_of(
        {f"q{n}": "yes" for n in range(60)} | {f"r{n}": ["money"] for n in range(60)} | {"age": 30}
    )
    conditions = [parse(text) for text in texts]
    rounds = []
    for _ in range(20):
        started = time.perf_counter()
        for condition in conditions:
            condition.holds(scope)
        rounds.append(time.perf_counter() - started)

    assert min(rounds) < 0.002
