"""The page of one document: where it belongs, its state, the form, and the way back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import streamlit as st

from suprovid.casework import naming
from suprovid.casework.acts import Done
from suprovid.desk import client_question, document_mending, document_view, doing, print_route
from suprovid.desk.document_view import Sheet, Wanted
from suprovid.desk.escaping import in_badge, plain
from suprovid.desk.front_desk import Desk
from suprovid.desk.menu import HOME, file_of
from suprovid.desk.places import BACK, GIVEN, address, found, go, home
from suprovid.errors import SuprovidError
from suprovid.forms.tongues import side_by_side
from suprovid.store.database import Unreachable

__all__ = ["address", "draw", "found", "go", "home"]


def draw(desk: Desk, asked: Mapping[str, str]) -> None:
    """The document that the address asks for."""
    doing.say_now()
    wanted = Wanted(
        asked.get("kind", ""),
        asked.get("id", ""),
        asked.get("form", ""),
        asked.get("document", ""),
        _given(desk, asked),
        _draft(asked),
    )
    try:
        sheet = document_view.open_sheet(desk, wanted)
    except Unreachable:  # said for the whole page; what was typed is still there when it answers
        raise
    except SuprovidError as error:
        doing.show(desk, error)
        st.page_link(file_of(HOME), label=desk.say("folder.to_my_day"), icon=":material/today:")
        return
    _begin_afresh(wanted)
    _head(sheet)
    client_question.draw(sheet)
    with st.bottom:
        document_view.draw_refusal(sheet)
    outcome = document_view.draw(sheet)
    done = document_view.carry_out(sheet, outcome) if outcome else None
    if done is not None:
        _leave(sheet, done)
    if outcome is not None:
        st.rerun()


SHOWN = "document.shown"


def _begin_afresh(wanted: Wanted) -> None:
    """The warnings of one document are not those of the next."""
    shown = (wanted.kind, wanted.id, wanted.form, wanted.document or wanted.draft)
    if st.session_state.get(SHOWN) != shown:
        document_view.forget_refusal()
        st.session_state[SHOWN] = shown


def _leave(sheet: Sheet, done: Done) -> None:
    """On to the folder that was opened, or back to the form that waited for this one."""
    back = st.session_state.pop(f"{BACK}.{sheet.draft}", None)
    if back is not None:
        waiting, query = client_question.leads_to(sheet.desk, back, done.id)
        st.switch_page(file_of(waiting), query_params=query)
    document_mending.go_back(done.kind, done.id, sheet.form.key)
    kind, id = done.opened[0] if done.opened else (done.kind, done.id)
    page, query = home(kind, id)
    st.switch_page(page, query_params=query)


def _given(desk: Desk, asked: Mapping[str, str]) -> Mapping[str, Any]:
    """What a new document begins with: what the last page gave, and the links in the address."""
    key, given = st.session_state.get(GIVEN, ("", {}))
    found = dict(given) if key and key == asked.get("form") else {}
    try:
        links = desk.work.library.form(asked.get("form", "")).settings.get("links", {})
    except SuprovidError:
        return found
    linked = {
        name: asked[link] for link, name in links.items() if desk.work.links.about(link, asked.get(link))
    }
    return {**linked, **found}


def _draft(asked: Mapping[str, str]) -> str:
    """The name of a draft in the address, if it is one."""
    name = asked.get("draft", "")
    return name if re.fullmatch(r"[0-9a-f]{8,32}", name) else ""


def _head(sheet: Sheet) -> None:
    """What it is, whose, in which state, and the way back to its folder."""
    desk, folder = sheet.desk, sheet.folder
    page, query = home(folder.kind, folder.id if folder.revision else "")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.page_link(
            page,
            label=desk.say("document.back" if folder.revision else "document.to_my_day"),
            icon=":material/arrow_back:",
            query_params=query,
        )
        if not sheet.is_new:
            state = sheet.document["state"]
            st.badge(in_badge(desk.say(f"document.state.{state}")), color=COLOURS.get(state, "gray"))
            st.link_button(
                desk.say("print.print"),
                print_route.address("document", folder.kind, folder.id, sheet.document["id"]),
                icon=":material/print:",
                type="tertiary",
            )
    st.title(plain(sheet.form.title(desk.language)), anchor=False)
    code = str(folder.about.get("code", ""))
    named = naming.shown_name(desk.work, desk.by, folder.kind, folder.id) if folder.revision else ""
    st.caption(plain(side_by_side((code, named))) or "\u00a0")


COLOURS: Mapping[str, Any] = {
    "draft": "gray",
    "submitted": "blue",
    "returned": "orange",
    "approved": "green",
    "void": "red",
}
