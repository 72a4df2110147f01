"""Reminders by date: what is due when, for whom, when it turns amber and red, and when it goes away."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from knowing import Pile, answers_of_n, enquiry_of_n, family_k, ground, problem, source
from test_facts_plan import plan_of_n

from suprovid.casework import reminders, rows
from suprovid.casework.reminders import Task
from suprovid.store.index import Index
from suprovid.store.questions import Filter


def tasks(pile: Pile, day: str = "2026-09-01", **more: Any) -> dict[str, Task]:
    return {task.id: task for task in reminders.tasks(pile.facts(day, **more))}


def colours(task: Task, *days: str) -> list[str]:
    return [task.colour(date.fromisoformat(day)) for day in days]


def test_the_next_contact_turns_amber_and_red() -> None:
    """On the day it is due, a day later amber, three days later red; the coordinator answers for it."""
    task = tasks(enquiry_of_n())["next_contact"]
    assert (task.due, task.owner) == (date(2026, 7, 28), "oksana")
    assert colours(task, "2026-07-28", "2026-07-29", "2026-07-31") == ["", "amber", "red"]


def test_a_fragile_contact_is_red_the_next_day() -> None:
    """Where contact is fragile there is less time."""
    pile = Pile("case")
    note = {"contact_at": "2026-09-01T10:00:00+03:00", "attempt_result": "yes", "trust_sign": "fragile"}
    pile.add("contact_note", "2026-09-01", {**note, "next_contact_date": "2026-09-08"})
    assert colours(tasks(pile)["next_contact"], "2026-09-08", "2026-09-09") == ["", "red"]
    assert tasks(pile)["silence"].due == date(2026, 9, 15)


def test_a_contact_that_took_place_is_no_task_any_more() -> None:
    """After the talk the old promise is kept; without a new one the missing date is the task."""
    pile = Pile("case")
    talk = {"contact_at": "2026-09-01T10:00:00+03:00", "attempt_result": "yes"}
    pile.add("contact_note", "2026-09-01", {**talk, "next_contact_date": "2026-09-08"})
    pile.add(
        "contact_note", "2026-09-09", {"contact_at": "2026-09-09T10:00:00+03:00", "attempt_result": "yes"}
    )
    found = tasks(pile)
    assert "next_contact" not in found
    assert found["no_next_contact"].due == date(2026, 9, 9)


def test_an_unmet_basic_need_is_a_task_of_the_same_day() -> None:
    """Money today is red today, for the worker and the supervisor, and gone when the need is met."""
    pile = Pile("enquiry", about={"client": "k"})
    pile.add("intake", "2026-02-03", family_k(), id="intake")
    task = tasks(pile)["basic_need/b2"]
    assert (task.due, colours(task, "2026-02-03"), task.supervisor) == (date(2026, 2, 3), ["red"], True)
    assert reminders.sentence(ground(), task, "uk") == (
        "Закрити нагальну потребу сьогодні: Гроші на найнеобхідніше"
    )
    assert reminders.sentence(ground(), task, "en") == "Cover the urgent need today: Money for essentials"
    pile.documents["intake"]["answers"]["basic_needs"][1]["state"] = "met"
    assert "basic_need/b2" not in tasks(pile)


def test_the_red_stands_above_everything() -> None:
    """What is due by today, the red first."""
    pile = Pile("enquiry", about={"client": "k"})
    pile.add("intake", "2026-02-03", {**family_k(), "next_contact_date": "2026-02-03"})
    found = reminders.due(pile.facts("2026-02-03"), date(2026, 2, 3))
    assert [task.rule for task in found] == ["basic_need", "next_contact"]


def test_a_proposal_put_off_comes_back() -> None:
    """On the day that was set, or after two weeks."""
    pile = enquiry_of_n()
    later = pile.add("start_check", "2026-07-14", {"client_answer": "later", "revisit_date": "2026-07-28"})
    assert tasks(pile)["revisit"].due == date(2026, 7, 28)
    del pile.documents[later]["answers"]["revisit_date"]
    assert tasks(pile)["revisit"].due == date(2026, 7, 28)
    assert tasks(pile, on=ground(revisit_days=7))["revisit"].due == date(2026, 7, 21)


def test_an_enquiry_without_an_outcome() -> None:
    """Three working days, one when it is urgent: a weekend is no working day."""
    pile = Pile("enquiry")
    pile.add(
        "intake", "2026-07-16", {"enquiry_date": "2026-07-16", "requests": [problem("r", "а")]}, state="draft"
    )
    assert tasks(pile)["no_outcome"].due == date(2026, 7, 21)
    pile.documents["intake-1"]["answers"]["requests"][0]["urgency"] = "emergency"
    assert tasks(pile)["no_outcome"].due == date(2026, 7, 17)


def test_steps_and_statutory_deadlines() -> None:
    """A step is amber a day late; a statutory deadline warns a week before and is red on the day."""
    plan = plan_of_n()
    plan["steps"][2]["legal_deadline"] = True
    plan["steps"][3] |= {"actor_name": "dmytro"}
    plan["steps"][4]["state"] = "blocked"
    pile = Pile("case", about={"coordinator": "oksana"})
    pile.add("individual_plan", "2026-08-11", plan)
    found = tasks(pile)
    assert colours(found["step/s1"], "2026-09-01", "2026-09-02", "2026-09-08") == ["", "amber", "red"]
    assert colours(found["step/s3"], "2026-08-24", "2026-08-25", "2026-09-01") == ["", "amber", "red"]
    assert (found["step/s1"].owner, found["step/s4"].owner) == ("oksana", "dmytro")
    assert found["step_blocked/s5"].due == date(2026, 8, 18)
    assert reminders.sentence(ground(), found["step/s1"], "en") == "Step: довідка про обставини поранення"


def test_a_deadline_that_the_assessment_names_is_a_task() -> None:
    """A legal matter with a day warns a week before, and is red on the day."""
    pile = Pile("case")
    matter = {"_id": "m", "matter": "апеляція", "deadline": "2026-09-20"}
    pile.add("needs_assessment", "2026-09-01", {"legal_matters": [matter]})
    task = tasks(pile)["legal_deadline/m"]
    assert colours(task, "2026-09-12", "2026-09-13", "2026-09-20") == ["", "amber", "red"]
    assert (task.words, task.supervisor) == ("апеляція", True)


def referral(state: str, **more: Any) -> Pile:
    """N.'s referral in a state."""
    pile = enquiry_of_n()
    offer = {"_id": "o1", "date": "2026-07-14", "provider": "Міська лікарня", "format": "on_site_meeting"}
    answers = {"kind": "refer", "for_request": "r2", "purpose": "консультація", "state": state, **more}
    offers = [{**offer, **answers.pop("offer", {})}]
    pile.add("referral", "2026-07-14", {**answers, "offers": offers}, id="ref")
    return pile


