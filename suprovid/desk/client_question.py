"""Who is it? Beside a form that asks for the client: search, choose, or begin a card and come back."""

from __future__ import annotations

import streamlit as st

from suprovid.casework import acts
from suprovid.casework.acts import At
from suprovid.casework.links import CLIENT, ENQUIRY
from suprovid.desk import doing, form_view_opening, places, search_view
from suprovid.desk.document_view import Sheet, opened
from suprovid.desk.drafting import Filling
from suprovid.desk.escaping import in_badge, plain
from suprovid.desk.front_desk import Desk
from suprovid.desk.places import BACK, Back
from suprovid.forms.tongues import side_by_side


def field_of(sheet: Sheet) -> str:
    """The question that links a folder to its client; empty where there is none, or it is known."""
    name = str(sheet.form.settings.get("links", {}).get(CLIENT, ""))
    known = sheet.folder.about.get(CLIENT) or sheet.is_readonly
    return "" if known or sheet.folder.kind == CLIENT else name


def draw(sheet: Sheet) -> None:
    """A button that opens the search; the person chosen becomes the answer."""
    field = field_of(sheet)
    if not field:
        return
    filling = form_view_opening.filling_of(sheet.desk, opened(sheet))
    if filling.answers.get(field):
        return
    desk = sheet.desk
    with st.popover(desk.say("document.find_client"), icon=":material/person_search:"):
        st.caption(desk.say("document.find_client_help"))
        text = search_view.box(desk, f"client-{filling.draft.id}")
        if not text:
            return
        found = search_view.clients(desk, text)
        for one in found:
            with st.container(horizontal=True, vertical_alignment="center", key=f"choose-{one.id}"):
                st.markdown(plain(side_by_side((one.code, one.name))), width="content")
                for reason in one.reasons:
                    st.badge(in_badge(desk.say(f"search.why.{reason}")), color="orange")
                st.button(
                    desk.say("document.choose_client"),
                    key=f"choose-this-{one.id}",
                    on_click=_choose,
                    args=(filling, field, one.id),
                )
        if not found and len(text) >= search_view.SHORTEST:
            st.caption(desk.say("search.nobody_here"))
        _new(sheet, filling, field, text)


def _new(sheet: Sheet, filling: Filling, field: str, text: str) -> None:
    """A card for somebody whom nobody knows yet; afterwards back to this form."""
    desk, form = sheet.desk, places.founding(sheet.desk, CLIENT)
    if form is None:
        return
    if st.button(desk.say("folder.new_client"), key="question-new-client", icon=":material/person_add:"):
        if filling.changed:
            filling.keep()
        st.session_state[BACK] = Back(dict(st.query_params), filling.draft.id, field)
        places.found(CLIENT, form.key, **search_view.given(desk, text))


def _choose(filling: Filling, field: str, client: str) -> None:
    filling.write((field,), client)
    filling.renewed()


def leads_to(desk: Desk, back: Back, client: str) -> tuple[str, dict[str, str]]:
    """Where to go with a new client (page, address): to the form or the enquiry that waited, now answered."""
    if not back.draft:
        link(desk, back.query["id"], client)
        return ENQUIRY, dict(back.query)
    filling = st.session_state.get(f"form.{back.draft}")
    if isinstance(filling, Filling):
        _choose(filling, back.field, client)
        return "document", dict(back.query)
    return "document", {**back.query, CLIENT: client}


def link(desk: Desk, enquiry: str, client: str) -> bool:
    """Say whose enquiry it is; whether that was possible."""
    now = doing.attempt(desk, lambda: desk.work.read(ENQUIRY, enquiry))
    if now is None:
        return False
    at = At(ENQUIRY, enquiry, now.revision)
    return bool(doing.attempt(desk, lambda: acts.link_client(desk.work, desk.by, at, client)))
