"""Copies of a workspace in clear, sealed: the key on paper, a second medium, a new laptop, a vault later."""

from __future__ import annotations

import re
import zipfile
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
    close,
    hire,
    put_back,
    sign_in,
    stand_door,
    street,
    token_in,
)

from suprovid.__main__ import main
from suprovid.casework import acts, copies, copy_seal, people, safekeeping
from suprovid.casework.people import By
from suprovid.desk import door as doors
from suprovid.desk.door import Door
from suprovid.desk.keeping import back_up, look_after
from suprovid.desk.locking import seal_anew
from suprovid.desk.sign_in import copies_key, first_vault, founding
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.errors import Damaged
from suprovid.store import Change, copy_keys, keyring, recovery_key
from suprovid.store.drafts import Draft
from suprovid.store.restoring import NoKey

NAME, PHONE, NOTE = "Їжаченко Невигадана", "+380501234567", "боїться дзвінків увечері"
PLANTED = (NAME, PHONE, NOTE, "Оксана Гай", ASKED.organisation)


@pytest.fixture(autouse=True)
def _elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """No medium of this machine is looked for, no installation names one."""
    monkeypatch.setattr(copies, "PLUGGED_IN", ())
    monkeypatch.delenv("SUPROVID_BACKUPS", raising=False)


@pytest.fixture
def clear(tmp_path: Path, clock: Clock) -> Iterator[Door]:
    """A workspace in clear with a client, a draft and a second medium; Taras may not look after copies."""
    with put_back():
        door = stand_door(tmp_path / "data", clock)
        oksana = founding.found(door.work, door.passwords, ASKED, door.now())
        hire(door, oksana, "тарас", "frontliner")
        door.work.store.attach("client", "c1", f"{NAME} {NOTE}".encode())
        door.work.store.create("client", "c1", Change({"code": "2026-0001", "name": NAME, "phone": PHONE}))
        door.work.drafts.keep(Draft(oksana.id, "d1", "intake", {"name": NAME}))
        stick = copies.prepare(str(tmp_path / "stick"), door.place.data)
        acts.change_settings(
            door.work, by_now(door), acts.settings_at(door.work), {copies.SETTING: str(stick)}
        )
        yield door
        close(doors.door())


def by_now(door: Door) -> By:
    found = people.by_login(door.work, "оксана")
    assert found
    return By(found, door.now())


def ask_for_key(browser: Browser, phrase: str = PHRASE, **more: str) -> Answer:
    page = browser.get("/auth/copies")
    return browser.post("/auth/copies", {"token": token_in(page.text), "passphrase": phrase, **more})


def shown(browser: Browser) -> str:
    return "-".join(re.findall(r"<li>([0-9A-Z]{5})</li>", browser.get("/auth/copies").text))


def type_back(browser: Browser, key: str) -> Answer:
    """Two groups of what is on paper."""
    page = browser.get("/auth/copies", step="check").text
    found = re.search(r'name="places" value="(\d),(\d)"', page)
    assert found
    groups = {f"group{place}": key.split("-")[int(place)] for place in found.groups()}
    return browser.post(
        "/auth/copies", {"token": token_in(page), "places": ",".join(found.groups()), **groups}
    )


def seal(door: Door, wish: str = copies.KEEP) -> str:
    """Copies are sealed from now on; answers the recovery key that is on paper."""
    browser = street(door)
    sign_in(browser)
    assert ask_for_key(browser, copies=wish).headers["location"] == "/auth/copies"
    key = shown(browser)
    assert type_back(browser, key).headers["location"] == "/backups"
    return key


def kept(door: Door, clock: Clock) -> Path:
    clock.turn(days=1)
    return copies.keep(door.work, clock(), door.media()).made.path


def in_clear(*places: Path) -> list[str]:
    """The files in which something planted can be read, unpacked too."""
    files = [path for place in places for path in place.rglob("*") if path.is_file()]
    return [path.name for path in files if any(word.encode() in _content(path) for word in PLANTED)]


def _content(path: Path) -> bytes:
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        return path.read_bytes() + b"".join(map(archive.read, archive.namelist()))


def finish(door: Door) -> None:
    for _ in range(5):
        if not seal_anew(door):
            return


