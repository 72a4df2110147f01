"""The thread from request to result, its breaks, and what a declined offer suggests."""

from __future__ import annotations

from typing import Any

import pytest
from knowing import Pile, answers_of_n, ground
from test_facts_plan import plan_of_n

from suprovid.casework import referrals
from suprovid.casework.thread import NO_GOAL, NO_OWNER, NO_RESULT, NO_STEP, thread


def case_with(plan: dict[str, Any], **intake: Any) -> Pile:
    """N.'s case: what he asked for, and a plan."""
    pile = Pile("case")
    pile.add("intake", "2026-07-14", {**answers_of_n(), **intake})
    pile.add("individual_plan", "2026-08-11", plan, id="plan")
    return pile


def test_the_thread_runs_from_request_to_steps() -> None:
    """Each request carries its need, its goals, their steps and its services."""
    pile = case_with(plan_of_n())
    area = {"_id": "d", "area": "mental_health", "level_client": "unmet", "level_worker": "partly"}
    pile.add("needs_assessment", "2026-08-05", {"domains": [area]})
    found = thread(pile.facts("2026-08-12"))
    calm = next(part for part in found.requests if part.request and part.request["_id"] == "r2")
    assert calm.need is not None
    assert calm.need["level_client"] == "unmet"
    assert [goal.goal["_id"] for goal in calm.goals] == ["g2"]
    assert [step.step["_id"] for step in calm.goals[0].steps] == ["s5"]
    assert [goal.goal["_id"] for goal in found.loose] == ["g1"]


def test_requests_stand_in_the_clients_order() -> None:
    """The person's rank first; requests without a rank after them."""
    answers = answers_of_n()
    answers["requests"][2]["client_priority"] = 1
    answers["requests"][1]["client_priority"] = 2
    found = thread(case_with(plan_of_n(), **answers).facts("2026-08-12"))
    assert [part.request and part.request["_id"] for part in found.requests] == ["r3", "r2", "r1"]


def test_a_problem_without_a_goal_is_a_break() -> None:
    """An open problem that no goal serves is marked; an answered question is not."""
    found = thread(case_with(plan_of_n()).facts("2026-08-12"))
    breaks = {part.request["_id"]: part.breaks for part in found.requests if part.request}
    assert breaks == {"r1": (), "r2": (), "r3": (NO_GOAL,)}


def test_a_need_that_nobody_asked_about_is_on_the_thread() -> None:
    """A domain where help is lacking stands by itself, broken until a goal serves it."""
    pile = case_with(plan_of_n())
    lacking = {"_id": "d", "area": "housing", "level_client": "critical", "level_worker": "unmet"}
    pile.add("needs_assessment", "2026-08-05", {"domains": [lacking]})
    alone = [part for part in thread(pile.facts("2026-08-12")).requests if part.request is None]
    assert [(part.need["area"], part.breaks) for part in alone if part.need] == [("housing", (NO_GOAL,))]
    pile.documents["plan"]["answers"]["goals"][0]["serves_areas"] = ["housing"]
    alone = [part for part in thread(pile.facts("2026-08-12")).requests if part.request is None]
    assert alone[0].breaks == ()


def test_goal_without_step_and_step_without_owner() -> None:
    """Both are marked where they are."""
    plan = plan_of_n()
    plan["steps"] = [step for step in plan["steps"] if step["goal"] == "g1"]
    del plan["steps"][0]["actor"]
    del plan["steps"][1]["due"]
    found = thread(case_with(plan).facts("2026-08-12"))
    goals = {goal.goal["_id"]: goal for part in found.requests for goal in part.goals} | {
        goal.goal["_id"]: goal for goal in found.loose
    }
    assert goals["g2"].breaks == (NO_STEP,)
    assert [step.breaks for step in goals["g1"].steps] == [(NO_OWNER,), (NO_OWNER,), (), ()]


@pytest.mark.parametrize(
    ("state", "more", "breaks"),
    [("active", {}, ()), ("ended", {}, (NO_RESULT,)), ("ended", {"helped": "4"}, ())],
)
def test_a_service_that_ended_without_a_result(
    state: str, more: dict[str, str], breaks: tuple[str, ...]
) -> None:
    """What came of a service must be known once it has ended."""
    service = {"_id": "k", "service": "Психолог", "goal": "g2", "state": state}
    pile = case_with({**plan_of_n(), "package": [service]})
    if more:
        pile.add("plan_review", "2026-09-01", {"services_effect": [{"_id": "e", "service": "k", **more}]})
    found = thread(pile.facts("2026-09-02"))
    calm = next(part for part in found.requests if part.request and part.request["_id"] == "r2")
    assert [part.breaks for part in calm.goals[0].services] == [breaks]


