"""Acts that tests of the stores make: here, and by scripts in processes of their own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from suprovid.store import Change

HERE = Path(__file__).parent


def act(number: int) -> Change:
    """One document that counts, and its event."""
    return Change({"code": "С-1"}, {"d1": {"id": "d1", "name": "Їжак", "n": number}}, [{"id": f"e{number}"}])


def run(script: str, *arguments: object) -> str:
    """What the script beside this file printed."""
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent.parent)}
    return subprocess.run(
        command, env=environment, check=True, capture_output=True, text=True, timeout=100
    ).stdout
