"""The first statement of every page: who gets a desk and who is stopped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
import streamlit as st
from door_house import Clock, hire
from streamlit.testing.v1 import AppTest

from suprovid.casework import acts, people
from suprovid.casework.people import By
from suprovid.casework.roles import read
from suprovid.desk.door import Door
from suprovid.desk.menu import first_of, may_open

Run = Callable[..., AppTest]
PAGE = """
import streamlit as st
from suprovid.desk.front_desk import front_desk
desk = front_desk("pages/{page}.py")
st.write("seen by " + desk.by.person.name + " in " + desk.language + " at " + desk.by.now.isoformat())
"""


@pytest.fixture
def run(door: Door, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    """Run a page with a cookie."""

    def one(page: str, token: str | None) -> AppTest:
        cookies = {door.cookie: token} if token else {}
        monkeypatch.setattr(st, "context", SimpleNamespace(cookies=cookies))
        return AppTest.from_string(PAGE.format(page=page), default_timeout=20).run()

    return one


def seen(ran: AppTest) -> str:
    assert not ran.exception
    return " ".join(text.value for text in (*ran.markdown, *ran.error, *ran.info))


def oksana(door: Door) -> people.Person:
    found = people.by_login(door.work, "оксана")
    assert found
    return found


def test_the_person_of_the_cookie_gets_a_desk(door: Door, run: Run, clock: Clock) -> None:
    """With their language and the moment of the run."""
    token = door.enter(oksana(door))
    clock.turn(minutes=14)
    assert seen(run("my_day", token)) == f"seen by Оксана Гай in uk at {clock().isoformat()}"


def test_a_page_that_is_drawn_anew_is_nobody_s_doing(door: Door, run: Run, clock: Clock) -> None:
    """What a person does is a message of their browser, which the guard counts; pages also redraw alone."""
    token = door.enter(oksana(door))
    clock.turn(minutes=14)
    run("my_day", token)
    clock.turn(minutes=2)
    assert "seen by" not in seen(run("my_day", token))


@pytest.mark.parametrize("token", [None, "", "guessed"])
def test_a_stranger_sees_nothing(run: Run, token: str | None) -> None:
    """Even if a page ran by itself."""
    assert "seen by" not in seen(run("my_day", token))


def test_after_the_sign_out_the_same_page_shows_nothing(door: Door, run: Run) -> None:
    """The session of this very run decides, not what the run before knew."""
    token = door.enter(oksana(door))
    assert "seen by" in seen(run("my_day", token))
    found = door.session(token)
    assert found
    door.leave(found[0])
    assert "seen by" not in seen(run("my_day", token))


def test_a_page_that_is_not_for_these_roles(door: Door, run: Run) -> None:
    """A sentence, and the journal has who tried which page; a new role opens it at once."""
    person = hire(door, oksana(door), "marta", "methodologist")
    token = door.enter(person)
    assert "не для ваших ролей" in seen(run("cases", token))
    entry = list(door.work.journal.read())[-1]
    assert (entry.who, entry.what, entry.id) == (person.id, "page_refused", "cases")
    by = By(oksana(door), door.now())
    acts.change_person(door.work, by, acts.person_at(door.work, person.id), {"roles": ["frontliner"]})
    assert "seen by Marta" in seen(run("cases", token))


def test_a_page_follows_the_person_s_language(door: Door, run: Run) -> None:
    """It is kept with the person; a language that is no longer spoken falls back to the organisation's."""
    person = oksana(door)
    by = By(person, door.now())
    acts.set_language(door.work, by, acts.person_at(door.work, person.id), "en")
    assert "in en" in seen(run("my_day", door.enter(oksana(door))))


def test_work_begins_where_the_role_names_its_first_page() -> None:
    """The day where there is one; forms for who keeps forms, people for who keeps accounts."""
    roles = read(Path(__file__).parents[2] / "schemas")

    assert first_of(roles.pages(["methodologist"])) == "forms"
    assert first_of(roles.pages(["administrator"])) == "people"
    assert first_of(roles.pages(["administrator", "frontliner"])) == "my_day"


def test_pages_within_pages() -> None:
    """A case opens for whoever has the list of cases; a page that nobody knows opens for nobody."""
    assert may_open("case", ["cases"])
    assert not may_open("case", ["people"])
    assert may_open("people", ["people"])
    assert not may_open("unheard_of", ["people", "cases", "my_day"])
