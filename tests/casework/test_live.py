"""Choices from live data: each source offers what is there now, and says what is stored."""

from __future__ import annotations

import pytest
from casework_house import House, client, permitted, started

from suprovid.casework import acts, live
from suprovid.store.folder import Folder


def offered(
    house: House, source: dict[str, object], folder: Folder | None = None, **answers: object
) -> list[str]:
    found = live.choices(house.work, house.oksana, source, folder, answers)
    return [choice.title for choice in found if not choice.retired]


def test_staff_who_left_are_not_offered_and_still_named(house: House) -> None:
    """Their id stands in old documents."""
    acts.set_active(house.work, house.halyna, acts.person_at(house.work, house.ids["dmytro"]), False)

    assert offered(house, {"from": "staff"}) == ["Галина", "Ірина", "Марта", "Оксана"]
    assert live.label(house.work, house.oksana, {"from": "staff"}, None, house.ids["dmytro"]) == "Дмитро"
    assert (
        live.label(house.work, house.oksana, {"from": "staff", "typed": True}, None, "Сусідка") == "Сусідка"
    )


def test_a_condition_chooses_among_the_candidates(house: House) -> None:
    """It is asked of each candidate's own facts."""
    source = {"from": "staff", "when": "selected(${roles}, 'integrator')"}

    assert offered(house, source) == ["Ірина"]


def test_clients_are_offered_to_those_who_may_read_them(house: House) -> None:
    """By code and name."""
    client(house)

    assert offered(house, {"from": "clients"}) == ["2026-0001 Мар'яна"]
    assert live.choices(house.work, house.marta, {"from": "clients"}, None, {}) == ()


def test_the_case_offers_its_requests(house: House) -> None:
    """Those of its enquiries, by the client's words; the stored id is said in the same words."""
    enquiry = house.ready(house.oksana)
    [key] = house.submit(house.oksana, "start_check", started(house), enquiry).opened
    case = house.work.read(*key)

    assert offered(house, {"from": "requests"}, case) == ["Проблема 0", "Проблема 1", "Проблема 2"]
    assert live.label(house.work, house.oksana, {"from": "requests"}, case, "r1") == "Проблема 1"


def test_lines_of_the_same_document_are_offered_while_it_is_written(house: House) -> None:
    """Nothing has to be saved for a step to depend on the step before."""
    steps = [{"_id": "s1", "what": "Довідка"}, {"_id": "s2", "what": "Виписка"}]

    assert offered(house, {"from": "lines", "of": "steps"}, None, steps=steps) == ["1. Довідка", "2. Виписка"]


def test_permissions_are_offered_under_their_condition(house: House) -> None:
    """Only those to share, and only those given."""
    enquiry = house.ready(house.oksana)
    house.submit(house.oksana, "consent", permitted(house, "contact_me"), enquiry)
    folder = house.work.read(enquiry.kind, enquiry.id)

    assert len(offered(house, {"from": "permissions"}, folder)) == 2
    assert offered(house, {"from": "permissions", "when": "${purpose} = 'share_provider'"}, folder) == []


def test_the_directory_offers_organisations_services_and_contacts(house: House) -> None:
    """Services and contacts say whose they are; one that has stopped is not offered."""
    contact = {"_id": "c1", "name": "Олег", "role": "психолог"}
    done = house.draft(
        house.iryna, "partner", {"name": "Лікарня", "contacts": [contact]}, kind="organisation"
    )
    house.draft(house.iryna, "service", {"name": "Психолог", "status": "active"}, done)
    house.draft(house.iryna, "service", {"name": "Гурток", "status": "defunct"}, done)

    assert offered(house, {"from": "organisations"}) == ["Лікарня"]
    assert offered(house, {"from": "services"}) == ["Психолог (Лікарня)"]
    assert offered(house, {"from": "contacts"}) == ["Олег, психолог (Лікарня)"]


def test_every_source_of_the_shipped_forms_is_known(house: House) -> None:
    """A form that asks for something else would offer nothing."""
    forms = house.work.library.forms
    used = {str(field.source["from"]) for form in forms for field in form.named.values() if field.source}

    assert used <= set(live.SOURCES)


def test_of_many_clients_the_last_and_the_chosen_are_offered(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A list of thousands is neither read nor quickly drawn; the search finds the others."""
    monkeypatch.setattr(live, "MOST", 2)
    all_ = {client(house, surname=name).id for name in ("Перша", "Друга", "Третя")}
    field = house.work.library.form("intake").field("client")
    offers = live.Offers(house.work, house.oksana, None)

    shown = [one.value for one in offers.live(field, {})]
    (left_out,) = all_ - {*shown}

    assert len(shown) == 2
    assert [one.value for one in offers.live(field, {"client": left_out})] == [*shown, left_out]
    assert [one.value for one in offers.live(field, {"client": shown[0]})] == shown
