"""What lists show: filters, names and codes, days, tiles, the directory."""

from __future__ import annotations

import pytest
from casework_house import House, client, one_question, started

from suprovid.casework import acts, directory, lists, naming
from suprovid.casework.lists import Query
from suprovid.errors import NotAllowed


def codes(listed: lists.Listed) -> list[str]:
    return [row["code"] for row in listed.rows]


def test_enquiries_are_filtered(house: House) -> None:
    """By area, stage, receiver, state; several filters at once."""
    house.submit(house.oksana, "intake", one_question(house), kind="enquiry")
    house.ready(house.oksana)

    def found(**asked: object) -> list[str]:
        return codes(lists.folders(house.work, house.oksana, Query("enquiry", **asked)))  # type: ignore[arg-type]

    assert len(found()) == 2
    assert found(areas=["benefits"]) == ["2026-E-0001"]
    assert found(stages=["proposed"]) == ["2026-E-0002"]
    assert found(open=False) == ["2026-E-0001"]
    assert found(coordinator=house.ids["iryna"]) == []
    assert found(areas=["housing"], stages=["completed"]) == []


def test_what_is_late_is_asked_of_the_day(house: House) -> None:
    """A promised contact that passed puts the enquiry among the late ones, with how many tasks are late."""
    house.ready(house.oksana)
    assert lists.folders(house.work, house.oksana, Query("enquiry", overdue=True)).count == 0

    house.day("2026-05-25")

    [row] = lists.folders(house.work, house.oksana, Query("enquiry", overdue=True)).rows
    assert row["late"] >= 1


def test_my_day_has_what_is_late_first(house: House) -> None:
    """Red before amber, then today, then this week; and documents that came back."""
    done = house.ready(house.oksana)
    house.settings(approvals={"start_check": True})
    check = house.submit(house.oksana, "start_check", started(house), done)
    acts.return_document(
        house.work, house.halyna, house.at(check), check.document or "", [(["complexity"], "Чому?")]
    )
    house.day("2026-05-25")

    day = lists.my_day(house.work, house.oksana)

    assert day.overdue
    assert [one.colour for one in day.overdue] == sorted((one.colour for one in day.overdue), reverse=True)
    assert all(one.sentence and one.code == "2026-E-0001" for one in day.overdue)
    assert [row["id"] for row in day.returned] == [check.document]
    assert lists.my_day(house.work, house.iryna).overdue == ()


def test_documents_wait_for_those_who_may_approve(house: House) -> None:
    """The supervisor sees the check that waits; its author does not find it among what she may approve."""
    house.settings(approvals={"start_check": True})
    check = house.submit(house.oksana, "start_check", started(house), house.ready(house.oksana))

    [row] = lists.waiting(house.work, house.halyna)

    assert (row["id"], row["author_name"], row["own"]) == (check.document, "Оксана", False)
    assert row["title"] == house.work.library.form("start_check").title("uk")
    assert lists.waiting(house.work, house.oksana) == ()


def test_codes_instead_of_names(house: House) -> None:
    """Names show where they may; as a setting nobody's does; who may not read the client reads a code."""
    done = client(house)
    house.ready(house.oksana, client=done.id)
    [row] = lists.folders(house.work, house.oksana, Query("enquiry")).rows
    assert row["shown"] == "Мар'яна"
    assert naming.shown_name(house.work, house.iryna, "client", done.id) == "2026-0001"

    house.settings(show_codes=True)

    [row] = lists.folders(house.work, house.oksana, Query("enquiry")).rows
    assert row["shown"] == "2026-0001"
    assert "name" not in row


def test_an_anonymous_enquiry_is_called_so(house: House) -> None:
    """There is neither a name nor a client's code."""
    done = house.submit(house.oksana, "intake", one_question(house), kind="enquiry")

    assert naming.shown_name(house.work, house.oksana, "enquiry", done.id) == "анонімно"


@pytest.mark.parametrize(
    "text", ["мар’яна", "МАРЯНА", "0671234567", "+380 67 123 45 67", "2026-0001", "Кoваль"]
)
def test_a_client_is_found_however_one_types(house: House, text: str) -> None:
    """Apostrophes, phones in any spelling, a Latin o among Cyrillic letters."""
    client(house)

    assert codes(lists.folders(house.work, house.oksana, Query("client", text=text))) == ["2026-0001"]


def test_tiles_show_the_load_to_whoever_assigns(house: House) -> None:
    """Cases, points, late tasks, room; a frontliner does not see how loaded the others are."""
    acts.change_person(
        house.work, house.halyna, acts.person_at(house.work, house.ids["oksana"]), {"capacity": 3}
    )
    house.submit(house.oksana, "start_check", started(house), house.ready(house.oksana))

    tile = next(one for one in lists.tiles(house.work, house.halyna) if one.person.name == "Оксана")

    assert (tile.cases, tile.room) == (1, 2)
    with pytest.raises(NotAllowed):
        lists.tiles(house.work, house.dmytro)


def test_a_case_goes_to_somebody_else(house: House) -> None:
    """Reassigning moves it between the lists, in the card too, and keeps from whom to whom."""
    petro = house.hire("petro", "Петро", "coordinator", capacity=0)
    check = house.submit(house.oksana, "start_check", started(house), house.ready(house.oksana))
    [(kind, id)] = check.opened
    at = acts.At(kind, id, house.work.read(kind, id).revision)

    done = acts.reassign(house.work, house.halyna, at, petro.person.id, "Відпустка")

    folder = house.work.read(kind, id)
    [card] = folder.documents.values()
    assert card["answers"]["coordinator"] == petro.person.id
    assert (folder.events[-1]["from"], folder.events[-1]["to"]) == (house.ids["oksana"], petro.person.id)
    assert done.warnings == ("act.why.over_capacity",)
    assert house.work.load(petro.person.id) == 1
    with pytest.raises(NotAllowed):
        acts.reassign(house.work, house.oksana, house.at(done), house.ids["oksana"])


def test_the_directory_is_searched(house: House) -> None:
    """By area, group, place, language, cost and words, over organisations and their services."""
    partner = {
        "name": "Міська лікарня", "description": "Лікує", "provider_kind": "state_municipal",
        "relation_state": "cooperating", "data_sharing_ok": "yes", "languages": ["uk"],
        "locations": [{"_id": "l1", "address_1": "Центральна 1", "city": "Лісова"}],
    }  # fmt: skip
    done = house.draft(house.iryna, "partner", partner, kind="organisation")
    service = {
        "name": "Психолог",
        "status": "active",
        "areas": ["mental_health"],
        "target_groups": ["veteran"],
    }
    house.draft(house.iryna, "service", {**service, "cost_options": "free"}, done)

    def found(**asked: str) -> list[str]:
        return [one.name for one in directory.search(house.work, house.oksana, directory.Sought(**asked))]

    assert found() == ["Міська лікарня"]
    assert found(area="mental_health", group="veteran", cost="free", language="uk", place="лiсова") != []
    assert found(text="лікарня") == ["Міська лікарня"]
    assert found(area="housing") == []
