"""Damaged folders on the page of copies: each is named, and the newest copy of it is offered."""

from __future__ import annotations

import streamlit as st

from suprovid.casework import acts, copies, going_back, naming, safekeeping
from suprovid.casework.copies import Copy
from suprovid.casework.links import Key
from suprovid.desk import care, doing
from suprovid.desk.care import ago, said
from suprovid.desk.escaping import plain
from suprovid.desk.front_desk import Desk
from suprovid.errors import Damaged, SuprovidError

SCANS = "backups.scans"


def draw(desk: Desk, kept: tuple[Copy, ...]) -> None:
    """Every damaged folder with what can be done about it; room to look through everything."""
    broken: dict[Key, str] = {key: str(error.facts["place"]) for key, error in desk.work.damaged.items()}
    for place in st.session_state.get(SCANS, ()):
        kind, id, *_ = place.split("/")
        broken.setdefault((kind, id), place)
    counters = _are_counters_damaged(desk)
    _went_back(desk)
    if broken or counters:
        st.header(desk.say("backups.damaged"), anchor=False)
        st.caption(desk.say("backups.damaged_help"))
    for key in sorted(broken):
        _row(desk, key, broken[key], copies.holding(kept, *key))
    if counters:
        with st.container(border=True, horizontal=True, vertical_alignment="center"):
            st.markdown(plain(desk.say("backups.counters")))
            st.button(
                desk.say("backups.mend_counters"), key="mend-counters", on_click=_count_on, args=(desk,)
            )
    st.button(
        desk.say("backups.inspect"),
        key="backup-inspect",
        type="tertiary",
        icon=":material/search:",
        on_click=_inspect,
        args=(desk,),
    )


def _row(desk: Desk, key: Key, place: str, holding: tuple[Copy, ...]) -> None:
    with st.container(
        border=True, horizontal=True, vertical_alignment="center", key=f"damaged-{'-'.join(key)}"
    ):
        with st.container():
            st.markdown(f"**{plain(_called(desk, key, holding))}**")
            why = desk.work.damaged.get(key)
            text = desk.say(str(why.facts["why"])) if why else desk.say("store.why.unreadable")
            st.caption(plain(f"{place}: {text}"))
        if not holding:
            st.markdown(plain(desk.say("backups.in_no_copy")), width="content")
            return
        with st.popover(
            plain(desk.say("backups.mend", ago=ago(desk, holding[0].made))), key=f"mend-{'-'.join(key)}"
        ):
            st.markdown(plain(desk.say("backups.mend_sure", when=said(desk, holding[0].made))))
            st.button(
                desk.say("backups.mend_do"),
                key=f"mend-sure-{'-'.join(key)}",
                type="primary",
                on_click=_mend,
                args=(desk, key, holding),
            )


def _went_back(desk: Desk) -> None:
    """Folders that are older than they were, until somebody has looked at each."""
    if not desk.work.older:
        return
    st.header(desk.say("backups.older"), anchor=False)
    st.caption(desk.say("backups.older_help"))
    for key, (now, seen) in sorted(desk.work.older.items()):
        with st.container(
            border=True, horizontal=True, vertical_alignment="center", key=f"older-{'-'.join(key)}"
        ):
            said = "backups.older_gone" if not now else "backups.older_is"
            st.markdown(
                plain(desk.say(said, name=care.called(desk, key), now=now, seen=seen)), width="content"
            )
            name = f"older-seen-{'-'.join(key)}"
            st.button(desk.say("backups.older_seen"), key=name, on_click=_accept, args=(desk, key))


def _accept(desk: Desk, key: Key) -> None:
    doing.attempt(desk, lambda: going_back.accept(desk.work, desk.by.now, desk.by.person.id, key))


def _called(desk: Desk, key: Key, holding: tuple[Copy, ...]) -> str:
    """What is known of it here, or in the newest copy of it."""
    code = naming.code(desk.work, *key)
    if not code and holding:
        remembered = st.session_state.setdefault(f"backups.code.{'.'.join(key)}", [])
        if not remembered:
            remembered.append(acts.code_in(desk.work, key, holding[0]))
        code = remembered[0]
    return care.called(desk, key, code)


def _mend(desk: Desk, key: Key, holding: tuple[Copy, ...]) -> None:
    mended = doing.attempt(desk, lambda: acts.mend(desk.work, desk.by, key, holding))
    if mended is not None:
        _forget_scans(key)
        doing.say_after(desk, "backups.mended", name=care.called(desk, key), when=said(desk, mended.made))


def _count_on(desk: Desk) -> None:
    doing.attempt(desk, lambda: acts.mend_numbers(desk.work, desk.by))


def _inspect(desk: Desk) -> None:
    """Read everything there is, so that what is damaged is known today and not on the day it is needed."""
    count = 0
    for kind, id in desk.work.store.folders():
        count += 1
        try:
            desk.work.read(kind, id)
        except SuprovidError:
            continue
    st.session_state[SCANS] = tuple(safekeeping.unreadable_scans(desk.work))
    broken = len(desk.work.damaged) + len(st.session_state[SCANS])
    doing.say_after(
        desk, "backups.inspected_broken" if broken else "backups.inspected", count=broken or count
    )


def _forget_scans(key: Key) -> None:
    left = (place for place in st.session_state.get(SCANS, ()) if tuple(place.split("/")[:2]) != key)
    st.session_state[SCANS] = tuple(left)


def _are_counters_damaged(desk: Desk) -> bool:
    try:
        desk.work.store.numbers()
    except Damaged:
        return True
    return False
