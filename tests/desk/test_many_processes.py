"""Several processes in front of one database: signed in at one is signed in at all, and so is signed out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from door_house import SCHEMAS, Clock, at, hire, settle, sign_in, token_in

from suprovid.casework import acts
from suprovid.casework.people import By
from suprovid.desk import door as doors
from suprovid.desk.door import Door, Place
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.desk.sign_in.sessions import IDLE, fingerprint
from suprovid.errors import Unwritable
from suprovid.store import Change, Draft

sys.path.append(str(Path(__file__).parents[1] / "store"))

from postgres_server import Server, empty, running

psycopg = pytest.importorskip("psycopg", reason="the extra postgresql is not installed")
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as own:
        yield own


class Office:
    """Doors of several processes: one database, one data folder, one clock."""

    def __init__(self, data: Path, address: str) -> None:
        self.data, self.address, self.clock = data, address, Clock()
        self.doors: list[Door] = []

    def open(self) -> Door:
        """One more process."""
        door = Door(Place(self.data, SCHEMAS, store=self.address), self.clock)
        door.passwords = Passwords(CHEAP)
        door._looked = -1000.0
        assert door.work
        self.doors.append(door)
        return door

    def notice(self) -> None:
        """Two seconds pass: each process looks again at what the others did."""
        for door in self.doors:
            door._looked = -1000.0


@pytest.fixture
def office(server: Server, tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path / "data", empty(server.address))
    yield office
    for door in office.doors:
        door.work.close()
        door.rooms.close()
    doors.use(None)


def test_signed_in_at_one_is_signed_in_at_all_until_signed_out_at_one(office: Office) -> None:
    """The cookie opens every process; after a sign-out at one, none."""
    one, two = office.open(), office.open()
    settle(one)
    office.notice()
    first = at(one)
    assert sign_in(first).status == 303
    second = at(two, first)
    assert second.get("/case").text == "inside /case"

    form = token_in(at(two, first).get("/auth/logout").text)
    assert at(two, first).post("/auth/logout", {"token": form}).status == 303

    assert at(one, first).get("/case").status == 303, "led to the sign-in"
    assert at(two, first).get("/case").status == 303


def test_the_database_has_no_secret(office: Office) -> None:
    """Only fingerprints of tokens, names and addresses."""
    one = office.open()
    settle(one)
    browser = at(one)
    sign_in(browser, phrase="зовсім не та фраза")
    sign_in(browser)
    token = browser.cookies[one.cookie]

    with psycopg.connect(office.address) as other:
        rows = other.execute("SELECT * FROM records").fetchall()
    text = repr(rows)
    assert fingerprint(token) in text
    assert token not in text
    assert "оксана" not in text
    assert one.start_key not in text


def test_idle_time_is_counted_over_all(office: Office) -> None:
    """Working at one keeps the session alive at the other; fifteen minutes without any end it."""
    one, two = office.open(), office.open()
    token = one.enter(settle(one))
    office.notice()
    office.clock.turn(minutes=14)
    found = two.session(token)
    assert found
    two.sessions.touch(found[0].key, office.clock.now)
    office.clock.turn(minutes=14)
    assert one.session(token)
    office.clock.now += IDLE
    assert one.session(token) is None
    assert two.session(token) is None


def test_a_restart_of_one_ends_nobodys_session(office: Office) -> None:
    """Unlike in the embedded store: the others work on meanwhile."""
    one = office.open()
    token = one.enter(settle(one))

    assert office.open().session(token)


def test_wrong_passphrases_are_counted_over_all(office: Office) -> None:
    """Five here and five there are ten: half a minute to wait, at a third process too."""
    one, two = office.open(), office.open()
    settle(one)
    office.notice()
    for turn in range(10):
        answer = sign_in(at((one, two)[turn % 2]), phrase="зовсім не та фраза")
        assert answer.status == 401
        office.clock.turn(seconds=2)
    left = office.open().attempts.wait("оксана", "", office.clock.now)
    assert timedelta(seconds=20) < left <= timedelta(seconds=30)

    assert sign_in(at(two)).status == 401, "too early"
    office.clock.turn(seconds=31)
    assert sign_in(at(two)).status == 303
    assert not one.attempts.wait("оксана", "", office.clock.now)


def test_whoever_is_hired_or_disabled_at_one_is_so_at_the_other(office: Office) -> None:
    """And a disabled person's session is refused where it was opened."""
    one, two = office.open(), office.open()
    first = settle(one)
    office.notice()
    second = hire(one, first, "ірина", "frontliner")
    office.notice()
    browser = at(two)
    assert sign_in(browser, "ірина").status == 303
    acts.set_active(one.work, By(first, office.clock.now), acts.person_at(one.work, second.id), False)
    office.notice()
    assert at(two, browser).get("/case").status == 303


def test_the_first_start_may_reach_another_process(office: Office) -> None:
    """The one-time key of one opens the form at the other, once."""
    one, two = office.open(), office.open()
    assert two.opens_start(one.start_key)
    assert not two.opens_start("guessed")
    settle(two)
    office.notice()
    assert not one.opens_start(one.start_key)
    assert one.is_founded()


def test_drafts_and_journal_are_shared_by_the_data_folder(office: Office) -> None:
    """What was typed at one is found at the other; both write into one unbroken journal."""
    one, two = office.open(), office.open()
    one.work.drafts.keep(Draft("p1", "d1", "note", {"words": "почато тут"}))
    for number in range(10):
        (one, two)[number % 2].note(f"look{number}", "p1")

    assert two.work.drafts.read("p1", "d1").answers == {"words": "почато тут"}
    said = [entry.what for entry in one.work.journal.read() if entry.what.startswith("look")]
    assert said == [f"look{number}" for number in range(10)]
    assert two.work.journal.faults() == ()


def test_while_the_database_is_away_nobody_is_signed_out(office: Office, server: Server) -> None:
    """The page can tell what is wrong, and what is typed still becomes a draft; then all goes on."""
    one = office.open()
    token = one.enter(settle(one))
    assert one.session(token)
    one.work.store.create("case", "a1", Change(events=[{"id": "e0"}]))
    server.kill()

    found = one.session(token)
    assert found
    assert one.session("a token that nobody has") is None
    one.work.drafts.keep(Draft("p1", "d1", "note", {"words": "не загубилось"}))
    with pytest.raises(Unwritable) as told:
        one.work.store.write("case", "a1", Change(events=[{"id": "e1"}]), 1)
    assert "звернутися до бази даних" in one.tell(told.value, "uk")

    server.start()
    assert one.work.store.write("case", "a1", Change(events=[{"id": "e1"}]), 1) == 2
    assert one.session(token)
