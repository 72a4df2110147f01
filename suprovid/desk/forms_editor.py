"""The text of a form with the checks beside it; publishing, and the versions before.

What is typed is kept as a draft like everything else that is typed.
"""

from __future__ import annotations

import streamlit as st

from suprovid.casework import publishing
from suprovid.casework.publishing import Proposal
from suprovid.desk import doing, forms_easy, forms_telling
from suprovid.desk.escaping import plain
from suprovid.desk.forms_easy import Desktop
from suprovid.desk.front_desk import Desk
from suprovid.errors import Damaged, Missing
from suprovid.forms.form import Form
from suprovid.forms.versions import differences
from suprovid.store.drafts import Draft

MET = ("with_problems", "with_earlier_answers", "with_hidden_answers")
"""What stored documents may meet in a new version, as it is counted."""


def edited(desk: Desk, form: Form) -> Form | None:
    """The form as it is being edited; None while nothing is changed, or what is changed is not sound."""
    text = str(st.session_state.get(_key(form)) or _draft(desk, form))
    if not text or text == desk.work.library.source(form.key):
        return None
    return desk.work.library.judged(form.key, text)[0]


def _key(form: Form) -> str:
    return f"forms.text.{form.key}.{form.version}"


def draw(desk: Desk, form: Form) -> None:
    """The small edits and the text on the left, what they would do on the right."""
    key = _key(form)
    if key not in st.session_state:
        st.session_state[key] = _draft(desk, form) or desk.work.library.source(form.key)
    text, beside = st.columns([3, 2], gap="medium")
    with text:
        forms_easy.draw(_desktop(desk, form, key))
        with st.expander(desk.say("forms.as_text"), icon=":material/data_object:", key=f"{key}.open"):
            st.text_area(desk.say("forms.text"), key=key, height=560, on_change=_keep, args=(desk, form, key))
    with beside:
        _beside(desk, form, st.session_state[key], key)


def _desktop(desk: Desk, form: Form, key: str) -> Desktop:
    """The text as the small edits see it: the form that it would be, where it is sound."""

    def read() -> str:
        return str(st.session_state[key])

    def write(text: str) -> None:
        st.session_state[key] = text
        _keep(desk, form, key)

    judged, _ = desk.work.library.judged(form.key, read())
    return Desktop(desk, judged or form, f"{key}.easy", read, write)


def _beside(desk: Desk, form: Form, text: str, key: str) -> None:
    if text == desk.work.library.source(form.key):
        st.info(desk.say("forms.unchanged"))
        return
    proposal = doing.attempt(desk, lambda: publishing.propose(desk.work, desk.by, form.key, text))
    if proposal is None:
        return
    _told(desk, form, proposal)
    if proposal.form is not None:
        st.caption(plain(desk.say("forms.try_first", tab=desk.say("forms.tab.look"))))
    leave = _leaving(desk, form, proposal)
    st.button(
        desk.say("forms.publish"),
        type="primary",
        icon=":material/publish:",
        disabled=not proposal.is_publishable(leave),
        on_click=_publish,
        args=(desk, form, text, leave),
    )
    st.button(desk.say("forms.discard"), type="tertiary", on_click=_discard, args=(desk, form, key))


def _leaving(desk: Desk, form: Form, proposal: Proposal) -> bool:
    """What to do with the answers that an edit would break: leave them, or keep the question."""
    if not proposal.breaking:
        return False
    if not proposal.can_leave:
        st.error(desk.say("forms.breaking"), icon=":material/dangerous:")
        return False
    return st.checkbox(
        desk.say("forms.leave"), key=f"forms.leave.{form.key}", help=desk.say("forms.leave_help")
    )


def _told(desk: Desk, form: Form, proposal: Proposal) -> None:
    """Faults, edits and what stored documents would meet."""
    if proposal.faults:
        forms_telling.tell(desk, proposal.faults)
    if proposal.form is not None:
        forms_telling.changes(desk, proposal.changes, form, proposal.form)
    if (met := proposal.rehearsal) is not None:
        st.markdown(f"**{plain(desk.say('forms.rehearsal', count=met.documents))}**")
        told = [desk.say(f"forms.{name}", count=count) for name in MET if (count := getattr(met, name))]
        for sentence in told or [desk.say("forms.rehearsed_quiet")]:
            st.markdown(f"- {plain(sentence)}")


def _publish(desk: Desk, form: Form, text: str, leave: bool) -> None:
    version = doing.attempt(
        desk, lambda: publishing.publish(desk.work, desk.by, form.key, text, form.version, leave)
    )
    if version is not None:
        desk.work.drafts.throw_away(desk.by.person.id, _name(form))
        doing.say_after(desk, "forms.published", version=version)


def _discard(desk: Desk, form: Form, key: str) -> None:
    desk.work.drafts.throw_away(desk.by.person.id, _name(form))
    st.session_state.pop(key, None)


def versions(desk: Desk, form: Form) -> None:
    """Every version that ever was, what it changed, and the way back to it."""
    known = desk.work.library.versions(form.key)
    for older, version in reversed(list(zip(("", *known), known, strict=False))):
        current = version == form.version
        with st.expander(
            plain(version) + (f" · {desk.say('forms.in_force')}" if current else ""), expanded=current
        ):
            if older:
                old, new = (desk.work.library.form(form.key, name) for name in (older, version))
                forms_telling.changes(desk, differences(old, new), old, new)
            else:
                st.caption(desk.say("forms.first_version"))
            if not current:
                label = desk.say("forms.roll_back")
                st.button(label, key=f"forms.back.{version}", on_click=_roll_back, args=(desk, form, version))


def _roll_back(desk: Desk, form: Form, version: str) -> None:
    now = doing.attempt(
        desk, lambda: publishing.roll_back(desk.work, desk.by, form.key, version, form.version)
    )
    if now is not None:
        doing.say_after(desk, "forms.published", version=now)


def _name(form: Form) -> str:
    return f"form-text-{form.key}"


def _draft(desk: Desk, form: Form) -> str:
    try:
        kept = desk.work.drafts.read(desk.by.person.id, _name(form))
    except (Missing, Damaged):
        return ""
    return str(kept.answers.get("text", ""))


def _keep(desk: Desk, form: Form, key: str) -> None:
    now = desk.by.now
    text = {"text": st.session_state[key]}
    desk.work.drafts.keep(
        Draft(
            desk.by.person.id, _name(form), form.key, text, started=now.isoformat(), updated=now.isoformat()
        )
    )
