"""Stages, gates and lamps are data: derived from documents, explained, and replaced without code."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from knowing import Pile, answers_of_n, enquiry_of_n, form, ground, library, small, source
from test_facts_plan import plan_of_n

from suprovid.casework import gates, lamps, programme
from suprovid.casework.facts import Facts
from suprovid.casework.programme import say
from suprovid.casework.programme_check import faults


def stage(pile: Pile, day: str = "2026-09-01", **more: Any) -> str:
    return str(pile.facts(day, **more).value("stage"))


@pytest.mark.parametrize(
    ("outcome", "expected", "still_open"),
    [
        (None, "enquiry", True),
        ("info_given", "completed", False),
        ("redirected", "completed", False),
        ("consultation_algorithm", "enquiry", True),
        ("propose_case", "proposed", True),
    ],
)
def test_stages_of_an_enquiry(outcome: str | None, expected: str, still_open: bool) -> None:
    """An enquiry is done when it was answered or handed on; a promise keeps it open."""
    pile = Pile("enquiry")
    pile.add("intake", "2026-07-14", {**answers_of_n(), "outcome": outcome})
    assert stage(pile) == expected
    assert pile.facts("2026-09-01").value("open") is still_open


@pytest.mark.parametrize(
    ("answer", "expected"), [("yes", "engaged"), ("later", "not_started"), ("no", "not_started")]
)
def test_the_answer_to_the_proposal_decides(answer: str, expected: str) -> None:
    """With a yes work begins; with later or no it does not."""
    pile = enquiry_of_n()
    pile.add("start_check", "2026-07-14", {"worker_proposal": "start", "client_answer": answer})
    assert stage(pile) == expected
    pile.about["case"] = "c1"
    assert stage(pile) == "in_case"


def test_stages_of_a_case_follow_its_documents() -> None:
    """Each document moves the case on, a closing ends it, a reopening begins a new round."""
    pile = Pile("case")
    seen = [stage(pile)]
    assessment = pile.add("needs_assessment", "2026-08-05", {"assessment_kind": "initial"}, state="draft")
    seen.append(stage(pile))
    pile.documents[assessment]["state"] = "approved"
    seen.append(stage(pile))
    pile.add("individual_plan", "2026-08-11", plan_of_n())
    seen.append(stage(pile))
    review = pile.add("plan_review", "2026-09-01", {"change_needed": "yes"}, state="draft")
    seen.append(stage(pile))
    pile.documents[review]["state"] = "submitted"
    seen.append(stage(pile))
    pile.add("individual_plan", "2026-09-02", plan_of_n())
    seen.append(stage(pile))
    closure = pile.add("closure", "2026-12-01", {"reason": "goals_met"}, awaits=True)
    seen.append(stage(pile))
    pile.documents[closure]["awaits"] = False
    seen.append(stage(pile))
    pile.events.append({"act": "reopen", "at": "2027-01-10T10:00:00+00:00"})
    seen.append(stage(pile))
    pile.add("contact_note", "2027-01-12", {"attempt_result": "yes"})
    seen.append(stage(pile))
    assert seen == [
        "engaged",
        "assessment",
        "planning",
        "in_work",
        "review",
        "review",
        "in_work",
        "evaluation",
        "closed",
        "reopened",
        "in_work",
    ]


def test_a_correction_of_the_stage_holds_until_the_documents_move_on() -> None:
    """Somebody said, with a reason, that the case stands elsewhere; a new document makes it forgotten."""
    pile = Pile("case", about={"stage_correction": {"stage": "in_work", "instead_of": "engaged"}})
    assert stage(pile) == "in_work"
    pile.add("needs_assessment", "2026-08-05", {}, state="draft")
    assert stage(pile) == "assessment"


def test_another_service_has_other_stages_and_another_threshold_by_data_only() -> None:
    """A programme with one stage of its own and more than one request works without a change of code."""
    rules = source()
    many = "${problem_requests} > ${setting.min_requests}"
    rules["stages"] = [
        {"key": "waiting", "label": {"uk": "Черга", "en": "Queue"}, "of": ["enquiry"], "when": "true()"},
        {"key": "served", "label": {"uk": "Обслужено"}, "of": ["enquiry"], "when": many, "open": False},
    ]
    assert stage(enquiry_of_n(), on=ground(rules)) == "waiting"
    rules["settings"]["min_requests"]["value"] = 1
    assert stage(enquiry_of_n(), on=ground(rules)) == "served"
    assert say(ground(rules).programme.stages[0].label, "en") == "Queue"


# -- gates ------------------------------------------------------------------------------------------------


def checks(facts: Facts, before: str, after: str, **more: Any) -> dict[str, bool | None]:
    return {check.key: check.outcome for check in gates.standing(facts, before, after, **more)}


def test_the_gate_to_a_case() -> None:
    """Without a permission nobody knows whether data may be processed: it stops, and names what mends it."""
    pile = enquiry_of_n()
    pile.add("start_check", "2026-08-04", {"worker_proposal": "start", "client_answer": "yes"})
    found = {x.key: x for x in gates.standing(pile.facts("2026-08-04"), "proposed", "engaged", language="en")}
    permission = found["process_data"]
    assert (permission.outcome, permission.blocks, permission.remedy) == (None, True, "consent")
    assert permission.missing == "For what"
    assert found["criterion"].outcome is True
    assert "supervisor" not in found
    yes = {
        "_id": "p",
        "purpose": "process_data",
        "answer": "limited",
        "form": "verbal",
        "given_on": "2026-07-14",
    }
    pile.add("consent", "2026-08-04", {"permissions": [yes]})
    assert checks(pile.facts("2026-08-04"), "proposed", "engaged")["process_data"] is True


def test_a_setting_adds_the_supervisor_to_the_gate() -> None:
    """Where the organisation wants it, the supervisor's word is looked at."""
    facts = enquiry_of_n().facts("2026-08-04", ground(start_needs_supervisor=True))
    assert checks(facts, "proposed", "engaged")["supervisor"] is None


