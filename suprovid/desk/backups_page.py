"""The page of copies: how old the newest is, what is in each, a rehearsal, a restore, a second medium."""

from __future__ import annotations

from typing import Any

import streamlit as st

from suprovid.casework import access, acts, copies, copy_seal, safekeeping
from suprovid.casework.copies import SETTING, Copy, Media
from suprovid.desk import backups_damage, backups_keys, backups_restore, doing, vault_signs
from suprovid.desk.care import ago, said
from suprovid.desk.door import door
from suprovid.desk.escaping import in_badge, plain
from suprovid.desk.front_desk import Desk
from suprovid.desk.sign_in import copies_key
from suprovid.desk.sign_in.html import link
from suprovid.store.port import PLAIN
from suprovid.store.restoring import BadBackup

COUNTED = ("client", "enquiry", "case", "organisation", "person", "attachments", "drafts")
SHOWN = 20
BUTTON = (
    "display:inline-block;padding:.45rem 1rem;border-radius:.5rem;border:1px solid currentColor;"
    "color:inherit;font-weight:600;text-decoration:none"
)
"""A link to a page of the sign-in that looks like what it is: the one thing to do."""


def draw(desk: Desk) -> None:
    """Everything about copies, the most pressing first."""
    access.require(desk.work, desk.by, "backup", desk.work.any_folder("workspace"))
    doing.say_now()
    found = door().media()
    kept = copies.all_of(found)
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title(desk.say("page.backups.title"), anchor=False, width="content")
        st.button(
            desk.say("backups.now"),
            type="primary",
            icon=":material/backup:",
            key="backup-now",
            on_click=_keep,
            args=(desk, found),
        )
    backups_damage.draw(desk, kept)
    _newest(desk, found, kept)
    is_sealed = copy_seal.is_on(desk.work)
    if not is_sealed:
        _in_clear(desk)
    backups_restore.draw_aside(desk)
    _list(desk, found, kept)
    _medium(desk, found)
    if is_sealed:
        _sealed(desk)


def _newest(desk: Desk, found: Media, kept: tuple[Copy, ...]) -> None:
    """In one sentence: how old the newest copy is, and whether that is well."""
    if not kept:
        st.error(desk.say("backups.none"), icon=":material/error:")
        return
    text = desk.say("backups.newest", when=said(desk, kept[0].made), ago=ago(desk, kept[0].made))
    if copies.is_old(found, desk.by.now):
        st.warning(plain(f"{text} {desk.say('backups.is_old')}"), icon=":material/warning:")
    else:
        st.success(plain(text), icon=":material/check_circle:")


def _keep(desk: Desk, found: Media) -> None:
    kept = doing.attempt(desk, lambda: copies.keep(desk.work, desk.by.now, found, desk.by.person.id))
    if kept is None:
        return
    doing.say_after(desk, "backups.made_there" if kept.carried else "backups.made")
    if kept.trouble:
        doing.show(desk, kept.trouble)


# -- the list -------------------------------------------------------------------------------------------


def _list(desk: Desk, found: Media, kept: tuple[Copy, ...]) -> None:
    if not kept:
        return
    st.header(desk.say("backups.list"), anchor=False)
    st.caption(desk.say("backups.rotation"))
    if desk.work.cover is not PLAIN or any(copy.lacks_key for copy in kept):
        st.text_input(
            desk.say("backups.recovery_key"),
            key=backups_keys.FIELD,
            type="password",
            help=desk.say("backups.recovery_key_help"),
        )
    for copy in kept[:SHOWN]:
        _row(desk, found, copy)


