"""From an opened document to its filling: the one of this session, or the person's draft, or a new one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import streamlit as st

from suprovid.desk.drafting import Filling
from suprovid.desk.drafts import Keeps, Where, begun, draft_id, fingerprint
from suprovid.desk.form_view_sheet import Desk, Opened
from suprovid.forms.answers import Answers, at, copied
from suprovid.forms.form import Form
from suprovid.forms.places import places
from suprovid.store.drafts import Draft


def filling_of(desk: Desk, opened: Opened) -> Filling:
    """The filling of this document in this session; a new one begins from the person's draft, if any."""
    draft = draft_of(desk, opened)
    key = session_key(draft.id)
    filling: Filling | None = st.session_state.get(key)
    if filling is not None and not filling.changed and filling.draft.revision != opened.revision:
        filling = None
    if filling is None:
        _let_go()
        filling = st.session_state[key] = begin(draft, desk, opened)
    if filling.form is not opened.form:
        filling.form, filling._view = opened.form, None
    chosen = filling.where.language
    filling.look_from(replace(opened.setting, language=chosen) if chosen else opened.setting)
    return filling


def _let_go() -> None:
    """Other documents that were looked at and not changed need no place in the memory of this session."""
    for key, held in list(st.session_state.items()):
        if isinstance(held, Filling) and not held.changed:
            del st.session_state[key]


def draft_of(desk: Desk, opened: Opened) -> Draft:
    kind, folder = opened.folder or (None, None)
    document = str(opened.document["id"]) if opened.document else None
    return Draft(
        person=desk.by.person.id,
        id=opened.draft or draft_id(desk.by.person.id, kind, folder, document or opened.form.key),
        form=opened.form.key,
        kind=kind,
        folder=folder,
        document=document,
        revision=opened.revision,
    )


def begin(draft: Draft, desk: Desk, opened: Opened) -> Filling:
    before = with_ids(copied(opened.answers), opened.form)
    drafts: Keeps | None = opened.drafts or getattr(getattr(desk, "work", None), "drafts", None)
    filling = Filling(draft, opened.form, copied(before), before, before, opened.setting, drafts)
    filling.stored = copied(opened.answers)
    filling.where.began = fingerprint(before)
    kept = None if opened.read_only else begun(draft, drafts)
    if kept is not None:
        _take_up(filling, kept, opened)
    return filling


def _take_up(filling: Filling, kept: Draft, opened: Opened) -> None:
    """Go on with a draft; if somebody changed the document since, that is looked at first."""
    now, filling.where = filling.where.began, Where.read(kept.where)
    filling.answers, filling.resumed = with_ids(copied(kept.answers), opened.form), kept.updated
    filling.draft = kept
    untouched = filling.where.began == now or opened.document is None
    if kept.revision == opened.revision or untouched or not filling.changed:
        filling.rebase(filling.before, opened.revision)
    else:
        filling.base, filling.theirs, filling.theirs_revision = None, filling.before, opened.revision


def with_ids(answers: Answers, form: Form) -> Answers:
    """Every line of a repeat gets an id of its own, the same each time, if it has none.

    Nothing else does: what stands inside a tree, or is of no field any more, stays what it is.
    """
    for field in form.named.values() if not form.plain else ():
        for place in places(field, answers) if field.kind == "lines" else ():
            lines = at(answers, place.path)
            _name(lines if isinstance(lines, list) else ())
    return answers


def _name(lines: Iterable[Any]) -> None:
    """An id for each line that has none, one that is no text, or that of another."""
    taken: set[str] = set()
    for number, line in enumerate(lines):
        if isinstance(line, dict):
            known = line.get("_id")
            if not isinstance(known, str) or known in taken:
                known = f"line{number}"
                while known in taken:
                    known += "_"
                line["_id"] = known
            taken.add(known)


def session_key(draft: str) -> str:
    return f"form.{draft}"
