"""The thread of a case, to read from top to bottom: request, need, goal, steps, services, result.

Where it breaks, it says so in words, with what would mend it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import streamlit as st

from suprovid.casework import thread
from suprovid.casework.known import Line
from suprovid.casework.thread import GoalThread, RequestThread, ServiceThread, StepThread
from suprovid.desk import case_view_marks, days
from suprovid.desk.escaping import plain
from suprovid.desk.folder_view import Open

STATES: Mapping[str, Any] = {
    "open": "orange",
    "in_case": "blue",
    "referred": "blue",
    "answered": "green",
    "solved": "green",
    "partly_solved": "green",
}
INDENT = "\u2003"


def draw(look: Open) -> None:
    """Every request with what hangs on it; then what serves no request."""
    found = thread.thread(look.facts)
    desk = look.desk
    if not (found.requests or found.loose or found.loose_steps):
        st.info(desk.say("case.thread.none"), icon=":material/inbox:")
        return
    breaks = len(found.breaks)
    key = "case.thread.breaks" if breaks else "case.thread.whole"
    st.caption(plain(desk.say(key, count=breaks)))
    for number, one in enumerate(found.requests, 1):
        _request(look, number, one)
    if found.loose or found.loose_steps:
        with st.expander(desk.say("case.thread.loose"), expanded=True, key="thread-loose"):
            for goal in found.loose:
                _goal(look, goal)
            for step in found.loose_steps:
                _step(look, step, 0)


def _request(look: Open, number: int, one: RequestThread) -> None:
    """One request, folded when it is whole and settled."""
    with st.expander(
        _title(look, number, one),
        expanded=bool(one.all_breaks) or not _settled(one),
        key=f"thread-{number}",
    ):
        _asked(look, one)
        _breaks(look, one.breaks)
        for goal in one.goals:
            _goal(look, goal)
        for service in one.services:
            _service(look, service, 0)


def _settled(one: RequestThread) -> bool:
    return bool(one.request and (one.request.get("settled") or one.request.get("answered")))


def _title(look: Open, number: int, one: RequestThread) -> str:
    """The request in the person's words, its state, and how often the thread breaks."""
    desk = look.desk
    if one.request is not None:
        words = look.reading.says("request.words", one.request)
        state = str(one.request["state"])
        badge = case_view_marks.badge(look.label("request.state", state), STATES.get(state, "gray"))
    else:
        words = look.reading.says("domain.area", one.need or {})
        badge = case_view_marks.badge(desk.say("case.thread.need_only"), "gray")
    breaks = len(one.all_breaks)
    mark = case_view_marks.badge(desk.say("case.thread.broken", count=breaks), "orange") if breaks else ""
    return f"**{number}\\. {plain(words)}** {badge} {mark}".strip()


def _asked(look: Open, one: RequestThread) -> None:
    """Area, urgency and barriers of the request; how the need stands for the person and for the worker."""
    desk, line = look.desk, one.request
    if line is not None:
        area, *kind = (look.reading.says(f"request.{word}", line) for word in ("area", "nature", "urgency"))
        told = [" — ".join(filter(None, (area, "; ".join(part.lower() for part in kind if part))))]
        if barriers := look.reading.says("request.barriers", line):
            told.append(desk.say("case.thread.barriers", barriers=barriers.lower()))
        st.markdown("  \n".join(f":gray[{plain(each)}]" for each in told if each))
        if answer := look.reading.says("request.answer", line):
            st.markdown(f":material/reply: {plain(answer)}")
    if one.need is not None:
        levels = {
            "area": look.reading.says("domain.area", one.need),
            "client": look.reading.says("domain.level_client", one.need) or "–",
            "worker": look.reading.says("domain.level_worker", one.need) or "–",
        }
        st.markdown(f":material/balance: {plain(desk.say('case.thread.need', **levels))}")
        if note := look.reading.says("domain.note", one.need):
            st.markdown(f":gray[{INDENT}{plain(note)}]")


def _goal(look: Open, one: GoalThread) -> None:
    desk, goal = look.desk, one.goal
    state = look.reading.says("goal.state", goal)
    with st.container(gap=None):
        colour = "blue" if goal["active"] else "gray"
        words = plain(look.reading.says("goal.goal", goal))
        st.markdown(f":material/flag: **{words}** {case_view_marks.badge(state, colour)}")
        about = []
        if on := days.read(goal.get("target_date")):
            about.append(desk.say("case.thread.until", on=days.said(look.desk, on)))
        if result := look.reading.says("goal.expected_result", goal):
            about.append(desk.say("case.thread.expected", result=result))
        if level := look.reading.says("goal.level", goal):
            about.append(desk.say("case.thread.level", level=level))
        if about:
            st.markdown(f":gray[{plain('; '.join(about))}]")
        _breaks(look, one.breaks)
        for step in one.steps:
            _step(look, step, 1)
        for service in one.services:
            _service(look, service, 1)


def _step(look: Open, one: StepThread, depth: int) -> None:
    line = one.step
    mark, colour = case_view_marks.step(line)
    said = f"{INDENT * depth}:{colour}[:material/{mark}:] {plain(look.reading.says('step.what', line))}"
    if state := look.reading.says("step.state", {**line}):
        said += f" {case_view_marks.badge(state, 'gray')}"
    if actor := look.reading.says("step.actor", line):
        said += f" :gray[{plain(actor.lower())}]"
    if (on := days.read(line.get("due"))) and line["open"] and look.facts.value("open"):
        said += f" :{days.colour(look.desk, on)}[{plain(days.due(look.desk, on))}]"
    if result := look.reading.says("step.result", line):
        said += f"  \n{INDENT * (depth + 1)}:green[:material/subdirectory_arrow_right:] {plain(result)}"
    st.markdown(said)
    _breaks(look, one.breaks, depth)


def _service(look: Open, one: ServiceThread, depth: int) -> None:
    """A service of the plan or a referral, and what came of it."""
    line = one.service
    referral = "referral_state" if "offers" in line else "service"
    name, state = (
        case_view_marks.referral(look, line) if referral == "referral_state" else _package(look, line)
    )
    said = f"{INDENT * depth}:material/handshake: {plain(name)} {case_view_marks.badge(state, 'gray')}"
    if result := _result(look, one):
        said += f" :green[{plain(result)}]"
    st.markdown(said)
    _breaks(look, one.breaks, depth)


def _package(look: Open, line: Line) -> tuple[str, str]:
    parts = (look.reading.says("package.service", line), look.reading.says("package.provider", line))
    return ", ".join(part for part in parts if part), look.reading.says("package.state", line)


def _result(look: Open, one: ServiceThread) -> str:
    """What came of a service, after the question that says so."""
    line = one.service
    for tag in ("referral.service_received", "package.received", "package.delivered", "package.helped"):
        if line.get(tag.rpartition(".")[2]) == one.result and one.result:
            field, said = look.facts.known.field(tag), look.reading.says(tag, line)
            return f"{field.title(look.desk.language)}: {said.lower()}" if field and said else said
    return ""


def _breaks(look: Open, found: Iterable[str], depth: int = 0) -> None:
    for each in found:
        said = plain(look.desk.say(f"case.break.{each}"))
        st.markdown(f"{INDENT * depth}:orange[:material/link_off: {said}]")
