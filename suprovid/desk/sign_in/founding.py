"""The founding of a workspace: what is asked once, what is wrong with it, and what it makes.

The page of the first start and `suprovid init` ask the same and end here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from suprovid.casework import people
from suprovid.casework.acts import setup
from suprovid.casework.people import By, Person
from suprovid.casework.workspace import Workspace
from suprovid.desk.sign_in.passwords import LIMITS, Passwords, refusal
from suprovid.desk.sign_in.providers.local import credential
from suprovid.forms.words import said
from suprovid.sample import demo

AREAS, LEGAL_SERVICES = "areas", "legal_service"
NOTHING = "none"
PROFILES = ("short", "full")
Wrong = dict[str, tuple[str, dict[str, object]]]
"""What is wrong by field: a sentence key and its facts."""


@dataclass(frozen=True)
class Founding:
    """The answers of the first start."""

    organisation: str = ""
    languages: tuple[str, ...] = ("uk", "en")
    language: str = "uk"
    name: str = ""
    login: str = ""
    passphrase: str = ""
    again: str = ""
    alone: bool = True
    roles: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    legal_services: tuple[str, ...] = ()
    phone: str = ""
    profile: str = "short"
    sample: bool = False
    plain: bool = False
    own_language: str = ""

    def roles_of(self, work: Workspace) -> tuple[str, ...]:
        """The roles of the first person: all of them for one who works alone, else what was chosen."""
        known = tuple(work.roles.known)
        chosen = known if self.alone else tuple(key for key in known if key in self.roles)
        return tuple(dict.fromkeys((*chosen, *managing(work))))


def managing(work: Workspace) -> tuple[str, ...]:
    """The roles that may manage accounts and settings: the first person always has one, or nobody could."""
    return tuple(
        key
        for key, role in work.roles.known.items()
        if {"people", "settings"} <= {right for grant in role.grants for right in grant.rights}
    )[:1]


def choices(work: Workspace, name: str, language: str) -> list[tuple[str, str]]:
    """The choices of a shared list that are still offered: (value, title)."""
    options = work.library.lists.get(name, {}).get("oneOf", ())
    return [
        (option["const"], said(option, "title", language))
        for option in options
        if not option.get("deprecated") and option["const"] != NOTHING
    ]


def wrong(work: Workspace, asked: Founding) -> Wrong:
    """What has to be mended before this can be founded; empty when nothing."""
    return dict(_wrong(work, asked))


def _wrong(work: Workspace, asked: Founding) -> Iterator[tuple[str, tuple[str, dict[str, object]]]]:
    if not asked.organisation.strip():
        yield "organisation", ("start.wrong.organisation", {})
    known = work.library.words.languages
    if not asked.languages or any(code not in known for code in asked.languages):
        yield "languages", ("start.wrong.languages", {"known": ", ".join(known)})
    elif asked.language not in asked.languages:
        yield "language", ("start.wrong.language", {})
    if not asked.name.strip():
        yield "name", ("start.wrong.name", {})
    yield from _wrong_login(work, asked)
    yield from _wrong_passphrase(asked)
    if asked.phone.strip() and len(re.findall(r"\d", asked.phone)) < 3:
        yield "phone", ("start.wrong.phone", {})
    if asked.profile not in PROFILES:
        yield "profile", ("start.wrong.profile", {})
    yield from _unknown(work, asked)


def _wrong_login(work: Workspace, asked: Founding) -> Iterator[tuple[str, tuple[str, dict[str, object]]]]:
    login = asked.login.strip()
    if not 2 <= len(login) <= 60 or not login.isprintable():
        yield "login", ("start.wrong.login", {})
    elif people.by_login(work, login):
        yield "login", ("start.wrong.login_taken", {})


def _wrong_passphrase(asked: Founding) -> Iterator[tuple[str, tuple[str, dict[str, object]]]]:
    if why := refusal(asked.passphrase, (asked.name, asked.login, asked.organisation)):
        yield "passphrase", (why, dict(LIMITS))
    elif asked.passphrase != asked.again:
        yield "again", ("start.wrong.again", {})


def _unknown(work: Workspace, asked: Founding) -> Iterator[tuple[str, tuple[str, dict[str, object]]]]:
    offered = {
        "roles": set(work.roles.known),
        "areas": {value for value, _ in choices(work, AREAS, "")},
        "legal_services": {value for value, _ in choices(work, LEGAL_SERVICES, "")},
    }
    for field, known in offered.items():
        if strange := [value for value in getattr(asked, field) if value not in known]:
            yield field, ("start.wrong.choice", {"value": strange[0], "known": ", ".join(sorted(known))})


def settings(asked: Founding) -> dict[str, object]:
    """The organisation's settings that follow from the answers."""
    return {
        "name": asked.organisation.strip(),
        "languages": list(asked.languages),
        "language": asked.language,
        "profile": asked.profile,
        "competence": list(asked.areas),
        "legal_services": list(asked.legal_services),
        "one_person": asked.alone,
        "phone": asked.phone.strip(),
        "sample": asked.sample,
    }


def found(work: Workspace, passwords: Passwords, asked: Founding, now: datetime) -> Person:
    """Make a workspace in clear: its settings and its first person, who can sign in."""
    return found_with(work, credential(passwords, asked.passphrase), asked, now)


def found_with(work: Workspace, kept: Mapping[str, Any], asked: Founding, now: datetime) -> Person:
    """Make the workspace; `kept` is what the first person's folder keeps of the passphrase."""
    who = {
        "name": asked.name.strip(),
        "login": asked.login.strip(),
        "roles": asked.roles_of(work),
        "language": asked.own_language if asked.own_language in asked.languages else asked.language,
        "credential": kept,
    }
    person = setup(work, By(Person("", asked.name), now, asked.language), settings(asked), who)
    if asked.sample:
        demo.join(work, By(person, now, person.language))
    return people.find(work, person.id)
