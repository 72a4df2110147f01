"""From a workspace in clear to an encrypted one: who opens it, what a kill leaves, what lies there then."""

from __future__ import annotations

import contextlib
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from asgi_browser import Answer, Browser
from door_house import (
    ASKED,
    CHEAP,
    PHRASE,
    SCHEMAS,
    Clock,
    hire,
    put_back,
    sign_in,
    stand_door,
    street,
    token_in,
)

from suprovid.__main__ import main
from suprovid.casework import copies, people, safekeeping
from suprovid.casework.acts import add_person, change_settings, settings_at
from suprovid.casework.people import By, Person
from suprovid.desk import door as doors
from suprovid.desk.door import Door
from suprovid.desk.keeping import back_up, look_after
from suprovid.desk.locking import seal_anew
from suprovid.desk.safe import slot_of, waiting
from suprovid.desk.sign_in import first_vault, founding
from suprovid.desk.sign_in.passwords import Passwords, kept_hash
from suprovid.errors import NotPossible
from suprovid.store import Change, disk, keyring, recovery_key
from suprovid.store.clear import Overtaken
from suprovid.store.drafts import Draft
from suprovid.store.slots import Cost

NAME, PHONE, NOTE = "Їжаченко Невигадана", "+380501234567", "боїться дзвінків увечері"
PLANTED = (NAME, PHONE, NOTE, "Оксана Гай", "тарас", ASKED.organisation)
NEW = "жовтий слон на даху театру"


class Killed(BaseException):
    """The plug was pulled."""


def plant(door: Door, person: str) -> None:
    """Names wherever a workspace in clear has them, leftovers of kills included."""
    data, work = door.place.data, door.work
    work.store.attach("client", "c1", f"{NAME} {NOTE}".encode())
    work.store.create("client", "c1", Change({"code": "2026-0001", "name": NAME, "phone": PHONE}))
    work.store.number("client-2026")
    work.drafts.keep(Draft(person, "d1", "intake", {"name": NAME}))
    work.drafts.attach(person, "d1", NOTE.encode())
    (data / "drafts" / person / "d2.json.damaged").write_text(f"half of it: {NAME}", encoding="utf-8")
    (data / "drafts" / person / "d3.json.0a0b0c0d.new").write_text(NAME, encoding="utf-8")
    (data / "client/c1/folder.json.0a0b0c0d.new").write_text(PHONE, encoding="utf-8")
    (data / ".gone/client.c9.00ff").mkdir(parents=True)
    (data / ".gone/client.c9.00ff/folder.json").write_text(NAME, encoding="utf-8")
    (data / ".damaged").mkdir()
    (data / ".damaged/client.c8.00ff").write_text(NOTE, encoding="utf-8")
    broken = data / "client/c7"
    broken.mkdir()
    (broken / "folder.json").write_bytes((data / "client/c1/folder.json").read_bytes()[:-1])
    with (data / "journal/2026-05.jsonl").open("ab") as journal:
        journal.write(f'half a line {NAME}\n{{"at": "{NAME}'.encode())


def in_clear(data: Path) -> list[str]:
    """The files in which something planted can be read, or whose name says what is in them."""
    found = []
    for path in data.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        if any(word.encode() in content for word in PLANTED) or b"$argon2" in content:
            found.append(path.relative_to(data).as_posix())
    return found


@pytest.fixture
def clear(tmp_path: Path, clock: Clock) -> Iterator[Door]:
    """A door of a workspace in clear: Oksana may do everything, Taras helps people."""
    with put_back():
        door = stand_door(tmp_path / "data", clock)
        oksana = founding.found(door.work, door.passwords, ASKED, door.now())
        hire(door, oksana, "тарас", "frontliner")
        plant(door, oksana.id)
        yield door
        doors.door().lock()


def person(door: Door, login: str) -> Person:
    found = people.by_login(door.work, login)
    assert found
    return found


def encrypt(browser: Browser, phrase: str = PHRASE, **more: str) -> Answer:
    """Fill in the page as a browser does."""
    page = browser.get("/auth/encrypt")
    sent = {"token": token_in(page.text), "passphrase": phrase, **more}
    return browser.post("/auth/encrypt", sent)


def keep_the_key(browser: Browser) -> str:
    """Write the recovery key down and type two groups of it."""
    shown = re.findall(r"<li>([0-9A-Z]{5})</li>", browser.get("/auth/recovery").text)
    page = browser.get("/auth/recovery", step="check").text
    found = re.search(r'name="places" value="(\d),(\d)"', page)
    assert found
    groups = {f"group{place}": shown[int(place)] for place in found.groups()}
    sent = {"token": token_in(page), "places": ",".join(found.groups()), **groups}
    assert browser.post("/auth/recovery", sent).headers["location"] == "/"
    return "-".join(shown)


