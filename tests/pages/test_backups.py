"""Copies on their page: made, rehearsed, restored, put back; damaged folders named and mended."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from casework_house import House, client, with_problems
from pages_house import Reader, Seen
from streamlit.testing.v1 import AppTest

from suprovid.casework import copies, safekeeping
from suprovid.casework.acts import Done
from suprovid.errors import Damaged
from suprovid.store import backup


@pytest.fixture(autouse=True)
def own_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """No installation names a second medium."""
    monkeypatch.delenv("SUPROVID_BACKUPS", raising=False)


@pytest.fixture
def enquiry(house: House) -> Done:
    """Somebody's enquiry, with an attachment."""
    done = house.submit(house.oksana, "intake", with_problems(house), kind="enquiry")
    house.work.store.attach(done.kind, done.id, b"a scan")
    return done


def damage(house: House, done: Done, name: str = "folder.json") -> None:
    """One bit of a file is another one; nobody has read it since."""
    path = house.work.data / done.kind / done.id / name
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    house.work.remembered.release((done.kind, done.id))


def copied(house: House) -> Path:
    """A copy of now."""
    return safekeeping.keep(house.work, house.now, house.work.data / "backups").path


def key(seen: Seen, start: str) -> AppTest:
    """Press the button whose key begins so."""
    next(button for button in seen.ran.button if str(button.key).startswith(start)).set_value(True)
    return seen.ran


def test_only_who_looks_after_copies_comes_here(reader: Reader) -> None:
    """A coordinator does not."""
    assert "не для ваших ролей" in reader.open("backups", "oksana").text


def test_a_copy_is_made_and_told(house: House, reader: Reader, enquiry: Done) -> None:
    """Without one it says so; then its age, what is in it, and the journal knows who made it."""
    seen = reader.open("backups", "halyna")
    assert "Жодної копії ще немає" in seen.text

    seen = reader.again(key(seen, "backup-now"))

    assert "06.05.2026 10:00" in seen.text
    assert "менш як годину тому" in seen.text
    assert "звернення: 1" in seen.text
    [entry] = house.work.journal.read(what=safekeeping.MADE)
    assert entry.who == house.ids["halyna"]


def test_an_old_copy_is_a_warning(house: House, reader: Reader, enquiry: Done) -> None:
    """After two days, in words that one cannot overlook."""
    copied(house)
    house.now += timedelta(days=3)

    seen = reader.open("backups", "halyna")

    assert "3 дні тому" in seen.ran.warning[0].value


def test_a_rehearsal_reads_everything(house: House, reader: Reader, enquiry: Done) -> None:
    """A good copy is called good; one with an attachment that cannot be read is not."""
    copied(house)
    seen = reader.again(key(reader.open("backups", "halyna"), "rehearse-"))
    assert "Копія справна" in seen.ran.success[0].value + seen.ran.success[-1].value
    assert [entry.who for entry in house.work.journal.read(what=safekeeping.REHEARSED)] == [
        house.ids["halyna"]
    ]

    [digest] = house.work.store.attachments(enquiry.kind, enquiry.id)
    damage(house, enquiry, f"files/{digest}")
    house.now += timedelta(minutes=1)
    copied(house)
    seen = reader.again(key(reader.open("backups", "halyna"), "rehearse-"))
    assert f"files/{digest}" in seen.text


