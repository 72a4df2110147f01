"""The README and CONTRIBUTING say what is true: commands, folders and variables that they name are there."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
COMMANDS = sorted(set(re.findall(r"suprovid ((?:form )?[a-z]+)\b(?= |`|\n)", README + CONTRIBUTING)))


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_is_named_is_there(command: str) -> None:
    """Its help can be asked for."""
    asked = [sys.executable, "-m", "suprovid", *command.split(), "--help"]
    assert subprocess.run(asked, cwd=ROOT, capture_output=True, check=False).returncode == 0


def test_both_promised_commands_stand_in_the_readme() -> None:
    """One runs the app, one runs the tests, and the continuous check uses the latter as it stands."""
    tests = "pip install uv && uv run pytest"
    assert "pip install uv && uv run suprovid\n" in README
    assert tests in README
    assert tests.removeprefix("pip install uv") in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_map_is_the_land() -> None:
    """Every folder and file of the map is there, and every part of the package is on the map."""
    drawn = README.split("## The map")[1].split("```")[1]
    outer = re.findall(r"^([\w.]+)/? ", drawn, re.MULTILINE)
    inner = re.findall(r"^  ([\w.]+)/? ", drawn, re.MULTILINE)
    assert all((ROOT / name).exists() for name in outer)
    found = {path.name for path in (ROOT / "suprovid").iterdir() if not path.name.startswith("_")}
    assert set(inner) == found


def test_every_library_has_its_reason() -> None:
    """What `pyproject.toml` asks for stands in the table of libraries."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    table = README.split("## What the libraries are for")[1].split("##")[0]
    assert not [name for name in (re.split(r"[\[<>=]", line)[0] for line in asked) if name not in table]


def test_every_place_to_touch_is_there() -> None:
    """The table "to add a ..., touch ..." names files and folders that exist."""
    table = CONTRIBUTING.split("## Rules")[0]
    named = [name for name in re.findall(r"`([\w./*]+[/.][\w./*]*)`", table) if "/" in name]
    assert named
    assert not [name for name in named if not list(ROOT.glob(name.rstrip("/")))]
