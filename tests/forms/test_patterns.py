"""Patterns: bounded work on any text, letters of all scripts, a clear refusal of what cannot be bounded."""

from __future__ import annotations

import re
from time import process_time

import pytest

from suprovid.forms.expression.lookaround import walker_of
from suprovid.forms.expression.patterns import fits, occurs, refused

CATASTROPHIC = (
    r"^(a+)+$", r"^([a-zA-Z]+)*$", r"^(a|aa)+$", r"^(a|a?)+$", r"^(.*a){20}$", r"(a*)*b", r"(x+x+)+y",
    r"^(([a-z])+.)+[A-Z]([a-z])+$", r"^(\w+\s?)*$", r"(.*)*(.*)*c$", r"^(?=(a+)+b)a", r"(?=(a+))a*b\1",
    r"^(?!(a|aa)+b).*$", r"(?<!a)(a+)+b", r"(?:(?:a?){30}){30}b",
)  # fmt: skip
"""Known to keep engines that backtrack busy for years."""
SOUND = (
    r"^\w+$", r"^\d{2,4}$", r"\bсло\b", r"^[\w.-]+@[\w-]+\.[a-z]{2,}$", r"^[\W]+$", r"^\S*$", r"[\s\S]",
    r"^(?=.*\d)(?=.*[a-z]).{4,8}$", r"^(?!abc).*$", r"(?<!a)b", r"(?i)^АБВ$", r"^(?i:abc)d$", r"^$", r"a|^b$",
    r"^(?=.{1,20}$)(?:(?!-)[a-z0-9-]{1,8}(?<!-)\.)+[a-z]{2,}$", r"^[А-ЯІЇЄҐ][а-яіїєґ’'-]+$", r"^[^\W\d_]+$",
    r"^((25[0-5]|2[0-4]\d|1?\d?\d)(\.(?!$)|$)){4}$", r"^[\D]+$", r"\x41", r"^\/a$", r"^a.c$", r"[a\-z]",
)  # fmt: skip
TEXTS = ("", "a", "b", "abc", "слово", "сло", "а сло б", "1234", "٣٣", "a1b2", "x@y.zz", "a-b.com", "-a.com",
         "АБВ", "абв", "Їжак", "О'ко", "a\nc", "a c", "192.168.1.1", "192.168.1.", "[", "/a", "é", "abcd",
         "_", "\u00a0", "A", "a-", "bb")  # fmt: skip


@pytest.mark.parametrize("text", ["a" * 50_000, "a" * 49_999 + "!"], ids=["long", "almost"])
@pytest.mark.parametrize("pattern", CATASTROPHIC)
@pytest.mark.flaky(reruns=2)  # it measures time
def test_no_pattern_takes_long(pattern: str, text: str) -> None:
    """50 KB of text: 50 ms of processor time at most, whatever the answer."""
    occurs(pattern, "a")
    began = process_time()

    occurs(pattern, text)

    assert process_time() - began < 0.05


@pytest.mark.parametrize("pattern", SOUND)
def test_patterns_mean_what_they_mean_elsewhere(pattern: str) -> None:
    """Both engines agree with Python's own on short texts, in every script."""
    walker = walker_of(pattern)
    assert walker is not None
    for text in TEXTS:
        expected = bool(re.search(pattern, text)), bool(re.fullmatch(pattern, text))
        assert (occurs(pattern, text), fits(pattern, text)) == expected
        assert (walker.finds(text, whole=False), walker.finds(text, whole=True)) == expected


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        (r"^\u0416\u{43a}$", "Жк", True),
        (r"^\p{Lu}\p{Letter}+$", "Їжак", True),
        (r"^\p{Script=Cyrillic}+$", "жак", True),
        (r"^(?<year>\d{4})-(?<month>\d\d)$", "2026-03", True),
        (r"^a$", "a\n", False),
        (r"\ca", "\x01", True),
        (r"^[\w-.~]+$", "а-б.~", True),
        (r"^[\w-.~]+$", "a/b", False),
        (r"^(?=.)[.-\d]+$", ".-7", True),
        (r"^[\\w-z]$", "x", True),
        (r"^(?!aws:)[\p{L}\p{N}_.:-]+$", "аї:9", True),
        (r"^(?!aws:)[\p{L}\p{N}_.:-]+$", "aws:9", False),
        (r"^(?!aws:)[\p{L}\p{N}_.:-]+$", "a b", False),
        (r"^(?=.)\P{Lu}\p{Letter}$", "їЇ", True),
        (r"^(?=.)[^\p{Lu}]+$", "Ї", False),
        (r"^.$", "\ud800", True),
    ],
)
def test_what_only_other_engines_read(pattern: str, text: str, expected: bool) -> None:
    """The ways of ECMA-262: code points, kinds of signs, named groups, an end that is the end."""
    assert occurs(pattern, text) is expected


@pytest.mark.parametrize(
    ("pattern", "ours", "theirs"),
    [
        (r"(?=a)b", "slow", None),
        (r"(?<!a)b", "slow", None),
        (r"(.)\1", "slow", "slow"),
        ("a{1001}", "repeated", None),
        ("[a", "broken", "broken"),
        ("a" * 1001, "long", None),
        (r"^(a+)+$", None, None),
    ],
)
def test_what_cannot_be_bounded_is_refused(pattern: str, ours: str | None, theirs: str | None) -> None:
    """In our forms what RE2 refuses; in schemas from elsewhere only what nothing can judge."""
    assert refused(pattern) == ours
    assert refused(pattern, foreign=True) == theirs
