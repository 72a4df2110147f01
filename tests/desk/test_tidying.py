"""Memory of closed tabs is given back, and not while somebody waits."""

from __future__ import annotations

import gc
import threading
import time
import weakref

import pytest

from suprovid.desk import tidying


class Tab:
    """Something that points at itself, as Streamlit's sessions do."""

    def __init__(self) -> None:
        self.itself = self


def closed_tab() -> weakref.ref[Tab]:
    """A tab that nobody has any more."""
    return weakref.ref(Tab())


def gone(what: weakref.ref[Tab], within: float) -> bool:
    """Whether it is given back in so many seconds."""
    until = time.monotonic() + within
    while what() is not None and time.monotonic() < until:
        time.sleep(0.005)
    return what() is None


def test_what_a_closed_tab_held_is_given_back() -> None:
    """Without waiting until Python looks for it."""
    gc.disable()
    try:
        tab = closed_tab()
        assert tab() is not None
        with tidying.tidying(every=0.01):
            assert gone(tab, 10)
    finally:
        gc.enable()


def test_nobody_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """While a page is drawn it is put off; not for ever."""
    monkeypatch.setattr(tidying, "PATIENCE", 0.4)
    drawn = threading.Event()
    page = threading.Thread(target=drawn.wait, name="ScriptRunner.scriptThread")
    page.start()
    gc.disable()
    try:
        tab = closed_tab()
        with tidying.tidying(every=0.01):
            assert not gone(tab, 0.1)
            assert gone(tab, 10)
    finally:
        gc.enable()
        drawn.set()
        page.join()
