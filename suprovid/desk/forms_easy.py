"""Changing a form without reading JSON: small edits, each written into the text for whoever asks.

Nothing is published here; the checks and the differences beside the text say what an edit would do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from suprovid.desk import doing, forms_conditions
from suprovid.desk.escaping import plain
from suprovid.desk.front_desk import Desk
from suprovid.desk.sign_in.html import LANGUAGES
from suprovid.errors import BadForm, SuprovidError
from suprovid.forms import editing
from suprovid.forms.editing import CHOOSING, KINDS, Json, Question
from suprovid.forms.fields import Field
from suprovid.forms.form import Form

Edit = Callable[[Json], Json]


@dataclass(frozen=True)
class Desktop:
    """The text that is being edited: the form that it is now, or last was, and where the text is kept."""

    desk: Desk
    form: Form
    prefix: str
    read: Callable[[], str]
    write: Callable[[str], None]

    def key(self, name: str) -> str:
        """The key of a widget; a widget begins anew when an edit is done."""
        return f"{self.prefix}.{name}.{st.session_state.get(self.prefix, 0)}"

    def say(self, key: str, **facts: object) -> str:
        return self.desk.say(f"forms.easy.{key}", **facts)

    def do(self, edit: Edit) -> None:
        """Write an edit into the text; what goes wrong is told after the run."""
        try:
            self.write(editing.edited(self.read(), edit))
        except BadForm:
            st.session_state[f"{self.prefix}.told"] = self.say("no_json")
        except SuprovidError as error:
            st.session_state[f"{self.prefix}.told"] = doing.told(self.desk, error)
        else:
            st.session_state[self.prefix] = st.session_state.get(self.prefix, 0) + 1
            st.session_state[f"{self.prefix}.done"] = True


def draw(at: Desktop) -> None:
    """One of the edits, or none."""
    if said := st.session_state.pop(f"{at.prefix}.told", ""):
        st.error(plain(said), icon=":material/error:")
    if st.session_state.pop(f"{at.prefix}.done", False):
        st.success(at.say("done"), icon=":material/edit_note:")
    chosen = st.pills(
        at.say("what"), list(EDITS), format_func=at.say, key=at.key("what"), label_visibility="collapsed"
    )
    if chosen:
        with st.container(border=True, key=f"easy-{chosen}"):
            EDITS[chosen](at)


def _question(at: Desktop) -> None:
    """A new question: what it asks, how it is answered, where it stands."""
    labels = _labels(at, "question")
    left, right = st.columns(2)
    kind: str = left.selectbox(
        at.say("kind"),
        list(KINDS),
        format_func=lambda key: at.desk.say(f"forms.kind.{key}"),
        key=at.key("kind"),
    )
    sections = {section.key: section.title(at.desk.language) for section in at.form.sections}
    section = right.selectbox(
        at.say("section"),
        list(sections),
        index=len(sections) - 1 if sections else None,
        format_func=lambda key: sections[key] or at.form.title(at.desk.language),
        key=at.key("section"),
    )
    choices = st.text_area(at.say("choices"), key=at.key("choices"), height=110) if kind in CHOOSING else ""
    required = st.checkbox(at.say("required"), key=at.key("required"))
    question = Question(labels, kind, tuple(choices.splitlines()), required, section or "")
    wanted = bool(editing.first(at.form.schema, labels)) and (kind not in CHOOSING or bool(choices.strip()))
    _button(at, "add", lambda schema: editing.with_question(schema, question), wanted)


def _label(at: Desktop) -> None:
    """Another label of a question or of one of its choices; keys stay."""
    field = _field(at, at.form.named)
    if field is None:
        return
    choice = _choice(at, field, at.say("question_itself"))
    known = next((each.schema for each in field.choices("") if str(each.value) == choice), field.schema)
    labels = _labels(at, f"label.{field.name}.{choice}", known)
    changed = labels.get(editing.language_of(at.form.schema), "").strip() != ""

    def edit(schema: Json) -> Json:
        if choice:
            return editing.with_choice_label(schema, field.name, choice, labels)
        return editing.with_label(schema, field.name, labels)

    _button(at, "rename", edit, changed)


def _new_choice(at: Desktop) -> None:
    """One more choice of a question."""
    field = _field(at, {name: field for name, field in at.form.named.items() if field.choices("")})
    if field is None:
        return
    st.caption(plain(", ".join(choice.title for choice in field.choices(at.desk.language))))
    labels = _labels(at, f"choice.{field.name}")
    wanted = bool(editing.first(at.form.schema, labels))
    _button(at, "add", lambda schema: editing.with_choice(schema, field.name, labels), wanted)


def _retire(at: Desktop) -> None:
    """A question or a choice that is not offered any more; pressed again, it is offered again."""
    st.caption(at.say("retire_help"))
    field = _field(at, at.form.named)
    if field is None:
        return
    choice = _choice(at, field, at.say("question_itself"))
    now = next((each.retired for each in field.choices("") if str(each.value) == choice), field.retired)

    def edit(schema: Json) -> Json:
        if choice:
            return editing.with_choice_retired(schema, field.name, choice, not now)
        return editing.with_field_retired(schema, field.name, not now)

    _button(at, "offer_again" if now else "offer_no_more", edit, True)


def _condition(at: Desktop) -> None:
    """When a question is shown, and when it must be answered."""
    forms_conditions.draw(at, _field)


EDITS: Mapping[str, Callable[[Desktop], None]] = {
    "new_question": _question,
    "new_label": _label,
    "new_choice": _new_choice,
    "retire": _retire,
    "condition": _condition,
}
"""The edits in the order in which they are offered."""


# -- widgets that several of them have ---------------------------------------------------------------------


def _labels(at: Desktop, name: str, known: Mapping[str, object] | None = None) -> dict[str, str]:
    """A label in each language of the form; the form's own language comes first."""
    known = known or {}
    own = editing.language_of(at.form.schema)
    codes = list(dict.fromkeys((own, *at.form.settings.get("languages", ()))))
    others = known.get("x-i18n-title")
    texts = {**(others if isinstance(others, Mapping) else {}), own: known.get("title", "")}
    found = {}
    for code, column in zip(codes, st.columns(len(codes)), strict=True):
        label = at.say("label", language=LANGUAGES.get(code, code))
        found[code] = column.text_input(label, str(texts.get(code, "")), key=at.key(f"{name}.{code}"))
    return found


