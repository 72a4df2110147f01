"""Open referrals by whom they wait for: how long, when feedback is due, and what a decline suggests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import streamlit as st

from suprovid.casework import lists, live, naming, people, referrals
from suprovid.casework.access import role_for
from suprovid.casework.facts import Facts
from suprovid.casework.links import CASE, ENQUIRY
from suprovid.casework.reading import Reading
from suprovid.desk import days, document_page, doing, places
from suprovid.desk.escaping import in_badge, plain
from suprovid.desk.front_desk import Desk
from suprovid.desk.menu import file_of
from suprovid.errors import SuprovidError
from suprovid.store.questions import Filter
from suprovid.store.register import Key

GROUPS: Mapping[str, tuple[str, str]] = {
    "decision": (":material/alt_route:", "red"),
    "person": (":material/person:", "orange"),
    "provider": (":material/send:", "blue"),
    "appointment": (":material/event:", "blue"),
    "service": (":material/handshake:", "green"),
    "": (":material/help:", "gray"),
}
"""On whom or what referrals wait, in the order of the page."""
ROWS = 15
ALL, MINE = "all", "mine"
AREA, FORMAT = "referral.area", "referral.offer.format"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Asked:
    """What the person wants to see: whose referrals, of which area, at which provider."""

    whose: str = ALL
    area: str = ""
    provider: str = ""

    def fits(self, desk: Desk, row: Row) -> bool:
        about = desk.work.links.about(str(row["kind"]), str(row["folder"]))
        owners = {
            about.get("coordinator") or about.get("received_by") or about.get("author"),
            about.get("deputy"),
        }
        mine = self.whose == ALL or desk.by.person.id in owners
        area = not self.area or row.get("area") == self.area
        return mine and area and (not self.provider or row.get("provider") == self.provider)


def draw(desk: Desk) -> None:
    """The whole page."""
    doing.say_now()
    st.title(desk.say("page.referrals.title"), anchor=False)
    rows = _unsettled(desk, lists.referrals(desk.work, desk.by))
    if not rows:
        st.info(desk.say("referrals.none"), icon=":material/alt_route:")
        return
    asked = _asked(desk, rows)
    found = [row for row in rows if asked.fits(desk, row)]
    due = _due(desk)
    if not found:
        st.info(desk.say("list.filtered_out"), icon=":material/inbox:")
    for group in GROUPS:
        _group(desk, group, [row for row in found if _group_of(desk, row) == group], due)


def _unsettled(desk: Desk, rows: Sequence[Row]) -> list[Row]:
    """Those that wait; what somebody was to decide went with the folder that was closed."""
    closed = desk.work.closed_among(_of(row) for row in rows if _group_of(desk, row) == "decision")
    return [row for row in rows if _group_of(desk, row) != "decision" or _of(row) not in closed]


def _of(row: Row) -> Key:
    """The folder of a referral."""
    return str(row["kind"]), str(row["folder"])


def _group_of(desk: Desk, row: Row) -> str:
    state = desk.work.programme.referral_states.get(str(row.get("state")))
    return state.group if state and state.group in GROUPS else ""


# -- filters ------------------------------------------------------------------------------------------------


def _asked(desk: Desk, rows: Sequence[Row]) -> Asked:
    """The filters; what is chosen stands in the address, as keys and ids."""
    areas = _labels(desk, AREA)
    here = sorted({str(row["area"]) for row in rows if row.get("area")}, key=lambda key: areas.get(key, key))
    places.ask_names(desk, ((live.ORGANISATION, str(row["provider"])) for row in rows if row.get("provider")))
    providers = {str(row["provider"]): _provider(desk, row) for row in rows if row.get("provider")}
    with st.container(horizontal=True, vertical_alignment="bottom", key="referral-filters"):
        whose = _whose(desk)
        area = _choice(desk, "area", {key: areas.get(key, key) for key in here})
        provider = _choice(desk, "provider", dict(sorted(providers.items(), key=lambda pair: pair[1])))
    return Asked(whose, area, provider)


def _whose(desk: Desk) -> str:
    if not desk.work.links.near(desk.by.person.id):
        return ALL
    return str(
        st.segmented_control(
            desk.say("list.whose"),
            [MINE, ALL],
            default=st.query_params.get("whose", ALL) if st.query_params.get("whose") == MINE else ALL,
            format_func=lambda value: desk.say(f"list.whose.{value}"),
            key="referrals-whose",
            label_visibility="collapsed",
            required=True,
            on_change=_keep,
            args=("whose", "referrals-whose"),
        )
    )


def _choice(desk: Desk, name: str, options: Mapping[str, str]) -> str:
    """A filter with the values that there are; nothing to choose from is not shown."""
    if len(options) < 2:
        return ""
    said = st.query_params.get(name, "")
    keys = ["", *options]
    chosen = st.selectbox(
        desk.say(f"referrals.{name}"),
        keys,
        index=keys.index(said) if said in keys else 0,
        format_func=lambda key: options[key] if key else desk.say("list.any"),
        key=f"referrals-{name}",
        on_change=_keep,
        args=(name, f"referrals-{name}"),
        width=260,
    )
    return str(chosen or "")


def _keep(name: str, key: str) -> None:
    value = st.session_state.get(key)
    if value in (None, "", ALL):
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = str(value)


# -- rows ---------------------------------------------------------------------------------------------------


def _due(desk: Desk) -> Mapping[str, date]:
    """The day on which something is to be done about each referral, by the reminders."""
    over = {rule.key for rule in desk.work.programme.reminders if rule.over == "referrals"}
    asked = [Filter("line", "=", "task"), Filter("rule", "in", sorted(over))]
    found: dict[str, date] = {}
    for row in desk.work.index.find(asked, order=("due",), of="lines").rows:
        if (on := days.read(row.get("due"))) and row.get("document"):
            found.setdefault(str(row["document"]), on)
    return found


def _group(desk: Desk, group: str, rows: Sequence[Row], due: Mapping[str, date]) -> None:
    if not rows:
        return
    icon, colour = GROUPS[group]
    title = plain(desk.say(f"referrals.group.{group or 'other'}"))
    st.header(f"{icon} {title} :{colour}-badge[{len(rows)}]", anchor=False)
    ordered = sorted(rows, key=lambda row: (due.get(str(row["document"]), date.max), str(row.get("on"))))
    shown = int(st.session_state.get(f"referrals-rows-{group}", ROWS))
    places.ask_names(desk, map(_of, ordered[:shown]))
    for row in ordered[:shown]:
        _row(desk, row, due.get(str(row["document"])))
    if len(ordered) > shown:
        more = desk.say("referrals.more", count=len(ordered) - shown)
        st.button(more, key=f"referrals-more-{group}", on_click=_more, args=(group, shown), type="tertiary")


def _more(group: str, shown: int) -> None:
    st.session_state[f"referrals-rows-{group}"] = shown + ROWS


def _row(desk: Desk, row: Row, due: date | None) -> None:
    """Whose, what for, in which state; below: provider, format, how long it waits, what is due."""
    kind, folder, document = str(row["kind"]), str(row["folder"]), str(row["document"])
    reads = "words" in row and places.may_read(desk, kind, folder)
    with st.container(key=f"referral-{document}", gap=None):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            _what(desk, row, reads)
            state = referrals.state_label(desk.work.ground, str(row["state"]), desk.language)
            st.badge(in_badge(state), color="gray")
            if reads:
                places.folder(desk, kind, folder)
            else:
                st.markdown(plain(str(row.get("code") or "")), width="content")
        st.markdown(" · ".join(_about(desk, row, due)) or "\u00a0")
        if reads and _group_of(desk, row) == "decision":
            _declined(desk, row)


def _what(desk: Desk, row: Row, reads: bool) -> None:
    """The purpose as a link to the document; the area alone for those who see no content."""
    area = _labels(desk, AREA).get(str(row.get("area")), "")
    if not reads:
        st.markdown(f"**{plain(area or desk.say('case.referrals.untitled'))}**", width="content")
        return
    label = str(row.get("words") or area or desk.say("case.referrals.untitled"))
    query = document_page.address(str(row["kind"]), str(row["folder"]), document=str(row["document"]))
    st.page_link(
        file_of("document"), label=f"**{plain(label)}**", icon=":material/alt_route:", query_params=query
    )


def _about(desk: Desk, row: Row, due: date | None) -> list[str]:
    parts = []
    if provider := _provider(desk, row):
        parts.append(plain(provider))
    if format := _labels(desk, FORMAT).get(str(row.get("format"))):
        parts.append(f":gray[{plain(format.lower())}]")
    if on := days.read(row.get("on")):
        parts.append(f":gray[{plain(desk.say('referrals.waits', count=(desk.by.today - on).days))}]")
    if due is not None:
        said = plain(desk.say("referrals.due", when=days.due(desk, due)))
        parts.append(f":{days.colour(desk, due)}[{said}]")
    if name := _owner(desk, row):
        parts.append(f":gray[{plain(name)}]")
    return parts


def _owner(desk: Desk, row: Row) -> str:
    about = desk.work.links.about(str(row["kind"]), str(row["folder"]))
    word = {CASE: "coordinator", ENQUIRY: "received_by"}.get(str(row["kind"]), "author")
    who = about.get(word) or about.get("author")
    return "" if who == desk.by.person.id else people.name(desk.work, who)


def _provider(desk: Desk, row: Row) -> str:
    """The provider by name: an organisation of the directory, or as it was typed."""
    provider = str(row.get("provider") or "")
    if desk.work.links.about(live.ORGANISATION, provider):
        key = (live.ORGANISATION, provider)
        return desk.names.get(key) or naming.shown_name(desk.work, desk.by, *key)
    return provider


def _labels(desk: Desk, tag: str) -> dict[str, str]:
    field = desk.work.ground.tags.fields.get(tag)
    return {str(choice.value): choice.title for choice in field.choices(desk.language)} if field else {}


# -- after a decline ----------------------------------------------------------------------------------------


def _declined(desk: Desk, row: Row) -> None:
    """Why it stopped, and what else could be offered; nothing is chosen for anybody."""
    try:
        folder = desk.work.read(str(row["kind"]), str(row["folder"]))
    except SuprovidError:
        return
    facts = Facts(desk.work.known_of(folder, desk.by.today, desk.language))
    chain = referrals.chain(facts, str(row["document"]))
    if not chain:
        return
    reading, last = Reading(desk.work, desk.by, facts.known), chain[-1]
    parts = [reading.says("referral.offer.decline_reason", last)]
    if words := reading.says("referral.offer.decline_words", last):
        parts.append(f"«{words}»")
    if any(parts):
        st.markdown(f"\u2003:gray[{plain(' · '.join(part for part in parts if part))}]")
    found = referrals.suggested(desk.work.ground, last.get("decline_reason") or (), desk.language)
    if found and role_for(desk.work, desk.by, "write", folder):
        said = "; ".join(each.label[:1].lower() + each.label[1:] for each in found)
        st.markdown(f"\u2003:material/lightbulb: {plain(desk.say('case.referrals.suggested', what=said))}")
