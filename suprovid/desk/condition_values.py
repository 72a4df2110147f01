"""The widgets for the value of one row of a condition: one function for each kind, entered in a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from suprovid.desk.condition_words import Subject
from suprovid.forms.expression.builder_rows import TODAY, Row
from suprovid.forms.words import Words

FIRST, LAST = date(1900, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True)
class Place:
    """Where a value is drawn: the words, the key of its widget, the day it is, and where the values go."""

    say: Callable[..., str]
    name: str
    today: date
    put: Callable[[Sequence[str]], None]

    def said(self, what: str = "") -> Any:
        """What a widget holds, inside its callback."""
        return st.session_state[self.name + what]


Widget = Callable[[Place, Row, Subject], None]


def words_for(words: Words, language: str, kind: str, comparison: str) -> str:
    """A comparison in words: dates are earlier and later, not less and more."""
    own = f"builder.compare.{kind}.{comparison}"
    key = own if words.has(own, language) else f"builder.compare.{comparison}"
    return words.say(key, language)


def _labels(row: Row, subject: Subject) -> dict[str, str]:
    """The choices of a field, and what a row holds besides."""
    return {value: value for value in row.values} | dict(subject.choices)


def _choice(at: Place, row: Row, subject: Subject) -> None:
    labels = dict(subject.choices) | {
        value: value for value in row.values if value not in dict(subject.choices)
    }
    keys, now = list(labels), next(iter(row.values), None)
    st.selectbox(
        at.say("value"),
        keys,
        index=keys.index(now) if now in keys else None,
        format_func=lambda key: labels[key],
        placeholder=at.say("choose"),
        key=at.name,
        label_visibility="collapsed",
        on_change=lambda: at.put(_listed(at.said())),
    )


def _several(at: Place, row: Row, subject: Subject) -> None:
    """Several choices; where nobody knows them, keys with commas between."""
    if not subject.choices:
        st.text_input(
            at.say("values"),
            ", ".join(row.values),
            key=at.name,
            label_visibility="collapsed",
            placeholder=at.say("values"),
            on_change=lambda: at.put(tuple(filter(None, map(str.strip, at.said().split(","))))),
        )
        return
    labels = dict(subject.choices) | {
        value: value for value in row.values if value not in dict(subject.choices)
    }
    st.multiselect(
        at.say("values"),
        list(labels),
        default=list(row.values),
        format_func=lambda key: labels[key],
        placeholder=at.say("choose_two"),
        key=at.name,
        label_visibility="collapsed",
        on_change=lambda: at.put(tuple(at.said())),
    )


def _text(at: Place, row: Row, subject: Subject) -> None:
    st.text_input(
        at.say("value"),
        next(iter(row.values), ""),
        key=at.name,
        label_visibility="collapsed",
        placeholder=at.say("value"),
        on_change=lambda: at.put(_listed(str(at.said()).strip())),
    )


def _number(at: Place, row: Row, subject: Subject) -> None:
    st.number_input(
        at.say("value"),
        value=float(row.values[0]) if row.values else None,
        step=1.0,
        format="%g",
        key=at.name,
        label_visibility="collapsed",
        placeholder=at.say("value"),
        on_change=lambda: at.put(_listed(_numeral(at.said()))),
    )


def _day(at: Place, row: Row, subject: Subject) -> None:
    """A day of the calendar, today, or so many days before or after today."""
    now = next(iter(row.values), "today")
    relative = TODAY.fullmatch(now)
    how = "day" if relative is None else {"-": "before", "+": "after", None: "today"}[relative[1]]
    st.selectbox(
        at.say("day"),
        ["today", "before", "after", "day"],
        index=["today", "before", "after", "day"].index(how) if row.values else None,
        format_func=lambda key: at.say(f"day.{key}"),
        placeholder=at.say("choose"),
        key=f"{at.name}.how",
        label_visibility="collapsed",
        on_change=lambda: at.put(_listed(_beginning(at.said(".how"), at.today))),
    )
    if relative is not None and relative[1]:
        st.number_input(
            at.say("days"),
            label_visibility="collapsed",
            min_value=0,
            max_value=99_999,
            value=int(relative[2]),
            key=f"{at.name}.{how}",
            on_change=lambda: at.put((f"today{relative[1]}{at.said(f'.{how}') or 0}",)),
        )
    elif relative is None:
        day = date.fromisoformat(now[:10])
        st.date_input(
            at.say("value"),
            day,
            min_value=min(day, FIRST),
            max_value=max(day, LAST),
            format="DD.MM.YYYY",
            key=f"{at.name}.day",
            label_visibility="collapsed",
            on_change=lambda: at.put(_listed(_iso(at.said(".day")))),
        )


def _beginning(how: str | None, today: date) -> str:
    """The value with which a day of this sort begins."""
    begins = {"today": "today", "before": "today-30", "after": "today+30", "day": today.isoformat()}
    return begins.get(how or "", "")


VALUES: Mapping[str, Widget] = {
    "choice": _choice,
    "several": _several,
    "number": _number,
    "date": _day,
    "datetime": _day,
    "text": _text,
}
"""The widget for the value of each kind of field; a text box for all others."""


def _listed(value: str | None) -> tuple[str, ...]:
    return (value,) if value else ()


def _numeral(value: float | None) -> str:
    return "" if value is None else f"{value:.10f}".rstrip("0").rstrip(".")


def _iso(value: date | None) -> str:
    return value.isoformat() if value else ""
