"""What waits for one person: danger first, then what is late, today's, this week's, and the unfinished."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

import streamlit as st

from suprovid.casework import access, people, reminders
from suprovid.casework.programme import Reminder
from suprovid.casework.reminders import RED, Task
from suprovid.desk import days, doing, places, taking_away, unfinished_view
from suprovid.desk.escaping import plain
from suprovid.desk.front_desk import Desk
from suprovid.desk.menu import file_of
from suprovid.errors import SuprovidError
from suprovid.store.folder import Folder
from suprovid.store.questions import Either, Filter

SHOWN = 12
TEAM = 25
PRESSING_FACT, PRESSING_LINES = "danger", "basic_needs"
CONTACT = "contact.at"
"""The tag of the form in which a talk with the person is written down."""

TALKS = frozenset({"promised_contact", "next_contact", "contact_quiet_on"})
"""The facts that say by when to talk with the person."""

ICONS: Mapping[str, str] = {
    "steps": ":material/footprint:",
    "referrals": ":material/alt_route:",
    "documents": ":material/description:",
    "permissions": ":material/handshake:",
    "followups": ":material/call:",
    "folder": ":material/event:",
    PRESSING_LINES: ":material/priority_high:",
}


@dataclass(frozen=True)
class Day:
    """The tasks of one person, told apart by how much they press."""

    now: tuple[Task, ...] = ()
    late: tuple[Task, ...] = ()
    today: tuple[Task, ...] = ()
    week: tuple[Task, ...] = ()
    team: tuple[Task, ...] = ()

    @property
    def is_free(self) -> bool:
        return not (self.now or self.late or self.today or self.week or self.team)


def day_of(desk: Desk) -> Day:
    """Everything that this person should know of this morning."""
    today = desk.by.today
    pressing = {rule.key for rule in desk.work.programme.reminders if presses(rule)}
    mine = _mine(desk)
    known = {(task.kind, task.folder, task.id) for task in mine}
    team = [task for task in _team(desk) if (task.kind, task.folder, task.id) not in known]
    rest = [task for task in mine if task.rule not in pressing or task.due > today]
    return Day(
        tuple(task for task in (*mine, *team) if task.rule in pressing and task.due <= today),
        tuple(task for task in rest if task.due < today),
        tuple(task for task in rest if task.due == today),
        tuple(task for task in rest if task.due > today),
        tuple(task for task in team if task.rule not in pressing or task.due > today),
    )


def presses(rule: Reminder) -> bool:
    """Whether a rule is about danger or an unmet basic need: nothing comes before these."""
    return rule.over == PRESSING_LINES or PRESSING_FACT in rule.when.expression.names


def draw(desk: Desk) -> None:
    """The whole page."""
    doing.say_now()
    _greeting(desk)
    day = day_of(desk)
    if day.now:
        with st.container(border=True, key="my-day-now"):
            _heading(desk, "my_day.now", day.now, "red", ":material/crisis_alert:")
            _rows(desk, day.now, "now")
    _part(desk, "late", day.late, "red")
    _part(desk, "today", day.today, "orange")
    _part(desk, "week", day.week, "gray")
    _part(desk, "team", day.team, "red")
    unfinished_view.draw(desk)
    if dated := (*day.now, *day.late, *day.today, *day.week):
        taking_away.offer_calendar(desk, dated)
    if day.is_free:
        any_folder = desk.work.index.find([Filter("kind", "in", ("enquiry", "case"))]).count
        st.info(desk.say("my_day.nothing" if any_folder else "my_day.empty"), icon=":material/coffee:")


def _greeting(desk: Desk) -> None:
    hour = desk.by.now.hour
    part = "morning" if hour < 11 else "noon" if hour < 17 else "evening"
    name = desk.by.person.name.split(" ")[0]
    with st.container(horizontal=True, vertical_alignment="bottom", horizontal_alignment="distribute"):
        with st.container(width="content"):
            st.title(
                plain(desk.say("my_day.hello", part=desk.say(f"my_day.{part}"), name=name)), anchor=False
            )
            st.caption(plain(days.long(desk.by.today, desk.language)))
        places.begin(desk, "enquiry", "folder.new_enquiry", "my-day-new", type="primary")


def _part(desk: Desk, name: str, tasks: Sequence[Task], colour: str) -> None:
    if tasks:
        _heading(desk, f"my_day.{name}", tasks, colour)
        _rows(desk, tasks, name)


def _heading(desk: Desk, key: str, tasks: Sequence[Task], colour: str, icon: str = "") -> None:
    st.header(f"{icon} {plain(desk.say(key))} :{colour}-badge[{len(tasks)}]".strip(), anchor=False)


def _rows(desk: Desk, tasks: Sequence[Task], key: str) -> None:
    """The first rows, the others behind a click."""
    all_shown = st.session_state.get(f"my-day-all-{key}", False)
    shown = tasks if all_shown else tasks[:SHOWN]
    places.ask_names(desk, ((task.kind, task.folder) for task in shown))
    for task in shown:
        _row(desk, task)
    if len(tasks) > SHOWN and not all_shown:
        more = desk.say("my_day.more", count=len(tasks) - SHOWN)
        st.button(plain(more), key=f"my-day-more-{key}", on_click=_show_all, args=(key,), type="tertiary")


def _show_all(key: str) -> None:
    st.session_state[f"my-day-all-{key}"] = True


def _row(desk: Desk, task: Task) -> None:
    """What, whose, when; a click goes to where it is done."""
    with st.container(
        horizontal=True, vertical_alignment="center", key=f"task-{task.kind}-{task.folder}-{task.id}"
    ):
        _what(desk, task)
        places.folder(desk, task.kind, task.folder)
        colour = "red" if task.colour(desk.by.today) == RED else days.colour(desk, task.due)
        said = f":{colour}[{plain(days.due(desk, task.due))}]"
        if whose := _whose(desk, task):
            said += f" · {plain(whose)}"
        st.markdown(said, width="content")


def _whose(desk: Desk, task: Task) -> str:
    """Whose task it is, if it is not one's own: of somebody one stands in for, or of the team."""
    if not task.owner or task.owner == desk.by.person.id:
        return ""
    name = people.name(desk.work, task.owner)
    if people.deputises(desk.work, desk.by.person.id, [task.owner]):
        return desk.say("my_day.for", name=name)
    return name


