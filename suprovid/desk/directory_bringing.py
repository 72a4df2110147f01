"""Many organisations at once: a table is read, what would come of it is told, and one press enters them."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from suprovid.casework import acts, directory
from suprovid.casework.directory import KIND
from suprovid.desk import doing, places
from suprovid.desk.escaping import lines, plain
from suprovid.desk.front_desk import Desk
from suprovid.exchange import bringing, sheets
from suprovid.exchange.bringing import Brought
from suprovid.exchange.sheets import NotASheet
from suprovid.forms.form import Form

SHOWN = 12
EVENT = "directory.bring"


def button(desk: Desk) -> None:
    """The way in, for those who may add organisations."""
    form = places.founding(desk, KIND)
    if form is not None and st.button(
        desk.say("bring.button"),
        key="directory-bring",
        icon=":material/upload_file:",
        help=desk.say("bring.help"),
    ):
        st.session_state[EVENT] = acts.new_id()
        _dialog(desk, form)


def _dialog(desk: Desk, form: Form) -> None:
    @st.dialog(desk.say("bring.title"), width="medium")
    def dialog() -> None:
        _draw(desk, form)

    dialog()


def _draw(desk: Desk, form: Form) -> None:
    titles = bringing.template(form, desk.language)
    example = ", ".join(titles.head[:3])
    st.markdown(lines(desk.say("bring.how", example=example)))
    st.download_button(
        desk.say("bring.template"),
        lambda: sheets.as_xlsx(titles),
        f"{KIND}.xlsx",
        sheets.XLSX,
        key="bring-template",
        on_click="ignore",
        icon=":material/table:",
        type="tertiary",
    )
    file = st.file_uploader(desk.say("bring.file"), ["xlsx", "csv", "xls"], key="bring-file")
    if file is None:
        return
    try:
        given = sheets.read(file.getvalue())
    except NotASheet as error:
        why = desk.say(str(error.facts["why"]), most=error.facts["most"])
        st.error(plain(desk.say(error.sentence, why=why)), icon=":material/error:")
        return
    known = (one.name for one in directory.entries(desk.work, desk.by))
    _offer(desk, form, bringing.understood(form, given, known))


def _offer(desk: Desk, form: Form, found: Brought) -> None:
    """What would come of it, and the button that does it."""
    for key, names in (("known", found.known), ("columns", found.columns), ("choices", found.choices)):
        if names:
            st.caption(plain(desk.say(f"bring.{key}", names=_some(names))))
    if not found.rows:
        name = bringing.columns(form)[0].title(desk.language)
        st.warning(plain(desk.say("bring.nothing", name=name)), icon=":material/help:")
        return
    st.markdown(plain(desk.say("bring.found", count=len(found.rows))))
    st.caption(desk.say("bring.drafts"))
    if st.button(desk.say("bring.do"), type="primary", key="bring-do"):
        event = st.session_state[EVENT]
        count = doing.attempt(desk, lambda: bringing.bring(desk.work, desk.by, form, found, event))
        if count:
            doing.say_after(desk, "bring.done", count=count)
            st.rerun()


def _some(names: Sequence[str]) -> str:
    """The first of them, and a sign that there are more."""
    return ", ".join(names[:SHOWN]) + (" …" if len(names) > SHOWN else "")
