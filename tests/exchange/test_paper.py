"""A sheet on paper shows every text as it was typed."""

from __future__ import annotations

import pytest

from suprovid.exchange.paper import Heading, Rows, Sheet, Signatures, Step, Table, Text, page

MARKUP = '<script>alert("п\'ять")</script> ![x](http://example.org) & :red[так]'
SHOWN = "&lt;script&gt;alert(&quot;п&#x27;ять&quot;)&lt;/script&gt; ![x](http://example.org) &amp; :red[так]"


@pytest.mark.parametrize(
    "block",
    [
        Heading(MARKUP),
        Text(MARKUP),
        Text(MARKUP, lead=True),
        Rows([(MARKUP, "так")]),
        Rows([("так", MARKUP)]),
        Step(1, MARKUP, [], mark="звідси"),
        Step(1, "так", [("чому", MARKUP)], mark=MARKUP),
        Table([MARKUP], [["так"]]),
        Table(["так"], [[MARKUP]]),
        Signatures([MARKUP]),
    ],
)
def test_markup_is_shown_as_typed(block) -> None:
    """In every kind of block, what a person typed is text and nothing else."""
    html = page(Sheet(title="так", language="uk", blocks=[block]), "Друк", "Назад")
    assert SHOWN in html
    assert MARKUP not in html


def test_a_sheet_needs_nothing_from_outside() -> None:
    """The page carries its style and loads nothing."""
    html = page(
        Sheet(title=MARKUP, language="uk", organisation=MARKUP, contact=MARKUP, footer=MARKUP),
        "Друк",
        "Назад",
    )
    assert "src=" not in html
    assert "<link" not in html
    assert html.count(SHOWN) == 5
