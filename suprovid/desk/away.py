"""A database that does not answer: said in words for whoever works here, with a button that looks again.

Where it should be and what it said is for the log; what was typed waits in the session and in its draft.
"""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from suprovid.desk.escaping import plain

KEY = "database-away"


def draw(say: Callable[[str], str]) -> None:
    """In the place of what could not be read."""
    st.error(plain(say("store.away")), icon=":material/cloud_off:")
    st.button(say("store.look_again"), key=KEY, icon=":material/refresh:")
