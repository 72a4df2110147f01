"""What the pages of all folders have in common: opening, summaries, documents, and forms to fill in here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import streamlit as st

from suprovid.casework import access, live, naming, people
from suprovid.casework.facts import Facts
from suprovid.casework.programme import Stage, say
from suprovid.casework.reading import Reading
from suprovid.desk import days, doing, places
from suprovid.desk.document_page import COLOURS
from suprovid.desk.escaping import in_badge, in_html, plain
from suprovid.desk.front_desk import Desk
from suprovid.desk.menu import file_of
from suprovid.errors import Missing, NotAllowed, SuprovidError
from suprovid.forms.answers import unanswered
from suprovid.forms.fields import Field
from suprovid.forms.form import Form
from suprovid.store.database import Unreachable
from suprovid.store.folder import Folder, Json

CARD = "card"
PAST = frozenset({"superseded", "void"})
UNFINISHED = ("draft", "returned")


@dataclass(frozen=True)
class Open:
    """A folder as one person looks at it today."""

    desk: Desk
    folder: Folder

    @cached_property
    def facts(self) -> Facts:
        """What is true of it today."""
        return Facts(self.desk.work.known_of(self.folder, self.desk.by.today, self.desk.language))

    @cached_property
    def sees(self) -> frozenset[str]:
        """How deep this person sees here."""
        return access.sensitivities(self.desk.work, self.desk.by, self.folder)

    @cached_property
    def offers(self) -> live.Offers:
        """Names behind stored references."""
        return live.Offers(self.desk.work, self.desk.by, self.folder)

    @cached_property
    def reading(self) -> Reading:
        """Its facts in words, as this person may read them."""
        return Reading(self.desk.work, self.desk.by, self.facts.known)

    @cached_property
    def stage(self) -> Stage | None:
        """Where it stands."""
        return self.desk.work.programme.stage(str(self.facts.value("stage")))

    @property
    def at(self) -> tuple[str, str]:
        return self.folder.kind, self.folder.id

    def label(self, tag: str, value: Any) -> str:
        """A choice as people read it."""
        return self.facts.known.label(tag, value, self.desk.language) if value is not None else ""

    def may(self, right: str, form: Form | None = None) -> bool:
        return access.may(self.desk.work, self.desk.by, right, self.folder, form)


def opened(desk: Desk, kind: str, id: str) -> Open | None:
    """The folder that the address asks for; None, with a sentence and a way back, where there is none."""
    doing.say_now()
    try:
        if not id:
            raise Missing(kind=kind, id=id)
        folder = desk.work.read(kind, id)
        access.require(desk.work, desk.by, "read", folder)
        access.keep_look(desk.work, desk.by, folder)
    except Unreachable:  # said for the whole page
        raise
    except SuprovidError as error:
        icon = ":material/lock:" if isinstance(error, NotAllowed) else ":material/search_off:"
        st.warning(plain(doing.told(desk, error)), icon=icon)
        st.page_link(file_of("my_day"), label=desk.say("folder.to_my_day"), icon=":material/today:")
        return None
    return Open(desk, folder)


# -- the head -------------------------------------------------------------------------------------------


def stage_badge(look: Open) -> None:
    """Where the folder stands."""
    if look.stage is not None:
        colour: Any = "blue" if look.stage.open else "gray"
        st.badge(in_badge(say(look.stage.label, look.desk.language)), color=colour)


def client_link(look: Open) -> None:
    """Whose folder it is; an anonymous person is said to be one."""
    client = look.folder.about.get("client")
    if client:
        places.folder(look.desk, "client", str(client))
    else:
        st.markdown(f":material/person_off: {plain(look.desk.say('case.anonymous'))}", width="content")


def warnings(look: Open) -> None:
    """Danger and unmet basic needs: before everything else."""
    facts, desk = look.facts, look.desk
    if facts.value("danger") and look.reading.latest("risk.immediate") != access.MARK:
        st.error(desk.say("folder.danger"), icon=":material/crisis_alert:")
    unmet = facts.value("unmet_basic_needs") or ()
    if unmet and facts.value("open") and "personal" in look.sees:
        said = ", ".join(look.label("basic_need.item", item).lower() for item in unmet)
        st.error(plain(desk.say("folder.basic_needs", needs=said)), icon=":material/priority_high:")


# -- reading --------------------------------------------------------------------------------------------


def pairs(rows: Iterable[tuple[str, str]]) -> None:
    """Labels and texts, one under another on a phone."""
    body = "".join(f"<dt>{in_html(label)}</dt><dd>{in_html(text)}</dd>" for label, text in rows if text)
    if body:
        st.html(f'<section class="suprovid-reading"><dl>{body}</dl></section>')


def summary(look: Open, document: Json, show: str = CARD) -> list[tuple[str, str]]:
    """The answers of a document that its form marks for a card, as this person may see them."""
    form = look.desk.work.library.form(document["form"])
    seen = access.look(look.desk.work, look.desk.by, look.folder, document, form)
    answers = form.upgraded(seen.answers)
    fields = [field for field in form.fields if show in field.show]
    return [
        (field.title(look.desk.language), read(look, field, answers.get(field.key)))
        for field in fields
        if not unanswered(answers.get(field.key))
    ]


def read(look: Open, field: Field, value: Any) -> str:
    """An answer as text; references by their names."""
    if value == access.MARK:
        return access.MARK
    if field.source is None:
        return field.reads(value, look.desk.language)
    stored = value if isinstance(value, list) else [value]
    return ", ".join(look.offers.names(field, each) or str(each) for each in stored)


def current(look: Open, founds: str) -> Json | None:
    """The newest live document of the form that founds this kind of folder."""
    keys = {form.key for form in look.desk.work.library.forms if form.settings.get("founds") == founds}
    live_ones = [
        document
        for document in look.folder.documents.values()
        if document["form"] in keys and document["state"] not in PAST
    ]
    return max(live_ones, key=_moment, default=None)


def _moment(document: Mapping[str, Any]) -> str:
    return str(document.get("submitted") or document.get("updated") or document.get("created") or "")


# -- documents ------------------------------------------------------------------------------------------


def documents(look: Open) -> None:
    """The folder's documents, the newest first; what was superseded or void behind a click."""
    found = sorted(look.folder.documents.values(), key=_moment, reverse=True)
    alive = [document for document in found if document["state"] not in PAST]
    past = [document for document in found if document["state"] in PAST]
    for document in alive:
        _document(look, document)
    if past:
        with st.expander(look.desk.say("folder.past_documents", count=len(past)), icon=":material/history:"):
            for document in past:
                _document(look, document)


