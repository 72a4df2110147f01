"""Texts of several languages on one line: none of them moves another."""

from __future__ import annotations

from suprovid.forms.tongues import apart, side_by_side

ARABIC = "محمد علي"


def test_texts_from_the_left_stand_as_they_are() -> None:
    """Nothing invisible comes between them, so that what is copied is what was typed."""
    assert side_by_side(("2026-C-001", "Оля", "", "Оля")) == "2026-C-001 · Оля"
    assert apart("Оля", "Львів") == ("Оля", "Львів")


def test_a_name_from_the_right_keeps_its_direction_to_itself() -> None:
    """Each part stands between the first strong isolate and its end: the code stays in front of the name."""
    assert side_by_side(("2026-C-001", ARABIC)) == f"\u20682026-C-001\u2069 · \u2068{ARABIC}\u2069"


def test_an_arabic_date_is_kept_apart_too() -> None:
    """It has no letter from the right, only the invisible mark between its numbers."""
    assert apart("3", "14\u200f/7\u200f/2026") == ("\u20683\u2069", "\u206814\u200f/7\u200f/2026\u2069")
