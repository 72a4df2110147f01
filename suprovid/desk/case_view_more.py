"""The quiet menu of a case: correct the stage, flags, give it to somebody else, open it again, print."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from suprovid.casework import acts, lists
from suprovid.casework.acts import At, Done
from suprovid.casework.lists import Tile
from suprovid.casework.people import Person
from suprovid.casework.rules import say
from suprovid.desk import doing
from suprovid.desk.escaping import plain
from suprovid.desk.folder_view import Open

FLAGS = "case.flags"
ICONS: Mapping[str, str] = {
    "stage": ":material/moving:",
    "flags": ":material/flag:",
    "reassign": ":material/group:",
    "reopen": ":material/replay:",
}


def draw(look: Open) -> None:
    """One button, behind which stands what is seldom needed; nothing for those who may nothing of it."""
    offered = [name for name, may in RIGHTS.items() if may(look)]
    if not offered:
        return
    desk = look.desk
    chosen = st.menu_button(
        desk.say("case.more"),
        offered,
        format_func=lambda name: desk.say(f"case.more.{name}"),
        icon=":material/more_horiz:",
        type="tertiary",
        key="case-more",
    )
    if chosen:
        ask(look, chosen)


def ask(look: Open, name: str) -> None:
    """Open the dialog for one of these things."""
    st.dialog(look.desk.say(f"case.more.{name}"), icon=ICONS[name])(DIALOGS[name])(look)


RIGHTS: Mapping[str, Callable[[Open], bool]] = {
    "stage": lambda look: look.may("correct"),
    "flags": lambda look: look.may("flag"),
    "reassign": lambda look: look.may("reassign"),
    "reopen": lambda look: look.may("correct") and not look.facts.value("open"),
}


def _stage(look: Open) -> None:
    """Say that the case stands elsewhere than its documents say."""
    desk = look.desk
    stages = {stage.key: say(stage.label, desk.language) for stage in _stages(look)}
    st.caption(desk.say("case.more.stage_help"))
    chosen = st.selectbox(
        desk.say("case.more.stage_to"), list(stages), index=None, format_func=lambda key: stages[key]
    )
    _done(
        look,
        "stage",
        bool(chosen),
        lambda at, reason: acts.correct_stage(desk.work, desk.by, at, chosen or "", reason),
    )


def _stages(look: Open) -> tuple[Any, ...]:
    here = look.stage.key if look.stage else ""
    return tuple(stage for stage in look.desk.work.programme.stages_of(look.folder.kind) if stage.key != here)


def _flags(look: Open) -> None:
    """Put flags on, take others off."""
    desk = look.desk
    field = look.facts.known.field(FLAGS)
    labels = {str(choice.value): choice.title for choice in field.choices(desk.language)} if field else {}
    now = [flag for flag in look.facts.value("flags") or () if flag in labels]
    chosen = st.pills(
        desk.say("case.more.flags"),
        list(labels),
        selection_mode="multi",
        default=now,
        format_func=lambda key: plain(labels[key]),
        label_visibility="collapsed",
    )
    _done(
        look,
        "flags",
        set(chosen) != set(now),
        lambda at, reason: acts.set_flags(desk.work, desk.by, at, chosen, reason),
    )


def _reassign(look: Open) -> None:
    """Give the case to somebody else; who has no room is said, and may still take it."""
    desk = look.desk
    now = look.facts.value("coordinator")
    tiles = {tile.person.id: tile for tile in lists.tiles(desk.work, desk.by) if tile.person.id != now}
    fitting = [id for id, tile in tiles.items() if _leads(look, tile.person)] or list(tiles)
    chosen = st.selectbox(
        desk.say("case.more.reassign_to"),
        fitting,
        index=None,
        format_func=lambda id: _load(look, tiles[id]),
    )
    if chosen and (room := tiles[chosen].room) is not None and room <= 0:
        st.warning(desk.say("act.why.over_capacity"), icon=":material/warning:")
    _done(
        look,
        "reassign",
        bool(chosen),
        lambda at, reason: acts.reassign(desk.work, desk.by, at, chosen or "", reason),
    )


def _leads(look: Open, person: Person) -> bool:
    """Whether somebody's roles let them write in a case that is theirs."""
    roles = look.desk.work.roles.of(person.roles)
    return any(
        "write" in grant.rights and "case" in grant.kinds and grant.whose == "own"
        for role in roles
        for grant in role.grants
    )


def _load(look: Open, tile: Tile) -> str:
    desk = look.desk
    if tile.person.capacity is None:
        return desk.say("case.more.load", name=tile.person.name, count=tile.cases)
    return desk.say("case.more.load_of", name=tile.person.name, count=tile.cases, of=tile.person.capacity)


def _reopen(look: Open) -> None:
    """Take up a closed case again."""
    desk = look.desk
    st.caption(desk.say("case.more.reopen_help"))
    _done(look, "reopen", True, lambda at, reason: acts.reopen(desk.work, desk.by, at, reason))


DIALOGS: Mapping[str, Callable[[Open], None]] = {
    "stage": _stage,
    "flags": _flags,
    "reassign": _reassign,
    "reopen": _reopen,
}


def _done(look: Open, name: str, ready: bool, act: Callable[[At, str], Done]) -> None:
    """The reason, and the button that does it."""
    desk = look.desk
    reason = st.text_area(desk.say("case.reason"), key=f"more-reason-{name}")
    if st.button(desk.say(f"case.more.do.{name}"), type="primary", disabled=not ready, key=f"more-do-{name}"):
        at = At(*look.at, look.folder.revision)
        done = doing.attempt(desk, lambda: act(at, reason))
        if done is not None:
            doing.say_after(desk, "case.more.done")
            st.rerun()
