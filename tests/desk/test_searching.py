"""Many forms are drawn by one command: what is the same for each is done once."""

from __future__ import annotations

import pytest
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from suprovid.desk.searching import search_once


def test_packages_are_looked_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """However many sessions begin, and however often somebody asks for it."""
    searched: list[str] = []
    monkeypatch.setattr(manifest_scanner, "scan_component_manifests", lambda: searched.append("") or [])

    for _ in range(2):
        search_once()
        AppTest.from_string("import streamlit as st\nst.write('here')").run()

    assert len(searched) == 1