def test_the_gate_from_an_enquiry() -> None:
    """The hard checks of a short anonymous enquiry hold; basic needs are not asked for."""
    pile = Pile("enquiry")
    answers = answers_of_n()
    profile = [{"_id": "a", "sex": "female", "age_band": "60+", "displacement": "non_displaced"}]
    pile.add(
        "intake", "2026-05-06", {**answers, "requests": answers["requests"][:1], "anon_profile": profile}
    )
    found = gates.standing(pile.facts("2026-05-06"), "enquiry", "completed")
    assert all(check.outcome for check in found), found
    assert "basic_needs" not in {check.key for check in found}


def test_the_gate_to_work_by_a_plan() -> None:
    """A goal that serves nothing is hard; a missing retelling is soft."""
    pile = Pile("case")
    plan = pile.add("individual_plan", "2026-08-11", plan_of_n())
    found = checks(pile.facts("2026-08-11"), "planning", "in_work")
    assert [key for key, outcome in found.items() if outcome is not True] == ["options", "retold", "copy"][1:]
    pile.documents[plan]["answers"]["goals"][0]["serves"] = []
    standing = {x.key: x for x in gates.standing(pile.facts("2026-08-11"), "planning", "in_work")}
    assert standing["serves"].blocks
    assert standing["retold"].warns


def test_the_gate_to_closing_asks_for_the_end_of_each_request() -> None:
    """Every request needs a result; a contact that was lost needs the attempts."""
    pile = Pile("case")
    pile.add("intake", "2026-07-14", answers_of_n())
    closure = pile.add(
        "closure", "2026-12-01", {"reason": "goals_met", "followup_agreed": "no"}, state="draft"
    )
    found = checks(pile.facts("2026-12-01"), "evaluation", "closed")
    assert (found["results"], found["data_plan"], found["followup"]) == (False, False, True)
    assert "attempts" not in found
    pile.documents[closure]["answers"]["reason"] = "lost_contact"
    assert checks(pile.facts("2026-12-01"), "evaluation", "closed")["attempts"] is False


REFERRAL = {
    "kind": "refer",
    "state": "agreed",
    "shared_data": ["identity"],
    "identity_shared": "name",
    "offers": [{"_id": "o", "provider": "Фонд Дім", "answer": "agreed", "format": "letter"}],
}


