"""An encrypted workspace at the door: locked until somebody opens it, locked again when nobody is there."""

from __future__ import annotations

import re
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from asgi_browser import Browser
from door_house import ASKED, PHRASE, Clock, put_back, sign_in, stand_door, street, token_in

from suprovid.casework import acts
from suprovid.casework.people import By, Person
from suprovid.desk.door import Door
from suprovid.desk.locking import locking, seal_anew
from suprovid.desk.safe import slot_of
from suprovid.desk.sign_in import first_vault, passphrases
from suprovid.store import keyring, recovery_key
from suprovid.store.drafts import Draft
from suprovid.store.vault import Locked, read_head

NEW = "жовтий слон на даху театру"


@pytest.fixture
def door(tmp_path: Path, clock: Clock) -> Iterator[Door]:
    """The door of an encrypted workspace, open; Oksana works there."""
    with put_back():
        door = stand_door(tmp_path / "data", clock)
        first_vault.found(door, ASKED)
        yield door
        door.lock()


@pytest.fixture
def recovery(door: Door) -> str:
    """The recovery key, written down."""
    key = door.safe.pending
    door.safe.custody.confirm_recovery()
    door.safe.pending = ""
    return key


def restarted(door: Door, clock: Clock) -> Door:
    """The same workspace after a restart of the server."""
    door.lock()
    return stand_door(door.place.data, clock)


def oksana(door: Door) -> Person:
    (person,) = (who for who in door.work.people.values() if who.login == "оксана")
    return person


def hired(door: Door, login: str, *roles: str) -> Person:
    by = By(oksana(door), door.now())
    done = acts.add_person(door.work, by, {"name": login.title(), "login": login, "roles": list(roles)})
    passphrases.give(door, by, door.work.people[done.id], PHRASE)
    return door.work.people[done.id]


def test_after_a_restart_it_is_locked(door: Door, clock: Clock) -> None:
    """The sign-in speaks the organisation's language and says so; nothing of the data can be had."""
    again = restarted(door, clock)
    page = street(again).get("/auth/login")

    assert page.status == 200
    assert "Робоче місце замкнене" in page.text
    assert ASKED.organisation not in page.text
    assert ASKED.name not in page.text
    with pytest.raises(Locked):
        _ = again.work


def test_the_first_who_signs_in_opens_it(door: Door, clock: Clock) -> None:
    """A wrong passphrase leaves it locked; the right one opens it for everybody."""
    taras = hired(door, "тарас", "frontliner")
    again = restarted(door, clock)
    browser = street(again)

    assert sign_in(browser, phrase="щось зовсім інше тут").status == 401
    assert again.safe.is_locked
    assert sign_in(browser, "Тарас").status == 303
    assert browser.get("/").status == 200
    assert sign_in(street(again)).status == 303
    assert again.work.people[taras.id].name == "Тарас"


def test_refusals_while_it_is_locked_are_in_the_journal(door: Door, clock: Clock) -> None:
    """They wait in clear, without names, and are carried over when somebody opens it."""
    again = restarted(door, clock)
    for _ in range(3):
        sign_in(street(again), phrase="щось зовсім інше тут")
    waiting = b"".join(path.read_bytes() for path in again.place.data.glob(".waiting/*.jsonl"))
    assert waiting.count(b"sign_in_refused") == 3
    assert "оксана".encode() not in waiting

    sign_in(street(again))

    noted = [entry.what for entry in again.work.journal.read()]
    assert noted.count("sign_in_refused") == 3
    assert noted[-2:] == ["unlocked", "sign_in"]
    assert again.work.journal.faults() == ()
    assert not (again.place.data / ".waiting").exists()


def test_lock_now_ends_every_session(door: Door) -> None:
    """And forgets the key; what was typed waits, encrypted."""
    browser, other = street(door), street(door)
    sign_in(browser)
    sign_in(other)
    me = oksana(door)
    door.work.drafts.keep(Draft(me.id, "d1", "intake", {"name": "Ярина"}))
    vault = door.safe.custody.vault

    door.lock(me.id)

    assert not vault.is_open
    assert browser.get("/").status == other.get("/").status == 303
    assert "Ярина".encode() not in (door.place.data / "drafts" / me.id / "d1.json").read_bytes()
    sign_in(browser)
    assert door.work.drafts.read(me.id, "d1").answers == {"name": "Ярина"}
    assert [entry.who for entry in door.work.journal.read(what="locked")] == [me.id]