def test_a_restore_says_what_happens_and_can_be_taken_back(
    house: House, reader: Reader, enquiry: Done
) -> None:
    """The button waits for a tick; everybody is signed out; the data of before waits, and comes back."""
    copied(house)
    house.now += timedelta(hours=1)
    later = client(house)
    seen = reader.open("backups", "halyna")
    assert "буде відкладено" in seen.text
    sure = next(button for button in seen.ran.button if str(button.key).startswith("restore-sure"))
    assert sure.disabled
    next(box for box in seen.ran.checkbox if str(box.key).startswith("known-")).set_value(True)
    seen = reader.again(seen.ran)
    sure = next(button for button in seen.ran.button if str(button.key).startswith("restore-sure"))
    sure.set_value(True).run()

    house.work = reader.door.work
    assert dict(house.work.store.folders()).keys() >= {"enquiry"}
    assert (later.kind, later.id) not in set(house.work.store.folders())
    assert [entry.who for entry in house.work.journal.read(what=safekeeping.RESTORED)] == [
        house.ids["halyna"]
    ]

    seen = reader.open("backups", "halyna")
    assert "Відкладені дані" in seen.text
    key(seen, "put_back_do").run()
    house.work = reader.door.work
    assert (later.kind, later.id) in set(house.work.store.folders())

    seen = reader.again(key(reader.open("backups", "halyna"), "delete_do"))
    assert safekeeping.aside(house.work) == ()


def test_a_damaged_folder_is_named_and_put_back(house: House, reader: Reader, enquiry: Done) -> None:
    """The newest copy in which it is whole is offered; the other folders never stopped working."""
    other = client(house)
    copied(house)
    house.now += timedelta(hours=2)
    damage(house, enquiry)
    with pytest.raises(Damaged):
        house.work.read(enquiry.kind, enquiry.id)
    assert house.work.read(other.kind, other.id).revision

    seen = reader.open("backups", "halyna")
    assert "звернення 2026-E-0001" in seen.text
    assert f"enquiry/{enquiry.id}/folder.json" in seen.text
    assert "2 години тому" in str([block.proto for block in seen.ran.get("popover")] or seen.text)
    seen = reader.again(key(seen, "mend-sure-"))

    folder = house.work.read(enquiry.kind, enquiry.id)
    assert folder.about["code"] == "2026-E-0001"
    assert folder.events[-1]["act"] == "mend"
    assert not house.work.damaged
    assert "Пошкоджені теки" not in seen.text
    assert len(list((house.work.data / ".damaged").iterdir())) == 1


def test_a_damaged_attachment_is_found_and_put_back(house: House, reader: Reader, enquiry: Done) -> None:
    """By reading everything; the folder itself stays as it is."""
    copied(house)
    [digest] = house.work.store.attachments(enquiry.kind, enquiry.id)
    damage(house, enquiry, f"files/{digest}")
    before = house.work.read(enquiry.kind, enquiry.id)

    seen = reader.again(key(reader.open("backups", "halyna"), "backup-inspect"))
    assert f"files/{digest}" in seen.text
    seen = reader.again(key(seen, "mend-sure-"))

    assert house.work.store.attachment(enquiry.kind, enquiry.id, digest) == b"a scan"
    assert house.work.read(enquiry.kind, enquiry.id).documents == before.documents


def test_a_folder_damaged_in_the_newest_copy_comes_from_an_older_one(
    house: House, reader: Reader, enquiry: Done
) -> None:
    """A copy of a damaged folder helps nobody."""
    copied(house)
    house.now += timedelta(days=1)
    damage(house, enquiry)
    copied(house)
    with pytest.raises(Damaged):
        house.work.read(enquiry.kind, enquiry.id)

    reader.again(key(reader.open("backups", "halyna"), "mend-sure-"))

    assert house.work.read(enquiry.kind, enquiry.id).about["code"] == "2026-E-0001"


def test_damaged_counters_go_on_above_every_code(house: House, reader: Reader, enquiry: Done) -> None:
    """No code is given out twice."""
    (house.work.data / "numbers.json").write_bytes(b"{")

    reader.again(key(reader.open("backups", "halyna"), "mend-counters"))

    done = house.submit(house.oksana, "intake", with_problems(house), kind="enquiry")
    assert house.work.read(done.kind, done.id).about["code"] == "2026-E-0002"