@pytest.mark.parametrize(
    ("scope", "exception", "expected"),
    [
        (None, None, False),
        (["identity"], None, True),
        (["contacts"], None, False),
        (None, "vital_interest", True),
    ],
)
def test_the_gate_out_of_the_house(scope: list[str] | None, exception: str | None, expected: bool) -> None:
    """Data goes to a provider with a permission for that provider and that data, or on a legal ground."""
    pile = Pile("case")
    if scope:
        share = {
            "_id": "p",
            "purpose": "share_provider",
            "recipient": "Фонд Дім",
            "answer": "yes",
            "scope": scope,
        }
        pile.add("consent", "2026-02-03", {"permissions": [share]})
    referral = pile.add("referral", "2026-02-05", {**REFERRAL, "consent_exception": exception})
    standing = gates.sharing(pile.facts("2026-02-05"), referral)
    assert [check.outcome for check in standing] == [expected]


@pytest.mark.parametrize(("state", "shares"), [("offered", False), ("contact_given", False), ("sent", True)])
def test_data_leaves_the_house_when_it_is_sent(state: str, shares: bool) -> None:
    """An offer, and a contact that the person takes home, tell the provider nothing."""
    pile = Pile("case")
    pile.add("referral", "2026-02-05", {**REFERRAL, "state": state})
    assert pile.facts("2026-02-05").lines("referrals")[0]["shares"] is shares


def test_every_open_need_gets_a_contact_or_a_referral() -> None:
    """The soft check of the enquiry counts what nobody has handed on."""
    pile = enquiry_of_n()
    assert pile.facts("2026-07-14").value("uncovered_requests") == 2
    pile.add("referral", "2026-07-14", {"kind": "refer", "for_request": "r2", "state": "offered"})
    assert pile.facts("2026-07-14").value("uncovered_requests") == 1
    pile.documents["intake"]["answers"]["contacts_given"] = [
        {"_id": "c", "person": "Ольга", "phone": "0441112233"}
    ]
    assert pile.facts("2026-07-14").value("uncovered_requests") == 0


def test_an_act_passes_the_gate_between_the_stages_that_it_joins() -> None:
    """Submitting the assessment is asked about that gate; what does not move the stage is asked nothing."""
    before, after = Pile("case"), Pile("case")
    after.add("needs_assessment", "2026-08-05", {"risk_asked": "not_now"})
    found = gates.passed(before.facts("2026-08-05"), after.facts("2026-08-05"))
    assert {check.key: check.outcome for check in found}["safety"] is False
    assert gates.passed(after.facts("2026-08-05"), after.facts("2026-08-05")) == ()


def test_the_case_page_asks_for_the_next_gate() -> None:
    """The gate ahead with what is missing, hard first, in the reader's language."""
    gate = gates.next_gate(Pile("case").facts("2026-08-05"), "en")
    assert gate is not None
    assert (gate.before, gate.after, gate.open) == ("engaged", "assessment", True)
    assert gate.missing[0].label == "There is a permission for sensitive data (health)"


# -- lamps ------------------------------------------------------------------------------------------------


def lit(pile: Pile, day: str, linked: tuple[Pile, ...] = ()) -> tuple[list[str], list[str]]:
    facts = pile.facts(day, linked=linked)
    functions, tasks = lamps.functions(facts), lamps.tasks(facts)
    return [light.key for light in functions if light.lit], [light.key for light in tasks if light.lit]


def test_lamps_are_lit_by_evidence() -> None:
    """A function or task is lit when the case holds its evidence, and there are six of each."""
    pile = Pile("case")
    assert lit(pile, "2026-08-01") == ([], [])
    assert len(lamps.functions(pile.facts("2026-08-01"))) == len(lamps.tasks(pile.facts("2026-08-01"))) == 6
    pile.add("needs_assessment", "2026-08-05", {"assessment_kind": "initial"})
    pile.add(
        "individual_plan", "2026-08-11", {**plan_of_n(), "package": [{"_id": "k", "service": "Психолог"}]}
    )
    pile.add(
        "contact_note", "2026-08-25", {"contact_at": "2026-08-25T10:00:00+03:00", "attempt_result": "yes"}
    )
    assert lit(pile, "2026-08-26") == (["package", "coordinate", "monitor"], ["assess", "plan"])
    assert "monitor" not in lit(pile, "2026-10-26")[0]
    effect = [{"_id": "e", "service": "k", "delivered": "yes", "helped": "4"}]
    pile.add("plan_review", "2026-09-11", {"services_effect": effect, "change_needed": "no"})
    assert lit(pile, "2026-09-12")[0][-2:] == ["evaluate", "correct"]
    assert "watch" in lit(pile, "2026-09-12")[1]


# -- the check of the file -----------------------------------------------------------------------------------


