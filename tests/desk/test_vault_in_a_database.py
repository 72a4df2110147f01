"""A vault whose folders are in a database, with several processes in front: each is opened for itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from door_house import ASKED, PHRASE, SCHEMAS, Clock, at, sign_in, token_in

from suprovid.__main__ import main
from suprovid.casework import acts, copies, safekeeping
from suprovid.casework.opening import open_workspace
from suprovid.casework.people import By, Person
from suprovid.casework.workspace import Workspace
from suprovid.commands import encrypt as encrypt_command
from suprovid.desk import door as doors
from suprovid.desk.door import Door, Place
from suprovid.desk.locking import seal_anew
from suprovid.desk.safe import slot_of
from suprovid.desk.sign_in import first_vault, passphrases
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.desk.sign_in.sessions import IDLE
from suprovid.errors import Damaged
from suprovid.store import Change, custody, keyring, rekeying
from suprovid.store.clear import Overtaken
from suprovid.store.custody import BadKeyring
from suprovid.store.index import Index
from suprovid.store.opening import open_store
from suprovid.store.postgres_store import PostgresStore
from suprovid.store.questions import Filter
from suprovid.store.shared_index import SharedIndex
from suprovid.store.slots import Cost
from suprovid.store.vault import Locked, read_head

sys.path.append(str(Path(__file__).parents[1] / "store"))

from postgres_server import Server, empty, running

psycopg = pytest.importorskip("psycopg", reason="the extra postgresql is not installed")
PLANTED = "Мирослава Заповітна"
OTHER = "жовтий слон на даху театру"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with running() as own:
        yield own


class Office:
    """Doors of several processes: one database, one data folder, one clock, one vault."""

    def __init__(self, data: Path, address: str, plain: bool = False) -> None:
        self.data, self.address, self.clock = data, address, Clock()
        self.doors: list[Door] = []
        self.one = self.open()
        first_vault.found(self.one, replace(ASKED, plain=plain))
        self.recovery = self.one.safe.pending
        if not plain:
            self.one.safe.custody.confirm_recovery()

    def open(self) -> Door:
        """One more process."""
        door = Door(Place(self.data, SCHEMAS, store=self.address), self.clock)
        door.passwords = Passwords(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        door.safe.cost = Cost(memory=8, time=1)
        door._looked = -1000.0
        self.doors.append(door)
        return door

    def opened(self) -> Door:
        """One more process, at which Oksana signs in."""
        door = self.open()
        assert sign_in(at(door)).status == 303
        return door

    def look(self) -> None:
        """Two seconds pass: each process that is open looks at what the others did."""
        for door in self.doors:
            door._looked = -1000.0
            if door.safe.is_open:
                door.work.follow_others()

    def close(self) -> None:
        """Let go of everything."""
        for door in self.doors:
            door.lock()
            if door._work is not None:
                door._work.close()
            door.rooms.close()
        doors.use(None)

    @property
    def oksana(self) -> Person:
        return next(who for who in self.one.work.people.values() if who.login == "оксана")


@pytest.fixture
def clear(server: Server, tmp_path: Path) -> Iterator[Office]:
    """The same, begun in clear."""
    office = Office(tmp_path / "data", empty(server.address), plain=True)
    yield office
    office.close()


@pytest.fixture
def office(server: Server, tmp_path: Path) -> Iterator[Office]:
    office = Office(tmp_path / "data", empty(server.address))
    yield office
    office.close()


def planted(work: Workspace) -> tuple[str, str]:
    """A client with a name that stands nowhere else, and a scan."""
    scan = work.store.attach("client", "a1", PLANTED.encode())
    change = Change({"name": PLANTED, "scan": scan}, {}, [{"id": "e1"}])
    work.store.create("client", "a1", change)
    work.refresh("client", "a1")
    return "a1", scan


def everything_in(address: str) -> str:
    """All rows of all tables in this place, as text; what is bytes, as what a reader would see in them."""
    found = []
    with psycopg.connect(address) as other:
        tables = other.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        ).fetchall()
        for (table,) in tables:
            for row in other.execute(f'SELECT * FROM "{table}"').fetchall():
                found += [
                    bytes(each).decode("utf-8", "replace") if isinstance(each, bytes) else str(each)
                    for each in row
                ]
    return "\n".join(found)


def test_the_database_keeps_nothing_in_clear(office: Office) -> None:
    """Rows, attachments, the index, sessions: no name, no digest, no answer, no passphrase."""
    browser = at(office.one)
    sign_in(browser)
    _, scan = planted(office.one.work)
    office.one.enter(office.oksana, hint="proof.of.Oksana")
    errand = office.one.errands.begin("/case?found=proof.of.Oksana", "browser", office.clock.now)

    said = everything_in(office.address)

    assert "a1" in said, "random ids are in clear"
    for word in (PLANTED, "Мирослава", scan, ASKED.organisation, ASKED.name, "оксана", PHRASE, "proof.of"):
        assert word not in said, word
    assert browser.cookies[office.one.cookie] not in said
    found = office.one.errands.finish(errand.state, "browser", office.clock.now)
    assert found
    assert found.target == errand.target
    assert isinstance(office.one.work.index, Index)
    assert not isinstance(office.one.work.index, SharedIndex)


def test_each_process_is_opened_by_a_passphrase(office: Office) -> None:
    """A session from beside leads to the sign-in, is not ended by that, and opens nothing."""
    first = at(office.one)
    assert sign_in(first).status == 303
    two = office.open()

    there = at(two, first).get("/case")
    assert there.status == 303
    assert "замкнене" in at(two, first).get("/auth/login").text
    with pytest.raises(Locked):
        _ = two.work
    assert at(office.one, first).get("/case").status == 200, "nobody was signed out"

    second = at(two, first)
    assert sign_in(second).status == 303
    assert second.get("/case").status == 200
    assert at(office.one, second).get("/case").status == 200, "the new session is one at both"


def test_what_one_writes_the_other_finds(office: Office) -> None:
    """In the folder, and in lists, which each answers from its own memory."""
    two = office.opened()
    id, scan = planted(office.one.work)
    office.look()

    assert two.work.read("client", id).about["name"] == PLANTED
    assert two.work.store.attachment("client", id, scan) == PLANTED.encode()
    assert [row["id"] for row in two.work.index.find([Filter("kind", "=", "client")]).rows] == [id]


def test_lock_now_locks_all_and_idleness_only_the_idle(office: Office) -> None:
    """And a process that stops leaves the others and their people as they are."""
    two = office.opened()
    token = two.enter(office.oksana)
    office.clock.turn(minutes=14)
    two.sessions.touch(two.session(token)[0].key, office.clock.now)  # type: ignore[index]
    office.clock.turn(minutes=2)

    assert office.one.lock_if_idle()
    assert not two.lock_if_idle()
    assert two.session(token)
    assert office.one.session(token) is None, "it is locked"
    two.lock(only_here=True)
    assert two.sessions.find(token, office.clock.now), "as at the end of a process"

    three, four = office.opened(), office.opened()
    three.lock("p1")
    assert four.lock_if_idle()
    assert four.safe.is_locked
    assert not four.sessions.find(token, office.clock.now)
    five = office.opened()
    assert not five.lock_if_idle()


def test_a_removed_person_is_shut_out_of_every_row(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key is turned, rows and attachments are sealed anew, the other process goes on with the new key."""
    by = By(office.oksana, office.clock.now)
    done = acts.add_person(office.one.work, by, {"name": "Тарас", "login": "тарас", "roles": ["frontliner"]})
    taras = office.one.work.people[done.id]
    passphrases.give(office.one, by, taras, OTHER)
    id, scan = planted(office.one.work)
    two = office.opened()

    acts.set_active(office.one.work, by, acts.person_at(office.one.work, taras.id), False)
    assert office.one.safe.align(office.one.work)
    two.work.store.create("client", "b2", Change({"name": "written meanwhile"}))
    assert office.one.safe.seal_anew() > 3

    assert epochs(office) == {2}
    assert office.one.safe.custody.is_turning, "what is on its way may be sealed with the former key"
    monkeypatch.setattr(rekeying, "ON_ITS_WAY", 0.0)
    office.one.safe.seal_anew()
    assert not office.one.safe.custody.is_turning
    for door in (office.one, two):
        assert door.work.read("client", id).about["name"] == PLANTED
        assert door.work.store.attachment("client", id, scan) == PLANTED.encode()
    assert sign_in(at(office.open()), "тарас", OTHER).status == 401


