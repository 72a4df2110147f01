"""The directory: services first, found by words and filters; contact persons; gaps; one organisation."""

from __future__ import annotations

from typing import Any

import pytest
from casework_house import House, one_question, problem, started, with_problems
from pages_house import Reader

from suprovid.casework import network
from suprovid.casework.acts import Done

NASTY = "<b>Лікарня</b> **№1** [тут](http://x) :red[!] $a$"


def partner(name: str = "Міська лікарня", **more: Any) -> dict[str, Any]:
    """The card of an organisation."""
    return {
        "name": name,
        "description": "Лікує",
        "provider_kind": "state_municipal",
        "relation_state": "cooperating",
        "data_sharing_ok": "yes",
        "languages": ["uk"],
        "areas": ["health"],
        "phones": [{"_id": "p1", "number": "+380441112233"}],
        "locations": [{"_id": "l1", "location_type": "physical", "city": "Лісова"}],
        **more,
    }


def service(name: str = "Психолог", **more: Any) -> dict[str, Any]:
    """A service of an organisation."""
    return {
        "name": name,
        "status": "active",
        "areas": ["mental_health"],
        "target_groups": ["veteran"],
        "application_process": "Зателефонувати",
        "formats": ["contact_given"],
        "cost_options": "free",
        "languages": ["uk"],
        "description": "Перша розмова",
        "assured_date": "2026-04-06",
        "assurer": "0123456789abcdef",
        **more,
    }


def referral(provider: str) -> dict[str, Any]:
    """A referral that the person agreed to."""
    offer = {
        "_id": "o1", "no": 1, "date": "2026-05-06", "provider": provider, "format": "contact_given",
        "provider_kind": "state_municipal", "proposed_by": "frontliner",
        "answer": "agreed", "agreed_on": "2026-05-06",
    }  # fmt: skip
    return {
        "kind": "refer",
        "for_request": "r1",
        "area": "mental_health",
        "purpose": "Потайне",
        "urgency": "normal",
        "offers": [offer],
        "identity_shared": "none",
        "state": "agreed",
        "feedback_expected_on": "2026-05-20",
    }


@pytest.fixture
def hospital(house: House) -> Done:
    """A hospital with a psychologist."""
    done = house.submit(house.iryna, "partner", partner(), kind="organisation")
    house.submit(house.iryna, "service", service(), done)
    return done


def test_an_empty_directory_says_how_it_begins(reader: Reader) -> None:
    """Whoever may add organisations has the button; others only read that there is nothing."""
    assert "Довідник порожній" in reader.open("directory", "oksana").text
    assert "Додати організацію" not in reader.open("directory", "oksana").text

    seen = reader.press(reader.open("directory", "iryna"), "Додати організацію")

    page, query = seen.sent[0]
    assert (page, query["kind"], query["form"]) == ("document", "organisation", "partner")


def test_a_service_stands_first_with_whose_it_is(hospital: Done, reader: Reader) -> None:
    """Its name leads to the document, the organisation to its page; terms are read below."""
    seen = reader.open("directory", "oksana")

    assert seen.link("Психолог")[0] == "document"
    assert seen.link("Міська лікарня") == ("organisation", {"id": hospital.id})
    for words in ("1 послуга", "Співпрацюємо", "+380441112233", "Безоплатно", "перевірено 06.04.2026"):
        assert words in seen.text


def test_what_nobody_verified_for_half_a_year_is_marked(house: House, hospital: Done, reader: Reader) -> None:
    """From the 181st day on."""
    house.day("2026-10-03")
    assert "перевірено давно" not in reader.open("directory", "oksana").text

    house.day("2026-10-04")
    assert "перевірено давно: 06.04.2026" in reader.open("directory", "oksana").text


def test_an_alert_and_a_closed_service_are_seen(house: House, hospital: Done, reader: Reader) -> None:
    """What works no more is not offered; what is closed for a while is, with its state."""
    alert = service("Реабілітація", status="temporarily_closed", alert="Приймають з червня")
    house.submit(house.iryna, "service", alert, hospital)
    house.submit(house.iryna, "service", service("Стаціонар", status="defunct"), hospital)

    seen = reader.open("directory", "oksana")

    assert ":orange[:material/warning: **Приймають з червня**]" in seen.text
    assert "Тимчасово зачинено" in seen.text
    assert "Стаціонар" not in seen.text
    assert "Стаціонар" in reader.open("directory", "oksana", status="defunct").text


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ({"field": "mental_health"}, True),
        ({"field": "housing"}, False),
        ({"group": "veteran"}, True),
        ({"group": "idp"}, False),
        ({"place": "Лісова", "cost": "free", "language": "uk"}, True),
        ({"cost": "paid"}, False),
        ({"relation": "ended"}, False),
        ({"provider_kind": "state_municipal"}, True),
        ({"field": "no_such_area"}, True),
    ],
)
def test_filters_stand_in_the_address(
    hospital: Done, reader: Reader, asked: dict[str, str], is_found: bool
) -> None:
    """Each alone and together; a key that nobody knows is no filter."""
    assert ("Психолог" in reader.open("directory", "oksana", **asked).text) is is_found


