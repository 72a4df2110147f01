"""Small edits of a form: when a question is shown, and when it must be answered, put together by clicking."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import streamlit as st

from suprovid.casework.facts import kinds
from suprovid.desk import condition_builder
from suprovid.desk.condition_words import Subject, Vocabulary
from suprovid.desk.forms_preview import behind
from suprovid.desk.front_desk import Desk
from suprovid.forms import editing
from suprovid.forms.answer_kinds import KINDS, OUTSIDE
from suprovid.forms.fields import Field
from suprovid.forms.form import Form

if TYPE_CHECKING:
    from suprovid.desk.forms_easy import Desktop

RULES = ("x-visible-if", "x-required-if")
CHOOSING = frozenset({"choice", "choices", "scale"})


def draw(at: Desktop, chosen: Callable[[Desktop, Mapping[str, Field]], Field | None]) -> None:
    """Which question, which of its conditions, and the condition itself."""
    field = chosen(at, at.form.named)
    if field is None:
        return
    rule = st.segmented_control(
        at.say("rule"), RULES, default=RULES[0], format_func=at.say, key=at.key("rule"), required=True
    )
    before = str(field.schema.get(rule or RULES[0], ""))
    text = condition_builder.draw(
        at.desk,
        at.desk.work.library.words,
        at.key(f"condition.{field.name}.{rule}"),
        before,
        vocabulary(at.desk, at.form, field),
    )
    st.button(
        at.say("put_condition"),
        key=at.key("do.condition"),
        type="primary",
        icon=":material/edit_note:",
        disabled=text is None or text == before,
        on_click=at.do,
        args=(lambda schema: editing.with_condition(schema, field.name, rule or RULES[0], text or ""),),
    )


def vocabulary(desk: Desk, form: Form, field: Field) -> Vocabulary:
    """What a condition on a field may ask about: the other fields, and what the form asks of the outside."""
    subjects = {name: _subject(one, desk.language) for name, one in form.named.items()}
    asked = {name for one in form.named.values() for _, rule in one.rules.all() for name in rule.names}
    known = kinds(desk.work.ground)
    for name in sorted(asked):
        if name.partition(".")[0] in OUTSIDE and name not in subjects:
            subjects[name] = _outside(desk, name, known.get(name.removeprefix("fact."), "any"))
    within = field.inside[-1][0] if field.inside else ""
    return Vocabulary(subjects, within, tuple(OUTSIDE))


def _outside(desk: Desk, name: str, kind: str) -> Subject:
    """A fact or a setting, called as the question behind it where there is just one."""
    field = behind(desk, name)
    if field is None:
        return Subject(name, kind)
    return replace(_subject(field, desk.language), kind=kind)


def _subject(field: Field, language: str) -> Subject:
    kind = "choice" if field.kind == "scale" else KINDS.get(field.kind, field.kind)
    choices = field.choices(language) if field.kind in CHOOSING else ()
    named = tuple((str(choice.value), choice.title) for choice in choices if isinstance(choice.value, str))
    if choices and not named and kind == "choice":
        kind = "number"
    return Subject(field.title(language), kind, named)
