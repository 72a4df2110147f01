"""Plan, goals, people, permissions and what comes back, on the shipped forms."""

from __future__ import annotations

from typing import Any

import pytest
from knowing import Pile, answers_of_n, enquiry_of_n, ground, problem, question

from suprovid.casework import referrals, rows
from suprovid.casework.facts import FACTS, Facts
from suprovid.casework.facts_people import permitted
from suprovid.casework.facts_results import gas_t
from suprovid.store.index import Index


def step(id: str, what: str, **more: Any) -> dict[str, Any]:
    return {"_id": id, "what": what, "actor": "client", "due": "2026-09-01", "state": "planned", **more}


def plan_of_n() -> dict[str, Any]:
    """The plan of 11 August: two goals, five steps, three needed before the advocate enters."""
    needed = {"needed_for_advocate": True, "goal": "g1"}
    return {
        "goals": [
            {"_id": "g1", "goal": "Подано документи", "kind": "access", "serves": ["r4"], "state": "active"},
            {"_id": "g2", "goal": "Спокійно проводжу зустрічі", "kind": "skill", "serves": ["r2"]},
        ],
        "steps": [
            step("s1", "довідка про обставини поранення", start_here=True, **needed),
            step("s2", "виписка з лікарні", actor="client_supported", **needed),
            step("s3", "направлення від лікаря", depends_on=["s2"], **needed),
            step("s4", "зустріч з адвокатом", actor="lawyer", goal="g1", depends_on=["s1", "s2", "s3"]),
            step("s5", "дві зустрічі з психологом", actor="psychologist", goal="g2"),
        ],
        "next_review": "2026-09-11",
        "client_agreement": "agrees",
        "valid_until": "2027-02-11",
    }


@pytest.fixture
def case() -> Pile:
    """N.'s case with the plan in force."""
    pile = Pile("case", "c1", {"code": "2026-C-017", "client": "n", "enquiries": ["e1"]})
    pile.add("individual_plan", "2026-08-11", plan_of_n(), id="plan")
    return pile


def done(pile: Pile, day: str, *steps: str) -> None:
    update = [{"_id": f"u{id}", "step": id, "state": "done"} for id in steps]
    at = {"contact_at": f"{day}T10:00:00+03:00", "attempt_result": "yes"}
    pile.add("contact_note", day, {**at, "steps_update": update})


def test_readiness_for_the_advocate(case: Pile) -> None:
    """0 of 3, then 2 of 3, then 3 of 3, by what the notes say about the steps."""
    assert case.facts("2026-08-11").value("advocate_ready") == "0/3"
    done(case, "2026-08-25", "s1", "s2")
    assert case.facts("2026-08-25").value("advocate_ready") == "2/3"
    done(case, "2026-09-08", "s3")
    facts = case.facts("2026-09-08")
    assert facts.value("advocate_ready") == "3/3"
    assert not next(line for line in facts.lines("steps") if line["_id"] == "s4")["waits"]


def test_the_share_of_steps_by_the_client(case: Pile) -> None:
    """Three of five: alone and supported both count; the first one says where to begin."""
    facts = case.facts("2026-08-11")
    assert (facts.value("steps_by_client"), facts.value("share_by_client")) == (3, 0.6)
    assert facts.value("first_step") == "довідка про обставини поранення"


def closed_goals(levels: list[str]) -> Pile:
    """Family K.'s goals with weights 3, 2, 1, 2, 2 and baselines, closed at these levels."""
    weights, starts = (3, 2, 1, 2, 2), ("-2", "-1", "-2", "-2", "-1")
    goals = [
        {"_id": f"g{n}", "goal": f"G{n}", "serves": ["r1"], "weight": weight, "baseline_level": start}
        for n, (weight, start) in enumerate(zip(weights, starts, strict=True), 1)
    ]
    pile = Pile("case")
    pile.add("individual_plan", "2026-02-20", {"goals": goals})
    result = [
        {"_id": f"x{n}", "goal": f"g{n}", "gas_client": level, "gas_worker": level}
        for n, level in enumerate(levels, 1)
    ]
    pile.add(
        "closure", "2026-07-07", {"closed_on": "2026-07-07", "reason": "goals_met", "goals_result": result}
    )
    return pile


def test_goal_attainment_of_family_k() -> None:
    """The combined score is 51.5, the simple mean 0.2, the changes +2, +2, +3, +2, 0."""
    facts = closed_goals(["0", "1", "1", "0", "-1"]).facts("2026-07-07")
    assert (facts.value("gas_score"), facts.value("gas_mean")) == (51.5, 0.2)
    assert [line["change"] for line in facts.lines("goal_levels")] == [2, 2, 3, 2, 0]


