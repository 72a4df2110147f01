"""A case on one page: what is next, the thread with its breaks, the plan, referrals, consents, history."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from casework_house import House, client, started
from pages_house import Reader, Seen

from suprovid.casework import acts
from suprovid.casework.acts import At, Done, Filled

SAMPLES = Path(__file__).parents[1] / "samples"


def answers(name: str, **more: Any) -> dict[str, Any]:
    """The answers of a sample document."""
    found = json.loads((SAMPLES / f"{name}.json").read_text(encoding="utf-8"))["answers"]
    return {**found, **more}


@dataclass
class Story:
    """A case with its enquiry, as it goes on."""

    house: House
    enquiry: Done
    case: Done

    def assessed(self) -> None:
        self.house.submit(self.house.oksana, "needs_assessment", answers("e2_assessment"), self.case)

    def planned(self) -> Done:
        plan = answers("e1_plan")
        plan["goals"][0]["serves"] = ["r0"]
        return self.house.submit(self.house.oksana, "individual_plan", plan, self.case)

    def noted(self, **more: Any) -> Done:
        note = answers("e2_contact_note", topics=["r0"], steps_update=[], **more)
        note.pop("steps_update") if not note["steps_update"] else None
        return self.house.submit(self.house.oksana, "contact_note", note, self.case)

    def referred(self, **more: Any) -> Done:
        referral = answers("e1_referral", for_request="r0", **more)
        return self.house.submit(self.house.oksana, "referral", referral, self.case)


@pytest.fixture
def story(house: House) -> Story:
    """Oksana's case of Mariana, begun on 6 May 2026."""
    person = client(house, interpreter_needed=True, communication_needs=["large_print"])
    enquiry = house.ready(house.oksana, client=person.id, anon_profile=None)
    done = house.submit(house.oksana, "start_check", started(house), enquiry)
    kind, id = done.opened[0]
    return Story(house, enquiry, Done(kind, id, house.work.read(kind, id).revision, "", None))


def opened(reader: Reader, story: Story, login: str = "oksana", part: str = "") -> Seen:
    """The page of the case, with one of its parts open."""
    seen = reader.open("case", login, id=story.case.id)
    if part:
        seen.ran.session_state[f"case-parts-{story.case.id}"] = part
        seen = reader.again(seen.ran)
    return seen


def test_the_head_says_whose_who_and_how_to_talk(reader: Reader, story: Story) -> None:
    """Code and name, language, interpreter and needs, the coordinator, the next contact."""
    seen = opened(reader, story)

    for words in ("Мар'яна", "Українська", "потрібен переклад", "Великий шрифт", "Веде: Оксана"):
        assert words in seen.text
    assert "Житло і документи" in seen.text
    assert "Наступний контакт" in seen.text


def test_a_missing_case_and_a_case_of_others_are_sentences(reader: Reader, story: Story) -> None:
    """Nothing of the case is shown to somebody who may not read it, and there is a way on."""
    assert "Мар'яна" not in opened(reader, story, "iryna").text
    assert reader.open("case", "oksana", id="0" * 16).ran.warning


def test_the_gate_names_what_is_missing_and_leads_to_what_mends_it(reader: Reader, story: Story) -> None:
    """Before the assessment a permission for sensitive data is missed softly; its form is one click away."""
    seen = opened(reader, story)
    assert "Далі: Оцінка потреб" in seen.text
    assert "Є дозвіл на чутливі дані" in seen.text

    page, query = reader.press(seen, "Згода та інформування").sent[0]
    assert (page, query["form"], query["id"]) == ("document", "consent", story.case.id)


def test_the_form_that_is_next_has_one_button(reader: Reader, story: Story) -> None:
    """Several missing things are mended by the plan: the button on top leads there, once."""
    story.assessed()

    seen = opened(reader, story)

    assert seen.ran.button(key="case-now").label == "Індивідуальний план"
    assert "План подано" in seen.text
    assert "Є хоча б одна ціль" in seen.text
    assert [each.key for each in seen.ran.button if each.label == "Індивідуальний план"] == ["case-now"]


def test_a_warning_is_passed_with_a_reason(reader: Reader, story: Story) -> None:
    """It leaves the line, and stands in the history with its reason."""
    work, by = story.house.work, story.house.oksana
    folder = work.read("case", story.case.id)
    at = At("case", folder.id, folder.revision)
    acts.pass_gate(work, by, at, "engaged/assessment/special_data", "Запитаємо на зустрічі")

    seen = opened(reader, story, part="Історія")

    assert "Запитаємо на зустрічі" in seen.text
    assert "Попри застереження: Є дозвіл на чутливі дані" in seen.text
    assert "пройдено, бо Запитаємо на зустрічі" in seen.text


