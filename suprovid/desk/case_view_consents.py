"""What the person permits: for what, to whom, which data, until when; what ends and what was withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import streamlit as st

from suprovid.casework.known import Line
from suprovid.desk import case_view_marks, case_view_ways, days, document_page, print_route
from suprovid.desk.escaping import in_badge, plain
from suprovid.desk.folder_view import Open
from suprovid.desk.menu import file_of

PURPOSE = "consent.purpose"
COLOURS: dict[str, case_view_marks.Colour] = {
    "given": "green",
    "limited": "blue",
    "refused": "red",
    "withdrawn": "red",
    "expired": "red",
}
IN_FORCE = frozenset({"given", "limited"})
SOON = 30


def draw(look: Open) -> None:
    """The newest word on each purpose and recipient: what is in force first."""
    found = sorted(look.facts.lines("permissions"), key=lambda line: line["state"] not in IN_FORCE)
    if not found:
        st.info(look.desk.say("case.consents.none"), icon=":material/handshake:")
    for line in found:
        _permission(look, line)
    _copies(look, found)
    form = case_view_ways.meaning(look, PURPOSE)
    if form is not None:
        label = look.desk.say("case.consents.new")
        case_view_ways.new(look, form, "new-consent", label, icon=":material/add:")


def _permission(look: Open, line: Line) -> None:
    """One permission in two lines; its document one click away."""
    desk, state = look.desk, str(line["state"])
    with st.container(key=f"permission-{line['_id']}-{line['_document'][:6]}", gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            whom = look.reading.says("consent.recipient", line)
            said = " → ".join(plain(part) for part in (look.reading.says(PURPOSE, line), whom) if part)
            kind, id = line["_folder"]
            query = document_page.address(kind, id, document=line["_document"])
            icon = case_view_ways.ICON
            st.page_link(file_of("document"), label=f"**{said}**", icon=icon, query_params=query)
            st.badge(in_badge(desk.say(f"case.consents.{state}")), color=COLOURS.get(state, "gray"))
            _until(look, line)
        st.markdown(f":gray[{plain(_about(look, line))}]")


def _copies(look: Open, found: Sequence[Line]) -> None:
    """A paper of each document that is in force, for the person to take away."""
    in_force = [line for line in found if line["state"] in IN_FORCE]
    for (kind, id), document in dict.fromkeys((line["_folder"], line["_document"]) for line in in_force):
        address = print_route.address("document", kind, id, document)
        st.link_button(look.desk.say("case.consents.copy"), address, icon=":material/print:", type="tertiary")


def _until(look: Open, line: Line) -> None:
    desk = look.desk
    until = days.read(line.get("valid_until"))
    if line["state"] == "withdrawn" and (on := days.read(line.get("withdrawn_on"))):
        said = desk.say("case.consents.withdrawn_on", on=days.said(look.desk, on))
        st.markdown(f":red[{plain(said)}]", width="content")
    elif until is not None:
        days_left = look.facts.number("permission_ends", SOON)
        near = until <= desk.by.today + timedelta(days=days_left)
        said = desk.say("case.consents.until", on=days.said(look.desk, until))
        colour = "orange" if near and line["state"] in IN_FORCE else "gray"
        st.markdown(f":{colour}[{plain(said)}]", width="content")


def _about(look: Open, line: Line) -> str:
    """Which data, given when and how, with which reservation."""
    parts = [look.reading.says("consent.scope", line), look.reading.says("consent.form", line)]
    if given := look.reading.says("consent.given_on", line):
        parts.append(given)
    if reservation := look.reading.says("consent.reservation", line):
        parts.append(look.desk.say("case.consents.reservation", text=reservation))
    return " · ".join(part for part in parts if part) or "\u00a0"