def test_goal_attainment_can_be_switched_off() -> None:
    """Where an organisation does without the scale there is no score."""
    pile = closed_goals(["0"] * 5)
    assert pile.facts("2026-07-07", ground(gas=False)).value("gas_score") is None
    assert pile.facts("2026-07-07").value("gas_score") == 50


def test_the_published_formula() -> None:
    """All as expected is 50, whatever the weights; three equal goals one level above come to 63.7."""
    assert gas_t([0, 0], [1, 3]) == 50
    assert round(gas_t([1, 1, 1], [1, 1, 1]), 1) == 63.7


def test_goals_that_serve_nothing_are_counted(case: Pile) -> None:
    """Each goal traces to a request or a domain, or is named."""
    assert case.facts("2026-08-11").value("goals_serving_nothing") == 0
    case.documents["plan"]["answers"]["goals"][0]["serves"] = []
    assert case.facts("2026-08-11").value("goals_serving_nothing") == 1


def test_the_newest_word_about_a_request_is_everywhere(case: Pile) -> None:
    """What the closing says about a request is true in the case and in the enquiry that holds it."""
    enquiry = enquiry_of_n()
    enquiry.about["case"] = "c1"
    case.add(
        "closure", "2026-12-01", {"requests_result": [{"_id": "x", "request": "r2", "result": "partly"}]}
    )
    for facts in (case.facts("2026-12-01", linked=(enquiry,)), enquiry.facts("2026-12-01", linked=(case,))):
        assert {line["_id"]: line["state"] for line in facts.lines("requests")}["r2"] == "partly_solved"
    assert enquiry.facts("2026-12-01", linked=(case,)).lines("goals") == ()


def test_domains_before_and_after() -> None:
    """The first and the newest levels stand side by side; only the changed ones are told."""
    pile = Pile("case")
    levels = {"level_client": "critical", "level_worker": "unmet"}
    domains = [{"_id": "d1", "area": "benefits", **levels}, {"_id": "d2", "area": "housing", **levels}]
    pile.add("needs_assessment", "2026-02-17", {"assessment_kind": "initial", "domains": domains})
    after = [{"_id": "d3", "domain": "benefits", "level_client": "no_need", "level_worker": "covered"}]
    pile.add("plan_review", "2026-04-02", {"review_date": "2026-04-02", "domains_now": after})
    facts = pile.facts("2026-04-02")
    assert facts.value("domains_changed") == 1
    assert facts.value("domains_before_after") == "Пенсії, виплати, пільги: 4/3 → 0/1"


def client_k() -> Pile:
    """Oleksandra with three of her household."""
    member = {"relation": "child", "sex": "male", "in_case": True}
    pile = Pile("client", "k", {"code": "2026-0007"})
    pile.add(
        "client",
        "2026-02-03",
        {
            "kind": "family",
            "display_name": "Родина К.",
            "first_name": "Олександра",
            "phone": "+380671234567",
            "language": "uk",
            "communication_needs": ["large_print", "quiet_place"],
            "birth_date": "1992-01-05",
            "members": [
                {"_id": f"m{n}", "name": name, **member} for n, name in enumerate(("Максим", "Софія", "Ніна"))
            ],
        },
    )
    return pile


def test_a_family_is_one_case_and_four_people() -> None:
    """The client and the members helped within the case are people reached, each once."""
    case = Pile("case", about={"client": "k"})
    assert case.facts("2026-02-05", linked=(client_k(),)).value("people_reached") == 4


def test_the_header_of_a_case_knows_how_to_talk() -> None:
    """Language and communication needs come from the client's card, in words."""
    facts = Pile("case", about={"client": "k"}).facts("2026-02-05", linked=(client_k(),))
    assert facts.value("name") == "Родина К."
    assert facts.value("communication") == "Українська, Великий шрифт, Тихе місце"
    assert facts.value("client_under_age") is False


PERMISSION = {
    "purpose": "share_provider",
    "recipient": "Фонд Дім",
    "given_on": "2026-02-03",
    "form": "written",
}


@pytest.mark.parametrize(
    ("answer", "more", "state", "may"),
    [
        ("yes", {}, "given", True),
        ("limited", {"reservation": "без діагнозу"}, "limited", True),
        ("no", {}, "refused", False),
        ("later", {}, "later", None),
        ("yes", {"valid_until": "2026-03-01"}, "expired", False),
        ("yes", {"withdrawn_on": "2026-10-15"}, "withdrawn", False),
    ],
)
def test_permissions(answer: str, more: dict[str, str], state: str, may: bool | None) -> None:
    """A permission is given, limited, refused, put off, expired or withdrawn."""
    pile = Pile("enquiry")
    line = {"_id": "p1", **PERMISSION, "answer": answer, **more}
    pile.add("consent", "2026-02-03", {"consent_date": "2026-02-03", "permissions": [line]})
    facts = pile.facts("2026-10-15")
    assert facts.lines("permissions")[0]["state"] == state
    assert facts.value("permitted.share_provider") is may
    assert permitted(facts, "share_provider", "Інша установа") is None


