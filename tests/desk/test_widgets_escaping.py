"""What people type is shown as they typed it, wherever Streamlit reads Markdown."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suprovid.desk.escaping import JOINER, in_badge, in_html, lines, plain

MARKUP = {
    "![x](http://evil.example/a.png)": "a picture from elsewhere",
    "[ім'я](https://evil.example)": "a link",
    "<script>alert(1)</script>": "HTML",
    ":red[x] :small[y] :violet-badge[z]": "directives",
    "$$x^2$$ і $5": "formulas",
    "**жирно** _курсив_ `код` ~~ні~~": "emphasis",
    ":material/home: :smile: :+1: :streamlit:": "icons",
    "a -> b <- c <-> d -- e >= f <= g ~= h": "arrows",
    "# заголовок": "a heading",
    "1. перше": "a list",
    "- дефіс": "another list",
    "a@b.example www.example.com https://x.example": "addresses",
    "&lt;b&gt; &#58;": "entities",
    "| a | b |": "a table",
    "\\* \\:red[x]": "backslashes",
}
LATER = (
    re.compile(r":\+1:|:-1:|:[\w-]+:", re.ASCII),
    re.compile(r":material[/_]\w+:"),
    re.compile(r"(^|\s)(<->|->|<-|--|>=|<=|~=)(\s|$)"),
    re.compile(r"(https?://|www(?=\.))[-.\w]+", re.IGNORECASE),
    re.compile(r"[-.\w+]+@[-\w]+(?:\.[-\w]+)+"),
)
"""What Streamlit 1.67 replaces in the finished text, after Markdown has been read (its own patterns)."""
OPENS = re.compile(r"(?<!\\)(?:\\\\)*[`*_\[\]<>$~|]")
DIRECTIVE = re.compile(r"(?<!\\)(?:\\\\)*:(?=[^\W\d_])")


def unescaped(text: str) -> str:
    """What Markdown makes of a text that has only backslash escapes."""
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", text)


@pytest.mark.parametrize("typed", MARKUP, ids=MARKUP.values())
def test_markup_is_shown_as_typed(typed: str) -> None:
    """Nothing is left that Markdown or Streamlit would read, and what is read back is what was typed."""
    shown = plain(typed)

    assert unescaped(shown).replace(JOINER, "") == typed
    assert not OPENS.search(shown)
    assert not DIRECTIVE.search(shown)
    assert not any(pattern.search(unescaped(shown)) for pattern in LATER)


@given(st.text())
def test_any_text_survives(typed: str) -> None:
    """Every text comes back on one line with nothing in it that could be read as markup."""
    shown = plain(typed)

    assert unescaped(shown).replace(JOINER, "") == " ".join(typed.split()).replace(JOINER, "")
    assert not OPENS.search(shown)
    assert not DIRECTIVE.search(shown)


@pytest.mark.parametrize(
    "title",
    ["Ім'я, по батькові (за наявності)", "Запит № 2 — «житло»", "12:30", "Так/Ні", "50 %", "мати-одиначка"],
)
def test_a_usual_title_is_left_alone(title: str) -> None:
    """Screen readers read the label as it is given, so that usual titles stay without backslashes."""
    assert plain(title) == title


def test_lines_keep_their_breaks() -> None:
    """A text of several lines keeps them, its empty lines and its indents."""
    shown = lines("перше\n\n  друге\n# третє")

    assert shown.split("\n") == ["перше  ", "\u00a0  ", "\u00a0\u00a0друге  ", "\\# третє  "]


@given(st.text(alphabet="[]\\:ab(/) "))
def test_a_badge_guards_brackets_itself(typed: str) -> None:
    """What Streamlit makes of the text of a badge is what stands anywhere else."""
    assert in_badge(typed).replace("[", "\\[").replace("]", "\\]") == plain(typed)


def test_text_in_markup_is_shown_as_typed_and_can_be_sent() -> None:
    """Half of a character, left by a broken import, keeps nobody from reading the rest."""
    assert in_html('<b title="x">\ud800 ї</b>') == "&lt;b title=&quot;x&quot;&gt;? ї&lt;/b&gt;"
