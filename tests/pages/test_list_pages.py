"""Lists: search before creating, filters in the address, only what one may read."""

from __future__ import annotations

import json
from pathlib import Path

from casework_house import House, one_question, problem, with_problems
from pages_house import Reader

SAMPLES = Path(__file__).parents[1] / "samples"


def client(house: House, **more: object) -> str:
    """A client's card; its id."""
    answers = {**json.loads((SAMPLES / "e1_client.json").read_text(encoding="utf-8"))["answers"], **more}
    return house.submit(house.oksana, "client", answers, kind="client").id


def test_an_empty_list_names_the_next_thing(reader: Reader) -> None:
    """No row, a sentence, and the button."""
    seen = reader.open("enquiries", "oksana")
    assert "Ще немає звернень" in seen.text
    assert "Нове звернення" in seen.text


def test_the_rows_say_who_what_where_and_when(house: House, reader: Reader) -> None:
    """Code or name, the first request, the stage, the coordinator, the next contact in words."""
    done = house.submit(house.oksana, "intake", with_problems(house), kind="enquiry")
    house.day("2026-05-19")

    seen = reader.open("enquiries", "oksana")

    assert seen.link("2026-E-0001") == ("enquiry", {"id": done.id})
    for words in ("анонімно", "Проблема 0", "Запропоновано супровід", "Оксана", "наступний контакт: завтра"):
        assert words in seen.text, words


def test_markup_in_answers_is_shown_as_typed(house: House, reader: Reader) -> None:
    """No heading, picture or link comes out of a request."""
    words = "# **Жирно** ![x](http://example.org/x.png)"
    asked = [problem("r1", words), problem("r2", "Друге", "property")]
    house.submit(house.oksana, "intake", with_problems(house, requests=asked), kind="enquiry")

    assert r"\*\*Жирно\*\* !\[x\]" in reader.open("enquiries", "oksana").text


def test_completed_enquiries_are_one_filter_away(house: House, reader: Reader) -> None:
    """Open ones are shown first; the address can ask for the others."""
    house.submit(house.oksana, "intake", one_question(house), kind="enquiry")

    assert "2026-E-0001" not in reader.open("enquiries", "oksana").text
    assert "2026-E-0001" in reader.open("enquiries", "oksana", stage="closed").text
    assert "2026-E-0001" in reader.open("enquiries", "oksana", stage="all", area="benefits").text
    assert "Під ці умови" in reader.open("enquiries", "oksana", stage="all", area="housing").text


def test_a_list_with_nothing_open_leads_to_what_is_finished(house: House, reader: Reader) -> None:
    """Nobody has set a filter, so nobody is asked to take one off."""
    house.submit(house.oksana, "intake", one_question(house), kind="enquiry")

    seen = reader.open("enquiries", "oksana")
    assert "Відкритих звернень зараз немає" in seen.text
    seen = reader.press(seen, "Показати завершені")

    assert "2026-E-0001" in seen.text


def test_a_nonsense_filter_in_the_address_is_passed_over(house: House, reader: Reader) -> None:
    """Whatever stands in an address, the page is drawn."""
    house.submit(house.oksana, "intake", with_problems(house), kind="enquiry")

    seen = reader.open("enquiries", "oksana", stage="<b>", page="-7", area="x", whose="?")

    assert "2026-E-0001" in seen.text


def test_search_proposes_similar_clients_and_says_why(house: House, reader: Reader) -> None:
    """By phone in any spelling; from there an enquiry begins for this very person."""
    found = client(house, phone="+380671234567", display_name="Марія")

    seen = reader.open("enquiries", "oksana")
    seen.ran.text_input[0].set_value("067 123-45-67")
    seen = reader.again(seen.ran)

    assert seen.link("2026-0001 · Марія") == ("client", {"id": found})
    assert "той самий телефон" in seen.text
    button = next(each for each in seen.ran.button if each.key == f"enquiry-for-{found}")
    button.set_value(True)
    page, query = reader.again(seen.ran).sent[0]
    assert (page, query["client"]) == ("document", found)


def test_what_was_searched_for_is_not_in_the_address(house: House, reader: Reader) -> None:
    """Names and phones stay out of it."""
    seen = reader.open("enquiries", "oksana")
    seen.ran.text_input[0].set_value("Марія")
    assert not reader.again(seen.ran).ran.query_params


def test_a_lawyer_sees_only_the_cases_of_their_team(house: House, reader: Reader) -> None:
    """What one may not read is not in the list, nor in the count."""
    house.submit(house.oksana, "intake", with_problems(house), kind="enquiry")
    assert "2026-E-0001" not in reader.open("enquiries", "dmytro").text


def test_pages_of_twenty(house: House, reader: Reader) -> None:
    """The twenty-first stands on the second page, which the address names."""
    for _ in range(21):
        house.submit(house.oksana, "intake", one_question(house), kind="enquiry")

    first = reader.open("enquiries", "oksana", stage="all")
    second = reader.open("enquiries", "oksana", stage="all", page="2")

    assert len([label for label, page, _ in first.links if page == "enquiry"]) == 20
    assert [label for label, page, _ in second.links if page == "enquiry"] == ["**2026-E-0001 · анонімно**"]
    assert "21 тека" in first.text


def test_a_named_condition_is_a_filter(house: House, reader: Reader) -> None:
    """What `schemas/filters/` names is offered among the filters and narrows the list."""
    hungry = [{"_id": "b1", "item": "food", "state": "not_met"}]
    house.submit(house.oksana, "intake", with_problems(house), kind="enquiry")
    house.submit(house.oksana, "intake", with_problems(house, basic_needs=hungry), kind="enquiry")

    seen = reader.open("enquiries", "oksana", named="enquiry_basic_needs")

    assert "2026-E-0002" in seen.text
    assert "2026-E-0001" not in seen.text
    assert "Базові потреби не закриті" in seen.text
