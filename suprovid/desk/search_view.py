"""Search before creating: one field for name, code or phone, and who may be the person that one means."""

from __future__ import annotations

import re
from typing import Any

import streamlit as st

from suprovid.casework import duplicates, naming
from suprovid.casework.duplicates import Described, Likeness
from suprovid.casework.links import CLIENT
from suprovid.desk import places
from suprovid.desk.escaping import in_badge, plain
from suprovid.desk.front_desk import Desk
from suprovid.store.questions import Filter, Page

SHOWN = 5
SHORTEST = 2
PHONE = re.compile(r"[\d\s()+.-]{7,}")
NAME, PHONE_TAG, MAY_CALL = "client.display_name", "client.phone", "client.contact_possible"


def box(desk: Desk, key: str, about: str = "search") -> str:
    """The search field; what is typed stays out of the address."""
    typed = st.text_input(
        desk.say(f"{about}.label"),
        key=key,
        placeholder=desk.say(f"{about}.placeholder"),
        label_visibility="collapsed",
        icon=":material/search:",
        live=True,
    )
    return (typed or "").strip()


def described(text: str) -> Described:
    """What was typed, as a description of a person."""
    if PHONE.fullmatch(text):
        return Described(phone=text)
    return Described(name=text, code=text)


def clients(desk: Desk, text: str) -> tuple[Likeness, ...]:
    """Clients found by what was typed, with why each is proposed; those with the best reasons first."""
    if len(text) < SHORTEST:
        return ()
    likely = duplicates.similar(desk.work, desk.by, described(text), SHOWN)
    known = {one.id for one in likely}
    rows = desk.work.index.find([Filter("kind", "=", CLIENT)], text, page=Page(SHOWN)).rows
    found = [
        Likeness(str(row["id"]), str(row.get("code") or ""), naming.row_name(desk.work, desk.by, row), ())
        for row in rows
        if str(row["id"]) not in known and places.may_read(desk, CLIENT, str(row["id"]))
    ]
    return (*likely, *found)[:SHOWN]


def propose(desk: Desk, text: str) -> None:
    """The clients that may be meant, each with a way to begin an enquiry; and a new card, knowing of them."""
    if len(text) < SHORTEST:
        return
    found = clients(desk, text)
    with st.container(border=True, key="search-clients"):
        st.markdown(f"**{plain(desk.say('search.clients'))}**")
        for one in found:
            _client(desk, one)
        if not found:
            st.caption(plain(desk.say("search.nobody")))
        places.begin(
            desk, CLIENT, "folder.new_client", "search-new-client", given=given(desk, text), type="tertiary"
        )


def _client(desk: Desk, one: Likeness) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key=f"found-{one.id}"):
        places.folder(desk, CLIENT, one.id)
        for reason in one.reasons:
            st.badge(in_badge(desk.say(f"search.why.{reason}")), color="orange")
        places.begin(
            desk,
            "enquiry",
            "folder.new_enquiry",
            f"enquiry-for-{one.id}",
            about={CLIENT: one.id},
            type="tertiary",
        )


def given(desk: Desk, text: str) -> dict[str, Any]:
    """What was typed as the first answers of a new client's card: a phone or a name, never a code."""
    form, phone = places.founding(desk, CLIENT), PHONE.fullmatch(text)
    if form is None or (not phone and any(letter.isdigit() for letter in text)):
        return {}
    first = {PHONE_TAG: text, MAY_CALL: True} if phone else {NAME: text}
    return {field.key: value for tag, value in first.items() for field in form.fields_meaning(tag)}