def finish(door: Door) -> None:
    for _ in range(5):
        if not seal_anew(door):
            return


def restarted(door: Door, clock: Clock) -> Door:
    door.lock()
    return stand_door(door.place.data, clock)


def reads_all(door: Door) -> bool:
    """Whether everything that was planted can be read in its place, and the journal holds together."""
    (digest,) = door.work.store.attachments("client", "c1")
    me = person(door, "оксана").id
    faults = [fault.why for fault in door.work.journal.faults()]
    return (
        door.work.store.read("client", "c1").about["phone"] == PHONE
        and NOTE.encode() in door.work.store.attachment("client", "c1", digest)
        and door.work.drafts.read(me, "d1").answers == {"name": NAME}
        and list(door.work.drafts.attachments(me, "d1").values()) == [NOTE.encode()]
        and door.work.store.numbers() == {"client-2026": 1}
        and set(faults) <= {"torn"}
    )


def test_everything_is_encrypted_while_people_work(clear: Door, clock: Clock) -> None:
    """No planted name, phone or note is left in any file, copies included; all of it can be read."""
    copies.keep(clear.work, clock(), clear.media())
    assert len(in_clear(clear.place.data)) > 8
    mine, theirs = street(clear), street(clear)
    sign_in(mine)
    sign_in(theirs, "тарас")

    assert encrypt(mine, copies="delete").headers["location"] == "/auth/recovery"
    recovery = keep_the_key(mine)
    assert mine.get("/").status == theirs.get("/").status == 200, "nobody is put out"
    clear.work.store.create("client", "c2", Change({"name": NAME}))
    assert clear.safe.custody.is_over_plain
    clock.turn(minutes=1)
    finish(clear)

    assert not clear.safe.custody.is_turning
    assert in_clear(clear.place.data) == []
    assert reads_all(clear)
    (copy,) = copies.all_of(clear.media())
    assert not copy.is_in_clear
    assert {"encryption_begun", "encryption_done"} <= {entry.what for entry in clear.work.journal.read()}
    again = restarted(clear, clock)
    page = street(again).get("/auth/recover")
    sent = {"token": token_in(page.text), "key": recovery, "login": "оксана", "passphrase": NEW, "again": NEW}
    assert street_with(again, page, sent).status == 303
    assert reads_all(again)


def street_with(door: Door, page: Answer, sent: dict[str, str]) -> Answer:
    browser = street(door)
    browser._keep(page.headers.getlist("set-cookie"))
    return browser.post("/auth/recover", sent)


def test_others_get_a_slot_with_their_next_sign_in(clear: Door, clock: Clock) -> None:
    """The hash goes; while it is locked before that, somebody with a slot has to come first."""
    mine = street(clear)
    sign_in(mine)
    encrypt(mine)
    finish(clear)
    assert [who.login for who in waiting(clear.work)] == ["тарас"]

    again = restarted(clear, clock)
    page = street(again).get("/auth/login").text
    assert "попросіть відімкнути" in page
    assert sign_in(street(again), "тарас").status == 401
    clock.turn(minutes=1)
    assert sign_in(street(again)).status == 303
    assert sign_in(street(again), "тарас", "щось зовсім інше тут").status == 401
    clock.turn(minutes=1)
    assert sign_in(street(again), "тарас").status == 303

    assert slot_of(person(again, "тарас"))
    assert not kept_hash(person(again, "тарас"))
    third = restarted(again, clock)
    assert "попросіть відімкнути" not in street(third).get("/auth/login").text
    assert sign_in(street(third), "тарас").status == 303
    assert third.safe.custody.person == person(third, "тарас").id


def test_it_stays_open_for_those_who_are_awaited(clear: Door, clock: Clock) -> None:
    """A week at most; from then on, or when all have come, it locks as usual. The button always locks."""
    mine = street(clear)
    sign_in(mine)
    encrypt(mine)
    clock.turn(hours=30)
    assert not clear.lock_if_idle()
    assert sign_in(street(clear), "тарас").status == 303
    clock.turn(hours=1)
    assert clear.lock_if_idle(), "nobody is awaited any more"

    sign_in(street(clear))
    clear.lock()
    assert clear.safe.is_locked


def test_after_a_week_nobody_is_awaited_any_more(clear: Door, clock: Clock) -> None:
    """Their hash still fits once somebody else has opened it."""
    mine = street(clear)
    sign_in(mine)
    encrypt(mine)
    clock.turn(days=8)
    assert clear.lock_if_idle()
    sign_in(street(clear))
    assert sign_in(street(clear), "тарас").status == 303


