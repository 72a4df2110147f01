"""Days are written as each language writes them."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from suprovid.forms import dates

DAY = date(2026, 11, 7)


@pytest.mark.parametrize(
    ("language", "written", "words"),
    [
        ("uk", "07.11.2026", "субота, 7 листопада"),
        ("uk-UA", "07.11.2026", "субота, 7 листопада"),
        ("en", "07/11/2026", "Saturday, 7 November"),
        ("pl", "7.11.2026", "sobota, 7 listopada"),
        ("crh", "07.11.2026", "субота, 7 листопада"),
        ("", "07.11.2026", "субота, 7 листопада"),
    ],
)
def test_a_day_in_figures_and_in_words(language: str, written: str, words: str) -> None:
    """By CLDR; English puts the day first, and a language that nobody described gets the Ukrainian way."""
    assert dates.written(DAY, language) == written
    assert dates.in_words(DAY, language) == words


def test_a_moment_keeps_its_own_zone() -> None:
    """The time stands behind the day."""
    assert dates.moment(datetime(2026, 11, 7, 9, 5, tzinfo=UTC), "uk") == "07.11.2026 09:05"
