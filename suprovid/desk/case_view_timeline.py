"""What happened in a case, newest first, in sentences: documents, talks with the person, acts of people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from suprovid.casework import history, overrides, people
from suprovid.casework.facts_contact import REACHED
from suprovid.casework.history import CONTACT, DOCUMENT, EVENT, Moment
from suprovid.casework.rules import say
from suprovid.desk import days, document_page
from suprovid.desk.document_page import COLOURS
from suprovid.desk.escaping import in_badge, plain
from suprovid.desk.folder_view import Open
from suprovid.desk.menu import file_of
from suprovid.errors import Missing

ROWS = 20
ALL = ""
CHANNEL, MADE, SUMMARY = TALK_TAGS = ("contact.channel", "contact.result", "contact.summary")


def draw(look: Open) -> None:
    """A filter, the first rows, and the others behind a click."""
    desk, key = look.desk, f"timeline-{look.folder.id}"
    only = st.segmented_control(
        desk.say("case.history.show"),
        [ALL, DOCUMENT, CONTACT, EVENT],
        default=ALL,
        format_func=lambda value: desk.say(f"case.history.{value or 'all'}"),
        key=f"{key}-only",
        label_visibility="collapsed",
        required=True,
    )
    folders = (look.folder, *look.facts.known.linked)
    found = history.moments(desk.work, folders, only or ALL)
    if not found:
        st.info(desk.say("case.history.none"), icon=":material/history:")
    shown = int(st.session_state.get(f"{key}-rows", ROWS))
    for number, moment in enumerate(found[:shown]):
        _moment(look, moment, number)
    if len(found) > shown:
        left = desk.say("case.history.more", count=len(found) - shown)
        st.button(left, key=f"{key}-more", on_click=_more, args=(f"{key}-rows", shown), type="tertiary")


def _more(key: str, shown: int) -> None:
    st.session_state[key] = shown + ROWS


def _moment(look: Open, moment: Moment, number: int) -> None:
    on = days.read(moment.at)
    when = f":gray[{days.said(look.desk, on) if on else ''}]"
    who = plain(people.name(look.desk.work, moment.who))
    if moment.kind == EVENT:
        st.markdown(f"{when} · {who}: {plain(sentence(look, moment))}")
        return
    with st.container(key=f"moment-{number}-{moment.document}", gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(when, width="content")
            query = document_page.address(*moment.folder, document=moment.document)
            icon = ":material/forum:" if moment.kind == CONTACT else ":material/description:"
            title = plain(_title(look, moment.form))
            st.page_link(file_of("document"), label=f"**{title}**", icon=icon, query_params=query)
            if moment.what != "submitted":
                label = look.desk.say(f"document.state.{moment.what}")
                st.badge(in_badge(label), color=COLOURS.get(moment.what, "gray"))
            st.markdown(f":gray[{who}]", width="content")
        if moment.kind == CONTACT and (said := _talk(look, moment)):
            st.markdown(said)


def _talk(look: Open, moment: Moment) -> str:
    """How the talk went, in one line, as far as this person may read it."""
    line: dict[str, Any] = {"_document": moment.document, "_folder": moment.folder}
    known = look.facts.known
    paper = next((paper for paper in known.papers if paper.id == moment.document), None)
    if paper is None:
        return ""
    said = {tag: look.reading.text(tag, next(known.answers_in(paper, tag), None), line) for tag in TALK_TAGS}
    made = "" if next(known.answers_in(paper, MADE), None) in REACHED else said[MADE]
    about = plain(" · ".join(part for part in (said[CHANNEL], made) if part))
    return f":gray[{about}]  \n{plain(said[SUMMARY])}" if said[SUMMARY] else f":gray[{about}]"


def _title(look: Open, form: str) -> str:
    try:
        return look.desk.work.library.form(form).title(look.desk.language)
    except Missing:
        return form


# -- acts in words ------------------------------------------------------------------------------------------


def sentence(look: Open, moment: Moment) -> str:
    """An act as a sentence, with what it was about and why."""
    desk, about = look.desk, moment.about or {}
    words = {**_words(look, about), "form": _title(look, moment.form) if moment.form else ""}
    key = f"case.act.{moment.what}"
    known = desk.work.library.words.has(key, desk.language)
    said = desk.say(key if known else "case.act.other", act=moment.what, **words)
    if warned := _warnings(look, about):
        said += " " + desk.say("case.act.despite", what=warned)
    if reason := about.get("reason"):
        said += " " + desk.say("case.act.because", reason=str(reason))
    return said


def _words(look: Open, about: Mapping[str, Any]) -> dict[str, object]:
    """The facts of an event as words: stages by their labels, people by their names, flags by theirs."""
    return {
        "from_": _named(look, about.get("from")),
        "to": _named(look, about.get("to")),
        "flags": ", ".join(look.label("case.flags", flag) for flag in about.get("flags") or ()) or "–",
        "count": about.get("comments", 0),
    }


def _named(look: Open, value: Any) -> str:
    stage = look.desk.work.programme.stage(str(value))
    if stage is not None:
        return say(stage.label, look.desk.language)
    return people.name(look.desk.work, value) or "–"


def _warnings(look: Open, about: Mapping[str, Any]) -> str:
    """The warnings that were passed, by their labels."""
    if not (about.get("warnings") or about.get("gate")):
        return ""
    folder = look.folder.__class__(look.folder.kind, look.folder.id, 0, events=[dict(about)])
    found = overrides.overrides(folder, look.desk.work.programme, look.desk.language)
    return "; ".join(each.label for each in found)
