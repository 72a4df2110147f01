"""How the desk looks: one sheet of CSS beside this module, for laptop and phone, for screen and paper."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import streamlit as st

CSS = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
FRAME = "outline: 2px solid #b3261e; outline-offset: 3px; border-radius: 6px;"
NOT_CLASS = re.compile(r"[^a-zA-Z0-9_-]")


def apply() -> None:
    """Put the style on the page, once a run."""
    st.html(f"<style>{CSS}</style>")


def frames(keys: Iterable[str]) -> None:
    """Frame the widgets with these keys, because something is wrong with their answers."""
    selectors = ", ".join(f".st-key-{NOT_CLASS.sub('-', key)}" for key in keys)
    st.html(f"<style>{selectors or '.none'} {{ {FRAME} }}</style>")
