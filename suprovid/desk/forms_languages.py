"""How much of each form is written in each of its languages, and what nobody has translated yet."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from suprovid.desk.escaping import in_badge, plain
from suprovid.desk.front_desk import Desk
from suprovid.forms.coverage import Coverage, coverage
from suprovid.forms.form import Form
from suprovid.forms.tongues import apart, own_name

TOLD = 60
"""How many missing texts are named; the terminal names all of them."""


def draw(desk: Desk, form: Form) -> None:
    """The chosen form text by text; under it all forms, those with gaps first."""
    _one(desk, form)
    st.header(desk.say("forms.languages.all"), anchor=False)
    others = [(each, found) for each in desk.work.library.forms for found in _covered(each)]
    for each, found in sorted(others, key=lambda pair: pair[1].percent):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(each.title(desk.language), width="stretch")
            _badge(found, ": ".join(apart(own_name(found.language), _told(desk, found))))


def _covered(form: Form) -> tuple[Coverage, ...]:
    return coverage(form.source, form.key, form.languages)


def _one(desk: Desk, form: Form) -> None:
    first = own_name(form.languages[0])
    st.caption(plain(desk.say("forms.languages.first", language=first)))
    for found in _covered(form):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"**{plain(own_name(found.language))}**", width="content")
            _badge(found, _told(desk, found))
        _missing(form, found)


def _told(desk: Desk, found: Coverage) -> str:
    """How much is written in this language."""
    if found.missing:
        return desk.say("forms.languages.gaps", count=len(found.missing), percent=found.percent)
    return desk.say("forms.languages.whole", count=found.texts)


def _badge(found: Coverage, text: str) -> None:
    st.badge(in_badge(text), color="orange" if found.missing else "green")


def _missing(form: Form, found: Coverage) -> None:
    """The texts themselves, as they are in the first language, with their places in the file."""
    for place in found.missing[:TOLD]:
        st.markdown(f"- {plain(_text(form.source, place))}  :small[`/{'/'.join(map(str, place))}`]")


def _text(source: object, place: Iterable[str | int]) -> str:
    for step in place:
        source = source[step]  # type: ignore[index]
    return str(source)