def test_it_locks_when_nobody_is_active(door: Door, clock: Clock) -> None:
    """A quarter of an hour after the last one did something; anything done puts it off."""
    browser = street(door)
    sign_in(browser)
    clock.turn(minutes=14)
    browser.post("/auth/here", {})
    clock.turn(minutes=14)
    assert not door.lock_if_idle()
    assert door.safe.is_open
    clock.turn(minutes=1)

    assert door.lock_if_idle()
    assert door.safe.is_locked
    assert not door.lock_if_idle()


def test_the_server_locks_by_itself(door: Door, clock: Clock) -> None:
    """While it runs, and when it stops."""
    sign_in(street(door))
    with locking(door, every=0.01):
        clock.turn(minutes=16)
        for _ in range(400):
            if door.safe.is_locked:
                break
            time.sleep(0.01)
        assert door.safe.is_locked
        sign_in(street(door))
    assert door.safe.is_locked


def test_the_last_to_leave_locks(door: Door) -> None:
    """Nobody is there who needs the key."""
    browser, other = street(door), street(door)
    sign_in(browser)
    sign_in(other)
    for one, expected in ((browser, True), (other, False)):
        page = one.get("/auth/logout")
        one.post("/auth/logout", {"token": token_in(page.text)})
        assert door.safe.is_open is expected


def test_no_cookie_outlives_the_browser(door: Door) -> None:
    """Not even the one with the language."""
    browser = street(door)
    page = browser.get("/auth/login", language="en")
    answer = sign_in(browser)

    for said in (page.headers.get("set-cookie", ""), answer.headers.get("set-cookie", "")):
        assert "max-age" not in said.lower()
        assert "expires" not in said.lower()


def test_a_changed_passphrase(door: Door, clock: Clock) -> None:
    """The account page asks for the present one; afterwards only the new one opens, the key stays."""
    browser = street(door)
    sign_in(browser)
    epoch = door.safe.custody.ring.epoch
    page = browser.get("/auth/account")
    sent = {"token": token_in(page.text), "passphrase": NEW, "again": NEW}
    assert browser.post("/auth/account", {**sent, "current": "не та фраза зовсім"}).status == 422
    assert browser.post("/auth/account", {**sent, "current": PHRASE}).status == 303

    assert door.safe.custody.ring.epoch == epoch
    assert len(door.safe.custody.ring.slots) == 1
    again = restarted(door, clock)
    assert sign_in(street(again)).status == 401
    clock.turn(minutes=1)
    assert sign_in(street(again), phrase=NEW).status == 303


def test_no_hash_of_a_passphrase_is_kept(door: Door) -> None:
    """Neither in the person's folder nor anywhere else: the slot is the only check."""
    kept = oksana(door).credential
    assert kept is not None
    assert set(kept) == {"kind", "slot"}
    everything = b"".join(path.read_bytes() for path in door.place.data.rglob("*") if path.is_file())
    assert b"$argon2" not in everything


def test_a_removed_person_is_shut_out_and_the_key_turned(door: Door, clock: Clock) -> None:
    """Their session ends, their slot is gone, and every file is sealed with another key."""
    taras = hired(door, "тарас", "frontliner")
    theirs = street(door)
    sign_in(theirs, "тарас")
    mine = street(door)
    sign_in(mine)
    before = slot_of(taras)

    by = By(oksana(door), door.now())
    acts.set_active(door.work, by, acts.person_at(door.work, taras.id), False)
    passphrases.follow(door, taras.id)
    assert seal_anew(door) >= 5

    assert theirs.get("/").status == 303
    assert mine.get("/").status == 200
    assert door.safe.custody.ring.epoch == 2
    assert not door.safe.custody.is_turning
    assert door.safe.custody.ring.slot(before) is None
    heads = {
        read_head(content).epoch
        for path in door.place.data.rglob("*")
        if path.is_file() and (content := path.read_bytes()).startswith(b"SPV1")
    }
    assert heads == {2}
    again = restarted(door, clock)
    assert sign_in(street(again), "тарас").status == 401
    assert again.safe.is_locked
    clock.turn(minutes=1)
    assert sign_in(street(again)).status == 303
    assert again.work.journal.faults() == ()


