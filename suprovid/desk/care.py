"""What has to be looked after is said where people are: damaged folders, and copies that are too old."""

from __future__ import annotations

from datetime import datetime, timedelta

import streamlit as st

from suprovid.casework import access, copies, naming
from suprovid.casework.links import Key
from suprovid.desk import days
from suprovid.desk.door import door
from suprovid.desk.escaping import plain
from suprovid.desk.front_desk import Desk
from suprovid.desk.menu import HOME, ICONS, file_of, may_open

PAGE = "backups"
FOR_COPIES = frozenset({HOME, "people", "settings"})
"""Where those who look after the copies come, beside the first page that they see."""
SHOWN = 4
HOUR, DAYS = timedelta(hours=1), timedelta(days=2)


def draw(desk: Desk, page: str, is_first: bool = False) -> None:
    """Above every page with a list: what is damaged; and for those who can do something, what is old."""
    if page == PAGE or not (is_first or page in ICONS):
        return
    _damaged(desk)
    _older(desk)
    if (is_first or page in FOR_COPIES) and may_look_after(desk):
        _copies(desk)


def may_look_after(desk: Desk) -> bool:
    """Whether this person makes copies and puts folders back."""
    return access.may(desk.work, desk.by, "backup", desk.work.any_folder("workspace"))


def called(desk: Desk, key: Key, code: str = "") -> str:
    """A folder that cannot be read: its kind, and the code or the name of the file that is known of it."""
    kind, id = key
    label = desk.say(f"care.kind.{kind}") if desk.work.library.words.has(f"care.kind.{kind}", "uk") else kind
    return f"{label} {code or naming.code(desk.work, kind, id) or id[:8]}"


def ago(desk: Desk, moment: datetime) -> str:
    """How long ago a moment is: hours at first, then days."""
    past = max(desk.by.now - moment, timedelta(0))
    if past < HOUR:
        return desk.say("care.just_now")
    if past < DAYS:
        return desk.say("care.hours_ago", count=int(past / HOUR))
    return desk.say("care.days_ago", count=past.days)


def said(desk: Desk, moment: datetime) -> str:
    """A moment as it is written, on the clock of whoever reads."""
    local = moment.astimezone(desk.by.now.tzinfo)
    return f"{days.said(desk, local.date())} {local:%H:%M}"


def _damaged(desk: Desk) -> None:
    broken = sorted(desk.work.damaged)
    if not broken:
        return
    names = ", ".join(called(desk, key) for key in broken[:SHOWN])
    names += ", …" if len(broken) > SHOWN else ""
    key = "care.damaged_mend" if may_look_after(desk) else "care.damaged"
    with st.container(key="care-damaged", gap=None):
        st.error(plain(desk.say(key, count=len(broken), names=names)), icon=":material/broken_image:")
        _lead(desk)


def _older(desk: Desk) -> None:
    """Folders that went back, for those who look after the data."""
    if not desk.work.older or not may_look_after(desk):
        return
    keys = sorted(desk.work.older)
    names = ", ".join(called(desk, key) for key in keys[:SHOWN]) + (", …" if len(keys) > SHOWN else "")
    with st.container(key="care-older", gap=None):
        st.error(plain(desk.say("care.older", count=len(keys), names=names)), icon=":material/history:")
        _lead(desk)


def _copies(desk: Desk) -> None:
    found, now = door().media(), desk.by.now
    if copies.is_old(found, now):
        old = copies.age(found, now)
        text = (
            desk.say("care.no_copy") if old is None else desk.say("care.old_copy", ago=ago(desk, now - old))
        )
    elif copies.is_long_away(found, now):
        text = desk.say("care.away", place=str(found.second))
    else:
        return
    with st.container(key="care-copies", gap=None):
        st.warning(plain(text), icon=":material/backup:")
        _lead(desk)


def _lead(desk: Desk) -> None:
    if may_look_after(desk) and may_open(PAGE, desk.work.roles.pages(desk.by.person.roles)):
        st.page_link(file_of(PAGE), label=desk.say("care.to_backups"), icon=ICONS[PAGE])