def test_nothing_is_sealed_before_the_key_is_on_paper(clear: Door, clock: Clock) -> None:
    """Shown to whoever looks after copies, for their passphrase; typed back; then the copies in clear go."""
    stranger, browser = street(clear), street(clear)
    assert stranger.get("/auth/copies").headers["location"] == "/auth/login"
    sign_in(stranger, "тарас")
    assert stranger.get("/auth/copies").headers["location"] == "/auth/login"
    assert in_clear(kept(clear, clock).parent), "as until today"
    sign_in(browser)

    assert ask_for_key(browser, "не та фраза взагалі").status == 422
    assert copies_key.PENDING.get(clear) is None
    assert ask_for_key(browser, copies=copies.DELETE).status == 303
    key = shown(browser)
    assert recovery_key.read(key) == key
    assert key.split("-")[3] in browser.get("/auth/copies/sheet").text
    assert not copy_seal.is_on(clear.work)
    assert type_back(browser, recovery_key.made()).status == 422
    assert not copy_seal.is_on(clear.work)

    clock.turn(minutes=1)
    assert type_back(browser, key).headers["location"] == "/backups"

    assert copy_seal.is_on(clear.work)
    stick = clear.media().second
    assert stick
    assert in_clear(clear.media().own, stick) == []
    assert [copy.is_in_clear for copy in copies.all_of(clear.media())] == [False]
    assert len(list(stick.glob("*.zip"))) == 1
    assert key not in browser.get("/auth/copies").text
    assert browser.get("/auth/copies/sheet").headers["location"] == "/auth/copies"
    said = [entry.what for entry in clear.work.journal.read()]
    assert {copy_seal.BEGUN, copies.GIVEN_UP} <= set(said)


def test_this_laptop_rehearses_restores_and_mends_without_typing(clear: Door, clock: Clock) -> None:
    """The daily copy too; the key is in no copy."""
    seal(clear)
    clock.turn(days=1)
    assert back_up(clear)
    stick = clear.media().second
    assert stick
    (copy,) = copies.all_of(clear.media())
    assert copy.places == (clear.media().own, stick)
    assert in_clear(clear.media().own, stick) == []
    assert copy.look().counts["client"] == 1
    assert not any(copy_keys.FILE in name for name in copy.look().files)
    found = safekeeping.rehearse(copy.path, SCHEMAS, keys=copy.keys)
    assert (found.counts["client"], found.damaged) == (1, ())

    path = clear.place.data / "client/c1/folder.json"
    path.write_bytes(path.read_bytes()[:-9])
    clear.work.remembered.release(("client", "c1"))
    with pytest.raises(Damaged):
        clear.work.read("client", "c1")
    acts.mend(clear.work, by_now(clear), ("client", "c1"), copies.holding((copy,), "client", "c1"))
    assert clear.work.read("client", "c1").about["phone"] == PHONE

    clear.work.store.write("client", "c1", Change({"name": "інша"}), clear.work.read("client", "c1").revision)
    safekeeping.restore_here(clear.work, copy.path, clock(), by_now(clear).person.id)
    clear.reopen()
    assert clear.work.store.read("client", "c1").about["name"] == NAME
    assert copy_seal.is_on(clear.work), "copies go on being sealed"


def test_a_new_laptop_opens_it_with_the_sheet(clear: Door, clock: Clock, tmp_path: Path) -> None:
    """Nothing but the second medium and the paper; copies made there are opened by the same paper."""
    key = seal(clear)
    kept(clear, clock)
    close(clear)
    new = stand_door(tmp_path / "new", clock)
    browser, start = street(new), new.start_key

    def fill(recovery: str, **more: str) -> Answer:
        page = browser.get("/auth/start/copy", key=start)
        sent = {"key": start, "place": str(tmp_path / "stick"), "recovery": recovery, **more}
        return browser.post("/auth/start/copy", {"token": token_in(page.text), **sent})

    assert "введіть ключ відновлення" in fill("").text
    assert "не ключ відновлення" in fill(recovery_key.made()).text
    assert "перевірте групу 8" in fill(key[:-1]).text
    assert "клієнти: 1" in fill(key).text
    assert key not in fill(key).text
    assert fill("", sure="yes").headers["location"] == "/auth/login?restored=1"

    assert sign_in(browser).status == 303
    assert new.work.store.read("client", "c1").about["phone"] == PHONE
    made = kept(new, clock)
    assert in_clear(made.parent) == []
    assert copy_seal.keys_for(made, tmp_path / "nowhere", key).all


