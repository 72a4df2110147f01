"""A form on the screen, filled section by section; every change is in the draft before the next is typed.

There is no `st.form`: what an answer shows or hides must be seen at once.
Only the open section is drawn; it and the list of sections are one fragment, so that an answer redraws these
and not the page.
"""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass
from typing import Any

import streamlit as st

from suprovid.desk import (
    chrome,
    form_view_lines,
    widgets_choice,
    widgets_files,
    widgets_text,
    widgets_time,
)
from suprovid.desk.drafting import Filling, Keeps, Where, begun, draft_id, fingerprint
from suprovid.desk.escaping import plain
from suprovid.desk.form_view_merge import clash, draw_merge
from suprovid.desk.form_view_reading import draw_earlier, draw_reading
from suprovid.desk.form_view_rows import draw_rows, key_of
from suprovid.desk.form_view_sheet import Desk, Opened, Sheet, steps_of
from suprovid.desk.style import mark, selector
from suprovid.forms.answers import Answers, copied
from suprovid.forms.look import ShownSection
from suprovid.forms.problems import Problem
from suprovid.store.drafts import Draft

__all__ = ["Opened", "Outcome", "draw", "form_view_lines"]

REGISTERED = (widgets_choice, widgets_files, widgets_text, widgets_time)
TOLD, TRIES = 8, 4
HEAD = "form-head"


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
        return self.filling.pending

    def done(self) -> None:
        """It is stored: nothing of this filling is needed any more."""
        self.filling.forget()
        st.session_state.pop(_session_key(self.filling.draft.id), None)

    def refused(self, problems: tuple[Problem, ...]) -> None:
        """The core found problems: show them, with everything typed still there."""
        self.filling.checked = True
        self.filling.said = problems
        st.rerun()

    def stale(self, theirs: Answers, revision: int) -> None:
        """Somebody saved meanwhile: ask for the same again, or show whose change came first, field by field."""
        filling, theirs = self.filling, with_ids(copied(theirs))
        filling.tries += 1
        if filling.tries < TRIES and not clash(filling, theirs):
            filling.rebase(theirs, revision)
            filling.wanted = self.act
        else:
            filling.theirs, filling.theirs_revision = theirs, revision
        st.rerun()


def draw(desk: Desk, opened: Opened) -> Outcome | None:
    """Draw the form; what the person asked for in this run, if anything."""
    if opened.read_only:
        draw_reading(_sheet(desk, opened, _begin(_draft(desk, opened), desk, opened)))
        return None
    filling = filling_of(desk, opened)
    if filling.theirs is not None:
        draw_merge(_sheet(desk, opened, filling))
        return None
    outcome = _outcome(filling)
    if outcome is not None:
        return outcome
    _offer_draft(desk, filling)
    _filled(desk, opened)
    _bar(desk, opened, filling)
    return None


def filling_of(desk: Desk, opened: Opened) -> Filling:
    """The filling of this document in this session; a new one begins from the person's draft, if any."""
    draft = _draft(desk, opened)
    key = _session_key(draft.id)
    filling: Filling | None = st.session_state.get(key)
    if filling is not None and not filling.changed and filling.draft.revision != opened.revision:
        filling = None
    if filling is None:
        _let_go()
        filling = st.session_state[key] = _begin(draft, desk, opened)
    if filling.form is not opened.form:
        filling.form, filling._view = opened.form, None
    filling.look_from(opened.setting)
    return filling


def _let_go() -> None:
    """Other documents that were looked at and not changed need no place in the memory of this session."""
    for key, held in list(st.session_state.items()):
        if isinstance(held, Filling) and not held.changed:
            del st.session_state[key]


def _draft(desk: Desk, opened: Opened) -> Draft:
    kind, folder = opened.folder or (None, None)
    document = str(opened.document["id"]) if opened.document else None
    return Draft(
        person=desk.by.person.id,
        id=opened.draft or draft_id(desk.by.person.id, kind, folder, document or opened.form.key),
        form=opened.form.key,
        kind=kind,
        folder=folder,
        document=document,
        revision=opened.revision,
    )


def _begin(draft: Draft, desk: Desk, opened: Opened) -> Filling:
    before = with_ids(copied(opened.answers))
    drafts: Keeps | None = opened.drafts or getattr(getattr(desk, "work", None), "drafts", None)
    filling = Filling(draft, opened.form, copied(before), before, before, opened.setting, drafts)
    filling.where.began = fingerprint(before)
    kept = None if opened.read_only else begun(draft, drafts)
    if kept is not None:
        _take_up(filling, kept, opened)
    return filling


def _take_up(filling: Filling, kept: Draft, opened: Opened) -> None:
    """Go on with a draft; if somebody changed the document since, that is looked at first."""
    now, filling.where = filling.where.began, Where.read(kept.where)
    filling.answers, filling.resumed = with_ids(copied(kept.answers)), kept.updated
    filling.draft = kept
    untouched = filling.where.began == now or opened.document is None
    if kept.revision == opened.revision or untouched or not filling.changed:
        filling.rebase(filling.before, opened.revision)
    else:
        filling.base, filling.theirs, filling.theirs_revision = None, filling.before, opened.revision


def with_ids(answers: Any) -> Any:
    """Every line of a repeat gets an id, the same each time, if it has none."""
    if isinstance(answers, dict):
        for inner in answers.values():
            with_ids(inner)
    elif isinstance(answers, list):
        for number, line in enumerate(answers):
            if isinstance(line, dict) and "hash" not in line:
                line.setdefault("_id", f"line{number}")
                with_ids(line)
    return answers


def _session_key(draft: str) -> str:
    return f"form.{draft}"


