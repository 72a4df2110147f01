"""Accounts: a list to look at, and one dialog to add or change somebody."""

from __future__ import annotations

from typing import Any

import streamlit as st

from suprovid.casework import access, acts, oversight, people, safekeeping
from suprovid.casework.oversight import Arrival
from suprovid.casework.people import Person
from suprovid.desk import days, doing
from suprovid.desk.door import door
from suprovid.desk.escaping import in_badge, plain
from suprovid.desk.front_desk import Desk
from suprovid.desk.sign_in import elsewhere, passphrases
from suprovid.desk.sign_in.passwords import LIMITS, refusal
from suprovid.desk.sign_in.phrases import proposed
from suprovid.desk.style import HEARD, heard
from suprovid.forms.tongues import own_name

NOBODY = Person("", "")


def draw(desk: Desk) -> None:
    """Everybody, the active first."""
    doing.say_now()
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.title(desk.say("page.people.title"), anchor=False)
        if st.button(desk.say("people.add"), type="primary", icon=":material/person_add:"):
            _dialog(desk, NOBODY)
    arrivals = oversight.arrivals(desk.work, desk.by.today)
    for person in people.all(desk.work):
        _row(desk, person, arrivals.get(person.id, Arrival()))


def _row(desk: Desk, person: Person, arrival: Arrival) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container():
            title = f" · {plain(person.title)}" if person.title else ""
            st.markdown(f"**{plain(person.name)}**{title}")
            st.caption(plain(" · ".join([*_about(desk, person), *_arrived(desk, person, arrival)])))
        if not person.active:
            st.badge(in_badge(desk.say("people.inactive")), color="gray")
        label = heard(desk.say("people.change"), person.name)
        if st.button(label, key=f"people.change.{person.id}{HEARD}", type="tertiary"):
            _dialog(desk, person)


def _about(desk: Desk, person: Person) -> list[str]:
    roles = [role.title(desk.language) for role in desk.work.roles.of(person.roles)]
    said = [", ".join(roles), person.login]
    load, most = desk.work.load(person.id), person.capacity
    if load or most:
        said.append(desk.say("people.load", load=load, most=most or "—"))
    if person.deputy:
        said.append(desk.say("people.deputised", name=people.name(desk.work, person.deputy)))
    return [part for part in said if part]


def _arrived(desk: Desk, person: Person, arrival: Arrival) -> list[str]:
    """When they signed in the last time, and whether somebody tried in their name since."""
    if not (person.login or person.identity):
        return []
    said = [desk.say("people.arrived", when=days.moment(desk, arrival.last))] if arrival.last else []
    return said + ([desk.say("people.failed", count=arrival.failed)] if arrival.failed else [])


def _dialog(desk: Desk, person: Person) -> None:
    st.session_state.pop(_asked(person), None)
    title = desk.say("people.change_one" if person.id else "people.add")

    @st.dialog(title, width="medium")
    def dialog() -> None:
        _fields(desk, person)

    dialog()


def _fields(desk: Desk, person: Person) -> None:
    """What is known of a person; nothing typed is lost when something is wrong."""
    prefix = f"people.{person.id or 'new'}"
    known = list(desk.work.roles.known)
    others = [other for other in people.active(desk.work) if other.id != person.id]
    left, right = st.columns(2)
    answers: dict[str, Any] = {
        "name": left.text_input(desk.say("people.name"), person.name, key=f"{prefix}.name"),
        "title": right.text_input(desk.say("people.title"), person.title, key=f"{prefix}.title"),
        "login": left.text_input(desk.say("people.login"), person.login, key=f"{prefix}.login"),
        "language": right.selectbox(
            desk.say("people.language"),
            codes := list(desk.work.settings.value("languages")),
            index=codes.index(person.language) if person.language in codes else 0,
            format_func=own_name,
            key=f"{prefix}.language",
        ),
        "roles": st.multiselect(
            desk.say("people.roles"),
            known,
            [role for role in person.roles if role in known],
            format_func=lambda key: desk.work.roles.known[key].title(desk.language),
            key=f"{prefix}.roles",
        ),
    }
    if elsewhere.provider_of(door()) or person.identity:
        answers["identity"] = st.text_input(
            desk.say("people.identity"),
            person.identity,
            key=f"{prefix}.identity",
            help=desk.say("people.identity_help"),
        )
    left, right = st.columns(2)
    answers["capacity"] = left.number_input(
        desk.say("people.capacity"), min_value=0, value=person.capacity, step=1, key=f"{prefix}.capacity"
    )
    answers["deputy"] = right.selectbox(
        desk.say("people.deputy"),
        ids := [other.id for other in others],
        index=ids.index(person.deputy) if person.deputy in ids else None,
        format_func=lambda id: people.name(desk.work, id),
        key=f"{prefix}.deputy",
    )
    secret = _passphrase(desk, person, prefix)
    if st.button(desk.say("people.save"), type="primary", key=f"{prefix}.save"):
        _save(desk, person, answers, secret)
    if person.id:
        _activity(desk, person)