def test_the_thread_says_where_it_breaks(reader: Reader, story: Story) -> None:
    """A request that no goal serves is a break, in words; a served one shows its goal and steps."""
    story.assessed()
    story.planned()

    seen = opened(reader, story)

    assert "Тут розрив: жодна ціль не служить цьому запиту" in seen.text
    assert "Подано документи на встановлення інвалідності" in seen.text
    assert "Взяти направлення від лікаря" in seen.text


def test_steps_say_who_when_and_what_they_wait_for(reader: Reader, story: Story) -> None:
    """The first step is marked, a later one waits by name; readiness for the lawyer is counted."""
    story.assessed()
    story.planned()

    seen = opened(reader, story, part="План")

    assert "Почніть звідси" in seen.text
    assert "чекає на: 2. Отримати виписку з лікарні" in seen.text
    assert "До адвоката готово 0 з 3" in seen.text


def test_an_approved_plan_goes_on_as_a_new_version(reader: Reader, story: Story) -> None:
    """The button begins a draft from the plan in force and opens it."""
    story.assessed()
    old = story.planned().document

    sent = reader.press(opened(reader, story, part="План"), "нова версія").sent[0]

    found = story.house.work.read("case", story.case.id).documents[sent[1]["document"]]
    assert (sent[0], found["state"], found["previous"]) == ("document", "draft", old)


def test_a_decline_keeps_its_reasons_and_suggests_without_choosing(reader: Reader, story: Story) -> None:
    """Both offers are there, with words and reasons; other formats are named; a bad experience warns."""
    offers = answers("e1_referral")["offers"][:1]
    kept = {"offers": offers, "state": "declined"}
    gone = ("sent_via", "sent_on", "appointment", "appointment_place", "attended_on", "feedback_from")
    more = ("feedback", "service_received", "client_rating", "would_again", "outcome_need", "next_action")
    referral = answers("e1_referral", for_request="r0", **kept)
    for name in (*gone, *more):
        referral.pop(name)
    story.house.submit(story.house.oksana, "referral", referral, story.case)

    seen = opened(reader, story, part="Направлення")

    assert "Відмова людини" in seen.text
    assert "«Був там раз, більше не хочу»" in seen.text
    assert "Незнайоме місце" in seen.text
    assert "Можна запропонувати інакше" in seen.text
    assert "зустріч з фахівцем у нас" in seen.text
    page, query = reader.press(seen, "Нова пропозиція").sent[0]
    assert page == "document"
    assert query["document"] in story.house.work.read("case", story.case.id).documents


def test_consents_say_for_what_and_how_they_stand(reader: Reader, story: Story) -> None:
    """The permission of the enquiry counts for the case."""
    seen = opened(reader, story, part="Згоди")

    assert "Обробка персональних даних" in seen.text
    assert "дозволено" in seen.text


def test_lamps_say_what_lit_them(reader: Reader, story: Story) -> None:
    """The first function is lit by the proposal to start."""
    seen = opened(reader, story, part="Функції й завдання")

    assert "Виявлення проблеми" in seen.text
    assert "Пропозиція фахівця: Почати" in seen.text
    assert "ще немає" in seen.text


def test_a_look_is_kept_in_the_journal_once(reader: Reader, story: Story) -> None:
    """Who opened the case, not each redraw of it."""
    seen = opened(reader, story)
    reader.again(seen.ran)

    looks = [entry for entry in story.house.work.journal.read() if entry.what == "looked"]
    assert [(entry.kind, entry.id) for entry in looks] == [("case", story.case.id)]


def test_a_reader_without_restricted_answers_sees_no_risk(reader: Reader, story: Story) -> None:
    """Risk is for the coordinator and the supervisor, not for everybody in the team."""
    story.assessed()
    house = story.house
    folder = house.work.read("case", story.case.id)
    card = next(d for d in folder.documents.values() if d["form"] == "case")
    team = [
        {"_id": "t1", "who": house.ids["dmytro"], "role": "lawyer", "since": "2026-05-06", "may_see": "full"}
    ]
    filled = Filled("case", {**card["answers"], "case_team": team}, card["id"])
    acts.submit(house.work, house.oksana, At("case", folder.id, folder.revision), filled)

    assert "ризик: низький" in opened(reader, story).text
    assert "ризик: низький" not in opened(reader, story, "dmytro").text
