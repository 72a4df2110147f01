"""A copy in the place of the data, and the data that waits aside since: said beforehand what happens."""

from __future__ import annotations

import streamlit as st

from suprovid.casework import safekeeping
from suprovid.casework.copies import Copy
from suprovid.desk import backups_keys, doing
from suprovid.desk.care import ago, said
from suprovid.desk.door import door
from suprovid.desk.escaping import plain
from suprovid.desk.front_desk import Desk
from suprovid.store.port import PLAIN
from suprovid.store.swapping import Aside

STEPS = ("aside", "since", "erased", "everybody", "stays")
"""What a restore does, sentence by sentence; the forms of that day come too where none are named."""


def draw_button(desk: Desk, copy: Copy) -> None:
    """The way to restore one copy: what happens, a tick that others know, and the button."""
    with st.popover(
        desk.say("backups.restore"), key=f"restore-{copy.name}", type="tertiary", icon=":material/history:"
    ):
        when = said(desk, copy.made)
        st.markdown(f"**{plain(desk.say('backups.restore_what', when=when))}**")
        steps = STEPS if door().place.are_schemas_named else (*STEPS, "forms")
        st.markdown("\n".join(f"- {plain(desk.say(f'backups.restore_{step}', when=when))}" for step in steps))
        known = st.checkbox(desk.say("backups.restore_known"), key=f"known-{copy.name}")
        st.button(
            plain(desk.say("backups.restore_do", when=when)),
            key=f"restore-sure-{copy.name}",
            type="primary",
            disabled=not known,
            on_click=_restore,
            args=(desk, copy),
        )


def draw_aside(desk: Desk) -> None:
    """Data that an earlier restore took out: back again, or gone for good."""
    waiting = safekeeping.aside(desk.work)
    if not waiting:
        return
    st.header(desk.say("backups.aside"), anchor=False)
    st.caption(desk.say("backups.aside_help"))
    if desk.work.cover is not PLAIN:
        st.caption(desk.say("backups.aside_keys"))
    for each in waiting:
        _aside(desk, each)


def _aside(desk: Desk, each: Aside) -> None:
    when = said(desk, each.since)
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"aside-{each.name}"):
        text = desk.say("backups.aside_until", when=when, ago=ago(desk, each.since))
        st.markdown(plain(text), width="content")
        with st.popover(desk.say("backups.put_back"), key=f"back-{each.name}", type="tertiary"):
            st.markdown(plain(desk.say("backups.put_back_sure", when=when)))
            _button(desk, each, "put_back_do", _put_back)
        with st.popover(desk.say("backups.delete"), key=f"delete-{each.name}", type="tertiary"):
            st.markdown(plain(desk.say("backups.delete_sure", when=when)))
            _button(desk, each, "delete_do", _throw_away)


def _button(desk: Desk, each: Aside, key: str, press: object) -> None:
    st.button(
        desk.say(f"backups.{key}"),
        key=f"{key}-{each.name}",
        type="primary",
        on_click=press,  # type: ignore[arg-type]
        args=(desk, each),
    )


def _restore(desk: Desk, copy: Copy) -> None:
    """Everybody signs in again afterwards, whoever pressed too: the people may be other ones."""
    who, now, work = desk.by.person.id, desk.by.now, desk.work
    if doing.attempt(
        desk,
        lambda: safekeeping.restore_here(work, copy.path, now, who, backups_keys.keys(desk, copy)),
    ):
        door().reopen()


def _put_back(desk: Desk, each: Aside) -> None:
    who, now = desk.by.person.id, desk.by.now
    if doing.attempt(desk, lambda: safekeeping.put_back(desk.work, each.name, now, who)):
        door().reopen()


def _throw_away(desk: Desk, each: Aside) -> None:
    who, now = desk.by.person.id, desk.by.now
    if doing.attempt(desk, lambda: safekeeping.throw_away(desk.work, each.name, now, who)):
        doing.say_after(desk, "backups.deleted")
