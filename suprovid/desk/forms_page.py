"""The methodologist's page: every form as workers see it, as questions, as text, and through its versions."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import streamlit as st

from suprovid.casework import publishing
from suprovid.desk import doing, forms_editor, forms_languages, forms_preview, forms_telling, renewing
from suprovid.desk.escaping import plain
from suprovid.desk.front_desk import Desk
from suprovid.forms.form import Form

CHOSEN = "form"
TABS = ("look", "questions", "text", "versions", "languages")


def draw(desk: Desk, asked: MutableMapping[str, Any]) -> None:
    """The chosen form; before it the faults of all files, if there are any."""
    doing.say_now()
    desk.work.catch_up()
    st.title(desk.say("page.forms.title"), anchor=False)
    renewing.draw(desk)
    _faults(desk)
    form = _choice(desk, asked)
    if form is None:
        return
    names = [desk.say(f"forms.tab.{name}") for name in TABS]
    for name, tab in zip(TABS, st.tabs(names, on_change="rerun", key="forms.tab"), strict=True):
        if tab.open:
            with tab:
                DRAWN[name](desk, form)


def _faults(desk: Desk) -> None:
    """The same list as `suprovid check`."""
    wrong = [fault for fault in publishing.faults(desk.work) if not fault.warning]
    if wrong:
        with st.container(border=True):
            st.error(desk.say("forms.faults", count=len(wrong)), icon=":material/error:")
            forms_telling.tell(desk, wrong)


def _choice(desk: Desk, asked: MutableMapping[str, Any]) -> Form | None:
    forms = {form.key: form for form in desk.work.library.forms}
    if not forms:
        st.info(desk.say("forms.none"))
        return None
    keys = list(forms)
    first = str(asked.get(CHOSEN) or keys[0])
    key: str = st.selectbox(
        desk.say("forms.choose"),
        keys,
        index=keys.index(first) if first in keys else 0,
        format_func=lambda key: forms[key].title(desk.language),
        key="forms.chosen",
    )
    asked[CHOSEN] = key
    form = forms[key]
    count = publishing.count(desk.work, key)
    st.caption(plain(desk.say("forms.about", key=key, version=form.version, documents=count)))
    return form


def _look(desk: Desk, form: Form) -> None:
    """As workers see it, or will see it once what is being edited is published."""
    forms_preview.draw(desk, form, forms_editor.edited(desk, form))


DRAWN = {
    "look": _look,
    "questions": forms_preview.questions,
    "text": forms_editor.draw,
    "versions": forms_editor.versions,
    "languages": forms_languages.draw,
}