def _what(desk: Desk, task: Task) -> None:
    """The task as a link to the document or folder in which it is done."""
    rule = next((rule for rule in desk.work.programme.reminders if rule.key == task.rule), None)
    over = rule.over if rule else "folder"
    icon, may = ICONS.get(over, ICONS["folder"]), places.may_read(desk, task.kind, task.folder)
    if not may:
        label = reminders.sentence(desk.work.ground, Task(**{**task.__dict__, "words": ""}), desk.language)
        st.markdown(f"{icon} {plain(label)}", width="content")
        return
    label = reminders.sentence(desk.work.ground, task, desk.language)
    if over == "documents" and task.document:
        label += _comments(desk, task)
    if over in ("documents", "referrals") and task.document:
        query = places.address(task.kind, task.folder, document=task.document)
        st.page_link(file_of("document"), label=f"**{plain(label)}**", icon=icon, query_params=query)
        return
    if over == "steps" and task.line:
        page, query = places.home(task.kind, task.folder)
        there = {**query, places.STEP: task.line}
        st.page_link(page, label=f"**{plain(label)}**", icon=icon, query_params=there)
        return
    note = _note_form(desk, task, rule)
    if note:
        query = places.address(task.kind, task.folder, form=note)
        st.page_link(file_of("document"), label=f"**{plain(label)}**", icon=icon, query_params=query)
        return
    places.folder(desk, task.kind, task.folder, f"**{plain(label)}**", icon)


def _note_form(desk: Desk, task: Task, rule: Reminder | None) -> str:
    """The form for a talk, when the task is to talk and this person may write one here."""
    if rule is None or not TALKS & set(rule.due.expression.names):
        return ""
    about = dict(desk.work.links.about(task.kind, task.folder))
    folder = Folder(task.kind, task.folder, 1, about)
    for form in desk.work.library.forms_meaning(CONTACT):
        fits = task.kind in form.settings.get("subject", ())
        if fits and access.may(desk.work, desk.by, "write", folder, form):
            return form.key
    return ""


def _comments(desk: Desk, task: Task) -> str:
    """How many comments wait in a document."""
    try:
        found = desk.work.read(task.kind, task.folder).documents[task.document or ""]
    except (SuprovidError, KeyError):
        return ""
    comments = len(found.get("comments", ()))
    return f" ({desk.say('my_day.comments', count=comments)})" if comments else ""


# -- whose tasks ----------------------------------------------------------------------------------------


def _mine(desk: Desk) -> tuple[Task, ...]:
    """The tasks of this person and of those for whom they stand in, up to a week ahead."""
    until = (desk.by.today + timedelta(days=days.NEAR)).isoformat()
    me = desk.by.person.id
    owners = [me, *(who.id for who in people.active(desk.work) if who.deputy == me)]
    near = Either([Filter("due", "<=", until), Filter("amber_on", "<=", desk.by.today.isoformat())])
    asked = Either([Filter("owner", "in", owners), Filter("folder.deputy", "=", me)])
    return _found(desk, [near, asked], owners)


def _team(desk: Desk) -> tuple[Task, ...]:
    """For those who look after others: what is red in the team, and what waits for any of them."""
    if not _looks_after_others(desk):
        return ()
    today = desk.by.today.isoformat()
    unowned = Filter("owner", "empty")
    late: list[Filter | Either] = [
        Filter("supervisor", "=", True),
        Either([Filter("red_on", "<=", today), unowned]),
    ]
    return _found(desk, [*late, Filter("amber_on", "<=", today)])[:TEAM]


def _looks_after_others(desk: Desk) -> bool:
    return access.may(desk.work, desk.by, "reassign") or access.may(desk.work, desk.by, "return")


def _found(
    desk: Desk, asked: Sequence[Filter | Either], owners: Iterable[str] | None = None
) -> tuple[Task, ...]:
    """Tasks from the index, the most pressing first; of a stood-in case only what its coordinator owes."""
    rows = desk.work.index.find(
        [Filter("line", "=", "task"), *asked], order=("red_on", "due"), of="lines"
    ).rows
    kept = set(owners) if owners is not None else None
    found = [reminders.task_of(row) for row in rows if row.get("rule")]
    if kept is not None:
        found = [task for task in found if task.owner in kept or task.owner == _coordinator(desk, task)]
    return tuple(sorted(found, key=lambda task: (task.due, task.red_on)))


def _coordinator(desk: Desk, task: Task) -> str:
    return str(desk.work.links.about(task.kind, task.folder).get("coordinator") or "")
