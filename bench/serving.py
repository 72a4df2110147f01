"""The application as a process of its own, as the README says to start it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE = 600.0


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """The address at which the application answers; it is stopped afterwards as by Ctrl+C."""
    port = _free_port()
    command = [sys.executable, "-m", "suprovid", "--headless", "--port", str(port), "--data", str(data)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "SUPROVID_STORE": ""})
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, process)
        yield address
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            raise SystemExit("the application did not start")
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the application did not answer")
