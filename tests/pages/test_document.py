"""The page of one document: begun at once, warned before it is submitted, the client found on the way."""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace

import pytest
from casework_house import House, permitted, problem, question, started, with_problems
from pages_house import INTAKE, Reader, Seen, filling
from test_list_pages import client

from suprovid.casework import access, acts
from suprovid.desk import document_view
from suprovid.desk.drafting import Filling
from suprovid.desk.drafts import draft_id
from suprovid.errors import Stale


def test_required_tables_begin_with_one_line(reader: Reader) -> None:
    """Nobody has to press "add" before the first question can be written down."""
    answers = filling(reader.open("document", "oksana", **INTAKE)).answers  # type: ignore[attr-defined]

    assert len(answers["requests"]) == 1
    assert len(answers["anon_profile"]) == 1


def test_a_known_client_needs_no_anonymous_profile(house: House, reader: Reader) -> None:
    """The client in the address is the answer, and survives a reload."""
    known = client(house)
    answers = filling(reader.open("document", "oksana", **INTAKE, client=known)).answers  # type: ignore[attr-defined]

    assert answers["client"] == known
    assert "anon_profile" not in answers


def test_a_client_in_the_address_must_exist(reader: Reader) -> None:
    """What is nobody is passed over."""
    answers = filling(reader.open("document", "oksana", **INTAKE, client="../x")).answers  # type: ignore[attr-defined]
    assert "client" not in answers


def submitted(reader: Reader, house: House, reason: str = "", **more: object) -> Seen:
    """An intake with these answers, with the button pressed."""
    seen = reader.open("document", "oksana", **INTAKE)
    filling(seen).answers = with_problems(house, **more)  # type: ignore[attr-defined]
    filling(seen).renewed()  # type: ignore[attr-defined]
    return reader.press(reader.again(seen.ran), "Подати")


def test_what_is_sound_goes_to_its_folder(house: House, reader: Reader) -> None:
    """After submitting, the page of the enquiry."""
    contacts = [{"_id": "k1", "partner": "Притулок", "phone": "+380441112233"}]
    seen = submitted(reader, house, contacts_given=contacts)

    page, query = seen.sent[-1]
    assert page == "enquiry"
    assert house.work.read("enquiry", query["id"]).about["code"] == "2026-E-0001"


def test_a_warning_asks_why_before_anything_is_stored(house: House, reader: Reader) -> None:
    """The first press shows what warns; with a reason the second one stores both."""
    asked = [question(origin="asked", urgency="normal", in_competence="yes"), problem("a", "Раз")]
    seen = submitted(reader, house, requests=asked)

    assert "Ще не виконано" in seen.text
    assert [kind for kind, _ in house.work.store.folders() if kind == "enquiry"] == []

    box = next(area for area in seen.ran.text_area if area.key == "document.reason")
    box.set_value("Людина поспішала")
    seen = reader.press(reader.again(seen.ran), "Подати")
    page, query = seen.sent[-1]
    events = house.work.read("enquiry", query["id"]).events
    assert page == "enquiry"
    assert events[-1]["reason"] == "Людина поспішала"


def test_what_stops_a_document_leads_to_what_mends_it_and_back(house: House, reader: Reader) -> None:
    """Without a permission no start: a button to the consent of the client, then the check as it was."""
    known = client(house)
    intake = with_problems(house, client=known)
    intake.pop("anon_profile", None)
    enquiry = house.submit(house.oksana, "intake", intake, kind="enquiry")
    asked = {"kind": "enquiry", "id": enquiry.id, "form": "start_check"}
    seen = reader.open("document", "oksana", **asked)
    filled(seen, house, asked, started(house))
    seen = reader.press(reader.again(seen.ran), "Подати")

    assert "дозвіл" in seen.ran.error[0].value.lower()
    seen = reader.press(seen, "Заповнити: ")
    page, query = seen.sent[-1]
    assert (page, query) == ("document", {"kind": "client", "id": known, "form": "consent"})

    ran = seen.ran
    ran.query_params.clear()
    for name, value in query.items():
        ran.query_params[name] = value
    seen = reader.again(ran)
    filled(seen, house, query, permitted(house, "process_data"))
    seen = reader.press(reader.again(seen.ran), "Подати")

    page, query = seen.sent[-1]
    assert (page, query) == ("document", asked)


def filled(seen: Seen, house: House, asked: Mapping[str, str], answers: Mapping[str, object]) -> None:
    """Type these answers into the new document at this address."""
    kind, id, form = (str(asked[word]) for word in ("kind", "id", "form"))
    draft = draft_id(house.oksana.person.id, kind, id, form)
    held: Filling = seen.ran.session_state[f"form.{draft}"]
    held.answers = {**held.answers, **answers}
    held.renewed()


def test_rehearsing_uses_up_no_code(house: House, reader: Reader) -> None:
    """The first enquiry is number one, however often it was warned."""
    asked = [question(origin="asked", urgency="normal", in_competence="yes"), problem("a", "Раз")]
    seen = submitted(reader, house, requests=asked)
    reader.press(seen, "Подати")

    assert house.work.store.number("enquiry-2026") == 1


def test_the_client_is_found_inside_the_form(house: House, reader: Reader) -> None:
    """Search and choose: the question is answered, what was typed stays."""
    known = client(house, display_name="Марія")
    seen = reader.open("document", "oksana", **INTAKE)
    search = next(box for box in seen.ran.text_input if box.key and box.key.startswith("client-"))
    search.set_value("Марія")
    seen = reader.press(reader.again(seen.ran), "Обрати")

    assert filling(seen).answers["client"] == known  # type: ignore[attr-defined]


def test_an_initial_is_enough_to_begin_a_card(reader: Reader) -> None:
    """One letter cannot be searched for, and yet it may be all that a person wants to say."""
    seen = reader.open("document", "oksana", **INTAKE)
    search = next(box for box in seen.ran.text_input if box.key and box.key.startswith("client-"))
    search.set_value("Н")
    seen = reader.again(seen.ran)

    assert [button.key for button in seen.ran.button if button.key == "question-new-client"]


def test_a_form_that_does_not_exist_gets_a_sentence(reader: Reader) -> None:
    """A stale or invented address is told, not shown as a crash."""
    seen = reader.open("document", "oksana", kind="enquiry", form="nothing")

    assert "Такого немає" in seen.text
    assert ("До мого дня", "my_day", {}) in seen.links


def test_what_somebody_else_saved_meanwhile_is_masked_too(
    house: House, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever may not see an answer does not see it beside their own either, and nothing clashes for it."""
    told: list[tuple[object, ...]] = []
    done = house.ready(house.oksana, safety_quick="unsure", safety_kind=["violence_from_other"])
    [document] = [
        each for each in house.work.read(done.kind, done.id).documents.values() if each["form"] == "intake"
    ]
    folder, form = house.work.read(done.kind, done.id), house.work.library.form("intake")
    sheet = document_view.Sheet(reader.desk("iryna"), folder, form, document, {}, frozenset(), False)
    outcome = SimpleNamespace(
        act="save",
        answers={},
        revision=1,
        pending={},
        event=lambda: "e1",
        stale=lambda *said: told.append(said),
    )

    def stale(*_: object) -> None:
        raise Stale(kind=done.kind, id=done.id, expected=1, found=2, by=house.ids["oksana"])

    monkeypatch.setattr(acts, "save_draft", stale)
    assert document_view.carry_out(sheet, outcome) is None

    [(theirs, revision, by)] = told
    assert (revision, by) == (folder.revision, house.ids["oksana"])
    assert "violence_from_other" not in str(theirs)
    assert access.MARK in str(theirs)
