"""Roles and rights are data: what `schemas/roles.json` says, read once."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from suprovid.errors import Damaged

FILE = "roles.json"
OWN, TEAM, ALL = "own", "team", "all"
OF_A_ROLE = frozenset({"title", "x-i18n-title", "grants", "pages", "hides"})
OF_A_GRANT = frozenset({"rights", "kinds", "whose", "sees", "anonymous"})


@dataclass(frozen=True)
class Grant:
    """Some rights over some kinds of folder, over whose folders, and how deep one sees there."""

    rights: frozenset[str]
    kinds: frozenset[str]
    whose: str = ALL
    sees: frozenset[str] = frozenset({"operational"})
    anonymous: bool = False

    def covers(self, right: str, kind: str) -> bool:
        """Whether this grant speaks of that right over folders of that kind."""
        return right in self.rights and kind in self.kinds


@dataclass(frozen=True)
class Role:
    """What people of one calling may do; `hides` are tags of answers that they never see."""

    key: str
    titles: Mapping[str, str]
    grants: tuple[Grant, ...]
    pages: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()

    def title(self, language: str) -> str:
        """The name of the role in a language, the default one where it is not translated."""
        return self.titles.get(language) or self.titles[""]


@dataclass(frozen=True)
class Roles:
    """All roles; a role that a person has and the file does not know gives no right."""

    known: Mapping[str, Role]
    rights: Mapping[str, Mapping[str, str]]

    def of(self, keys: Iterable[str]) -> Iterator[Role]:
        """The roles behind these keys."""
        return (self.known[key] for key in keys if key in self.known)

    def pages(self, keys: Iterable[str]) -> tuple[str, ...]:
        """The pages in the menu of somebody with these roles, in the order of the roles."""
        return tuple(dict.fromkeys(page for role in self.of(keys) for page in role.pages))

    def right_title(self, right: str, language: str) -> str:
        """What a right is called."""
        titles = self.rights.get(right, {})
        return titles.get(language) or titles.get("", right)


def read(schemas: Path) -> Roles:
    """The roles of this folder of schemas; `Damaged` when the file cannot be used.

    A word that nobody knows makes it so too: a misspelt `hides` or `whose` would open what it should close.
    """
    place = schemas / FILE
    try:
        said = json.loads(place.read_text(encoding="utf-8"))
        roles = {key: _role(key, body) for key, body in said["roles"].items()}
        return Roles(roles, {key: _titles(body) for key, body in said.get("rights", {}).items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise Damaged(place=str(place), why=type(error).__name__) from error


def _role(key: str, body: Mapping[str, Any]) -> Role:
    _only(OF_A_ROLE, body)
    return Role(
        key=key,
        titles=_titles(body),
        grants=tuple(_grant(grant) for grant in body["grants"]),
        pages=tuple(body.get("pages", ())),
        hides=tuple(body.get("hides", ())),
    )


def _grant(body: Mapping[str, Any]) -> Grant:
    _only(OF_A_GRANT, body)
    return Grant(
        rights=frozenset(body["rights"]),
        kinds=frozenset(body["kinds"]),
        whose=body.get("whose", ALL),
        sees=frozenset(body.get("sees", ("operational",))),
        anonymous=bool(body.get("anonymous", False)),
    )


def _only(words: frozenset[str], body: Mapping[str, Any]) -> None:
    if unknown := body.keys() - words:
        raise KeyError(*unknown)


def _titles(body: Mapping[str, Any]) -> dict[str, str]:
    return {"": body["title"], **body.get("x-i18n-title", {})}
