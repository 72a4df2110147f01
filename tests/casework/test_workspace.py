"""Opening a data folder: everything is there again, a damaged folder is named, the rest works."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from casework_house import SCHEMAS, House, client, one_question, started

from suprovid.casework import acts, lists, people
from suprovid.casework.lists import Query
from suprovid.casework.opening import open_workspace
from suprovid.casework.people import By, Person
from suprovid.errors import Damaged, NotAllowed, NotPossible


def test_a_second_opening_finds_all(house: House) -> None:
    """People, settings, links and lists come back from the folders alone."""
    done = client(house)
    enquiry = house.ready(house.oksana, client=done.id)
    house.submit(house.oksana, "start_check", started(house), enquiry)
    house.settings(show_codes=True)

    with open_workspace(house.work.data, SCHEMAS) as again:
        by = By(people.find(again, house.ids["oksana"]), house.now)
        assert again.settings.show_codes is True
        assert {who.login for who in people.all(again)} == {who.login for who in people.all(house.work)}
        for kind in ("client", "enquiry", "case"):
            rows = [lists.folders(work, by, Query(kind)).rows for work in (again, house.work)]
            assert rows[0] == rows[1]


def test_a_damaged_folder_is_named_and_the_others_work(house: House) -> None:
    """It is missing from the lists, and reading it says that it is damaged."""
    broken = house.submit(house.oksana, "intake", one_question(house), kind="enquiry")
    whole = house.submit(house.oksana, "intake", one_question(house), kind="enquiry")
    file = house.work.data / "enquiry" / broken.id / "folder.json"
    file.write_bytes(file.read_bytes()[:-40])

    with open_workspace(house.work.data, SCHEMAS) as again:
        by = By(people.find(again, house.ids["oksana"]), house.now)
        assert list(again.damaged) == [("enquiry", broken.id)]
        assert [row["id"] for row in lists.folders(again, by, Query("enquiry")).rows] == [whole.id]
        with pytest.raises(Damaged):
            again.read("enquiry", broken.id)


def test_the_first_start_happens_once(tmp_path: Path) -> None:
    """Settings and the first administrator in one act; somebody else's attempt afterwards is refused."""
    now = datetime(2026, 5, 6, 10, tzinfo=UTC)
    nobody = By(Person("", ""), now)
    first = {"name": "Олена", "login": "olena", "roles": ["supervisor"]}
    with open_workspace(tmp_path / "data", SCHEMAS) as work:
        person = acts.setup(work, nobody, {"name": "Центр", "competence": ["housing"]}, first)

        assert person.roles == ("administrator", "supervisor")
        assert work.settings.name == "Центр"
        assert work.settings.value("competence") == ["housing"]
        assert acts.setup(work, nobody, {"name": "Центр"}, first).id == person.id
        with pytest.raises(NotPossible):
            acts.setup(work, nobody, {"name": "Інший"}, first, event="another")


def test_nobody_locks_everybody_out(house: House) -> None:
    """The last person who manages accounts keeps that right and stays active."""
    at = acts.person_at(house.work, house.ids["halyna"])

    with pytest.raises(NotPossible):
        acts.set_active(house.work, house.halyna, at, False)
    with pytest.raises(NotPossible):
        acts.change_person(house.work, house.halyna, at, {"roles": ["supervisor"]})


def test_a_sign_in_name_belongs_to_one_person(house: House) -> None:
    """Whatever its case; and only administrators make people."""
    with pytest.raises(NotPossible):
        house.hire("OKSANA ", "Інша Оксана", "frontliner")
    with pytest.raises(NotAllowed):
        acts.add_person(house.work, house.oksana, {"name": "Петро", "login": "petro"})
    found = people.by_login(house.work, "Oksana")
    assert found is not None
    assert found.id == house.ids["oksana"]


def test_a_credential_is_changed_by_its_person_or_by_who_manages_people(house: House) -> None:
    """And is never shown with the person."""
    at = acts.person_at(house.work, house.ids["oksana"])
    acts.set_credential(house.work, house.oksana, at, {"hash": "secret"})

    assert people.find(house.work, house.ids["oksana"]).credential == {"hash": "secret"}
    assert "secret" not in repr(house.oksana)
    with pytest.raises(NotAllowed):
        acts.set_credential(house.work, house.marta, acts.person_at(house.work, house.ids["oksana"]), None)


def test_an_unknown_setting_is_refused(house: House) -> None:
    """Silence would hide a slip of the pen; rules of the programme may be set too."""
    with pytest.raises(NotPossible):
        house.settings(show_code=True)
    house.settings(min_requests=4)

    assert house.work.ground.setting("min_requests") == 4


def test_two_threads_do_not_lose_each_others_notes(house: House) -> None:
    """Eight threads save a note each in the same folder at the same moment; all are there."""
    done = house.ready(house.oksana)
    seen = house.at(done)
    note = {"contact_at": "2026-05-06T10:00:00+00:00", "attempt_result": "yes"}

    def save(_: int) -> acts.Done:
        at = acts.At(seen.kind, seen.id, seen.revision)
        return acts.save_draft(house.work, house.oksana, at, acts.Filled("contact_note", note))

    with ThreadPoolExecutor(4) as pool:
        saved = list(pool.map(save, range(8)))

    folder = house.work.read(done.kind, done.id)
    assert {one.document for one in saved} <= set(folder.documents)
    assert len({one.revision for one in saved}) == 8