def epochs(office: Office) -> set[int]:
    """Under which turns of the key the rows and attachments lie."""
    with psycopg.connect(office.address) as other:
        rows = other.execute("SELECT sheet FROM folders UNION ALL SELECT content FROM attachments").fetchall()
    return {read_head(bytes(sealed)).epoch for (sealed,) in rows}


def test_a_row_that_was_on_its_way_is_sealed_with_the_new_key(office: Office) -> None:
    """The key is turned by another process just after a save was sealed: no row stays behind."""
    store: Any = office.opened().work.store
    real = store._sheets

    def sealed_and_then_turned(folder: Any) -> Any:
        found = real(folder)
        store._sheets = real
        office.one.safe.custody.add(custody.Founder("x", "x" * 20, "x"), office.one.safe.cost)
        assert office.one.safe.custody.keep_only({slot_of(office.oksana)})
        return found

    store._sheets = sealed_and_then_turned
    store.create("client", "a1", Change({"name": PLANTED}))
    assert read_head(store.sheet("client", "a1")[1]).epoch == office.one.safe.custody.ring.epoch == 2
    assert office.one.work.read("client", "a1").about["name"] == PLANTED


def test_a_new_passphrase_at_one_does_not_lock_the_other(office: Office) -> None:
    """Although the slot that had opened the other is gone: the key is the same."""
    two = office.opened()
    office.look()
    passphrases.give(office.one, By(office.oksana, office.clock.now), office.oksana, OTHER)

    two.work.store.create("client", "a1", Change({"name": PLANTED}))
    assert two.safe.is_open
    assert office.one.work.read("client", "a1").about["name"] == PLANTED


