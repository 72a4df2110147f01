"""Two processes of the application behind nginx and behind Caddy, set up as `deploy/` says, for tests."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

ROOT = Path(__file__).parent.parent
TEMPLATE = ROOT / "deploy" / "nginx.conf.template"
CADDYFILE = ROOT / "deploy" / "Caddyfile"


def certificate(room: Path) -> None:
    """A certificate that nobody trusts, and its key."""
    how = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1"]
    files = ["-keyout", room / "certificate_key", "-out", room / "certificate", "-subj", "/CN=localhost"]
    subprocess.run(["openssl", *how, *files], check=True, capture_output=True)


def filled(room: Path, host: str, apps: list[str], port: int = 443, plain: int = 80) -> str:
    """The template as the image of nginx fills it in, inside a file that nginx can be started with."""
    said = TEMPLATE.read_text(encoding="utf-8").replace("${SUPROVID_HOST}", host)
    said = said.replace("${SUPROVID_APP}", "; server ".join(apps)).replace("/run/secrets", str(room))
    said = said.replace("listen 443 ", f"listen 127.0.0.1:{port} ").replace("listen 80;", f"listen {plain};")
    said = said.replace(
        "    location / {", "    add_header X-Process $upstream_addr always;\n    location / {"
    )
    rooms = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{name}_temp_path {room}/{name};" for name in rooms)
    user = "user root;" if os.geteuid() == 0 else ""
    return f"{user}pid {room}/pid; daemon off; events {{}} http {{ {temporary} access_log off; {said} }}"


def filled_caddyfile(room: Path, apps: list[str], port: int, plain: int) -> str:
    """The Caddyfile with a certificate of the test's own and processes that are named one by one."""
    said = CADDYFILE.read_text(encoding="utf-8")
    said = said.replace(
        "{$SUPROVID_HOST} {", f"localhost:{port} {{\n\ttls {room}/certificate {room}/certificate_key"
    )
    said = said.replace(
        "dynamic a {$SUPROVID_APP_NAME} 8501", f"to {' '.join(apps)}\n\t\theader_down X-Process {{upstream}}"
    )
    said = said.replace("{upstream}", "{http.reverse_proxy.upstream.hostport}")
    return f"{{\n\tadmin off\n\thttp_port {plain}\n}}\n{said}"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Browser:
    """A visitor with cookies, at the proxy or at one process."""

    port: int
    secure: bool = True
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    text: str = ""

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> int:
        """The status of the answer; its headers and its text are kept."""
        if self.secure:
            context = ssl._create_unverified_context()
            line = http.client.HTTPSConnection("localhost", self.port, timeout=20, context=context)
        else:
            line = http.client.HTTPConnection("localhost", self.port, timeout=20)
        sent = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            line.request(method, path, urlencode(form) if form else None, sent)
            answer = line.getresponse()
            self.text = answer.read().decode("utf-8", "replace")
        finally:
            line.close()
        self.headers = {name.lower(): value for name, value in answer.getheaders()}
        for said in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = said.partition(";")[0].partition("=")
            self.cookies[name] = value
            self.headers[f"cookie {name}"] = said
        return answer.status

    @property
    def cookie(self) -> str:
        """All cookies as a browser sends them."""
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    @property
    def process(self) -> str:
        """Which process answered, as the proxy has it."""
        return self.headers["x-process"]

    def elsewhere(self, port: int) -> Browser:
        """The same visitor at one process, past the proxy."""
        return Browser(port, False, dict(self.cookies))


@dataclass
class Site:
    """The proxy's port, and the processes by their ports; Caddy's port, where there is one."""

    port: int
    processes: dict[int, subprocess.Popen[bytes]]
    caddy: int = 0


@contextmanager
def site(room: Path, data: Path, store: str) -> Iterator[Site]:
    """Two processes that share a data folder and a database; before them nginx, and Caddy if it is here."""
    certificate(room)
    port, apps = free_port(), [free_port(), free_port()]
    said = filled(room, "localhost", [f"127.0.0.1:{app}" for app in apps], port, free_port())
    (room / "nginx.conf").write_text(said, encoding="utf-8")
    own = {"SUPROVID_DATA": str(data), "SUPROVID_STORE": store, "SUPROVID_LANGUAGE": "en"}
    environment = {**os.environ, **own, "SUPROVID_ADDRESS": f"https://localhost:{port}"}
    with ExitStack() as stack:
        log = stack.enter_context((room / "log").open("wb"))
        command = [sys.executable, "-m", "suprovid", "--headless", "--port"]
        started = {
            app: subprocess.Popen([*command, str(app)], env=environment, cwd=ROOT, stdout=log, stderr=log)
            for app in apps
        }
        proxy = ["nginx", "-e", "stderr", "-c", str(room / "nginx.conf")]
        everything = [*started.values(), subprocess.Popen(proxy, stdout=log, stderr=log)]
        caddy = free_port() if shutil.which("caddy") else 0
        if caddy:
            names = [f"127.0.0.1:{app}" for app in apps]
            said = filled_caddyfile(room, names, caddy, free_port())
            (room / "Caddyfile").write_text(said, encoding="utf-8")
            run = ["caddy", "run", "--config", room / "Caddyfile", "--adapter", "caddyfile"]
            own_home = {**os.environ, "HOME": str(room), "XDG_DATA_HOME": str(room)}
            everything.append(subprocess.Popen(run, env=own_home, stdout=log, stderr=log))
        for process in everything:
            stack.callback(_end, process)
        proxies = (Browser(each) for each in (port, caddy) if each)
        for where in (*(Browser(app, False) for app in apps), *proxies):
            _wait(where, room / "log")
        yield Site(port, started, caddy)


def _wait(browser: Browser, log: Path) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        try:
            if browser.ask("GET", "/_stcore/health") == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(log.read_text(errors="replace")[-2000:])


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
