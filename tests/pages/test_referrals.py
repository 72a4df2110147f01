"""Open referrals by whom they wait for; somebody who only follows them sees no content."""

from __future__ import annotations

import pytest
from casework_house import House
from pages_house import Reader
from test_case import Story, answers, story  # noqa: F401  (a fixture)

from suprovid.casework.workspace import Workspace

GONE = ("attended_on", "feedback_from", "feedback", "service_received", "client_rating", "would_again")
LATER = (*GONE, "outcome_need", "next_action", "appointment", "appointment_place")


def sent(**more: object) -> dict[str, object]:
    """A referral that the provider has, and nobody has answered."""
    found = answers("e1_referral", for_request="r0", state="sent", sent_on="2026-05-06")
    return {name: value for name, value in {**found, **more}.items() if name not in LATER}


def declined() -> dict[str, object]:
    """A referral that the person does not want."""
    offers = answers("e1_referral")["offers"][:1]
    found = sent(state="declined", offers=offers)
    return {name: value for name, value in found.items() if name not in ("sent_on", "sent_via")}


def test_an_empty_house_says_where_referrals_begin(reader: Reader, house: House) -> None:
    """Not an empty page."""
    assert "Відкритих направлень немає" in reader.open("referrals", "oksana").text


def test_referrals_stand_by_whom_they_wait_for(reader: Reader, story: Story) -> None:  # noqa: F811
    """What needs a decision first, with its reasons and other formats; how long the provider takes."""
    house = story.house
    house.submit(house.oksana, "referral", sent(feedback_expected_on="2026-05-10"), story.case)
    house.submit(house.oksana, "referral", declined(), story.case)
    house.day("2026-05-12")

    seen = reader.open("referrals", "oksana")

    assert seen.text.index("Треба вирішити, що далі") < seen.text.index("Чекаємо на надавача")
    assert "Незнайоме місце" in seen.text
    assert "Можна запропонувати інакше" in seen.text
    assert ":red[строк: прострочено на 2 дні]" in seen.text


def test_a_closed_case_waits_for_no_decision(
    reader: Reader,
    story: Story,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What was to be decided is over with the case; what the provider still has stays in sight."""
    house = story.house
    house.submit(house.oksana, "referral", sent(), story.case)
    house.submit(house.oksana, "referral", declined(), story.case)
    closed = {(story.case.kind, story.case.id)}
    monkeypatch.setattr(Workspace, "closed_among", lambda work, keys: closed & set(keys))

    seen = reader.open("referrals", "oksana")

    assert "Треба вирішити, що далі" not in seen.text
    assert "Чекаємо на надавача" in seen.text


def test_who_follows_only_the_state_sees_no_words(reader: Reader, story: Story) -> None:  # noqa: F811
    """The integrator knows provider, format and state, not the purpose, the reasons or the person."""
    house = story.house
    house.submit(house.oksana, "referral", declined(), story.case)

    seen = reader.open("referrals", "iryna")

    assert "Служба психологічної підтримки" in seen.text
    assert "Відмова людини" in seen.text
    for hidden in ("Мар'яна", "Перша розмова", "Незнайоме місце", "Був там раз"):
        assert hidden not in seen.text


def test_a_click_opens_the_document(reader: Reader, story: Story) -> None:  # noqa: F811
    """One click to the chain of offers."""
    done = story.house.submit(story.house.oksana, "referral", sent(), story.case)

    page, query = reader.open("referrals", "oksana").link("Перша розмова з психологом")

    assert (page, query["document"]) == ("document", done.document)


def test_filters_narrow_the_list(reader: Reader, story: Story) -> None:  # noqa: F811
    """Only mine, by the address."""
    story.house.submit(story.house.oksana, "referral", sent(), story.case)

    assert "Перша розмова" in reader.open("referrals", "oksana", whose="mine").text
