"""The referrals of a case: each with its chain of offers, what the person answered, what else to offer."""

from __future__ import annotations

import streamlit as st

from suprovid.casework import naming, referrals
from suprovid.casework.known import Line
from suprovid.desk import case_view_marks, case_view_ways, days, document_page
from suprovid.desk.escaping import in_badge, plain
from suprovid.desk.folder_view import Open
from suprovid.desk.menu import file_of

OFFER = "referral.offer.provider"
ANSWERS: dict[str, case_view_marks.Colour] = {"agreed": "green", "declined": "orange"}


def draw(look: Open) -> None:
    """Bad experiences first, then the referrals: those that are ours to follow before the others."""
    _experiences(look)
    found = sorted(look.facts.lines("referrals"), key=lambda line: (not line["ours"], line["_at"]))
    if not found:
        st.info(look.desk.say("case.referrals.none"), icon=":material/alt_route:")
    for line in found:
        _referral(look, line)
    form = case_view_ways.meaning(look, OFFER)
    if form is not None:
        label = look.desk.say("case.referrals.new")
        case_view_ways.new(look, form, "new-referral", label, icon=":material/add:", type="secondary")


def _experiences(look: Open) -> None:
    """Where the person was treated badly: known before anything is offered."""
    for line in look.facts.lines("bad_experiences"):
        parts = [look.reading.says(f"experience.{word}", line) for word in ("service", "when", "what")]
        said = " · ".join(part for part in parts if part)
        if said:
            st.warning(plain(look.desk.say("case.referrals.bad", what=said)), icon=":material/sentiment_sad:")


def _referral(look: Open, line: Line) -> None:
    """One referral: what for, where it stands, what is due, its offers."""
    desk, id = look.desk, str(line["_document"])
    kind, at = line["_folder"]
    purpose, state = case_view_marks.referral(look, line)
    with st.container(border=True, key=f"referral-{id}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            query = document_page.address(kind, at, document=id)
            label = f"**{plain(purpose or desk.say('case.referrals.untitled'))}**"
            st.page_link(file_of("document"), label=label, icon=":material/alt_route:", query_params=query)
            st.badge(in_badge(state), color="blue" if line["ours"] else "gray")
            if said := look.reading.says("referral.kind", line):
                st.markdown(f":gray[{plain(said)}]", width="content")
        st.markdown(_about(look, line))
        chain = referrals.chain(look.facts, id)
        for number, offer in enumerate(chain, 1):
            _offer(look, number, offer)
        if line["open"]:
            _next(look, line, chain)


def _about(look: Open, line: Line) -> str:
    """When something is due, when the appointment is, what came of it."""
    desk, parts = look.desk, []
    if appointment := look.reading.says("referral.appointment", line):
        place = look.reading.says("referral.place", line)
        parts.append(plain(", ".join(part for part in (appointment, place) if part)))
    if line["ours"] and (due := days.read(line.get("feedback_expected"))):
        said = plain(desk.say("case.referrals.feedback", when=days.due(desk, due)))
        parts.append(f":{days.colour(desk, due)}[{said}]")
    for tag in ("referral.service_received", "referral.outcome_need", "referral.provider_refusal"):
        if said := look.reading.says(tag, line):
            field = look.facts.known.field(tag)
            title = field.title(desk.language) if field else ""
            parts.append(f":gray[{plain(title)}:] {plain(said.lower())}")
    return " · ".join(parts) or "\u00a0"


def _offer(look: Open, number: int, offer: Line) -> None:
    """One offer: whom, in which way, when, the answer and the reasons, and whether a contact was left."""
    desk, reading = look.desk, look.reading
    whom = [reading.says(OFFER, offer), reading.says("referral.offer.person", offer)]
    parts = [plain(", ".join(part for part in whom if part)) or plain(desk.say("case.referrals.nobody"))]
    if format := reading.says("referral.offer.format", offer):
        parts.append(plain(format.lower()))
    if on := days.read(offer.get("date")):
        parts.append(f":gray[{days.said(look.desk, on)}]")
    answer = reading.says("referral.offer.answer", offer)
    colour = ANSWERS.get(str(offer.get("answer")), "gray")
    st.markdown(f"{number}\\. {' · '.join(parts)} {case_view_marks.badge(answer, colour)}")
    if said := _declined(look, offer):
        st.markdown(f"\u2003:gray[{plain(said)}]")
    bad = referrals.warning(look.facts, *naming.called(desk.work, str(offer.get("provider") or "")))
    if bad is not None:
        when = reading.says("experience.when", bad)
        said = desk.say("case.referrals.bad_here", when=when) if when else desk.say("case.referrals.bad_once")
        st.markdown(f"\u2003:orange[:material/sentiment_sad: {plain(said)}]")


def _declined(look: Open, offer: Line) -> str:
    """Why the person said no, in the list's words and in their own, and what is left in hand."""
    desk, reading = look.desk, look.reading
    parts = [reading.says("referral.offer.decline_reason", offer)]
    if words := reading.says("referral.offer.decline_words", offer):
        parts.append(f"«{words}»")
    if left := reading.says("referral.offer.contact_left", offer):
        parts.append(desk.say("case.referrals.contact_left", answer=left.lower()))
    return " · ".join(part for part in parts if part)


def _next(look: Open, line: Line, chain: tuple[Line, ...]) -> None:
    """After a decline: what else could be offered, never chosen for anybody; then a new offer."""
    desk = look.desk
    declined = bool(chain) and chain[-1].get("answer") == "declined"
    if declined:
        reasons = chain[-1].get("decline_reason") or ()
        found = referrals.suggested(desk.work.ground, reasons, desk.language)
        if found:
            said = "; ".join(each.label[:1].lower() + each.label[1:] for each in found)
            told = plain(desk.say("case.referrals.suggested", what=said))
            st.markdown(f":material/lightbulb: {told}")
    kind, id = line["_folder"]
    if look.may("write"):
        label = desk.say("case.referrals.offer" if declined else "case.referrals.open")
        if st.button(label, key=f"offer-{line['_document']}", icon=":material/add:" if declined else None):
            document_page.go(kind, id, document=str(line["_document"]))