def _row(desk: Desk, found: Media, copy: Copy) -> None:
    with st.container(key=f"row-copy-{copy.name[:-4]}", gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(
                f"**{plain(said(desk, copy.made))}** · {plain(ago(desk, copy.made))}", width="content"
            )
            for place in copy.places:
                where = "backups.here" if place == found.own else "backups.there"
                st.badge(in_badge(desk.say(where)), color="gray" if place == found.own else "green")
            if st.button(desk.say("backups.rehearse"), key=f"rehearse-{copy.name}", type="tertiary"):
                _rehearse(desk, copy)
            backups_restore.draw_button(desk, copy)
        st.caption(plain(_about(desk, copy)))


def _about(desk: Desk, copy: Copy) -> str:
    megabytes = desk.say("backups.megabytes", size=round(copy.size / 2**20, 1))
    try:
        counts = copy.look().counts
    except BadBackup as error:
        return f"{megabytes} · {doing.told(desk, error)}"
    parts = (desk.say(f"backups.count.{kind}", number=counts[kind]) for kind in COUNTED if counts.get(kind))
    return " · ".join((megabytes, *parts))


def _rehearse(desk: Desk, copy: Copy) -> None:
    """Restore it somewhere for a moment, and say what was found."""
    with st.spinner(desk.say("backups.rehearsing")):
        found = doing.attempt(desk, lambda: _rehearsed(desk, copy))
    if found is None:
        return
    desk.work.journal.add(desk.by.now, desk.by.person.id, safekeeping.REHEARSED, "backup", copy.name)
    folders = sum(found.counts.get(kind, 0) for kind in COUNTED[:5])
    if found.damaged:
        text = desk.say(
            "backups.rehearsed_damaged", count=len(found.damaged), places=", ".join(found.damaged)
        )
        st.warning(plain(text), icon=":material/warning:")
    else:
        text = desk.say("backups.rehearsed", count=folders, ago=ago(desk, found.made))
        st.success(plain(text), icon=":material/verified:")


def _rehearsed(desk: Desk, copy: Copy) -> safekeeping.Rehearsed:
    return safekeeping.rehearse(
        copy.path, desk.work.schemas, backups_keys.opens(desk), backups_keys.keys(desk, copy)
    )


# -- the second medium ------------------------------------------------------------------------------------


def _medium(desk: Desk, found: Media) -> None:
    """Where else copies go, and whether it is plugged in."""
    st.header(desk.say("backups.second"), anchor=False)
    _medium_state(desk, found)
    if found.is_sworn:
        st.caption(plain(desk.say("backups.named_by_installation", place=str(found.second))))
    else:
        chosen = str(desk.work.settings.value(SETTING) or "")
        with st.container(horizontal=True, vertical_alignment="bottom"):
            place = st.text_input(
                desk.say("backups.place"),
                chosen,
                key="backup-medium",
                placeholder=desk.say("backups.place_example"),
                help=desk.say("backups.place_help"),
            )
            st.button(
                desk.say("backups.use"),
                key="backup-medium-use",
                disabled=place.strip() == chosen,
                on_click=_choose,
                args=(desk,),
            )
    st.toggle(
        desk.say("backups.daily"),
        bool(desk.work.settings.value("daily_backups")),
        key="backup-daily",
        on_change=_switch,
        args=(desk,),
    )


def _medium_state(desk: Desk, found: Media) -> None:
    if found.second is None:
        st.info(desk.say("backups.no_second"), icon=":material/usb:")
    elif not found.is_away:
        st.caption(plain(desk.say("backups.plugged_in", place=str(found.second))))
    elif last := found.remembered:
        text = desk.say("backups.away_since", place=str(found.second), ago=ago(desk, last))
        st.info(plain(text), icon=":material/usb_off:")
    else:
        st.info(plain(desk.say("backups.away", place=str(found.second))), icon=":material/usb_off:")


def _choose(desk: Desk) -> None:
    asked = str(st.session_state["backup-medium"]).strip()
    place = doing.attempt(desk, lambda: str(copies.prepare(asked, desk.work.data)) if asked else "")
    if place is not None and _set(desk, {SETTING: place}):
        doing.say_after(desk, "backups.medium_chosen" if place else "backups.medium_dropped")


def _switch(desk: Desk) -> None:
    _set(desk, {"daily_backups": bool(st.session_state["backup-daily"])})


def _set(desk: Desk, changed: dict[str, Any]) -> bool:
    at = acts.settings_at(desk.work)
    return doing.attempt(desk, lambda: acts.change_settings(desk.work, desk.by, at, changed)) is not None


def _in_clear(desk: Desk) -> None:
    """Whoever finds such a copy can read it; the way to seal those that come."""
    with st.container(key="copies-in-clear", gap="small"):
        st.warning(desk.say("backups.in_clear"), icon=":material/lock_open:")
        if copies_key.is_offered(door(), desk.by.person):
            st.html(link(copies_key.HERE, desk.say("backups.seal"), BUTTON))


def _sealed(desk: Desk) -> None:
    """What opens a copy, and where to get a new key for it."""
    if desk.work.cover is not PLAIN:
        st.info(desk.say("backups.sealed"), icon=":material/lock:")
        return
    st.info(desk.say("backups.sealed_alone"), icon=":material/lock:")
    if copies_key.is_offered(door(), desk.by.person):
        st.html(link(copies_key.HERE, desk.say("backups.seal_anew"), vault_signs.LINK))
