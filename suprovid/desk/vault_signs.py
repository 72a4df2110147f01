"""What every page says of encryption: how to lock at once, a warning in clear, what is still to be done."""

from __future__ import annotations

import streamlit as st

from suprovid.desk.door import door
from suprovid.desk.front_desk import Desk
from suprovid.desk.sign_in import recovery
from suprovid.desk.sign_in.html import link


def draw(desk: Desk) -> None:
    """A line on top of the page; nobody works before the recovery key is on paper."""
    safe = door().safe
    if not safe.is_on:
        st.warning(desk.say("vault.plain"), icon=":material/lock_open:")
    elif safe.wants_recovery_kept:
        _ask_for_the_key(desk)
    elif safe.is_open and safe.custody.is_turning:
        st.caption(f":material/key: {desk.say('vault.turning')}")


def lock_button(desk: Desk) -> bool:
    """Lock for everybody, now; says whether that was done."""
    if not door().safe.is_on:
        return False
    help = desk.say("vault.lock_now.help")
    if st.button(
        desk.say("vault.lock_now"), icon=":material/lock:", width="stretch", help=help, key="lock-now"
    ):
        door().lock(desk.by.person.id)
        return True
    return False


def _ask_for_the_key(desk: Desk) -> None:
    st.title(desk.say("recovery.title"), anchor=False)
    if recovery.may_keep(door(), desk.by.person):
        st.info(desk.say("vault.key_first"), icon=":material/key:")
        st.html(link(recovery.HERE, desk.say("vault.key_first.link"), "color:inherit;font-weight:600"))
    else:
        st.info(desk.say("vault.key_first.others"), icon=":material/key:")
    st.stop()
