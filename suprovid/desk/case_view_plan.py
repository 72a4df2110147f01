"""The plan of a case: its steps in order, who does what by when, and what has to wait for what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from suprovid.casework.acts import new_id
from suprovid.casework.known import Line
from suprovid.casework.tags import Lines
from suprovid.desk import case_view_marks, case_view_ways, days, document_page, print_route
from suprovid.desk.document_page import COLOURS
from suprovid.desk.escaping import in_badge, lines, plain
from suprovid.desk.folder_view import Open
from suprovid.desk.menu import file_of
from suprovid.desk.style import HEARD, heard
from suprovid.forms.form import Form

GOAL, AGREEMENT, STATE = "goal.goal", "plan.agreement", "step.state"
TALK = "contact.at"
STEP = "plan-step-"
"""How the key of the place of a step begins; its id comes after."""


def draw(look: Open) -> None:
    """The plan in force, then its steps."""
    _plan(look)
    steps = sorted(look.facts.lines("steps"), key=lambda line: line.get("no") or 1000)
    if not steps:
        st.info(look.desk.say("case.plan.no_steps"), icon=":material/footprint:")
        return
    _progress(look, steps)
    news = _news(look)
    for number, line in enumerate(steps, 1):
        _step(look, number, line, steps, news)


def _plan(look: Open) -> None:
    """What the plan is, how long it holds, what the person said, and what it can be printed as."""
    desk, facts = look.desk, look.facts
    paper = facts.known.paper_of(AGREEMENT)
    if paper is not None:
        with st.container(horizontal=True, vertical_alignment="center", key="plan-paper"):
            form = desk.work.library.form(paper.form)
            query = document_page.address(*look.at, document=paper.id)
            title = plain(f"{form.title(desk.language)} {paper.document.get('number') or ''}".strip())
            st.page_link(file_of("document"), label=title, icon=case_view_ways.ICON, query_params=query)
            st.badge(
                in_badge(desk.say(f"document.state.{paper.state}")), color=COLOURS.get(paper.state, "gray")
            )
            if said := look.reading.latest(AGREEMENT):
                st.markdown(f":gray[{plain(said)}]", width="content")
            if until := days.read(facts.value("valid_until")):
                colour = days.colour(desk, until)
                label = plain(desk.say("case.plan.until", on=days.said(look.desk, until)))
                st.markdown(f":{colour}[{label}]", width="content")
    with st.container(horizontal=True, vertical_alignment="center", key="plan-prints"):
        _prints(look, paper.id if paper else "")
        found = case_view_ways.way(look, _plan_form(look))
        if found is not None:
            case_view_ways.button(look, found, "plan-edit", type="secondary")
    if vision := look.reading.latest("plan.vision"):
        st.markdown(f"> «{plain(vision)}»")


def _plan_form(look: Open) -> str:
    """The form in which goals are set."""
    forms = look.desk.work.library.forms_meaning(AGREEMENT)
    return next((form.key for form in forms if form.fields_meaning(GOAL)), "")


def _prints(look: Open, plan: str) -> None:
    desk, (kind, id) = look.desk, look.at
    for what in ("algorithm", "contacts"):
        address = print_route.address(what, kind, id)
        st.link_button(desk.say(f"print.{what}"), address, icon=":material/print:", type="tertiary")
    if plan:
        address = print_route.address("document", kind, id, plan)
        st.link_button(desk.say("case.plan.print"), address, icon=":material/print:", type="tertiary")


def _progress(look: Open, steps: Sequence[Line]) -> None:
    """How much is done, by whom, and how far it is to the advocate."""
    desk, facts = look.desk, look.facts
    done = sum(bool(line["done"]) for line in steps)
    parts = [desk.say("case.plan.done", done=done, count=len(steps))]
    if own := facts.value("steps_by_client"):
        parts.append(desk.say("case.plan.by_client", count=own))
    said = f":gray[{plain(' · '.join(parts))}]"
    if needed := facts.value("advocate_needed"):
        ready = facts.value("advocate_done") or 0
        label = desk.say("case.advocate", done=ready, count=needed)
        said += " " + case_view_marks.badge(label, "green" if ready == needed else "orange")
    st.markdown(said)


def _step(
    look: Open, number: int, line: Line, steps: Sequence[Line], news: tuple[Form, Lines] | None
) -> None:
    """One step in two lines; its state can be changed with a note about it."""
    mark, colour = case_view_marks.step(line)
    with st.container(key=f"{STEP}{line['_id']}", gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            words = plain(look.reading.says("step.what", line))
            start = ""
            if line.get("start_here") is True and line["open"]:
                start = " " + case_view_marks.badge(look.desk.say("print.start_here"), "green")
            st.markdown(f":{colour}[:material/{mark}:] **{number}\\. {words}**{start}", width="stretch")
            _state(look, line, news)
        st.markdown(_about(look, line, steps))


def _about(look: Open, line: Line, steps: Sequence[Line]) -> str:
    """Who, by when, what it waits for, what it is for."""
    desk, reading = look.desk, look.reading
    who = " ".join(filter(None, (reading.says("step.actor", line), _bracketed(look, line))))
    parts = [f":gray[{plain(who)}]"] if who else [f":orange[{plain(desk.say('case.plan.nobody'))}]"]
    if (on := days.read(line.get("due"))) is not None:
        running = line["open"] and look.facts.value("open")
        shade = days.colour(desk, on) if running else "gray"
        when = days.due(desk, on) if running else days.said(look.desk, on)
        parts.append(f":{shade}[{plain(when)}]")
    elif line["open"]:
        parts.append(f":orange[{plain(desk.say('case.plan.no_day'))}]")
    if line.get("legal_deadline") is True:
        parts.append(case_view_marks.badge(desk.say("case.plan.deadline"), "red"))
    if line.get("needed_for_advocate") is True:
        parts.append(f":gray[:material/gavel: {plain(desk.say('case.plan.for_advocate'))}]")
    if waits := _waits(look, line, steps):
        parts.append(f":orange[:material/hourglass_top: {plain(desk.say('case.plan.waits', what=waits))}]")
    said = " · ".join(parts)
    if result := reading.says("step.result", line):
        said += f"  \n:green[:material/subdirectory_arrow_right:] {plain(result)}"
    elif (why := reading.says("step.why", line)) and line["open"]:
        said += f"  \n:gray[{lines(why).strip()}]"
    return said


def _bracketed(look: Open, line: Line) -> str:
    name = look.reading.says("step.actor_name", line)
    return f"({name})" if name else ""


def _waits(look: Open, line: Line, steps: Sequence[Line]) -> str:
    """The steps that must be done first, by their numbers and words."""
    if not line["open"] or not line["waits"]:
        return ""
    wanted = set(line.get("depends_on") or ())
    found = [
        f"{number}. {look.reading.says('step.what', step)}"
        for number, step in enumerate(steps, 1)
        if step["_id"] in wanted and not step["done"]
    ]
    return "; ".join(found)


# -- a new state --------------------------------------------------------------------------------------------


def _news(look: Open) -> tuple[Form, Lines] | None:
    """The form in which news about a step is written down after a talk, and its lines."""
    for form in look.desk.work.library.forms_meaning(TALK):
        if look.folder.kind in form.settings.get("subject", ()) and look.may("write", form):
            for group in look.facts.known.ground.tags.lines.get("step", {}).get(form.key, ()):
                if group.refers is not None and len(group.container) == 1:
                    return form, group
    return None


def _state(look: Open, line: Line, news: tuple[Form, Lines] | None) -> None:
    """The state; for those who may write, a menu of states that opens the note about it."""
    now = look.reading.says(STATE, line) or look.label(STATE, line["state"])
    field = look.facts.known.field(STATE)
    if news is None or field is None:
        st.markdown(f":gray[{plain(now)}]", width="content")
        return
    states = {str(choice.value): choice.title for choice in field.choices(look.desk.language)}
    chosen = st.menu_button(
        heard(now, look.reading.says("step.what", line)),
        [key for key in states if key != line["state"]],
        format_func=lambda key: plain(states[key]),
        key=f"step-state-{line['_id']}{HEARD}",
        type="tertiary",
        help=look.desk.say("case.plan.change_state"),
    )
    if chosen:
        document_page.go(*look.at, news[0].key, **_given(news[1], line, chosen))


def _given(group: Lines, line: Line, state: str) -> Mapping[str, Any]:
    """The first answers of the note: the step and its new state."""
    column = next((column for column in group.columns if column.tag == STATE), None)
    said = {"_id": new_id(), (group.refers or ("",))[-1]: line["_id"]}
    if column is not None:
        said[column.path[-1]] = state
    return {group.container[0][-1]: [said]}
