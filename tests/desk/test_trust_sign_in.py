"""What the sign-in must withstand, row by row, for the people that we keep and for a file of others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter
from types import SimpleNamespace

import bcrypt
import pytest
import streamlit as st
from asgi_browser import Answer, Browser
from door_house import ASKED, PHRASE, Clock, hire, settle, sign_in, stand_door, street, token_in
from streamlit.testing.v1 import AppTest

from suprovid.casework import acts, people
from suprovid.casework.people import By, Person
from suprovid.desk.door import Door
from suprovid.desk.menu import PAGES, may_open
from suprovid.desk.sign_in.attempts import delay
from suprovid.desk.sign_in.guard import SIGNED_OUT
from suprovid.desk.sign_in.passwords import Passwords, refusal
from suprovid.desk.sign_in.providers.local import credential
from suprovid.errors import NotAllowed
from suprovid.exchange.prints import printed
from suprovid.store import Change
from suprovid.store.drafts import Draft

HERE = Path(__file__).parent
OTHER = "інша фраза для входу сюди"
WRONG = "неправильна фраза для входу"
KINDS = ["local", "authenticator"]


@dataclass
class Trusted:
    """A door with one of the providers, a person behind it, and the file of the credentials."""

    door: Door
    clock: Clock
    first: Person
    kind: str
    file: Path

    def again(self) -> None:
        """The server is started anew."""
        self.door = stand_door(self.door.place.data, self.clock)

    def change(self, phrase: str) -> None:
        """Another passphrase, where this provider keeps it."""
        if self.kind == "authenticator":
            write(self.file, phrase)
            return
        by, at = By(self.first, self.clock()), acts.person_at(self.door.work, self.iryna.id)
        acts.set_credential(self.door.work, by, at, credential(self.door.passwords, phrase))

    @property
    def iryna(self) -> Person:
        found = people.by_login(self.door.work, "iryna")
        assert found
        return found

    def browser(self, address: str = "10.0.0.1") -> Browser:
        """A browser that nobody has signed in with."""
        found = street(self.door)
        found.address = address
        return found

    def written(self) -> list[str]:
        return [entry.what for entry in self.door.work.journal.read()]


def write(file: Path, phrase: str, rounds: int = 4) -> None:
    kept = bcrypt.hashpw(phrase.encode(), bcrypt.gensalt(rounds)).decode()
    lines = "".join(f"    {name}:\n      password: {kept}\n" for name in ("iryna", "оксана"))
    file.write_text(f"credentials:\n  usernames:\n{lines}", encoding="utf-8")


@pytest.fixture(params=KINDS)
def trusted(
    request: pytest.FixtureRequest,
    empty_door: Door,
    clock: Clock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Trusted]:
    """Iryna, who signs in one way or the other."""
    file = tmp_path / "credentials.yaml"
    write(file, PHRASE)
    monkeypatch.setenv("SUPROVID_SIGN_IN", request.param)
    monkeypatch.setenv("SUPROVID_CREDENTIALS", str(file))
    first = settle(empty_door)
    hire(empty_door, first, "iryna", "integrator")
    return Trusted(empty_door, clock, first, request.param, file)


# -- a token after sign-out, password change, disabling, restart ----------------------------------------


@pytest.mark.parametrize("what", ["sign-out", "passphrase change", "disabling", "restart"])
def test_a_token_is_refused_and_in_the_journal_after(trusted: Trusted, what: str) -> None:
    """Pages, websocket and downloads alike; the journal has it once."""
    browser = trusted.browser()
    sign_in(browser, "iryna")
    assert browser.get("/").status == 200
    token = browser.cookies[trusted.door.cookie]
    if what == "sign-out":
        browser.post("/auth/logout", {"token": token_in(browser.get("/auth/logout").text)})
    elif what == "passphrase change":
        trusted.change(OTHER)
    elif what == "disabling":
        at = acts.person_at(trusted.door.work, trusted.iryna.id)
        acts.set_active(trusted.door.work, By(trusted.first, trusted.clock()), at, False)
    else:
        trusted.again()
    thief = trusted.browser()
    thief.cookies[trusted.door.cookie] = token
    assert thief.get("/").headers["location"].startswith("/auth/login")
    assert thief.get("/media/x.pdf").status == 403
    assert thief.get("/print/document/case/x").status != 200
    assert thief.talk("/_stcore/stream", "hello") == [{"type": "websocket.close", "code": SIGNED_OUT}]
    assert trusted.written().count("session_refused") == 1
    if what == "passphrase change":
        assert sign_in(trusted.browser(), "iryna").status == 401
        assert sign_in(trusted.browser(), "iryna", OTHER).status == 303


# -- 50 wrong passwords from new browsers, with a restart between ---------------------------------------


def test_fifty_wrong_passphrases_from_new_browsers_with_a_restart_between(trusted: Trusted) -> None:
    """One second after five, thirty after ten, through a restart; the right one works after the wait."""
    heard = []
    for number in range(50):
        if number == 25:
            trusted.again()
        answer = sign_in(trusted.browser(f"10.1.{number}.1"), "iryna", WRONG)
        assert answer.status == 401
        heard.append("Зачекайте" not in answer.text)
        trusted.clock.turn(seconds=1)
    assert [delay(count).total_seconds() for count in (4, 5, 9, 10)] == [0, 1, 1, 30]
    tried = [number for number, was_checked in enumerate(heard) if was_checked]
    assert tried == [*range(10), 39], "ten at once and each second, then one in thirty seconds"
    early = sign_in(trusted.browser("10.9.9.9"), "iryna")
    assert (early.status, "Зачекайте" in early.text) == (401, True)
    trusted.clock.turn(seconds=30)
    assert sign_in(trusted.browser("10.9.9.9"), "iryna").status == 303


def test_between_the_fifth_and_the_tenth_it_is_one_second(trusted: Trusted) -> None:
    """The sixth at the same moment is not even checked; a second later it is."""
    for number in range(5):
        sign_in(trusted.browser(f"10.1.{number}.1"), "iryna", WRONG)
    assert "Зачекайте" in sign_in(trusted.browser("10.1.7.1"), "iryna").text
    trusted.again()
    assert "Зачекайте" in sign_in(trusted.browser("10.1.8.1"), "iryna").text
    trusted.clock.turn(seconds=1)
    assert sign_in(trusted.browser("10.1.9.1"), "iryna").status == 303


# -- guessing names -------------------------------------------------------------------------------------


def test_guessing_names_same_text(trusted: Trusted) -> None:
    """A known name, an unknown one, a disabled person: the page says the same."""
    person = hire(trusted.door, trusted.first, "petro", "integrator")
    at = acts.person_at(trusted.door.work, person.id)
    acts.set_active(trusted.door.work, By(trusted.first, trusted.clock()), at, False)
    texts = {
        sign_in(trusted.browser(), login, WRONG)
        .text.replace(f'value="{login}"', "NAME")
        .partition("<main>")[2]
        for login in ("iryna", "nobody", "petro")
    }
    texts = {text.partition('name="token"')[0] for text in texts}
    assert len(texts) == 1


@pytest.mark.flaky(reruns=2)  # it measures time
def test_guessing_names_medians_of_time_within_a_fifth(trusted: Trusted) -> None:
    """Over HTTP, with the real parameters of Argon2id, and with a file whose hashes cost something else."""
    if trusted.kind == "local":
        trusted.door.passwords = Passwords()
        trusted.change(PHRASE)
    else:
        write(trusted.file, PHRASE, 10)
    times: dict[str, list[float]] = {"iryna": [], "nobody": []}
    for number in range(9):
        for login, found in times.items():
            browser = trusted.browser(f"10.{number}.1.1")
            page = token_in(browser.get("/auth/login").text)
            trusted.clock.turn(minutes=61)
            began = perf_counter()
            browser.post("/auth/login", {"token": page, "login": login, "passphrase": WRONG})
            found.append(perf_counter() - began)
    known, unknown = (median(found) for found in times.values())
    assert abs(known - unknown) / max(known, unknown) < 0.2


# -- 200 kills during sign-in ---------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is forked and killed")
def test_two_hundred_kills_during_sign_in_damage_no_user_store(trusted: Trusted) -> None:
    """Real processes killed at any moment while they sign in: people, attempts and journal stay whole."""
    before = trusted.file.read_bytes()
    trusted.door.work.close()
    times = 200 if trusted.kind == "local" else 50  # the file of credentials is only read
    command = [sys.executable, str(HERE / "sign_in_killing.py"), str(trusted.door.place.data), str(times)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(HERE), str(HERE.parents[1])])}
    done = subprocess.run(command, env=environment, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["kills"] == times
    assert found["sign-ins"] >= times
    assert [found[name] for name in ("damaged", "unreadable", "attempts damaged", "journal")] == [0, 0, 0, 0]
    assert found["people"] == 2
    assert trusted.file.read_bytes() == before
    trusted.again()
    assert sign_in(trusted.browser(), "iryna").status == 303


# -- passphrases ----------------------------------------------------------------------------------------

GOOD = [
    "п'ятнадцять зна",
    "".join(chr(0x430 + n * 7 % 32) for n in range(200)),
    "雨が降る日は家で本を読むのが好き",
    "   spaces are kept   ",
]
BAD = ["чотирнадцять 1", "я" * 201, "пароль пароль пароль", ASKED.organisation + "!!!", "1234567890123456"]


@pytest.mark.parametrize("phrase", GOOD)
def test_passphrases_of_fifteen_to_two_hundred_in_any_script_with_their_spaces(
    door: Door, phrase: str
) -> None:
    """Over HTTP: it is taken, and exactly it opens afterwards."""
    browser = street(door)
    sign_in(browser)
    assert change(browser, phrase).status == 303
    assert sign_in(street(door), phrase=phrase).status == 303
    if phrase != phrase.strip():
        assert sign_in(street(door), phrase=phrase.strip()).status == 401


def test_common_passphrases_and_the_organisation_s_name_are_refused(door: Door) -> None:
    """With a sentence beside the field, and the old one stays."""
    browser = street(door)
    sign_in(browser)
    for phrase in BAD:
        answer = change(browser, phrase)
        assert answer.status == 422, phrase
        assert "passphrase-error" in answer.text
        assert refusal(phrase, (ASKED.organisation,))
    assert sign_in(street(door)).status == 303


def change(browser: Browser, phrase: str) -> Answer:
    token = token_in(browser.get("/auth/account").text)
    sent = {"token": token, "current": PHRASE, "passphrase": phrase, "again": phrase}
    return browser.post("/auth/account", sent)


# -- idle 15 minutes, or 12 hours at all ----------------------------------------------------------------


@pytest.mark.parametrize("what", ["idle 15 minutes", "12 hours at all"])
def test_signed_out_and_drafts_kept_after(trusted: Trusted, what: str) -> None:
    """To the minute; what was typed waits."""
    browser, draft = trusted.browser(), Draft(trusted.iryna.id, "d1", "f", {"words": "недописане"})
    sign_in(browser, "iryna")
    trusted.door.work.drafts.keep(draft)
    step = 14
    for _ in range(1 if what == "idle 15 minutes" else 12 * 60 // step):
        trusted.clock.turn(minutes=step)
        assert browser.post("/auth/here").status == 200
    trusted.clock.turn(minutes=15 if what == "idle 15 minutes" else 12 * 60 % step or step)
    assert browser.get("/auth/here").status == 401
    assert browser.get("/").status == 303
    assert trusted.door.work.drafts.read(trusted.iryna.id, "d1").answers == draft.answers


# -- a direct link to any page or case ------------------------------------------------------------------

EVERY_PAGE = sorted(path.stem for path in PAGES.glob("*.py"))


def test_a_direct_link_without_a_sign_in_leads_to_the_sign_in(trusted: Trusted) -> None:
    """Every page and a case, and back to the very link afterwards; nothing behind the door runs."""
    for page in EVERY_PAGE:
        browser = trusted.browser()
        answer = browser.get(f"/{page}?id=abc")
        assert (answer.status, answer.headers["location"]) == (303, f"/auth/login?next=%2F{page}%3Fid%3Dabc")
        assert "inside" not in answer.text
    assert sign_in(browser, "iryna", next="/case?id=abc").headers["location"] == "/case?id=abc"


def opened(trusted: Trusted, monkeypatch: pytest.MonkeyPatch, page: str, **query: str) -> str:
    """What the page says to Iryna."""
    monkeypatch.setattr(st, "page_link", lambda *_, **__: None)
    token = trusted.door.enter(trusted.iryna)
    monkeypatch.setattr(st, "context", SimpleNamespace(cookies={trusted.door.cookie: token}))
    ran = AppTest.from_file(str(PAGES / f"{page}.py"), default_timeout=30)
    for name, value in query.items():
        ran.query_params[name] = value
    ran.run()
    assert not ran.exception
    return "\n".join(each.value for part in (ran.error, ran.warning, ran.title) for each in part)


def test_a_direct_link_to_a_page_without_the_right_is_told_and_in_the_journal(
    trusted: Trusted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An integrator at every page that is not hers: "not yours", and a line with the page."""
    menu = trusted.door.work.roles.pages(trusted.iryna.roles)
    closed = {page for page in EVERY_PAGE if not may_open(page, menu)}
    assert {"cases", "enquiries", "review", "people", "settings", "forms", "journal"} <= closed
    for page in closed:
        assert "не для ваших ролей" in opened(trusted, monkeypatch, page, id="abc"), page
    refused = [entry.id for entry in trusted.door.work.journal.read() if entry.what == "page_refused"]
    assert sorted(refused) == sorted(closed)


def test_a_direct_link_to_a_case_without_the_right_is_told_and_in_the_journal(
    trusted: Trusted, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another's enquiry, to a lawyer in no team: by its page and by its print; nothing of it is said."""
    door, first = trusted.door, By(trusted.first, trusted.clock())
    about = {"author": trusted.first.id, "created": trusted.clock().isoformat(), "code": "2026-E-001"}
    door.work.store.create("enquiry", "e1", Change(about, {}, []))
    door.work.refresh("enquiry", "e1")
    at = acts.person_at(door.work, trusted.iryna.id)
    acts.change_person(door.work, first, at, {"roles": ["lawyer"]})
    for _ in range(2):
        said = opened(trusted, monkeypatch, "enquiry", id="e1")
        assert "не ваша" in said
        assert "2026-E-001" not in said
    with pytest.raises(NotAllowed):
        printed(door.work, By(trusted.iryna, trusted.clock()), "contacts", door.work.read("enquiry", "e1"))
    kept = [entry for entry in door.work.journal.read() if entry.what == "refused.read"]
    assert {(entry.who, entry.kind, entry.id) for entry in kept} == {(at.id, "enquiry", "e1")}
    assert not [entry for entry in door.work.journal.read() if entry.what.startswith(("looked", "printed"))]