def test_a_keyring_from_before_is_refused(office: Office) -> None:
    """Somebody who was shut out puts the former keyring back: the rows know better."""
    former = (office.data / keyring.FILE).read_bytes()
    keys = office.one.safe.custody
    keys.add(custody.Founder("x", "x" * 20, "x"), office.one.safe.cost)
    keys.keep_only({slot_of(office.oksana)})
    office.one.safe.seal_anew()
    office.one.lock()
    for name in (keyring.FILE, keyring.BEFORE):
        (office.data / name).write_bytes(former)

    door = office.open()
    with pytest.raises(BadKeyring):
        door.check("оксана", PHRASE)


def test_a_copy_without_the_key_opens_on_a_laptop_with_it(office: Office, tmp_path: Path) -> None:
    """While everything is locked: rows as they lie, the keyring, the numbers that were given out."""
    id, scan = planted(office.one.work)
    assert [office.one.work.store.number("client") for _ in range(3)] == [1, 2, 3]
    office.one.lock()
    made = safekeeping.keep_locked(
        office.data, SCHEMAS, office.clock.now, tmp_path / "copies", office.address
    )
    assert made.counts["client"] == 1

    safekeeping.restore(made.path, tmp_path / "laptop", office.clock.now)
    opened = custody.unlock_with_recovery(tmp_path / "laptop", office.recovery)
    assert opened
    with open_workspace(tmp_path / "laptop", SCHEMAS, "", opened.vault) as work:
        assert work.read("client", id).about["name"] == PLANTED
        assert work.store.attachment("client", id, scan) == PLANTED.encode()
        assert work.store.number("client") == 4
        assert not work.damaged


def test_a_database_that_is_away_is_no_open_door(office: Office, server: Server) -> None:
    """A process that cannot ask whether anybody works here stays locked: nothing is written in clear."""
    server.kill()
    try:
        assert office.open().safe.is_locked
    finally:
        server.start()
    base = PostgresStore(office.address)
    assert not [key for key in base.folders() if not base.sheet(*key)[1].startswith(b"SPV1")]  # type: ignore[index]
    base.close()


def test_idle_time_is_that_of_the_office(office: Office) -> None:
    """Fifteen minutes without anybody at any process end the sessions, and every process locks itself."""
    two = office.opened()
    token = two.enter(office.oksana)
    office.clock.now += IDLE
    assert [door.lock_if_idle() for door in (office.one, two)] == [True, True]
    assert two.sessions.find(token, office.clock.now) is None


# -- one that began in clear --------------------------------------------------------------------------------


def encrypt(office: Office) -> None:
    """By the page, at the first process."""
    browser = at(office.one)
    sign_in(browser)
    page = browser.get("/auth/encrypt")
    assert "VACUUM FULL" in page.text
    sent = {"token": token_in(page.text), "passphrase": PHRASE}
    assert browser.post("/auth/encrypt", sent).headers["location"] == "/auth/recovery"