def test_a_referral_hangs_on_its_request() -> None:
    """The referral of a request is on the thread; closed without word from anybody it is a break."""
    pile = case_with(plan_of_n())
    pile.add(
        "referral", "2026-08-12", {"kind": "refer", "for_request": "r2", "state": "closed_received"}, id="ref"
    )
    calm = next(
        p for p in thread(pile.facts("2026-09-02")).requests if p.request and p.request["_id"] == "r2"
    )
    assert [part.breaks for part in calm.services] == [(NO_RESULT,)]
    pile.documents["ref"]["answers"] |= {"feedback_from": "client", "service_received": "yes"}
    calm = next(
        p for p in thread(pile.facts("2026-09-02")).requests if p.request and p.request["_id"] == "r2"
    )
    assert [(part.result, part.breaks) for part in calm.services] == [("yes", ())]


def test_before_there_is_a_plan_nothing_is_broken() -> None:
    """An enquiry's thread shows its requests; goals are not missed yet."""
    pile = Pile("enquiry")
    pile.add("intake", "2026-07-14", answers_of_n())
    assert thread(pile.facts("2026-07-14")).breaks == ()


def test_thread_of_family_ks_goals_names_every_break_in_order() -> None:
    """All breaks of the case in the order of reading, for the supervisor."""
    plan = plan_of_n()
    plan["steps"] = []
    found = thread(case_with(plan).facts("2026-08-12"))
    assert found.breaks == (NO_STEP, NO_GOAL, NO_STEP)


# -- referrals ---------------------------------------------------------------------------------------------


def test_a_decline_suggests_other_formats() -> None:
    """N.'s four reasons: another provider, a meeting at our place or together; nothing is chosen."""
    reasons = ["bad_past_experience", "unfamiliar_place", "unfamiliar_person", "fear_disclosure"]
    found = referrals.suggested(ground(), reasons, "en")
    formats = [each.format for each in found if each.format]
    assert {"on_site_meeting", "joint_meeting", "accompanied"} <= set(formats)
    assert len(formats) == len(set(formats))
    assert any("provider" in each.label.casefold() for each in found if not each.format)


def test_an_unknown_reason_suggests_nothing() -> None:
    """A reason that the list does not know, or one without advice, is no error."""
    assert referrals.suggested(ground(), ["no_such", "other"]) == ()


@pytest.mark.parametrize(
    ("state", "following"),
    [
        ("offered", ["agreed", "declined", "thinking"]),
        ("declined", ["offered", "closed_declined"]),
        ("attended", ["in_service", "closed_received"]),
        ("void", []),
    ],
)
def test_the_menu_of_the_next_states_is_short(state: str, following: list[str]) -> None:
    """Only the sensible next states are offered."""
    assert [each.key for each in referrals.next_states(ground(), state)] == following


def test_a_closing_needs_somebodys_word() -> None:
    """Who told us, and what became of the need; after a decline, whether a contact was left."""
    assert referrals.lacks(ground(), {"outcome_need": "solved"}, "closed_received") == ("feedback_from",)
    assert referrals.lacks(ground(), {}, "closed_declined") == ("contact_left",)
    assert referrals.lacks(ground(), {"contact_left": "yes"}, "closed_declined") == ()
    assert not referrals.loop_closed({"state": "closed_received"})
    assert referrals.loop_closed({"state": "closed_received", "feedback_from": "client"})


def test_one_referral_two_offers() -> None:
    """A new offer never replaces the old one; agreed and took place are two numbers."""
    declined = {"_id": "o1", "provider": "Служба", "format": "contact_given", "answer": "declined",
                "decline_reason": ["unfamiliar_place"], "contact_left": "yes"}  # fmt: skip
    agreed = {"_id": "o2", "provider": "Міська лікарня", "format": "on_site_meeting", "answer": "agreed"}
    pile = Pile("enquiry")
    pile.add(
        "referral", "2026-07-14", {"kind": "refer", "state": "agreed", "offers": [declined, agreed]}, id="ref"
    )
    facts = pile.facts("2026-07-15")
    assert [line["answer"] for line in referrals.chain(facts, "ref")] == ["declined", "agreed"]
    assert (facts.value("offers_agreed"), facts.value("referrals_attended")) == (1, 0)
    pile.documents["ref"]["answers"] |= {"state": "attended", "attended_on": "2026-07-21"}
    facts = pile.facts("2026-07-21")
    assert (facts.value("offers_agreed"), facts.value("referrals_attended")) == (1, 1)
    assert referrals.outside_directory(facts, ["Міська лікарня"]) == ("Служба",)


def test_the_newest_offer_says_the_state_while_nothing_else_happened() -> None:
    """An answer moves a referral on; what was sent is not moved back."""
    assert referrals.implied_state(ground(), [{"answer": "declined"}], "offered") == "declined"
    assert referrals.implied_state(ground(), [{"answer": "declined"}, {}], "declined") == "offered"
    assert referrals.implied_state(ground(), [{"answer": "agreed"}], "sent") == "sent"
