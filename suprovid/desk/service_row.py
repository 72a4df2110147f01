"""A service in one row: what, whose, for whom, on which terms, and whether somebody verified it lately."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from suprovid.casework import directory
from suprovid.casework.directory import KIND, Entry
from suprovid.desk import days, list_filters, places
from suprovid.desk.escaping import in_badge, plain
from suprovid.desk.front_desk import Desk
from suprovid.desk.menu import file_of

Line = Mapping[str, Any]
Colours = Mapping[str, Any]
ICON = ":material/volunteer_activism:"
RELATIONS: Colours = {
    "agreement": "green",
    "cooperating": "green",
    "contacted": "blue",
    "idea": "gray",
    "paused": "orange",
    "ended": "red",
}
STATES: Colours = {"temporarily_closed": "orange", "inactive": "red", "defunct": "red"}
LISTED: Mapping[str, str] = {"areas": "service.areas", "target_groups": "service.target_groups"}


def draw(desk: Desk, one: Entry, service: Line, with_organisation: bool = True) -> DeltaGenerator:
    """The whole row, and room in it for what else a page has to say."""
    row = st.container(key=f"row-service-{service['_id']}", gap=None)
    with row:
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            title = str(service.get("name") or desk.say("directory.unnamed"))
            query = places.address(KIND, one.id, document=str(service["_document"]))
            label = f"**{plain(title)}**"
            st.page_link(file_of("document"), label=label, icon=ICON, query_params=query)
            _state(desk, service)
            verified(desk, service)
        if with_organisation:
            _organisation(desk, one)
        if alert := str(service.get("alert") or ""):
            st.markdown(f":orange[:material/warning: **{plain(alert)}**]")
        if about := _about(desk, one, service):
            st.markdown(f":gray[{plain(about)}]")
    return row


def relation(desk: Desk, value: str) -> None:
    """How we stand with an organisation."""
    if value:
        label = list_filters.labels(desk, "organisation.relation").get(value, value)
        st.badge(in_badge(label), color=RELATIONS.get(value, "gray"))


def verified(desk: Desk, service: Line) -> None:
    """When somebody made sure that it is so; long ago is marked."""
    if str(service.get("_state")) == "draft":
        st.badge(in_badge(desk.say("document.state.draft")), color="gray")
        return
    on = days.read(service.get("assured_date"))
    if directory.is_stale(service, desk.by.today):
        key = "directory.stale" if on else "directory.never_verified"
        st.badge(
            in_badge(desk.say(key, on=days.said(desk, on) if on else "")),
            color="orange",
            icon=":material/update:",
        )
    elif on:
        st.markdown(
            f":gray[{plain(desk.say('directory.verified', on=days.said(desk, on)))}]", width="content"
        )


def labels(desk: Desk, tag: str, keys: Any) -> str:
    """Some choices as people read them, in a row."""
    known = list_filters.labels(desk, tag)
    chosen = keys if isinstance(keys, list | tuple | frozenset) else [keys] if keys else []
    return ", ".join(str(known.get(key, key)) for key in chosen)


def _state(desk: Desk, service: Line) -> None:
    status = str(service.get("status") or "")
    if status in STATES:
        st.badge(in_badge(labels(desk, "service.status", status)), color=STATES[status])


def _organisation(desk: Desk, one: Entry) -> None:
    """Whose service it is, how we stand with them, and the number to call."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        places.folder(desk, KIND, one.id, plain(one.name))
        relation(desk, one.relation)
        if one.phones:
            st.markdown(plain(one.phones[0]), width="content")


def _about(desk: Desk, one: Entry, service: Line) -> str:
    """Areas, for whom, cost, languages, place, queue: what decides whether it fits."""
    parts = [labels(desk, tag, service.get(word)) for word, tag in LISTED.items()]
    parts.append(labels(desk, "service.cost", service.get("cost")))
    languages = service.get("languages") or sorted(one.own_languages)
    parts.append(labels(desk, "service.languages", languages))
    parts.append(str(service.get("service_areas") or ", ".join(one.places[:1])))
    if wait := str(service.get("wait_time") or ""):
        parts.append(desk.say("directory.wait", time=wait))
    return " · ".join(part for part in parts if part)
