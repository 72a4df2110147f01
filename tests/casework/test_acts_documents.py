"""The states of a document, and what opens when one is in force."""

from __future__ import annotations

import pytest
from casework_house import House, one_question, started, with_problems

from suprovid.casework import acts
from suprovid.casework.acts import At, Filled
from suprovid.errors import NotAllowed, NotPossible, NotSound, Stale


def amended(house: House, done: acts.Done, **changes: object) -> Filled:
    document = house.document(done)
    return Filled(document["form"], {**document["answers"], **changes}, document["id"])


def approvals(house: House) -> None:
    house.settings(approvals={"start_check": True, "individual_plan": True})


def waiting(house: House) -> acts.Done:
    """A check that waits for its approval."""
    approvals(house)
    enquiry = house.ready(house.oksana)
    return house.submit(house.oksana, "start_check", started(house), enquiry)


def test_a_draft_may_be_incomplete_but_not_nameless(house: House) -> None:
    """Only what identifies the document is needed; nothing is founded without it."""
    with pytest.raises(NotSound) as refused:
        house.draft(house.oksana, "intake", {"channel": "phone"}, kind="enquiry")

    assert {problem.path[0] for problem in refused.value.problems} == {"enquiry_date", "received_by"}
    assert list(house.work.store.folders("enquiry")) == []


def test_an_unsound_document_is_not_submitted(house: House) -> None:
    """Each problem names its field; nothing is written."""
    answers = one_question(house)
    del answers["outcome"]

    with pytest.raises(NotSound) as refused:
        house.submit(house.oksana, "intake", answers, kind="enquiry")

    assert [problem.path for problem in refused.value.problems] == [("outcome",)]
    assert list(house.work.store.folders("enquiry")) == []


def test_hidden_answers_are_dropped_when_saving(house: House) -> None:
    """What a condition hides is not kept: here the client's decision, which only an outcome asks for."""
    done = house.submit(
        house.oksana, "intake", one_question(house, client_decision="Подумаю"), kind="enquiry"
    )

    assert "client_decision" not in house.document(done)["answers"]


def test_a_submitted_document_is_amended_by_its_author(house: House) -> None:
    """It stays the same document, and the history says that it was amended."""
    done = house.submit(house.oksana, "intake", one_question(house), kind="enquiry")

    acts.submit(house.work, house.oksana, house.at(done), amended(house, done, channel="office"))

    folder = house.work.read(done.kind, done.id)
    assert house.document(done)["answers"]["channel"] == "office"
    assert [event["act"] for event in folder.events] == ["submit", "amend"]


def test_somebody_else_does_not_amend_it(house: House) -> None:
    """A frontliner reads a colleague's enquiry and changes nothing in it."""
    done = house.submit(house.oksana, "intake", one_question(house), kind="enquiry")
    stranger = house.hire("petro", "Петро", "frontliner")

    with pytest.raises(NotAllowed):
        acts.submit(house.work, stranger, house.at(done), amended(house, done, channel="office"))


def test_without_approvals_a_check_is_approved_at_once_and_opens_the_case(house: House) -> None:
    """The case has a code, its enquiry, its coordinator and a first document; the enquiry names its case."""
    enquiry = house.ready(house.oksana)

    done = house.submit(house.oksana, "start_check", started(house), enquiry)

    assert house.document(done)["state"] == "approved"
    [(kind, id)] = done.opened
    case = house.work.read(kind, id)
    [card] = case.documents.values()
    assert case.about["code"] == "2026-C-001"
    assert case.about["enquiries"] == [enquiry.id]
    assert case.about["client"] is None
    assert case.about["coordinator"] == house.ids["oksana"]
    assert (card["form"], card["state"]) == ("case", "submitted")
    assert card["answers"]["case_no"] == "2026-C-001"
    assert card["answers"]["title"] == "Житло і документи"
    assert house.work.read("enquiry", enquiry.id).about["case"] == id


def test_a_check_that_says_later_opens_nothing(house: House) -> None:
    """The person decides: later is not yes."""
    enquiry = house.ready(house.oksana)
    answers = {
        "c1_plan": False,
        "worker_proposal": "start",
        "client_answer": "later",
        "revisit_date": "2026-05-20",
    }

    done = house.submit(house.oksana, "start_check", answers, enquiry)

    assert done.opened == ()


