"""PostgreSQL servers of the tests' own: in temporary directories, reached through sockets, gone at the end.

The system's binaries serve, or those of the package pgserver.
A server does not run as root: then it belongs to whatever unprivileged account there is.
"""

from __future__ import annotations

import atexit
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import pytest

ACCOUNTS = ("postgres", "nobody")
REQUIRED = "postgresql" in os.environ.get("SUPROVID_REQUIRE", "")
NUMBERS = count(1)
SPLIT = Path(__file__).parents[2] / "docs" / "split.sql"
OPTIONS = ("max_connections=60", "shared_buffers=16MB", "autovacuum=off")


def binaries() -> Path | None:
    """The directory of initdb and postgres: the newest of the system's, or pgserver's."""
    if not hasattr(os, "fork") or importlib.util.find_spec("psycopg") is None:
        return None
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))[::-1]
    if on_path := shutil.which("initdb"):
        places.append(Path(on_path).resolve().parent)
    if spec := importlib.util.find_spec("pgserver"):
        places.append(Path(str(spec.origin)).parent / "pginstall" / "bin")
    return next((place for place in places if (place / "initdb").exists()), None)


def missing() -> None:
    """Skip with one line, or fail where PostgreSQL is required."""
    why = "no PostgreSQL here: apt-get install postgresql, and the extra postgresql of this package"
    (pytest.fail if REQUIRED else pytest.skip)(why)


class Server:
    """One server that can be killed and started again; one that `syncs` survives a power cut too."""

    def __init__(self, room: Path, syncs: bool) -> None:
        self.room = room
        self.address = f"postgresql:///postgres?host={room}&user=suprovid"
        self._log = room / "log"
        self._options = [f"-c{name}" for name in (f"fsync={'on' if syncs else 'off'}", *OPTIONS)]
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and wait until it answers."""
        found = binaries()
        assert found
        command = [found / "postgres", "-D", self.room / "data", "-k", self.room, "-h", "", *self._options]
        with self._log.open("wb") as out:
            self._process = subprocess.Popen(command, user=account(), cwd="/", stdout=out, stderr=out)
        until = time.monotonic() + 30
        while b"ready to accept" not in self._log.read_bytes():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError(self._log.read_text(errors="replace")[-500:])
            time.sleep(0.02)

    def kill(self) -> None:
        """What `pg_ctl stop -m immediate` does: everything stops at once, nothing is tidied up."""
        if self._process:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(timeout=20)
            self._process = None


@contextmanager
def running(syncs: bool = False) -> Iterator[Server]:
    """A server that runs."""
    if binaries() is None:
        missing()
    room = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    try:
        subprocess.run(["cp", "-a", template() / "data", room], check=True)
        if account():
            shutil.chown(room, account())
        server = Server(room, syncs)
        server.start()
        try:
            yield server
        finally:
            server.kill()
    finally:
        shutil.rmtree(room, ignore_errors=True)


@contextmanager
def server(syncs: bool = False) -> Iterator[str]:
    """The address of a running server."""
    with running(syncs) as own:
        yield own.address


@cache
def template() -> Path:
    """A data directory as initdb makes it, to be copied."""
    found = binaries()
    assert found
    room = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    atexit.register(shutil.rmtree, room, ignore_errors=True)
    if account():
        shutil.chown(room, account())
    how = ["-U", "suprovid", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"]
    make = [found / "initdb", "-D", room / "data", *how]
    subprocess.run(make, user=account(), cwd="/", check=True, capture_output=True)
    return room


@cache
def account() -> str | None:
    """Whose the server is, when we are root."""
    if os.geteuid() != 0:
        return None
    there = {entry.pw_name for entry in pwd.getpwall()}
    return next(account for account in ACCOUNTS if account in there)


def empty(address: str) -> str:
    """The address of a place in the server that nobody has used: a schema of its own."""
    return at_schema(address, f"t{os.getpid()}_{next(NUMBERS)}")


def at_schema(address: str, name: str) -> str:
    """The address of a new schema of this name."""
    run(address, f"CREATE SCHEMA {name}")
    return f"{address}&options=-c%20search_path%3D{name}"


def run(address: str, *statements: str) -> None:
    """Make statements, each by itself."""
    import psycopg

    with psycopg.connect(address, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


@contextmanager
def three_servers() -> Iterator[list[Server]]:
    """Servers for the parts of a table."""
    with ExitStack() as stack:
        yield [stack.enter_context(running()) for _ in range(3)]


def split(address: str, servers: list[Server]) -> str:
    """An empty place in this server whose tables lie on three others, as `docs/split.sql` says."""
    from suprovid.store.statements import TABLES

    name = f"s{os.getpid()}_{next(NUMBERS)}"
    for one in servers:
        run(at_schema(one.address, name), *TABLES)
    said = SPLIT.read_text(encoding="utf-8").replace("'public'", f"'{name}'")
    said = said.replace("dbname 'suprovid'", "dbname 'postgres'")
    for word, one in zip(("FIRST_HOST", "SECOND_HOST", "THIRD_HOST"), servers, strict=True):
        said = said.replace(word, str(one.room))
    lines = (line for line in said.splitlines() if not line.startswith("--"))
    place = at_schema(address, name)
    run(place, *filter(str.strip, "\n".join(lines).split(";")))
    return place