def test_a_passphrase_that_is_not_theirs_encrypts_nothing(clear: Door) -> None:
    """And it counts as a wrong sign-in; who may not look after people is sent away."""
    mine, theirs = street(clear), street(clear)
    sign_in(mine)
    sign_in(theirs, "тарас")

    assert encrypt(mine, "щось зовсім інше тут").status == 422
    assert theirs.get("/auth/encrypt").headers["location"] == "/auth/login"
    assert street(clear).get("/auth/encrypt").status == 303
    assert not keyring.is_there(clear.place.data)


def test_who_has_no_passphrase_here_makes_one(clear: Door) -> None:
    """Somebody who comes through a provider: the new passphrase is their way in when it is locked."""
    oksana = person(clear, "оксана")
    by = By(oksana, clear.now())
    who = {"name": "Леся", "login": "леся", "roles": ["administrator"], "identity": "lesia@example.org"}
    lesia = people.find(clear.work, add_person(clear.work, by, who).id)
    browser = street(clear)
    browser.cookies[clear.cookie] = clear.enter(lesia)

    assert encrypt(browser, "коротка", again="коротка").status == 422
    assert encrypt(browser, NEW, again=PHRASE).status == 422
    assert encrypt(browser, NEW, again=NEW).status == 303
    assert slot_of(person(clear, "леся"))
    assert [who.login for who in waiting(clear.work)] == ["оксана", "тарас"]


def test_whoever_still_works_in_clear_is_refused(clear: Door, clock: Clock) -> None:
    """A page under way, and another process: nothing is written in clear any more, nothing is half read."""
    stale = clear.work
    other = Door(clear.place, clock)
    token = other.enter(person(other, "тарас"))
    theirs = other.work

    first_vault.around(clear, By(person(clear, "оксана"), clock()), PHRASE)
    finish(clear)

    for work in (stale, theirs):
        for act in (
            lambda work=work: work.store.create("client", "c5", Change({"name": NAME})),
            lambda work=work: work.store.attach("client", "c1", NAME.encode()),
            lambda work=work: work.store.number("client-2026"),
            lambda work=work: work.store.read("client", "c1"),
            lambda work=work: work.drafts.keep(Draft("p", "d9", "intake", {"name": NAME})),
            lambda work=work: work.drafts.read(person(clear, "оксана").id, "d1"),
            lambda work=work: work.journal.add(clock(), "", "looked"),
        ):
            with pytest.raises(Overtaken):
                act()
    assert other.session(token) is None
    assert other.safe.is_locked
    with pytest.raises(NotPossible):
        first_vault.around(other, By(person(clear, "оксана"), clock()), PHRASE)
    assert in_clear(clear.place.data) == []


