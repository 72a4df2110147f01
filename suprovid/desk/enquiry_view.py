"""An enquiry, drawn: who came with what, the first answer, steps, referrals, and whether a case begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from suprovid.casework import people, referrals
from suprovid.casework.known import Line
from suprovid.casework.links import CASE, CLIENT
from suprovid.desk import (
    case_view_marks,
    client_question,
    days,
    doing,
    folder_view,
    journal_page,
    places,
    print_route,
    search_view,
    start_view,
)
from suprovid.desk.escaping import in_badge, lines, plain
from suprovid.desk.folder_view import Open
from suprovid.desk.front_desk import Desk
from suprovid.forms.tongues import side_by_side

STATES: Mapping[str, Any] = {"open": "orange", "in_case": "blue", "answered": "green", "solved": "green"}
NATURES: Mapping[str, str] = {"problem": ":material/report:", "question": ":material/help_center:"}
DONE = frozenset({"done", "done_partly"})


def draw(desk: Desk, id: str) -> None:
    """The whole page."""
    look = folder_view.opened(desk, "enquiry", id)
    if look is None:
        return
    _head(look)
    folder_view.warnings(look)
    _earlier(look)
    _case(look)
    forms = [form for form in folder_view.forms_here(look) if "opens" not in form.settings]
    if "personal" in look.sees:
        _requests(look)
    _papers(look)
    if "personal" in look.sees:
        start_view.draw(look)
    _next(look, forms)
    if "personal" in look.sees:
        _steps(look)
        _referrals(look)
    st.header(desk.say("folder.documents"), anchor=False)
    folder_view.documents(look)
    journal_page.looked_at(desk, *look.at)


def _head(look: Open) -> None:
    """Code, whose, when, by whom, how it ended; the intake one click away."""
    facts = look.facts
    with st.container(horizontal=True, vertical_alignment="center", key="enquiry-head"):
        st.title(plain(str(look.folder.about.get("code") or "")), anchor=False, width="content")
        folder_view.stage_badge(look)
        if outcome := look.label("enquiry.outcome", facts.value("enquiry_outcome")):
            st.badge(in_badge(outcome), color="green", icon=":material/flag:")
    with st.container(horizontal=True, vertical_alignment="center", key="enquiry-whose"):
        folder_view.client_link(look)
        st.markdown(f":gray[{plain(_received(look))}]", width="content")
    if not look.folder.about.get(CLIENT):
        _link_client(look)


def _received(look: Open) -> str:
    facts = look.facts
    on = days.read(facts.value("opened_on"))
    channel = look.label("enquiry.channel", facts.known.latest("enquiry.channel"))
    by = people.name(look.desk.work, facts.known.latest("enquiry.received_by"))
    received = look.desk.say("enquiry.received_by", name=by) if by else ""
    return side_by_side((days.said(look.desk, on) if on else "", channel, received))


def _link_client(look: Open) -> None:
    """Somebody who came without a name can become known later."""
    if not look.may("link"):
        return
    desk = look.desk
    with st.popover(desk.say("enquiry.link_client"), icon=":material/person_add:"):
        text = search_view.box(desk, f"link-{look.folder.id}")
        for one in search_view.clients(desk, text):
            with st.container(horizontal=True, vertical_alignment="center", key=f"link-{one.id}"):
                st.markdown(plain(side_by_side((one.code, one.name))), width="content")
                for reason in one.reasons:
                    st.badge(in_badge(desk.say(f"search.why.{reason}")), color="orange")
                if st.button(desk.say("enquiry.link_this"), key=f"link-this-{one.id}"):
                    _linked(look, one.id)
        if len(text) >= search_view.SHORTEST:
            _new_client(look, text)


def _new_client(look: Open, text: str) -> None:
    """A card for this person; once it is begun, the enquiry is linked to it."""
    form = places.founding(look.desk, CLIENT)
    label = look.desk.say("folder.new_client")
    if form and st.button(label, key="link-new", icon=":material/person_add:", type="tertiary"):
        st.session_state[places.BACK] = places.Back({"id": look.folder.id})
        places.found(CLIENT, form.key, **search_view.given(look.desk, text))


def _linked(look: Open, client: str) -> None:
    if client_question.link(look.desk, look.folder.id, client):
        doing.say_after(look.desk, "enquiry.linked")
        st.rerun()


def _earlier(look: Open) -> None:
    """A similar request was there before: notice it."""
    found = look.facts.lines("earlier_requests")
    if not found or "personal" not in look.sees:
        return
    last = found[-1]
    on = days.read(last.get("on"))
    facts = {
        "area": look.label("request.area", last.get("area")),
        "code": last.get("code") or "",
        "on": days.said(look.desk, on) if on else "",
        "state": look.label("request.state", last.get("state")).lower(),
    }
    st.warning(plain(look.desk.say("enquiry.earlier", **facts)), icon=":material/replay:")


def _case(look: Open) -> None:
    """The case that this enquiry belongs to."""
    case = look.folder.about.get(CASE)
    if case:
        with st.container(horizontal=True, vertical_alignment="center", border=True, key="enquiry-case"):
            st.markdown(plain(look.desk.say("enquiry.in_case")), width="content")
            places.folder(look.desk, CASE, str(case))


def _requests(look: Open) -> None:
    """What the person asked for, in their words, each with its state."""
    found = sorted(look.facts.lines("requests"), key=_rank)
    st.header(look.desk.say("enquiry.requests"), anchor=False)
    if wish := look.reading.latest("enquiry.desired_result"):
        st.markdown(f"{plain(look.desk.say('enquiry.wish'))} «{plain(wish)}»")
    if not found:
        st.caption(look.desk.say("enquiry.no_requests"))
    for line in found:
        _request(look, line)


def _rank(line: Line) -> float:
    rank = line.get("priority")
    return float(rank) if isinstance(rank, int | float) else 1000.0


def _request(look: Open, line: Line) -> None:
    state, says = str(line["state"]), look.reading.says
    with st.container(key=f"request-{line['_id']}", gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            icon = NATURES.get(str(line.get("nature")), ":material/chat_bubble:")
            st.markdown(f"{icon} **{plain(says('request.words', line))}**", width="content")
            st.badge(in_badge(look.label("request.state", state)), color=STATES.get(state, "gray"))
        about = [says(f"request.{word}", line) for word in ("area", "nature", "urgency")]
        if barriers := says("request.barriers", line):
            about.append(look.desk.say("enquiry.barriers", barriers=barriers.lower()))
        st.caption(plain(side_by_side(about)) or "\u00a0")
        if answer := says("request.answer", line):
            st.markdown(f":material/subdirectory_arrow_right: {lines(answer)}")


def _papers(look: Open) -> None:
    """The intake, to open or amend, and what the person takes home."""
    desk, first = look.desk, folder_view.current(look, look.folder.kind)
    with st.container(horizontal=True, key="enquiry-papers"):
        if first:
            title = desk.work.library.form(first["form"]).title(desk.language)
            key = "enquiry.amend" if look.may("write") else "enquiry.read"
            places.document(look.at, str(first["id"]), desk.say(key, form=title), ":material/edit_note:")
        st.link_button(
            desk.say("print.contacts"),
            print_route.address("contacts", *look.at),
            icon=":material/contact_phone:",
            type="primary" if _to_give(look) else "secondary",
        )
        if look.facts.lines("steps"):
            where = print_route.address("algorithm", *look.at)
            st.link_button(desk.say("print.algorithm"), where, icon=":material/print:")
        start_view.offer(look)


def _to_give(look: Open) -> bool:
    """Whether there are contacts to hand over."""
    known = look.facts.known
    return bool(known.tagged("contact_given.partner") or known.tagged("contact_given.person"))


def _next(look: Open, forms: Sequence[Any]) -> None:
    if forms:
        st.header(look.desk.say("folder.fill_in"), anchor=False)
        folder_view.form_buttons(look, forms, folder_view.next_form(look, forms))


def _steps(look: Open) -> None:
    """The algorithm of actions in order, the first one marked."""
    found = sorted(look.facts.lines("steps"), key=lambda line: line.get("no") or 0)
    if not found:
        return
    desk = look.desk
    st.header(desk.say("print.algorithm"), anchor=False)
    for number, line in enumerate(found, 1):
        done = line.get("state") in DONE
        on = days.read(line.get("due"))
        parts = [look.reading.says("step.actor", line), look.reading.says("step.state", line)]
        said = f":gray[{plain(' · '.join(part for part in parts if part))}]"
        if on and not done:
            said += f" · :{days.colour(desk, on)}[{plain(days.due(desk, on))}]"
        with st.container(key=f"step-{line['_id']}", gap=None):
            words = plain(look.reading.says("step.what", line))
            mark = ":green[:material/check:] " if done else ""
            start = f" :green-badge[{plain(desk.say('print.start_here'))}]" if line.get("start_here") else ""
            st.markdown(f"{mark}**{number}\\. {words}**{start}  \n{said}")


def _referrals(look: Open) -> None:
    """Where the person was sent, with the chain of offers in short."""
    found = look.facts.lines("referrals")
    if not found:
        return
    desk = look.desk
    st.header(desk.say("enquiry.referrals"), anchor=False)
    for line in found:
        with st.container(key=f"referral-{line['_id']}", gap=None):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                title, said = case_view_marks.referral(look, line)
                places.document(look.at, str(line["_document"]), title or said, ":material/alt_route:")
                closed = str(line["state"]).startswith("closed")
                st.badge(in_badge(said), color="gray" if closed else "blue")
            chain = referrals.chain(look.facts, str(line["_document"]))
            st.caption(" → ".join(plain(_offer(look, offer)) for offer in chain) or "\u00a0")
            if line["open"] and chain and chain[-1].get("answer") == "declined":
                _suggest(look, chain[-1])


def _suggest(look: Open, declined: Line) -> None:
    """After a decline: what else could be offered, never chosen for anybody."""
    desk = look.desk
    found = referrals.suggested(desk.work.ground, declined.get("decline_reason") or (), desk.language)
    if found:
        said = "; ".join(each.label[:1].lower() + each.label[1:] for each in found)
        st.markdown(f":material/lightbulb: {plain(desk.say('case.referrals.suggested', what=said))}")


def _offer(look: Open, offer: Line) -> str:
    """One offer of a chain: to whom, in which form, and what the person answered."""
    says = [look.reading.says(f"referral.offer.{word}", offer) for word in ("provider", "format", "answer")]
    return ", ".join(part for part in (*says[:2], says[2].lower()) if part)
