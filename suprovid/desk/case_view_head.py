"""The head of a case: whose it is, how to talk with them, who works on it, where it stands, when next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import streamlit as st

from suprovid.casework import people
from suprovid.casework.access import MARK
from suprovid.casework.links import CLIENT
from suprovid.desk import case_view_more, days, document_page, folder_view, places
from suprovid.desk.escaping import in_badge, plain
from suprovid.desk.folder_view import Open
from suprovid.forms.tongues import side_by_side

RISKS: dict[str, Any] = {"low": "green", "medium": "orange", "high": "red", "immediate": "red"}
NOBODY: dict[str, Any] = {}


def draw(look: Open) -> None:
    """Three lines that are always in sight."""
    with st.container(key="case-head", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", key="case-name"):
            st.title(plain(_called(look)), anchor=False, width="content")
            folder_view.stage_badge(look)
            _flags(look)
            case_view_more.draw(look)
        _person(look)
        _people(look)
        _dates(look)


def _called(look: Open) -> str:
    parts = (str(look.folder.about.get("code") or ""), folder_view.name_of(look))
    return side_by_side(parts)


def _flags(look: Open) -> None:
    """Flags, risk and complexity, for those who may see them."""
    facts, desk = look.facts, look.desk
    for flag in facts.value("flags") or ():
        said = look.reading.text("case.flags", [flag], NOBODY)
        if said and said != MARK:
            st.badge(in_badge(said), color="red" if flag == "crisis" else "orange", icon=":material/flag:")
    risk, level = _seen(look, "risk.level"), str(facts.value("risk_level") or "")
    if risk:
        said = desk.say("case.risk", level=risk.lower())
        st.badge(in_badge(said), color=RISKS.get(level, "gray"), icon=":material/shield:")
    if hardness := _seen(look, "case.complexity") or _seen(look, "start.complexity"):
        st.badge(in_badge(desk.say("case.complexity", level=hardness.lower())), color="gray")


def _seen(look: Open, tag: str) -> str:
    """The newest answer with a tag, unless this person does not see it."""
    said = look.reading.latest(tag)
    return "" if said == MARK else said


def _person(look: Open) -> None:
    """What the case is about, the person's card, the language and what eases talking."""
    desk, facts = look.desk, look.facts
    with st.container(horizontal=True, vertical_alignment="center", key="case-person"):
        if client := look.folder.about.get(CLIENT):
            places.folder(desk, CLIENT, str(client), desk.say("case.client_card"))
        if title := _seen(look, "case.title"):
            st.markdown(f"**{plain(title)}**", width="content")
        if language := _seen(look, "client.language"):
            st.markdown(f":material/language: {plain(language)}", width="content")
        if facts.value("interpreter_needed") is True:
            st.badge(in_badge(desk.say("case.interpreter")), color="violet", icon=":material/translate:")
        if needs := _seen(look, "client.communication_needs"):
            st.badge(in_badge(needs), color="violet", icon=":material/hearing:")


def _people(look: Open) -> None:
    """Who coordinates, who stands in, who else works on it."""
    said = plain(side_by_side(_team(look)))
    st.markdown(f":gray[{said}]" if said else "\u00a0")


def _team(look: Open) -> Iterator[str]:
    desk, facts = look.desk, look.facts
    name = people.name(desk.work, facts.value("coordinator"))
    yield desk.say("case.coordinator", name=name) if name else desk.say("case.no_coordinator")
    if deputy := people.name(desk.work, facts.value("deputy")):
        yield desk.say("case.deputy", name=deputy)
    team = [look.reading.says("team.who", line) for line in facts.known.lines("team")]
    if named := ", ".join(filter(None, dict.fromkeys(team))):
        yield desk.say("case.team", names=named)


def _dates(look: Open) -> None:
    """When next: the promised contact, the review of the plan, the way to the advocate."""
    facts, desk = look.facts, look.desk
    with st.container(horizontal=True, vertical_alignment="center", key="case-dates"):
        if facts.value("open"):
            _next_contact(look)
            if review := days.read(facts.value("next_review")):
                said = plain(desk.say("case.next_review", when=days.due(desk, review)))
                st.markdown(f":{days.colour(desk, review)}[{said}]", width="content")
        if ready := facts.value("advocate_needed"):
            done = facts.value("advocate_done") or 0
            colour = "green" if done == ready else "gray"
            said = plain(desk.say("case.advocate", done=done, count=ready))
            st.markdown(f":{colour}[:material/gavel: {said}]", width="content")
        for enquiry in look.folder.about.get("enquiries", ()):
            page, query = document_page.home("enquiry", str(enquiry))
            code = str(desk.work.links.about("enquiry", str(enquiry)).get("code", ""))
            if places.may_go(desk, "enquiry") and places.may_read(desk, "enquiry", str(enquiry)):
                label = plain(desk.say("case.enquiry", code=code))
                st.page_link(page, label=label, icon=places.ICONS["enquiry"], query_params=query)


def _next_contact(look: Open) -> None:
    desk = look.desk
    promised = days.read(look.facts.value("promised_contact"))
    if promised is None:
        st.markdown(f":red[:material/event_busy: {plain(desk.say('case.no_next_contact'))}]", width="content")
        return
    said = desk.say("case.next_contact", when=days.due(desk, promised))
    if purpose := _seen(look, "contact.next_purpose"):
        said += f" ({purpose})"
    st.markdown(f":{days.colour(desk, promised)}[:material/event: {plain(said)}]", width="content")
