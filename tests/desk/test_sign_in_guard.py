"""The guard: what a stranger gets to see of the application behind the door, which is nothing."""

from __future__ import annotations

import asyncio
import time
from datetime import datetime
from threading import Event
from typing import Any
from urllib.parse import urlencode

import pytest
from asgi_browser import Browser
from door_house import HOST, PHRASE, Clock, sign_in, token_in
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState

from suprovid.casework.people import Person
from suprovid.desk.door import Door
from suprovid.desk.sign_in.guard import SIGNED_OUT, is_host_allowed, is_open

CLOSED = [
    "/",
    "/my_day",
    "/cases",
    "/case?id=1",
    "/media/abc.pdf",
    "/_stcore/upload_file/1/2",
    "/_stcore/metrics",
    "/_stcore/script-health-check",
    "/_stcore/bidi-components/x.js",
    "/_stcore/agent/interact",
    "/print/plan/case/1",
    "/auth",
    "/Auth/login/../x",
    "//auth/login",
    "/static",
    "/app/static/x",
    "/oauth2callback",
    "/anything",
]


def test_a_stranger_gets_no_further(browser_at: Browser) -> None:
    """Pages lead to the sign-in, everything else is refused; nothing behind the guard runs."""
    for path in CLOSED:
        for method in ("GET", "PUT", "POST", "DELETE"):
            answer = browser_at.send(method, path)
            assert "inside" not in answer.text, path
            assert answer.status in {303, 403}, path


@pytest.mark.parametrize("path", ["/static/js/a.js", "/component/x/index.html", "/_stcore/health"])
def test_what_the_shell_needs_stays_open(browser_at: Browser, path: str) -> None:
    """Scripts that load late, and the question whether the server is alive."""
    assert browser_at.get(path).status == 200
    assert is_open(path)


def test_parts_of_pages_are_refused_rather_than_sent_to_the_sign_in(browser_at: Browser) -> None:
    """A picture or a frame must not receive a sign-in page."""
    assert browser_at.get("/x.png", headers={"sec-fetch-dest": "image"}).status == 403
    assert browser_at.get("/media/x.pdf").status == 403


def test_a_stranger_s_websocket_is_never_accepted(door: Door, browser_at: Browser) -> None:
    """Without a cookie, and with one that is no session."""
    refused = [{"type": "websocket.close", "code": SIGNED_OUT}]
    assert browser_at.talk("/_stcore/stream", "hello") == refused
    browser_at.cookies[door.cookie] = "guessed"
    assert browser_at.talk("/_stcore/stream", "hello") == refused
    assert browser_at.talk("/_stcore/stream/", "hello") == refused


def test_the_line_is_cut_at_the_first_word_after_the_end(door: Door, browser_at: Browser) -> None:
    """A message of a session that ended meanwhile is not read by anybody."""
    sign_in(browser_at)
    session = door.session(browser_at.cookies[door.cookie])
    assert session
    heard = browser_at.talk("/_stcore/stream", "one", lambda: door.leave(session[0]), "two", "three")
    assert [message.get("text", message.get("code")) for message in heard[1:]] == ["heard one", SIGNED_OUT]


def test_every_word_counts_as_doing_something(door: Door, clock: Clock, browser_at: Browser) -> None:
    """Working in one page for an hour does not end the session."""
    sign_in(browser_at)
    steps = [word for _ in range(6) for word in (lambda: clock.turn(minutes=10), "word")]
    heard = browser_at.talk("/_stcore/stream", *steps)
    assert sum(message.get("text") == "heard word" for message in heard) == 6


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("localhost", True),
        ("localhost:8501", True),
        ("LOCALHOST:1", True),
        ("127.0.0.1:8501", True),
        ("localhost.", True),
        ("evil.example", False),
        ("localhost.evil.example", False),
        ("", False),
        ("localhost:port", False),
        ("localhost@evil", False),
        ("evil@localhost", False),
        ("localhost/x", False),
        ("[::1]", False),
        ("localhost:99999999", False),
    ],
)
def test_only_our_own_names_are_answered(host: str, allowed: bool) -> None:
    """A rebound name of another site gets nothing."""
    assert is_host_allowed(host, ["localhost", "127.0.0.1"]) is allowed


def test_a_rebound_host_reaches_nothing(browser_at: Browser) -> None:
    """Not even the sign-in, and no websocket for somebody signed in."""
    sign_in(browser_at)
    browser_at.host = "evil.example"
    assert browser_at.get("/auth/login").status == 400
    assert browser_at.talk("/_stcore/stream", "hello") == [{"type": "websocket.close", "code": SIGNED_OUT}]


