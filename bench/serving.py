"""The application as a process of its own, as the README says to start it."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
PATIENCE = 600.0


@dataclass(frozen=True)
class Server:
    """The application that answers at an address, and what it takes of the machine (read on Linux only)."""

    address: str
    pid: int

    def memory(self) -> float:
        """MB that lie in the machine's memory now."""
        status = Path(f"/proc/{self.pid}/status").read_text(encoding="utf-8")
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]

    def seconds(self) -> float:
        """Seconds of the processor so far."""
        said = Path(f"/proc/{self.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(said[11]) + int(said[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(data: Path) -> Iterator[Server]:
    """The application, answering; it is stopped afterwards as by Ctrl+C."""
    port = _free_port()
    command = [sys.executable, "-m", "suprovid", "--headless", "--port", str(port), "--data", str(data)]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "SUPROVID_STORE": ""})
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, process)
        yield Server(address, process.pid)
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
