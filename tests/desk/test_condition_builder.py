"""A condition put together by clicking: rows and text are in step, and what is unfinished harms nothing."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from drawn_forms import WORDS, Desk
from streamlit.testing.v1 import AppTest

from suprovid.desk.condition_values import words_for
from suprovid.desk.condition_words import Subject, Vocabulary
from suprovid.forms.expression.builder_rows import OFFERED

SUBJECTS = {
    "nature": Subject("Характер *запиту*", "choice", (("problem", "Проблема"), ("question", "Питання"))),
    "barriers": Subject("Перешкоди", "choices", (("queue", "Черга"), ("money", "Гроші"))),
    "vital": Subject("Життєво важливо", "boolean"),
    "age": Subject("Вік", "number"),
    "born": Subject("Дата народження", "date"),
    "words": Subject("Слова", "text"),
    "requests": Subject("Запити", "lines"),
    "requests.area": Subject("Сфера", "choice", (("law", "Право"),)),
}


PAGE = """
import streamlit as st
from suprovid.desk import condition_builder
st.session_state["found"] = condition_builder.draw(
    st.session_state["desk"], st.session_state["words"], "c", st.session_state["start"],
    st.session_state["vocabulary"],
)
"""


class Clicked:
    """Somebody who puts a condition together."""

    def __init__(self, start: str = "", within: str = "") -> None:
        self.ran = AppTest.from_string(PAGE, default_timeout=20)
        self.ran.session_state["desk"] = SimpleNamespace(
            language="uk", say=Desk().say, by=SimpleNamespace(today=date(2026, 3, 2))
        )
        self.ran.session_state["words"] = WORDS
        self.ran.session_state["start"] = start
        self.ran.session_state["vocabulary"] = Vocabulary(SUBJECTS, within, ("fact",))
        self.run()

    def run(self) -> Clicked:
        self.ran.run()
        assert not self.ran.exception, self.ran.exception
        return self

    @property
    def text(self) -> str:
        return str(self.ran.text_area[0].value)

    @property
    def found(self) -> str | None:
        found: str | None = self.ran.session_state["found"]
        return found

    def keyed(self, kind: str, end: str) -> Any:
        """The widget of a kind whose key ends so."""
        return next(each for each in getattr(self.ran, kind) if str(each.key).endswith(end))

    def choose(self, end: str, value: str, kind: str = "selectbox") -> Clicked:
        self.keyed(kind, end).set_value(value)
        return self.run()

    def press(self, end: str) -> Clicked:
        self.keyed("button", end).click()
        return self.run()

    def write(self, text: str) -> Clicked:
        self.ran.text_area[0].set_value(text)
        return self.run()


def test_a_condition_is_clicked_together() -> None:
    """The first row waits already. Field, comparison, value: the text follows with each finished row."""
    seen = Clicked()
    assert seen.found == ""
    assert seen.text == ""

    seen.choose(":0.field", "nature")
    assert seen.text == ""
    seen.choose(":0.value.nature.equal", "problem")

    assert seen.text == "${nature} = 'problem'"
    assert seen.found == "${nature} = 'problem'"


def test_rows_of_every_kind_are_drawn_from_text() -> None:
    """What a form says is drawn as rows, nested groups and lines; nothing changes by looking."""
    text = (
        "${nature} != 'problem' and not(selected(${barriers}, 'queue') or ${vital} = true()) "
        "and (${age} >= 18 or ${born} < today() - 30 or ${born} > '2020-01-31') "
        "and (${nature} = 'problem' or ${nature} = 'question') and contains(${words}, 'x') "
        "and some(${requests}, ${area} = 'law') and count(${requests}) > 1"
    )

    seen = Clicked(text)

    assert seen.text == text
    assert seen.found == text
    assert seen.keyed("selectbox", ":0.comparison.nature").value == "unequal"
    assert seen.keyed("multiselect", ":3.value.nature.one_of").value == ["problem", "question"]
    assert seen.keyed("number_input", ":2.0.value.age.at_least").value == 18
    assert seen.keyed("selectbox", ":5.quantifier").value == "some"
    assert seen.keyed("text_input", ":6.text").value == "count(${requests}) > 1"
    assert "Право" in seen.ran.caption[0].value


def test_changes_in_rows_reach_the_text() -> None:
    """A changed comparison, join or value is in the text at once."""
    seen = Clicked("${age} > 5 and ${vital} = true()")

    seen.choose(":0.comparison.age", "at_most")
    assert seen.text == "${age} <= 5 and ${vital} = true()"
    seen.keyed("number_input", ":0.value.age.at_most").set_value(7.5)
    seen.run()
    assert seen.text == "${age} <= 7.5 and ${vital} = true()"
    seen.choose(":.join", "none", "button_group")
    assert seen.text == "not(${age} <= 7.5 or ${vital} = true())"


def test_parts_are_added_and_removed() -> None:
    """A group and the lines of a repeat are one press away, and so is taking them off."""
    seen = Clicked("${vital} = true()")

    seen.press(":.add_lines.requests")
    seen.choose(":1.0.field", "area")
    seen.choose(":1.0.value.area.equal", "law")
    assert seen.text == "${vital} = true() and some(${requests}, ${area} = 'law')"
    seen.press(":.add_group")
    seen.choose(":2.0.field", "words")
    seen.choose(":2.0.comparison.words", "answered")
    assert seen.text == "${vital} = true() and some(${requests}, ${area} = 'law') and ${words} != ''"
    seen.press(":0.remove")
    assert seen.text == "some(${requests}, ${area} = 'law') and ${words} != ''"
    seen.press(":0.remove_group")
    assert seen.text == "${words} != ''"


def test_the_text_reaches_the_rows() -> None:
    """Writing by hand draws the rows anew; a slip is told with its place, and the rows stay."""
    seen = Clicked("${vital} = true()")

    seen.write("${age} > 3")
    assert seen.keyed("selectbox", ":0.comparison.age").value == "more"
    seen.write("${age} => 3")
    assert seen.found is None
    assert "Знак 8" in seen.ran.error[0].value
    assert seen.keyed("selectbox", ":0.comparison.age").value == "more"
    seen.write("${agee} > 3")
    assert seen.found is None
    seen.write("")
    assert seen.found == ""


def test_days_are_counted_from_today() -> None:
    """Today, so many days before or after it, or a day of the calendar."""
    seen = Clicked("${born} < today()")

    seen.choose(":0.value.born.less.how", "before")
    assert seen.text == "${born} < today() - 30"
    seen.keyed("number_input", ":0.value.born.less.before").set_value(14)
    seen.run()
    assert seen.text == "${born} < today() - 14"
    seen.choose(":0.value.born.less.how", "day")
    assert seen.text == "${born} < '2026-03-02'"


def test_inside_a_repeat_its_own_fields_come_first() -> None:
    """The short name is offered; the text has it too."""
    seen = Clicked(within="requests").press(":.add_row")

    assert seen.keyed("selectbox", ":0.field").options[0] == "Сфера"
    assert "Характер *запиту*" in seen.keyed("selectbox", ":0.field").options


@pytest.mark.parametrize("language", ["uk", "en"])
def test_every_comparison_has_words(language: str) -> None:
    """Each comparison is called in words for each kind that offers it."""
    said = [words_for(WORDS, language, kind, one) for kind, offered in OFFERED.items() for one in offered]

    assert not [words for words in said if "⟦" in words]
