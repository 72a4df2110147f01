"""What one person began and did not finish: forms that were never saved, and drafts of documents."""

from __future__ import annotations

from collections.abc import Mapping
from textwrap import shorten

import streamlit as st

from suprovid.casework.earlier import name_of
from suprovid.desk import days, doing, places
from suprovid.desk.escaping import plain
from suprovid.desk.form_view_opening import session_key
from suprovid.desk.front_desk import Desk
from suprovid.desk.menu import file_of
from suprovid.errors import Missing
from suprovid.forms.answers import leaves
from suprovid.store.drafts import Draft
from suprovid.store.questions import Filter

TELLING = ("client.display_name", "request.words", "organisation.name")
"""The tags of answers by which one knows what a form was begun about."""
LONG = 60


def draw(desk: Desk) -> None:
    """Forms that were begun and not saved, and documents that were saved as drafts."""
    drafts = desk.work.drafts.of(desk.by.person.id)
    saved = desk.work.index.find(
        [
            Filter("author", "=", desk.by.person.id),
            Filter("unfinished", "=", True),
            Filter("state", "=", "draft"),
        ],
        order=("-updated",),
        of="documents",
    ).rows
    typed = {(draft.kind, draft.folder, draft.document) for draft in drafts}
    saved = tuple(row for row in saved if (row["kind"], row["folder"], row["id"]) not in typed)
    if not drafts and not saved:
        return
    st.header(f"{plain(desk.say('my_day.drafts'))} :gray-badge[{len(drafts) + len(saved)}]", anchor=False)
    places.ask_names(desk, ((str(row["kind"]), str(row["folder"])) for row in saved))
    for draft in drafts:
        _draft(desk, draft)
    for row in saved:
        _saved(desk, row)


def _draft(desk: Desk, draft: Draft) -> None:
    title, query = _title(desk, draft.form), draft_address(desk, draft)
    with st.container(horizontal=True, vertical_alignment="center", key=f"draft-{draft.id}"):
        st.page_link(
            file_of("document"),
            label=f"**{plain(title)}**",
            icon=":material/edit_note:",
            query_params=query,
        )
        if draft.kind and draft.folder:
            places.folder(desk, draft.kind, draft.folder)
        elif words := _first_words(desk, draft):
            st.markdown(f"«{plain(shorten(words, LONG, placeholder='…'))}»", width="content")
        begun = days.read(draft.updated) or desk.by.today
        st.markdown(f":gray[{plain(desk.say('my_day.begun', when=days.ago(desk, begun)))}]", width="content")
        with st.popover(
            desk.say("my_day.throw"), icon=":material/delete:", type="tertiary", key=f"throw-{draft.id}"
        ):
            st.button(
                desk.say("my_day.throw_sure"),
                key=f"sure-{draft.id}",
                on_click=_throw,
                args=(desk, draft),
                type="primary",
            )


def _first_words(desk: Desk, draft: Draft) -> str:
    """What tells a first contact that was begun from another: whose it is, or what was asked."""
    try:
        form = desk.work.library.form(draft.form)
    except Missing:
        return ""
    asked = {field.name for tag in TELLING for field in form.fields_meaning(tag)}
    said = (value for path, value in leaves(draft.answers) if name_of(path) in asked)
    return next((words for words in said if isinstance(words, str) and words.strip()), "")


def _throw(desk: Desk, draft: Draft) -> None:
    def away() -> bool:
        desk.work.drafts.throw_away(draft.person, draft.id)
        return True

    if doing.attempt(desk, away):
        st.session_state.pop(session_key(draft.id), None)
        doing.say_after(desk, "my_day.thrown")


def _saved(desk: Desk, row: Mapping[str, object]) -> None:
    kind, folder, id = str(row["kind"]), str(row["folder"]), str(row["id"])
    with st.container(horizontal=True, vertical_alignment="center", key=f"saved-{id}"):
        places.document((kind, folder), id, _title(desk, str(row["form"])), ":material/draft:")
        places.folder(desk, kind, folder)
        on = days.read(row.get("updated")) or desk.by.today
        st.markdown(
            f":gray[{plain(desk.say('my_day.saved_draft', when=days.ago(desk, on)))}]", width="content"
        )


def draft_address(desk: Desk, draft: Draft) -> dict[str, str]:
    """Where a begun form goes on."""
    if draft.folder:
        form = "" if draft.document else draft.form
        return places.address(draft.kind or "", draft.folder, form, draft.document or "")
    try:
        kind = str(desk.work.library.form(draft.form).settings.get("founds", ""))
    except Missing:
        kind = ""
    return {**places.address(kind, "", draft.form), "draft": draft.id}


def _title(desk: Desk, form: str) -> str:
    try:
        return desk.work.library.form(form).title(desk.language)
    except Missing:
        return form
