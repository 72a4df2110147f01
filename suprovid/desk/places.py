"""Ways from page to page: links that carry ids only, and the forms that begin folders."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from suprovid.casework import access, naming
from suprovid.desk.escaping import plain
from suprovid.desk.front_desk import Desk
from suprovid.desk.menu import HOME, PAGES, file_of, may_open
from suprovid.forms.form import Form
from suprovid.forms.tongues import side_by_side
from suprovid.store.folder import Folder

THERE = frozenset(map(str, PAGES.glob("*.py")))
"""The pages that there are."""
ICONS: Mapping[str, str] = {
    "client": ":material/person:",
    "enquiry": ":material/chat:",
    "case": ":material/folder_shared:",
    "organisation": ":material/domain:",
}


STEP = "step"
"""What an address calls the step of a plan that one wants to see."""


GIVEN = "document.given"
"""Answers that another page begins a new document with; never in the address."""


BACK = "document.back"
"""Where to go once a folder is founded, and which question waits for it: set just before `found`."""


@dataclass(frozen=True)
class Back:
    """What waits for the client whose card is about to be begun.

    A form: its address, its draft, its question. An enquiry: its address.
    """

    query: Mapping[str, str]
    draft: str = ""
    field: str = ""


def address(kind: str, id: str = "", form: str = "", document: str = "") -> dict[str, str]:
    """The address of a document, for links: ids and the form's key only."""
    found = {"kind": kind, "id": id, "form": form, "document": document}
    return {name: value for name, value in found.items() if value}


def go(kind: str, id: str = "", form: str = "", document: str = "", **given: Any) -> None:
    """Open a document, or a new one that begins with these answers."""
    st.session_state[GIVEN] = (form, given)
    st.switch_page(file_of("document"), query_params=address(kind, id, form, document))


def found(kind: str, form: str, about: Mapping[str, str] | None = None, **given: Any) -> None:
    """Begin a folder with a draft of its own; `about` are links that are known, such as the client."""
    st.session_state[GIVEN] = (form, given)
    token = secrets.token_hex(8)
    if back := st.session_state.pop(BACK, None):
        st.session_state[f"{BACK}.{token}"] = back
    st.switch_page(
        file_of("document"), query_params={**address(kind, "", form), "draft": token, **(about or {})}
    )


def home(kind: str, id: str) -> tuple[str, dict[str, str]]:
    """The page of a folder and its address."""
    return (file_of(kind), {"id": id}) if id else (file_of(HOME), {})


def may_go(desk: Desk, kind: str) -> bool:
    """Whether there is a page for this kind of folder, open to this person."""
    return file_of(kind) in THERE and may_open(kind, desk.work.roles.pages(desk.by.person.roles))


def may_read(desk: Desk, kind: str, id: str) -> bool:
    """Whether this person may read a folder, without reading it."""
    about = dict(desk.work.links.about(kind, id))
    return bool(about) and access.may(desk.work, desk.by, "read", Folder(kind, id, 1, about))


def folder(desk: Desk, kind: str, id: str, label: str = "", icon: str | None = None) -> None:
    """A link to a folder by its code and name, or by a label in Markdown; text for who may not go there."""
    text = label or plain(called(desk, kind, id))
    if not (may_go(desk, kind) and may_read(desk, kind, id)):
        st.markdown(text, width="content")
        return
    page, query = home(kind, id)
    st.page_link(page, label=text, icon=icon or ICONS.get(kind), query_params=query)


def document(
    at: tuple[str, str], document: str, label: str, icon: str | None = ":material/description:"
) -> None:
    """A link to a document of the folder `at` (kind, id)."""
    query = address(*at, document=document)
    st.page_link(file_of("document"), label=plain(label), icon=icon, query_params=query)


def called(desk: Desk, kind: str, id: str) -> str:
    """A folder as it is called in one line: its code and the name that may be seen."""
    name = desk.names.get((kind, id)) or naming.shown_name(desk.work, desk.by, kind, id)
    return side_by_side((naming.code(desk.work, kind, id), name))


def called_row(desk: Desk, row: Mapping[str, Any]) -> str:
    """The same for a row of the index, which is not asked again."""
    code = naming.code(desk.work, str(row["kind"]), str(row["id"]))
    return side_by_side((code, naming.row_name(desk.work, desk.by, row)))


def ask_names(desk: Desk, keys: Iterable[tuple[str, str]]) -> None:
    """Ask at once how all these folders are called, before a page that links to them asks for each."""
    desk.names.update(naming.names(desk.work, desk.by, keys))


def founding(desk: Desk, kind: str) -> Form | None:
    """The form that begins a folder of this kind, where this person may."""
    forms = (form for form in desk.work.library.forms if form.settings.get("founds") == kind)
    empty = Folder(kind, "", 0, {}, {}, [])
    return next((form for form in forms if access.may(desk.work, desk.by, "found", empty, form)), None)


def begin(desk: Desk, kind: str, label: str, key: str, **options: Any) -> None:
    """A button that begins a folder, for those who may; `about`: its links, `given`: its first answers."""
    about: Mapping[str, str] = options.pop("about", {})
    given: Mapping[str, Any] = options.pop("given", {})
    form = founding(desk, kind)
    if form is None:
        return
    if st.button(desk.say(label), key=key, icon=options.pop("icon", ":material/add:"), **options):
        found(kind, form.key, about, **given)
