"""A PostgreSQL server of the tests' own: in a temporary directory, reached through a socket, gone at the end.

The system's binaries serve, or those of the package pgserver.
A server does not run as root: then it belongs to whatever unprivileged account there is.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import pytest

ACCOUNTS = ("postgres", "nobody")
REQUIRED = "postgresql" in os.environ.get("SUPROVID_REQUIRE", "")
NUMBERS = count(1)


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


@contextmanager
def server() -> Iterator[str]:
    """The address of a running server."""
    found = binaries()
    if found is None:
        missing()
    assert found
    room = Path(tempfile.mkdtemp(prefix="pg", dir="/tmp"))
    account = _account()
    if account:
        shutil.chown(room, account)
    try:
        with _running(found, room, account):
            yield f"postgresql:///postgres?host={room}&user=suprovid"
    finally:
        shutil.rmtree(room, ignore_errors=True)


@contextmanager
def _running(found: Path, room: Path, account: str | None) -> Iterator[None]:
    data, log = room / "data", room / "log"
    make = [
        found / "initdb",
        "-D",
        data,
        "-U",
        "suprovid",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-locale",
        "--no-sync",
    ]
    subprocess.run(make, user=account, cwd="/", check=True, capture_output=True)
    options = [
        f"-c{name}" for name in ("fsync=off", "max_connections=60", "shared_buffers=16MB", "autovacuum=off")
    ]
    start = [found / "postgres", "-D", data, "-k", room, "-h", "", *options]
    with log.open("wb") as out:
        process = subprocess.Popen(start, user=account, cwd="/", stdout=out, stderr=out)
    try:
        _wait(process, room, log)
        yield
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(timeout=20)


def _wait(process: subprocess.Popen[bytes], room: Path, log: Path) -> None:
    until = time.monotonic() + 30
    while not (room / ".s.PGSQL.5432").exists() or b"ready to accept" not in log.read_bytes():
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError(log.read_text(errors="replace")[-500:])
        time.sleep(0.02)


def _account() -> str | None:
    if os.geteuid() != 0:
        return None
    there = {entry.pw_name for entry in pwd.getpwall()}
    return next(account for account in ACCOUNTS if account in there)


def empty(address: str) -> str:
    """The address of a place in the server that nobody has used: a schema of its own."""
    import psycopg

    name = f"t{os.getpid()}_{next(NUMBERS)}"
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{address}&options=-c%20search_path%3D{name}"