@pytest.mark.parametrize(
    ("state", "more", "rule", "due"),
    [
        ("offered", {}, "referral_answer", "2026-07-21"),
        ("declined", {"offer": {"answer": "declined"}}, "empty_handed", "2026-07-14"),
        ("sent", {"feedback_expected_on": "2026-07-28"}, "feedback", "2026-07-28"),
        ("sent", {"urgency": "urgent"}, "feedback", "2026-07-17"),
        ("waitlisted", {}, "waitlisted", "2026-07-28"),
    ],
)
def test_referrals_wait_for_somebody(state: str, more: dict[str, Any], rule: str, due: str) -> None:
    """For the person's answer, for a contact to be left, for the provider's feedback, for the queue."""
    found = {task.rule: task for task in tasks(referral(state, **more)).values()}
    assert found[rule].due.isoformat() == due
    assert found[rule].document == "ref"


def test_a_contact_left_is_enough_after_a_decline() -> None:
    """The floor is reached: nobody is reminded."""
    pile = referral("declined", offer={"answer": "declined", "contact_left": "yes"})
    assert "empty_handed" not in {task.rule for task in tasks(pile).values()}


def test_a_redirection_leaves_the_list_when_the_person_arrived() -> None:
    """Until arrival is confirmed it is ours; then the request counts as referred, as received."""
    pile = referral("contact_given", kind="redirect", feedback_expected_on="2026-07-21")
    assert any(task.rule == "feedback" for task in tasks(pile).values())
    pile.documents["ref"]["answers"] |= {"state": "closed_received", "attended_on": "2026-07-21",
                                         "feedback_from": "client", "service_received": "yes"}  # fmt: skip
    assert not any(task.rule == "feedback" for task in tasks(pile).values())
    facts = pile.facts("2026-07-21")
    assert {line["_id"]: line["state"] for line in facts.lines("requests")}["r2"] == "referred"
    assert (facts.value("open_referrals"), facts.lines("referrals")[0]["service_received"]) == (0, "yes")


def test_the_work_of_a_case_in_time() -> None:
    """Assessment, its draft, the plan, its review and its end have their days."""
    pile = Pile("case")
    pile.add("start_check", "2026-08-04", {"start_date": "2026-08-04"})
    assert tasks(pile)["begin_assessment"].due == date(2026, 8, 11)
    draft = pile.add("needs_assessment", "2026-08-06", {}, state="draft")
    assert tasks(pile)[f"finish_assessment/{draft}"].due == date(2026, 8, 20)
    pile.documents[draft] |= {"state": "approved", "submitted": "2026-08-10T10:00:00+00:00"}
    assert tasks(pile)["make_plan"].due == date(2026, 8, 20)
    pile.add("individual_plan", "2026-08-11", plan_of_n())
    found = tasks(pile)
    assert (found["review"].due, found["plan_expired"].due) == (date(2026, 9, 11), date(2027, 2, 11))
    assert "make_plan" not in found


