"""The scripts for a double click: they find their folder, say what is missing, and keep the window open."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
START = ROOT / "start"
SHELL = ("suprovid.sh", "Suprovid.command")
TRICKY = "Мої теки (копія) & інше"
needs_shell = pytest.mark.skipif(os.name == "nt", reason="this system has no sh")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """A folder whose name has spaces, Cyrillic letters and signs, with the scripts in it."""
    shutil.copytree(START, tmp_path / TRICKY / "start")
    return tmp_path / TRICKY


def tools(place: Path, **scripts: str) -> str:
    """A PATH on which only these programs are, beside what a shell needs."""
    tools = place / "bin"
    tools.mkdir()
    for name in ("sh", "dirname", "printf", "env"):
        found = shutil.which(name)
        if found:
            (tools / name).symlink_to(found)
    for name, text in scripts.items():
        (tools / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (tools / name).chmod(0o755)
    return str(tools)


def start(place: Path, script: str, path: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The script, started from somewhere else, as a file manager does."""
    command = ["/bin/sh", str(place / "start" / script), *arguments]
    environment = {"PATH": path, "HOME": str(place / "home")}
    if script == "Suprovid.command":  # it looks where macOS has its programs first: here there are others
        text = (place / "start" / script).read_text(encoding="utf-8")
        text = text.replace("/opt/homebrew/bin:/usr/local/bin:", "")
        (place / "start" / script).write_text(text, encoding="utf-8")
    return subprocess.run(
        command,
        env=environment,
        cwd="/",
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )


@needs_shell
@pytest.mark.parametrize("script", SHELL)
def test_with_uv_the_app_is_started_from_its_folder(place: Path, script: str) -> None:
    """Whatever the folder is called and wherever one stands; options are handed on as they are."""
    path = tools(place, uv='echo "$PWD"; for each in "$@"; do echo "<$each>"; done')

    done = start(place, script, path, "--data", "мої дані")

    assert done.stdout.splitlines() == [str(place), "<run>", "<suprovid>", "<--data>", "<мої дані>"]
    assert done.returncode == 0


@needs_shell
@pytest.mark.parametrize("script", SHELL)
def test_without_uv_it_is_installed_by_pip(place: Path, script: str) -> None:
    """Once, and the app is started through it."""
    log = place / "log"
    python = (
        f'echo "$*" >> "{log}"\n'
        'case "$*" in\n'
        f'  "-m uv --version") test -e "{place}/uv-is-here";;\n'
        f'  "-m pip install --user --quiet uv") : > "{place}/uv-is-here";;\n'
        "esac"
    )
    done = start(place, script, tools(place, python3=python))

    assert done.returncode == 0
    assert log.read_text(encoding="utf-8").splitlines()[-1] == "-m uv run suprovid"
    assert "встановлюю uv" in done.stdout


@needs_shell
@pytest.mark.parametrize("script", SHELL)
@pytest.mark.parametrize(
    ("scripts", "said"),
    [
        ({}, ("Немає Python 3.11", "There is no Python 3.11")),
        ({"python3": "exit 1"}, ("Немає Python 3.11", "There is no Python 3.11")),
        ({"python3": 'case "$1" in -c) exit 0;; *) exit 1;; esac'}, ("інтернету", "needs the internet")),
        ({"uv": "echo порт; exit 1"}, ("не запустився", "did not start", "порт зайнятий", "port is taken")),
    ],
    ids=["no Python", "an old Python", "no network", "the app stops"],
)
def test_what_is_missing_is_said_in_two_languages(
    place: Path, script: str, scripts: dict[str, str], said: tuple[str, ...]
) -> None:
    """A window that closes by itself helps nobody: a sentence, and a status that says it failed."""
    done = start(place, script, tools(place, **scripts))

    assert done.returncode == 1
    assert all(words in done.stdout for words in said)


@needs_shell
@pytest.mark.parametrize("script", SHELL)
def test_the_shell_can_read_them(script: str) -> None:
    """And they may be executed; every path in them is quoted."""
    assert subprocess.run(["/bin/sh", "-n", str(START / script)], check=False).returncode == 0
    assert (START / script).stat().st_mode & 0o111 == 0o111
    text = (START / script).read_bytes()
    assert b"\r" not in text
    assert not re.findall(rb'(?<!")\$(here|python|0|@)\b(?!")', text.replace(b'"$here/.."', b""))


def test_the_batch_file_is_as_windows_reads_it() -> None:
    """Lines end with CR LF, paths are quoted, the code page is set before the first letter that needs it."""
    raw = (START / "Suprovid.bat").read_bytes()
    assert raw.count(b"\n") == raw.count(b"\r\n") > 40
    assert not raw.startswith(b"\xef\xbb\xbf"), "cmd would take the mark for a command"
    text = raw.decode("utf-8")
    assert text[: text.index("chcp 65001")].isascii()
    assert 'cd /d "%~dp0.."' in text
    assert text.count("%~dp0") == text.count('"%~dp0')
    assert text.rstrip().endswith("pause\r\nexit /b 1")


def test_the_batch_file_jumps_only_to_places_that_are_there() -> None:
    """And whatever fails ends in a sentence in both languages, and in waiting for a key."""
    text = (START / "Suprovid.bat").read_text(encoding="utf-8")
    labels = set(re.findall(r"^:(\w+)", text, re.MULTILINE))
    jumps = set(re.findall(r"goto (\w+)|call :(\w+)", text))
    assert {name for pair in jumps for name in pair if name} <= labels
    for label in ("no_python", "no_uv", "failed"):
        part = text.split(f"\n:{label}\n")[1].split("\n:")[0]
        assert re.search("[а-яіїєґ]{5}", part)
        assert re.search(r"(There is no|could not|did not)", part)
    assert not [line for line in text.splitlines() if line.startswith("echo") and re.search("[&|<>^%]", line)]


def test_the_desktop_entry_starts_the_script_beside_it() -> None:
    """Where a file manager takes it; the name is Ukrainian where the system is."""
    text = (START / "Suprovid.desktop").read_text(encoding="utf-8")
    fields = dict(line.split("=", 1) for line in text.splitlines() if "=" in line)
    assert fields["Terminal"] == "true"
    assert fields["Name[uk]"] == "Супровід"
    assert fields["Exec"].endswith("%k")
    assert "suprovid.sh" in fields["Exec"]


@needs_shell
def test_the_desktop_entry_is_a_command_that_works(place: Path) -> None:
    """Unquoted as the specification says, with its own place put in."""
    text = (START / "Suprovid.desktop").read_text(encoding="utf-8")
    line = re.search("^Exec=(.*)$", text, re.MULTILINE)[1].replace("\\\\", "\\")  # type: ignore[index]
    quoted = re.search(r'"((?:[^"\\]|\\.)*)"', line)[1]  # type: ignore[index]
    script = re.sub(r"\\(.)", r"\1", quoted)
    path = tools(place, uv='echo "$PWD" "$@"')
    done = subprocess.run(
        ["/bin/sh", "-c", script, "suprovid", str(place / "start" / "Suprovid.desktop")],
        env={"PATH": path, "HOME": str(place)},
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        check=False,
    )
    assert done.stdout.strip() == f"{place} run suprovid"
