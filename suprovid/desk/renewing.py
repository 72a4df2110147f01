"""How far the lists have followed a changed form or rule, until they have."""

from __future__ import annotations

import streamlit as st

from suprovid.desk import doing
from suprovid.desk.escaping import plain
from suprovid.desk.front_desk import Desk

EVERY = 1.0
"""Seconds from one look to the next, while somebody has the page open."""


def draw(desk: Desk) -> None:
    """Nothing, where nothing is being worked out again."""
    if desk.work.renewal.is_going:
        with st.container(key="renewal"):
            _going(desk)


@st.fragment(run_every=EVERY)
def _going(desk: Desk) -> None:
    done, total = desk.work.renewal.counted
    if not desk.work.renewal.is_going:
        doing.say_after(desk, "forms.renewed", total=total)
        st.rerun()
    st.progress(done / max(total, 1), plain(desk.say("forms.renewal", done=done, total=total)))
