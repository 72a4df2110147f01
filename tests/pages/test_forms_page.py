"""The methodologist's page: preview, questions, small edits, the text with its checks, versions."""

from __future__ import annotations

import json
import shutil
import threading
from pathlib import Path
from typing import Any

import pytest
from casework_house import House, one_question
from pages_house import Reader, Seen

NASTY = "<i>Голуб</i> **та** [миша](http://x)"


@pytest.fixture
def schemas(tmp_path: Path) -> Path:
    """A folder of forms that may be changed."""
    return Path(shutil.copytree(Path(__file__).parents[2] / "schemas", tmp_path / "schemas"))


def at_text(reader: Reader, form: str = "contact_note") -> Seen:
    """The page with the tab where forms are changed."""
    seen = reader.open("forms", "marta", form=form)
    seen.ran.session_state["forms.tab"] = "Змінити"
    return reader.again(seen.ran)


OWN = "Підпис (Українська) \\*"
"""The label without which there is no question."""
EDITS = {
    "Додати питання": "new_question",
    "Змінити підпис і підказку": "new_label",
    "Перемістити питання": "new_place",
    "Обов'язковість": "new_must",
    "Додати варіант": "new_choice",
    "Більше не пропонувати": "retire",
}


def choose(reader: Reader, seen: Seen, edit: str) -> Seen:
    """One of the small edits."""
    seen.ran.pills[0].set_value(EDITS[edit])
    return reader.again(seen.ran)


def field(seen: Seen, label: str) -> Any:
    """A widget by its label."""
    ran = seen.ran
    widgets = (*ran.text_input, *ran.selectbox, *ran.text_area, *ran.checkbox)
    return next(widget for widget in widgets if widget.label == label)


def text_of(seen: Seen) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(field(seen, "Текст форми (JSON Schema)").value)
    return found


def test_only_a_methodologist_changes_forms(reader: Reader) -> None:
    """Others are told that the page is not theirs."""
    assert "не для ваших ролей" in reader.open("forms", "oksana").text


def test_the_chosen_form_is_seen_as_workers_see_it(house: House, reader: Reader) -> None:
    """With its version, how many documents there are, and an invented case."""
    house.submit(house.oksana, "intake", one_question(house), kind="enquiry")

    seen = reader.open("forms", "marta", form="intake")

    assert "intake · версія 2026.1 · документів: 1" in seen.text
    assert "Дата звернення" in str([widget.label for widget in seen.ran.date_input])


def test_questions_are_a_readable_list(reader: Reader) -> None:
    """Label, kind, when it is asked, in words; also where a rule asks about a fact."""
    seen = reader.open("forms", "marta", form="intake")
    seen.ran.session_state["forms.tab"] = "Питання"
    text = reader.again(seen.ran).text

    assert "показано, якщо вибрано «Інше» у «Спосіб звернення»" in text
    assert "fact." not in text


def test_what_is_worked_out_is_told_as_a_value(reader: Reader) -> None:
    """Not as something that is so or not: nobody answers a number with yes."""
    seen = reader.open("forms", "marta", form="referral")
    seen.ran.session_state["forms.tab"] = "Питання"

    worked_out = [each for each in reader.again(seen.ran).text.split(" · ") if "обчислюється" in each]
    assert worked_out
    assert not any("так" in each.split() for each in worked_out)


def test_a_label_in_another_language_alone_makes_no_question(reader: Reader) -> None:
    """It would be asked in English of everybody and count as translated; the one needed is marked."""
    seen = choose(reader, at_text(reader), "Додати питання")
    field(seen, "Підпис (English)").input("Weather")
    seen = reader.again(seen.ran)
    assert next(each for each in seen.ran.button if each.label == "Внести до форми").disabled

    field(seen, OWN).input("Погода")
    seen = reader.again(seen.ran)
    assert not next(each for each in seen.ran.button if each.label == "Внести до форми").disabled


def test_a_question_is_added_without_reading_json(reader: Reader) -> None:
    """What it would do is told beside; nothing is in force before it is published."""
    seen = choose(reader, at_text(reader), "Додати питання")
    field(seen, OWN).input("Погода")
    field(seen, "Підпис (English)").input("Weather")
    field(seen, "Як відповідають").select("choice")
    seen = reader.again(seen.ran)
    field(seen, "Варіанти, кожен з нового рядка").input("Сонце\nДощ\n")
    seen = reader.press(reader.again(seen.ran), "Внести до форми")

    assert text_of(seen)["properties"]["pohoda"]["oneOf"] == [
        {"const": "sontse", "title": "Сонце"},
        {"const": "doshch", "title": "Дощ"},
    ]
    assert "Внесено" in str([each.value for each in seen.ran.success])
    assert "pohoda" in seen.text
    assert "Опублікувати" in seen.text


