"""The real application: started as a program, entered over HTTP, spoken to over its websocket."""

from __future__ import annotations

import http.client
import json
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest
from door_house import ASKED, PHRASE
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from suprovid.desk.premises import LOOK_EVERY
from suprovid.store import Change, TinyStore

ROOT = Path(__file__).parents[2]
PLANTED = "Зоряна Невигадана"
BROKEN = f'''"""A page that fails with an answer in its hands."""

from suprovid.desk.front_desk import front_desk

desk = front_desk(__file__)
client = "{PLANTED}"
raise KeyError(client)
'''


@dataclass
class Visitor:
    """A browser as far as this test needs one."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, path: str, sent: dict[str, str] | None = None) -> tuple[int, str, str]:
        """Status, where it leads, and the text."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        body = urlencode(sent or {}).encode()
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        line.request(method, path, body if method == "POST" else None, headers)
        answer = line.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        text = answer.read().decode("utf-8", "replace")
        line.close()
        return answer.status, answer.getheader("location") or "", text

    @property
    def cookie(self) -> str:
        return "; ".join(f"{key}={value}" for key, value in self.cookies.items())

    def sign_in(self) -> tuple[int, str]:
        """Through the form, as everybody."""
        token = self.token("/auth/login")
        sent = {"token": token, "login": ASKED.login, "passphrase": PHRASE, "next": "/?x=1"}
        return self.ask("POST", "/auth/login", sent)[:2]

    def token(self, path: str) -> str:
        found = re.search(r'name="token" value="([^"]+)"', self.ask("GET", path)[2])
        assert found
        return found[1]

    def open_page(self, page: str) -> str:
        """Everything that one run of a page sends to the browser, as text."""
        with self.stream() as stream:
            wish = BackMsg()
            wish.rerun_script.page_name = page
            stream.send(wish.SerializeToString())
            heard = []
            while True:
                message = ForwardMsg()
                message.ParseFromString(stream.recv(timeout=20))
                heard.append(str(message))
                if message.WhichOneof("type") == "script_finished":
                    return "\n".join(heard)

    def stream(self):  # type: ignore[no-untyped-def]
        return connect(
            f"ws://127.0.0.1:{self.port}/_stcore/stream",
            additional_headers={"Cookie": self.cookie} if self.cookies else {},
            subprotocols=["streamlit"],
            max_size=None,
        )


