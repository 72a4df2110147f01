"""Everything from a copy at the first start: on a new laptop, and where no account can be read any more."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from asgi_browser import Answer, Browser
from door_house import (
    ASKED,
    PHRASE,
    SCHEMAS,
    Clock,
    close,
    hire,
    put_back,
    sign_in,
    stand_door,
    street,
    token_in,
)

from suprovid.casework import copies, people, safekeeping
from suprovid.desk import door as doors
from suprovid.desk import own_forms
from suprovid.desk.door import Door, Place
from suprovid.desk.serve import address
from suprovid.desk.sign_in import first_vault
from suprovid.store import Change, recovery_key

NAME = "Їжаченко Невигадана"


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """No medium of this machine is looked for."""
    monkeypatch.setattr(copies, "PLUGGED_IN", ())


def founded(data: Path, clock: Clock, plain: bool) -> tuple[Door, str]:
    """A workspace with a client, and its recovery key."""
    door = stand_door(data, clock)
    first_vault.found(door, replace(ASKED, plain=plain))
    key = door.safe.pending
    if key:
        door.safe.custody.confirm_recovery()
    door.work.store.attach("client", "c1", NAME.encode())
    door.work.store.create("client", "c1", Change({"code": "2026-0001", "name": NAME}))
    return door, key


def copied(data: Path, clock: Clock, stick: Path, plain: bool) -> str:
    """A copy on a stick; the laptop is gone. Answers the recovery key."""
    door, key = founded(data, clock, plain)
    safekeeping.keep(door.work, clock(), stick)
    close(door)
    doors.use(None)
    return key


def fill(browser: Browser, key: str, place: str = "", recovery: str = "", **more: str) -> Answer:
    """The page, filled in as a browser does."""
    page = browser.get("/auth/start/copy", key=key)
    sent = {"token": token_in(page.text), "key": key, "place": place, "recovery": recovery, **more}
    return browser.post("/auth/start/copy", sent)


def sure(browser: Browser, key: str, page: str) -> Answer:
    """The button under what the rehearsal found."""
    place = re.search(r'name="place" value="([^"]+)"', page)
    assert place
    sent = {"token": token_in(page), "key": key, "place": place[1], "sure": "yes"}
    return browser.post("/auth/start/copy", sent)


@pytest.mark.parametrize("plain", [False, True])
def test_a_new_laptop_begins_with_a_copy(tmp_path: Path, clock: Clock, plain: bool) -> None:
    """Rehearsed with counts and age, then restored; whoever worked there signs in."""
    with put_back():
        recovery = copied(tmp_path / "old", clock, tmp_path / "stick", plain)
        clock.turn(days=3)
        door = stand_door(tmp_path / "new", clock)
        browser, key = street(door), door.start_key
        assert f"/auth/start/copy?key={key}" in browser.get("/auth/start", key=key).text

        assert "Тут немає копії" in fill(browser, key, str(tmp_path / "nowhere")).text
        assert fill(browser, key, "stick").status == 422
        if not plain:
            assert "введіть ключ відновлення" in fill(browser, key, str(tmp_path / "stick")).text
            other = fill(browser, key, str(tmp_path / "stick"), recovery_key.made())
            assert "не ключ відновлення" in other.text
            slip = fill(browser, key, str(tmp_path / "stick"), recovery[:-1])
            assert "перевірте групу 8" in slip.text
        assert not door.is_founded()
        found = fill(browser, key, str(tmp_path / "stick"), recovery)
        assert "3 дні тому" in found.text
        assert "клієнти: 1" in found.text
        assert recovery == "" or recovery not in found.text
        assert sure(browser, key, found.text).headers["location"] == "/auth/login?restored=1"

        assert door.safe.is_locked != plain
        assert "відновлено з копії" in browser.get("/auth/login", restored="1").text
        assert sign_in(browser).status == 303
        assert door.work.store.read("client", "c1").about["name"] == NAME
        assert safekeeping.aside(door.work) == ()
        assert [entry.what for entry in door.work.journal.read(what="backup.restored")] == ["backup.restored"]
        assert "setup" in {entry.what for entry in door.work.journal.read()}, "its own journal came along"
        assert fill_refused(browser, key)
        close(door)


def fill_refused(browser: Browser, key: str) -> bool:
    return browser.get("/auth/start/copy", key=key).headers.get("location") == "/auth/login"


def test_it_stands_behind_the_key_of_the_start(tmp_path: Path, clock: Clock) -> None:
    """Nobody from the street brings data here."""
    with put_back():
        door = stand_door(tmp_path / "data", clock)
        browser = street(door)
        assert fill_refused(browser, "")
        assert fill_refused(browser, "guessed")
        token = token_in(browser.get("/auth/start", key=door.start_key).text)
        sent = {"token": token, "key": "guessed", "place": str(tmp_path), "sure": "yes"}
        assert browser.post("/auth/start/copy", sent).headers["location"] == "/auth/login"
        assert not door.is_founded()
        close(door)


def test_what_is_no_copy_changes_nothing(tmp_path: Path, clock: Clock) -> None:
    """It is said beside the field."""
    with put_back():
        door = stand_door(tmp_path / "data", clock)
        (tmp_path / "suprovid-20260506-100000Z.zip").write_bytes(b"PK no zip at all")
        answer = fill(street(door), door.start_key, str(tmp_path))
        assert answer.status == 422
        assert "suprovid-20260506" in answer.text
        assert not door.is_founded()
        close(door)


def ruin_accounts(door: Door) -> None:
    for path in (door.place.data / people.KIND).glob("*/folder.json"):
        path.write_bytes(path.read_bytes()[:-2])


def test_damaged_accounts_do_not_pass_for_a_first_start(tmp_path: Path, clock: Clock) -> None:
    """In clear: the sign-in says so, and the key of the start leads to copies, not to founding."""
    with put_back():
        door, _ = founded(tmp_path / "data", clock, plain=True)
        safekeeping.keep(door.work, clock(), door.place.data / "backups")
        door.work.close()
        ruin_accounts(door)
        door = stand_door(door.place.data, clock)
        browser, key = street(door), door.start_key

        assert door.is_founded()
        assert door.is_broken()
        assert not door.opens_start(key)
        assert "Облікові записи пошкоджені" in browser.get("/auth/login").text
        assert address(door, 8501).endswith(f"/auth/start?key={key}")
        assert browser.get("/auth/start", key=key).headers["location"] == f"/auth/start/copy?key={key}"
        page = browser.get("/auth/start/copy", key=key).text
        (offered,) = re.findall(r'name="copy" value="([^"]+)"', page)
        found = fill(browser, key, copy=offered)
        assert "ваші дані" not in found.text
        assert sure(browser, key, found.text).status == 303

        assert not door.is_broken()
        assert sign_in(browser).status == 303
        assert len(safekeeping.aside(door.work)) == 1, "what was here is not thrown away"
        close(door)


def test_one_damaged_account_of_several_stops_nobody(tmp_path: Path, clock: Clock) -> None:
    """As long as somebody can look after people and copies."""
    with put_back():
        door, _ = founded(tmp_path / "data", clock, plain=True)
        (oksana,) = door.work.people.values()
        hire(door, oksana, "леся", "administrator")
        door.work.close()
        path = door.place.data / people.KIND / oksana.id / "folder.json"
        path.write_bytes(path.read_bytes()[:-2])
        door = stand_door(door.place.data, clock)

        assert not door.is_broken()
        assert not door.opens_restore(door.start_key)
        assert sign_in(street(door), "леся").status == 303
        close(door)


def test_damaged_accounts_of_an_encrypted_workspace(tmp_path: Path, clock: Clock) -> None:
    """The passphrase opens it, and it is said what is wrong; the recovery key leads to the copies."""
    with put_back():
        door, recovery = founded(tmp_path / "data", clock, plain=False)
        safekeeping.keep(door.work, clock(), door.place.data / "backups")
        door.lock()
        ruin_accounts(door)
        door = stand_door(door.place.data, clock)
        browser = street(door)
        assert "Відкрийте дані ключем" in sign_in(browser).text
        assert door.safe.is_locked
        assert fill_refused(browser, door.start_key), "not before the recovery key was typed"

        page = browser.get("/auth/recover").text
        new = "жовтий слон на даху театру"
        sent = {"token": token_in(page), "key": recovery, "login": "оксана", "passphrase": new, "again": new}
        where = browser.post("/auth/recover", sent).headers["location"]
        assert where == f"/auth/start/copy?key={door.start_key}"
        page = browser.get(where).text
        (offered,) = re.findall(r'name="copy" value="([^"]+)"', page)
        found = fill(browser, door.start_key, recovery=recovery, copy=offered)
        assert sure(browser, door.start_key, found.text).status == 303

        assert sign_in(browser, phrase=PHRASE).status == 303
        assert door.work.store.read("client", "c1").about["name"] == NAME
        close(door)


def test_forms_of_its_own_are_named(tmp_path: Path, clock: Clock) -> None:
    """A copy brings its forms along; where others are in force here, it is said how to work with its own."""
    with put_back():
        copied(tmp_path / "old", clock, tmp_path / "stick", plain=True)
        (made,) = (tmp_path / "stick").glob("*.zip")
        assert not safekeeping.has_other_schemas(made, SCHEMAS)
        shutil.copytree(SCHEMAS, changed := tmp_path / "schemas")
        (changed / "roles.json").write_bytes((SCHEMAS / "roles.json").read_bytes() + b"\n")
        assert safekeeping.has_other_schemas(made, changed)

        door = Door(Place(tmp_path / "new", changed), clock)
        doors.use(door)
        found = fill(street(door), door.start_key, str(tmp_path / "stick"))
        assert f"--schemas {tmp_path / 'new' / 'schemas'}" in found.text
        close(door)


def test_its_forms_are_in_force_afterwards(tmp_path: Path, clock: Clock) -> None:
    """Where none were named, at once and after a restart; no new sentence of the program is missing."""
    shutil.copytree(SCHEMAS, theirs := tmp_path / "theirs")
    roles = json.loads((theirs / "roles.json").read_text(encoding="utf-8"))
    roles["rights"]["backup"]["title"] = "Копії про всяк випадок"
    (theirs / "roles.json").write_text(json.dumps(roles), encoding="utf-8")
    words = json.loads((theirs / "languages/en.json").read_text(encoding="utf-8"))
    said = words.pop("backups.now")
    words["signin.title"] = "Come in"
    (theirs / "languages/en.json").write_text(json.dumps(words), encoding="utf-8")
    environment = {"SUPROVID_DATA": str(tmp_path / "new")}
    with put_back():
        door = Door(Place(tmp_path / "old", theirs), clock)
        first_vault.found(door, replace(ASKED, plain=True))
        safekeeping.keep(door.work, clock(), tmp_path / "stick")
        close(door)

        door = Door(Place.from_environment(environment), clock)
        doors.use(door)
        assert door.place.schemas == doors.ROOT / "schemas"
        found = fill(street(door), door.start_key, str(tmp_path / "stick"))
        assert "Після відновлення діятимуть вони" in found.text
        assert sure(street_of(door, found), door.start_key, found.text).status == 303
        for again in (door, Door(Place.from_environment(environment), clock)):
            assert again.place.schemas == tmp_path / "new" / "schemas"
            assert again.work.roles.right_title("backup", "uk") == "Копії про всяк випадок"
            assert again.say("signin.title", "en") == "Come in"
            assert again.say("backups.now", "en") == said
            close(again)
        named = Place.from_environment({**environment, "SUPROVID_SCHEMAS": str(SCHEMAS)})
        assert named.schemas == SCHEMAS
        safekeeping.restore_here(door.work, copy_of(door, clock), clock(), "p1")
        assert door.place.with_forms().schemas == tmp_path / "new" / "schemas"
        close(door)


def copy_of(door: Door, clock: Clock) -> Path:
    clock.turn(minutes=1)
    return safekeeping.keep(door.work, clock(), door.place.data / "backups").path


def street_of(door: Door, page: Answer) -> Browser:
    """A browser that was given this page."""
    browser = street(door)
    browser._keep(page.headers.getlist("set-cookie"))
    return browser


def test_forms_that_are_the_programs_leave_it_its_own(tmp_path: Path, clock: Clock) -> None:
    """So an update of the program still brings new forms."""
    with put_back():
        copied(tmp_path / "old", clock, tmp_path / "stick", plain=True)
        (made,) = (tmp_path / "stick").glob("*.zip")
        safekeeping.restore(made, tmp_path / "new", clock())
        assert (tmp_path / "new/schemas").is_dir()
        assert not own_forms.take_up(tmp_path / "new", SCHEMAS)
        assert own_forms.chosen(tmp_path / "new", SCHEMAS) == SCHEMAS