def test_a_second_medium_is_chosen_on_the_page(house: House, reader: Reader, tmp_path: Path) -> None:
    """What cannot be one is refused with a reason; the next copy goes there too."""
    seen = reader.open("backups", "halyna")
    seen.ran.text_input(key="backup-medium").set_value("kopii")
    seen = reader.again(key(reader.again(seen.ran), "backup-medium-use"))
    assert "потрібен повний шлях" in seen.text

    seen.ran.text_input(key="backup-medium").set_value(str(tmp_path / "stick"))
    seen = reader.again(key(reader.again(seen.ran), "backup-medium-use"))
    assert house.work.settings.value(copies.SETTING) == str(tmp_path / "stick")
    reader.again(key(seen, "backup-now"))
    assert len(backup.all_in(tmp_path / "stick")) == 1

    os.rename(tmp_path / "stick", tmp_path / "drawer")
    assert "Носія зараз немає" in reader.open("backups", "halyna").text


def strip(reader: Reader, login: str, page: str) -> Seen:
    """What stands above a page."""

    def above(door: object, login: str, page: str) -> None:
        from suprovid.desk import care as strips
        from suprovid.desk.front_desk import desk_of

        strips.draw(desk_of(door.work.people[login]), page)  # type: ignore[attr-defined]

    reader.links.clear()
    ran = AppTest.from_function(above, kwargs={"door": reader.door, "login": login, "page": page})
    return reader.again(ran)


def test_every_list_names_what_is_damaged(house: House, reader: Reader, enquiry: Done) -> None:
    """To a coordinator with whom to tell, to an administrator with the way there; else nothing."""
    reader.open("people", "halyna")
    assert strip(reader, house.ids["oksana"], "cases").text == ""
    damage(house, enquiry)
    with pytest.raises(Damaged):
        house.work.read(enquiry.kind, enquiry.id)

    for page in ("my_day", "enquiries", "cases", "referrals", "directory"):
        seen = strip(reader, house.ids["oksana"], page)
        assert "звернення 2026-E-0001" in seen.text
        assert "Скажіть адміністратору" in seen.text
        assert not seen.links
    assert strip(reader, house.ids["halyna"], "review").links[0][1] == "backups"


def test_the_administrator_is_told_of_old_copies(house: House, reader: Reader, enquiry: Done) -> None:
    """On the first pages of the day, and nobody else."""
    copied(house)
    reader.open("people", "halyna")
    assert strip(reader, house.ids["halyna"], "my_day").text == ""

    house.now += timedelta(days=5)
    assert "5 днів тому" in strip(reader, house.ids["halyna"], "my_day").text
    assert strip(reader, house.ids["halyna"], "people").links[0][1] == "backups"
    assert strip(reader, house.ids["oksana"], "my_day").text == ""


@pytest.mark.parametrize("language", ["uk", "en"])
def test_the_journal_can_say_what_was_done_to_copies(house: House, language: str) -> None:
    """Whatever is noted has a sentence."""
    words = house.work.library.words
    said = ("MADE", "FAILED", "REHEARSED", "RESTORED", "PUT_BACK", "THROWN_AWAY")
    assert all(words.has(f"journal.{getattr(safekeeping, name)}", language) for name in said)


def test_a_folder_that_went_back_is_told_until_somebody_has_looked(house: House, reader: Reader) -> None:
    """To those who look after the data; nobody is kept from working."""
    key = ("client", "0123456789abcdef")
    house.work.older[key] = (3, 5)
    reader.open("people", "halyna")
    assert "старша, ніж її тут бачили" in strip(reader, house.ids["halyna"], "cases").text
    assert "старша" not in strip(reader, house.ids["oksana"], "cases").text

    seen = reader.open("backups", "halyna")
    assert "тепер 3-й стан, а тут уже бачили 5-й" in seen.text
    reader.press(seen, "Розібралися")

    assert house.work.older == {}
    assert [entry.id for entry in house.work.journal.read(what="folder_older_seen")] == [key[1]]