def _field(at: Desktop, fields: Mapping[str, Field]) -> Field | None:
    """Which question: found by its label."""
    names = list(fields)
    name = st.selectbox(
        at.say("question"),
        names,
        index=None,
        format_func=lambda name: _called(at, fields[name]),
        key=at.key("field"),
    )
    return fields.get(name) if name else None


def _called(at: Desktop, field: Field) -> str:
    """A question by its label, after the table that it stands in."""
    outer = [at.form.field(name).title(at.desk.language) for name, *_ in field.inside]
    return " › ".join([*outer, field.title(at.desk.language)])


def _choice(at: Desktop, field: Field, none: str) -> str:
    """Which of its choices, or the question itself."""
    known = {str(choice.value): choice.title for choice in field.choices(at.desk.language)}
    if not known:
        return ""
    return str(
        st.selectbox(
            at.say("choice"),
            ["", *known],
            format_func=lambda key: known.get(key, none),
            key=at.key(f"choice.{field.name}"),
        )
    )


def _button(at: Desktop, name: str, edit: Edit, wanted: bool) -> None:
    st.button(
        at.say(name),
        key=at.key(f"do.{name}"),
        type="primary",
        disabled=not wanted,
        on_click=at.do,
        args=(edit,),
        icon=":material/edit_note:",
    )
