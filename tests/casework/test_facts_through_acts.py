"""Two beginnings through the acts: what the facts, gates and reminders say after each of them."""

from __future__ import annotations

from typing import Any

import pytest
from casework_house import House
from knowing import answers_of_n, family_k, problem

from suprovid.casework import acts, reminders
from suprovid.casework.acts import Done, Filled
from suprovid.casework.facts import Facts
from suprovid.errors import NotPossible


def facts(house: House, done: Done) -> Facts:
    return Facts(house.work.known(done.kind, done.id, house.now.date()))


def client(house: House, **more: Any) -> Done:
    """A client's card with what it must have."""
    card = {
        "kind": "person",
        "identity_given": False,
        "age_band": "25-59",
        "sex": "male",
        "displacement": "non_displaced",
        "categories": ["veteran"],
        "contact_possible": False,
        "address_area": "Лісова",
        "language": "uk",
        "interpreter_needed": False,
        "legal_capacity": "self",
    }
    return house.submit(house.oksana, "client", {**card, **more}, kind="client")


def enquiry(house: House, whose: Done, answers: dict[str, Any], **more: Any) -> Done:
    """A whole enquiry of a client."""
    for request in answers["requests"]:
        request |= {"origin": "asked", "in_competence": "yes", "urgency": request.get("urgency", "normal")}
        if request.get("self_access") == "cannot":
            request.setdefault("access_barriers", ["refusal"])
    rest = {
        "channel": "office",
        "source": "self",
        "for_whom": "self",
        "desired_result": "Жити спокійно",
        "safety_quick": "no",
        "client_decision": "Подивлюся, як піде",
        "client": whose.id,
        "received_by": house.ids["oksana"],
    }
    return house.submit(house.oksana, "intake", {**rest, **answers, **more}, kind="enquiry")


def consent(house: House, into: Done, *purposes: str) -> None:
    """Permissions given today."""
    today = house.now.date().isoformat()
    line = {"answer": "yes", "form": "verbal", "given_on": today, "witness": house.ids["oksana"]}
    said = {
        "consent_date": today,
        "explained": ["who_we_are"],
        "explained_language": "uk",
        "copy_given": True,
        "limits_explained": True,
        "permissions": [{"_id": each, "purpose": each, **line} for each in purposes],
    }
    house.submit(house.oksana, "consent", said, into)


def beginning(house: House) -> dict[str, Any]:
    """The answers of a start check with a yes."""
    return {
        "c1_plan": True,
        "worker_proposal": "start",
        "client_answer": "yes",
        "model_orientation": "client_requests",
        "model_client_role": "shared",
        "model_modules": ["coordination"],
        "complexity": "medium",
        "coordinator": house.ids["oksana"],
        "start_date": house.now.date().isoformat(),
        "case_title": "Статус і спокій",
        "programme": ["other"],
        "programme_other": "Власна",
    }


def test_client_n_says_later_and_comes_back(house: House) -> None:
    """The first decision keeps its facts; three weeks later the same check says three, and a case opens."""
    house.day("2026-07-14")
    first = enquiry(house, client(house, display_name="Н."), answers_of_n())
    consent(house, first, "process_data")
    later = {
        "c1_plan": False,
        "worker_proposal": "start",
        "client_answer": "later",
        "revisit_date": "2026-07-28",
    }
    decided = house.submit(house.oksana, "start_check", later, first)
    snapshot = house.document(decided)["answers"]
    assert snapshot["explanation"].startswith("1. 2 проблемні запити, потрібно більше ніж 2")
    assert (snapshot["c1"], snapshot["c2"], snapshot["c3"], snapshot["result"]) == (
        False,
        True,
        True,
        "start",
    )
    assert [(t.rule, t.due.isoformat()) for t in reminders.tasks(facts(house, first))] == [
        ("revisit", "2026-07-28")
    ]

    house.day("2026-08-04")
    answers = dict(house.document(first)["answers"])
    more = problem("r4", "статус інвалідності", "disability_rehab", origin="asked", in_competence="yes")
    answers |= {"requests": [*answers["requests"], more], "long_term": "yes"}
    acts.amend(house.work, house.oksana, house.at(first), Filled("intake", answers, first.document or ""))
    started = house.submit(house.oksana, "start_check", beginning(house), first)
    assert house.document(started)["answers"]["problem_requests"] == 3
    assert house.document(started)["answers"]["c1"] is True
    assert house.work.read("enquiry", first.id).documents[decided.document or ""]["answers"] == snapshot

    case = Done(*started.opened[0], 1, "")
    found = facts(house, case)
    expected = {"stage": "engaged", "problem_requests": 3, "complexity": "medium", "name": "Н.", "open": True}
    assert {name: found.value(name) for name in expected} == expected
    assert found.value("coordinator") == house.ids["oksana"]
    assert facts(house, first).value("stage") == "in_case"
    assert reminders.tasks(facts(house, first)) == ()


def test_family_k_needs_money_today_and_a_permission_to_begin(house: House) -> None:
    """The unmet need is red at once; the case opens with a permission, whatever the second criterion says."""
    house.day("2026-02-03")
    member = {"relation": "child", "sex": "male", "birth_year": 2016, "in_case": True, "agrees": True}
    members = [{"_id": f"m{n}", "name": name, **member} for n, name in enumerate(("Максим", "Софія", "Ніна"))]
    family = client(house, kind="family", display_name="Родина К.", members=members)
    answers = family_k()
    for request in answers["requests"]:
        request["person"] = "m0"
    first = enquiry(house, family, answers, for_whom="family")
    late = reminders.due(facts(house, first), house.now.date())
    assert [(task.id, task.colour(house.now.date())) for task in late] == [("basic_need/b2", "red")]

    house.day("2026-02-05")
    with pytest.raises(NotPossible) as stopped:
        house.submit(house.oksana, "start_check", beginning(house), first)
    assert stopped.value.facts["missing"] == "Є дозвіл на обробку даних"
    consent(house, first, "process_data")
    started = house.submit(house.oksana, "start_check", beginning(house), first)
    check = house.document(started)["answers"]
    assert (check["c1"], check["c2"], check["c3"]) == (True, False, True)
    assert "спершу закрити: гроші на найнеобхідніше" in check["explanation"]
    assert facts(house, Done(*started.opened[0], 1, "")).value("people_reached") == 4