def test_another_site_cannot_send_with_our_cookie(browser_at: Browser) -> None:
    """Uploads and posts of another origin are refused even where the cookie would go along."""
    sign_in(browser_at)
    for method in ("POST", "PUT", "DELETE"):
        assert browser_at.send(method, "/x", {"origin": "http://evil.example"}).status == 403
        assert browser_at.send(method, "/x", {"origin": "null"}).status == 403
        assert browser_at.send(method, "/x", {"origin": f"http://{HOST}"}).status == 200


def test_answers_carry_the_headers_and_are_not_kept(browser_at: Browser) -> None:
    """Pages and downloads are never stored by the browser; the shell's own scripts may be."""
    sign_in(browser_at)
    for path in ("/", "/media/x.pdf"):
        headers = browser_at.get(path).headers
        assert headers["cache-control"] == "no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "img-src 'self' data: blob:;" in headers["content-security-policy"]
    assert "cache-control" not in browser_at.get("/static/js/a.js").headers


def test_a_stranger_is_not_listened_to_for_long(browser_at: Browser) -> None:
    """A form of ours is short; a hundred kilobytes at the sign-in are refused before they are read."""
    kinds = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x")
    for kind in kinds:
        answer = browser_at.send("POST", "/auth/login", {"content-type": kind}, b"a=" + b"x" * 200_000)
        assert answer.status in {400, 413}


def said_by_the_page(**said: Any) -> dict[str, Any]:
    """A message over the line, as Streamlit's script in the browser sends it."""
    message = BackMsg(rerun_script=ClientState(**said))
    return {"type": "websocket.receive", "bytes": message.SerializeToString()}


def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(
    door: Door, clock: Clock, browser_at: Browser
) -> None:
    """How far the lists are is asked every second; nobody who went away stays signed in by that."""
    sign_in(browser_at)
    began = clock.now

    def seen() -> datetime:
        found = door.session(browser_at.cookies[door.cookie])
        assert found
        return found[0].seen

    clock.turn(minutes=5)
    heard = browser_at.talk(
        "/_stcore/stream",
        said_by_the_page(fragment_id="going", is_auto_rerun=True),
        {"type": "websocket.receive", "bytes": BackMsg(app_heartbeat=True).SerializeToString()},
        {"type": "websocket.receive", "bytes": b"no message at all"},
    )
    assert len(heard) == 4, "all of it is passed on"
    assert seen() == began
    assert not door.sessions.are_idle(clock.now)

    clock.turn(minutes=11)
    assert door.sessions.are_idle(clock.now)
    assert door.session(browser_at.cookies[door.cookie]) is None


def test_whatever_a_person_does_keeps_them_signed_in(door: Door, clock: Clock, browser_at: Browser) -> None:
    """A press, and an answer that redraws a part of the page."""
    sign_in(browser_at)
    for said in ({}, {"fragment_id": "form"}):
        clock.turn(minutes=10)
        browser_at.talk("/_stcore/stream", said_by_the_page(**said))
    clock.turn(minutes=10)
    assert door.session(browser_at.cookies[door.cookie])


def test_forty_who_try_passphrases_keep_no_page_waiting(
    door: Door, browser_at: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They stand in a line of their own, and all are answered."""
    sign_in(browser_at)
    go_on, served = Event(), list[int]()

    def slowly(login: str, secret: str) -> None:
        assert go_on.wait(20)
        served.append(int(login.split()[1]))

    monkeypatch.setattr(door, "check", slowly)
    strangers = range(60)

    async def all_at_once() -> int:
        tried = (come_in(browser_at.app, f"stranger {n}", address=f"10.0.1.{n}") for n in strangers)
        knocking = [asyncio.create_task(each) for each in tried]
        await asyncio.sleep(0.2)
        page = await asyncio.wait_for(browser_at.ask("GET", "/cases"), 10)
        go_on.set()
        assert set(await asyncio.gather(*knocking)) == {401}
        return page.status

    assert asyncio.run(all_at_once()) == 200
    assert sorted(served) == [*strangers]


def test_an_office_that_comes_in_at_once_is_let_in(
    door: Door, browser_at: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twenty at one address: an attempt that is still being checked keeps no colleague out."""
    check = door.check

    def slowly(login: str, secret: str) -> Person | None:
        time.sleep(0.01)
        return check(login, secret)

    monkeypatch.setattr(door, "check", slowly)

    async def all_at_once() -> list[int]:
        return await asyncio.gather(*(come_in(browser_at.app) for _ in range(20)))

    assert asyncio.run(all_at_once()) == [303] * 20


async def come_in(app: Any, login: str = "оксана", phrase: str = PHRASE, **at: str) -> int:
    """The status of the answer to somebody who fills in the form."""
    browser = Browser(app, HOST, **at)
    page = await browser.ask("GET", "/auth/login")
    sent = {"token": token_in(page.text), "login": login, "passphrase": phrase}
    kind = {"content-type": "application/x-www-form-urlencoded"}
    return (await browser.ask("POST", "/auth/login", urlencode(sent).encode(), kind)).status
