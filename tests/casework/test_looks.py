"""What the journal keeps of looking: each look once, prints each time, and never an answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from casework_house import SCHEMAS, House

from suprovid.casework import access, acts, safekeeping
from suprovid.casework.acts import Done
from suprovid.casework.opening import open_workspace
from suprovid.errors import NotAllowed, Unwritable
from suprovid.exchange.prints import printed
from suprovid.store.folder import Folder


@pytest.fixture
def case(house: House) -> Done:
    return house.ready(house.oksana)


def folder_of(house: House, done: Done) -> Folder:
    return house.work.read(done.kind, done.id)


def written(house: House, *heads: str) -> list[tuple[str, str]]:
    names = {id: login for login, id in house.ids.items()}
    return [
        (names.get(entry.who, entry.who), entry.what)
        for entry in house.work.journal.read()
        if entry.what.split(".")[0] in heads
    ]


def test_a_look_is_one_however_long_it_lasts(house: House, case: Done) -> None:
    """Drawing a page again and again is the same look; after a pause, on another day, it is another."""
    folder = folder_of(house, case)
    for minutes in (0, 1, 14, 14, 14, 16):
        house.now += timedelta(minutes=minutes)
        access.keep_look(house.work, house.oksana, folder)
    assert written(house, "looked") == [("oksana", "looked")] * 2
    house.day("2026-05-07")
    access.keep_look(house.work, house.oksana, folder)
    access.keep_look(house.work, house.halyna, folder)
    house.work.looks.forget(house.ids["oksana"])
    access.keep_look(house.work, house.oksana, folder)
    access.keep_look(house.work, house.halyna, folder)
    assert written(house, "looked")[2:] == [("oksana", "looked"), ("halyna", "looked"), ("oksana", "looked")]


def test_each_document_is_a_look_of_its_own(house: House, case: Done) -> None:
    """Two papers of one form in one folder are two looks."""
    folder = folder_of(house, case)
    papers = [{"form": "case", "id": "d1"}, {"form": "case", "id": "d2"}, {"form": "case", "id": "d1"}]
    for paper in papers:
        access.keep_look(house.work, house.oksana, folder, paper)
    assert written(house, "looked") == [("oksana", "looked.case")] * 2


def test_a_look_that_cannot_be_kept_is_not_had(
    house: House, case: Done, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a full disk nothing is shown, and the next try is a new look."""
    folder = folder_of(house, case)

    def refuse(*_: object) -> None:
        raise Unwritable(place="journal", why="store.why.full")

    with monkeypatch.context() as patch:
        patch.setattr(house.work.journal, "add", refuse)
        with pytest.raises(Unwritable):
            access.keep_look(house.work, house.oksana, folder)
    access.keep_look(house.work, house.oksana, folder)
    assert written(house, "looked") == [("oksana", "looked")]


def test_every_print_is_kept(house: House, case: Done) -> None:
    """Paper leaves the house: each sheet counts, one that was refused is a refusal."""
    folder = folder_of(house, case)
    for _ in range(2):
        printed(house.work, house.oksana, "contacts", folder)
    with pytest.raises(NotAllowed):
        printed(house.work, house.marta, "contacts", folder)
    assert written(house, "printed", "refused") == [
        ("oksana", "printed.contacts"),
        ("oksana", "printed.contacts"),
        ("marta", "refused.read"),
    ]


def test_a_refused_page_is_one_refusal(house: House, case: Done) -> None:
    """A page is drawn again while somebody looks at the refusal; another folder is another one."""
    for _ in range(3):
        with pytest.raises(NotAllowed):
            access.require(house.work, house.marta, "read", folder_of(house, case))
    assert written(house, "refused") == [("marta", "refused.read")]


def test_changes_of_people_and_settings_are_kept(house: House) -> None:
    """Who was let in, put out, given a passphrase, and who changed what the organisation has chosen."""
    id = house.hire("olena", "Олена", "frontliner").person.id
    at = lambda: acts.person_at(house.work, id)  # noqa: E731 - one line, used in each act
    acts.change_person(house.work, house.halyna, at(), {"name": "Олена Б."})
    acts.set_credential(house.work, house.halyna, at(), {"kind": "argon2id", "hash": "x"})
    acts.set_active(house.work, house.halyna, at(), False)
    acts.set_active(house.work, house.halyna, at(), True)
    house.settings(phone="067 000 00 00")
    kept = [entry for entry in house.work.journal.read() if entry.id == id or entry.what == "change_settings"]
    assert [entry.what for entry in kept] == [
        "add_person",
        "change_person",
        "set_credential",
        "put_out",
        "let_in",
        "change_settings",
    ]
    assert {entry.who for entry in kept} == {house.ids["halyna"]}


def test_one_s_own_sign_in_is_no_change_of_people(house: House) -> None:
    """A hash that is kept anew is no news for those who look after accounts."""
    acts.set_credential(
        house.work,
        house.oksana,
        acts.person_at(house.work, house.ids["oksana"]),
        {"kind": "argon2id", "hash": "x"},
    )
    assert not written(house, "set_credential")


def test_backups_and_restores_are_kept(house: House, case: Done, tmp_path) -> None:
    """A copy of everything is an export; the journal that comes back goes on with its return."""
    made = safekeeping.keep(house.work, house.now, tmp_path / "copies", house.ids["halyna"])
    place = tmp_path / "again"
    safekeeping.restore(made.path, place, house.now)
    with open_workspace(place, SCHEMAS, store="") as back:
        kept = list(back.journal.read())
        assert back.journal.faults() == ()
    assert [entry.what for entry in kept][-1] == "backup.restored"
    assert kept[-1].id == made.path.name
    assert written(house, "backup") == [("halyna", "backup.made")]


def test_the_journal_has_no_answer_in_it(house: House, case: Done) -> None:
    """Whatever people said and were called stays out of its files."""
    folder = folder_of(house, case)
    access.keep_look(house.work, house.oksana, folder)
    printed(house.work, house.oksana, "algorithm", folder)
    house.hire("planted", "Плантований Ярема", "frontliner")
    files = list((house.work.data / "journal").glob("*.json*"))
    text = "".join(file.read_text(encoding="utf-8") for file in files)
    assert len(files) >= 2
    for word in ("Плантований", "Ярема", "planted", "Оксана", "Галина", *planted(house)):
        assert word not in text


def planted(house: House) -> set[str]:
    """Every text that an answer holds, in any folder, long enough to be somebody's words."""
    found: set[str] = set()

    def walk(value: object) -> None:
        if isinstance(value, dict):
            [walk(each) for each in value.values()]
        elif isinstance(value, list):
            [walk(each) for each in value]
        elif isinstance(value, str) and not value.isascii():
            found.add(value)

    for kind, id in house.work.store.folders():
        for document in house.work.read(kind, id).documents.values():
            walk(document.get("answers", {}))
    assert found
    return found
