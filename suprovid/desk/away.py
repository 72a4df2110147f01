"""A database that does not answer: said in words for whoever works here, with a button that looks again.

Where it should be and what it said is for the log; what was typed waits in the session and in its draft.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable

import streamlit as st

from suprovid.desk.door import door
from suprovid.desk.escaping import plain
from suprovid.errors import SuprovidError

KEY, JUST_SAID = "database-away", "database-away-said"
EVERY = 2.0
"""Seconds from one look of the page's own to the next."""


def draw(say: Callable[[str], str]) -> None:
    """In the place of what could not be read; it looks again by itself, and on the button at once."""
    st.error(plain(say("store.away")), icon=":material/cloud_off:")
    st.button(say("store.look_again"), key=KEY, icon=":material/refresh:")
    st.session_state[JUST_SAID] = True
    _look()


@st.fragment(run_every=EVERY)
def _look() -> None:
    """Draw the page anew once the database answers: what was asked for before is done then."""
    if st.session_state.pop(JUST_SAID, False):
        return
    with contextlib.suppress(SuprovidError):
        door().work.store.changes("")
        st.rerun()
