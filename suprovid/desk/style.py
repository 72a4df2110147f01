"""How the desk looks: one sheet of CSS beside this module, for laptop and phone, for screen and paper."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import streamlit as st

from suprovid.desk.escaping import plain

CSS = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
FRAME = "outline: 2px solid light-dark(#a3261b, #ff9d91); outline-offset: 3px; border-radius: 6px;"
CURRENT = "background: color-mix(in srgb, currentColor 11%, transparent); font-weight: 600;"
TOOLS = "~~tools"
"""How the key of a container ends whose buttons show their icons only: their labels are there to be heard."""
HEARD = "~~heard"
"""How the key of a button ends whose label is `heard`: it says more to the ear than to the eye."""
NOT_CLASS = re.compile(r"[^a-zA-Z0-9_-]")


def apply() -> None:
    """Put the style on the page, once a run."""
    st.html(f"<style>{CSS}</style>")


def mark(current: str, wrong: Iterable[str]) -> None:
    """Show which button leads to where one is, and frame the widgets whose answers have something wrong."""
    rules = [
        f"{selector(current)} button {{ {CURRENT} }}",
        *(f"{selector(key)} {{ {FRAME} }}" for key in wrong),
    ]
    st.html(f"<style>{' '.join(rules)}</style>")


def heard(label: str, about: str) -> str:
    """A label that is short to the eye; whoever listens hears which of several alike it is."""
    return f"{plain(label)} :small[— {plain(about)}]"


def selector(key: str) -> str:
    """What Streamlit makes of a key of ours in the class of an element."""
    return ".st-key-" + NOT_CLASS.sub("-", key.strip())
