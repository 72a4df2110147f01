"""Contact persons of organisations: whom to call, how, and where the acquaintance comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from suprovid.casework import access
from suprovid.casework.directory import KIND, Entry
from suprovid.desk import days, places, service_row
from suprovid.desk.escaping import in_badge, plain
from suprovid.desk.front_desk import Desk

Line = Mapping[str, Any]


def listed(desk: Desk, contacts: Iterable[Line]) -> tuple[Line, ...]:
    """Those who agreed to be listed; all of them for whoever looks after the directory."""
    keeps = access.may(desk.work, desk.by, "write", desk.work.any_folder(KIND))
    return tuple(line for line in contacts if keeps or line.get("agreed") is True)


def draw(desk: Desk, line: Line, one: Entry | None = None) -> None:
    """Name, role, organisation; below phone, e-mail, the way they prefer and how we know them."""
    with st.container(key=f"row-contact-{line['_id']}-{line['_document']}", gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f":material/person: **{plain(str(line.get('name') or '–'))}**", width="content")
            if role := str(line.get("role") or ""):
                st.markdown(plain(role), width="content")
            if one is not None:
                places.folder(desk, KIND, one.id, plain(one.name))
            if line.get("agreed") is not True:
                st.badge(in_badge(desk.say("directory.not_agreed")), color="orange")
        st.markdown(" · ".join(_about(desk, line)) or "\u00a0")


def _about(desk: Desk, line: Line) -> list[str]:
    parts = [plain(str(line[word])) for word in ("phone", "email") if line.get(word)]
    if prefers := service_row.labels(desk, "organisation.contact.prefers", line.get("prefers")):
        parts.append(f":gray[{plain(desk.say('directory.prefers', how=prefers.lower()))}]")
    if source := str(line.get("source") or ""):
        parts.append(f":gray[{plain(desk.say('directory.met', where=source))}]")
    if since := days.read(line.get("since")):
        parts.append(f":gray[{plain(desk.say('directory.since', on=days.said(desk, since)))}]")
    return parts
