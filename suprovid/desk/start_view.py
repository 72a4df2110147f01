"""Whether a case may begin: the criteria with their reasons, what the client decided, and earlier checks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from suprovid.casework import criteria, people
from suprovid.casework.criteria import Outcome
from suprovid.desk import days, folder_view, places
from suprovid.desk.escaping import in_badge, lines, plain
from suprovid.desk.folder_view import Open
from suprovid.forms.form import Form
from suprovid.store.folder import Json

MARKS: Mapping[bool | None, tuple[str, str]] = {
    True: (":material/check_circle:", "green"),
    False: (":material/cancel:", "gray"),
    None: (":material/help:", "orange"),
}


def form_of(look: Open) -> Form | None:
    """The form that opens the next folder from here, if this person may fill it in."""
    kind = look.folder.kind
    found = (
        form
        for form in look.desk.work.library.forms
        if "opens" in form.settings and kind in form.settings.get("subject", ())
    )
    return next((form for form in found if look.may("write", form)), None)


def draw(look: Open) -> None:
    """The check, once there is a problem request or somebody has checked already."""
    checks = _checks(look)
    if not look.facts.value("problem_requests") and not checks:
        return
    desk, facts = look.desk, look.facts
    st.header(desk.say("start.title_block"), anchor=False)
    counts = {"problems": facts.value("problem_requests"), "all": facts.value("request_count")}
    st.caption(plain(desk.say("start.counts", **counts)))
    for number, outcome in enumerate(criteria.outcomes(facts, desk.language), 1):
        _criterion(number, outcome)
    result = str(facts.value("start_result"))
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{plain(desk.say('start.conclusion'))}**", width="content")
        st.badge(in_badge(desk.say(f"start.result.{result}")), color=RESULTS.get(result, "gray"))
    _decided(look)
    _propose(look, prominent=result == "start" and not look.folder.about.get("case"))
    _history(look, checks)


RESULTS: Mapping[str, Any] = {"start": "green", "not_now": "gray", "unclear": "orange"}


def _criterion(number: int, outcome: Outcome) -> None:
    icon, colour = MARKS[outcome.met]
    said = f":{colour}[{icon}] **{number}. {plain(outcome.label)}**  \n{plain(outcome.sentence)}"
    for reason in outcome.reasons:
        if reason.outcome is not outcome.met:
            mark, shade = MARKS[reason.outcome]
            said += f"  \n:{shade}[{mark} {plain(reason.sentence)}]"
    st.markdown(said)


def _decided(look: Open) -> None:
    """The client's own decision, in the client's words where there are some."""
    facts, desk = look.facts, look.desk
    words = look.reading.latest("start.words") or look.reading.latest("enquiry.decision")
    rows = [(desk.say("start.client_answer"), look.reading.latest("start.answer"))]
    if words:
        rows.append((desk.say("start.client_words"), f"«{words}»"))
    revisit = days.read(facts.value("revisit_on"))
    rows.append((desk.say("start.revisit"), days.said(look.desk, revisit) if revisit else ""))
    folder_view.pairs(rows)


def _propose(look: Open, prominent: bool) -> None:
    form = form_of(look)
    if form is None or look.folder.about.get("case"):
        return
    begun = folder_view.unfinished(look, form)
    key = "start.go_on" if begun else "start.propose"
    kind: Any = "primary" if prominent or begun else "secondary"
    if st.button(look.desk.say(key), key="start-propose", icon=":material/handshake:", type=kind):
        folder_view.open_form(look, form, begun)


def offer(look: Open) -> None:
    """Proposing a case stays possible where nothing speaks for it, and nobody is urged."""
    form = form_of(look)
    if form is None or look.folder.about.get("case") or look.facts.value("problem_requests") or _checks(look):
        return
    if st.button(
        look.desk.say("start.propose"), key="start-offer", icon=":material/handshake:", type="tertiary"
    ):
        folder_view.open_form(look, form)


def _checks(look: Open) -> list[Json]:
    """The checks that were submitted, the newest first."""
    keys = {form.key for form in look.desk.work.library.forms if "opens" in form.settings}
    found = [
        document
        for document in look.folder.documents.values()
        if document["form"] in keys and document.get("submitted") and document["state"] != "void"
    ]
    return sorted(found, key=lambda document: str(document["submitted"]), reverse=True)


def _history(look: Open, checks: list[Json]) -> None:
    """Each check as it stood that day."""
    if not checks:
        return
    desk = look.desk
    with st.expander(desk.say("start.history", count=len(checks)), icon=":material/history:"):
        for document in checks:
            form = desk.work.library.form(document["form"])
            on = days.read(document["submitted"])
            who = people.name(desk.work, document.get("submitted_by"))
            said = " · ".join(part for part in (days.said(look.desk, on) if on else "", who) if part)
            places.document(look.at, str(document["id"]), said, ":material/rule:")
            result = said_in(look, form, document, "start.result")
            answer = said_in(look, form, document, "start.answer")
            st.markdown(plain(" → ".join(part for part in (result, answer) if part)))
            if explained := said_in(look, form, document, "start.explanation"):
                st.caption(lines(explained))


def said_in(look: Open, form: Form, document: Json, tag: str) -> str:
    """The answer with a tag in one document, as text."""
    field = next((field for field in form.fields_meaning(tag) if field.means == tag), None)
    value = document["answers"].get(field.key) if field else None
    return field.reads(value, look.desk.language) if field and value is not None else ""
