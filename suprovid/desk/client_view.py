"""A client, drawn: the card, how to be in touch safely, what is permitted, enquiries and cases, documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from suprovid.casework import access
from suprovid.casework.links import CASE, CLIENT, ENQUIRY
from suprovid.desk import days, folder_view, journal_page, list_view, places
from suprovid.desk.escaping import in_badge, plain
from suprovid.desk.folder_view import Open
from suprovid.desk.front_desk import Desk
from suprovid.store.folder import Json
from suprovid.store.questions import Filter

REACHING = ("client.phone", "client.messenger", "client.email", "client.trusted_contact", "demographic.area")
SAFE = "client.safe_contact"
NAMES = ("client.code", "client.display_name")
SOON = 30
STATES: Mapping[str, Any] = {
    "given": "green",
    "limited": "green",
    "refused": "red",
    "withdrawn": "red",
    "expired": "orange",
}


def draw(desk: Desk, id: str) -> None:
    """The whole page."""
    look = folder_view.opened(desk, CLIENT, id)
    if look is None:
        return
    card = folder_view.current(look, CLIENT)
    _head(look, card)
    left, right = st.columns([2, 3], gap="large")
    with left:
        _reach(look, card)
        _card(look, card)
    with right:
        _folders(look)
        _permissions(look)
    st.header(desk.say("folder.documents"), anchor=False)
    forms = folder_view.forms_here(look)
    folder_view.form_buttons(look, forms, folder_view.next_form(look, forms))
    folder_view.documents(look)
    journal_page.looked_at(desk, *look.at)


def _head(look: Open, card: Json | None) -> None:
    desk = look.desk
    with st.container(horizontal=True, vertical_alignment="center", key="client-head"):
        st.title(plain(places.called(desk, *look.at)), anchor=False, width="content")
        for category in look.facts.value("categories") or ():
            if "personal" in look.sees:
                st.badge(in_badge(look.label("demographic.category", category)), color="gray")
    with st.container(horizontal=True, vertical_alignment="center", key="client-doing"):
        places.begin(
            desk,
            ENQUIRY,
            "folder.new_enquiry",
            "client-enquiry",
            about={CLIENT: look.folder.id},
            type="primary",
        )
        if card:
            key = "enquiry.amend" if look.may("write") else "enquiry.read"
            title = desk.work.library.form(card["form"]).title(desk.language)
            places.document(look.at, str(card["id"]), desk.say(key, form=title), ":material/edit_note:")


def _card(look: Open, card: Json | None) -> None:
    if card is None:
        return
    elsewhere = _titles(look, card, (*REACHING, SAFE, *NAMES))
    folder_view.pairs(row for row in folder_view.summary(look, card) if row[0] not in elsewhere)


def _titles(look: Open, card: Json, tags: tuple[str, ...]) -> set[str]:
    form = look.desk.work.library.form(card["form"])
    fields = (field for tag in tags for field in form.fields_meaning(tag))
    return {field.title(look.desk.language) for field in fields}


def _reach(look: Open, card: Json | None) -> None:
    """Phones and addresses, and above them how to call without doing harm."""
    if card is None:
        return
    desk = look.desk
    form = desk.work.library.form(card["form"])
    answers = access.masked(desk.work, desk.by, look.folder, card, form).answers
    fields = {field.means: field for field in form.fields}
    st.header(desk.say("client.reach"), anchor=False)
    safe = fields.get(SAFE)
    if safe and answers.get(safe.key):
        said = folder_view.read(look, safe, answers[safe.key])
        st.warning(f"**{plain(safe.title(desk.language))}**: {plain(said)}", icon=":material/shield:")
    rows = [fields[tag] for tag in REACHING if tag in fields and answers.get(fields[tag].key)]
    folder_view.pairs((f.title(desk.language), folder_view.read(look, f, answers[f.key])) for f in rows)
    if not rows and not (safe and answers.get(safe.key)):
        st.caption(desk.say("client.no_reach"))


def _permissions(look: Open) -> None:
    """What the client permits, to whom, and what runs out soon."""
    desk, found = look.desk, look.facts.lines("permissions")
    st.header(desk.say("client.permissions"), anchor=False)
    if not found:
        st.caption(desk.say("client.no_permissions"))
    if "personal" not in look.sees:
        return
    for line in found:
        state = str(line["state"])
        with st.container(key=f"permission-{line['_id']}", gap=None):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                purpose = look.label("consent.purpose", line.get("purpose"))
                places.document(line["_folder"], str(line["_document"]), purpose, None)
                st.badge(in_badge(desk.say(f"client.permission.{state}")), color=STATES.get(state, "gray"))
            st.caption(" · ".join(_about_permission(look, line)) or "\u00a0")


def _about_permission(look: Open, line: Mapping[str, Any]) -> list[str]:
    desk, parts = look.desk, []
    recipient = str(line.get("recipient") or "")
    if recipient:
        known = desk.work.links.about("organisation", recipient)
        parts.append(plain(places.called(desk, "organisation", recipient) if known else recipient))
    if until := days.read(line.get("valid_until")):
        said = plain(desk.say("client.until", on=days.said(look.desk, until)))
        soon = (until - desk.by.today).days <= SOON
        parts.append(f":orange[{said}]" if soon else said)
    if line.get("reservation"):
        parts.append(f"«{plain(str(line['reservation']))}»")
    return parts


def _folders(look: Open) -> None:
    """The client's enquiries and cases, the open ones first."""
    desk = look.desk
    mine = [Filter("client", "=", look.folder.id)]
    for kind in (CASE, ENQUIRY):
        rows = desk.work.index.find([Filter("kind", "=", kind), *mine], order=("-open", "-opened_on")).rows
        rows = tuple(row for row in rows if places.may_read(desk, kind, str(row["id"])))
        if rows or kind == ENQUIRY:
            st.header(desk.say(f"list.{kind}.title"), anchor=False)
        for row in rows:
            list_view.draw_row(desk, row, called=str(row.get("code") or ""))
        if not rows and kind == ENQUIRY:
            st.caption(desk.say("client.no_enquiries"))
