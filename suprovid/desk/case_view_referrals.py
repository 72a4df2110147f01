"""The referrals of a case: each with its chain of offers, what the person answered, what else to offer."""

from __future__ import annotations

from collections.abc import Iterator

import streamlit as st

from suprovid.casework import naming, referrals
from suprovid.casework.known import Line
from suprovid.desk import case_view_marks, case_view_ways, days, document_page
from suprovid.desk.escaping import in_badge, plain
from suprovid.desk.folder_view import Open
from suprovid.desk.menu import file_of

OFFER = "referral.offer.provider"
EXPERIENCE = ("service", "when", "what")
NEXT_LINE = "  \n"
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
        service, when, what = (look.reading.says(f"experience.{word}", line) for word in EXPERIENCE)
        where = f"{service} ({when})" if service and when else service or when
        if said := ". ".join(part for part in (where, what) if part):
            st.warning(plain(look.desk.say("case.referrals.bad", what=said)), icon=":material/sentiment_sad:")


def _referral(look: Open, line: Line) -> None:
    """One referral: what for, where it stands, what is due, its offers."""
    desk, id = look.desk, str(line["_document"])
    kind, at = line["_folder"]
    purpose, state = case_view_marks.referral(look, line)
    with st.container(border=True, key=f"case-referral-{id}", gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            query = document_page.address(kind, at, document=id)
            label = f"**{plain(purpose or desk.say('case.referrals.untitled'))}**"
            st.page_link(file_of("document"), label=label, icon=":material/alt_route:", query_params=query)
            st.badge(in_badge(state), color="blue" if line["ours"] else "gray")
            if said := look.reading.says("referral.kind", line):
                st.markdown(f":gray[{plain(said)}]", width="content")
        if about := NEXT_LINE.join(_about(look, line)):
            st.markdown(about)
        chain = referrals.chain(look.facts, id)
        for number, offer in enumerate(chain, 1):
            _offer(look, number, offer)
        if line["open"]:
            _next(look, line, chain)


def _about(look: Open, line: Line) -> Iterator[str]:
    """When something is due, when the appointment is, what came of it: a line for each."""
    desk = look.desk
    if appointment := look.reading.says("referral.appointment", line):
        place = look.reading.says("referral.place", line)
        yield _named(look, "referral.appointment", ", ".join(part for part in (appointment, place) if part))
    if line["ours"] and (due := days.read(line.get("feedback_expected"))):
        said = plain(desk.say("case.referrals.feedback", when=days.due(desk, due)))
        yield f":{days.colour(desk, due)}[{said}]"
    for tag in ("referral.service_received", "referral.outcome_need", "referral.provider_refusal"):
        if said := look.reading.says(tag, line):
            yield _named(look, tag, said.lower())


def _named(look: Open, tag: str, said: str) -> str:
    """An answer after its question."""
    field = look.facts.known.field(tag)
    return f":gray[{plain(field.title(look.desk.language))}:] {plain(said)}" if field else plain(said)


def _offer(look: Open, number: int, offer: Line) -> None:
    """One offer: whom and the answer; in which way and when; then the reasons and what is left in hand."""
    desk, reading = look.desk, look.reading
    answer = reading.says("referral.offer.answer", offer)
    badge = case_view_marks.badge(answer, ANSWERS.get(str(offer.get("answer")), "gray")) if answer else ""
    whom = reading.says(OFFER, offer) or desk.say("case.referrals.nobody")
    on = days.read(offer.get("date"))
    how = [
        reading.says("referral.offer.person", offer),
        reading.says("referral.offer.format", offer).lower(),
        days.said(desk, on) if on else "",
    ]
    told = [f"{number}\\. **{plain(whom)}** {badge}".strip()]
    told += [f":gray[{plain('; '.join(part for part in how if part))}]"] if any(how) else []
    told += _declined(look, offer)
    bad = referrals.warning(look.facts, *naming.called(desk.work, str(offer.get("provider") or "")))
    if bad is not None:
        when = reading.says("experience.when", bad)
        said = desk.say("case.referrals.bad_here", when=when) if when else desk.say("case.referrals.bad_once")
        told.append(f":orange[:material/sentiment_sad: {plain(said)}]")
    st.markdown(NEXT_LINE.join(told))


def _declined(look: Open, offer: Line) -> Iterator[str]:
    """Why the person said no, in the list's words and in their own, and what is left in hand."""
    reading = look.reading
    reasons = reading.says("referral.offer.decline_reason", offer)
    words = reading.says("referral.offer.decline_words", offer)
    if said := " — ".join(part for part in (reasons, f"«{words}»" if words else "") if part):
        yield plain(said)
    if left := reading.says("referral.offer.contact_left", offer):
        yield f":gray[{plain(look.desk.say('case.referrals.contact_left', answer=left.lower()))}]"


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
