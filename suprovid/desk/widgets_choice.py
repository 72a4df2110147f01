"""Widgets for choosing: yes or no, one of few, one of many, several, an ordered scale, live things.

Streamlit tells options apart by their text and drops a stored value that is no option without a word.
So every option here has a text of its own, and what is stored is always among the options, marked if retired.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import streamlit as st

from suprovid.desk.escaping import plain, sendable
from suprovid.desk.widgets import Place, widget
from suprovid.desk.widgets_text import integer
from suprovid.forms.fields import Choice, Field

FEW, ROW, SHORT, IN_A_ROW, SEVERAL = 5, 66, 24, 7, 8
LONGEST_SCALE = 21


@dataclass(frozen=True)
class Options:
    """What is offered: a token for each value, and a text of its own for each token."""

    values: dict[str, Any]
    texts: dict[str, str]

    @cached_property
    def tokens(self) -> list[str]:
        return list(self.values)

    def text(self, token: str) -> str:
        """The label of an option; a text that somebody has typed is its own label."""
        return self.texts.get(token, token)

    def index(self, value: Any) -> int | None:
        """Where a stored value stands among the options."""
        return None if value is None else self.tokens.index(token_of(value))

    def value(self, token: Any) -> Any:
        """The answer that a token stands for; typed text is itself."""
        return self.values.get(token, token)

    def several(self, tokens: Iterable[str] | None) -> list[Any] | None:
        """The answers in the order of the options, typed ones last."""
        given = list(tokens or ())
        known = [token for token in self.values if token in given]
        typed = [token for token in given if token not in self.values]
        return [self.value(token) for token in (*known, *typed)] or None


def token_of(value: Any) -> str:
    """A text that stands for a value of any type."""
    return value if isinstance(value, str) else "\0" + json.dumps(value, sort_keys=True, default=str)


def options_of(place: Place, stored: Sequence[Any], escape: Callable[[str], str] = str) -> Options:
    """The offered choices, and whatever is stored besides, each with its own text."""
    if place.choices is place.field.choices(place.language):
        ready = _of_the_form(place.field, place.language, escape)
        if not stored or all(token_of(value) in ready.values for value in stored):
            return ready
    return _together(_with_stored(place, stored), escape)


@lru_cache(maxsize=8192)
def _of_the_form(field: Field, language: str, escape: Callable[[str], str]) -> Options:
    """What a form offers to whoever has chosen nothing retired, put together once for each language."""
    offered = [choice for choice in field.choices(language) if not choice.retired]
    return _together(((choice.value, choice.title) for choice in offered), escape)


def _with_stored(place: Place, stored: Sequence[Any]) -> Iterator[tuple[Any, str]]:
    """(value, text) of what is offered and of what is stored, marked when it is offered no more."""
    kept = {token_of(value) for value in stored}
    for choice in [*place.choices, *_unknown(place, stored)]:
        if not choice.retired:
            yield choice.value, choice.title
        elif token_of(choice.value) in kept:
            yield choice.value, place.say("form.retired_choice", title=choice.title)


def _together(offered: Iterable[tuple[Any, str]], escape: Callable[[str], str]) -> Options:
    values: dict[str, Any] = {}
    texts: dict[str, str] = {}
    taken: set[str] = set()
    for value, title in offered:
        token = token_of(value)
        if token not in values:
            text = _own(title, token, taken)
            taken.add(text)
            values[token], texts[token] = value, escape(text)
    return Options(values, texts)


def _unknown(place: Place, stored: Sequence[Any]) -> list[Choice]:
    """Stored values that nobody offers: own words where they may be, else retired."""
    known = {token_of(choice.value) for choice in place.choices}
    typed = bool((place.field.source or {}).get("typed"))
    return [
        Choice(value, value if isinstance(value, str) else json.dumps(value, default=str), not typed, {})
        for value in stored
        if token_of(value) not in known
    ]


def _own(text: str, token: str, taken: set[str]) -> str:
    """The text, told apart from an equal one of another choice; never empty."""
    text = sendable(text.strip() or token)
    if text in taken:
        text = sendable(f"{text} ({token.strip(chr(0))})")
    while text in taken:
        text += "'"
    return text


@widget("", "boolean")
@widget("yes_no", "boolean")
def yes_no(place: Place) -> Any:
    """Yes or no, neither chosen at first; pressing the chosen one again takes it back."""
    offered = (
        Choice(True, place.say("form.yes"), False, {}),
        Choice(False, place.say("form.no"), False, {}),
    )
    return _buttons(place, place.offering(offered), st.segmented_control)


@widget("checkbox", "boolean")
def checkbox(place: Place) -> Any:
    """One box to tick, for "I have read this"; not ticked is no answer until somebody unticks it."""
    shown = place.value is True
    return place.put(st.checkbox, shown, bool, value=shown)


@widget("", "choice")
def choice(place: Place) -> Any:
    """One of few as buttons or radio, one of many as a list that can be searched."""
    titles = [choice.title for choice in place.choices]
    if len(titles) <= IN_A_ROW and _width(titles) <= ROW and max(map(len, titles), default=0) <= SHORT:
        return segmented(place)
    return radio(place) if len(titles) <= FEW else select(place)


def _width(titles: Iterable[str]) -> int:
    """How wide buttons in one row are, in letters."""
    return sum(len(title) + 2 for title in titles)


def segmented(place: Place) -> Any:
    """Short choices in one row; pressing the chosen one again takes it back."""
    return _buttons(place, place, st.segmented_control)


@widget("pills", "choice", "choices", "scale", "reference", "references")
def pills(place: Place) -> Any:
    """Choices as pills: one, or several where several may be chosen."""
    if place.field.kind in ("choices", "references", "texts"):
        return several_pills(place)
    return _buttons(place, place, st.pills)


@widget("radio", "choice", "scale", "reference")
def radio(place: Place) -> Any:
    """Longer choices below each other, with a way to take the answer back."""
    stored = [] if place.value is None else [place.value]
    options = options_of(place, stored, plain)
    given = place.put(
        st.radio,
        options.tokens[index] if (index := options.index(place.value)) is not None else None,
        options.value,
        options=options.tokens,
        index=index,
        format_func=options.text,
    )
    if given is not None and not place.disabled:
        st.button(
            plain(place.say("form.clear")),
            key=f"{place.key}-clear",
            on_click=place.clear,
            type="tertiary",
            icon=":material/close:",
        )
    return given


@widget("", "reference")
@widget("select", "choice", "scale", "reference")
def select(place: Place) -> Any:
    """One of many, found by typing; own words where the form lets them."""
    stored = [] if place.value is None else [place.value]
    options = options_of(place, stored)
    typed = bool((place.field.source or {}).get("typed"))
    index = options.index(place.value)
    return place.put(
        st.selectbox,
        options.tokens[index] if index is not None else None,
        options.value,
        options=options.tokens,
        index=index,
        format_func=options.text,
        placeholder=_hint(place, options, typed),
        accept_new_options=typed,
        filter_mode="contains",
    )


@widget("", "choices")
def several(place: Place) -> Any:
    """Several of few as pills, several of many as a list that can be searched."""
    return several_pills(place) if len(place.choices) <= SEVERAL else multiselect(place)


def several_pills(place: Place) -> Any:
    """Several choices, all in sight."""
    stored = _as_list(place.value)
    options = options_of(place, stored, plain)
    shown = list(dict.fromkeys(token_of(value) for value in stored))
    return place.put(
        st.pills,
        shown,
        options.several,
        options=options.tokens,
        selection_mode="multi",
        default=shown,
        format_func=options.text,
    )


@widget("checkboxes", "choices")
def checkboxes(place: Place) -> Any:
    """Several choices below each other, each with a box to tick."""
    stored = _as_list(place.value)
    options = options_of(place, stored, plain)
    ticked = {token_of(value) for value in stored}
    with st.container(key=place.key, gap="xsmall"):
        st.caption(place.label, help=place.help)
        for number, token in enumerate(options.tokens):
            box = f"{place.key}-{number}"
            st.checkbox(
                options.text(token),
                value=token in ticked,
                key=box,
                disabled=place.disabled,
                on_change=_tick,
                args=(place, options, token, box),
            )
    return place.value


def _tick(place: Place, options: Options, token: str, key: str) -> None:
    others = {token_of(value) for value in _as_list(place.value)} - {token}
    place.write(options.several([*others, token] if st.session_state[key] else others))


@widget("", "references")
@widget("select", "choices", "references")
def multiselect(place: Place) -> Any:
    """Several of many; own words where the form lets them."""
    stored = _as_list(place.value)
    options = options_of(place, stored)
    typed = bool((place.field.source or {}).get("typed"))
    shown = list(dict.fromkeys(token_of(value) for value in stored))
    return place.put(
        st.multiselect,
        shown,
        options.several,
        options=options.tokens,
        default=shown,
        format_func=options.text,
        placeholder=_hint(place, options, typed),
        accept_new_options=typed,
        filter_mode="contains",
        select_all=False,
    )


@widget("", "scale")
@widget("scale", "scale", "choice", "integer")
@widget("slider", "scale", "choice", "integer")
def scale(place: Place) -> Any:
    """An ordered scale, lowest first: a row of steps, empty until one is pressed."""
    steps = place.choices or _steps(place)
    if not steps:
        return integer(place)
    numbered = place.offering(steps)
    if _width(step.title for step in steps) > ROW:
        return radio(numbered)
    return _buttons(place, numbered, st.segmented_control)


def _steps(place: Place) -> tuple[Choice, ...]:
    """The numbers from `minimum` to `maximum`, when they fit in a row."""
    first, last = place.field.schema.get("minimum"), place.field.schema.get("maximum")
    if not isinstance(first, int) or not isinstance(last, int) or not 0 < last - first < LONGEST_SCALE:
        return ()
    return tuple(Choice(step, str(step), False, {}) for step in range(first, last + 1))


def _buttons(place: Place, offered: Place, call: Callable[..., Any]) -> Any:
    stored = [] if place.value is None else [place.value]
    options = options_of(offered, stored, plain)
    shown = None if place.value is None else token_of(place.value)
    return place.put(
        call,
        shown,
        options.value,
        options=options.tokens,
        default=shown,
        format_func=options.text,
        wrap=True,
    )


def _as_list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _hint(place: Place, options: Options, typed: bool) -> str:
    if place.placeholder and (options.values or typed):
        return place.placeholder
    if typed:
        return place.say("form.choose_or_type")
    return place.say("form.choose" if options.values else "form.nothing_to_choose")