def test_the_snapshot_of_a_check_stays(house: House) -> None:
    """What was computed is stored; a request more later changes the next check, not this one."""
    enquiry = house.ready(house.oksana, 2)
    later = {
        "c1_plan": False,
        "worker_proposal": "start",
        "client_answer": "later",
        "revisit_date": "2026-05-20",
    }
    first = house.submit(house.oksana, "start_check", later, enquiry)

    more = with_problems(house, 3)
    acts.submit(
        house.work, house.oksana, house.at(enquiry), amended(house, enquiry, requests=more["requests"])
    )
    second = house.submit(house.oksana, "start_check", later, enquiry)

    assert house.document(first)["answers"]["problem_requests"] == 2
    assert house.document(first)["state"] == "superseded"
    assert house.document(second)["answers"]["problem_requests"] == 3
    assert house.document(second)["previous"] == first.document


def test_with_approvals_the_case_waits_for_the_supervisor(house: House) -> None:
    """A submitted check opens nothing until somebody else approves it."""
    done = waiting(house)
    assert (house.document(done)["state"], done.opened) == ("submitted", ())

    approved = acts.approve(house.work, house.halyna, house.at(done), done.document or "")

    assert house.document(done)["state"] == "approved"
    [key] = approved.opened
    assert house.work.read(*key).about["author"] == house.ids["oksana"]
    assert house.work.read(*key).events[0]["by"] == house.ids["halyna"]


def test_nobody_approves_their_own_document(house: House) -> None:
    """Four eyes: a supervisor who wrote it asks another one."""
    approvals(house)
    both = house.hire("olena", "Олена", "coordinator", "supervisor")
    enquiry = house.ready(both, received_by=both.person.id)
    done = house.submit(both, "start_check", started(house, coordinator=both.person.id), enquiry)

    with pytest.raises(NotPossible):
        acts.approve(house.work, both, house.at(done), done.document or "")


def test_a_returned_document_carries_comments_on_its_fields(house: House) -> None:
    """E9.2: the worker sees both, resubmits, and the history has all three acts."""
    done = waiting(house)
    comments = [(("complexity",), "Чому середня?"), (("case_title",), "Без назви вулиці")]

    acts.return_document(house.work, house.halyna, house.at(done), done.document or "", comments)
    returned = house.document(done)
    acts.submit(house.work, house.oksana, house.at(done), amended(house, done, complexity="high"))

    assert returned["state"] == "returned"
    assert [(comment["path"], comment["by"]) for comment in returned["comments"]] == [
        (["complexity"], house.ids["halyna"]),
        (["case_title"], house.ids["halyna"]),
    ]
    assert house.document(done)["before"]["complexity"] == "medium"
    assert house.document(done)["state"] == "submitted"
    assert len(house.document(done)["comments"]) == 2
    names = [
        event["act"]
        for event in house.work.read(done.kind, done.id).events
        if event["document"] == done.document
    ]
    assert names == ["submit", "return", "resubmit"]


def test_an_approved_document_is_read_only(house: House) -> None:
    """Adding to it is refused, whoever asks."""
    enquiry = house.ready(house.oksana)
    done = house.submit(house.oksana, "start_check", started(house), enquiry)

    with pytest.raises(NotPossible) as refused:
        acts.submit(house.work, house.oksana, house.at(done), amended(house, done, complexity="high"))
    with pytest.raises(NotPossible):
        acts.save_draft(house.work, house.oksana, house.at(done), amended(house, done, complexity="high"))

    assert refused.value.facts["why"] == "act.why.approved"


def test_a_new_version_takes_the_place_of_the_old_one_when_it_is_in_force(house: House) -> None:
    """Until then the old one stays; afterwards it can still be read."""
    enquiry = house.ready(house.oksana)
    old = house.submit(house.oksana, "start_check", started(house), enquiry)

    new = acts.new_version(house.work, house.oksana, house.at(old), old.document or "")
    assert (house.document(new)["state"], house.document(old)["state"]) == ("draft", "approved")
    acts.submit(house.work, house.oksana, house.at(new), amended(house, new, complexity="high"))

    assert house.document(new)["previous"] == old.document
    assert house.document(new)["number"] == 2
    assert house.document(old)["state"] == "superseded"
    assert house.document(old)["answers"]["complexity"] == "medium"


