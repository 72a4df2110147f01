"""The directory, drawn: services with their organisations, contact persons, and gaps in the network."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

import streamlit as st

from suprovid.casework import access, directory, network
from suprovid.casework.directory import KIND, Entry, Sought
from suprovid.casework.network import Coverage
from suprovid.desk import (
    contact_rows,
    directory_bringing,
    doing,
    list_filters,
    places,
    search_view,
    service_row,
)
from suprovid.desk.escaping import in_badge, plain
from suprovid.desk.front_desk import Desk

Row = TypeVar("Row")
VIEW, ROWS = "view", 20
NAME = "organisation.name"
FILTERS: Mapping[str, str] = {
    "area": "field",
    "group": "group",
    "place": "place",
    "language": "language",
    "cost": "cost",
    "status": "status",
    "relation": "relation",
    "kind": "provider_kind",
}
"""What is sought, and the name of the filter that says it."""


def draw(desk: Desk) -> None:
    """The whole page."""
    doing.say_now()
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title(desk.say("page.directory.title"), anchor=False, width="content")
        with st.container(horizontal=True, width="content"):
            directory_bringing.button(desk)
            places.begin(desk, KIND, "directory.add_organisation", "directory-add", type="primary")
    text = search_view.box(desk, "directory-search", "directory.search")
    views = _views(desk)
    with st.container(horizontal=True, vertical_alignment="center", key="filters-directory"):
        view = st.segmented_control(
            desk.say("directory.view"),
            list(views),
            default=list_filters.chosen(VIEW, next(iter(views))),
            format_func=lambda name: desk.say(f"directory.view.{name}"),
            key="directory-view",
            label_visibility="collapsed",
            required=True,
            on_change=_look_at,
        )
        if view != "network":
            list_filters.popover(desk, KIND)
    views[view or next(iter(views))](desk, _sought(desk, text))


def _views(desk: Desk) -> Mapping[str, Callable[[Desk, Sought], None]]:
    """What this person may look at: contact persons only who sees what is personal."""
    found = {"services": services, "organisations": organisations}
    if "personal" in access.sensitivities(desk.work, desk.by, desk.work.any_folder(KIND)):
        found["contacts"] = contacts
    return {**found, "network": gaps}


def _look_at() -> None:
    st.query_params[VIEW] = st.session_state["directory-view"]
    st.query_params.pop(list_filters.PAGE, None)


def _sought(desk: Desk, text: str) -> Sought:
    asked = {name: list_filters.value(desk, KIND, filter) for name, filter in FILTERS.items()}
    return Sought(text=text, **asked)


# -- services and organisations --------------------------------------------------------------------------


def services(desk: Desk, sought: Sought) -> None:
    """Every service that fits, with whose it is; then organisations whose services nobody has entered."""
    found = directory.search(desk.work, desk.by, sought)
    rows = [(one, line) for one in found for line in one.services]
    bare = [one for one in found if not one.services]
    _told(desk, sought, len(rows), "directory.services", bool(rows or bare))
    for one, line in _page(rows):
        service_row.draw(desk, one, line)
    _pages(len(rows))
    if bare and _on_last_page(len(rows)):
        st.header(desk.say("directory.bare"), anchor=False)
        for one in bare:
            _organisation(desk, one)


def organisations(desk: Desk, sought: Sought) -> None:
    """Every organisation that fits, with what it offers."""
    found = directory.search(desk.work, desk.by, sought)
    _told(desk, sought, len(found), "directory.organisations", bool(found))
    for one in _page(found):
        _organisation(desk, one)
    _pages(len(found))


def _organisation(desk: Desk, one: Entry) -> None:
    """One organisation: name, relation, phone; below what it offers and where it works."""
    with st.container(key=f"row-organisation-{one.id}", gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            places.folder(desk, KIND, one.id, f"**{plain(one.name)}**")
            service_row.relation(desk, one.relation)
            for phone in one.phones[:1]:
                st.markdown(plain(phone), width="content")
        offered = "; ".join(str(line.get("name") or "") for line in one.services)
        areas = service_row.labels(desk, "organisation.areas", sorted(one.areas))
        kind = service_row.labels(desk, "organisation.provider_kind", one.kind)
        parts = [kind, offered or areas, ", ".join(one.places[:1])]
        st.markdown(f":gray[{plain(' · '.join(part for part in parts if part))}]")


# -- contact persons -------------------------------------------------------------------------------------


def contacts(desk: Desk, sought: Sought) -> None:
    """Whom to call: the contact persons of the organisations that fit, who agreed to be listed."""
    found = [
        (one, line)
        for one in directory.search(desk.work, desk.by, sought)
        for line in contact_rows.listed(desk, one.contacts)
    ]
    found.sort(key=lambda pair: str(pair[1].get("name") or ""))
    _told(desk, sought, len(found), "directory.contacts", bool(found))
    for one, line in _page(found):
        contact_rows.draw(desk, line, one)
    _pages(len(found))


# -- the network -----------------------------------------------------------------------------------------


def gaps(desk: Desk, sought: Sought) -> None:
    """Areas without an active partner, areas with only one, and providers whom the directory lacks."""
    found = network.coverage(desk.work, desk.by)
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.header(desk.say("directory.gaps"), anchor=False)
        st.caption(desk.say("directory.gaps_help"))
        _areas(desk, [one for one in found if not one.partners], "directory.no_gaps")
        st.header(desk.say("directory.thin"), anchor=False)
        _areas(desk, [one for one in found if len(one.partners) == 1], "directory.not_thin")
    with right:
        if places.founding(desk, KIND):
            _outsiders(desk)


def _areas(desk: Desk, found: Sequence[Coverage], none: str) -> None:
    if not found:
        st.caption(desk.say(none))
    for one in found:
        with st.container(
            horizontal=True, vertical_alignment="center", gap="small", key=f"row-area-{one.area}"
        ):
            st.markdown(plain(one.title), width="content")
            if one.open_requests:
                st.badge(
                    in_badge(desk.say("directory.open_requests", count=one.open_requests)), color="orange"
                )
            if one.ours:
                st.badge(in_badge(desk.say("directory.ours")), color="gray")
            for partner in one.partners:
                places.folder(desk, KIND, partner.id, plain(partner.name))


def _outsiders(desk: Desk) -> None:
    """Providers typed by hand: each can be taken into the directory."""
    found = network.outsiders(desk.work, desk.by)
    st.header(desk.say("directory.outside", count=len(found)), anchor=False)
    st.caption(desk.say("directory.outside_help"))
    for number, one in enumerate(found[:ROWS]):
        with st.container(horizontal=True, vertical_alignment="center", key=f"row-outside-{number}"):
            st.markdown(plain(one.name), width="stretch")
            st.markdown(f":gray[{plain(desk.say('directory.times', count=one.count))}]", width="content")
            places.begin(
                desk,
                KIND,
                "directory.adopt",
                f"adopt-{number}",
                given=_named(desk, one.name),
                type="tertiary",
            )


def _named(desk: Desk, name: str) -> dict[str, str]:
    """The name as the first answer about a new organisation."""
    form = places.founding(desk, KIND)
    fields = form.fields_meaning(NAME) if form else ()
    return {fields[0].key: name} if fields else {}


# -- rows and pages --------------------------------------------------------------------------------------


def _told(desk: Desk, sought: Sought, count: int, key: str, any_at_all: bool) -> None:
    """How many were found; why there is nothing, where there is nothing."""
    if any_at_all:
        st.caption(plain(desk.say(key, count=count)))
        return
    empty = not any(directory.entries(desk.work, desk.by))
    why = "directory.none" if empty else "list.not_found" if sought.text else "list.filtered_out"
    st.info(desk.say(why), icon=":material/menu_book:")


def _number(count: int) -> int:
    said = list_filters.chosen(list_filters.PAGE, "1")
    return min(max(int(said) if said.isdigit() else 1, 1), max(-(-count // ROWS), 1))


def _page(rows: Sequence[Row]) -> Sequence[Row]:
    start = (_number(len(rows)) - 1) * ROWS
    return rows[start : start + ROWS]


def _on_last_page(count: int) -> bool:
    return _number(count) * ROWS >= count


def _pages(count: int) -> None:
    pages = -(-count // ROWS)
    if pages > 1:
        key = f"directory-page-{_number(count)}-{pages}"
        st.pagination(pages, default=_number(count), key=key, on_change=_turn, args=(key,))


def _turn(key: str) -> None:
    st.query_params[list_filters.PAGE] = str(st.session_state[key])