@dataclass(frozen=True)
class Running:
    port: int
    log: Path
    data: Path


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The program, started from another directory, with one more page that fails."""
    house = tmp_path_factory.mktemp("house")
    copy = house / "copy"
    copy.mkdir()
    for name in ("suprovid", "pages", "schemas", ".streamlit"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "app.py", copy)
    (copy / "pages" / "broken.py").write_text(BROKEN, encoding="utf-8")
    roles = copy / "schemas" / "roles.json"
    said = json.loads(roles.read_text(encoding="utf-8"))
    said["roles"]["administrator"]["pages"].append("broken")
    roles.write_text(json.dumps(said), encoding="utf-8")
    found(house, copy)
    yield from started(house, copy)


def exhaust(stream) -> None:  # type: ignore[no-untyped-def]
    """Listen until the line is cut."""
    while True:
        stream.recv(timeout=10)


def command(house: Path, copy: Path, *arguments: str) -> list[str]:
    start = (
        f"import sys; sys.path.insert(0, {str(copy)!r}); from suprovid.__main__ import main; sys.exit(main())"
    )
    return [sys.executable, "-c", start, *arguments, "--data", str(house / "data")]


def found(house: Path, copy: Path) -> None:
    """`suprovid init` with everything given."""
    (house / "phrase").write_text(PHRASE + "\n", encoding="utf-8")
    given = {"organisation": ASKED.organisation, "name": ASKED.name, "login": ASKED.login, "areas": "all"}
    options = ["--plain", *(part for key, value in given.items() for part in (f"--{key}", value))]
    subprocess.run(
        command(house, copy, "init", *options, "--passphrase-file", str(house / "phrase")),
        check=True,
        cwd=house,
        timeout=60,
        stdin=subprocess.DEVNULL,
        capture_output=True,
    )


def started(house: Path, copy: Path) -> Iterator[Running]:
    log = house / "log"
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with log.open("wb") as out:
        process = subprocess.Popen(
            command(house, copy, "--headless", "--port", str(port)), cwd=house, stdout=out, stderr=out
        )
    try:
        until(log, process, f":{port}")
        yield Running(port, log, house / "data")
    finally:
        process.terminate()
        assert process.wait(20) is not None


def until(log: Path, process: subprocess.Popen[bytes], text: str) -> None:
    """Wait until the program says where it is."""
    for _ in range(300):
        if text in log.read_text(encoding="utf-8"):
            return
        try:
            process.wait(0.1)
        except subprocess.TimeoutExpired:
            continue
        break
    pytest.fail(log.read_text(encoding="utf-8"))


def test_from_the_street_to_the_desk_and_out_again(running: Running) -> None:
    """Refused before the sign-in, at work after it, refused after signing out."""
    visitor = Visitor(running.port)
    assert visitor.ask("GET", "/my_day?a=b")[:2] == (303, "/auth/login?next=%2Fmy_day%3Fa%3Db")
    with pytest.raises(InvalidStatus):
        visitor.stream()
    assert visitor.sign_in() == (303, "/?x=1")
    assert visitor.ask("GET", "/")[0] == 200
    assert visitor.ask("GET", "/my_day?a=b")[:2] == (303, "/?a=b")
    run = visitor.open_page("my_day")
    assert ASKED.name in run
    assert ASKED.organisation in run
    with visitor.stream() as stream:
        visitor.ask("POST", "/auth/logout", {"token": visitor.token("/auth/logout")})
        stream.send(BackMsg().SerializeToString())
        with pytest.raises(Exception, match="4401"):
            exhaust(stream)
    with pytest.raises(InvalidStatus):
        visitor.stream()


def test_a_page_that_fails_tells_nothing(running: Running) -> None:
    """The screen has a sentence and a number, the log the number and the place, neither the answer."""
    visitor = Visitor(running.port)
    visitor.sign_in()
    run = visitor.open_page("broken")
    number = re.search(r"Номер для журналу: (\w+)", run)
    log = running.log.read_text(encoding="utf-8")
    assert number
    assert number[1] in log
    assert "broken.py:7" in log
    for text in (run, log):
        assert PLANTED not in text
        assert "Traceback" not in text


def test_a_direct_link_runs_no_page_for_a_stranger(running: Running) -> None:
    """No page is served by itself: the shell is refused and the old multipage mode is off."""
    visitor = Visitor(running.port)
    for path in (
        "/broken",
        "/pages/broken",
        "/_stcore/host-config",
        "/media/0123.pdf",
        "/_stcore/upload_file/1/1",
    ):
        assert visitor.ask("GET", path)[0] in {200, 303, 403}
        assert PLANTED not in visitor.ask("GET", path)[2]
    assert visitor.ask("GET", "/media/0123.pdf")[0] == 403
    assert visitor.ask("PUT", "/_stcore/upload_file/1/1")[0] == 403


def test_the_port_is_taken(running: Running) -> None:
    """A sentence with what to do, and no trace."""
    said = subprocess.run(
        command(running.data.parent, running.data.parent / "copy", "--headless", "--port", str(running.port)),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert said.returncode == 1
    assert str(running.port) in said.stderr
    assert "Traceback" not in said.stderr


def test_a_damaged_folder_is_named_on_the_first_page(running: Running) -> None:
    """Above whatever page comes first; nothing else is any different."""
    TinyStore(running.data).create("client", "broken1", Change({"code": "К-1"}))
    (running.data / "client" / "broken1" / "folder.json").write_bytes(b"{}")
    visitor = Visitor(running.port)
    visitor.sign_in()
    time.sleep(LOOK_EVERY)

    assert "Пошкоджено 1 теку" in visitor.open_page("")
