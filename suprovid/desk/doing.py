"""Acts asked for by a page: what goes wrong is told as a sentence, and what was typed stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

from suprovid.desk.escaping import plain
from suprovid.desk.front_desk import Desk
from suprovid.errors import NotAllowed, Stale, SuprovidError
from suprovid.store.database import Unreachable

T = TypeVar("T")
SAID = "desk.said"


def told(desk: Desk, error: SuprovidError) -> str:
    """What went wrong, as the reader reads it: where, what, what to do."""
    facts = {name: value for name, value in error.facts.items() if isinstance(value, str | int | float)}
    words = desk.work.library.words
    said = {
        name: desk.say(fact)
        for name, fact in facts.items()
        if isinstance(fact, str) and words.has(fact, "uk")
    }
    if "what" in facts and "what" not in said:
        said["what"] = desk.work.roles.right_title(str(facts["what"]), desk.language)
    return desk.say(_sentence(error), **{**facts, **said})


def _sentence(error: SuprovidError) -> str:
    if isinstance(error, NotAllowed) and error.facts.get("what") == "read":
        return "error.not_yours"
    if isinstance(error, NotAllowed) and error.facts.get("elsewhere"):
        return "error.not_your_folder"
    if isinstance(error, Unreachable):
        return "store.away"
    return "error.stale_plain" if isinstance(error, Stale) else error.sentence


def missing_of(error: SuprovidError) -> tuple[str, ...]:
    """What is missing for a gate, where the error carries such a list (`checks`)."""
    return tuple(str(getattr(check, "label", check)) for check in error.facts.get("checks") or ())  # type: ignore[attr-defined]


def show(desk: Desk, error: SuprovidError) -> None:
    """An error in a box, with the list of what is missing, if there is one."""
    lines = [plain(told(desk, error)), *(f"- {plain(text)}" for text in missing_of(error))]
    st.error("\n".join(lines), icon=":material/error:")


def attempt(desk: Desk, act: Callable[[], T]) -> T | None:
    """Do it; None when it went wrong, which has been told."""
    try:
        return act()
    except SuprovidError as error:
        show(desk, error)
        return None


def say_after(desk: Desk, key: str, **facts: object) -> None:
    """Keep a short message for the next page that is drawn."""
    st.session_state[SAID] = desk.say(key, **facts)


def say_now() -> None:
    """Show the message that the last page left."""
    if said := st.session_state.pop(SAID, None):
        st.toast(plain(said), icon=":material/check_circle:")