def test_a_void_document_gives_its_place_back(house: House) -> None:
    """Made by mistake: with a reason, and the version before counts again."""
    enquiry = house.ready(house.oksana)
    old = house.submit(house.oksana, "start_check", started(house), enquiry)
    new = acts.new_version(house.work, house.oksana, house.at(old), old.document or "")
    acts.submit(house.work, house.oksana, house.at(new), amended(house, new))

    with pytest.raises(NotPossible):
        acts.void(house.work, house.oksana, house.at(new), new.document or "", " ")
    acts.void(house.work, house.oksana, house.at(new), new.document or "", "Не той випадок")

    assert (house.document(new)["state"], house.document(old)["state"]) == ("void", "approved")
    assert house.work.read(new.kind, new.id).events[-1]["reason"] == "Не той випадок"


def test_the_second_of_two_people_in_one_document_is_told(house: House) -> None:
    """Both opened it at the same revision; the second hears who came first, and nothing is lost."""
    done = house.submit(house.oksana, "intake", one_question(house), kind="enquiry")
    seen = house.at(done)

    acts.submit(house.work, house.oksana, seen, amended(house, done, channel="office"))
    late = At(seen.kind, seen.id, seen.revision)
    with pytest.raises(Stale) as told:
        acts.submit(house.work, house.oksana, late, amended(house, done, channel="online"))

    assert told.value.facts["by"] == house.ids["oksana"]
    assert house.document(done)["answers"]["channel"] == "office"


def test_two_notes_at_the_same_minute_are_both_kept(house: House) -> None:
    """E9.6: a new document collides with nobody's."""
    enquiry = house.ready(house.oksana)
    seen = house.at(enquiry)
    note = {"contact_at": "2026-05-06T10:00:00+00:00", "attempt_result": "yes"}

    for _ in range(2):
        at = At(seen.kind, seen.id, seen.revision)
        acts.save_draft(house.work, house.oksana, at, Filled("contact_note", note))

    folder = house.work.read(enquiry.kind, enquiry.id)
    assert [document["form"] for document in folder.documents.values()].count("contact_note") == 2


def test_an_organisation_of_one_passes_with_approvals_off(house: House) -> None:
    """E9.3: submitting approves, even what always waits elsewhere."""
    house.settings(one_person=True, approvals={"start_check": True})
    alone = house.hire("olena", "Олена", "frontliner", "coordinator", "supervisor", "integrator")

    enquiry = house.ready(alone, received_by=alone.person.id)
    done = house.submit(alone, "start_check", started(house, coordinator=alone.person.id), enquiry)

    assert house.document(done)["state"] == "approved"
    assert done.opened


def test_a_second_enquiry_joins_the_open_case(house: House) -> None:
    """One open case for a client: the next positive check adds the enquiry to it."""
    client = house.submit(
        house.oksana, "client",
        {"kind": "person", "identity_given": False, "display_name": "Н.", "age_band": "25-59", "sex": "male",
         "displacement": "non_displaced", "categories": ["veteran"], "contact_possible": False,
         "address_area": "Лісова", "language": "uk", "interpreter_needed": False, "legal_capacity": "self"},
        kind="client",
    )  # fmt: skip
    first = house.ready(house.oksana, client=client.id)
    opened = house.submit(house.oksana, "start_check", started(house), first).opened
    second = house.ready(house.oksana, client=client.id)
    joined = house.submit(house.oksana, "start_check", started(house), second).opened

    assert opened == joined
    case = house.work.read(*opened[0])
    assert case.about["enquiries"] == [first.id, second.id]
    assert case.about["client"] == client.id


def test_an_anonymous_person_becomes_known(house: House) -> None:
    """The client is linked afterwards, in the enquiry, in its case, and in the answers."""
    enquiry = house.ready(house.oksana)
    [case] = house.submit(house.oksana, "start_check", started(house), enquiry).opened
    client = house.draft(house.oksana, "client", {"kind": "person", "identity_given": False}, kind="client")

    acts.link_client(house.work, house.oksana, house.at(enquiry), client.id)

    assert house.work.read("enquiry", enquiry.id).about["client"] == client.id
    assert house.work.read(*case).about["client"] == client.id
    assert house.document(enquiry)["answers"]["client"] == client.id


def test_long_and_apostrophised_texts_come_back_whole(house: House) -> None:
    """E9.5: sixteen requests, three thousand characters, quotes and apostrophes of every kind."""
    story = ("П'ять, п’ять, “лапки”, «ялинки» <b>\n" * 100)[:3000]
    requests = [
        {**request, "words": f'Запит {n} "п\'ять"'}
        for n, request in enumerate(with_problems(house, 16)["requests"])
    ]

    done = house.ready(house.oksana, story=story, requests=requests)

    answers = house.document(done)["answers"]
    assert answers["story"] == story
    assert [line["words"] for line in answers["requests"]] == [line["words"] for line in requests]
