"""Widgets for what is typed: text, long text, numbers, phones, addresses, lists of texts."""

from __future__ import annotations

import math
import re
from typing import Any

import phonenumbers
import streamlit as st

from suprovid.desk.escaping import sendable
from suprovid.desk.widgets import Place, odd, widget

REGION = "UA"
SAFE = 2**53
SEVERAL_LINES = 90


@widget("", "text")
@widget("text", "text", "long", "phone", "email")
def text(place: Place) -> Any:
    """One line, or a box when what is stored has several."""
    shown = _as_text(place.value)
    if shown and "\n" in shown:
        return long(place)
    return place.put(st.text_input, shown, _from_text, value=shown, placeholder=place.placeholder)


@widget("", "long")
@widget("long", "text", "long")
def long(place: Place) -> Any:
    """A box that grows with its text."""
    shown = _as_text(place.value)
    return place.put(
        st.text_area, shown, _from_text, value=shown, placeholder=place.placeholder, height="content"
    )


@widget("", "email")
@widget("email", "text", "email")
def email(place: Place) -> Any:
    """An address; the browser offers the right keyboard, the form judges."""
    shown = _as_text(place.value)
    return place.put(st.text_input, shown, _from_text, value=shown, placeholder=place.placeholder)


@widget("suggest", "text")
def suggest(place: Place) -> Any:
    """One line with the examples of the form as suggestions; own words are as good."""
    shown = _as_text(place.value) or None
    options = list(
        dict.fromkeys((*map(str, place.field.schema.get("examples") or ()), *((shown,) if shown else ())))
    )
    return place.put(
        st.selectbox,
        shown,
        _from_text,
        options=options,
        index=options.index(shown) if shown else None,
        format_func=sendable,
        placeholder=place.placeholder or place.say("form.choose_or_type"),
        accept_new_options=True,
        filter_mode="contains",
    )


@widget("", "phone")
@widget("phone", "text", "phone")
def phone(place: Place) -> Any:
    """A phone number in any spelling; one that can be read is kept in the international one."""
    shown = _spaced(_as_text(place.value))
    hint = place.placeholder or "+380 67 123 45 67"
    return place.put(st.text_input, shown, read_phone, value=shown, placeholder=hint)


@widget("", "integer")
@widget("number", "integer")
def integer(place: Place) -> Any:
    """A whole number; no bounds here, so that a stored one is never cut: the form judges."""
    return _numeric(place, step=1)


@widget("", "number")
@widget("number", "number")
def number(place: Place) -> Any:
    """A number, with a comma or a point."""
    return _numeric(place, step=_step(place))


@widget("", "texts")
def texts(place: Place) -> Any:
    """Several short texts: type one, press Enter."""
    stored = place.value if isinstance(place.value, list) else [place.value] if place.value else []
    shown = list(dict.fromkeys(str(each) for each in stored))
    return place.put(
        st.multiselect,
        shown,
        _as_list,
        options=shown,
        default=shown,
        format_func=sendable,
        accept_new_options=True,
        placeholder=place.placeholder or place.say("form.type_and_enter"),
    )


@widget("note", "text", "long")
def note(place: Place) -> Any:
    """Words to read, nothing to answer."""
    st.markdown(place.label)
    return place.value


def _numeric(place: Place, step: float) -> Any:
    shown = _as_number(place.value, whole=isinstance(step, int))
    odd(place, shown)
    step = step if isinstance(shown, int | None) else float(step)
    return place.put(
        st.number_input,
        shown,
        _from_number,
        value=shown,
        step=step,
        format=None if isinstance(step, int) else "%.10g",
        placeholder=place.placeholder,
    )


def _step(place: Place) -> float:
    return float(place.field.schema.get("multipleOf", 1.0))


def _as_text(value: Any) -> str | None:
    return None if value is None else sendable(str(value))


def _from_text(given: str | None) -> str | None:
    """The text without spaces around it; only spaces are no answer."""
    return (given or "").strip() or None


def _as_list(given: Any) -> list[Any] | None:
    return list(given or ()) or None


def _as_number(value: Any, whole: bool) -> float | int | None:
    """The nearest number that the browser can hold, or None."""
    if isinstance(value, str):
        value = _parsed(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if abs(value) >= SAFE or not math.isfinite(value):
        return None
    if whole and value == int(value):
        return int(value)
    return float(value)


def _parsed(value: str) -> float | None:
    try:
        return float(value.replace(",", ".").replace(" ", ""))
    except ValueError:
        return None


def _from_number(given: float | None) -> float | int | None:
    """Whole numbers are kept as such."""
    return int(given) if isinstance(given, float) and given.is_integer() else given


def read_phone(given: str | None) -> str | None:
    """A number as +380671234567 when it can be read, else as it was typed."""
    typed = _from_text(given)
    if typed is None or not re.search(r"\d", typed):
        return typed
    try:
        parsed = phonenumbers.parse(typed, REGION)
    except phonenumbers.NumberParseException:
        return typed
    if not phonenumbers.is_possible_number(parsed) or parsed.extension:
        return typed
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _spaced(stored: str | None) -> str | None:
    """+380 67 123 4567 for the eye, if reading it back gives the same."""
    if not stored or read_phone(stored) != stored or not stored.startswith("+"):
        return stored
    parsed = phonenumbers.parse(stored, None)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
