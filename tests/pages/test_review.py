"""The supervisor's page: the red line above all, documents to approve or return, cases that need a look."""

from __future__ import annotations

import pytest
from casework_house import House, permitted
from pages_house import Reader
from test_case import Story, answers, story  # noqa: F401  (a fixture)

from suprovid.casework import acts
from suprovid.casework.acts import At, Done, Filled


@pytest.fixture
def waiting(story: Story) -> Done:  # noqa: F811
    """An assessment that waits for Halyna."""
    story.house.settings(approvals={"needs_assessment": True})
    return story.house.submit(story.house.oksana, "needs_assessment", answers("e2_assessment"), story.case)


def asked(done: Done) -> dict[str, str]:
    """The address of a document on this page."""
    return {"kind": done.kind, "id": done.id, "document": str(done.document)}


def test_nobody_on_the_red_line_is_said(reader: Reader, house: House) -> None:
    """An empty house has nothing to look at, and says so."""
    seen = reader.open("review", "halyna")

    assert "Жоден документ не чекає" in seen.text
    assert any("На червоній лінії нікого" in each.value for each in seen.ran.success)


def test_a_crisis_stands_above_what_is_merely_late(reader: Reader, story: Story) -> None:  # noqa: F811
    """The flag puts the case on the red line; late contacts come below."""
    folder = story.house.work.read("case", story.case.id)
    at = At("case", folder.id, folder.revision)
    acts.set_flags(story.house.work, story.house.oksana, at, ["crisis"], "Погрози")
    story.house.day("2026-05-28")

    seen = reader.open("review", "halyna")

    assert "Червона лінія" in seen.text
    assert "Криза" in seen.text
    assert seen.text.index("Червона лінія") < seen.text.index("Варто подивитися")
    assert "Наступний контакт" in seen.text


def test_what_waits_says_who_and_since_when(reader: Reader, waiting: Done, house: House) -> None:
    """One click opens it here."""
    house.day("2026-05-09")

    seen = reader.open("review", "halyna")

    assert "Оксана · чекає 3 дні" in seen.text
    assert seen.link("Оцінка потреб") == ("review", asked(waiting))


def test_comments_by_question_go_back_with_the_document(reader: Reader, waiting: Done, house: House) -> None:
    """Two comments, the second not even added: both go back, and the author sees them."""
    seen = reader.open("review", "halyna", **asked(waiting))
    key = f"review-{waiting.document}"
    seen.ran.selectbox(key=f"{key}-where").set_value(("strategy",))
    seen.ran.text_area(key=f"{key}-text").set_value("Поясніть порядок")
    seen = reader.press(seen, "Додати ще один")
    seen.ran.selectbox(key=f"{key}-where").set_value(("domains", 2))
    seen.ran.text_area(key=f"{key}-text").set_value("Що каже людина?")
    seen = reader.again(seen.ran)

    sent = reader.press(seen, "Повернути з 2 коментарями").sent

    document = house.work.read(waiting.kind, waiting.id).documents[str(waiting.document)]
    assert sent == [("review", {})]
    assert document["state"] == "returned"
    assert [(c["path"], c["text"]) for c in document["comments"]] == [
        (["strategy"], "Поясніть порядок"),
        (["domains", 2], "Що каже людина?"),
    ]


def test_a_document_that_came_back_shows_what_changed(reader: Reader, waiting: Done, house: House) -> None:
    """Before and after of the answers that are others now, and the earlier comments."""
    work, id = house.work, str(waiting.document)
    acts.return_document(work, house.halyna, house.at(waiting), id, [(("strategy",), "Поясніть")])
    better = answers("e2_assessment", strategy="Спершу житло, потім школа")
    acts.submit(work, house.oksana, house.at(waiting), Filled("needs_assessment", better, id))

    seen = reader.open("review", "halyna", **asked(waiting))

    assert "Спершу виплата і психолог" in seen.text
    assert "Спершу житло, потім школа" in seen.text
    assert "Поясніть" in seen.text


def test_approving_makes_it_read_only_and_leads_back(reader: Reader, waiting: Done, house: House) -> None:
    """The list is empty afterwards."""
    seen = reader.press(reader.open("review", "halyna", **asked(waiting)), "Погодити")

    document = house.work.read(waiting.kind, waiting.id).documents[str(waiting.document)]
    assert seen.sent == [("review", {})]
    assert document["state"] == "approved"
    assert "Жоден документ не чекає" in reader.open("review", "halyna").text


def test_the_page_is_not_for_others(reader: Reader, waiting: Done) -> None:
    """A coordinator gets a sentence, not the documents."""
    assert "не для ваших ролей" in reader.open("review", "oksana", **asked(waiting)).text


def test_a_warning_that_was_passed_is_there_with_its_reason(
    reader: Reader,
    story: Story,  # noqa: F811
) -> None:
    """What was missing, who went on and why."""
    story.house.settings(approvals={"needs_assessment": True})
    filled = Filled("needs_assessment", answers("e2_assessment"), "", "Людина просила сьогодні")
    acts.submit(story.house.work, story.house.oksana, story.house.at(story.case), filled)

    seen = reader.open("review", "halyna")

    assert "Є дозвіл на чутливі дані" in seen.text
    assert "Людина просила сьогодні" in seen.text


def test_disagreement_is_seen_with_the_persons_words(reader: Reader, story: Story) -> None:  # noqa: F811
    """A plan that the person agrees with only in part."""
    house = story.house
    house.submit(house.oksana, "consent", permitted(house, "special_data"), story.case)
    story.assessed()
    plan = answers("e1_plan", client_agreement="partly", disagreements="Не хочу до лікаря")
    plan["goals"][0]["serves"] = ["r0"]
    house.submit(house.oksana, "individual_plan", plan, story.case)

    seen = reader.open("review", "halyna")

    assert "Частково" in seen.text
    assert "«Не хочу до лікаря»" in seen.text