def test_the_newest_permission_replaces_the_older() -> None:
    """A consent that was taken back and given again is given."""
    pile = Pile("enquiry")
    for day, answer in (("2026-02-03", "no"), ("2026-03-01", "yes")):
        line = {"_id": day, **PERMISSION, "answer": answer, "given_on": day}
        pile.add("consent", day, {"permissions": [line]})
    assert pile.facts("2026-03-02").value("permitted.share_provider") is True


def test_bad_experience_with_a_provider_is_remembered() -> None:
    """Choosing the same service again shows that it was bad, and when."""
    pile = enquiry_of_n()
    bad = {"_id": "x", "service": "Служба психологічної підтримки", "when": "2024", "how": "bad"}
    pile.documents["intake"]["answers"]["past_service_experience"] = [bad]
    facts = pile.facts("2026-07-21")
    found = referrals.warning(facts, " служба психологічної підтримки ")
    assert found is not None
    assert (found["when"], found["how"]) == ("2024", "bad")
    assert referrals.warning(facts, "Міська лікарня") is None


def test_a_similar_request_of_the_same_client_is_a_repeat() -> None:
    """The earlier enquiry, its day and its state are named; another area is no repeat."""
    earlier = enquiry_of_n()
    again = Pile("enquiry", "e2", {"client": "n"})
    again.add(
        "intake",
        "2027-02-02",
        {"enquiry_date": "2027-02-02", "requests": [problem("q1", "виплата", "benefits")]},
    )
    facts = again.facts("2027-02-02", others=(earlier,))
    assert facts.value("is_repeat") is True
    line = facts.lines("earlier_requests")[0]
    assert (line["on"], line["state"], line["code"]) == ("2026-07-14", "answered", "2026-0041")
    assert earlier.facts("2027-02-02", others=(again,)).value("is_repeat") is False


def test_an_anonymous_person_cannot_be_recognised() -> None:
    """Without a client nobody knows whether it is a repeat, and nothing fails."""
    pile = Pile("enquiry")
    pile.add("intake", "2026-05-20", {"requests": [question("q", "пенсія")]})
    assert pile.facts("2026-05-20").value("is_repeat") is None


def test_index_rows_hold_dates_and_never_ages() -> None:
    """The row of a folder is the same whenever it is made; names and phones are found by it."""
    pile = Pile("case", "c9", {"code": "2026-C-001", "client": "k"})
    pile.add("case", "2026-02-05", {"title": "Виплати і житло", "coordinator": "oksana"})
    linked = (client_k(),)
    row = rows.row(pile.known("2026-02-05", linked=linked))
    assert row.values == rows.row(pile.known("2026-02-25", linked=linked)).values
    with_index = Index(*rows.columns(ground()))
    with_index.put(row)
    found = with_index.find(text="0671234567").rows
    assert [(each["code"], each["name"]) for each in found] == [("2026-C-001", "Родина К.")]
    with_index.close()


def test_lists_need_no_name() -> None:
    """A row has the code beside the name, so that a list can show the code instead."""
    values = rows.row(enquiry_of_n().known("2026-07-14")).values
    assert values["code"] == "2026-0041"
    assert answers_of_n()["requests"][0]["words"] not in rows.row(enquiry_of_n().known("2026-07-14")).texts


def test_load_points() -> None:
    """A medium case in its first month weighs 3; half of it when on hold; an enquiry a quarter."""
    case = Pile("case")
    case.add("start_check", "2026-02-05", {"start_date": "2026-02-05", "complexity": "medium"})
    assert case.facts("2026-02-10").value("load_points") == 3
    case.about["flags"] = ["on_hold"]
    assert case.facts("2026-04-10").value("load_points") == 1
    assert enquiry_of_n().facts("2026-07-14").value("load_points") == 0.25


def test_facts_of_an_empty_folder_are_quiet() -> None:
    """A folder of any kind without documents has facts, none of which fails."""
    for kind in ("client", "enquiry", "case", "organisation"):
        facts = Facts(Pile(kind).known("2026-01-01"))
        assert len([facts.value(name) for name in FACTS]) == len(FACTS)