def test_a_workspace_that_gets_a_vault_opens_its_earlier_copies(clear: Door, clock: Clock) -> None:
    """The key of copies is sealed with everything else; nobody who has the disk opens a copy with it."""
    paper = seal(clear)
    made = kept(clear, clock)
    first_vault.around(clear, by_now(clear), PHRASE)
    clear.safe.custody.confirm_recovery()
    clock.turn(minutes=1)
    finish(clear)
    data = clear.place.data
    assert not keyring.is_in_clear(data)
    assert in_clear(data) == []
    assert copy_keys.read_in_clear(data) == copy_keys.NONE

    copy = next(copy for copy in copies.all_of(clear.media()) if copy.path == made)
    assert not copy.is_in_clear
    assert safekeeping.rehearse(copy.path, SCHEMAS, keys=copy.keys).counts["client"] == 1
    path = data / "client/c1/folder.json"
    path.write_bytes(path.read_bytes()[:-9])
    clear.work.remembered.release(("client", "c1"))
    acts.mend(clear.work, by_now(clear), ("client", "c1"), copies.holding((copy,), "client", "c1"))
    assert clear.work.read("client", "c1").about["phone"] == PHONE
    assert in_clear(data) == [], "mended, and sealed as it has to be"

    newer = kept(clear, clock)
    assert safekeeping.is_sealed(newer)
    safekeeping.restore_here(clear.work, made, clock(), by_now(clear).person.id)
    clear.reopen()
    assert not clear.safe.is_on
    assert copy_seal.is_on(clear.work)
    assert copy_seal.keys_for(kept(clear, clock), data / "nowhere", paper).all


def test_a_new_key_opens_new_copies_and_this_laptop_opens_all(clear: Door, clock: Clock) -> None:
    """A lost sheet is replaced."""
    first = seal(clear)
    old = kept(clear, clock)
    second = seal(clear)
    new = kept(clear, clock)
    nowhere = clear.place.data / "nowhere"
    assert not copy_seal.keys_for(new, nowhere, first).all
    assert copy_seal.keys_for(new, nowhere, second).all
    assert copy_seal.keys_for(old, nowhere, first).all
    for copy in copies.all_of(clear.media()):
        assert safekeeping.rehearse(copy.path, SCHEMAS, keys=copy.keys).counts["client"] == 1


def test_a_key_that_cannot_be_read_makes_no_copy_in_clear(clear: Door, clock: Clock) -> None:
    """It is told, and a new key mends it; the copies of before open with their sheet."""
    paper = seal(clear)
    made = kept(clear, clock)
    (clear.place.data / copy_keys.FILE).write_bytes(b"{")
    with pytest.raises(Damaged):
        kept(clear, clock)
    assert not copy_seal.is_on(clear.work)
    (copy,) = [copy for copy in copies.all_of(clear.media()) if copy.path == made]
    with pytest.raises(NoKey):
        safekeeping.rehearse(copy.path, SCHEMAS, keys=copy.keys)
    keys = copy_seal.keys_for(copy.path, clear.place.data, paper)
    assert safekeeping.rehearse(copy.path, SCHEMAS, keys=keys).counts["client"] == 1
    seal(clear)
    assert in_clear(kept(clear, clock).parent) == []


def test_a_medium_that_was_away_gets_rid_of_copies_in_clear(
    clear: Door, clock: Clock, tmp_path: Path
) -> None:
    """As soon as it is back."""
    kept(clear, clock)
    (tmp_path / "stick").rename(tmp_path / "away")
    seal(clear, copies.DELETE)
    assert in_clear(tmp_path / "away")
    (tmp_path / "away").rename(tmp_path / "stick")
    clock.turn(days=1)
    look_after(clear)
    assert in_clear(clear.media().own, tmp_path / "stick") == []
    assert list((tmp_path / "stick").glob("*.zip"))


