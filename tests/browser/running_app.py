"""The application as a process of its own, started as the README says."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Running:
    """The application as a process of its own: its address, its data, and how to stop it."""

    address: str
    data: Path
    process: subprocess.Popen[bytes]
    log: Path

    def wait(self, seconds: float = 60) -> None:
        """Return when the application answers; fail with its log when it does not."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(self.address + "/_stcore/health", timeout=2) as answer:
                    if answer.status == 200:
                        return
            except OSError:
                time.sleep(0.2)
        pytest.fail(f"the application did not start:\n{self.log.read_text(encoding='utf-8')}")

    def kill(self) -> None:
        """A pulled plug: neither the process nor what it started gets a chance to tidy up."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def start(data: Path, port: int | None = None, schemas: Path | None = None) -> Running:
    """Start `suprovid --headless` on a free port with this data folder; `schemas` in place of the shipped."""
    port = port or free_port()
    log = data.parent / f"{data.name}.log"
    uv = shutil.which("uv")
    command = [uv, "run", "--no-sync", "suprovid"] if uv else [sys.executable, "-m", "suprovid"]
    own = ["--schemas", str(schemas)] if schemas else []
    with log.open("ab") as out:
        process = subprocess.Popen(
            [*command, "--headless", "--port", str(port), "--data", str(data), *own],
            cwd=ROOT,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
    running = Running(f"http://127.0.0.1:{port}", data, process, log)
    running.wait()
    return running