def _document(look: Open, document: Json) -> None:
    desk, state = look.desk, str(document["state"])
    try:
        title = desk.work.library.form(document["form"]).title(desk.language)
    except Missing:
        title = str(document["form"])
    with st.container(horizontal=True, vertical_alignment="center", key=f"document-{document['id']}"):
        places.document(look.at, str(document["id"]), title, ":material/description:")
        st.badge(in_badge(desk.say(f"document.state.{state}")), color=COLOURS.get(state, "gray"))
        on = days.read(_moment(document))
        who = people.name(desk.work, document.get("submitted_by") or document.get("author"))
        said = " · ".join(part for part in (days.said(look.desk, on) if on else "", who) if part)
        comments = len(document.get("comments", ()))
        if comments and state in UNFINISHED:
            said += " · " + desk.say("my_day.comments", count=comments)
        st.markdown(f":gray[{plain(said)}]", width="content")


# -- forms ----------------------------------------------------------------------------------------------


def forms_here(look: Open) -> tuple[Form, ...]:
    """The forms that may be begun in this folder now, by this person, in their order."""
    fitting = [form for form in look.desk.work.library.forms if _fits(look, form)]
    return tuple(sorted(fitting, key=lambda form: int(form.settings.get("order", 0))))


def _fits(look: Open, form: Form) -> bool:
    settings, stage = form.settings, look.stage
    if look.folder.kind not in settings.get("subject", ()) or settings.get("founds") == look.folder.kind:
        return False
    stages = settings.get("stages") or ()
    in_stage = stage is None or not stages or stage.key in stages or form.key in stage.forms
    return in_stage and look.may("write", form)


def next_form(look: Open, forms: Sequence[Form]) -> Form | None:
    """The next sensible one: the first that the stage names and nobody has filled in yet."""
    done = {document["form"] for document in look.folder.documents.values() if document["state"] != "void"}
    wanted = look.stage.forms if look.stage else ()
    fitting = sorted(
        (form for form in forms if form.key in wanted and form.key not in done),
        key=lambda form: wanted.index(form.key),
    )
    return fitting[0] if fitting else None


def form_buttons(look: Open, forms: Sequence[Form], prominent: Form | None = None) -> None:
    """A button for each form; one that was begun here goes on."""
    with st.container(horizontal=True, key="folder-forms"):
        for form in forms:
            begun = unfinished(look, form)
            label = form.title(look.desk.language)
            if begun:
                label = look.desk.say("folder.go_on", form=label)
            if st.button(
                plain(label),
                key=f"form-{form.key}",
                icon=form.settings.get("icon") or ":material/description:",
                type="primary" if form is prominent else "secondary",
            ):
                open_form(look, form, begun)


def unfinished(look: Open, form: Form) -> Json | None:
    """A document of a form that was begun here, or returned, and can go on."""
    found = [
        document
        for document in look.folder.documents.values()
        if document["form"] == form.key and document["state"] in UNFINISHED
    ]
    return found[-1] if found else None


def open_form(look: Open, form: Form, begun: Json | None = None, **given: Any) -> None:
    """Go to the document page, with a new document or one that was begun."""
    document = str(begun["id"]) if begun else ""
    places.go(*look.at, "" if begun else form.key, document, **given)


def name_of(look: Open) -> str:
    """The client as this person may call them."""
    return naming.shown_name(look.desk.work, look.desk.by, *look.at)
