"""What widgets ask of a session is looked up, and is what Streamlit's own copy holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from streamlit.runtime.state import SafeSessionState, SessionState
from streamlit.testing.v1 import AppTest

from suprovid.desk import session_lookup
from suprovid.desk.session_lookup import Looked


def page() -> None:
    from datetime import date

    import streamlit as st

    st.session_state.setdefault("ours", {"a": 1})
    st.session_state.setdefault("nothing", None)
    st.text_input("Text", key="text")
    st.text_input("Given", key="given", value="as it is")
    st.text_input("Nobody's", value="no key")
    st.number_input("Number", key="number", value=None)
    st.selectbox("Choice", ["a", "b"], key="choice", index=None)
    st.multiselect("Choices", ["a", "b"], key="choices")
    st.date_input("Day", value=date(2026, 3, 2), key="day")
    if st.checkbox("More", key="more"):
        st.text_area("Added", key="added", value="later")


@pytest.fixture
def quick() -> Iterator[None]:
    session_lookup.quicken()
    yield
    session_lookup.slacken()


def moments() -> Iterator[SafeSessionState]:
    """A session before and after people typed, and after a widget went."""
    test = AppTest.from_function(page).run()
    yield test.session_state._state
    test.text_input(key="text").set_value("typed")
    test.selectbox(key="choice").set_value("b")
    test.checkbox(key="more").check().run()
    yield test.session_state._state
    test.text_input(key="text").set_value(None)
    test.session_state["set"] = "from outside"
    yield test.session_state._state
    test.checkbox(key="more").uncheck().run()
    yield test.session_state._state


def test_this_streamlit_is_known() -> None:
    """Another one copies in another way perhaps: read it, compare it with `Looked`, and add its digest."""
    assert session_lookup.digest() in session_lookup.KNOWN


def test_what_is_looked_up_is_what_the_copy_holds() -> None:
    every: set[str] = set()
    for state in moments():
        whole = state._state.filtered_state
        looked = Looked(state)
        assert dict(looked) == whole
        assert set(looked) == set(whole)
        assert len(looked) == len(whole)
        assert repr(looked) == repr(whole)
        every |= set(whole) | set(state._state._keys()) | {"never", "$$STREAMLIT_INTERNAL_KEY_x"}
        for key in every:
            assert (key in looked) == (key in whole)
            assert looked.get(key, "none") == whole.get(key, "none")
    assert {"text", "added", "set", "ours"} <= every


def test_drawing_copies_nothing(quick: None, monkeypatch: pytest.MonkeyPatch) -> None:
    copies: list[SessionState] = []
    whole: Any = SessionState.filtered_state

    def counted(state: SessionState) -> dict[str, Any]:
        copies.append(state)
        return dict(whole.fget(state))

    monkeypatch.setattr(SessionState, "filtered_state", property(counted))
    test = AppTest.from_function(page).run()
    test.text_input(key="text").set_value("typed").run()
    assert not test.exception
    assert test.text_input(key="text").value == "typed"
    assert copies == []
    session_lookup.slacken()
    test.run()
    assert copies


def test_another_streamlit_is_left_as_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_lookup, "KNOWN", frozenset())
    session_lookup.quicken()
    assert SafeSessionState.filtered_state is session_lookup.AS_IT_CAME
