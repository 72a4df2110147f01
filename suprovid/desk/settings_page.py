"""What an organisation has chosen: about itself, its competence, its rules and approvals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from suprovid.casework import acts
from suprovid.desk import doing, vault_signs
from suprovid.desk.door import door
from suprovid.desk.escaping import plain
from suprovid.desk.front_desk import Desk
from suprovid.desk.sign_in.founding import AREAS, LEGAL_SERVICES, PROFILES, choices
from suprovid.forms.tongues import own_name

RULES = ("any", "all")


def draw(desk: Desk) -> None:
    """All settings in a few groups, saved together."""
    doing.say_now()
    st.title(desk.say("page.settings.title"), anchor=False)
    chosen = {**_organisation(desk), **_screen(desk), **_competence(desk), **_rules(desk), **_approvals(desk)}
    vault_signs.draw_settings(desk)
    changed = {name: value for name, value in chosen.items() if value != desk.work.settings.value(name)}
    with st.bottom, st.container(horizontal=True, horizontal_alignment="right"):
        if st.button(desk.say("settings.save"), type="primary", icon=":material/save:", disabled=not changed):
            _save(desk, changed)


def _save(desk: Desk, changed: Mapping[str, Any]) -> None:
    at = acts.settings_at(desk.work)
    if doing.attempt(desk, lambda: acts.change_settings(desk.work, desk.by, at, changed)):
        if door().safe.is_open:
            door().safe.tell(desk.work)
        doing.say_after(desk, "settings.saved")
        st.rerun()


def _value(desk: Desk, name: str) -> Any:
    return desk.work.settings.value(name)


def _organisation(desk: Desk) -> dict[str, Any]:
    st.header(desk.say("settings.organisation"), anchor=False)
    left, right = st.columns(2)
    places = {"name": left, "phone": right, "address": left, "hours": right}
    return {
        name: place.text_input(
            desk.say(f"settings.{name}"), str(_value(desk, name) or ""), key=f"settings.{name}"
        )
        for name, place in places.items()
    }


def _screen(desk: Desk) -> dict[str, Any]:
    st.header(desk.say("settings.screen"), anchor=False)
    known = list(desk.work.library.words.languages)
    left, right = st.columns(2)
    languages = left.multiselect(
        desk.say("settings.languages"),
        known,
        [code for code in _value(desk, "languages") if code in known],
        format_func=own_name,
        key="settings.languages",
    )
    offered, now = languages or known, _value(desk, "language")
    language = right.selectbox(
        desk.say("settings.language"),
        languages or known,
        format_func=own_name,
        index=(languages or known).index(now)
        if (now := _value(desk, "language")) in (languages or known)
        else 0,
        key="settings.language",
    )
    profile = left.radio(
        desk.say("settings.profile"),
        PROFILES,
        index=PROFILES.index(_value(desk, "profile")),
        format_func=lambda name: desk.say(f"settings.profile.{name}"),
        key="settings.profile",
    )
    codes = right.toggle(
        desk.say("settings.show_codes"), bool(_value(desk, "show_codes")), key="settings.codes"
    )
    return {"languages": offered, "language": language, "profile": profile, "show_codes": codes}


def _competence(desk: Desk) -> dict[str, Any]:
    st.header(desk.say("settings.competence"), anchor=False)
    found = {}
    for name, source in (("competence", AREAS), ("legal_services", LEGAL_SERVICES)):
        titles = dict(choices(desk.work, source, desk.language))
        found[name] = st.multiselect(
            desk.say(f"settings.{name}_ours"),
            list(titles),
            [key for key in _value(desk, name) or () if key in titles],
            format_func=titles.__getitem__,
            key=f"settings.{name}",
        )
    return found


def _rules(desk: Desk) -> dict[str, Any]:
    st.header(desk.say("settings.rules"), anchor=False)
    left, middle, right = st.columns(3)
    rule = _value(desk, "start_rule")
    return {
        "start_rule": left.radio(
            desk.say("settings.start_rule"),
            RULES,
            index=RULES.index(rule) if rule in RULES else 0,
            format_func=lambda name: desk.say(f"settings.start_rule.{name}"),
            key="settings.start_rule",
        ),
        "min_requests": middle.number_input(
            desk.say("settings.min_requests"),
            min_value=0,
            max_value=20,
            value=int(_value(desk, "min_requests") or 0),
            key="settings.min_requests",
        ),
        "one_open_case": right.toggle(
            desk.say("settings.one_open_case"),
            _value(desk, "one_open_case") is not False,
            key="settings.one_case",
        ),
    }


def _approvals(desk: Desk) -> dict[str, Any]:
    """Which documents wait for a supervisor; in an organisation of one, none does."""
    st.header(desk.say("settings.approvals"), anchor=False)
    alone = st.toggle(
        desk.say("settings.one_person"), bool(_value(desk, "one_person")), key="settings.one_person"
    )
    if alone:
        return {"one_person": True}
    now: Mapping[str, bool] = _value(desk, "approvals") or {}
    chosen = dict(now)
    for form in desk.work.library.forms:
        word = str(form.settings.get("approval", "never"))
        if word == "never":
            continue
        before = bool(now.get(form.key, word == "always"))
        after = st.checkbox(plain(form.title(desk.language)), before, key=f"settings.approval.{form.key}")
        if after != before:
            chosen[form.key] = after
    return {"one_person": False, "approvals": chosen}
