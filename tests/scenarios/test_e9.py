"""E9, short checks: outside the directory, sent back, working alone, long texts, two at once, unsaid."""

from __future__ import annotations

from threading import Thread

import pytest

from suprovid.casework import access, directory, live, network, referrals
from suprovid.casework.acts import At, Filled, submit
from suprovid.casework.directory import Sought
from suprovid.casework.people import By
from suprovid.exchange import paper, prints
from suprovid.sample import client_n, family_k, one_question
from suprovid.sample import directory as partners
from suprovid.sample.directory import CHILD_CENTRE, EMPLOYMENT, FUND, HOME_HELP, SCHOOL, SOCIAL
from suprovid.sample.family_k import PSYCHOLOGIST, Story
from suprovid.sample.office import Office, key

PARTNERS = (FUND, SOCIAL, SCHOOL, CHILD_CENTRE, EMPLOYMENT, HOME_HELP)


@pytest.fixture
def story(office: Office) -> Story:
    return Story(office, partners.build(office, PARTNERS))


def tell(story: Story, *days: object) -> None:
    for day in days or family_k.DAYS:
        day(story)  # type: ignore[operator]


def until_march(story: Story) -> None:
    tell(story, *family_k.DAYS[: family_k.DAYS.index(family_k.march_05) + 1])


def test_e9_01_a_provider_outside_the_directory_works_everywhere(story: Story) -> None:
    """Typed once: it stands in the referral and in print; the integrator sees it and may take it in."""
    until_march(story)
    office, work = story.office, story.office.work
    iryna = office.by("iryna")

    chain = referrals.chain(office.facts(story.case), story.psychologist)
    assert chain[-1]["provider"] == PSYCHOLOGIST
    sheet = prints.printed(work, office.by("oksana"), "document", work.read(*story.case), story.psychologist)
    assert PSYCHOLOGIST in paper.page(sheet, "", "")
    assert [(one.name, one.count) for one in network.outsiders(work, iryna) if one.name == PSYCHOLOGIST] == [
        (PSYCHOLOGIST, 1)
    ]

    entry = partners.Entry(PSYCHOLOGIST, "private_professional", ("mental_health",), "Зустрічі", "З дітьми.")
    office.found("iryna", "organisation", "partner", partners.partner(entry))

    assert [one for one in network.outsiders(work, iryna) if one.name == PSYCHOLOGIST] == []
    assert [one.name for one in directory.search(work, iryna, Sought(text="Приватна"))] == [PSYCHOLOGIST]


def test_e9_01_a_typed_provider_is_named_in_the_plan(story: Story) -> None:
    """A plan with a provider from nowhere is sound, and its name is read where it is chosen."""
    tell(story, *family_k.DAYS[: family_k.DAYS.index(family_k.february_20) + 1])
    office = story.office
    [plan] = office.of_form(story.case, "individual_plan")
    service = plan["answers"]["package"][0] | {"provider": PSYCHOLOGIST, "competence_basis": "recommended"}
    service["provider_kind"] = "private_professional"

    done = office.renew("oksana", story.case, plan["id"], {"package": [service]})

    assert office.document(story.case, done.document or "")["state"] == "approved"
    source = {"from": "organisations", "typed": True}
    folder = office.work.read(*story.case)
    assert live.label(office.work, office.by("oksana"), source, folder, PSYCHOLOGIST) == PSYCHOLOGIST


def test_e9_02_a_returned_document_is_mended_and_sent_again(story: Story) -> None:
    """Two comments beside two questions; the worker sees them, resubmits; the history has both."""
    tell(story, *family_k.DAYS[: family_k.DAYS.index(family_k.april_02) + 1])
    office = story.office
    [review] = office.of_form(story.case, "plan_review")
    comments = [(("client_view",), "Чиї це слова?"), (("goals_progress", 4, "why"), "Докладніше")]

    office.send_back("halyna", story.case, review["id"], comments)
    returned = office.document(story.case, review["id"])
    seen = access.masked(
        office.work,
        office.by("oksana"),
        office.work.read(*story.case),
        returned,
        office.work.library.form("plan_review"),
    )
    office.amend("oksana", story.case, review["id"], {"client_view": "«Іде добре», - каже Олександра"})

    again = office.document(story.case, review["id"])
    assert returned["state"] == "returned"
    assert [(tuple(said["path"]), said["text"]) for said in returned["comments"]] == comments
    assert seen.answers["client_view"] == returned["answers"]["client_view"]
    assert (again["state"], again["comments"]) == ("submitted", returned["comments"])
    acts = [
        event["act"] for event in office.work.read(*story.case).events if event["document"] == review["id"]
    ]
    assert acts == ["submit", "return", "resubmit"]


def test_e9_03_somebody_who_works_alone_passes_every_flow(office: Office) -> None:
    """One person with all roles and approvals off: both long stories and the short one go through."""
    work = office.work
    office.settings("bohdan", one_person=True)
    roles = {"roles": list(work.roles.known), "name": "Соломія Сама", "login": "sama"}
    alone = office.hire("bohdan", roles)
    office.people = dict.fromkeys(office.people, alone)

    known = partners.build(office)
    family = family_k.tell(office, known)
    one_question.tell(office)
    veteran = client_n.tell(office, known)

    assert office.facts(family.case).value("stage") == "closed"
    assert office.facts(veteran.case).value("advocate_ready") == "3/3"
    documents = [each for kind in ("case", "enquiry") for id in work.store.folders(kind)
                 for each in work.read(*id).documents.values()]  # fmt: skip
    assert not [each for each in documents if each.get("awaits")]


