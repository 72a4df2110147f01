"""Faults and edits of a form, told to whoever writes it."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from suprovid.desk.escaping import plain
from suprovid.desk.front_desk import Desk
from suprovid.forms.faults import Fault
from suprovid.forms.form import Form
from suprovid.forms.tongues import own_name
from suprovid.forms.versions import BREAKING, CHECK, Change

MARKS = {BREAKING: ":red[:material/dangerous:]", CHECK: ":orange[:material/rule:]"}
UNTRANSLATED = "untranslated"
SAFE_MARK = ":green[:material/check:]"


def tell(desk: Desk, faults: Iterable[Fault]) -> None:
    """Each fault as one line: file, place, what is wrong, what to write instead."""
    for fault in faults:
        icon = ":material/warning:" if fault.warning else ":material/error:"
        st.markdown(f"{icon} {plain(_told(desk, fault))}")


def _told(desk: Desk, fault: Fault) -> str:
    """A fault with its place in the file; what is not translated, by the button that mends it."""
    if fault.key != UNTRANSLATED:
        return fault.told(desk.work.library.words, desk.language)
    language = own_name(str(fault.facts["language"]))
    return desk.say("forms.edited_untranslated", language=language, count=fault.facts["count"])


def changes(desk: Desk, found: tuple[Change, ...], old: Form, new: Form) -> None:
    """Each edit with what it means for earlier documents, the gravest first; questions by their labels."""
    if not found:
        st.caption(desk.say("forms.no_changes"))
    for change in found:
        told = change.sentence(desk.work.library.words, desk.language, new, old)
        st.markdown(f"{MARKS.get(change.effect, SAFE_MARK)} {plain(told)}")
