"""What every page says of encryption: how to lock at once, a warning in clear, what is still to be done."""

from __future__ import annotations

import streamlit as st

from suprovid.desk.door import door
from suprovid.desk.front_desk import Desk
from suprovid.desk.sign_in import encrypting, recovery
from suprovid.desk.sign_in.html import link

LINK = "color:inherit;font-weight:600"


def draw(desk: Desk) -> None:
    """A line on top of the page; nobody works before the recovery key is on paper."""
    safe = door().safe
    if not safe.is_on:
        _warn(desk)
    elif safe.wants_recovery_kept:
        _ask_for_the_key(desk)
    elif safe.is_open and safe.custody.is_turning:
        key = "vault.encrypting" if safe.custody.is_over_plain else "vault.turning"
        st.caption(f":material/key: {desk.say(key)}")


def draw_settings(desk: Desk) -> None:
    """On the page of settings: how the data is protected, and the way to encrypt it or to a new key."""
    st.header(desk.say("start.section.vault"), anchor=False)
    if door().safe.is_on:
        st.markdown(desk.say("settings.encrypted"))
        st.html(link(recovery.HERE, desk.say("recovery.look_after"), LINK))
    else:
        st.markdown(desk.say("settings.in_clear"))
        draw_way(desk)


def _warn(desk: Desk) -> None:
    """What is in clear, and for those who can change that the way there."""
    with st.container(key="vault-in-clear", gap=None):
        st.warning(desk.say("vault.plain"), icon=":material/lock_open:")
        draw_way(desk)


def draw_way(desk: Desk) -> None:
    """The way to the encryption, for those who may go it."""
    if encrypting.is_offered(door(), desk.by.person):
        st.html(link(encrypting.HERE, desk.say("encrypt.title"), LINK))


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
        st.html(link(recovery.HERE, desk.say("vault.key_first.link"), LINK))
    else:
        st.info(desk.say("vault.key_first.others"), icon=":material/key:")
    st.stop()