def _passphrase(desk: Desk, person: Person, prefix: str) -> str:
    """A passphrase to hand over: needed for somebody new, possible for everybody."""
    key = f"{prefix}.passphrase"
    if not person.id and key not in st.session_state:
        st.session_state[key] = "" if elsewhere.provider_of(door()) else proposed()
    help = desk.say("people.passphrase_help", **LIMITS)
    label = desk.say("people.passphrase" if not person.id else "people.new_passphrase")
    return st.text_input(label, key=key, help=help, autocomplete="off")


def _save(desk: Desk, person: Person, answers: dict[str, Any], secret: str) -> None:
    names = (answers["name"], answers["login"], desk.work.settings.name)
    if secret and (why := refusal(secret, names)):
        st.error(desk.say(why, **LIMITS), icon=":material/error:")
        return
    if not person.id and not secret and not answers.get("identity"):
        st.error(desk.say("people.no_passphrase"), icon=":material/error:")
        return
    save = _add if not person.id else _change
    if doing.attempt(desk, lambda: save(desk, person, answers, secret)):
        doing.say_after(desk, "people.saved", name=str(answers["name"]))
        st.rerun()


def _add(desk: Desk, person: Person, answers: dict[str, Any], secret: str) -> acts.Done:
    kept = passphrases.new_credential(door(), secret)
    done = acts.add_person(desk.work, desk.by, {**answers, "credential": kept})
    if secret and kept is None:
        passphrases.give(door(), desk.by, people.find(desk.work, done.id), secret)
    return done


def _change(desk: Desk, person: Person, answers: dict[str, Any], secret: str) -> acts.Done:
    changes = {name: value for name, value in answers.items() if value != _now(person, name)}
    done = acts.change_person(desk.work, desk.by, acts.person_at(desk.work, person.id), changes)
    if secret:
        passphrases.give(door(), desk.by, people.find(desk.work, person.id), secret)
        door().sessions.end_all(person.id)
    passphrases.follow(door(), person.id)
    return done


def _now(person: Person, name: str) -> Any:
    """What the account says, as the field that asks for it gives it."""
    value = getattr(person, name)
    return list(value) if isinstance(value, tuple) else value


def _activity(desk: Desk, person: Person) -> None:
    """The way out and back in; what a person wrote stays."""
    st.divider()
    ending = desk.say("people.end_sessions")
    if person.active and st.button(
        ending, type="tertiary", key=f"people.sessions.{person.id}", icon=":material/logout:"
    ):
        _end_sessions(desk, person)
    label = desk.say("people.deactivate" if person.active else "people.activate")
    icon = ":material/block:" if person.active else ":material/undo:"
    if st.button(label, type="tertiary", key=f"people.active.{person.id}", icon=icon):
        st.session_state[_asked(person)] = person.active
        if not person.active:
            _set_active(desk, person)
    if st.session_state.get(_asked(person)):
        st.warning(plain(desk.say("people.deactivate_sure", name=person.name)), icon=icon)
        if st.button(desk.say("people.deactivate_yes"), type="primary", key=f"people.sure.{person.id}"):
            _set_active(desk, person)


def _end_sessions(desk: Desk, person: Person) -> None:
    """Out of every browser, at once; they may sign in again."""
    if not doing.attempt(desk, lambda: access.require(desk.work, desk.by, "people")):
        return
    door().sessions.end_all(person.id)
    desk.work.journal.add(desk.by.now, desk.by.person.id, "sessions_ended", people.KIND, person.id)
    doing.say_after(desk, "people.sessions_ended", name=person.name)
    st.rerun()


def _asked(person: Person) -> str:
    """Where it stands that somebody asked to close an account, and has not said yet that they are sure."""
    return f"people.asked.{person.id}"


def _after(desk: Desk, person: Person) -> str:
    """What follows for the keys: data set aside opens with those of its day still."""
    if not person.active:
        return "people.needs_passphrase"
    return "people.shut_out_aside" if safekeeping.aside(desk.work) else "people.shut_out"


def _set_active(desk: Desk, person: Person) -> None:
    st.session_state.pop(_asked(person), None)
    at = acts.person_at(desk.work, person.id)
    if doing.attempt(desk, lambda: acts.set_active(desk.work, desk.by, at, not person.active)):
        door().sessions.end_all(person.id)
        doing.attempt(desk, lambda: passphrases.follow(door(), person.id))
        if door().safe.is_on:
            doing.say_after(desk, _after(desk, person), name=person.name)
        st.rerun()
