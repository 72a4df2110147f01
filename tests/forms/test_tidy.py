"""Schemas as text: small things stay on one line, and nothing is lost."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from suprovid.forms.tidy import tidy

PLAIN = st.none() | st.booleans() | st.integers() | st.text(max_size=40)
JSON = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4)
)


@given(JSON)
def test_nothing_is_lost(value: object) -> None:
    """The text reads back as what was written, whatever it is, and ends with one newline."""
    assert json.loads(tidy(value)) == value
    assert tidy(value).endswith("\n")


def test_a_choice_is_one_line() -> None:
    """A list of choices reads as a table; what is too wide for a screen is spread."""
    text = tidy({"oneOf": [{"const": "yes", "title": "Так"}, {"const": "no", "title": "Ні" * 90}]})

    assert '    {"const": "yes", "title": "Так"},\n    {\n      "const": "no",' in text


def test_a_row_of_names_is_one_line() -> None:
    """Fields side by side are seen side by side, also one that is called `title`."""
    assert (
        tidy({"fields": [["a", "title"], "c"]}) == '{\n  "fields": [\n    ["a", "title"],\n    "c"\n  ]\n}\n'
    )


def test_a_field_is_spread() -> None:
    """A field is never on one line, however short: its words stand below each other."""
    assert tidy({"title": "Ім'я"}) == '{\n  "title": "Ім\'я"\n}\n'