def test_filters_must_fit_one_service_together(house: House, hospital: Done, reader: Reader) -> None:
    """Not the area of one service and the group of another."""
    house.submit(
        house.iryna, "service", service("Юрист", areas=["property"], target_groups=["idp"]), hospital
    )

    assert "Під ці умови" in reader.open("directory", "oksana", field="property", group="veteran").text
    assert "Юрист" in reader.open("directory", "oksana", field="property", group="idp").text


def test_words_find_the_service_they_are_about(house: House, hospital: Done, reader: Reader) -> None:
    """Of an organisation with several services, those that are named; all, when it is named itself."""
    house.submit(house.iryna, "service", service("Рентген", areas=["health"]), hospital)
    seen = reader.open("directory", "oksana")

    seen.ran.text_input(key="directory-search").input("рентг")
    found = reader.again(seen.ran)
    assert "Рентген" in found.text
    assert "Психолог" not in found.text

    found.ran.text_input(key="directory-search").input("лікарня")
    assert "Психолог" in reader.again(found.ran).text


def test_contact_persons_agree_to_be_listed(house: House, reader: Reader) -> None:
    """Others are seen only by whoever looks after the directory, with a mark."""
    contacts = [
        {"_id": "c1", "name": "Ганна", "agreed_to_be_listed": True, "source": "Робоча група"},
        {"_id": "c2", "name": "Петро", "agreed_to_be_listed": False},
    ]  # fmt: skip
    house.submit(house.iryna, "partner", partner(contacts=contacts), kind="organisation")

    seen = reader.open("directory", "oksana", view="contacts")
    assert "Ганна" in seen.text
    assert "знаємо: Робоча група" in seen.text
    assert "Петро" not in seen.text

    seen = reader.open("directory", "iryna", view="contacts")
    assert "Петро" in seen.text
    assert "немає згоди бути в довіднику" in seen.text


def test_people_without_personal_data_see_no_contact_persons(hospital: Done, reader: Reader) -> None:
    """A methodologist sees services and organisations."""
    options = reader.open("directory", "marta").ran.segmented_control(key="directory-view").options

    assert "Контакти" not in options
    assert "Послуги" in options


def test_gaps_come_with_open_requests_first(house: House, hospital: Done, reader: Reader) -> None:
    """An area is covered by partners with whom one works now, not by mere acquaintances."""
    house.submit(house.oksana, "intake", with_problems(house, 1), kind="enquiry")
    known = partner("Притулок", relation_state="contacted", areas=["property"])
    house.submit(house.iryna, "partner", known, kind="organisation")

    seen = reader.open("directory", "iryna", view="network")

    said = [each.value for each in seen.ran.markdown]
    assert said.index("Житло") == 0
    assert "1 відкритий запит" in said[1]
    assert said.index("Майно, компенсації") < said.index("Фізичне здоров'я, лікування")
    assert seen.link("Міська лікарня")[1] == {"id": hospital.id}


def test_typed_providers_can_be_taken_in(house: House, hospital: Done, reader: Reader) -> None:
    """With the name as it was typed; once they are in, they are no longer outside."""
    done = house.submit(house.oksana, "intake", with_problems(house, 1), kind="enquiry")
    house.submit(house.oksana, "referral", referral(NASTY), done)

    seen = reader.open("directory", "iryna", view="network")
    assert "Поза довідником: 1" in seen.text
    assert "\\<b\\>Лікарня\\</b\\>" in seen.text

    sent = reader.press(seen, "Додати до довідника")
    assert sent.sent[0][1]["form"] == "partner"
    assert sent.ran.session_state["document.given"] == ("partner", {"name": NASTY})

    house.submit(house.iryna, "partner", partner(NASTY), kind="organisation")
    assert "Поза довідником: 0" in reader.open("directory", "iryna", view="network").text
    assert "Поза довідником" not in reader.open("directory", "oksana", view="network").text


# -- one organisation ------------------------------------------------------------------------------------


def test_an_organisation_tells_what_it_offers_and_how_to_reach_it(hospital: Done, reader: Reader) -> None:
    """With its documents; a reader gets no buttons."""
    seen = reader.open("organisation", "oksana", id=hospital.id)

    for words in ("Міська лікарня", "Лікує", "Психолог", "Зателефонувати", "+380441112233", "Лісова"):
        assert words in seen.text
    assert "Додати:" not in seen.text
    assert seen.link("Організація: прочитати" if "прочитати" in seen.text else "Організація")[0] == "document"


