"""An organisation, drawn: how to reach it, what it offers, what we agreed, whom we sent there, documents."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from suprovid.casework import directory, lists, referrals
from suprovid.casework.access import MARK
from suprovid.casework.directory import KIND, Entry
from suprovid.casework.known import Line
from suprovid.casework.links import CASE
from suprovid.desk import contact_rows, days, folder_view, journal_page, places, service_row, standing_papers
from suprovid.desk.escaping import in_badge, plain
from suprovid.desk.folder_view import Open
from suprovid.desk.front_desk import Desk
from suprovid.store.folder import Json
from suprovid.store.questions import Filter

DESCRIPTION, CAUTIONS = "organisation.description", "organisation.warnings"
REACHING = ("organisation.email", "organisation.website")
ACCESS = ("organisation.languages", "organisation.accessibility", "organisation.data_sharing_ok")
PLACE = ("address_1", "city", "region")
AGREED = ("agreement.signed_by", "agreement.file_place")
OUT_OF_CASE = "grew_out_of_case"
SOON = 30
SENT = 20


def draw(desk: Desk, id: str) -> None:
    """The whole page."""
    look = folder_view.opened(desk, KIND, id)
    if look is None:
        return
    one = directory.entry(desk.work, look.folder.id, look.folder.revision)
    _head(look, one)
    _cautions(look)
    left, right = st.columns([3, 2], gap="large")
    with left:
        _about(look)
        _services(look, one)
        _agreements(look)
    with right:
        _reach(look, one)
        _contacts(look, one)
    _sent(look)
    st.header(desk.say("folder.documents"), anchor=False)
    folder_view.documents(look)
    journal_page.looked_at(desk, *look.at)


# -- what it is ------------------------------------------------------------------------------------------


def _head(look: Open, one: Entry) -> None:
    """Name, relation and kind; the card to change; forms that may be filled in here."""
    desk = look.desk
    with st.container(horizontal=True, vertical_alignment="center", key="organisation-head"):
        st.title(plain(one.name or places.called(desk, *look.at)), anchor=False, width="content")
        service_row.relation(desk, one.relation)
        if one.kind:
            st.badge(in_badge(service_row.labels(desk, "organisation.provider_kind", one.kind)), color="gray")
    if one.also_called:
        st.caption(plain(one.also_called))
    with st.container(horizontal=True, vertical_alignment="center", key="organisation-doing"):
        for form in folder_view.forms_here(look):
            label = desk.say("organisation.add", form=form.title(desk.language).lower())
            if st.button(plain(label), key=f"add-{form.key}", icon=":material/add:", type="primary"):
                folder_view.open_form(look, form)
        card = folder_view.current(look, KIND)
        if card is not None:
            _card(look, card)


def _card(look: Open, card: Json) -> None:
    """The card of the organisation, to change it or to read it."""
    title = look.desk.work.library.form(card["form"]).title(look.desk.language)
    standing_papers.way(look, card, title, "organisation-card")


def _cautions(look: Open) -> None:
    """What one should know before sending anybody there; only for those who may see it."""
    if (said := look.reading.latest(CAUTIONS)) and said != MARK:
        field = look.facts.known.field(CAUTIONS)
        title = field.title(look.desk.language) if field else ""
        st.warning(f"**{plain(title)}**: {plain(said)}", icon=":material/warning:")


def _about(look: Open) -> None:
    if said := look.reading.latest(DESCRIPTION):
        st.text(said)
    areas = look.reading.latest("organisation.areas")
    rows = [(_title(look, "organisation.areas"), areas), *_answers(look, ("organisation.common_ground",))]
    folder_view.pairs(rows)


def _services(look: Open, one: Entry) -> None:
    """What it offers, each service with the way to say it anew."""
    desk = look.desk
    st.header(desk.say("organisation.services"), anchor=False)
    if not one.services:
        st.caption(desk.say("organisation.no_services"))
    for line in sorted(one.services, key=lambda line: line.get("status") not in directory.OFFERED):
        with service_row.draw(desk, one, line, with_organisation=False):
            if said := str(line.get("application_process") or ""):
                st.markdown(plain(said))
            document = look.folder.documents[str(line["_document"])]
            if look.may("write"):
                standing_papers.way(look, document, "", f"renew-{line['_document']}", type="tertiary")


def _agreements(look: Open) -> None:
    """What was agreed, until when, and when to look at it again."""
    desk, found = look.desk, look.facts.known.lines("agreement")
    if not found:
        return
    st.header(desk.say("organisation.agreements"), anchor=False)
    for line in found:
        with st.container(key=f"row-agreement-{line['_id']}", gap=None):
            with st.container(horizontal=True, vertical_alignment="center", gap="small"):
                st.markdown(
                    f":material/handshake: **{plain(str(line.get('subject') or ''))}**", width="content"
                )
                st.badge(in_badge(look.reading.says("agreement.kind", line)), color="blue")
                _grew_out_of(look, line)
            st.markdown(" · ".join(_terms(look, line)) or "\u00a0")


def _terms(look: Open, line: Line) -> list[str]:
    """When it holds, when it is to be looked at, who signed it and where it is kept."""
    desk, parts = look.desk, []
    from_, to = (days.read(line.get(word)) for word in ("from", "to"))
    if from_ or to:
        parts.append(
            plain(
                f"{days.said(look.desk, from_) if from_ else '…'} – {days.said(look.desk, to) if to else '…'}"
            )
        )
    if review := days.read(line.get("review")):
        said = plain(desk.say("organisation.review", on=days.said(look.desk, review)))
        soon = (review - desk.by.today).days <= SOON
        parts.append(f":orange[{said}]" if soon else f":gray[{said}]")
    rest = [look.reading.says(tag, line) for tag in AGREED]
    return [*parts, *(f":gray[{plain(said)}]" for said in rest if said)]


def _grew_out_of(look: Open, line: Line) -> None:
    """The case that an agreement grew out of, for those alone who may read that case."""
    code = str(line.get(OUT_OF_CASE) or "").strip()
    if not code:
        return
    found = look.desk.work.index.find([Filter("kind", "=", CASE), Filter("code", "=", code)]).rows
    for row in found:
        if places.may_read(look.desk, CASE, str(row["id"])):
            label = plain(look.desk.say("organisation.out_of_case", code=code))
            places.folder(look.desk, CASE, str(row["id"]), label)


# -- how to reach it -------------------------------------------------------------------------------------


def _reach(look: Open, one: Entry) -> None:
    """Phones, addresses, languages, access."""
    desk = look.desk
    st.header(desk.say("organisation.reach"), anchor=False)
    phones = [_phone(look, line) for line in look.facts.known.lines("organisation.phone")]
    places_ = [_address(line) for line in look.facts.known.lines("organisation.location")]
    rows = [
        (desk.say("organisation.phones"), "\n".join(phones)),
        *_answers(look, REACHING),
        (desk.say("organisation.addresses"), "\n".join(place for place in places_ if place)),
        *_answers(look, ACCESS),
    ]
    folder_view.pairs(rows)
    if not any(text for _, text in rows):
        st.caption(desk.say("organisation.no_reach"))


def _phone(look: Open, line: Line) -> str:
    number, purpose = str(line.get("number") or ""), str(line.get("purpose") or "")
    languages = look.reading.says("organisation.phone.languages", line).lower()
    about = ", ".join(part for part in (purpose, languages) if part)
    return f"{number} ({about})" if about else number


def _address(line: Line) -> str:
    return ", ".join(str(line[word]) for word in PLACE if line.get(word))


def _answers(look: Open, tags: tuple[str, ...]) -> list[tuple[str, str]]:
    """The newest answers to some questions, under their own labels, as far as this person may read."""
    return [(_title(look, tag), look.reading.latest(tag)) for tag in tags]


def _title(look: Open, tag: str) -> str:
    field = look.facts.known.field(tag)
    return field.title(look.desk.language) if field else ""


def _contacts(look: Open, one: Entry) -> None:
    desk = look.desk
    if "personal" not in look.sees:
        return
    st.header(desk.say("organisation.contacts"), anchor=False)
    found = contact_rows.listed(desk, one.contacts)
    if not found:
        st.caption(desk.say("organisation.no_contacts"))
    for line in found:
        contact_rows.draw(desk, line)


# -- whom we sent there ----------------------------------------------------------------------------------


def _sent(look: Open) -> None:
    """The referrals to this organisation, the open ones first; without content for who may not read them."""
    desk = look.desk
    found = lists.referrals(desk.work, desk.by, open=None, provider=look.folder.id)
    ordered = sorted(found, key=lambda row: str(row.get("on") or ""), reverse=True)
    ordered.sort(key=lambda row: not row.get("open"))
    st.header(desk.say("organisation.sent", count=len(found)), anchor=False)
    if not found:
        st.caption(desk.say("organisation.nobody_sent"))
    for row in ordered[:SENT]:
        _referral(desk, row)
    if len(found) > SENT:
        st.caption(plain(desk.say("organisation.more_sent", count=len(found) - SENT)))


def _referral(desk: Desk, row: Mapping[str, Any]) -> None:
    with st.container(
        horizontal=True,
        vertical_alignment="center",
        gap="small",
        key=f"row-sent-{row['document']}-{row['id']}",
    ):
        if on := days.read(row.get("on")):
            st.markdown(f":gray[{days.said(desk, on)}]", width="content")
        folder = (str(row["kind"]), str(row["folder"]))
        if places.may_read(desk, *folder):
            places.folder(desk, *folder)
        else:
            st.markdown(plain(str(row["code"])), width="content")
        state = referrals.state_label(desk.work.ground, str(row.get("state") or ""), desk.language)
        st.badge(in_badge(state), color="blue" if row.get("open") else "gray")
        parts = [
            service_row.labels(desk, "request.area", row.get("area")),
            service_row.labels(desk, "referral.offer.format", row.get("format")),
        ]
        said = " · ".join(part for part in parts if part)
        st.markdown(f":gray[{plain(said)}]" if said else "\u00a0", width="content")
