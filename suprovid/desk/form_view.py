"""A form on the screen, filled section by section; every change is in the draft before the next is typed.

There is no `st.form`: what an answer shows or hides must be seen at once.
Only the open section is drawn; it and the list of sections are one fragment, so that an answer redraws these
and not the page.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import streamlit as st

from suprovid.casework.acts import new_id
from suprovid.desk import (
    form_view_lines,
    form_view_tree,
    widgets_choice,
    widgets_files,
    widgets_text,
    widgets_time,
)
from suprovid.desk.drafting import PROBLEMS, Filling
from suprovid.desk.escaping import plain
from suprovid.desk.form_view_language import draw_switch, spoken
from suprovid.desk.form_view_merge import clash, draw_merge
from suprovid.desk.form_view_opening import begin, draft_of, filling_of, session_key, with_ids
from suprovid.desk.form_view_reading import draw_reading
from suprovid.desk.form_view_sections import draw_contents, draw_section
from suprovid.desk.form_view_sheet import Desk, Opened, Sheet
from suprovid.forms.answers import Answers, copied
from suprovid.forms.problems import Problem
from suprovid.forms.tongues import is_right_to_left

__all__ = ["Opened", "Outcome", "draw"]

REGISTERED = (form_view_lines, form_view_tree, widgets_choice, widgets_files, widgets_text, widgets_time)
"""Importing them registers every widget and shape."""
TRIES = 4


@dataclass(frozen=True, repr=False)
class Outcome:
    """What the person asks for: `act` is "save" (as a draft document) or "submit".

    `answers` are those to store: computed ones in, hidden ones out; `revision` is the one to expect.
    `pending` are files by hash that could not be stored yet, because there was no folder.
    """

    act: str
    answers: Answers
    revision: int | None
    filling: Filling

    @property
    def pending(self) -> dict[str, bytes]:
        return self.filling.waiting()

    def event(self) -> str:
        """What the act is called in the history: the same when it is asked for again, so it is made once."""
        event, self.filling.event = self.filling.event or new_id(), ""
        return event

    def again(self, event: str) -> None:
        """Nobody knows whether it was done: the same act is asked for in the next run."""
        self.filling.wanted, self.filling.event = self.act, event

    def done(self) -> None:
        """It is stored: nothing of this filling is needed any more."""
        self.filling.forget()
        st.session_state.pop(session_key(self.filling.draft.id), None)

    def refused(self, problems: tuple[Problem, ...]) -> None:
        """The core found problems: show them, with everything typed still there."""
        self.filling.checked = True
        self.filling.said = problems
        self.filling.focus = PROBLEMS
        st.rerun()

    def stale(self, theirs: Answers, revision: int, by: str = "") -> None:
        """Somebody saved meanwhile: ask for the same again, or show what they changed, field by field."""
        filling, theirs = self.filling, with_ids(copied(theirs), self.filling.form)
        filling.tries += 1
        if filling.tries < TRIES and not clash(filling, theirs):
            filling.rebase(theirs, revision)
            filling.wanted = self.act
        else:
            filling.theirs, filling.theirs_revision, filling.theirs_by = theirs, revision, by
        st.rerun()


def draw(desk: Desk, opened: Opened) -> Outcome | None:
    """Draw the form; what the person asked for in this run, if anything."""
    if opened.read_only:
        draw_reading(_sheet(desk, opened, begin(draft_of(desk, opened), desk, opened)))
        return None
    filling = filling_of(desk, opened)
    if filling.theirs is not None:
        draw_merge(_sheet(desk, opened, filling))
        return None
    outcome = _outcome(filling, spoken(desk, replace(opened, setting=filling.setting)))
    if outcome is not None:
        return outcome
    _offer_draft(desk, filling)
    draw_switch(desk, opened, filling)
    _filled(desk, opened)
    _bar(desk, opened, filling)
    return None


def _sheet(desk: Desk, opened: Opened, filling: Filling) -> Sheet:
    opened = replace(opened, setting=filling.setting)
    view = filling.view
    problems = () if opened.read_only else view.problems(spoken(desk, opened))
    return Sheet(desk, opened, filling, view, tuple(dict.fromkeys((*problems, *filling.said))))


def _outcome(filling: Filling, language: str) -> Outcome | None:
    """What was asked for by a button, unless a problem stands against it: then that is shown."""
    act, filling.wanted = filling.wanted, ""
    if not act:
        return None
    filling.said = ()
    problems = filling.view.problems(language, draft=act == "save")
    if problems:
        filling.checked = filling.checked or act == "submit"
        filling.said = problems if act == "save" else ()
        filling.where.section = problems[0].section
        filling.focus = PROBLEMS
        return None
    return Outcome(act, filling.to_save(), filling.draft.revision, filling)


def _offer_draft(desk: Desk, filling: Filling) -> None:
    """A draft was taken up: say so, and let the person throw it away."""
    if not filling.resumed:
        return
    with st.container(key="form-draft", horizontal=True, vertical_alignment="center", border=True):
        told = desk.say("form.draft_resumed", at=_moment(filling.resumed))
        st.markdown(f":material/history: {plain(told)}")
        st.button(desk.say("form.draft_continue"), on_click=_keep_on, args=(filling,), key="form-draft-keep")
        st.button(
            desk.say("form.draft_throw"), on_click=filling.throw_away, key="form-draft-throw", type="tertiary"
        )


def _keep_on(filling: Filling) -> None:
    filling.resumed = ""


def _moment(iso: str) -> str:
    return f"{iso[8:10]}.{iso[5:7]}.{iso[:4]} {iso[11:16]}"


@st.fragment
def _filled(desk: Desk, opened: Opened) -> None:
    """The part that every answer redraws: sections, problems, the open section."""
    filling = filling_of(desk, opened)
    sheet = _sheet(desk, opened, filling)
    sections = sheet.view.sections
    if not sections:
        return
    number = next((n for n, shown in enumerate(sections) if shown.key == filling.where.section), 0)
    with st.container(key="form-rtl" if is_right_to_left(sheet.language) else "form-ltr"):
        if len(sections) == 1:
            draw_section(sheet, sections, number)
            return
        contents, body = st.columns([1, 3], gap="medium")
        with contents, st.container(key="form-sections"):
            draw_contents(sheet, sections)
        with body:
            draw_section(sheet, sections, number)


def _bar(desk: Desk, opened: Opened, filling: Filling) -> None:
    """The buttons that are always in sight."""
    with st.bottom, st.container(horizontal=True, key="form-bar", vertical_alignment="center"):
        st.button(
            desk.say("form.save"),
            key="form-save",
            on_click=_want,
            args=(filling, "save"),
            icon=":material/save:",
            shortcut="Ctrl+S",
        )
        if opened.submits:
            st.button(
                desk.say("form.submit"),
                key="form-submit",
                on_click=_want,
                args=(filling, "submit"),
                icon=":material/check:",
                type="primary",
            )


def _want(filling: Filling, act: str) -> None:
    filling.wanted = act
