"""One document at the desk: opened from its folder, filled in or read, saved through the acts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import streamlit as st

from suprovid.casework import access, acts, earlier, live, people
from suprovid.casework.acts import At, Filled, new_id
from suprovid.casework.acts.paper import begun
from suprovid.casework.outside import setting_for
from suprovid.desk import document_mending, form_view
from suprovid.desk.doing import say_after, show
from suprovid.desk.escaping import plain
from suprovid.desk.form_view import Opened, Outcome
from suprovid.desk.front_desk import Desk
from suprovid.errors import Missing, NotSound, Stale, SuprovidError
from suprovid.forms.answers import Answers
from suprovid.forms.form import Form
from suprovid.forms.setting import Setting
from suprovid.store.database import Unreachable
from suprovid.store.folder import Folder, Json

READABLE = frozenset({"approved", "superseded", "void"})
REASON, WARNED, TOLD = "document.reason", "document.warned", "document.told"


@dataclass(frozen=True)
class Wanted:
    """Which document a page asks for: of a folder (or a new one, without `id`), by its id or as a new one."""

    kind: str
    id: str = ""
    form: str = ""
    document: str = ""
    given: Mapping[str, Any] | None = None
    draft: str = ""


@dataclass(frozen=True)
class Sheet:
    """A document with its folder and form, as this person may see it."""

    desk: Desk
    folder: Folder
    form: Form
    document: Json
    answers: Answers
    hidden: frozenset[str]
    is_new: bool
    draft: str = ""

    @property
    def at(self) -> At:
        return At(self.folder.kind, self.folder.id if self.folder.revision else "", self.folder.revision)

    @property
    def is_readonly(self) -> bool:
        """Approved, superseded and void documents are read; others are for those who may write here."""
        if self.document["state"] in READABLE:
            return True
        right = "write" if self.folder.revision else "found"
        return not access.may(self.desk.work, self.desk.by, right, self.folder, self.form)


def open_sheet(desk: Desk, wanted: Wanted) -> Sheet:
    """The document that is asked for; raises `Missing`, `NotAllowed`."""
    work, by = desk.work, desk.by
    folder = work.read(wanted.kind, wanted.id) if wanted.id else Folder(wanted.kind, "", 0, {}, {}, [])
    if wanted.document:
        return _stored(desk, folder, wanted.document)
    form = work.library.form(wanted.form)
    access.require(work, by, "write" if folder.revision else "found", folder, form)
    if folder.revision:
        access.keep_look(work, by, folder)
    document = begun(new_id(), form, folder, by)
    setting = setting_for(work, by, folder, document)
    answers = with_first_lines(form, form.start(setting, new_id, dict(wanted.given or {})), setting)
    return Sheet(desk, folder, form, document, answers, frozenset(), True, wanted.draft)


def with_first_lines(form: Form, answers: Answers, setting: Setting) -> Answers:
    """The answers of a new document with one empty line in each table that must have one: ready to type."""
    tables = [field for field in form.fields if field.kind == "lines" and field.required]
    empty = [field for field in tables if not answers.get(field.key) and not field.lines_from]
    view = form.look(answers, setting) if empty else None
    for field in empty:
        if view is not None and view.shows((field.key,)):
            answers = {**answers, field.key: [form.start_line(field.name, answers, setting, new_id)]}
    return answers


def _stored(desk: Desk, folder: Folder, id: str) -> Sheet:
    try:
        document = folder.documents[id]
    except KeyError:
        raise Missing(kind="document", id=id) from None
    form = desk.work.library.form(document["form"])
    seen = access.look(desk.work, desk.by, folder, document, form)
    access.keep_look(desk.work, desk.by, folder, document)
    return Sheet(desk, folder, form, document, form.upgraded(seen.answers), seen.hidden, False)


def draw(sheet: Sheet) -> Outcome | None:
    """The form of a document; what the person asked for in this run, if anything."""
    return form_view.draw(sheet.desk, opened(sheet))


def opened(sheet: Sheet) -> Opened:
    """What the form view needs of a document."""
    desk, folder = sheet.desk, sheet.folder
    setting = setting_for(desk.work, desk.by, folder, {**sheet.document, "answers": sheet.answers})
    offers = live.Offers(desk.work, desk.by, folder)
    return Opened(
        form=sheet.form,
        setting=setting,
        answers=sheet.answers,
        folder=(folder.kind, folder.id) if folder.revision else None,
        document=None if sheet.is_new else sheet.document,
        revision=folder.revision or None,
        live=offers.live,
        names=offers.names,
        comments=sheet.document.get("comments", ()),
        read_only=sheet.is_readonly,
        masked=lambda field: field.name in sheet.hidden,
        who=lambda id: people.name(desk.work, id),
        once=lambda name: earlier.question(desk.work, sheet.form.key, name),
        drafts=desk.work.drafts,
        draft=sheet.draft,
    )


def carry_out(sheet: Sheet, outcome: Outcome) -> acts.Done | None:
    """Save or submit what was filled in; None when it did not happen, which has been told."""
    desk = sheet.desk
    at = At(sheet.at.kind, sheet.at.id, outcome.revision or 0, outcome.event())
    document = "" if sheet.is_new else str(sheet.document["id"])
    reason, files = str(st.session_state.get(REASON, "")), tuple(outcome.pending.values())
    filled = Filled(sheet.form.key, outcome.answers, document, reason, files)
    st.session_state.pop(TOLD, None)
    try:
        if outcome.act == "submit" and _waits_for_reason(sheet, at, filled):
            return None
        act = acts.submit if outcome.act == "submit" else acts.save_draft
        done = act(desk.work, desk.by, at, filled)
    except NotSound as error:
        outcome.refused(error.problems)
    except Stale as error:
        now = desk.work.read(at.kind, at.id)
        outcome.stale(_theirs(sheet, now, document), now.revision, str(error.facts.get("by") or ""))
    except Unreachable:  # said for the whole page; once it answers, the same is asked for again
        outcome.again(at.event)
        raise
    except SuprovidError as error:
        st.session_state[TOLD] = error
    else:
        _kept(sheet, outcome)
        return done
    return None


def _theirs(sheet: Sheet, now: Folder, document: str) -> Answers:
    """What somebody else has stored meanwhile, as far as this person may see it."""
    if document not in now.documents:
        return {}
    seen = access.masked(sheet.desk.work, sheet.desk.by, now, now.documents[document], sheet.form)
    return sheet.form.upgraded(seen.answers)


def _waits_for_reason(sheet: Sheet, at: At, filled: Filled) -> bool:
    """Whether something warns and nobody has said yet why to go on."""
    warned = acts.warnings_of(sheet.desk.work, sheet.desk.by, at, filled)
    st.session_state[WARNED] = tuple(warning.label for warning in warned)
    return bool(warned) and not filled.reason.strip()


def draw_refusal(sheet: Sheet) -> None:
    """Beside the buttons: what stopped the last try, or what warns, with room for the reason to go on."""
    desk = sheet.desk
    if error := st.session_state.get(TOLD):
        show(desk, error)
        document_mending.draw(sheet, error, opened(sheet))
    warned = st.session_state.get(WARNED, ())
    if not warned:
        return
    with st.container(border=True, key="document-warned"):
        st.markdown(f":orange[:material/warning: **{plain(desk.say('document.warned'))}**]")
        st.markdown("\n".join(f"- {plain(label)}" for label in warned))
        st.text_area(
            desk.say("document.reason"), key=REASON, help=desk.say("document.reason_help"), height=80
        )


def forget_refusal() -> None:
    """Another document begins without the warnings of the last one."""
    for key in (TOLD, WARNED, REASON):
        st.session_state.pop(key, None)


def _kept(sheet: Sheet, outcome: Outcome) -> None:
    """It is stored, with the files that waited for a folder: forget the draft."""
    desk = sheet.desk
    outcome.done()
    forget_refusal()
    key = "document.submitted" if outcome.act == "submit" else "document.saved"
    say_after(desk, key, form=sheet.form.title(desk.language))