def test_a_service_is_added_from_its_organisation(hospital: Done, reader: Reader) -> None:
    """The form is found by the kind of folder it is for."""
    seen = reader.press(reader.open("organisation", "iryna", id=hospital.id), "Додати: послуга")

    assert seen.sent == [("document", {"kind": "organisation", "id": hospital.id, "form": "service"})]


def test_what_a_colleague_wrote_is_said_anew(house: House, hospital: Done, reader: Reader) -> None:
    """One's own card is amended in place; another's gets a new version, once."""
    card = hospital.document or ""
    own = reader.open("organisation", "iryna", id=hospital.id)
    assert own.link("Організація: відкрити")[1]["document"] == card

    house.hire("olena", "Олена", "integrator")
    seen = reader.press(reader.open("organisation", "olena", id=hospital.id), "Організація: відкрити")
    fresh = seen.sent[0][1]["document"]
    assert fresh != card
    again = reader.open("organisation", "olena", id=hospital.id)
    assert again.link("Організація: відкрити")[1]["document"] == fresh
    assert again.text.count("Психолог**") == 1


def test_cautions_are_for_those_who_may_see_them(house: House, reader: Reader) -> None:
    """A methodologist does not."""
    card = partner(warnings="Двічі не прийшли на зустріч")
    done = house.submit(house.iryna, "partner", card, kind="organisation")

    assert "Двічі не прийшли" in reader.open("organisation", "oksana", id=done.id).text
    assert "Двічі не прийшли" not in reader.open("organisation", "marta", id=done.id).text


def test_an_agreement_hides_the_case_it_grew_out_of(house: House, reader: Reader) -> None:
    """Its code is seen by those alone who may read that case."""
    enquiry = house.ready(house.oksana)
    case = house.submit(house.oksana, "start_check", started(house), enquiry)
    code = house.work.links.about(*case.opened[0])["code"]
    agreement = {
        "_id": "a1", "kind": "memorandum", "subject": "Прийом у нас", "review": "2026-05-20",
        "grew_out_of_case": code,
    }  # fmt: skip
    done = house.submit(house.iryna, "partner", partner(agreements=[agreement]), kind="organisation")

    mine = reader.open("organisation", "oksana", id=done.id).text
    theirs = reader.open("organisation", "iryna", id=done.id).text

    assert f"із випадку {code}" in mine
    assert code not in theirs
    assert ":orange[переглянути 20.05.2026]" in theirs


def test_referrals_here_without_content_for_the_integrator(
    house: House, hospital: Done, reader: Reader
) -> None:
    """She sees how they stand and the code; the coordinator goes to the enquiry."""
    answers = with_problems(house, 1, requests=[problem("r1", "Мені страшно вночі", "mental_health")])
    enquiry = house.submit(house.oksana, "intake", answers, kind="enquiry")
    house.submit(house.oksana, "referral", referral(hospital.id), enquiry)

    mine = reader.open("organisation", "oksana", id=hospital.id)
    assert "Направлення сюди: 1" in mine.text
    assert mine.link(house.work.links.about("enquiry", enquiry.id)["code"])[0] == "enquiry"

    theirs = reader.open("organisation", "iryna", id=hospital.id)
    assert "Направлення сюди: 1" in theirs.text
    assert "Потайне" not in theirs.text
    assert all(page != "enquiry" for _, page, _ in theirs.links)


def test_markup_in_a_name_is_shown_as_typed(house: House, reader: Reader) -> None:
    """In the list, on the page, in the links."""
    done = house.submit(house.iryna, "partner", partner(NASTY, description=NASTY), kind="organisation")
    house.submit(house.iryna, "service", service(NASTY, alert=NASTY), done)

    for seen in (
        reader.open("directory", "oksana"),
        reader.open("directory", "oksana", view="organisations"),
        reader.open("organisation", "oksana", id=done.id),
    ):
        bodies = [each.value for each in (*seen.ran.markdown, *seen.ran.title, *seen.ran.caption)]
        bodies += [label for label, _, _ in seen.links]
        assert any("\\<b\\>" in body for body in bodies)
        assert not any("<b>" in body.replace("\\<b\\>", "") for body in bodies)
        assert not any("[тут](" in body for body in bodies)
    assert seen.ran.text[0].value == NASTY


def test_a_missing_organisation_has_a_way_back(reader: Reader) -> None:
    """A sentence, not an exception."""
    seen = reader.open("organisation", "oksana", id="0123456789abcdef")

    assert seen.ran.warning
    assert seen.link("Мій день" if "Мій день" in seen.text else "дня")[0] == "my_day"


def test_a_question_answered_with_a_contact_needs_no_provider(house: House) -> None:
    """Folders without offers put no provider into the index."""
    house.submit(house.oksana, "intake", one_question(house), kind="enquiry")

    assert network.outsiders(house.work, house.iryna) == ()
