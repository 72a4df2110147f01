"""Documents that stand until somebody says them anew: one's own is amended, another's gets a new version."""

from __future__ import annotations

from typing import Any

import streamlit as st

from suprovid.casework import acts
from suprovid.casework.acts import At
from suprovid.casework.acts.paper import IN_FORCE
from suprovid.desk import doing, places
from suprovid.desk.escaping import plain
from suprovid.desk.folder_view import UNFINISHED, Open
from suprovid.store.folder import Json


def way(look: Open, document: Json, title: str, key: str, **options: Any) -> None:
    """A link or a button that leads to saying a document anew, or to reading it; called by its title."""
    desk, form = look.desk, look.desk.work.library.form(document["form"])
    if not look.may("write", form):
        places.document(look.at, str(document["id"]), desk.say("enquiry.read", form=title))
        return
    label = desk.say("enquiry.amend", form=title) if title else desk.say("organisation.change")
    begun = _begun(look, document)
    if begun is None and _is_own(look, document):
        begun = document
    if begun is not None:
        places.document(look.at, str(begun["id"]), label, ":material/edit_note:")
    elif document["state"] in IN_FORCE and st.button(
        plain(label), key=key, icon=":material/edit_note:", **options
    ):
        _renew(look, document)


def _begun(look: Open, document: Json) -> Json | None:
    """A new version of a document that somebody has begun already."""
    return next(
        (
            other
            for other in look.folder.documents.values()
            if other.get("previous") == document["id"] and other["state"] in UNFINISHED
        ),
        None,
    )


def _is_own(look: Open, document: Json) -> bool:
    """Whether this person may go on in the document itself."""
    mine = look.desk.by.person.id in (document.get("author"), document.get("submitted_by"))
    return document["state"] in UNFINISHED or (document["state"] == "submitted" and mine)


def _renew(look: Open, document: Json) -> None:
    desk = look.desk
    at, old = At(*look.at, look.folder.revision), str(document["id"])
    done = doing.attempt(desk, lambda: acts.new_version(desk.work, desk.by, at, old))
    if done is not None:
        places.go(*look.at, document=str(done.document))
