"""Whoever comes while the folders are being taken in reads how far that is, and nothing else."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from asgi_browser import Browser
from door_house import ASKED, Clock, close, put_back, settle, sign_in, stand_door, street

from suprovid.casework import upkeep
from suprovid.desk import premises
from suprovid.desk.door import Door, Place
from suprovid.desk.sign_in import first_vault, waiting
from suprovid.store.opening import NoSuchStore
from suprovid.store.snapshot import FILE


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits long in a test."""
    monkeypatch.setattr(waiting, "PATIENCE", 0.05)
    monkeypatch.setattr(premises, "PATIENCE", 0.3)


@pytest.fixture
def held(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Door, threading.Event]]:
    """A founded workspace without a snapshot, in the middle of being read until the event is set."""
    with put_back():
        yield from _held(tmp_path / "data", clock, monkeypatch)


def _held(
    data: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Door, threading.Event]]:
    before = stand_door(data, clock)
    settle(before)
    before.work.close()
    (data / FILE).unlink(missing_ok=True)
    go_on, begun, real = threading.Event(), threading.Event(), upkeep.index

    def index(work: upkeep.Workspace, keys: list[upkeep.Key], told: upkeep.Told) -> None:
        told(50, 400)
        begun.set()
        assert go_on.wait(20)
        told(60, 400)
        real(work, keys, told)

    monkeypatch.setattr(upkeep, "index", index)
    door = stand_door(data, clock)
    assert not door.begin()
    assert begun.wait(20)
    yield door, go_on
    go_on.set()
    assert door.opening.is_over(20)
    close(door)


def test_a_long_start_is_told_at_the_door(held: tuple[Door, threading.Event]) -> None:
    """In numbers and in both languages, on every page; then one can sign in."""
    door, go_on = held
    browser = street(door)
    told = browser.get("/auth/login")
    assert told.status == 503
    assert told.headers["refresh"] == told.headers["retry-after"] == "3"
    assert "Зроблено 12 %, усього тек: 200" in told.text
    assert "12% done, folders in all: 200" in browser.get("/auth/login?language=en").text
    for secret in ("Поруч", "Оксана", "passphrase"):
        assert secret not in told.text
    assert browser.get("/cases").status == browser.post("/auth/login", {}).status == 503
    assert browser.get("/_stcore/health").status == 200
    go_on.set()
    assert door.opening.is_over(20)
    assert browser.get("/auth/login").status == 200
    assert sign_in(browser).status == 303


def test_no_socket_is_opened_meanwhile(held: tuple[Door, threading.Event]) -> None:
    """Not even with a session: nobody knows yet whose it is."""
    door, _ = held
    heard = street(door).talk("/_stcore/stream", "x")

    assert not [message for message in heard if message["type"] == "websocket.accept"]


def test_a_server_that_stops_leaves_the_rest_for_the_next_start(
    held: tuple[Door, threading.Event],
) -> None:
    """Nobody waits for folders that nobody will ask for."""
    door, go_on = held
    door.opening.stop()
    go_on.set()

    assert door.opening.is_over(20)
    assert door._work is None
    assert door.begin() or door.opening.is_over(20)
    assert door.is_founded()


def test_a_short_start_is_not_noticed(door: Door, browser_at: Browser) -> None:
    """Whoever comes a moment too early waits that moment."""
    with door.opening.going(upkeep.quietly) as told:
        told(1, 2)
        threading.Timer(0.01, door.opening._over.set).start()
        assert browser_at.get("/auth/login").status == 200


def test_what_cannot_be_opened_is_told_at_once(tmp_path: Path, clock: Clock) -> None:
    """Whoever starts it reads why."""
    with put_back():
        door = stand_door(tmp_path / "data", clock)
    door.place = Place(tmp_path / "data", door.place.schemas, store="mysql://nowhere")

    with pytest.raises(NoSuchStore):
        door.begin()


def test_who_opens_the_vault_reads_how_far_it_is(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And is let in once all is read: the passphrase is typed once, and no other browser comes in by that."""
    go_on, begun, real = threading.Event(), threading.Event(), upkeep.index

    def index(work: upkeep.Workspace, keys: list[upkeep.Key], told: upkeep.Told) -> None:
        told(50, 400)
        begun.set()
        assert go_on.wait(20)
        real(work, keys, told)

    with put_back():
        before = stand_door(tmp_path / "data", clock)
        first_vault.found(before, ASKED)
        before.safe.custody.confirm_recovery()
        before.lock()
        (tmp_path / "data" / FILE).unlink(missing_ok=True)
        monkeypatch.setattr(upkeep, "index", index)
        door = stand_door(tmp_path / "data", clock)
        browser = street(door)

        told = sign_in(browser, next="/cases")
        assert told.status == 503
        assert told.headers["refresh"] == "3; url=/auth/login?next=%2Fcases"
        assert begun.wait(20)
        assert "Зроблено 12 %, усього тек: 200" in browser.get("/auth/login", next="/cases").text

        go_on.set()
        assert door.opening.is_over(20)
        stranger = street(door)
        assert stranger.get("/auth/login").status == 200
        ticket = dict(browser.cookies)
        let_in = browser.get("/auth/login", next="/cases")
        assert (let_in.status, let_in.headers["location"]) == (303, "/cases")
        assert browser.get("/cases").text == "inside /cases"
        stranger.cookies = ticket
        assert stranger.get("/auth/login").status == 200
        door.lock()


def test_who_is_mistaken_while_it_is_opened_is_told_afterwards(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form comes again, with what was wrong."""
    door, slow = stand_door(tmp_path / "data", clock), threading.Event()
    with put_back():
        settle(door)
        monkeypatch.setattr(door, "check", lambda login, secret: slow.wait(20) and None)
        with door.opening.going(upkeep.quietly):
            monkeypatch.setattr(waiting, "is_needed", not_yet)
            browser = street(door)
            assert sign_in(browser).status == 503
        slow.set()
        again = browser.get("/auth/login")
        assert again.status == 401
        assert 'role="alert"' in again.text
        close(door)


async def not_yet(door: Door) -> bool:
    """The opening begins only when somebody has come in."""
    return False


def test_what_an_open_workspace_holds_is_settled(empty_door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once it is open, and not with each question that is put to it."""
    calls: list[bool] = []
    monkeypatch.setattr(premises, "settle", lambda: calls.append(True))

    assert empty_door.work is empty_door.work

    assert len(calls) == 1
