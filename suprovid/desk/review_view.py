"""The supervisor's ten minutes: the red line, documents that wait, and cases that need a look."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from operator import attrgetter, itemgetter
from typing import TypeVar

import streamlit as st

from suprovid.casework import lists, people, supervision
from suprovid.casework.lists import Due
from suprovid.casework.supervision import Disagreement, Lately, Passed
from suprovid.desk import days, document_page, doing, places, review_view_document
from suprovid.desk.escaping import in_badge, plain
from suprovid.desk.front_desk import Desk
from suprovid.desk.menu import file_of
from suprovid.store.register import Key

T = TypeVar("T")
ROWS = 5
TOLD = 3


def draw(desk: Desk, asked: Mapping[str, str]) -> None:
    """The overview, or the one document that is being looked at."""
    doing.say_now()
    if asked.get("document"):
        review_view_document.draw(desk, asked["kind"], asked["id"], asked["document"])
        return
    st.title(desk.say("page.review.title"), anchor=False)
    late = lists.supervised(desk.work, desk.by)
    red = supervision.red_line(desk.work, desk.by, late)
    _red_line(desk, red)
    _waiting(desk)
    _cases(desk, [one for one in late if one not in red])


# -- the red line -------------------------------------------------------------------------------------------


def _red_line(desk: Desk, red: Sequence[Due]) -> None:
    """Crisis, danger, basic needs, contact being lost, deadlines: before everything else."""
    crises = supervision.in_crisis(desk.work, desk.by)
    if not red and not crises:
        st.success(desk.say("review.no_red"), icon=":material/check_circle:")
        return
    with st.container(border=True, key="review-red", gap="small"):
        title = plain(desk.say("review.red"))
        st.header(f":material/crisis_alert: {title} :red-badge[{len(red) + len(crises)}]", anchor=False)
        places.ask_names(desk, crises)
        for key in crises:
            with st.container(horizontal=True, vertical_alignment="center", key=f"crisis-{key[1]}"):
                st.markdown(f":red[**{plain(desk.say('review.crisis'))}**]", width="content")
                places.folder(desk, *key)
        _rest(desk, "red", red, lambda one, number: _task(desk, one, number), _of_task)


def _of_task(one: Due) -> Key:
    return one.task.kind, one.task.folder


def _task(desk: Desk, one: Due, number: int) -> None:
    """What is late, whose it is, and how late."""
    task = one.task
    with st.container(horizontal=True, vertical_alignment="center", key=f"red-{task.folder}-{number}"):
        st.markdown(f"**{plain(one.sentence)}**", width="content")
        places.folder(desk, task.kind, task.folder)
        st.markdown(_when(desk, one), width="content")


def _when(desk: Desk, one: Due) -> str:
    colour = "red" if one.colour == "red" else "orange"
    said = f":{colour}[{plain(days.due(desk, one.task.due))}]"
    owner = people.name(desk.work, one.task.owner)
    return f"{said} · :gray[{plain(owner)}]" if owner else said


# -- documents ----------------------------------------------------------------------------------------------


def _waiting(desk: Desk) -> None:
    """Who submitted what, since when; a click opens it here, to approve or to return."""
    rows = lists.waiting(desk.work, desk.by)
    title = plain(desk.say("review.waiting"))
    st.header(f":material/inbox: {title} :blue-badge[{len(rows)}]", anchor=False)
    if not rows:
        st.caption(desk.say("review.none_waiting"))
    _rest(desk, "waiting", rows, lambda row, number: _document(desk, row), _of_document)


def _of_document(row: lists.Row) -> Key:
    return str(row["kind"]), str(row["folder"])


def _document(desk: Desk, row: lists.Row) -> None:
    kind, folder, id = str(row["kind"]), str(row["folder"]), str(row["id"])
    with st.container(horizontal=True, vertical_alignment="center", key=f"waiting-{id}"):
        query = document_page.address(kind, folder, document=id)
        label = f"**{plain(str(row['title']))}**"
        st.page_link(file_of("review"), label=label, icon=":material/rate_review:", query_params=query)
        places.folder(desk, kind, folder)
        said = plain(str(row["author_name"]))
        if since := days.read(row.get("submitted")):
            said += " · " + plain(desk.say("review.since", count=(desk.by.today - since).days))
        st.markdown(f":gray[{said}]", width="content")
        if row["own"]:
            st.badge(in_badge(desk.say("review.own")), color="gray")


# -- cases --------------------------------------------------------------------------------------------------


def _cases(desk: Desk, late: Sequence[Due]) -> None:
    """What is late by case, what was passed with a reason, where the person does not agree."""
    lately = supervision.lately(desk.work, desk.by)
    title = plain(desk.say("review.cases"))
    st.header(f":material/visibility: {title}", anchor=False)
    folders = supervision.by_folder(late)
    if not (folders or lately.passed or lately.disagreements):
        st.caption(desk.say("review.no_cases"))
    if folders:
        with _part(desk, "late", len(folders)):
            pairs = list(folders.items())
            _rest(desk, "late", pairs, lambda pair, number: _late(desk, *pair), itemgetter(0))
    _passed(desk, lately)
    _disagreed(desk, lately)


def _part(desk: Desk, name: str, count: int) -> st.delta_generator.DeltaGenerator:
    label = plain(desk.say(f"review.{name}"))
    return st.expander(f"{label} :gray-badge[{count}]", expanded=True, key=f"review-{name}")


def _late(desk: Desk, key: Key, tasks: Sequence[Due]) -> None:
    """One case with its late tasks in short."""
    with st.container(key=f"late-{key[1]}", gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            places.folder(desk, *key)
            st.badge(in_badge(desk.say("list.tasks_late", count=len(tasks))), color="red")
            owners = dict.fromkeys(people.name(desk.work, one.task.owner) for one in tasks)
            st.markdown(f":gray[{plain(', '.join(filter(None, owners)))}]", width="content")
        said = [f"{plain(one.sentence)} ({_when_only(desk, one)})" for one in tasks[:TOLD]]
        if len(tasks) > TOLD:
            said.append(plain(desk.say("review.more", count=len(tasks) - TOLD)))
        st.markdown("; ".join(said))


def _when_only(desk: Desk, one: Due) -> str:
    colour = "red" if one.colour == "red" else "orange"
    return f":{colour}[{plain(days.due(desk, one.task.due))}]"


def _passed(desk: Desk, lately: Lately) -> None:
    if lately.passed:
        with _part(desk, "passed", len(lately.passed)):
            _rest(desk, "passed", lately.passed, partial(_override, desk), attrgetter("folder"))


def _override(desk: Desk, one: Passed, number: int) -> None:
    """Which warning was passed, by whom, when and why."""
    found = one.override
    with st.container(key=f"passed-{number}", gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            places.folder(desk, *one.folder)
            st.markdown(f"**{plain(found.label)}**", width="content")
            on = days.read(found.at)
            said = " · ".join(
                filter(None, (days.said(desk, on) if on else "", people.name(desk.work, found.by)))
            )
            st.markdown(f":gray[{plain(said)}]", width="content")
        reason = found.reason or desk.say("review.no_reason")
        colour = "gray" if found.reason else "orange"
        st.markdown(f":{colour}[{plain(reason)}]")


def _disagreed(desk: Desk, lately: Lately) -> None:
    if lately.disagreements:
        with _part(desk, "disagreements", len(lately.disagreements)):
            _rest(
                desk,
                "disagreements",
                lately.disagreements,
                lambda one, number: _disagreement(desk, one),
                attrgetter("folder"),
            )


def _disagreement(desk: Desk, one: Disagreement) -> None:
    """Where the person does not agree, and in which words."""
    with st.container(key=f"disagrees-{one.document}", gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            places.folder(desk, *one.folder)
            title = desk.work.library.form(one.form).title(desk.language)
            query = document_page.address(*one.folder, document=one.document)
            st.page_link(file_of("document"), label=plain(title), query_params=query)
            if one.answer:
                st.badge(in_badge(one.answer), color="orange")
        if one.words:
            st.markdown(f"«{plain(one.words)}»")


def _rest(
    desk: Desk, name: str, rows: Sequence[T], row: Callable[[T, int], None], of: Callable[[T], Key]
) -> None:
    """The first rows, the others behind a click; `of` says which folder a row is about."""
    shown = len(rows) if st.session_state.get(f"review-all-{name}") else ROWS
    places.ask_names(desk, map(of, rows[:shown]))
    for number, one in enumerate(rows[:shown]):
        row(one, number)
    if len(rows) > shown:
        label = desk.say("review.show_all", count=len(rows) - shown)
        st.button(label, key=f"review-more-{name}", on_click=_show_all, args=(name,), type="tertiary")


def _show_all(name: str) -> None:
    st.session_state[f"review-all-{name}"] = True
