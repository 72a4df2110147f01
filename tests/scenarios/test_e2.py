"""E2, family K.: five problems and the whole way, check by check; the form of advocacy (8) comes later."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy

import pytest

from suprovid.casework import criteria, lists, referrals, reminders
from suprovid.casework.directory import Sought, search
from suprovid.casework.facts import Facts
from suprovid.errors import NotSound
from suprovid.sample import directory, family_k, family_k_plan
from suprovid.sample.directory import CHILD_CENTRE, EMPLOYMENT, FUND, HOME_HELP, SCHOOL, SOCIAL
from suprovid.sample.family_k import PSYCHOLOGIST, Story
from suprovid.sample.office import Office
from suprovid.store.questions import Filter

Day = Callable[[Story], None]


@pytest.fixture
def story(office: Office) -> Story:
    partners = (FUND, SOCIAL, SCHOOL, CHILD_CENTRE, EMPLOYMENT, HOME_HELP)
    return Story(office, directory.build(office, partners))


def until(story: Story, last: Day) -> Facts:
    """Let the days pass up to this one; what is true of the case, or of the enquiry before it."""
    for day in family_k.DAYS[: family_k.DAYS.index(last) + 1]:
        day(story)
    return story.office.facts(story.case if story.case[1] else story.enquiry)


def as_questions(story: Story, count: int) -> None:
    """Say that so many of the requests were questions, answered at once."""
    answered = {"nature": "question", "answer_given": "Відповіли одразу", "state": "answered"}
    kept = family_k.REQUESTS[: len(family_k.REQUESTS) - count]
    turned = [
        {name: value for name, value in line.items() if name not in REACH} | answered
        for line in family_k.REQUESTS[len(kept) :]
    ]
    story.office.amend("oksana", story.enquiry, story.intake, {"requests": [*kept, *turned]})


REACH = ("self_access", "access_barriers", "vital")


def test_e2_01_more_than_two_means_three(story: Story) -> None:
    """Five requests: met; two of them questions, three left: met; three of them questions: not met."""
    met = [criteria.outcomes(until(story, family_k.february_05))[0].met]
    for count in (2, 3):
        as_questions(story, count)
        facts = story.office.facts(story.case)
        met.append(criteria.outcomes(facts)[0].met)

    assert met == [True, True, False]
    assert facts.value("problem_requests") == 2


def test_e2_02_an_unmet_basic_need_comes_first(story: Story) -> None:
    """Money for today raises a task for the same day, above everything else, and says what to cover first."""
    facts = until(story, family_k.february_03)

    day = lists.my_day(story.office.work, story.office.by("oksana"))
    assert day.overdue[0].task.rule == "basic_need"
    assert (day.overdue[0].colour, day.overdue[0].task.due) == (reminders.RED, story.office.now.date())
    second = criteria.outcomes(facts)[1]
    assert second.met is False
    assert "гроші на найнеобхідніше" in second.sentence

    until(story, family_k.february_10)
    rules = {task.rule for task in reminders.tasks(story.office.facts(story.case))}
    assert "basic_need" not in rules


def test_e2_03_one_case_four_people(story: Story) -> None:
    """One case, four people reached, two of them children; one person with a disability, four displaced."""
    facts = until(story, family_k.february_05)

    members = facts.lines("members")
    assert len(list(story.office.work.store.folders("case"))) == 1
    assert facts.value("people_reached") == 4
    assert sum(line["relation"] == "child" for line in members) == 2
    assert sum("disability" in (line["categories"] or ()) for line in members) == 1
    assert facts.value("displacement") == "idp_registered"
    assert 1 + sum("idp" in (line["categories"] or ()) for line in members) == 4


def test_e2_04_every_goal_serves_a_request(story: Story) -> None:
    """G1 to G5 trace to requests; a goal that serves nothing is refused at submit, a draft is not."""
    facts = until(story, family_k.february_20)

    asked = {line["_id"] for line in facts.lines("requests")}
    assert all(set(goal["serves"]) & asked for goal in facts.lines("goals"))
    assert facts.value("goals_serving_nothing") == 0

    plan = family_k_plan.plan(story.directory)
    loose = {name: value for name, value in plan["goals"][0].items() if name != "serves"}
    answers = {**plan, "goals": [loose, *plan["goals"][1:]]}
    with pytest.raises(NotSound) as refused:
        story.office.add("oksana", story.case, "individual_plan", answers)
    assert ("goals", 0, "serves") in {problem.path for problem in refused.value.problems}
    draft = story.office.draft("oksana", story.case, "individual_plan", answers)
    assert story.office.document(story.case, draft.document or "")["state"] == "draft"


def test_e2_05_the_goals_attained_are_combined_by_weight(story: Story) -> None:
    """T = 51.5, simple mean 0.2; from the baseline +2, +2, +3, +2 and 0."""
    facts = until(story, family_k.july_07)

    assert facts.value("gas_score") == 51.5
    assert facts.value("gas_mean") == 0.2
    changes = [line["change"] for line in facts.lines("goal_levels")]
    assert changes == [2, 2, 3, 2, 0]


def test_e2_06_a_refused_referral_keeps_its_reason(story: Story) -> None:
    """The refusal stays; the private psychologist is in this case only, until the directory has her."""
    until(story, family_k.march_02)
    answers = story.office.document(story.case, story.psychologist)["answers"]
    assert (answers["state"], answers["provider_refusal"]) == ("refused", ["no_capacity"])

    facts = until_from(story, family_k.march_05, family_k.march_09)
    office = story.office
    known = [id for _, id in office.work.store.folders("organisation")]
    history = [
        event for event in office.work.read(*story.case).events if event["document"] == story.psychologist
    ]
    assert [event["act"] for event in history] == ["submit", "amend", "amend", "amend"]
    assert referrals.outside_directory(facts, known) == (PSYCHOLOGIST,)
    assert search(office.work, office.by("iryna"), Sought(text="Приватна")) == ()
    chain = referrals.chain(facts, story.psychologist)
    assert [offer["provider"] for offer in chain] == [story.directory.id(CHILD_CENTRE), PSYCHOLOGIST]


def until_from(story: Story, *days: Day) -> Facts:
    for day in days:
        day(story)
    return story.office.facts(story.case)


def test_e2_06_the_refusal_is_still_counted_after_the_new_offer(story: Story) -> None:
    """The reason no_capacity is known of the referral although it went on to somebody else."""
    facts = until(story, family_k.july_07)

    [referral] = [line for line in facts.lines("referrals") if line["_document"] == story.psychologist]
    assert referral["state"] == "closed_received"
    assert referral["provider_refusal"] == ["no_capacity"]


def test_e2_07_the_first_plan_remains_readable(story: Story) -> None:
    """Version 1 stays as it was; version 2 says what was added and changed, why, and for which goal."""
    until(story, family_k.february_20)
    first = deepcopy(story.office.document(story.case, story.plan_1)["answers"])

    facts = until_rest(story, family_k.april_02)

    office = story.office
    old, new = (office.document(story.case, id) for id in (story.plan_1, story.plan_2))
    assert (old["answers"], old["state"], new["state"]) == (first, "superseded", "approved")
    assert (new["previous"], new["answers"]["plan_version"]) == (story.plan_1, 2)
    changes = facts.known.lines("change")
    assert [line["action"] for line in changes] == ["add", "change"]
    assert {line["goal"] for line in changes} == {"g5"}
    assert all(line["reason"] for line in changes)


def until_rest(story: Story, last: Day) -> Facts:
    """The days after the first plan, up to this one."""
    days = family_k.DAYS
    return until_from(story, *days[days.index(family_k.february_20) + 1 : days.index(last) + 1])


def test_e2_08_negotiating_stands_on_a_written_permission(story: Story) -> None:
    """The social office is named in a written permission with its scope; its own form comes later."""
    facts = until(story, family_k.march_12)

    [permission] = [line for line in facts.lines("permissions") if line["purpose"] == "negotiate"]
    assert permission["recipient"] == story.directory.id(SOCIAL)
    assert (permission["form"], permission["state"]) == ("written", "given")
    assert permission["scope"] == ["identity", "documents"]
    assert "support_before_authority" in facts.value("legal_services")


def test_e2_09_the_domains_before_and_after(story: Story) -> None:
    """Twenty domains, six of them changed."""
    facts = until(story, family_k.july_07)

    assert len(facts.lines("domains")) == 20
    assert facts.value("domains_changed") == 6


def test_e2_10_the_share_of_the_clients_steps_is_counted_anew(story: Story) -> None:
    """Five of eleven steps by the client in version 1; the share follows version 2."""
    facts = until(story, family_k.february_20)
    first = (facts.value("steps_by_client"), facts.value("step_count"))

    facts = until_rest(story, family_k.april_02)

    assert first == (5, 11)
    assert (facts.value("steps_by_client"), facts.value("step_count")) == (5, 12)
    assert facts.value("share_by_client") == pytest.approx(5 / 12, abs=0.01)


def test_e2_11_the_follow_up_needs_a_permission(story: Story) -> None:
    """A task for 7 October exists, because it was permitted; without the permission there is none."""
    facts = until(story, family_k.july_07)
    work = story.office.work
    tasks = [Filter("line", "=", "task"), Filter("rule", "=", "followup")]
    assert [line["on"] for line in facts.lines("followups")] == ["2026-10-07"]
    assert [row["due"] for row in work.index.find(tasks, of="lines").rows] == ["2026-10-07"]

    [consent, *_] = story.office.of_form(story.client, "consent")
    withdrawn = [
        {**line, "withdrawn_on": "2026-07-07"} if line["purpose"] == "post_followup" else line
        for line in consent["answers"]["permissions"]
    ]
    story.office.amend("oksana", story.client, consent["id"], {"permissions": withdrawn})

    assert story.office.facts(story.case).lines("followups") == ()
    assert work.index.find(tasks, of="lines").count == 0


def test_e2_the_case_stays_closed_when_the_family_is_called_in_october(story: Story) -> None:
    """The result of the contact after closing is kept, and nothing waits any more."""
    until(story, family_k.july_07)

    facts = until_from(story, family_k.october_07)

    assert (facts.value("stage"), facts.lines("followups")) == ("closed", ())
    assert story.office.document(story.case, story.closure)["state"] == "approved"


def test_e2_the_path_of_the_case(story: Story) -> None:
    """Each day leaves the case where one expects it."""
    stages = {}
    for day in family_k.DAYS:
        day(story)
        if story.case[1]:
            stages[day.__name__] = story.office.facts(story.case).value("stage")

    assert stages["february_05"] == "engaged"
    assert stages["february_17"] == "planning"
    assert stages["february_20"] == "in_work"
    assert stages["april_02"] == "in_work"
    assert stages["july_07"] == "closed"
