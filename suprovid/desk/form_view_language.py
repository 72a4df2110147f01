"""The language of one form in one pair of hands: another may be chosen while filling in; nothing is lost."""

from __future__ import annotations

import streamlit as st

from suprovid.desk.drafting import Filling
from suprovid.desk.escaping import plain
from suprovid.desk.form_view_sheet import Desk, Opened
from suprovid.forms.tongues import own_name


def spoken(desk: Desk, opened: Opened) -> str:
    """The language of sentences about answers: the form's own, if the interface speaks it."""
    asked = opened.setting.language
    return asked if asked in opened.form.words.languages else desk.language


def draw_switch(desk: Desk, opened: Opened, filling: Filling) -> None:
    """The languages that the form speaks; only where there are several."""
    languages = opened.form.languages
    if len(languages) < 2:
        return
    now = filling.setting.language
    with st.container(horizontal=True, horizontal_alignment="right", key="form-language"):
        st.menu_button(
            plain(desk.say("form.language", language=own_name(now))),
            [code for code in languages if code != now],
            key=f"form-language-{filling.draft.id}-{now}",
            format_func=lambda code: plain(own_name(code)),
            icon=":material/translate:",
            type="tertiary",
            on_click=_choose,
            args=(filling, f"form-language-{filling.draft.id}-{now}"),
        )


def _choose(filling: Filling, key: str) -> None:
    """From now on in this language; the widgets are drawn anew from the answers."""
    filling.where.language = st.session_state[key] or ""
    if filling.changed:
        filling.keep()
