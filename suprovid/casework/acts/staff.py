"""Acts on people and on the organisation itself: first start, accounts, settings."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from typing import Any

from suprovid.casework import access, people, settings
from suprovid.casework.acts.act import Act, At, Done, Outcome, id_from, perform
from suprovid.casework.people import By, Person
from suprovid.casework.workspace import Workspace
from suprovid.errors import NotPossible, SuprovidError
from suprovid.store.folder import Folder

FIRST_ROLES = ("administrator",)


def setup(
    work: Workspace, by: By, chosen: Mapping[str, Any], first: Mapping[str, Any], event: str = "setup"
) -> Person:
    """The first start: the organisation's settings and its first person, who may manage people.

    `by.person` is not looked at: nobody is here yet. Refused (`NotPossible`) once anybody is.
    """
    if work.people and id_from(event, people.KIND) not in work.people:
        raise NotPossible(what="act.setup", why="act.why.set_up_already")
    _plain_settings(work, chosen)
    id = id_from(event, people.KIND)
    roles = tuple(dict.fromkeys((*FIRST_ROLES, *first.get("roles", ()))))
    about = _about(work, id, {}, {**first, "roles": list(roles), "credential": first.get("credential")})
    itself = By(people.read(id, about), by.now, by.language)
    perform(
        work, itself, At(people.KIND, id, 0, event), Act("add_person", "", lambda _: Outcome(about=about))
    )
    chosen_now = dict(chosen)
    at = At(settings.KIND, settings.OWN, work.settings.revision, id_from(event, settings.KIND))
    perform(work, itself, at, Act("change_settings", "", lambda _: Outcome(about=chosen_now)))
    person = people.find(work, id)
    work.journal.add(by.now, id, "setup", settings.KIND, settings.OWN)
    return person


def first_person(event: str = "setup") -> str:
    """The id that the first person will have."""
    return id_from(event, people.KIND)


def add_person(work: Workspace, by: By, person: Mapping[str, Any], event: str = "") -> Done:
    """A new account: name, title, login, roles, language, capacity, deputy."""
    at = At(people.KIND, event=event) if event else At(people.KIND)

    def judge(folder: Folder) -> Outcome:
        return Outcome(about=_about(work, folder.id, {"active": True}, person))

    return _noted(work, by, perform(work, by, at, Act("add_person", "people", judge)), "add_person")


def change_person(work: Workspace, by: By, at: At, changes: Mapping[str, Any]) -> Done:
    """Change what is known of a person; the last administrator keeps that role."""

    def judge(folder: Folder) -> Outcome:
        about = _about(work, folder.id, folder.about, changes)
        _somebody_manages(work, people.read(folder.id, about))
        return Outcome(about=about, facts={"changed": sorted(changes)})

    return _noted(work, by, perform(work, by, at, Act("change_person", "people", judge)), "change_person")


def set_active(work: Workspace, by: By, at: At, active: bool) -> Done:
    """Let somebody in again, or out for good; what they wrote stays."""

    def judge(folder: Folder) -> Outcome:
        about = {**folder.about, "active": active}
        _somebody_manages(work, people.read(folder.id, about))
        return Outcome(about=about, facts={"active": active})

    done = perform(work, by, at, Act("set_active", "people", judge))
    return _noted(work, by, done, "let_in" if active else "put_out")


def set_credential(work: Workspace, by: By, at: At, credential: Mapping[str, Any] | None) -> Done:
    """Keep what proves that it is this person: their own, or anybody's for whoever manages people."""

    def judge(folder: Folder) -> Outcome:
        return Outcome(about={**folder.about, "credential": dict(credential) if credential else None})

    right = "" if by.person.id == at.id and by.person.active else "people"
    done = perform(work, by, at, Act("set_credential", right, judge))
    return _noted(work, by, done, "set_credential") if right else done


def set_language(work: Workspace, by: By, at: At, language: str) -> Done:
    """A person's own choice of the language of the interface."""
    if at.id != by.person.id:
        access.require(work, by, "people")
    _spoken(work, language)
    about = lambda folder: Outcome(about={**folder.about, "language": language})  # noqa: E731 - one line, used once
    return perform(work, by, at, Act("set_language", "", about))


def change_settings(work: Workspace, by: By, at: At, changes: Mapping[str, Any]) -> Done:
    """Change what the organisation has chosen; unknown settings are refused."""
    _plain_settings(work, changes)

    def judge(folder: Folder) -> Outcome:
        return Outcome(about={**folder.about, **changes}, facts={"changed": sorted(changes)})

    done = perform(work, by, at, Act("change_settings", "settings", judge))
    return _noted(work, by, done, "change_settings")


def settings_at(work: Workspace) -> At:
    """Where a change of the settings goes."""
    return At(settings.KIND, settings.OWN, work.settings.revision)


def person_at(work: Workspace, id: str) -> At:
    """Where a change of a person goes."""
    return At(people.KIND, id, people.find(work, id).revision)


def _noted(work: Workspace, by: By, done: Done, what: str) -> Done:
    """Who works here and by which rules is also in the journal, for those who look after people.

    The act is done and stands in the folder's own history, so a full disk is no reason to say that it is not.
    """
    with contextlib.suppress(SuprovidError):
        work.journal.add(by.now, by.person.id, what, done.kind, done.id)
    return done


# -- what makes them sound ------------------------------------------------------------------------------


def _about(work: Workspace, id: str, before: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: value for name, value in changes.items() if name in (*people.CHANGEABLE, "credential")}
    about = {"active": True, "language": work.settings.language, **before, **known}
    if not str(about.get("name", "")).strip():
        raise NotPossible(what="act.add_person", why="act.why.no_name")
    login = people.plain_login(str(about.get("login", "")))
    taken = people.by_login(work, login) if login else None
    if taken is not None and taken.id != id:
        raise NotPossible(what="act.add_person", why="act.why.login_taken")
    identity = people.plain_identity(str(about.get("identity") or ""))
    if identity and any(
        other.id != id and people.plain_identity(other.identity) == identity for other in work.people.values()
    ):
        raise NotPossible(what="act.add_person", why="act.why.identity_taken")
    unknown = [role for role in about.get("roles", ()) if role not in work.roles.known]
    if unknown:
        raise NotPossible(what="act.add_person", why="act.why.unknown_role")
    return about


def _somebody_manages(work: Workspace, changed: Person) -> None:
    """Nobody may lock everybody out."""
    staff = {**work.people, changed.id: changed}
    for person in staff.values():
        if person.active and any(
            "people" in grant.rights for role in work.roles.of(person.roles) for grant in role.grants
        ):
            return
    raise NotPossible(what="act.change_person", why="act.why.last_administrator")


def _plain_settings(work: Workspace, chosen: Mapping[str, Any]) -> None:
    for name in chosen:
        if not work.settings.knows(name):
            raise NotPossible(what="act.change_settings", why="act.why.unknown_setting", name=name)


def _spoken(work: Workspace, language: str) -> None:
    if language not in (work.settings.value("languages") or ()):
        raise NotPossible(what="act.set_language", why="act.why.unknown_language")