def test_damaged_accounts_come_back_from_a_sealed_copy(clear: Door, clock: Clock) -> None:
    """The key is beside the data: nothing has to be typed."""
    seal(clear)
    made = kept(clear, clock)
    data = clear.place.data
    for path in (data / "person").glob("*/folder.json"):
        path.write_bytes(path.read_bytes()[:-9])
    clear.reopen()
    close(clear)
    door = stand_door(data, clock)
    assert door.is_broken()
    browser, start = street(door), door.start_key
    page = browser.get("/auth/start/copy", key=start).text
    sent = {"token": token_in(page), "key": start, "place": str(made)}
    assert "клієнти: 1" in browser.post("/auth/start/copy", sent).text
    assert browser.post("/auth/start/copy", {**sent, "sure": "yes"}).status == 303
    assert sign_in(browser).status == 303
    assert copy_seal.is_on(door.work)


# -- the first start, and the terminal --------------------------------------------------------------------


def test_the_first_start_in_clear_shows_it(tmp_path: Path, clock: Clock) -> None:
    """Who wants it later goes on."""
    with put_back():
        door = stand_door(tmp_path / "data", clock)
        browser = street(door)
        page = browser.get("/auth/start", key=door.start_key).text
        answers = {
            "organisation": ASKED.organisation,
            "languages": "uk",
            "language": "uk",
            "name": ASKED.name,
            "login": ASKED.login,
            "passphrase": PHRASE,
            "again": PHRASE,
            "alone": "yes",
            "profile": "short",
            "vault": "no",
        }
        sent = {**answers, "key": door.start_key, "token": token_in(page)}
        then = browser.post("/auth/start", sent).headers["location"]
        assert then == "/auth/copies"
        assert "Пізніше" in browser.get("/auth/copies").text
        assert type_back(browser, shown(browser)).headers["location"] == "/backups"
        assert copy_seal.is_on(door.work)
        close(door)


def test_the_terminal_makes_rehearses_and_restores(
    clear: Door,
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`backup`, `verify` and `restore`: with the key of this laptop, or with the sheet on another one."""
    paper = seal(clear)
    close(clear)
    monkeypatch.setenv("SUPROVID_LANGUAGE", "en")
    monkeypatch.setenv("SUPROVID_SCHEMAS", str(SCHEMAS))
    monkeypatch.setenv("SUPROVID_DATA", str(clear.place.data))
    doors.use(None)
    assert main(["backup", "--to", str(tmp_path / "usb")]) == 0
    (made,) = (tmp_path / "usb").glob("*.zip")
    assert in_clear(tmp_path / "usb") == []
    assert main(["verify", str(made)]) == 0
    assert "client: 1" in capsys.readouterr().out

    monkeypatch.setenv("SUPROVID_DATA", str(tmp_path / "another"))
    there = ["--data", str(tmp_path / "another")]
    assert main(["restore", str(made), *there]) == 2
    assert "recovery key for copies" in capsys.readouterr().err
    (tmp_path / "sheet").write_text(paper, encoding="utf-8")
    assert main(["verify", str(made), "--recovery-key-file", str(tmp_path / "sheet")]) == 0
    assert main(["restore", str(made), *there, "--recovery-key-file", str(tmp_path / "sheet")]) == 0
    door = stand_door(tmp_path / "another", clock)
    assert door.work.store.read("client", "c1").about["phone"] == PHONE
    assert copy_seal.is_on(door.work)


def test_init_in_clear_hands_a_key_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a file; without one, and with nobody there, it says that copies are in clear."""
    monkeypatch.setenv("SUPROVID_LANGUAGE", "en")
    monkeypatch.setenv("SUPROVID_SCHEMAS", str(SCHEMAS))
    monkeypatch.setattr("suprovid.desk.reception.Passwords", lambda: Passwords(CHEAP))
    (tmp_path / "phrase").write_text(PHRASE, encoding="utf-8")
    asked = ["init", "--plain", "--organisation", "Поруч", "--name", "Оксана", "--login", "oksana"]
    asked += ["--passphrase-file", str(tmp_path / "phrase"), "--areas", "all"]
    with put_back():
        for name, more in (("with", ["--recovery-key-file", str(tmp_path / "sheet")]), ("without", [])):
            doors.use(None)
            monkeypatch.setenv("SUPROVID_DATA", str(tmp_path / name))
            assert main([*asked, *more]) == 0
            doors.door().work.close()
        assert "Copies are not encrypted yet" in capsys.readouterr().err
    (key,) = copy_keys.read(tmp_path / "with").all
    assert key.ring.opened((tmp_path / "sheet").read_text(encoding="utf-8")) == key
    assert not (tmp_path / "without" / copy_keys.FILE).exists()
