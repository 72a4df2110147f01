"""My day: danger first, then the late; each task leads to where it is done."""

from __future__ import annotations

from casework_house import House, one_question, with_problems
from pages_house import Reader

from suprovid.casework import acts
from suprovid.store.drafts import Draft


def test_an_empty_house_says_where_to_begin(reader: Reader) -> None:
    """A greeting, the day in words, and the button for the first enquiry."""
    seen = reader.open("my_day", "oksana")

    assert "Доброго ранку, Оксана!" in seen.text
    assert "середа, 6 травня" in seen.text
    assert "Справ поки немає" in seen.text
    assert "Нове звернення" in seen.text


def test_a_new_enquiry_begins_with_a_draft_of_its_own(reader: Reader) -> None:
    """Two enquiries begun one after the other do not meet in one draft."""
    addresses = [reader.press(reader.open("my_day", "oksana"), "Нове звернення").sent[0] for _ in range(2)]

    assert all(page == "document" and query["kind"] == "enquiry" for page, query in addresses)
    assert addresses[0][1]["draft"] != addresses[1][1]["draft"]


def test_unmet_needs_and_danger_stand_above_everything(house: House, reader: Reader) -> None:
    """An unmet basic need comes before what is merely late."""
    needs = [{"_id": "b1", "item": "food", "state": "not_met"}]
    done = house.submit(house.oksana, "intake", with_problems(house, basic_needs=needs), kind="enquiry")
    house.day("2026-05-25")

    seen = reader.open("my_day", "oksana")

    assert seen.text.index("Зараз, перш ніж усе інше") < seen.text.index("Прострочено")
    assert seen.link("Закрити нагальну потребу сьогодні: Їжа") == ("enquiry", {"id": done.id})


def test_a_late_contact_is_told_in_words_and_leads_to_the_note(house: House, reader: Reader) -> None:
    """Three days after the promised day it is red, and a click opens the form in which a talk is kept."""
    done = house.submit(house.oksana, "intake", with_problems(house), kind="enquiry")
    house.day("2026-05-23")

    seen = reader.open("my_day", "oksana")
    page, query = seen.link("Наступний контакт")

    assert ":red[прострочено на 3 дні]" in seen.text
    assert (page, query["id"], query["form"]) == ("document", done.id, "contact_note")


def test_tasks_of_others_are_not_mine_unless_i_stand_in(house: House, reader: Reader) -> None:
    """A deputy sees what waits for the person whom they stand in for, with that name."""
    house.submit(house.oksana, "intake", with_problems(house), kind="enquiry")
    house.hire("olena", "Олена", "coordinator")
    house.day("2026-05-23")
    assert "Наступний контакт" not in reader.open("my_day", "olena").text

    oksana = acts.person_at(house.work, house.ids["oksana"])
    acts.change_person(house.work, house.halyna, oksana, {"deputy": house.ids["olena"]})
    seen = reader.open("my_day", "olena")

    assert "Наступний контакт" in seen.text
    assert "замість: Оксана" in seen.text


def test_a_supervisor_sees_what_is_red_in_the_team(house: House, reader: Reader) -> None:
    """Not what is only due today."""
    house.submit(house.oksana, "intake", with_problems(house), kind="enquiry")
    house.day("2026-05-20")
    assert "У команді прострочено" not in reader.open("my_day", "halyna").text

    house.day("2026-05-26")
    seen = reader.open("my_day", "halyna")

    assert "У команді прострочено" in seen.text
    assert "· Оксана" in seen.text


def test_a_returned_document_tells_how_many_comments_wait(house: House, reader: Reader) -> None:
    """The worker finds it by its title, and one click opens it."""
    done = house.submit(house.oksana, "intake", one_question(house), kind="enquiry")
    said = [(("requests",), "Уточніть"), (("outcome",), "Точно?")]
    acts.return_document(house.work, house.halyna, house.at(done), done.document or "", said)

    seen = reader.open("my_day", "oksana")

    assert seen.link("Виправити повернений документ: Звернення (2 коментарі)")[1]["document"] == done.document


def test_unfinished_drafts_go_on_or_are_thrown_away(house: House, reader: Reader) -> None:
    """What was typed and not saved waits here; a throw-away asks once."""
    me = house.ids["oksana"]
    house.work.drafts.keep(
        Draft(me, "abcdef0123456789", "intake", {"channel": "phone"}, updated="2026-05-05T10:00:00")
    )

    seen = reader.open("my_day", "oksana")
    page, query = seen.link("Звернення")

    assert (page, query["draft"], query["kind"]) == ("document", "abcdef0123456789", "enquiry")
    assert "почато учора" in seen.text
    seen = reader.press(seen, "Відкинути безповоротно?")
    assert house.work.drafts.of(me) == ()
    assert "почато" not in seen.text
