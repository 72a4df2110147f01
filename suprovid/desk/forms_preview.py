"""A form as workers will see it, on an invented case; and its questions as a readable list."""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from zlib import crc32

import streamlit as st

from suprovid.casework import live, publishing
from suprovid.casework.facts import FACTS
from suprovid.desk import form_view
from suprovid.desk.escaping import plain
from suprovid.desk.form_view import Opened
from suprovid.desk.front_desk import Desk
from suprovid.errors import Missing
from suprovid.forms.expression import Titles
from suprovid.forms.fields import Field
from suprovid.forms.form import Form
from suprovid.store.drafts import Draft


@dataclass(frozen=True)
class NoDrafts:
    """What is tried on a sample case is not kept."""

    def keep(self, draft: Draft) -> None:
        """Nothing to keep."""

    def read(self, person: str, id: str) -> Draft:
        raise Missing(kind="draft", id=id)

    def attach(self, person: str, id: str, content: bytes) -> str:
        """A file stays in the memory of the filling."""
        return ""

    def attachments(self, person: str, id: str) -> dict[str, bytes]:
        """Nothing waits beside a draft that is not kept."""
        return {}

    def throw_away(self, person: str, id: str) -> None:
        """Nothing to throw away."""


def draw(desk: Desk, form: Form, edited: Form | None = None) -> None:
    """The form with the sample answers, as it is or as it is being edited; submitting only checks."""
    stamp = form.version
    if edited is not None and st.toggle(
        desk.say("forms.edited"),
        value=True,
        key=f"forms.edited.{form.key}",
        help=desk.say("forms.edited_help"),
    ):
        form, stamp = edited, f"{crc32(json.dumps(edited.source).encode()):x}"
    sample = publishing.sample(desk.work, form.key)
    setting = publishing.plain_setting(desk.work, desk.by, sample)
    empty = st.toggle(
        desk.say("forms.empty"), key=f"forms.empty.{form.key}", help=desk.say("forms.empty_help")
    )
    answers = form.start(setting, lambda: secrets.token_hex(4), {} if empty else dict(sample.answers))
    offers = live.Offers(desk.work, desk.by, None)
    name = "empty" if empty else "sample"
    opened = Opened(
        form, setting, answers, ("preview", f"{name}-{stamp}"),
        live=offers.live, names=offers.names, drafts=NoDrafts(),
    )  # fmt: skip
    if form_view.draw(desk, opened) is not None:
        st.success(desk.say("forms.tried"), icon=":material/check:")


def questions(desk: Desk, form: Form) -> None:
    """Every question by section: label, kind, when it is asked, its meaning for rules."""
    for section in form.sections:
        st.header(plain(section.title(desk.language) or form.title(desk.language)), anchor=False)
        for name in section.names:
            for field in form.field(name).walk():
                _question(desk, form, field)


def _question(desk: Desk, form: Form, field: Field) -> None:
    depth = "\u2003" * field.name.count(".")
    star = " \\*" if field.required else ""
    st.markdown(f"{depth}**{plain(field.title(desk.language))}**{star}  `{field.name}`")
    said = [desk.say(f"forms.kind.{field.kind}"), desk.say(f"forms.sensitivity.{field.sensitivity}")]
    said += [desk.say("forms.means", tag=field.means)] if field.means else []
    said += [desk.say("forms.not_core")] if not field.core else []
    said += [desk.say("forms.untranslated")] if field.untranslated(desk.language) else []
    for rule in ("visible_if", "required_if", "calculate", "constraint"):
        if expression := getattr(field, rule):
            explain = expression.explain_value if rule == "calculate" else expression.explain
            told = explain(_titles(form, desk), desk.work.library.words, desk.language)
            said.append(desk.say(f"forms.rule.{rule}", told=told))
    st.caption(depth + plain(" · ".join(said)))


def behind(desk: Desk, name: str) -> Field | None:
    """The question that a fact reads, where it reads just one."""
    fact = FACTS.get(name.removeprefix("fact."))
    tags = fact.needs if fact and name.startswith("fact.") else ()
    return desk.work.ground.tags.fields.get(tags[0]) if len(tags) == 1 else None


def _titles(form: Form, desk: Desk) -> Titles:
    def title(name: str, value: object = None) -> str:
        field = form.field(name) if form.has(name) else behind(desk, name)
        if field is None:
            return name if value is None else str(value)
        return field.title(desk.language) if value is None else field.reads(value, desk.language)

    return title
