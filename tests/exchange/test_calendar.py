"""A calendar file: days and codes, and no text that could begin a line of its own."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from suprovid.exchange.calendar import _folded, escaped


@given(st.text())
def test_no_text_breaks_out_of_its_line(text: str) -> None:
    """Whatever was typed: one line, nothing but text."""
    line = f"SUMMARY:{escaped(text)}"
    pieces = list(_folded(line))

    assert all(len(piece.encode("utf-8", "surrogatepass")) <= 75 for piece in pieces)
    assert line.splitlines() == [line]
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == line


def test_what_separates_is_escaped() -> None:
    """Line breaks, commas, semicolons and backslashes, as RFC 5545 writes them."""
    assert escaped("a,b;c\\d\r\nEND:VEVENT") == "a\\,b\\;c\\\\d\\nEND:VEVENT"