def test_documents_that_wait() -> None:
    """A submitted one waits for the supervisor five working days, a returned one for its author."""
    pile = Pile("case")
    pile.add("closure", "2026-08-07", {"reason": "lost_contact"}, id="d", awaits=True)
    task = tasks(pile)["look_at_document/d"]
    assert (task.due, task.owner, task.supervisor) == (date(2026, 8, 14), None, True)
    assert reminders.sentence(ground(), task, "en") == "Look at a submitted document: Evaluation and closure"
    pile.documents["d"]["state"] = "returned"
    pile.events.append({"act": "return", "at": "2026-08-10T10:00:00+00:00", "document": "d"})
    task = tasks(pile)["resubmit/d"]
    assert (task.due, task.owner) == (date(2026, 8, 17), "oksana")


def test_permissions_that_end() -> None:
    """A month before its end a permission is a task; one that was withdrawn is at once."""
    pile = enquiry_of_n()
    line = {"_id": "p", "purpose": "share_provider", "recipient": "Фонд", "answer": "yes"}
    pile.add("consent", "2026-07-14", {"permissions": [{**line, "valid_until": "2027-07-14"}]}, id="consent")
    assert colours(tasks(pile)["permission_ends/p"], "2027-06-13", "2027-06-14", "2027-07-14") == [
        "",
        "amber",
        "red",
    ]
    ends = tasks(pile)["permission_ends/p"]
    assert reminders.sentence(ground(), ends, "en") == "A permission expires: Share data with a provider"
    pile.add("referral", "2026-07-15", {"kind": "refer", "state": "sent"})
    pile.documents["consent"]["answers"]["permissions"][0]["withdrawn_on"] = "2026-10-15"
    assert tasks(pile)["permission_withdrawn/p"].due == date(2026, 10, 15)


@pytest.mark.parametrize(("answer", "expected"), [("yes", ["2026-10-07"]), ("no", []), (None, [])])
def test_contact_after_closing_needs_a_permission(answer: str | None, expected: list[str]) -> None:
    """Three months after the closing, only because the client permitted it."""
    pile = Pile("case")
    if answer:
        allowed = {"_id": "p", "purpose": "post_followup", "answer": answer, "given_on": "2026-07-07"}
        pile.add("consent", "2026-07-07", {"permissions": [allowed]})
    closing = {"closed_on": "2026-07-07", "reason": "goals_met", "followup_agreed": "month_3"}
    pile.add("closure", "2026-07-07", closing, state="approved")
    found = [task for task in tasks(pile).values() if task.rule == "followup"]
    assert [task.due.isoformat() for task in found] == expected


def test_a_repeat_is_told_at_once() -> None:
    """Until somebody says how it was handled this time."""
    again = Pile("enquiry", "e2", {"client": "n"})
    asked = [problem("q", "виплата", "benefits")]
    again.add("intake", "2027-02-02", {"enquiry_date": "2027-02-02", "requests": asked}, id="intake")
    around: dict[str, Any] = {"others": (enquiry_of_n(),)}
    assert "repeat" in tasks(again, "2027-02-02", **around)
    again.documents["intake"]["answers"]["repeat_handling"] = "hint"
    assert "repeat" not in tasks(again, "2027-02-02", **around)


def test_a_closed_case_reminds_of_nothing() -> None:
    """After the end there are no contacts, steps or reviews."""
    pile = Pile("case")
    pile.add("individual_plan", "2026-08-11", plan_of_n())
    pile.add("closure", "2026-12-01", {"closed_on": "2026-12-01", "reason": "goals_met"}, state="approved")
    assert tasks(pile) == {}


def test_numbers_are_settings() -> None:
    """The organisation's own number changes the day; nothing else does."""
    assert colours(tasks(enquiry_of_n(), on=ground(contact_red=1))["next_contact"], "2026-07-29") == ["red"]


def test_a_reminder_of_ones_own_is_data() -> None:
    """A new rule over any lines with any condition, without code."""
    rules = source()
    rules["reminders"] = [
        {"key": "hurry", "label": {"uk": "Поспішити", "en": "Hurry"}, "of": ["enquiry"], "over": "requests",
         "when": "${urgency} = 'can_wait'", "due": "${opened_on} + 1"},
    ]  # fmt: skip
    task = tasks(enquiry_of_n(), on=ground(rules))["hurry/r3"]
    assert (task.due, task.words) == (date(2026, 7, 15), "Дома через це сварки")


def test_my_day_is_a_question_to_the_index() -> None:
    """Tasks lie in the index as dates; what is late is asked with today's date, and read back as a task."""
    index = Index(*rows.columns(ground()))
    index.put(rows.row(enquiry_of_n().known("0001-01-01")))
    asked = [
        Filter("line", "=", "task"),
        Filter("owner", "=", "oksana"),
        Filter("amber_on", "<=", "2026-07-29"),
    ]
    found = [reminders.task_of(row) for row in index.find(asked, of="lines").rows]
    assert [(task.rule, task.colour(date(2026, 7, 29))) for task in found] == [("next_contact", "amber")]
    assert found[0] == tasks(enquiry_of_n())["next_contact"]
    index.close()


def test_answers_of_n_make_no_other_task() -> None:
    """A complete enquiry with a date promises one contact, nothing else."""
    assert list(tasks(enquiry_of_n())) == ["next_contact"]
    assert answers_of_n()["outcome"] == "propose_case"
