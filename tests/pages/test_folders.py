"""The pages of an enquiry and of a client."""

from __future__ import annotations

import json

from casework_house import House, one_question, problem, question, with_problems
from pages_house import Reader
from test_list_pages import SAMPLES, client

from suprovid.casework import acts
from suprovid.desk import client_question
from suprovid.desk.places import Back


def test_a_missing_or_foreign_folder_gets_a_sentence(house: House, reader: Reader) -> None:
    """No id, an id of nothing, and a folder without the right: told, with a way back."""
    done = house.submit(house.oksana, "intake", with_problems(house), kind="enquiry")

    assert "Такого немає" in reader.open("enquiry", "oksana").text
    assert "Такого немає" in reader.open("enquiry", "oksana", id="0123456789abcdef").text
    refused = reader.open("enquiry", "dmytro", id=done.id)
    assert "Ця тека не ваша" in refused.text
    assert "Проблема" not in refused.text


def test_one_question_shows_no_check_and_urges_nobody(house: House, reader: Reader) -> None:
    """E4.2: proposing stays possible; no criterion is shown."""
    done = house.submit(house.oksana, "intake", one_question(house), kind="enquiry")

    seen = reader.open("enquiry", "oksana", id=done.id)

    assert "Чи починати супровід" not in seen.text
    assert "Запропонувати супровід" in seen.text
    assert "анонімно" in seen.text
    assert "У відділенні фонду, вівторок" in seen.text


def test_two_problems_show_the_check_with_both_counts(house: House, reader: Reader) -> None:
    """E4.6: the check appears with the count of problem requests, not met."""
    one = question(origin="asked", urgency="normal", in_competence="yes")
    asked = [one, problem("a", "Раз"), problem("b", "Два", "property")]
    done = house.submit(house.oksana, "intake", with_problems(house, requests=asked), kind="enquiry")

    seen = reader.open("enquiry", "oksana", id=done.id)

    assert "Проблемних запитів: 2, усіх запитів: 3." in seen.text
    assert "2 проблемні запити, потрібно більше ніж 2" in seen.text
    assert "Висновок за критеріями" in seen.text


def test_the_check_speaks_the_readers_language(house: House, reader: Reader) -> None:
    """English is complete."""
    done = house.submit(house.oksana, "intake", with_problems(house), kind="enquiry")
    acts.set_language(house.work, house.oksana, acts.person_at(house.work, house.ids["oksana"]), "en")

    seen = reader.open("enquiry", "oksana", id=done.id)

    assert "Problem requests: 3, all requests: 3." in seen.text
    assert "3 problem requests, more than 2 needed" in seen.text
    assert "⟦" not in seen.text


def test_the_proposal_opens_the_form_that_opens_a_case(house: House, reader: Reader) -> None:
    """No form is named: the one with `opens` is taken."""
    done = house.submit(house.oksana, "intake", with_problems(house), kind="enquiry")

    seen = reader.press(reader.open("enquiry", "oksana", id=done.id), "Запропонувати супровід")

    assert seen.sent == [("document", {"kind": "enquiry", "id": done.id, "form": "start_check"})]


def test_earlier_checks_stay_as_they_stood(house: House, reader: Reader) -> None:
    """Later, with the day to come back; the snapshot of that day is in the history."""
    done = house.submit(house.oksana, "intake", with_problems(house), kind="enquiry")
    check = json.loads((SAMPLES / "e1_start_check_july.json").read_text(encoding="utf-8"))["answers"]
    house.submit(house.oksana, "start_check", {**check, "revisit_date": "2026-05-20"}, into=done)

    seen = reader.open("enquiry", "oksana", id=done.id)

    assert "20.05.2026" in seen.text
    assert "«Подивлюся, як піде»" in seen.text
    assert "Пізніше" in seen.text


def test_an_anonymous_person_becomes_known_later(house: House, reader: Reader) -> None:
    """Search, choose, and the enquiry has its client."""
    found = client(house, display_name="Марія")
    done = house.submit(house.oksana, "intake", with_problems(house), kind="enquiry")

    seen = reader.open("enquiry", "oksana", id=done.id)
    seen.ran.text_input[0].set_value("Марія")
    reader.press(reader.again(seen.ran), "Це ця людина")

    assert house.work.read("enquiry", done.id).about["client"] == found


def test_a_similar_earlier_request_is_noticed(house: House, reader: Reader) -> None:
    """A yellow line with what, when and where."""
    known = client(house)
    first = {**one_question(house), "client": known}
    first.pop("anon_profile")
    house.submit(house.oksana, "intake", first, kind="enquiry")
    house.day("2026-06-01")
    handling = house.work.library.form("intake").field("repeat_handling").choices("uk")[0].value
    asked = [question(_id="r2", answered_on="2026-06-01")]
    again = {**first, "enquiry_date": "2026-06-01", "requests": asked, "repeat_handling": handling}
    done = house.submit(house.oksana, "intake", again, kind="enquiry")

    assert "Подібний запит уже був" in reader.open("enquiry", "oksana", id=done.id).text


def test_a_client_shows_card_contacts_permissions_and_enquiries(house: House, reader: Reader) -> None:
    """The safe way to call stands out."""
    known = client(house, display_name="Марія")
    answers = with_problems(house, client=known)
    answers.pop("anon_profile")
    done = house.submit(house.oksana, "intake", answers, kind="enquiry")

    seen = reader.open("client", "oksana", id=known)

    assert "2026-0001 · Марія" in seen.text
    assert "Писати будь-коли, не дзвонити" in seen.text
    assert "Дозволів ще не питали" in seen.text
    assert seen.link("2026-E-0001") == ("enquiry", {"id": done.id})


def test_the_safe_way_to_call_is_masked_for_those_who_do_not_see_it(house: House, reader: Reader) -> None:
    """Restricted answers show as dots."""
    known = client(house)
    house.hire("petro", "Петро", "frontliner")

    seen = reader.open("client", "petro", id=known)

    assert "•••" in seen.text
    assert "не дзвонити" not in seen.text


def test_codes_stand_for_names_when_the_house_wants_it(house: House, reader: Reader) -> None:
    """The setting holds on pages and in lists."""
    known = client(house, display_name="Марія")
    house.settings(show_codes=True)

    assert "Марія" not in "\n".join(label for label, _, _ in reader.open("enquiries", "oksana").links)
    seen = reader.open("client", "oksana", id=known)
    assert "2026-0001" in seen.ran.title[0].value
    assert "Марія" not in seen.ran.title[0].value


def test_a_card_begun_from_an_anonymous_enquiry_is_linked_to_it(house: House, reader: Reader) -> None:
    """Nobody has to search again for the person whom one has just entered."""
    done = house.submit(house.oksana, "intake", with_problems(house), kind="enquiry")
    known = client(house, display_name="Марія")

    page, query = client_question.leads_to(reader.desk("oksana"), Back({"id": done.id}), known)

    assert (page, query) == ("enquiry", {"id": done.id})
    assert house.work.read("enquiry", done.id).about["client"] == known