def test_a_removal_that_was_cut_off_is_made_good(door: Door, clock: Clock) -> None:
    """Killed after the act and before the keyring: with the next sign-in the slot goes and the key turns."""
    taras = hired(door, "тарас", "frontliner")
    by = By(oksana(door), door.now())
    acts.set_active(door.work, by, acts.person_at(door.work, taras.id), False)

    again = restarted(door, clock)
    assert sign_in(street(again), "тарас").status == 401
    assert again.safe.is_locked
    clock.turn(minutes=1)
    sign_in(street(again))

    assert again.safe.custody.ring.epoch == 2
    assert len(again.safe.custody.ring.slots) == 1


def test_a_person_under_another_sign_in_name(door: Door, clock: Clock) -> None:
    """Keeps the passphrase."""
    taras = hired(door, "тарас", "frontliner")
    by = By(oksana(door), door.now())
    acts.change_person(door.work, by, acts.person_at(door.work, taras.id), {"login": "t.koval"})
    passphrases.follow(door, taras.id)

    again = restarted(door, clock)

    assert sign_in(street(again), "тарас").status == 401
    assert sign_in(street(again), "T.Koval").status == 303


# -- the recovery key ---------------------------------------------------------------------------------------


def groups_in(page: str) -> list[str]:
    return re.findall(r"<li>([0-9A-Z]{5})</li>", page)


def test_the_recovery_key_is_shown_printed_and_asked_for(door: Door) -> None:
    """Until two groups were typed from paper it is there; afterwards it is nowhere."""
    browser = street(door)
    assert sign_in(browser).headers["location"] == "/"
    shown = groups_in(browser.get("/auth/recovery").text)
    printed = groups_in(browser.get("/auth/recovery/sheet").text)
    assert shown == printed == list(recovery_key.groups(door.safe.pending))
    assert door.safe.wants_recovery_kept

    page = browser.get("/auth/recovery", step="check").text
    assert not groups_in(page)
    found = re.search(r'name="places" value="(\d),(\d)"', page)
    assert found
    places = found.groups()
    sent = {"token": token_in(page), "places": ",".join(places)}
    wrong = browser.post("/auth/recovery", {**sent, **{f"group{place}": "AAAAA" for place in places}})
    assert wrong.status == 422
    assert door.safe.wants_recovery_kept
    right = {f"group{place}": shown[int(place)].lower() for place in places}
    assert browser.post("/auth/recovery", {**sent, **right}).headers["location"] == "/"

    assert not door.safe.wants_recovery_kept
    assert not groups_in(browser.get("/auth/recovery").text)
    assert browser.get("/auth/recovery/sheet").status == 303


def test_the_recovery_key_is_not_for_everybody(door: Door) -> None:
    """Only for those who manage people."""
    hired(door, "тарас", "frontliner")
    browser = street(door)
    sign_in(browser, "тарас")

    assert browser.get("/auth/recovery").headers["location"] == "/auth/login"
    assert browser.get("/auth/recovery/sheet").headers["location"] == "/auth/login"
    assert street(door).get("/auth/recovery").status == 303


def back_in(browser: Browser, key: str, login: str = "оксана", phrase: str = NEW) -> tuple[int, str]:
    page = browser.get("/auth/recover")
    sent = {"token": token_in(page.text), "key": key, "login": login, "passphrase": phrase, "again": phrase}
    answer = browser.post("/auth/recover", sent)
    return answer.status, answer.text


def test_the_recovery_key_lets_an_administrator_in(door: Door, recovery: str, clock: Clock) -> None:
    """With a new passphrase; the forgotten one opens nothing any more."""
    again = restarted(door, clock)
    browser = street(again)

    assert back_in(browser, recovery.lower().replace("-", " "))[0] == 303

    assert browser.get("/").status == 200
    assert len(again.safe.custody.ring.slots) == 1
    third = restarted(again, clock)
    assert sign_in(street(third)).status == 401
    assert sign_in(street(third), phrase=NEW).status == 303
    assert "recovered" in {entry.what for entry in third.work.journal.read()}