def test_one_in_clear_is_encrypted_where_it_is(clear: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows, attachments, the tables of the index: no name is left, and all of it can be read."""
    id, scan = planted(clear.one.work)
    two = clear.open()
    assert two.work.read("client", id).about["name"] == PLANTED
    assert PLANTED in everything_in(clear.address)

    encrypt(clear)
    assert clear.one.safe.custody.is_over_plain
    with pytest.raises(Overtaken):
        two._work.store.create("client", "refused", Change({"name": PLANTED}))  # type: ignore[union-attr]
    assert two.safe.is_locked
    assert seal_anew(clear.one) > 0
    assert clear.one.safe.custody.is_turning, "what is on its way to the database is waited for"
    monkeypatch.setattr(rekeying, "ON_ITS_WAY", 0.0)
    seal_anew(clear.one)

    assert not clear.one.safe.custody.is_turning
    said = everything_in(clear.address)
    assert PLANTED not in said
    assert ASKED.organisation not in said
    assert scan not in said
    assert "refused" not in said
    for door in (clear.one, clear.opened()):
        assert isinstance(door.work.index, Index)
        assert not isinstance(door.work.index, SharedIndex)
        assert door.work.read("client", id).about["name"] == PLANTED
        assert door.work.store.attachment("client", id, scan) == PLANTED.encode()


def test_a_row_in_clear_that_was_on_its_way_is_sealed(clear: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The encryption begins between the check of a writer and the UPDATE of the row."""
    id, _ = planted(clear.one.work)
    writer = open_store(clear.data, clear.address)
    update, steps = PostgresStore._update, []

    def held_up(store: PostgresStore, *more: Any) -> bool:
        if store is writer and not steps:
            steps.append("encrypted")
            sheets = store._sheets(more[1])
            monkeypatch.setattr(store, "_sheets", lambda _: sheets)
            encrypt(clear)
            seal_anew(clear.one)
        return update(store, *more)

    monkeypatch.setattr(PostgresStore, "_update", held_up)
    assert writer.write("client", id, Change({"phone": PLANTED}, events=[{"id": "e2"}]), 1) == 2
    assert PLANTED in everything_in(clear.address), "it came too late for the first round"
    monkeypatch.setattr(rekeying, "ON_ITS_WAY", 0.0)
    seal_anew(clear.one)

    assert PLANTED not in everything_in(clear.address)
    assert clear.one.work.store.read("client", id).about["phone"] == PLANTED
    writer.close()


def test_the_command_encrypts_it_too(
    clear: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says why it waits, and when nothing is left."""
    planted(clear.one.work)
    clear.one.work.close()
    phrase, sheet = tmp_path / "phrase", tmp_path / "sheet"
    phrase.write_text(PHRASE, encoding="utf-8")
    doors.use(clear.open())
    monkeypatch.setenv("SUPROVID_LANGUAGE", "en")
    monkeypatch.setattr(encrypt_command, "PAUSE", 0.0)
    waited = iter((120.0, 120.0))
    monkeypatch.setattr(rekeying.keyring, "age", lambda _: next(waited, 121.0))
    asked = ["encrypt", "--login", ASKED.login, "--passphrase-file", str(phrase)]
    assert main([*asked, "--recovery-key-file", str(sheet)]) == 0
    said = capsys.readouterr().out
    assert said.index("Two more minutes") < said.index("Everything is encrypted")
    assert PLANTED not in everything_in(clear.address)


@pytest.mark.parametrize("which", ["office", "clear"])
def test_a_single_damaged_folder_comes_back_from_a_copy(which: str, request: pytest.FixtureRequest) -> None:
    """Row and attachment; what was written since the copy is lost, the others keep theirs."""
    office: Office = request.getfixturevalue(which)
    work, by = office.one.work, By(office.oksana, office.clock.now)
    id, scan = planted(work)
    work.store.create("client", "b1", Change({"name": "інша"}))
    made = copies.keep(work, office.clock.now, office.one.media()).made
    work.store.write("client", id, Change({"name": "пізніше"}), 1)
    work.store.write("client", "b1", Change({"name": "пізніше"}), 1)
    with psycopg.connect(office.address) as other:
        other.execute("UPDATE folders SET sheet = substring(sheet FROM 1 FOR 100) WHERE id = %s", [id])
        other.execute("UPDATE attachments SET content = substring(content FROM 1 FOR 20) WHERE id = %s", [id])
    work.remembered.release(("client", id))
    with pytest.raises(Damaged):
        work.read("client", id)

    held = copies.holding(copies.all_of(office.one.media()), "client", id)
    mended = acts.mend(work, by, ("client", id), held)

    assert mended.copy.path == made.path
    two = office.opened() if which == "office" else office.open()
    for door in (office.one, two):
        assert door.work.read("client", id).about["name"] == PLANTED
        assert door.work.read("client", id).revision == mended.revision > 2
        assert door.work.store.attachment("client", id, scan) == PLANTED.encode()
        assert door.work.read("client", "b1").about["name"] == "пізніше"
        assert not door.work.damaged
    [unread] = (office.data / ".damaged").iterdir()
    assert unread.name.startswith(f"client.{id}.")
