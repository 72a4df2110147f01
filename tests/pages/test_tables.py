"""Lists that leave as tables, and organisations that come in from one."""

from __future__ import annotations

import pytest
from casework_house import House, one_question, with_problems
from pages_house import Reader

from suprovid.casework.directory import KIND, Sought, search
from suprovid.desk import list_view, my_day_view, places, taking_away
from suprovid.errors import NotAllowed
from suprovid.exchange import bringing
from suprovid.exchange.calendar import calendar
from suprovid.exchange.sheets import as_csv, as_xlsx, read, table
from suprovid.exchange.worklist import worklist
from suprovid.store.questions import Filter

NASTY = '=HYPERLINK("http://x.example")'


def test_a_list_leaves_without_names_and_words(house: House, reader: Reader) -> None:
    """Codes, stages in words, who leads, days; what a person said stays here."""
    house.submit(house.oksana, "intake", with_problems(house), kind="enquiry")
    rows = house.work.index.find([Filter("kind", "=", "enquiry")]).rows

    made = worklist(house.work, house.oksana, rows)

    [row] = made.rows
    assert row[0] == "2026-E-0001"
    assert "Запропоновано супровід" in row
    assert "Проблема" not in str(made)
    assert read(as_xlsx(made)) == read(as_csv(made)) == made


def test_a_list_that_leaves_is_the_list_on_the_screen(house: House, reader: Reader) -> None:
    """All pages of it, under the filters chosen; the journal knows who took it."""
    for _ in range(3):
        house.submit(house.oksana, "intake", with_problems(house), kind="enquiry")
    house.submit(house.oksana, "intake", one_question(house), kind="enquiry")

    seen = reader.open("enquiries", "oksana")
    offered = [button.proto.label for button in seen.ran.get("download_button")]
    desk = reader.desk("oksana")
    asked = [Filter("kind", "=", "enquiry"), Filter("open", "=", True)]
    write = taking_away.writing(
        desk,
        "enquiry",
        "csv",
        lambda: worklist(house.work, house.oksana, list_view.everything(desk, "enquiry", asked)),
    )

    assert offered == ["Книга Excel (XLSX)", "Текст із розділювачами (CSV)"]
    assert len(read(write()).rows) == 3
    [entry] = house.work.journal.read(what="exported")
    assert (entry.who, entry.kind, entry.id) == (house.oksana.person.id, "list", "enquiry")


def given(*rows: list[str]) -> bytes:
    """A table as an integrator keeps it."""
    head = ["Назва", "Чим займається", "Сфери", "Вид", "Наш внутрішній номер", "website"]
    return as_xlsx(table(head, rows))


ROWS = (
    ["Лікарня «Надія»", "Лікує", "Правова допомога; щось своє", "", "17", "https://n.example"],
    [NASTY, "", "", "", "", ""],
    ["лікарня  «надія»", "Удруге", "", "", "", ""],
    ["", "Без назви", "", "", "", ""],
)


def test_a_table_becomes_drafts_of_the_directory(house: House, reader: Reader) -> None:
    """Each named row once; what was not understood is told, and nothing is guessed."""
    desk = reader.desk("iryna")
    form = places.founding(desk, KIND)
    assert form is not None

    found = bringing.understood(form, read(given(*ROWS)), ())

    assert [row[bringing.columns(form)[0].key] for row in found.rows] == [ROWS[0][0], NASTY]
    assert found.known == ("лікарня  «надія»",)
    assert found.columns == ("Наш внутрішній номер",)
    assert "щось своє" in found.choices
    assert bringing.bring(house.work, desk.by, form, found, "e1") == 2
    assert bringing.bring(house.work, desk.by, form, found, "e1") == 2
    assert [one.name for one in search(house.work, desk.by, Sought())] == [NASTY, ROWS[0][0]]
    again = bringing.understood(form, read(given(*ROWS)), [ROWS[0][0], NASTY])
    assert not again.rows


def test_who_may_not_add_organisations_brings_none(house: House, reader: Reader) -> None:
    """No button, and the act refuses."""
    form = places.founding(reader.desk("iryna"), KIND)
    assert form is not None
    found = bringing.understood(form, read(given(*ROWS)), ())

    assert "З таблиці" in reader.open("directory", "iryna").text
    assert "З таблиці" not in reader.open("directory", "oksana").text
    with pytest.raises(NotAllowed):
        bringing.bring(house.work, house.oksana, form, found, "e1")


def test_the_empty_table_is_understood_when_it_comes_back(reader: Reader) -> None:
    """Its heading names questions, in the reader's language."""
    desk = reader.desk("iryna")
    form = places.founding(desk, KIND)
    assert form is not None
    head = read(as_xlsx(bringing.template(form, "en"))).head

    found = bringing.understood(form, table(head, [["X"] + [""] * (len(head) - 1)]), ())

    assert not found.columns
    assert len(found.rows) == 1


def test_what_is_due_goes_into_a_calendar_without_names(house: House, reader: Reader) -> None:
    """A day each, with the code and what to do; not a word of what was said."""
    house.submit(house.oksana, "intake", with_problems(house), kind="enquiry")
    house.day("2026-05-20")
    desk = reader.desk("oksana")
    day = my_day_view.day_of(desk)

    text = calendar(house.work, desk.by, (*day.late, *day.today, *day.week)).decode()

    assert "Забрати справи в календар" in [
        button.proto.label for button in reader.open("my_day", "oksana").ran.get("download_button")
    ]
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert "SUMMARY:2026-E-0001" in text
    assert "Проблема" not in text.replace("\r\n ", "")
