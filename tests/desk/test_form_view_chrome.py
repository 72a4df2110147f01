"""The words that Streamlit says by itself are said in the reader's language, and the style loads nothing."""

from __future__ import annotations

import json
import re

import pytest
from drawn_forms import SCHEMAS, WORDS

from suprovid.desk import chrome, style


def test_the_english_words_are_those_of_streamlit() -> None:
    """The dictionary finds a word by what Streamlit says in English, so that both lists are one."""
    english = json.loads((SCHEMAS / "languages" / "en.json").read_text(encoding="utf-8"))

    for key, said in chrome.ENGLISH.items():
        assert english[f"chrome.{key}"] == said


@pytest.mark.parametrize("language", [code for code in WORDS.languages if code != "en"])
def test_every_word_is_translated(language: str) -> None:
    """Each language says all of them, with the same places for what changes."""
    for key, english in chrome.ENGLISH.items():
        ours = WORDS.say(f"chrome.{key}", language)
        assert ours != english
        assert re.findall(r"\{\w+\}", ours) == re.findall(r"\{\w+\}", english)


@pytest.mark.parametrize("text", [chrome.SCRIPT, style.CSS], ids=["script", "style"])
def test_nothing_is_loaded_from_elsewhere(text: str) -> None:
    """Neither the script nor the style asks anybody on the network."""
    assert not re.search(r"https?:|//\w|url\(|@import|fetch|import\(", re.sub(r"(?m)^//.*$", "", text))
