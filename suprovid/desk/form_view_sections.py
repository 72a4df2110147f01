"""The sections of a form: the list of them with progress, the open one, and what is wrong on top."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator

import streamlit as st

from suprovid.desk import chrome
from suprovid.desk.drafting import PROBLEMS, Filling
from suprovid.desk.escaping import plain
from suprovid.desk.form_view_reading import draw_earlier, draw_hidden
from suprovid.desk.form_view_rows import draw_rows, key_of
from suprovid.desk.form_view_sheet import Sheet, steps_of
from suprovid.desk.style import mark, selector
from suprovid.forms.problems import Problem
from suprovid.forms.sections import ShownSection
from suprovid.forms.tongues import apart

TOLD = 8
HEAD = ("form-head",)


def draw_contents(sheet: Sheet, sections: tuple[ShownSection, ...]) -> None:
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
    filling.go_to(section)
    filling.focus = HEAD


def draw_section(sheet: Sheet, sections: tuple[ShownSection, ...], number: int) -> None:
    shown = sections[number]
    with st.container(key=HEAD[0]):
        _problems(sheet)
        wrong = [key_of(sheet, steps) for steps in sheet.troubled()]
        if wrong or len(sections) > 1:
            mark(_section_key(sheet, shown), wrong)
        chrome.say_wrong(tuple(_heard(sheet, shown)))
        if title := shown.title(sheet.language):
            st.header(plain(title), anchor=False)
        if note := shown.note(sheet.language):
            st.caption(plain(note))
    draw_rows(sheet, shown.rows)
    draw_hidden(sheet)
    draw_earlier(sheet)
    if len(sections) > 1:
        _steps(sheet, sections, number)
    _look_there(sheet, _section_key(sheet, shown) if len(sections) > 1 else "")
    if sheet.filling.failed:
        st.error(sheet.say("form.draft_failed"), icon=":material/save:")


def _heard(sheet: Sheet, shown: ShownSection) -> Iterator[tuple[str, str]]:
    """What is wrong in the open section, by the elements that it is about, for those who listen."""
    for problem in sheet.problems:
        if problem.section == shown.key and sheet.tells(problem):
            there = key_of(sheet, steps_of(sheet.filling.answers, problem.path))
            yield selector(there), f"{_name(sheet, problem)}: {problem.sentence}"


def _look_there(sheet: Sheet, section: str) -> None:
    """Bring into sight what the last press was about: a field, a new line, the head of a section."""
    wanted, sheet.filling.focus = sheet.filling.focus, ()
    if wanted:
        there = wanted[0] if wanted in (HEAD, PROBLEMS) else key_of(sheet, wanted)
        key = f"jump-{secrets.token_hex(4)}"
        beside = selector(section) if section else ""
        chrome.jump(selector(there), key, focus=wanted != HEAD, whole=wanted == PROBLEMS, beside=beside)


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
    with st.container(key=PROBLEMS[0], border=True):
        st.markdown(f":red[:material/error: **{plain(sheet.say('form.problems', count=len(told)))}**]")
        for number, problem in enumerate(told[:TOLD]):
            name, sentence = apart(_name(sheet, problem), problem.sentence)
            st.button(
                f"**{plain(name)}** — {plain(sentence)}",
                key=f"{sheet.token}-problem-{number}",
                on_click=_go,
                args=(sheet.filling, problem),
                type="tertiary",
            )
        if len(told) > TOLD:
            st.caption(sheet.say("form.problems_more", count=len(told) - TOLD))


def _name(sheet: Sheet, problem: Problem) -> str:
    """The field that a problem is about, with the number of the line."""
    parts: list[str] = []
    for length, step in enumerate(problem.path, start=1):
        if isinstance(step, int):
            parts[-1:] = [f"{parts[-1]} {step + 1}"] if parts else []
            continue
        asked = sheet.view.asked(problem.path[:length])
        parts.append(asked.title(sheet.language) if asked else step)
    return " → ".join(parts) or sheet.opened.form.title(sheet.language)


def _go(filling: Filling, problem: Problem) -> None:
    """Open the section and the lines that a problem is in."""
    filling.go_to(problem.section)
    steps = filling.focus = steps_of(filling.answers, problem.path)
    for length, step in enumerate(problem.path):
        if isinstance(step, int):
            filling.open_line(steps[:length], steps[length])
