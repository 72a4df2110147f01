"""Two real processes behind nginx as we ship it: sign in once, work at both, sign out at one."""

from __future__ import annotations

import re
import shutil
import ssl
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from door_house import ASKED, PHRASE, SCHEMAS, Clock
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from suprovid.casework.opening import open_workspace
from suprovid.desk.sign_in import founding
from suprovid.desk.sign_in.passwords import Passwords

sys.path.append(str(Path(__file__).parents[1]))
sys.path.append(str(Path(__file__).parents[1] / "store"))

from behind_nginx import Browser, Site, site
from postgres_server import empty, running

pytestmark = pytest.mark.skipif(
    not shutil.which("nginx"), reason="no nginx here: apt-get install nginx-light"
)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """An office that is founded, and two processes that serve it."""
    data = tmp_path_factory.mktemp("office") / "data"
    with running() as server:
        store = empty(server.address)
        with open_workspace(data, SCHEMAS, store) as work:
            founding.found(work, Passwords(), ASKED, Clock().now)
        with site(tmp_path_factory.mktemp("nginx"), data, store) as running_site:
            yield running_site


def arrive(office: Site, port: int = 0) -> Browser:
    """A browser that has seen the sign-in, and is sent to one process from now on."""
    browser = Browser(port or office.port)
    assert browser.ask("GET", "/auth/login") == 200
    return browser


def signed_in(office: Site, port: int = 0) -> Browser:
    """Somebody at work."""
    browser = arrive(office, port)
    token = re.findall(r'name="token" value="([^"]+)"', browser.text)[0]
    form = {"token": token, "login": ASKED.login, "passphrase": PHRASE}
    assert browser.ask("POST", "/auth/login", form) == 303
    return browser


def stream(browser: Browser) -> ClientConnection:
    """The websocket of a page, as Streamlit opens it."""
    scheme, port = ("wss" if browser.secure else "ws"), browser.port
    return connect(
        f"{scheme}://localhost:{port}/_stcore/stream",
        additional_headers={"Cookie": browser.cookie},
        origin=f"{'https' if browser.secure else 'http'}://localhost:{port}",
        subprotocols=["streamlit"],
        ssl=ssl._create_unverified_context() if browser.secure else None,
    )


def read_on(line: ClientConnection) -> None:
    """Whatever comes, until the line is cut."""
    while True:
        line.recv(10)


def test_a_browser_stays_at_its_process_and_both_have_some(office: Site) -> None:
    """By the cookie of the first page; it is no secret of a session."""
    used = set()
    for _ in range(12):
        browser = arrive(office)
        browser.ask("GET", "/auth/login")
        first = browser.process
        for _ in range(4):
            browser.ask("GET", "/_stcore/health")
            assert browser.process == first
        used.add(first)
    assert used == {f"127.0.0.1:{port}" for port in office.processes}


def test_headers_and_cookies_come_through_as_they_must(office: Site) -> None:
    """The proxy adds one header and weakens none."""
    browser = signed_in(office)
    session = next(
        said for name, said in browser.headers.items() if re.match(r"cookie suprovid_[0-9a-f]{8}", name)
    )
    assert "HttpOnly" in session
    assert "Secure" in session
    assert browser.headers["strict-transport-security"].startswith("max-age=")
    assert "default-src 'self'" in browser.headers["content-security-policy"]
    assert browser.headers["x-frame-options"] == "DENY"


def test_signed_in_once_works_at_both_and_signed_out_at_one_ends_at_both(office: Site) -> None:
    """Pages and the websocket; an open websocket is cut at the next thing that it says."""
    browser = signed_in(office)
    one, two = (browser.elsewhere(port) for port in office.processes)
    assert browser.ask("GET", "/") == one.ask("GET", "/") == two.ask("GET", "/") == 200
    with stream(browser) as there, stream(two) as open_one:
        assert there.state == open_one.state

        one.ask("GET", "/auth/logout")
        token = re.findall(r'name="token" value="([^"]+)"', one.text)[0]
        assert one.ask("POST", "/auth/logout", {"token": token}) == 303

        open_one.send(b"")
        with pytest.raises(ConnectionClosed):
            read_on(open_one)
    assert two.ask("GET", "/") == 303
    assert browser.ask("GET", "/") == 303
    with pytest.raises(InvalidStatus):
        stream(browser)


def test_caddy_does_the_same(office: Site) -> None:
    """A browser stays at its process, headers come through, and so does the websocket until the sign-out."""
    if not office.caddy:
        pytest.skip("no Caddy here: apt-get install caddy")
    used = set()
    for _ in range(12):
        browser = arrive(office, office.caddy)
        first = browser.process
        for _ in range(4):
            browser.ask("GET", "/_stcore/health")
            assert browser.process == first
        used.add(first)
    assert used == {f"127.0.0.1:{port}" for port in office.processes}

    browser = signed_in(office, office.caddy)
    assert browser.ask("GET", "/") == 200
    assert browser.headers["strict-transport-security"].startswith("max-age=")
    assert "default-src 'self'" in browser.headers["content-security-policy"]
    with stream(browser) as there:
        browser.ask("GET", "/auth/logout")
        token = re.findall(r'name="token" value="([^"]+)"', browser.text)[0]
        assert browser.ask("POST", "/auth/logout", {"token": token}) == 303
        there.send(b"")
        with pytest.raises(ConnectionClosed):
            read_on(there)


def test_when_a_process_dies_its_people_go_on_at_the_other(office: Site) -> None:
    """Still signed in; the proxy sends them there by itself."""
    browser = signed_in(office)
    browser.ask("GET", "/")
    mine = int(browser.process.rpartition(":")[2])
    office.processes[mine].kill()
    office.processes[mine].wait()

    other = next(port for port in office.processes if port != mine)
    assert browser.ask("GET", "/") == 200
    assert browser.process.endswith(f":{other}")
    if office.caddy:
        browser.port = office.caddy
        assert {browser.ask("GET", "/") for _ in range(6)} == {200}
        assert browser.process.endswith(f":{other}")
