"""The world outside a form: what the expressions of a document reach with `fact.`, `setting.` and `this.`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from suprovid.casework.facts import Facts
from suprovid.casework.known import Known
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.forms.setting import Setting
from suprovid.store.folder import Folder

THIS = "this."
FINAL = frozenset({"approved", "superseded", "void"})
"""The states in which a document says for ever what was worked out when it was finished."""


def setting_for(work: Workspace, by: By, folder: Folder, document: Mapping[str, Any]) -> Setting:
    """With what a document of this folder is looked at, as if it had been submitted with these answers."""
    known = work.known_of(folder, by.today, by.language).considering(document)
    return Setting(
        by.today,
        by.now,
        outside(known, by, document),
        work.settings.profile,
        by.language,
        frozen=document.get("state") in FINAL,
    )


def outside(known: Known, by: By, document: Mapping[str, Any]) -> Callable[[str], Any]:
    """The value of a name that is not a question of the form; None for what is not known."""
    facts = Facts(known)
    about = known.folder.about

    def value(name: str) -> Any:
        if name.startswith(THIS):
            return this(name.removeprefix(THIS), about, by, document)
        return facts.outside(name)

    return value


def this(name: str, about: Mapping[str, Any], by: By, document: Mapping[str, Any]) -> Any:
    """What a document knows of itself, who asks, and what its folder says about itself (code, links)."""
    if name == "person":
        return by.person.id
    if name in ("number", "state", "version", "author", "previous", "id"):
        return document.get(name)
    return about.get(name)
