"""A condition put together by clicking: what becomes a row, what stays text, and that nothing is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from test_expression_laws import TREES

from suprovid.errors import BadExpression
from suprovid.forms.expression import Expression, parse, tree
from suprovid.forms.expression.builder import (
    Group,
    Lines,
    Row,
    TextRow,
    added,
    at,
    changed,
    from_expression,
    is_finished,
    to_expression,
)

FORMS = Path(__file__).parents[2] / "schemas" / "forms"
KINDS = {
    "nature": "choice",
    "barriers": "choices",
    "vital": "boolean",
    "age": "number",
    "born": "date",
    "words": "text",
    "requests": "lines",
    "requests.area": "choice",
    "requests.points": "number",
    "fact.x": "any",
}


def read(text: str, within: str = "") -> Group:
    return from_expression(parse(text), KINDS, within)


@pytest.mark.parametrize(
    ("text", "row"),
    [
        ("${nature} = 'problem'", Row("nature", "equal", ("problem",), "choice")),
        ("${nature} != 'problem'", Row("nature", "unequal", ("problem",), "choice")),
        ("${nature} = 'a' or ${nature} = 'b'", Row("nature", "one_of", ("a", "b"), "choice")),
        ("${nature} != 'a' and ${nature} != 'b'", Row("nature", "none_of", ("a", "b"), "choice")),
        ("selected(${barriers}, 'queue')", Row("barriers", "has", ("queue",), "choices")),
        ("selected(${nature}, 'other')", Row("nature", "has", ("other",), "choice")),
        ("not(selected(${barriers}, 'queue'))", Row("barriers", "has_not", ("queue",), "choices")),
        (
            "selected(${barriers}, 'a') or selected(${barriers}, 'b')",
            Row("barriers", "has_any", ("a", "b"), "choices"),
        ),
        ("${vital} = true()", Row("vital", "yes", (), "boolean")),
        ("${vital} = false()", Row("vital", "no", (), "boolean")),
        ("${age} >= 18", Row("age", "at_least", ("18",), "number")),
        ("${age} < -1.50", Row("age", "less", ("-1.50",), "number")),
        ("${born} < '2008-01-31'", Row("born", "less", ("2008-01-31",), "date")),
        ("${born} > today()", Row("born", "more", ("today",), "date")),
        ("${born} <= today() - 30", Row("born", "at_most", ("today-30",), "date")),
        ("contains(${words}, 'x')", Row("words", "contains", ("x",), "text")),
        ("${words} = ''", Row("words", "unanswered", (), "text")),
        ("${requests} != ''", Row("requests", "answered", (), "lines")),
        ("${fact.x} = 'y'", Row("fact.x", "equal", ("y",), "any")),
    ],
)
def test_rows(text: str, row: Row) -> None:
    """The shapes that forms are full of become a row, and come back to the letter."""
    group = read(text)

    assert group == Group("all", (row,))
    assert is_finished(group)
    assert to_expression(group) == parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "${unknown} = 'x'",
        "${age} = ${born}",
        "'x' = ${nature}",
        "${vital}",
        "count(${requests}) = 0",
        "${nature} < 'x'",
        "${age} = 'x'",
        "${born} < 'x'",
        "today() - ${born} > 5",
        "regex(${words}, 'x+')",
        "count-if(${requests}, ${area} = 'x') > 1",
        "../words = 'x'",
    ],
)
def test_what_does_not_fit_stays_text(text: str) -> None:
    """Everything else is kept as it is written."""
    assert read(text) == Group("all", (TextRow(text),))


def test_nesting() -> None:
    """And, or, not and lines become groups inside each other."""
    text = (
        "${vital} = true() and (${age} > 5 or ${words} != '') "
        "and not(${age} = 1 or ${age} = 2) and some(${requests}, ${area} = 'law' and ${points} > 1)"
    )

    group = read(text)

    assert [type(part) for part in group.parts] == [Row, Group, Group, Lines]
    assert at(group, (1,)) == Group(
        "any", (Row("age", "more", ("5",), "number"), Row("words", "answered", (), "text"))
    )
    assert at(group, (2, 1)) == Row("age", "equal", ("2",), "number")
    assert at(group, (3, 0)) == Row("area", "equal", ("law",), "choice")
    assert to_expression(group) == parse(text)


def test_names_in_a_line() -> None:
    """Inside a repeat its own fields come first, then those outside."""
    group = read("${area} = 'law' and ${age} > 1", within="requests")

    assert all(isinstance(part, Row) for part in group.parts)


@settings(max_examples=300, deadline=None)
@given(TREES)
def test_nothing_is_lost(node: tree.Node) -> None:
    """There and back, every expression is the same."""
    assert to_expression(from_expression(Expression(node), KINDS)) == Expression(node)


def conditions(said: Any) -> Iterator[str]:
    for word, value in said.items() if isinstance(said, dict) else enumerate(said):
        if word in ("x-visible-if", "x-required-if"):
            yield value
        elif isinstance(value, dict | list):
            yield from conditions(value)


def test_most_shipped_conditions_can_be_clicked() -> None:
    """Nine in ten conditions of the shipped forms need no text at all."""
    texts = [
        text
        for path in FORMS.glob("*.json")
        for text in conditions(json.loads(path.read_text(encoding="utf-8")))
    ]
    clicked = [text for text in texts if not has_text(from_expression(parse(text), loose(text)))]

    assert len(texts) > 100
    assert len(clicked) / len(texts) > 0.9


def loose(text: str) -> dict[str, str]:
    """Kinds guessed from how the names are used."""
    found: dict[str, str] = {}
    for node in tree.walk(parse(text).tree):
        match node:
            case tree.Call("some" | "every" | "count", (tree.Name(name), *_)):
                found[name] = "lines"
            case tree.Call("selected", (tree.Name(name), _)):
                found[name] = "choices"
            case tree.Comparison(_, tree.Name(name), tree.Call("true" | "false")):
                found[name] = "boolean"
            case tree.Comparison(_, tree.Name(name), tree.Number()):
                found[name] = "number"
            case tree.Name(name):
                found.setdefault(name, "choice")
    return found


def has_text(group: Group | Lines) -> bool:
    parts = group.inside.parts if isinstance(group, Lines) else group.parts
    return any(
        isinstance(part, TextRow) or (isinstance(part, Group | Lines) and has_text(part)) for part in parts
    )


@pytest.mark.parametrize(
    "part",
    [
        Row(),
        Row("age", "equal", (), "number"),
        Row("age", "equal", ("x",), "number"),
        Row("nature", "one_of", ("a",), "choice"),
        Row("born", "less", ("yesterday",), "date"),
        Row("words", "equal", ("'\"",), "text"),
        Group(),
        TextRow(" "),
        Lines("some", "requests"),
    ],
)
def test_what_is_not_finished_says_nothing_yet(part: Row | Group | TextRow | Lines) -> None:
    """A row that somebody is still filling in does not get in the way of the others."""
    done = Row("vital", "yes", (), "boolean")

    assert not is_finished(part)
    assert to_expression(Group("all", (done, part))) == parse("${vital} = true()")
    assert to_expression(Group("all", (part,))) is None


def test_edits() -> None:
    """Parts are put in, changed and taken out at a place; the rest stays."""
    row, other = Row("vital", "yes", (), "boolean"), TextRow("${age} = ${born}")
    group = added(added(Group(), (), row), (), Group("any"))
    group = added(group, (1,), other)
    group = added(group, (), Lines("every", "requests"))
    group = added(group, (2,), Row("area", "equal", ("law",), "choice"))

    assert at(group, (1, 0)) == other
    assert to_expression(group) == parse(
        "${vital} = true() and ${age} = ${born} and every(${requests}, ${area} = 'law')"
    )
    assert to_expression(changed(group, (2, 0), None)) == parse("${vital} = true() and ${age} = ${born}")
    assert changed(group, (0,), None).parts == group.parts[1:]
    assert changed(group, (), Group("none", group.parts)).join == "none"


def test_a_text_row_is_read_when_it_is_written() -> None:
    """A slip in a text row is told like any other."""
    with pytest.raises(BadExpression):
        to_expression(Group("all", (TextRow("${a} =="),)))
