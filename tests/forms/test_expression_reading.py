"""Expressions as text: reading, writing back, and what is said about a slip."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from suprovid.errors import BadExpression
from suprovid.forms.expression import FUNCTIONS, parse
from suprovid.forms.expression.patterns import refused
from suprovid.forms.words import Words

LANGUAGES = Path(__file__).parents[2] / "schemas" / "languages"
WORDS = Words.read(LANGUAGES)


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("${a}='x'and ${b}!=2", "${a} = 'x' and ${b} != 2"),
        ("${ a }  =\n1", "${a} = 1"),
        ('${a} = "it\'s"', '${a} = "it\'s"'),
        ("((${a}) or ${b}) and ${c}", "(${a} or ${b}) and ${c}"),
        ("(1+2)+3", "(1 + 2) + 3"),
        ("1+2+3", "1 + 2 + 3"),
        ("1-(2-3)", "1 - (2 - 3)"),
        ("-(1+2)*3", "-(1 + 2) * 3"),
        ("(-1)*2", "-1 * 2"),
        ("not( ${a} )", "not(${a})"),
        ("position(..)", "position()"),
        ("${a}[${b}>1][2]/c/d", "${a}[${b} > 1][2]/c/d"),
        ("(${a} = 1) = (${b} = 2)", "(${a} = 1) = (${b} = 2)"),
        (". >= .5", ". >= 0.5"),
        ("today()-1", "today() - 1"),
        ("${fact.latest.request.area} = 'law'", "${fact.latest.request.area} = 'law'"),
        ("${ім_я-2} = ''", "${ім_я-2} = ''"),
        ("some(${a}, ${order} and ${android})", "some(${a}, ${order} and ${android})"),
    ],
)
def test_reading_and_writing_back(text: str, canonical: str) -> None:
    """The text of an expression is one for one tree, and reading it again gives the same tree."""
    expression = parse(text)

    assert expression.text == canonical
    assert parse(canonical) == expression


@pytest.mark.parametrize(
    ("text", "place", "why", "instead"),
    [
        ("", 1, "empty", ""),
        ("  ", 1, "empty", ""),
        ("${a} == 1", 6, "sign", "="),
        ("${a} && ${b}", 6, "sign", "and"),
        ("${a} || ${b}", 6, "sign", "or"),
        ("${a} AND ${b}", 6, "sign", "and"),
        ("${a} і ${b}", 6, "sign", "and"),
        ("${a} <> 1", 6, "sign", "!="),
        ("${a} ≠ 1", 6, "sign", "!="),
        ("${a} ≥ 1", 6, "sign", ">="),
        ("${a} => 1", 6, "sign", ">="),
        ("${a} =< 1", 6, "sign", "<="),
        ("!${a}", 1, "sign", "not(...)"),
        ("not ${a}", 1, "sign", "not(...)"),
        ("${a} = TRUE", 8, "sign", "true()"),
        ("${a} = null", 8, "sign", "''"),
        ("${a} / 2", 6, "sign", "div"),
        ("${a} % 2", 6, "sign", "mod"),
        ("${a} − 2", 6, "sign", "-"),
        ("sum(${a}; 2)", 9, "sign", ","),
        ("${a} = “x”", 8, "quotes", "'...'"),
        ("${a} = «x»", 8, "quotes", "'...'"),
        ("${a} = ’x’", 8, "quotes", "'...'"),
        ("${a} = 'x", 8, "unclosed_quote", "'...'"),
        ("(${a} or ${b}", 1, "unclosed", ")"),
        ("selected(${a}, 'b'", 9, "unclosed", ")"),
        ("${a}[1", 5, "unclosed", "]"),
        ("${a})", 5, "closed", ""),
        ("${a", 1, "unclosed_name", "${a}"),
        ("${a = 1 and ${b} = 2", 1, "unclosed_name", "${a}"),
        ("${} = 1", 1, "empty_name", "${...}"),
        ("${a b} = 1", 1, "name", "${...}"),
        ("nature = 'x'", 1, "bare", "${nature}"),
        ("${a} = x", 8, "bare", "${x}"),
        ("$a = 1", 1, "bare", "${a}"),
        ("{a} = 1", 1, "bare", "${a}"),
        ("${a} and", 9, "end", ""),
        ("${a} =", 7, "end", ""),
        ("1 < ${a} < 3", 10, "chain", ""),
        ("${a} > 1,5", 8, "comma", "1.5"),
        ("${a} ${b}", 6, "name", "${...}"),
        ("selectd(${a}, 'b')", 1, "function_nearest", "selected(...)"),
        ("sеlесtеd(${a}, 'b')", 1, "function_nearest", "selected(...)"),
        ("${a} = 1 and NOT(${b})", 14, "function_nearest", "not(...)"),
        ("qwxz(${a})", 1, "function", ""),
        ("selected(${a})", 1, "arguments", "selected(choices, text)"),
        ("today(1)", 1, "arguments", "today()"),
        ("count(..)", 7, "parent", "position(..)"),
        ("not(" * 60 + "1" + ")" * 60, 1, "deep", ""),
        ("1" * 10_001, 10_000, "long", ""),
    ],
)
def test_slips(text: str, place: int, why: str, instead: str) -> None:
    """A slip is told with its column, why, and what to write instead, in both languages."""
    with pytest.raises(BadExpression) as caught:
        parse(text)

    facts = caught.value.facts
    assert (facts["place"], facts["why"], facts["instead"]) == (place, f"expression.bad.{why}", instead)
    for language in ("uk", "en"):
        sentence = WORDS.say(str(facts["why"]), language, **facts)
        assert "⟦" not in sentence
        assert "{" not in sentence.replace("${", "").replace(str(facts["found"]), "")


@pytest.mark.parametrize("text", ["(" * 4_000 + "1" + ")" * 4_000, "-" * 9_000 + "1", "1" + "+1" * 4_000])
def test_no_text_exhausts_the_stack(text: str) -> None:
    """Brackets and long sums are no depth; what is too deep is said, not suffered."""
    assert said_of(text) in {None, "expression.bad.deep"}


def said_of(text: str) -> object:
    try:
        parse(text)
    except BadExpression as fault:
        return fault.facts["why"]
    return None


def test_every_function_has_its_sentence() -> None:
    """Explaining says each function in words, in each language."""
    for language in ("uk", "en"):
        sentences: dict[str, Any] = json.loads((LANGUAGES / f"{language}.json").read_text(encoding="utf-8"))
        said = {key.split(".")[2] for key in sentences if key.startswith("expression.call.")}
        assert set(FUNCTIONS) - {"not"} <= said


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"\+?[0-9]{10,12}", None),
        (r"[^@ ]+@[^@ ]+\.[a-z]+", None),
        (r"(380|0)[0-9]{9}", None),
        (r"([0-9]{3}-){2}[0-9]{4}", None),
        (r"[А-ЯІЇЄҐ][а-яіїєґ'’-]+", None),
        (r"(a+)+", None),
        (r"(.)\1", "slow"),
        (r"(?=a)b", "slow"),
        ("[a", "broken"),
        ("a" * 1001, "long"),
    ],
)
def test_patterns(pattern: str, why: str | None) -> None:
    """Patterns that could take exponential time are refused before they meet any answer (`test_patterns`)."""
    assert refused(pattern) == why