def _sheet(desk: Desk, opened: Opened, filling: Filling) -> Sheet:
    view = filling.view
    problems = () if opened.read_only else view.problems(opened.setting.language)
    return Sheet(desk, opened, filling, view, tuple(dict.fromkeys((*problems, *filling.said))))


def _outcome(filling: Filling) -> Outcome | None:
    """What was asked for by a button, unless a problem stands against it: then that is shown."""
    act, filling.wanted = filling.wanted, ""
    if not act:
        return None
    filling.said = ()
    problems = filling.view.problems(filling.setting.language, draft=act == "save")
    if problems:
        filling.checked = filling.checked or act == "submit"
        filling.said = problems if act == "save" else ()
        filling.where.section = problems[0].section
        return None
    return Outcome(act, filling.view.kept(), filling.draft.revision, filling)


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
    if len(sections) == 1:
        _section(sheet, sections, number)
        return
    contents, body = st.columns([1, 3], gap="medium")
    with contents, st.container(key="form-sections"):
        _contents(sheet, sections)
    with body:
        _section(sheet, sections, number)


def _contents(sheet: Sheet, sections: tuple[ShownSection, ...]) -> None:
    """The list of sections with what is answered, missing and wrong in each."""
    missing = Counter(problem.section for problem in sheet.problems if problem.keyword == "required")
    wrong = Counter(problem.section for problem in sheet.problems if sheet.tells(problem))
    for shown in sections:
        st.button(
            plain(shown.title(sheet.language) or sheet.opened.form.title(sheet.language))
            + _progress(sheet, shown, missing[shown.key], wrong[shown.key]),
            key=_section_key(sheet, shown),
            on_click=_open,
            args=(sheet.filling, shown.key),
            type="tertiary",
            width="stretch",
        )


def _section_key(sheet: Sheet, shown: ShownSection) -> str:
    return f"{sheet.token}-section-{shown.key}"


def _progress(sheet: Sheet, shown: ShownSection, missing: int, wrong: int) -> str:
    answered = sum(sheet.answered(field, (field.key,)) for field in shown.fields)
    if wrong:
        return f" :red[:material/error: {wrong}]"
    if answered and not missing:
        return f" :green[:material/check: {answered}/{len(shown.fields)}]"
    return f" :gray[{answered}/{len(shown.fields)}]"


def _open(filling: Filling, section: str) -> None:
    filling.where.section = section
    filling.focus = (HEAD,)


def _section(sheet: Sheet, sections: tuple[ShownSection, ...], number: int) -> None:
    shown = sections[number]
    with st.container(key=HEAD):
        _problems(sheet)
        mark(_section_key(sheet, shown), (key_of(sheet, steps) for steps in sheet.troubled()))
        if title := shown.title(sheet.language):
            st.subheader(plain(title), anchor=False)
        if note := shown.note(sheet.language):
            st.caption(plain(note))
    draw_rows(sheet, shown.rows)
    draw_earlier(sheet)
    if len(sections) > 1:
        _steps(sheet, sections, number)
    _look_there(sheet)
    if sheet.filling.failed:
        st.error(sheet.say("form.draft_failed"), icon=":material/save:")


def _look_there(sheet: Sheet) -> None:
    """Bring into sight what the last press was about: a field, a new line, the head of a section."""
    wanted, sheet.filling.focus = sheet.filling.focus, ()
    if wanted:
        there = HEAD if wanted == (HEAD,) else key_of(sheet, wanted)
        chrome.jump(selector(there), key=f"jump-{secrets.token_hex(4)}", focus=wanted != (HEAD,))


def _steps(sheet: Sheet, sections: tuple[ShownSection, ...], number: int) -> None:
    """One section back, one on."""
    with st.container(horizontal=True, key="form-steps"):
        for move, icon, side in ((-1, "arrow_back", "left"), (1, "arrow_forward", "right")):
            if 0 <= number + move < len(sections):
                there = sections[number + move]
                st.button(
                    plain(there.title(sheet.language)),
                    key=f"{sheet.token}-step{move}",
                    on_click=_open,
                    args=(sheet.filling, there.key),
                    icon=f":material/{icon}:",
                    icon_position=side,  # type: ignore[arg-type]
                )


def _problems(sheet: Sheet) -> None:
    """What stands against saving or submitting, each with a way to its field."""
    told = [problem for problem in sheet.problems if sheet.filling.checked or problem in sheet.filling.said]
    if not told:
        return
    with st.container(key="form-problems", border=True):
        st.markdown(f":red[:material/error: **{plain(sheet.say('form.problems', count=len(told)))}**]")
        for number, problem in enumerate(told[:TOLD]):
            st.button(
                f"**{plain(_name(sheet, problem))}** — {plain(problem.sentence)}",
                key=f"{sheet.token}-problem-{number}",
                on_click=_go,
                args=(sheet.filling, problem),
                type="tertiary",
            )
        if len(told) > TOLD:
            st.caption(sheet.say("form.problems_more", count=len(told) - TOLD))


def _name(sheet: Sheet, problem: Problem) -> str:
    """The field that a problem is about, with the number of the line."""
    form, name = sheet.opened.form, ""
    parts: list[str] = []
    for step in problem.path:
        if isinstance(step, int):
            parts[-1:] = [f"{parts[-1]} {step + 1}"] if parts else []
            continue
        name = f"{name}.{step}" if name else step
        parts.append(form.field(name).title(sheet.language) if form.has(name) else step)
    return " → ".join(parts) or form.title(sheet.language)


def _go(filling: Filling, problem: Problem) -> None:
    """Open the section and the lines that a problem is in."""
    filling.where.section = problem.section
    steps = filling.focus = steps_of(filling.answers, problem.path)
    for length, step in enumerate(problem.path):
        if isinstance(step, int):
            filling.open_line(steps[:length], steps[length])


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
