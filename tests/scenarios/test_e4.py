"""E4, one question by telephone: not a case."""

from __future__ import annotations

import pytest

from suprovid.casework import criteria, gates, lists
from suprovid.casework.lists import Query
from suprovid.errors import NotSound
from suprovid.sample import client_n, one_question
from suprovid.sample.office import Office, key
from suprovid.store.questions import Filter

PEOPLE = ("person", "workspace")


def problem(id: str, words: str, area: str) -> dict[str, object]:
    return {**client_n.DISABILITY, "_id": id, "words": words, "area": area}


def test_e4_01_saved_with_the_anonymous_profile_only(office: Office) -> None:
    """No client card, no case, no consent record."""
    enquiry = one_question.may_06(office)

    kinds = [kind for kind, _ in office.work.store.folders() if kind not in PEOPLE]
    folder = office.work.read(*enquiry)
    assert kinds == ["enquiry"]
    assert [document["form"] for document in folder.documents.values()] == ["intake"]
    assert not folder.about.get("client")
    assert office.facts(enquiry).value("anonymous") is True


def test_e4_02_a_case_is_possible_and_not_urged(office: Office) -> None:
    """The enquiry is complete, no criterion is met; a start check may be begun all the same."""
    enquiry = one_question.may_06(office)

    facts = office.facts(enquiry)
    assert facts.value("stage") == "completed"
    assert facts.value("criteria_met") == 0
    assert lists.my_day(office.work, office.by("oksana")).overdue == ()
    draft = office.draft("oksana", enquiry, "start_check", {"worker_proposal": "info_only"})
    assert office.document(enquiry, draft.document or "")["state"] == "draft"


def test_e4_03_it_counts_as_one_information_contact(office: Office) -> None:
    """By sex, age and displacement, one request in benefits; nobody's caseload grows."""
    enquiry = one_question.may_06(office)

    facts, work = office.facts(enquiry), office.work
    assert facts.value("enquiry_outcome") == "info_given"
    assert (facts.value("sex"), facts.value("displacement")) == ("female", "non_displaced")
    assert facts.known.latest("demographic.age") == "60+"
    asked = [Filter("line", "=", "request"), Filter("area", "=", "benefits")]
    assert work.index.find(asked, of="lines").count == 1
    assert work.load(office.people["oksana"]) == 0
    [row] = lists.folders(work, office.by("oksana"), Query("enquiry")).rows
    assert row["shown"] == work.library.words.say("case.anonymous", "uk")


def test_e4_04_no_question_about_identity_blocks(office: Office) -> None:
    """Nothing known of the person but that she exists: saved all the same."""
    office.on("2026-05-06")
    nothing = {"sex": "not_discussed", "age_band": "unknown", "displacement": "prefers_not_to_say"}
    answers = one_question.intake(office, one_question.WORDS, anon_profile=[{"_id": "a1", **nothing}])

    done = office.found("oksana", "enquiry", "intake", answers)

    assert office.document(key(done), done.document or "")["state"] == "submitted"


def test_e4_05_calling_back_is_a_second_enquiry(office: Office) -> None:
    """Two weeks later another question: a repeat cannot be noticed, and nothing breaks."""
    first, second = one_question.may_06(office), one_question.may_20(office)

    assert first != second
    assert office.facts(second).value("is_repeat") is None
    assert office.facts(second).lines("earlier_requests") == ()
    assert len(list(office.work.store.folders("enquiry"))) == 2


def test_e4_06_two_problems_more_are_rows_of_the_same_talk(office: Office) -> None:
    """They are added as lines; then two problem requests are not more than two."""
    enquiry = one_question.may_06(office)
    [intake] = office.of_form(enquiry, "intake")
    requests = [
        *intake["answers"]["requests"],
        problem("r2", "Протікає дах", "housing"),
        problem("r3", "Донька без роботи", "employment"),
    ]
    with pytest.raises(NotSound):
        office.amend("oksana", enquiry, intake["id"], {"requests": requests})
    more = {
        "source": "self",
        "for_whom": "self",
        "desired_result": "Жити спокійно",
        "requests": requests,
        "basic_needs": client_n.basic_needs(),
        "safety_quick": "no",
        "extra_resources_needed": "no",
        "long_term": "unclear",
        "outcome": "propose_case",
        "client_decision": "Подумаю",
        "next_contact_date": "2026-05-13",
    }
    requests[0] |= {"origin": "asked", "urgency": "normal", "in_competence": "yes"}
    office.amend("oksana", enquiry, intake["id"], more)

    facts = office.facts(enquiry)
    [first, *_] = criteria.outcomes(facts, "en")
    assert facts.value("stage") == "proposed"
    assert "2 problem requests, more than 2 needed" in first.sentence
    assert first.met is False
    assert gates.next_gate(facts) is not None