QUOTED = 'п\'ять «лапок» "і ще" & <b>не жирно</b> \\ ґ Ї 😀 {0} %s ${x}'


def test_e9_05_nothing_is_cut_or_broken(office: Office) -> None:
    """Sixteen requests, a story of 3,000 characters, an apostrophe and quotes in every text."""
    office.on("2026-03-02")
    story = (f"{QUOTED} " * 100)[:3000]
    requests = [
        {**client_n.DISABILITY, "_id": f"r{number}", "words": f"{number}: {QUOTED}"} for number in range(16)
    ]
    more = {
        "source": "self",
        "for_whom": "self",
        "story": story,
        "desired_result": QUOTED,
        "requests": requests,
        "basic_needs": client_n.basic_needs(),
        "safety_quick": "no",
        "extra_resources_needed": "yes",
        "long_term": "yes",
        "outcome": "propose_case",
        "client_decision": QUOTED,
        "next_contact_date": "2026-03-09",
    }

    done = office.found("oksana", "enquiry", "intake", one_question.intake(office, "", **more))

    answers = office.document(key(done), done.document or "")["answers"]
    assert answers["story"] == story
    assert [line["words"] for line in answers["requests"]] == [line["words"] for line in requests]
    assert office.facts(key(done)).value("problem_requests") == 16
    folder = office.work.read(*key(done))
    sheet = prints.printed(office.work, office.by("oksana"), "document", folder, done.document or "")
    page = paper.page(sheet, "", "")
    assert "<b>не жирно</b>" not in page
    assert "15: п&#x27;ять" in page


def test_e9_06_two_workers_save_notes_at_the_same_minute(story: Story) -> None:
    """Both saw the same revision; both notes are there."""
    tell(story, *family_k.DAYS[: family_k.DAYS.index(family_k.february_10) + 1])
    office, work = story.office, story.office.work
    [card] = office.of_form(story.case, "case")
    lawyer = {"_id": "d", "who": office.people["dmytro"], "role": "юрист", "may_see": "full"}
    office.amend("oksana", story.case, card["id"], {"case_team": [{**lawyer, "since": "2026-02-10"}]})
    seen = work.read(*story.case).revision

    def write(by: By, summary: str) -> None:
        note = family_k.talk("2026-02-11", "2026-02-17", summary=summary)
        submit(work, by, At(*story.case, seen), Filled("contact_note", note))

    writers = [Thread(target=write, args=(office.by(login), login)) for login in ("oksana", "dmytro")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    notes = office.of_form(story.case, "contact_note")
    assert {"oksana", "dmytro"} <= {note["answers"]["summary"] for note in notes}
    assert work.read(*story.case).revision == seen + 2


UNSAID = ("not_discussed", "prefers_not_to_say")


@pytest.mark.parametrize("answer", UNSAID)
def test_e9_09_what_is_not_said_is_an_answer_of_its_own(office: Office, answer: str) -> None:
    """Accepted where people are asked about themselves, and kept apart from "no"."""
    office.on("2026-03-02")
    unsaid = {
        "sex": answer,
        "displacement": answer,
        "categories": [answer],
        "age_band": answer,
        "disability_status": answer,
        "legal_capacity": answer,
        "communication_needs": [answer],
    }
    card = {**client_n.CARD, **unsaid}

    done = office.found("oksana", "client", "client", card)

    facts = office.facts(key(done))
    assert office.document(key(done), done.document or "")["answers"]["disability_status"] == answer
    assert (facts.value("sex"), facts.value("displacement")) == (answer, answer)
    assert facts.value("categories") == [answer]
    field = office.work.library.form("client").field("disability_status")
    assert field.reads(answer, "uk") != field.reads("none", "uk")


JUDGED = {
    "case.flags",
    "case.complexity",
    "case.risk_level",
    "needs_assessment.problem_history.source",
    "needs_assessment.functioning.activity",
    "needs_assessment.domains.area",
    "needs_assessment.domains.impact",
    "needs_assessment.risk_level",
    "referral.offers.decline_reason",
    "referral.consent_exception",
    "contact_note.life_event.influence",
    "plan_review.domains_now.domain",
    "plan_review.complexity",
    "plan_review.risk_level",
    "closure.followup_result.state",
}
"""What workers judge or pick a line by, and nobody is asked about ("not said" is a reason to decline)."""


def test_e9_09_every_personal_question_may_stay_unsaid(office: Office) -> None:
    """In every form: a personal choice among several offers at least one way not to say."""
    lacking = {
        f"{form.key}.{field.name}"
        for form in office.work.library.forms
        for field in form.named.values()
        if field.kind in ("choice", "choices", "scale") and field.sensitivity in ("special", "restricted")
        if not {choice.value for choice in field.choices("uk")} & {*UNSAID, "unknown"}
    }
    assert lacking == JUDGED