def test_another_key_and_another_person_stay_out(door: Door, recovery: str, clock: Clock) -> None:
    """What is wrong is said beside its field; the workspace stays locked, and wrong keys have to wait."""
    hired(door, "тарас", "frontliner")
    again = restarted(door, clock)
    browser = street(again)

    assert "перевірте групу 8" in back_in(browser, recovery[:-1] + ("0" if recovery[-1] != "0" else "1"))[1]
    assert "не від цього" in back_in(browser, recovery_key.made())[1]
    assert "Є: оксана" in back_in(browser, recovery, "тарас")[1]
    assert back_in(browser, recovery, phrase="коротка")[0] == 422
    assert again.safe.is_locked
    assert ASKED.name not in back_in(browser, recovery_key.made())[1]
    for _ in range(5):
        back_in(browser, recovery_key.made())
    assert "Зачекайте" in back_in(browser, recovery)[1]


def test_a_new_recovery_key(door: Door, recovery: str, clock: Clock) -> None:
    """Voids the one before, and has to be written down as well."""
    browser = street(door)
    sign_in(browser)
    page = browser.get("/auth/recovery")
    browser.post("/auth/recovery", {"token": token_in(page.text), "renew": "yes"})

    new = door.safe.pending
    assert door.safe.wants_recovery_kept
    again = restarted(door, clock)
    assert back_in(street(again), recovery)[0] == 422
    assert back_in(street(again), new)[0] == 303


# -- founding -----------------------------------------------------------------------------------------------


def test_a_founding_that_was_cut_off_begins_again(tmp_path: Path, clock: Clock) -> None:
    """A keyring without anybody is no vault: the first start asks again."""
    with put_back():
        door = stand_door(tmp_path / "data", clock)
        first_vault.found(door, ASKED)
        door.lock()
        for kind in ("person", "workspace"):
            shutil.rmtree(door.place.data / kind)
        again = stand_door(door.place.data, clock)

        assert not again.is_founded()
        assert first_vault.found(again, replace(ASKED, name="Інша")).name == "Інша"
        again.lock()


def test_a_founding_that_fails_leaves_no_keyring(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody would have a way in."""
    with put_back():
        door = stand_door(tmp_path / "data", clock)
        with monkeypatch.context() as patch:
            patch.setattr("suprovid.desk.sign_in.founding.setup", lambda *_: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                first_vault.found(door, ASKED)

        assert not keyring.is_there(door.place.data)
        assert not door.is_founded()
        door.work.close()


def test_a_workspace_in_clear_goes_on_as_it_was(tmp_path: Path, clock: Clock) -> None:
    """Nothing is asked, nothing is locked."""
    with put_back():
        door = stand_door(tmp_path / "data", clock)
        first_vault.found(door, replace(ASKED, plain=True))

        assert not door.safe.is_on
        assert not door.safe.pending
        assert sign_in(street(door)).status == 303
        clock.turn(hours=1)
        assert not door.lock_if_idle()
        door.lock()
        assert door.work.settings.name == ASKED.organisation
        assert street(door).get("/auth/recover").headers["location"] == "/auth/login"
        door.work.close()


def test_an_empty_passphrase_opens_nothing(door: Door, clock: Clock) -> None:
    """Not even a slot that was made with one: who signs in elsewhere has no passphrase here."""
    person = hired(door, "леся", "frontliner")
    slot = door.safe.give("леся", person.id, "")
    acts.set_credential(
        door.work,
        By(oksana(door), door.now()),
        acts.person_at(door.work, person.id),
        {"kind": "slot", "slot": slot},
    )
    assert door.check("леся", "") is None

    again = restarted(door, clock)
    assert again.check("леся", "") is None
    assert again.safe.is_locked


@pytest.mark.parametrize("way", ["passphrase", "recovery key"])
def test_a_vault_that_was_shut_beside_us_is_opened_again(door: Door, recovery: str, way: str) -> None:
    """By the first who comes, also before anybody's session was looked at."""
    door.safe.custody.close()
    assert door.safe.was_shut

    assert door.check("оксана", PHRASE) if way == "passphrase" else door.recover(recovery)

    assert door.safe.is_open
    assert door.work.people
