"""Gates on the way of an act: hard ones stop it, soft ones are kept, nothing stops a note or a draft."""

from __future__ import annotations

import json

import pytest
from casework_house import SCHEMAS, House, client, one_question, question, started, told, with_problems

from suprovid.casework import acts
from suprovid.casework.acts import following
from suprovid.casework.facts import Facts
from suprovid.errors import NotAllowed, NotPossible, Stale
from suprovid.store import Change


def stage(house: House, kind: str, id: str) -> str:
    return str(Facts(house.work.known(kind, id, house.now.date())).value("stage"))


def opened(house: House) -> acts.At:
    """A case of Oksana's, just opened."""
    [(kind, id)] = house.submit(house.oksana, "start_check", started(house), house.ready(house.oksana)).opened
    return acts.At(kind, id, house.work.read(kind, id).revision)


def test_no_case_without_a_permission_to_process_data(house: House) -> None:
    """A hard gate names what is missing; the check is not submitted and no case is opened."""
    enquiry = house.submit(house.oksana, "intake", with_problems(house), kind="enquiry")

    with pytest.raises(NotPossible) as stopped:
        house.submit(house.oksana, "start_check", started(house), enquiry)

    assert [check.key for check in stopped.value.facts["checks"]] == ["process_data"]
    assert stopped.value.facts["missing"]
    assert list(house.work.store.folders("case")) == []
    assert len(house.work.read(enquiry.kind, enquiry.id).documents) == 1


def test_a_draft_passes_where_a_document_does_not(house: House) -> None:
    """Whatever is missing, what was written so far is kept."""
    enquiry = house.submit(house.oksana, "intake", with_problems(house), kind="enquiry")

    done = house.draft(house.oksana, "start_check", started(house), enquiry)

    assert house.document(done)["state"] == "draft"


def test_a_soft_gate_is_passed_and_kept_with_its_reason(house: House) -> None:
    """The enquiry ends with a question unanswered: a warning, which the supervisor finds in the history."""
    request = one_question(house)["requests"][0]
    unanswered = {**request, "nature": "problem", "origin": "asked", "urgency": "normal", "state": "open",
                  "in_competence": "no", "self_access": "yes", "vital": False}  # fmt: skip
    answers = with_problems(house, requests=[unanswered], outcome="redirected", client_decision="Піду сама")
    at = acts.At("enquiry")

    done = acts.submit(house.work, house.oksana, at, acts.Filled("intake", answers, reason="Поспішала"))

    event = house.work.read(done.kind, done.id).events[-1]
    assert [check.key for check in done.warnings] == event["warnings"]
    assert "contacts" in event["warnings"]
    assert event["reason"] == "Поспішала"


def test_a_contact_note_is_never_stopped(house: House) -> None:
    """Not even in a case where everything is missing."""
    at = opened(house)
    note = {
        "contact_at": "2026-05-06T10:00:00+00:00",
        "channel": "phone",
        "attempt_result": "no_answer",
        "initiated_by": "us",
        "review_needed": False,
        "next_contact_date": "2026-05-10",
    }

    done = told(lambda: acts.submit(house.work, house.oksana, at, acts.Filled("contact_note", note)))

    assert house.document(done)["state"] == "submitted"


def test_the_stage_is_corrected_with_a_reason(house: House) -> None:
    """It needs a reason and the right; it holds until the documents say something new."""
    at = opened(house)
    assert stage(house, at.kind, at.id) == "engaged"

    with pytest.raises(NotPossible):
        acts.correct_stage(house.work, house.oksana, at, "assessment", "")
    with pytest.raises(NotPossible):
        acts.correct_stage(house.work, house.oksana, at, "nowhere", "Так треба")
    with pytest.raises(NotAllowed):
        acts.correct_stage(house.work, house.iryna, at, "assessment", "Так треба")
    done = acts.correct_stage(house.work, house.oksana, at, "assessment", "Оцінка на папері")

    event = house.work.read(at.kind, at.id).events[-1]
    assert stage(house, at.kind, at.id) == "assessment"
    assert (event["from"], event["to"], event["reason"]) == ("engaged", "assessment", "Оцінка на папері")
    assert done.revision == at.revision + 1


def test_flags_are_put_on_and_taken_off(house: House) -> None:
    """With a reason each time; what is off in the history is off in the facts."""
    at = opened(house)

    done = acts.set_flags(house.work, house.oksana, at, ["crisis"], "Загроза вдома")
    facts = Facts(house.work.known(at.kind, at.id, house.now.date()))
    assert facts.value("flags") == ["crisis"]
    acts.set_flags(house.work, house.oksana, house.at(done), [], "Минулося")

    facts = Facts(house.work.known(at.kind, at.id, house.now.date()))
    assert facts.value("flags") == []
    assert house.work.read(at.kind, at.id).events[-1]["before"] == ["crisis"]


def test_two_people_who_change_the_folder_itself_collide(house: House) -> None:
    """The second is told; a document saved meanwhile does not matter."""
    at = opened(house)
    note = {"contact_at": "2026-05-06T10:00:00+00:00", "attempt_result": "no_answer"}
    acts.save_draft(house.work, house.oksana, at, acts.Filled("contact_note", note))

    acts.set_flags(house.work, house.oksana, acts.At(at.kind, at.id, at.revision), ["crisis"], "Загроза")
    with pytest.raises(Stale):
        acts.set_flags(house.work, house.halyna, acts.At(at.kind, at.id, at.revision), [], "Немає")


