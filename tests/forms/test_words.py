"""The words of the interface: fallback, plurals, placeholders, and nothing missing in what is shipped."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from suprovid.forms.words import Words, placeholders

SHIPPED = Words.read(Path(__file__).parents[2] / "schemas" / "languages")
DAYS = {"one": "{count} день", "few": "{count} дні", "many": "{count} днів", "other": "{count} дня"}


def test_a_language_falls_back_step_by_step():
    """P9: `uk-UA`, `uk`, then the default language."""
    words = Words({"uk": {"a": "а", "b": "б"}, "en": {"a": "a"}})
    assert words.say("a", "en-GB") == "a"
    assert words.say("b", "en") == "б"
    assert words.say("a", "pl") == "а"
    assert words.missed == {("en", "b"), ("pl", "a")}


def test_a_missing_sentence_is_seen_and_recorded():
    """A gap is visible, and never an exception in front of a client."""
    words = Words({"uk": {}})
    assert words.say("nobody.wrote", "uk") == "⟦nobody.wrote⟧"
    assert ("uk", "nobody.wrote") in words.missed


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (1, "1 день"),
        (3, "3 дні"),
        (11, "11 днів"),
        (21, "21 день"),
        (0, "0 днів"),
        (1.5, "1,5 дня"),
        (10_001, "10\u00a0001 день"),
    ],
)
def test_plurals_of_ukrainian(count, text):
    """Four forms, chosen by the rules of the language."""
    assert Words({"uk": {"days": DAYS}}).say("days", "uk", count=count) == text


@pytest.mark.parametrize(
    ("value", "uk", "en"),
    [(0.1, "0,1", "0.1"), (2.0, "2", "2"), (1e-7, "0,0000001", "0.0000001"), (2026, "2026", "2026"),
     (-99999.5, "-99\u00a0999,5", "-99,999.5"), (1e20, "1e+20", "1e+20"), (Decimal("0.10"), "0,1", "0.1"),
     (10**400, *[f"1{'0' * 400}"] * 2)],
)  # fmt: skip
def test_a_number_stands_in_a_sentence_as_the_reader_writes_it(value, uk, en):
    """Its decimals and thousands; a year stays a year, and what is no count is left alone."""
    words = Words({"uk": {"limit": "≤ {limit}"}, "en": {"limit": "≤ {limit}"}})
    assert [words.say("limit", code, limit=value) for code in ("uk", "en-GB")] == [f"≤ {uk}", f"≤ {en}"]
    assert Words({"uk": {"at": "{port} {held}"}}).say("at", "uk", port=18501, held=True) == "18501 True"


def test_a_placeholder_is_never_an_attribute():
    """Facts are text: braces, markup and attribute access in them or in sentences do nothing."""
    words = Words({"uk": {"a": "{name} {name.__class__} {0} {other} {{name}}"}})
    said = words.say("a", "uk", name="{other} <b>$$ {name}")
    assert said == "{other} <b>$$ {name} {name.__class__} {0} {other} {{other} <b>$$ {name}}"


def test_facts_may_be_called_key_and_language():
    """Sentences mention keys and languages; that must not collide with the arguments."""
    assert Words({"uk": {"a": "{key} {language}"}}).say("a", "uk", key="k", language="l") == "k l"


def test_gaps_name_missing_sentences_and_differing_placeholders():
    """A translation that forgets a fact is a gap too."""
    words = Words({"uk": {"a": "{x}", "b": "б"}, "en": {"a": "{y}", "c": "c"}})
    assert words.gaps() == (("uk", "c"), ("en", "a"), ("en", "b"))
    assert placeholders(DAYS) == {"count"}


def test_all_shipped_languages_are_complete():
    """Ukrainian, English and whatever was added have the same keys and mention the same facts."""
    assert SHIPPED.languages[:2] == ("uk", "en")
    assert SHIPPED.gaps() == ()


@pytest.mark.parametrize("language", ["uk", "en"])
def test_every_plural_form_is_written(language):
    """A sentence with a count has each form that its language needs."""
    needed = {"uk": {"one", "few", "many", "other"}, "en": {"one", "other"}}[language]
    sentences = SHIPPED._languages[language].items()
    assert [key for key, text in sentences if not isinstance(text, str) and not needed <= set(text)] == []
