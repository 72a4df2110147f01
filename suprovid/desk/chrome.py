"""What Streamlit says by itself, in the reader's language: the words of its boxes, calendars and menus.

A component without anything to see; its script is beside this module and asks nobody on the network.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import streamlit as st

SCRIPT = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
ENGLISH = {
    "upload": "Upload",
    "drop_one": "Drag and drop a file here",
    "drop_several": "Drag and drop files here",
    "limit": "{size} per file",
    "too_large": "File must be {size} or smaller.",
    "kilobytes": "KB",
    "megabytes": "MB",
    "gigabytes": "GB",
    "no_results": "No results",
    "nothing": "No options to select",
    "choose": "Choose an option",
    "choose_several": "Choose options",
    "add": "Add: {text}",
    "select_all": "Select all",
    "clear": "Clear value",
    "clear_all": "Clear all",
    "remove": "Remove {text}",
    "enter": "Press Enter to apply",
    "ctrl_enter": "Press Ctrl+Enter to apply",
    "command_enter": "Press ⌘+Enter to apply",
    "choose_date": "Choose date",
    "choose_date_in": "Choose date, {month}",
    "choose_moment": "Choose date and time",
    "clear_date": "Clear date",
    "clear_moment": "Clear date and time",
    "clear_time": "Clear time",
    "date_keys": "Use arrow keys to navigate dates. Enter to select. Escape to close.",
    "day_outside": ": Date set outside allowed range. Please select a date between {first} and {last}.",
    "moment_outside": ": Date and time set outside allowed range. "
    "Please select a date and time between {first} and {last}.",
    "outside": "Error",
    "time": "Time",
    "empty": "Empty",
    "day_segment": "dd",
    "month_segment": "mm",
    "year_segment": "yyyy",
    "hour_segment": "HH",
    "previous_month": "Previous month",
    "next_month": "Next month",
    "pagination": "Pagination",
    "previous_page": "Previous page",
    "next_page": "Next page",
    "page": "Page {number}",
    "month": "month",
    "year": "year",
    "stop": "Stop",
    "running": "Running...",
    "rerun": "Rerun",
    "always_rerun": "Always rerun",
    "print": "Print",
    "settings": "Settings",
    "close": "Close",
    "connecting": "Connecting",
    "lost": "Connection lost. Please wait for the app to reconnect, then try again.",
    "no_page": "Page not found",
    "no_such_page": "The page that you have requested does not seem to exist. Running the app's main page.",
    "skip": "Skip to main content",
    "sidebar": "Sidebar",
    "pages": "App pages",
    "open": "Open",
    "selected": "Selected values",
    "day_of": "day, {label}",
    "month_of": "month, {label}",
    "year_of": "year, {label}",
    "hour_of": "hour, {label}",
    "minute_of": "minute, {label}",
    "shortcut": "Shortcut {keys}",
    "less": "Decrement",
    "more": "Increment",
    "photo": "Take Photo",
    "photo_clear": "Clear photo",
    "camera_wanted": "This app would like to use your camera.",
    "icon_wrong": "error icon",
    "icon_done": "check icon",
}
"""What Streamlit says, by our key: `chrome.<key>` is the sentence in each language."""
LOCALES = {"uk": "uk-UA", "en": "en-GB", "ru": "ru-RU"}


class Desk(Protocol):
    @property
    def language(self) -> str: ...

    def say(self, key: str, /, **facts: object) -> str: ...


def apply(desk: Desk) -> None:
    """Put the words of this reader's language on the page, once a run."""
    words: tuple[tuple[str, str], ...] = ()
    if not desk.language.startswith("en"):
        words = tuple((english, desk.say(f"chrome.{key}")) for key, english in ENGLISH.items())
    data = {
        "language": desk.language,
        "locale": LOCALES.get(desk.language, desk.language),
        "unfinished": desk.say("form.unfinished_date"),
        "large": desk.say("file.too_large", name="{name}", size="{size}"),
        "words": tuple(pair for pair in words if not pair[1].startswith("⟦")),
    }
    _mount(data, "chrome")


def jump(selector: str, key: str, focus: bool = True, whole: bool = False, beside: str = "") -> None:
    """Bring the element into sight, and put the cursor into it if asked to; a `whole` one is read out.

    What stands `beside` it in a list of its own comes into sight there, without moving the page.
    """
    _mount({"jump": selector, "focus": focus, "whole": whole, "beside": beside}, key)


def say_wrong(wrong: Sequence[tuple[str, str]]) -> None:
    """Tie sentences to the boxes inside the elements that they are about, and say the new ones aloud."""
    if wrong:
        _mount({"wrong": tuple(wrong)}, "wrong")


def _mount(data: dict[str, Any], key: str) -> None:
    """Tuples, never lists: Streamlit would load pandas to see whether a list is a table."""
    with st.container(key=f"out-of-sight-{key}"):
        st.components.v2.component("suprovid_chrome", js=SCRIPT)(data=data, key=key)