def test_the_shipped_programme_has_no_fault() -> None:
    """Every name, form, stage and tag that it speaks of exists, in two languages."""
    assert faults(ground()) == ()


def broken(change: Any) -> list[tuple[str, str, Any]]:
    rules = source()
    change(rules)
    return [(fault.place, fault.key, fault.facts.get("instead")) for fault in faults(ground(rules))]


def test_faults_name_the_place_and_what_to_write() -> None:
    """A misspelt word, fact, stage, form or tag never stays silent."""
    assert broken(lambda r: r["stages"][0].update(whn="x")) == [
        ("/stages/0/whn", "programme_unknown_word", "when")
    ]
    assert broken(lambda r: r["stages"][0].update(when="${problem_request} > 1")) == [
        ("/stages/0/when", "expression", "${problem_requests}")
    ]
    assert broken(lambda r: r["stages"][0].update(next=["propose"])) == [
        ("/stages/0/next", "programme_unknown_stage", "proposed")
    ]
    assert broken(lambda r: r["stages"][0].update(forms=["intakes"])) == [
        ("/stages/0/forms", "programme_unknown_form", "intake")
    ]
    assert broken(lambda r: r["criteria"][0]["parts"][1].update(asks="longterm")) == [
        ("/criteria/0/parts/1/asks", "programme_unknown_tag", "long_term")
    ]
    assert broken(lambda r: r["reminders"][0].update(when="${next_contact} < today()")) == [
        ("/reminders/0/when", "programme_asks_today", "due")
    ]


def test_a_form_that_asks_for_an_unknown_fact_is_named(tmp_path: Path) -> None:
    """A fact or setting that nobody knows would be silently empty: the check says which form asks for it."""
    asks = {"type": "string", "title": "A", "readOnly": True, "x-calculate": "${fact.problem_request}"}
    found = faults(ground({}, small(tmp_path, form("visit", {"a": asks}))))
    assert [(x.file, x.place, x.facts["instead"]) for x in found] == [
        ("forms/visit.json", "/a/x-calculate", "problem_requests")
    ]


def test_a_rule_that_cannot_be_read_is_left_out_and_named() -> None:
    """The others keep working."""
    rules = source()
    rules["reminders"][0]["when"] = "${next_contact"
    del rules["stages"][1]["label"]
    rules["criteria"] = "none"
    known = ground(rules).programme
    assert [(fault.place, fault.key) for fault in known.unread] == [
        ("/stages/1", "missing_word"),
        ("/criteria", "programme_malformed"),
        ("/reminders/0/when", "expression"),
    ]
    assert len(known.reminders) == len(source()["reminders"]) - 1


def test_a_file_that_is_no_json_gives_an_empty_programme(tmp_path: Path) -> None:
    """The line and column are told; without a file there are simply no rules."""
    assert programme.read(tmp_path).stages == ()
    (tmp_path / programme.FILE).write_text('{"stages": [', encoding="utf-8")
    assert [fault.key for fault in programme.read(tmp_path).unread] == ["syntax"]


def test_a_fault_is_a_sentence_in_both_languages() -> None:
    """What is wrong and what to write, as the methodologist reads it."""
    rules = source()
    rules["stages"][0]["next"] = ["propose"]
    fault = faults(ground(rules))[0]
    words = library().words
    assert fault.told(words, "en") == (
        "programme.json /stages/0/next: There is no stage “propose”. The nearest is: proposed"
    )
    assert "propose" in fault.told(words, "uk")


def test_a_second_kind_of_service_needs_no_code(tmp_path: Path) -> None:
    """Its own form and its own programme: a stage derived from a form that nobody has heard of."""
    visit = form(
        "visit", {"on": {"type": "string", "format": "date", "title": "On", "x-means": "next_contact"}}
    )
    rules = {
        "stages": [
            {"key": "new", "label": {"uk": "Нове"}, "of": ["case"], "when": "true()"},
            {"key": "seen", "label": {"uk": "Були"}, "of": ["case"], "when": "${document.visit.count} >= 2"},
        ]
    }
    other = ground(rules, small(tmp_path, visit))
    pile = Pile("case")
    pile.add("visit", "2026-03-01", {"on": "2026-03-05"})
    assert stage(pile, on=other) == "new"
    pile.add("visit", "2026-03-05", {})
    assert stage(pile, on=other) == "seen"
    assert [fault for fault in faults(other) if not fault.warning] == []