def test_a_warning_may_be_passed_beforehand(house: House) -> None:
    """The coordinator says why; the history keeps it."""
    at = opened(house)

    acts.pass_gate(house.work, house.oksana, at, "special_data", "Скаже наступного разу")

    event = house.work.read(at.kind, at.id).events[-1]
    assert (event["act"], event["gate"], event["reason"]) == (
        "pass_gate",
        "special_data",
        "Скаже наступного разу",
    )


def test_only_a_closed_case_is_reopened(house: House) -> None:
    """An open one is refused."""
    with pytest.raises(NotPossible):
        acts.reopen(house.work, house.halyna, opened(house), "Повернулися")


def test_pressing_the_button_twice_opens_one_case(house: House) -> None:
    """The repeated act finds its case, and changes nothing."""
    enquiry = house.ready(house.oksana)
    at = house.at(enquiry)
    filled = acts.Filled("start_check", started(house))

    first = acts.submit(house.work, house.oksana, at, filled)
    second = acts.submit(house.work, house.oksana, at, filled)

    assert first.opened == second.opened
    assert len(list(house.work.store.folders("case"))) == 1
    assert house.work.read(*first.opened[0]).about["code"] == "2026-C-001"


def test_a_killed_opening_is_finished_by_repeating_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """The case was written and the enquiry not yet tied to it: the same act again ties them."""
    enquiry = house.ready(house.oksana)
    at, filled = house.at(enquiry), acts.Filled("start_check", started(house))
    with monkeypatch.context() as patch:
        patch.setattr(following, "_join", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            acts.submit(house.work, house.oksana, at, filled)

    done = acts.submit(house.work, house.oksana, at, filled)

    assert len(list(house.work.store.folders("case"))) == 1
    assert house.work.read("enquiry", enquiry.id).about["case"] == done.opened[0][1]


def test_what_was_cut_off_is_finished_at_the_next_start(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check was approved and nothing else written: the next start opens the case, once."""
    enquiry = house.ready(house.oksana)
    with monkeypatch.context() as patch:
        patch.setattr(following, "_open", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            house.submit(house.oksana, "start_check", started(house), enquiry)

    for _ in range(2):
        acts.finish(house.work)

    [(_, case)] = house.work.store.folders("case")
    assert house.work.read("enquiry", enquiry.id).about["case"] == case
    assert house.work.read("case", case).events[0]["by"] == house.ids["oksana"]


def referral(house: House, **more: object) -> dict[str, object]:
    """The answers of a referral to a provider typed by name."""
    sample = json.loads((SCHEMAS / "samples" / "referral.json").read_text(encoding="utf-8"))
    return {**sample["answers"], "for_request": "r1", "area": "housing", **more}


def test_nothing_leaves_the_house_without_a_permission(house: House) -> None:
    """A referral with the name in it is stopped; the same without a name goes; so does a draft."""
    at = opened(house)
    named = referral(house, identity_shared="name", shared_data=["identity"], summary_for_provider="Коротко",
                     consent_ref="усна згода")  # fmt: skip

    with pytest.raises(NotPossible) as stopped:
        told(lambda: acts.submit(house.work, house.oksana, at, acts.Filled("referral", named)))
    draft = acts.save_draft(house.work, house.oksana, at, acts.Filled("referral", named))
    told(
        lambda: acts.submit(
            house.work, house.oksana, house.at(draft), acts.Filled("referral", referral(house))
        )
    )

    assert [check.key for check in stopped.value.facts["checks"]] == ["permission"]


def test_a_similar_request_is_noticed(house: House) -> None:
    """E9.7: the client comes again about the same; the computed answer says so, and how it went is asked."""
    done = client(house)
    house.submit(house.oksana, "intake", one_question(house, client=done.id), kind="enquiry")
    house.day("2027-02-02")

    requests = [question("Знову про виплату", _id="r9")]
    again = one_question(house, client=done.id, repeat_handling="hint", requests=requests)
    second = house.submit(house.oksana, "intake", again, kind="enquiry")

    answers = house.document(second)["answers"]
    assert (answers["is_repeat"], answers["repeat_handling"]) == (True, "hint")
    assert "anon_profile" not in answers


def test_a_form_that_was_taken_away_stands_in_nobody_s_way(house: House) -> None:
    """Its documents stay in the folder; flags, a coordinator and a client are given all the same."""
    enquiry = house.ready(house.oksana)
    [case] = house.submit(house.oksana, "start_check", started(house), enquiry).opened
    for kind, id in ((enquiry.kind, enquiry.id), case):
        folder = house.work.read(kind, id)
        old = {"id": "old", "form": "gone", "state": "submitted", "answers": {}, "version": "1"}
        house.work.store.write(kind, id, Change(None, {"old": old}, []), folder.revision)
    work, by = house.work, house.halyna

    def at() -> acts.At:
        return acts.At(*case, work.read(*case).revision)

    acts.set_flags(work, by, at(), ["crisis"], "Загроза")
    acts.reassign(work, by, at(), house.ids["oksana"])
    known = client(house)
    acts.link_client(work, house.oksana, house.at(enquiry), known.id)

    assert work.read(*case).about["client"] == known.id