def test_an_edit_is_tried_before_it_is_published(reader: Reader) -> None:
    """The preview shows the form with what is being edited; the switch shows the one in force."""
    seen = choose(reader, at_text(reader), "Додати питання")
    field(seen, OWN).input("Погода")
    field(seen, "Розділ").select("contact")
    seen = reader.press(reader.again(seen.ran), "Внести до форми")
    assert "«English»" in seen.text
    seen.ran.session_state["forms.tab"] = "Як виглядає"
    seen = reader.again(seen.ran)
    assert "Погода" in [widget.label for widget in seen.ran.text_input]

    next(each for each in seen.ran.toggle if each.label == "З вашими змінами").set_value(False)
    seen = reader.again(seen.ran)

    assert "Погода" not in [widget.label for widget in seen.ran.text_input]


def test_what_was_changed_waits_as_a_draft(reader: Reader) -> None:
    """Another browser, another day: the text is as it was left."""
    seen = choose(reader, at_text(reader), "Змінити підпис і підказку")
    field(seen, "Питання").select("contact_at")
    seen = reader.again(seen.ran)
    field(seen, OWN).input(NASTY)
    reader.press(reader.again(seen.ran), "Внести до форми")

    assert text_of(at_text(reader))["properties"]["contact_at"]["title"] == NASTY


def test_a_question_is_moved_by_choosing_its_neighbour(reader: Reader) -> None:
    """The section and the question before it; the differences say that no document is touched."""
    seen = choose(reader, at_text(reader), "Перемістити питання")
    field(seen, "Питання").select("contact_at")
    seen = reader.again(seen.ran)
    field(seen, "Розділ").select("news")
    seen = reader.again(seen.ran)
    field(seen, "Після якого питання").select("")
    seen = reader.press(reader.again(seen.ran), "Перемістити")

    sections = {each["key"]: each["fields"] for each in text_of(seen)["x-layout"]}
    assert sections["news"][0] == "contact_at"
    assert "contact_at" not in str(sections["contact"])
    assert "Змінено порядок полів або розділи." in seen.text


def test_a_hint_is_written_and_a_question_made_optional(reader: Reader) -> None:
    """Two edits, one after the other, in one text."""
    seen = choose(reader, at_text(reader), "Змінити підпис і підказку")
    field(seen, "Питання").select("contact_at")
    seen = reader.again(seen.ran)
    field(seen, "Підказка (Українська)").input(NASTY)
    seen = reader.press(reader.again(seen.ran), "Внести до форми")
    seen = choose(reader, seen, "Обов'язковість")
    field(seen, "Питання").select("contact_at")
    seen = reader.press(reader.again(seen.ran), "Зробити необов'язковим")

    assert text_of(seen)["properties"]["contact_at"]["description"] == NASTY
    assert "contact_at" not in text_of(seen)["required"]


def test_choices_of_a_shared_list_are_changed_elsewhere(reader: Reader) -> None:
    """The file is named; the text stays as it was."""
    seen = choose(reader, at_text(reader, "intake"), "Додати варіант")
    field(seen, "Питання").select("channel")
    seen = reader.again(seen.ran)
    field(seen, OWN).input("Голубом")
    before = text_of(seen)
    seen = reader.press(reader.again(seen.ran), "Внести до форми")

    assert "lists/channel.json" in seen.text
    assert text_of(seen) == before


def test_a_question_is_retired_and_offered_again(reader: Reader) -> None:
    """The same button twice gives the text as it was."""
    seen = at_text(reader)
    before = text_of(seen)
    for words in ("Більше не пропонувати", "Пропонувати знову"):
        seen = choose(reader, seen, "Більше не пропонувати")
        field(seen, "Питання").select("contact_at")
        seen = reader.press(reader.again(seen.ran), words)

    assert text_of(seen) == before


def test_a_fault_in_the_text_is_told_with_its_place(reader: Reader) -> None:
    """And the form cannot be published; the small edits wait until it is mended."""
    seen = at_text(reader)
    key = field(seen, "Текст форми (JSON Schema)").key
    seen.ran.text_area(key=key).input('{"title": ')
    seen = reader.again(seen.ran)

    assert next(button for button in seen.ran.button if "Опублікувати" in button.label).disabled
    seen = choose(reader, seen, "Додати питання")
    field(seen, OWN).input("Погода")
    seen = reader.press(reader.again(seen.ran), "Внести до форми")
    assert "Спершу виправте" in seen.text


def test_how_far_the_lists_have_followed_is_told_until_they_have(reader: Reader) -> None:
    """In numbers; one can go on working, and afterwards nothing is said any more."""
    renewal, go_on = reader.house.work.renewal, threading.Event()
    keys = [("case", f"{number}") for number in range(400)]
    renewal.begin(keys, lambda some: go_on.wait(20) and None)

    going = reader.open("forms", "marta")
    [bar] = going.ran.get("progress")
    assert "готово 0 з 400" in bar.proto.text
    go_on.set()
    renewal.wait()
    assert renewal.counted == (400, 400)
    assert not reader.again(going.ran).ran.get("progress")
