"""E4: one question is not a case."""

from __future__ import annotations

from casework_house import House, one_question, problem, question

from suprovid.casework import acts
from suprovid.casework.acts import At, Filled
from suprovid.casework.facts import Facts


def test_an_anonymous_question_needs_no_client_no_case_and_no_consent(house: House) -> None:
    """Check 1: saved with the anonymous profile only."""
    house.submit(house.oksana, "intake", one_question(house), kind="enquiry")

    kinds = [kind for kind, _ in house.work.store.folders() if kind not in ("person", "workspace")]
    folder = house.work.read(*next(key for key in house.work.store.folders() if key[0] == "enquiry"))
    assert kinds == ["enquiry"]
    assert [document["form"] for document in folder.documents.values()] == ["intake"]
    assert folder.about["code"] == "2026-E-0001"
    assert not folder.about.get("client")


def test_no_case_is_opened_unless_a_check_says_so(house: House) -> None:
    """Check 2: the enquiry is over, and no criterion urges a case."""
    done = house.submit(house.oksana, "intake", one_question(house), kind="enquiry")
    facts = Facts(house.work.known(done.kind, done.id, house.now.date()))

    assert done.opened == ()
    assert facts.value("problem_requests") == 0
    assert facts.value("criteria_met") == 0


def test_the_profile_counts_the_contact(house: House) -> None:
    """Check 3: sex, age, displacement and the area are known of the enquiry; nobody's caseload grew."""
    done = house.submit(house.oksana, "intake", one_question(house), kind="enquiry")
    facts = Facts(house.work.known(done.kind, done.id, house.now.date()))

    assert facts.value("sex") == "female"
    assert facts.value("displacement") == "non_displaced"
    assert facts.value("areas") == ["benefits"]
    assert house.work.load(house.ids["oksana"]) == 0


def test_no_question_about_identity_blocks(house: House) -> None:
    """Check 4: not even the age is needed where it was not said."""
    profile = [{"_id": "p1", "sex": "female", "age_band": "unknown", "displacement": "non_displaced"}]

    done = house.submit(house.oksana, "intake", one_question(house, anon_profile=profile), kind="enquiry")

    assert house.document(done)["state"] == "submitted"


def test_calling_again_is_a_second_enquiry(house: House) -> None:
    """Check 5: a repeat cannot be noticed of somebody anonymous, and nothing breaks."""
    first = house.submit(house.oksana, "intake", one_question(house), kind="enquiry")
    house.day("2026-05-20")
    second = house.submit(house.oksana, "intake", one_question(house), kind="enquiry")

    facts = Facts(house.work.known(second.kind, second.id, house.now.date()))
    assert first.id != second.id
    assert facts.value("is_repeat") in (None, False)


def test_two_problems_more_are_rows_of_the_same_enquiry(house: House) -> None:
    """Check 6: they are added to the enquiry, and two are not more than two."""
    done = house.draft(house.oksana, "intake", one_question(house), kind="enquiry")
    requests = [question(), problem("r2", "Житло"), problem("r3", "Школа", "education")]

    filled = Filled("intake", one_question(house, requests=requests), done.document or "")
    done = acts.save_draft(house.work, house.oksana, house.at(done), filled)

    facts = Facts(house.work.known(done.kind, done.id, house.now.date()))
    assert facts.value("problem_requests") == 2
    line = next(line for line in facts.lines("criteria") if "2" in line["sentence"])
    assert line["met"] is not True


def test_the_same_act_twice_changes_nothing(house: House) -> None:
    """Whoever presses the button twice has one enquiry."""
    at = At("enquiry")

    first = acts.submit(house.work, house.oksana, at, Filled("intake", one_question(house)))
    second = acts.submit(house.work, house.oksana, at, Filled("intake", one_question(house)))

    assert (first.id, first.revision, first.document) == (second.id, second.revision, second.document)
    assert len(list(house.work.store.folders("enquiry"))) == 1
