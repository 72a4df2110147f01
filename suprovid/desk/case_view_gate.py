"""What is next: the form to fill in now, and the gate ahead with what it misses and what mends it."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from suprovid.casework import acts, gates, overrides, ways
from suprovid.casework.acts import At
from suprovid.casework.gates import GateStanding, Standing
from suprovid.casework.rules import say
from suprovid.casework.ways import Way
from suprovid.desk import case_view_more, case_view_ways, days, document_page, doing
from suprovid.desk.escaping import in_badge, plain
from suprovid.desk.folder_view import Open
from suprovid.desk.menu import file_of, may_open

TOLD = 2
"""How many missing things are told at once; the others stand behind a click."""


def draw(look: Open) -> None:
    """Two lines: what to do now, and what stands before the next stage."""
    with st.container(border=True, key="case-next", gap="small"):
        if not look.facts.value("open"):
            _over(look)
            return
        now = _now(look)
        _unfinished(look)
        ahead = gates.next_gate(look.facts, look.desk.language)
        if ahead is not None:
            _gate(look, ahead, now.form.key if now else "")
            others = gates.next_gates(look.facts, look.desk.language)
            _other_ways(look, [gate for gate in others if gate.after != ahead.after])


def _over(look: Open) -> None:
    """When and why the case was closed, and the way to take it up again."""
    desk, on = look.desk, days.read(look.facts.value("closed_on"))
    reason = look.reading.latest("closure.reason").lower()
    said = desk.say("case.closed", on=days.said(look.desk, on) if on else "", reason=reason)
    with st.container(horizontal=True, vertical_alignment="center", key="case-over"):
        st.markdown(f":material/flag: **{plain(said)}**", width="content")
        if case_view_more.RIGHTS["reopen"](look):
            label = desk.say("case.more.reopen")
            if st.button(label, key="case-reopen", icon=case_view_more.ICONS["reopen"]):
                case_view_more.ask(look, "reopen")


def _now(look: Open) -> Way | None:
    """The next sensible form, which is answered, and the others that fit the stage."""
    desk = look.desk
    now = ways.next_way(desk.work, desk.by, look.facts)
    others = ways.fitting(desk.work, desk.by, look.facts)
    with st.container(horizontal=True, vertical_alignment="center", key="case-forms"):
        if now is not None:
            case_view_ways.button(look, now, "case-now", type="primary")
        rest = [each for each in others if now is None or each.form is not now.form]
        if rest:
            _menu(look, rest)
    return now


def _unfinished(look: Open) -> None:
    """What came back to be mended, and what waits for an approval, each with a link to it."""
    desk = look.desk
    for line in look.facts.lines("documents"):
        returned = line["state"] == "returned"
        if not (returned or line["waiting"]) or not desk.work.library.has(str(line["form"])):
            continue
        form = desk.work.library.form(str(line["form"])).title(desk.language)
        said = desk.say("case.gate.returned" if returned else "case.gate.waiting", form=form)
        icon = ":material/undo:" if returned else ":material/hourglass_top:"
        query = document_page.address(*look.at, document=str(line["_id"]))
        st.page_link(file_of("document"), label=plain(said), icon=icon, query_params=query)


def _menu(look: Open, found: Sequence[Way]) -> None:
    by_key = {each.form.key: each for each in found}
    chosen = st.menu_button(
        look.desk.say("case.other_forms"),
        list(by_key),
        format_func=lambda key: plain(case_view_ways.called(look, by_key[key])),
        icon=":material/add:",
        key="case-other-forms",
    )
    if chosen:
        case_view_ways.go(look, by_key[chosen])


def _gate(look: Open, gate: GateStanding, now: str) -> None:
    """The gate in one line, and below it what is missing; the form that is next has its button already."""
    desk, over = look.desk, overrides.passed(look.folder)
    missing = [check for check in gate.missing if overrides.name_of(gate, check) not in over]
    st.markdown(_told(look, gate, missing))
    for check in missing[:TOLD]:
        _check(look, gate, check, now)
    rest, gone = missing[TOLD:], [check for check in gate.missing if check not in missing]
    if rest or gone:
        label = desk.say("case.gate.more", count=len(rest)) if rest else desk.say("case.gate.passed")
        with st.expander(label, key=f"case-gate-more-{gate.after}", type="compact"):
            for check in rest:
                _check(look, gate, check, now)
            for check in gone:
                _passed(look, gate, check)


def _told(look: Open, gate: GateStanding, missing: Sequence[Standing]) -> str:
    desk = look.desk
    stage = desk.work.programme.stage(gate.after)
    where = plain(desk.say("case.gate.to", stage=say(stage.label, desk.language) if stage else gate.after))
    hard = sum(check.hard for check in missing)
    if not missing:
        return f":material/flag: **{where}** :green[:material/check: {plain(desk.say('case.gate.ready'))}]"
    parts = []
    if hard:
        parts.append(f":red[{plain(desk.say('case.gate.hard', count=hard))}]")
    if soft := len(missing) - hard:
        parts.append(f":orange[{plain(desk.say('case.gate.soft', count=soft))}]")
    return f":material/flag: **{where}** {' · '.join(parts)}"


def _check(look: Open, gate: GateStanding, check: Standing, now: str = "") -> None:
    """One thing that is missing, the form that mends it unless it is next, and the way past it."""
    colour, mark = ("red", "block") if check.hard else ("orange", "warning")
    key = f"{gate.after}-{check.key}"
    with st.container(horizontal=True, vertical_alignment="center", key=f"check-{key}", gap="small"):
        st.markdown(f":{colour}[:material/{mark}:] {plain(_label(look, check))}", width="content")
        work, by = look.desk.work, look.desk.by
        if _waits(look, check):
            return
        found = ways.mending(work, by, look.facts, check.remedy) if check.remedy else None
        if found is not None and found.form.key != now:
            case_view_ways.button(look, found, f"mend-{key}", type="tertiary")
        if not check.hard and look.may("override"):
            label = look.desk.say("case.gate.pass")
            if st.button(label, key=f"pass-{key}", icon=":material/redo:", type="tertiary"):
                st.dialog(look.desk.say("case.gate.pass"))(_pass)(look, gate, check)


def _waits(look: Open, check: Standing) -> bool:
    """Whether what would mend it is submitted and waits for an approval: then that is the next thing."""
    waiting = [
        line for line in look.facts.lines("documents") if line["waiting"] and line["form"] == check.remedy
    ]
    if not waiting:
        return False
    desk, document = look.desk, str(waiting[-1]["_id"])
    st.badge(in_badge(desk.say("case.gate.waits")), color="blue", icon=":material/hourglass_top:")
    if look.may("approve") and may_open("review", desk.work.roles.pages(desk.by.person.roles)):
        query = document_page.address(*look.at, document=document)
        icon = ":material/rate_review:"
        st.page_link(file_of("review"), label=desk.say("case.gate.look"), icon=icon, query_params=query)
    return True


def _label(look: Open, check: Standing) -> str:
    if not check.missing:
        return check.label
    return look.desk.say("case.gate.unasked", label=check.label, question=check.missing)


def _pass(look: Open, gate: GateStanding, check: Standing) -> None:
    """Go on despite a warning: the reason stays for the supervisor."""
    desk = look.desk
    st.markdown(plain(check.label))
    reason = st.text_area(desk.say("case.reason"), help=desk.say("case.gate.reason_help"), key="pass-reason")
    if st.button(desk.say("case.gate.pass"), type="primary", key="pass-sure"):
        at = At(*look.at, look.folder.revision)
        name = overrides.name_of(gate, check)
        if doing.attempt(desk, lambda: acts.pass_gate(desk.work, desk.by, at, name, reason)):
            doing.say_after(desk, "case.gate.passed_now")
            st.rerun()


def _passed(look: Open, gate: GateStanding, check: Standing) -> None:
    found = overrides.overrides(look.folder, look.desk.work.programme, look.desk.language)
    name = overrides.name_of(gate, check)
    reason = next((each.reason for each in reversed(found) if each.key == name), "")
    said = look.desk.say("case.gate.passed_because", label=check.label, reason=reason)
    st.markdown(f":gray[:material/redo: {plain(said)}]")


def _other_ways(look: Open, found: Sequence[GateStanding]) -> None:
    """The other stages that may follow, behind a click."""
    if found:
        with st.expander(look.desk.say("case.gate.others"), key="case-gate-others", type="compact"):
            for gate in found:
                _gate_in_short(look, gate)


def _gate_in_short(look: Open, gate: GateStanding) -> None:
    over = overrides.passed(look.folder)
    missing = [check for check in gate.missing if overrides.name_of(gate, check) not in over]
    st.markdown(_told(look, gate, missing))
    for check in missing:
        _check(look, gate, check)
    stage = look.desk.work.programme.stage(gate.after)
    found = case_view_ways.way(look, stage.forms[0]) if stage and stage.forms else None
    if found is not None and not found.renews:
        case_view_ways.button(look, found, f"to-{gate.after}")
