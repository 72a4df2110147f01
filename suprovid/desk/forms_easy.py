"""Changing a form without reading JSON: small edits, each written into the text for whoever asks.

Nothing is published here; the checks and the differences beside the text say what an edit would do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from suprovid.desk import doing, forms_conditions
from suprovid.desk.escaping import plain
from suprovid.desk.front_desk import Desk
from suprovid.errors import BadForm, SuprovidError
from suprovid.forms import editing, editing_order
from suprovid.forms.editing import CHOOSING, KINDS, Question
from suprovid.forms.editing_nodes import Json
from suprovid.forms.fields import Field
from suprovid.forms.form import Form
from suprovid.forms.sections import Section
from suprovid.forms.tongues import own_name

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
    hints = _hints(at, "question")
    left, right = st.columns(2)
    kind: str = left.selectbox(
        at.say("kind"),
        list(KINDS),
        format_func=lambda key: at.desk.say(f"forms.kind.{key}"),
        key=at.key("kind"),
    )
    with right:
        section = _section(at)
    after = _after(at, section.names if section else ())
    choices = st.text_area(at.say("choices"), key=at.key("choices"), height=110) if kind in CHOOSING else ""
    required = st.checkbox(at.say("required"), key=at.key("required"))
    where = section.key if section else ""
    question = Question(labels, kind, tuple(choices.splitlines()), required, where, after, hints)
    wanted = bool(editing.own_label(at.form.schema, labels)) and (
        kind not in CHOOSING or bool(choices.strip())
    )
    _button(at, "add", lambda schema: editing.with_question(schema, question), wanted)


def _label(at: Desktop) -> None:
    """Another label of a question, with its hint, or of one of its choices; keys stay."""
    field = _field(at, at.form.named)
    if field is None:
        return
    choice = _choice(at, field, at.say("question_itself"))
    known = next((each.schema for each in field.choices("") if str(each.value) == choice), field.schema)
    labels = _labels(at, f"label.{field.name}.{choice}", known)
    hints = {} if choice else _hints(at, f"label.{field.name}", known)
    changed = bool(editing.own_label(at.form.schema, labels))

    def edit(schema: Json) -> Json:
        if choice:
            return editing.with_choice_label(schema, field.name, choice, labels)
        return editing.with_hint(editing.with_label(schema, field.name, labels), field.name, hints)

    _button(at, "rename", edit, changed)


def _new_choice(at: Desktop) -> None:
    """One more choice of a question."""
    field = _field(at, {name: field for name, field in at.form.named.items() if field.choices("")})
    if field is None:
        return
    st.caption(plain(", ".join(choice.title for choice in field.choices(at.desk.language))))
    labels = _labels(at, f"choice.{field.name}")
    wanted = bool(editing.own_label(at.form.schema, labels))
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


def _place(at: Desktop) -> None:
    """Where a question stands: in which section, and after which other."""
    field = _field(at, at.form.named)
    if field is None:
        return
    outer = at.form.field(field.name.rpartition(".")[0]) if field.inside else None
    if outer is not None:
        section, names = None, tuple(child.name for row in outer.rows for child in row)
    else:
        section = _section(at, field)
        names = section.names if section else ()
    after = _after(at, names, field)
    where = section.key if section else ""
    _button(at, "move", lambda schema: editing_order.with_place(schema, field.name, after, where), True)


def _must(at: Desktop) -> None:
    """Whether a question must be answered whenever it is asked."""
    field = _field(at, at.form.named)
    if field is None:
        return
    st.caption(at.say("must" if field.required else "need_not"))
    name = "make_optional" if field.required else "make_required"
    _button(at, name, lambda schema: editing.with_required(schema, field.name, not field.required), True)


def _condition(at: Desktop) -> None:
    """When a question is shown, and when it must be answered."""
    forms_conditions.draw(at, _field)


EDITS: Mapping[str, Callable[[Desktop], None]] = {
    "new_question": _question,
    "new_label": _label,
    "new_choice": _new_choice,
    "new_place": _place,
    "new_must": _must,
    "retire": _retire,
    "condition": _condition,
}
"""The edits in the order in which they are offered."""


# -- widgets that several of them have ---------------------------------------------------------------------


def _labels(at: Desktop, name: str, known: Mapping[str, object] | None = None) -> dict[str, str]:
    """A label in each language of the form; the form's own language comes first."""
    return _texts(at, "label", "title", name, known or {})


def _hints(at: Desktop, name: str, known: Mapping[str, object] | None = None) -> dict[str, str]:
    """A hint under a question in each language of the form."""
    return _texts(at, "hint", "description", f"{name}.hint", known or {})


def _texts(at: Desktop, what: str, word: str, name: str, known: Mapping[str, object]) -> dict[str, str]:
    """Such a text in each language, as the form has it under a word now."""
    own = editing.language_of(at.form.schema)
    codes = list(dict.fromkeys((own, *at.form.settings.get("languages", ()))))
    others = known.get(f"x-i18n-{word}")
    texts = {**(others if isinstance(others, Mapping) else {}), own: known.get(word, "")}
    found = {}
    for code, column in zip(codes, st.columns(len(codes)), strict=True):
        star = " \\*" if (word, code) == ("title", own) else ""
        label = at.say(what, language=own_name(code)) + star
        found[code] = column.text_input(label, str(texts.get(code, "")), key=at.key(f"{name}.{code}"))
    return found


def _section(at: Desktop, field: Field | None = None) -> Section | None:
    """Which section: that of a question, or the last one."""
    sections = {section.key: section for section in at.form.sections}
    keys = list(sections)
    now = next((key for key in keys if field is not None and field.name in sections[key].names), "")
    key = st.selectbox(
        at.say("section"),
        keys,
        index=keys.index(now) if now else len(keys) - 1,
        format_func=lambda key: sections[key].title(at.desk.language) or at.form.title(at.desk.language),
        key=at.key(f"section.{field.name if field else ''}"),
    )
    return sections.get(key or "")


def _after(at: Desktop, names: Sequence[str], field: Field | None = None) -> str:
    """After which of these questions; a question that stands there stays where it is unless somebody asks."""
    before = names[: names.index(field.name)][-1:] if field and field.name in names else names[-1:]
    others = ["", *(name for name in names if field is None or name != field.name)]
    after: str = st.selectbox(
        at.say("after"),
        others,
        index=others.index(before[0]) if before else 0,
        format_func=lambda name: at.form.field(name).title(at.desk.language) if name else at.say("first"),
        key=at.key(f"after.{field.name if field else ''}.{names[:1]}"),
    )
    return after


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
