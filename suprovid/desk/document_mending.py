"""What stopped a document: the way to the form that mends it, and back to the document afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import streamlit as st

from suprovid.casework import access, ways
from suprovid.casework.links import CLIENT
from suprovid.casework.ways import Way
from suprovid.desk import form_view_opening, places
from suprovid.desk.escaping import plain
from suprovid.desk.menu import file_of
from suprovid.errors import SuprovidError
from suprovid.store.folder import Folder

if TYPE_CHECKING:
    from suprovid.desk.document_view import Sheet
    from suprovid.desk.form_view_sheet import Opened

WAITING = "document.waits_for"
"""Which folder and form a stopped document waits for, and the document's address."""


def draw(sheet: Sheet, error: SuprovidError, opened: Opened) -> None:
    """A button for each form that mends what stopped the document."""
    checks = error.facts.get("checks") or ()
    remedies = dict.fromkeys(str(getattr(check, "remedy", "")) for check in checks)  # type: ignore[attr-defined]
    for remedy in remedies:
        found = _way(sheet, remedy)
        if found is None:
            continue
        title = plain(sheet.desk.say("document.mend", form=found.form.title(sheet.desk.language)))
        icon = str(found.form.settings.get("icon") or ":material/description:")
        if st.button(title, key=f"document-mend-{remedy}", icon=icon):
            filling = form_view_opening.filling_of(sheet.desk, opened)
            if filling.changed:
                filling.keep()
            _go(found)


def _go(found: Way) -> None:
    folder, document = found.folder, str(found.document["id"]) if found.document else ""
    st.session_state[WAITING] = (folder.kind, folder.id, found.form.key, dict(st.query_params))
    places.go(folder.kind, folder.id, "" if document else found.form.key, document)


def _way(sheet: Sheet, remedy: str) -> Way | None:
    """The way to the form: in the client's own folder where that is possible, else near the document."""
    work, by = sheet.desk.work, sheet.desk.by
    if not work.library.has(remedy) or remedy == sheet.form.key:
        return None
    form = work.library.form(remedy)
    for client in _clients(sheet):
        if CLIENT in form.settings.get("subject", ()) and access.may(work, by, "write", client, form):
            return ways.way(work, by, client, remedy)
    return ways.way(work, by, sheet.folder, remedy) if sheet.folder.revision else None


def _clients(sheet: Sheet) -> Iterator[Folder]:
    id = str(sheet.folder.about.get(CLIENT) or "")
    if id and sheet.desk.work.links.about(CLIENT, id):
        yield sheet.desk.work.read(CLIENT, id)


def go_back(kind: str, id: str, form: str) -> None:
    """Back to the document that waited for this form in this folder, if one did."""
    waits = st.session_state.get(WAITING)
    if waits is not None and waits[:3] == (kind, id, form):
        del st.session_state[WAITING]
        st.switch_page(file_of("document"), query_params=waits[3])