@pytest.mark.parametrize("after", [0, 1, 3, 6])
def test_a_beginning_that_was_cut_off(
    clear: Door, clock: Clock, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """Killed around the keyring and the account: the same passphrase opens it, and it goes on."""
    put, done = disk.put, []

    def cut(path: Path, content: bytes, before: bytes | None = None, lasting: bool = True) -> None:
        if len(done) == after:
            raise Killed
        done.append(path.name)
        put(path, content, before, lasting)

    with monkeypatch.context() as patch:
        patch.setattr(disk, "put", cut)
        with contextlib.suppress(Killed):
            first_vault.around(clear, by_now(clear), PHRASE)
            finish(clear)
    assert len(done) == after
    door = stand_door(clear.place.data, clock)
    assert door.safe.is_locked == (after > 0)
    assert sign_in(street(door)).status == 303
    if not after:
        first_vault.around(door, by_now(door), PHRASE)
    finish(door)

    assert not door.safe.custody.is_turning
    assert reads_all(door)
    assert slot_of(person(door, "оксана")) == door.safe.custody.slot
    assert in_clear(clear.place.data) == []


def test_copies_in_clear_are_kept_where_that_was_wished(clear: Door, clock: Clock, tmp_path: Path) -> None:
    """They are named as such; a second medium that was away loses them when it is back."""
    stick = tmp_path / "stick"
    by = By(person(clear, "оксана"), clock())
    change_settings(
        clear.work,
        by,
        settings_at(clear.work),
        {copies.SETTING: str(copies.prepare(str(stick), clear.place.data))},
    )
    copies.keep(clear.work, clock(), clear.media())
    stick.rename(tmp_path / "away")
    browser = street(clear)
    sign_in(browser)
    encrypt(browser, copies="keep")
    clock.turn(minutes=1)
    finish(clear)
    assert [copy.is_in_clear for copy in copies.all_of(clear.media())] == [True]

    change_settings(clear.work, by_now(clear), settings_at(clear.work), {copies.CLEAR: copies.DELETE})
    look_after(clear)
    assert [copy.is_in_clear for copy in copies.all_of(clear.media())] == [False]
    (tmp_path / "away").rename(stick)
    clock.turn(days=1)
    look_after(clear)
    assert {copy.is_in_clear for copy in copies.all_of(clear.media())} == {False}
    assert list(stick.glob("*.zip"))


def by_now(door: Door) -> By:
    return By(person(door, "оксана"), door.now())


def test_a_copy_made_meanwhile_counts_as_one_in_clear(clear: Door, clock: Clock) -> None:
    """It has a keyring, and names beside it."""
    first_vault.around(clear, by_now(clear), PHRASE)
    made = copies.keep(clear.work, clock(), clear.media()).made
    assert not safekeeping.is_sealed(made.path)
    clock.turn(minutes=1)
    finish(clear)
    assert safekeeping.is_sealed(copies.keep(clear.work, clock(), clear.media()).made.path)


def test_the_daily_copy_waits_until_all_is_encrypted(clear: Door, clock: Clock) -> None:
    """So it is in clear only where the last one is old by then."""
    copies.keep(clear.work, clock(), clear.media())
    clock.turn(days=1)
    first_vault.around(clear, by_now(clear), PHRASE)
    assert not back_up(clear)
    clock.turn(days=2)
    assert back_up(clear)
    assert copies.all_of(clear.media())[0].is_in_clear
    clock.turn(days=1)
    finish(clear)
    assert back_up(clear)
    assert not copies.all_of(clear.media())[0].is_in_clear


def test_a_copy_in_clear_in_the_place_of_encrypted_data(clear: Door, clock: Clock) -> None:
    """The key is not put beside data that it does not belong to: it is a workspace in clear again."""
    made = copies.keep(clear.work, clock(), clear.media()).made
    first_vault.around(clear, by_now(clear), PHRASE)
    clock.turn(minutes=1)
    finish(clear)

    clear.work.changed = 0
    safekeeping.restore_here(clear.work, made.path, clock(), person(clear, "оксана").id)
    clear.reopen()

    assert not keyring.is_there(clear.place.data)
    assert not clear.safe.is_on
    assert sign_in(street(clear), "тарас").status == 303
    assert clear.work.store.read("client", "c1").about["name"] == NAME
    first_vault.around(clear, by_now(clear), PHRASE)
    finish(clear)
    assert clear.work.store.read("client", "c1").about["name"] == NAME


# -- the command --------------------------------------------------------------------------------------------


def test_the_command_encrypts_and_says_the_key(
    clear: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everything at once; a second time there is nothing left to do."""
    copies.keep(clear.work, clear.now(), clear.media())
    clear.work.close()
    monkeypatch.setenv("SUPROVID_LANGUAGE", "uk")
    monkeypatch.setenv("SUPROVID_SCHEMAS", str(SCHEMAS))
    monkeypatch.setattr("suprovid.desk.reception.Passwords", lambda: Passwords(CHEAP))
    monkeypatch.setattr("suprovid.desk.safe.STRONG", Cost(memory=8, time=1))
    (tmp_path / "phrase").write_text(PHRASE, encoding="utf-8")
    (tmp_path / "wrong").write_text(NEW, encoding="utf-8")
    given = ["encrypt", "--data", str(clear.place.data), "--login", "оксана", "--delete-copies"]

    doors.use(None)
    assert main([*given, "--passphrase-file", str(tmp_path / "wrong")]) == 2
    assert not keyring.is_there(clear.place.data)
    doors.use(None)
    key = ["--recovery-key-file", str(tmp_path / "key")]
    assert main([*given, "--passphrase-file", str(tmp_path / "phrase"), *key]) == 0
    assert "Видалено 1" in capsys.readouterr().out
    assert recovery_key.read((tmp_path / "key").read_text())
    assert in_clear(clear.place.data) == []
    doors.use(None)
    assert main([*given, "--passphrase-file", str(tmp_path / "phrase")]) == 1
    assert "вже зашифровані" in capsys.readouterr().err
    doors.use(None)


def test_a_draft_on_its_way_is_not_left_in_clear(clear: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """The encryption that begins between the sealing of a draft and its writing waits until it is written."""
    me, drafts = person(clear, "оксана"), clear.work.drafts
    begun = threading.Thread(target=first_vault.around, args=(clear, by_now(clear), PHRASE))
    put, steps = disk.put, []

    def held_up(path: Path, *more: object, **named: object) -> None:
        if path.parent.name == me.id and "sealed" not in steps:
            steps.append("sealed")
            begun.start()
            begun.join(0.5)
            steps.append("waits" if begun.is_alive() else "encrypted before it")
        put(path, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(disk, "put", held_up)
    drafts.keep(Draft(me.id, "late", "intake", {"name": NAME}))
    begun.join()
    finish(clear)

    assert steps == ["sealed", "waits"]
    assert clear.work.drafts.read(me.id, "late").answers == {"name": NAME}
    assert in_clear(clear.place.data / "drafts") == []
    with pytest.raises(Overtaken):
        drafts.keep(Draft(me.id, "later", "intake", {"name": NAME}))
