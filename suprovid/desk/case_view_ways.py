"""Buttons that lead to forms: the one that mends something, the next sensible one, and the others."""

from __future__ import annotations

from typing import Any

import streamlit as st

from suprovid.casework import acts, ways
from suprovid.casework.acts import At
from suprovid.casework.ways import Way
from suprovid.desk import document_page, doing
from suprovid.desk.escaping import plain
from suprovid.desk.folder_view import Open
from suprovid.forms.form import Form

ICON = ":material/description:"


def way(look: Open, form: str) -> Way | None:
    """The way to a form from this folder, for this person."""
    return ways.way(look.desk.work, look.desk.by, look.folder, form)


def meaning(look: Open, tag: str) -> Form | None:
    """The form with a question of this meaning that may be filled in here."""
    forms = (form for form in look.desk.work.library.forms_meaning(tag) if way(look, form.key))
    return next((form for form in forms if look.folder.kind in form.settings.get("subject", ())), None)


def called(look: Open, found: Way) -> str:
    """What a way leads to: the form, and whether it goes on or begins a new version."""
    title = found.form.title(look.desk.language)
    key = {"draft": "case.way.go_on", "returned": "case.way.mend", "submitted": "case.way.amend"}.get(
        found.state, "case.way.renew" if found.renews else ""
    )
    return look.desk.say(key, form=title) if key else title


def icon(found: Way) -> str:
    return str(found.form.settings.get("icon") or ICON)


def button(look: Open, found: Way, key: str, label: str = "", **options: Any) -> None:
    """A button that leads there."""
    label = label or called(look, found)
    if st.button(plain(label), key=key, icon=options.pop("icon", icon(found)), **options):
        go(look, found)


def go(look: Open, found: Way, **given: Any) -> None:
    """Open the document; one that is approved goes on as a new version."""
    folder = found.folder
    if found.renews and found.document:
        renew(look, found)
        return
    document = str(found.document["id"]) if found.document else ""
    document_page.go(folder.kind, folder.id, "" if document else found.form.key, document, **given)


def renew(look: Open, found: Way) -> None:
    """Begin a new version of an approved document, and go there."""
    desk, folder, old = look.desk, found.folder, str((found.document or {})["id"])
    at = At(folder.kind, folder.id, folder.revision)
    done = doing.attempt(desk, lambda: acts.new_version(desk.work, desk.by, at, old))
    if done is not None:
        document_page.go(folder.kind, folder.id, document=str(done.document))


def new(look: Open, form: Form, key: str, label: str, **options: Any) -> None:
    """A button that begins a new document of a form here, whatever others there are."""
    given: dict[str, Any] = options.pop("given", {})
    if look.may("write", form) and st.button(plain(label), key=key, **options):
        document_page.go(*look.at, form.key, **given)
