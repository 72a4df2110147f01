"""A list of enquiries or cases: search, filters, rows of two lines, pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from suprovid.casework import access, people
from suprovid.casework.programme import say
from suprovid.desk import days, doing, list_filters, places, search_view, taking_away
from suprovid.desk.escaping import in_badge, plain
from suprovid.desk.front_desk import Desk
from suprovid.desk.list_filters import ALL, MINE
from suprovid.exchange.worklist import worklist
from suprovid.store.folder import Folder
from suprovid.store.questions import Asked, Filter, Page

ROWS = 20
ORDER: Mapping[str, tuple[str, ...]] = {"enquiry": ("-opened_on", "-code"), "case": ("next_contact", "-code")}
Row = Mapping[str, Any]


def draw(desk: Desk, kind: str) -> None:
    """The whole page."""
    doing.say_now()
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title(desk.say(f"list.{kind}.title"), anchor=False, width="content")
        with st.container(horizontal=True, width="content"):
            places.begin(desk, "enquiry", "folder.new_enquiry", "list-new-enquiry", type="primary")
            places.begin(desk, "client", "folder.new_client", "list-new-client", icon=":material/person_add:")
    text = search_view.box(desk, f"{kind}-search")
    search_view.propose(desk, text)
    whose = _whose(desk, kind)
    list_filters.draw(desk, kind, whose)
    asked = [Filter("kind", "=", kind)] if text else list_filters.asked(desk, kind, whose)
    rows, count = found(desk, kind, asked, text)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        _told(desk, kind, count, bool(text))
        if count:
            taking_away.offer(
                desk, kind, lambda: worklist(desk.work, desk.by, everything(desk, kind, asked, text))
            )
    late = _late(desk, rows)
    for row in rows:
        draw_row(desk, row, late[str(row["id"])])
    pages = -(-count // ROWS)
    if pages > 1:
        st.pagination(
            pages,
            default=_page(pages),
            key=f"{kind}-page-{_page(pages)}-{pages}",
            on_change=_turn,
            args=(kind, pages),
        )


def _whose(desk: Desk, kind: str) -> str:
    """Whose folders are shown first: a coordinator's own cases, else everybody's."""
    return MINE if kind == "case" and desk.work.load(desk.by.person.id) else ALL


def found(desk: Desk, kind: str, asked: Sequence[Asked], text: str) -> tuple[Sequence[Row], int]:
    """The rows of this page that this person may read, and how many there are on all pages."""
    mine = _mine(desk, kind, asked)
    count = desk.work.index.count(mine, text)
    start = (_page(-(-count // ROWS)) - 1) * ROWS
    order = () if text else ORDER[kind]
    return desk.work.index.find(mine, text, order, Page(ROWS, start), counted=count).rows, count


def _mine(desk: Desk, kind: str, asked: Sequence[Asked]) -> Sequence[Asked]:
    """What is asked, of the folders that this person may read."""
    reach = access.reach(desk.work, desk.by, "read", kind)
    return [*asked, *([] if reach is None else [Filter("id", "in", list(reach))])]


def everything(desk: Desk, kind: str, asked: Sequence[Asked], text: str = "") -> Sequence[Row]:
    """The rows of all pages."""
    return desk.work.index.find(_mine(desk, kind, asked), text, () if text else ORDER[kind]).rows


def _told(desk: Desk, kind: str, count: int, searched: bool) -> None:
    if count:
        st.caption(plain(desk.say("list.count", count=count)))
        return
    none_at_all = not desk.work.index.count([Filter("kind", "=", kind)])
    are_closed = not none_at_all and not searched and list_filters.is_at_rest(desk, kind)
    if are_closed:
        key = f"list.{kind}.none_open"
    else:
        key = f"list.{kind}.none" if none_at_all else "list.not_found" if searched else "list.filtered_out"
    st.info(desk.say(key), icon=":material/inbox:")
    if are_closed:
        st.button(desk.say("list.show_closed"), key=f"{kind}-closed", on_click=list_filters.show_closed)


def _late(desk: Desk, rows: Sequence[Row]) -> Counter[str]:
    """How many tasks are late in each of these folders."""
    ids, today = [str(row["id"]) for row in rows], desk.by.today.isoformat()
    asked = [Filter("line", "=", "task"), Filter("folder", "in", ids), Filter("amber_on", "<=", today)]
    return Counter(str(line["folder"]) for line in desk.work.index.find(asked, of="lines").rows)


def draw_row(desk: Desk, row: Row, late: int = 0, called: str = "") -> None:
    """One folder: who it is (or as it is called here), and below what about, whose, and when next."""
    kind, id = str(row["kind"]), str(row["id"])
    with st.container(key=f"row-{kind}-{id}", gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            label = f"**{plain(called or places.called_row(desk, row))}**"
            places.folder(desk, kind, id, label)
            stage_badge(desk, row)
            if late:
                st.badge(
                    in_badge(desk.say("list.tasks_late", count=late)), color="red", icon=":material/schedule:"
                )
        st.markdown(" · ".join(_about(desk, row)) or "\u00a0")


def stage_badge(desk: Desk, row: Row) -> None:
    """Where a folder stands; how an enquiry ended, once it did."""
    outcome = list_filters.labels(desk, "enquiry.outcome").get(str(row.get("enquiry_outcome", "")))
    stage = desk.work.programme.stage(str(row.get("stage", "")))
    label = outcome if outcome and not row.get("open") else say(stage.label, desk.language) if stage else ""
    if label:
        st.badge(in_badge(label), color="blue" if row.get("open") else "gray")


def _about(desk: Desk, row: Row) -> list[str]:
    kind, id = str(row["kind"]), str(row["id"])
    parts = []
    if row.get("title") and sees_personal(desk, kind, id):
        parts.append(plain(_shortened(str(row["title"]))))
    if row.get("coordinator"):
        parts.append(f":gray[{plain(people.name(desk.work, str(row['coordinator'])))}]")
    if kind == "enquiry" and (opened := days.read(row.get("opened_on"))):
        parts.append(f":gray[{plain(days.ago(desk, opened))}]")
    if row.get("open") and (next_ := days.read(row.get("next_contact"))):
        when = plain(desk.say("list.next_contact", when=days.due(desk, next_)))
        parts.append(f":{days.colour(desk, next_)}[{when}]")
    return parts


def sees_personal(desk: Desk, kind: str, id: str) -> bool:
    """Whether this person may see what a client said in a folder."""
    about = dict(desk.work.links.about(kind, id))
    return "personal" in access.sensitivities(desk.work, desk.by, Folder(kind, id, 1, about))


def _shortened(text: str, length: int = 90) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"


def _page(pages: int) -> int:
    """The page that the address asks for, within those that there are."""
    said = list_filters.chosen(list_filters.PAGE, "1")
    return min(max(int(said) if said.isdigit() else 1, 1), max(pages, 1))


def _turn(kind: str, pages: int) -> None:
    st.query_params[list_filters.PAGE] = str(st.session_state[f"{kind}-page-{_page(pages)}-{pages}"])
