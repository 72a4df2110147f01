"""The systems that people have: what Windows and macOS do otherwise, played with fakes."""

from __future__ import annotations

import errno
import io
import os
import socket
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from test_backup import hostile

from suprovid.__main__ import main
from suprovid.desk import serve
from suprovid.errors import Unwritable
from suprovid.store import Change, TinyStore, disk
from suprovid.store.names import BadName, checked
from suprovid.store.restoring import BadBackup, restore

ROOT = Path(__file__).parents[2]


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """This system behaves like Windows, without making anybody wait."""
    monkeypatch.setattr(disk, "WINDOWS", True)
    monkeypatch.setattr(disk.time, "sleep", lambda seconds: None)


def scanned(real: Callable[..., Any], times: int) -> Callable[..., Any]:
    """A call that is refused so often, because a virus scanner reads the file just now."""
    left = times

    def call(*arguments: Any, **named: Any) -> Any:
        nonlocal left
        left -= 1
        if left >= 0:
            raise PermissionError(errno.EACCES, "in use")
        return real(*arguments, **named)

    return call


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize("times", [1, len(disk.PAUSES)])
def test_a_virus_scanner_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int) -> None:
    """A save goes down once the scanner lets go, and is read although it looks again."""
    store = TinyStore(tmp_path)
    store.create("case", "a1", Change({"n": 1}))
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", scanned(os.replace, times))
        assert store.write("case", "a1", Change({"n": 2}), 1) == 2
        patch.setattr(Path, "read_bytes", scanned(Path.read_bytes, times))
        assert store.read("case", "a1").about == {"n": 2}


@pytest.mark.usefixtures("windows")
def test_a_file_that_stays_in_use_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a second: the old state stands, and nothing is left lying about."""
    store = TinyStore(tmp_path)
    store.create("case", "a1", Change({"n": 1}))
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", scanned(os.replace, 99))
        with pytest.raises(Unwritable) as told:
            store.write("case", "a1", Change({"n": 2}), 1)
    assert told.value.facts["why"] == "store.why.forbidden"
    assert store.read("case", "a1").about == {"n": 1}
    assert not list(tmp_path.rglob("*.new"))


@pytest.mark.usefixtures("windows")
def test_no_directory_is_opened_on_windows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There it cannot be, and need not be."""
    real = os.open

    def opened(path: Any, *arguments: Any, **named: Any) -> int:
        if os.path.isdir(path):
            raise PermissionError(errno.EACCES, "a directory")
        return real(path, *arguments, **named)

    monkeypatch.setattr(os, "open", opened)
    store = TinyStore(tmp_path / "дані з пробілами")
    store.create("case", "a1", Change({"n": 1}))
    store.attach("case", "a1", b"scan")
    store.remove("case", "a1")
    assert store.number("case") == 1


def test_a_mac_is_asked_to_empty_the_memory_of_its_drive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """fsync alone is not lasting there; where a file system does not know better, it has to do."""
    asked: list[str] = []
    mac = SimpleNamespace(F_FULLFSYNC=51, fcntl=lambda handle, command: asked.append(f"full {command}"))
    monkeypatch.setattr(os, "fsync", lambda handle: asked.append("fsync"))
    monkeypatch.setattr(disk, "FULL_SYNC", disk._full_sync(mac))  # type: ignore[arg-type]
    disk.put(tmp_path / "a", b"x")
    assert asked == ["full 51", "full 51"]

    def unknown(handle: int, command: int) -> None:
        raise OSError(errno.ENOTSUP, "not here")

    mac.fcntl = unknown
    asked.clear()
    disk.put(tmp_path / "a", b"y")
    assert asked == ["fsync", "fsync"]


def test_a_mac_whose_disk_fails_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error of the disk is not taken for a missing function."""

    def broken(handle: int) -> None:
        raise OSError(errno.EIO, "broken")

    monkeypatch.setattr(disk, "FULL_SYNC", broken)
    with pytest.raises(Unwritable):
        disk.put(tmp_path / "a", b"x")
    assert not (tmp_path / "a").exists()


def test_elsewhere_there_is_only_fsync() -> None:
    """Neither Windows, without the module, nor Linux, without the command."""
    assert disk._full_sync(None) is None
    assert disk._full_sync(ModuleType("fcntl")) is None


@pytest.mark.parametrize(
    "name",
    [
        "con", "prn", "aux", "nul", "com1", "lpt9", "CON", "Case", "a.", "a ", "a:b", "a?", "x" * 65, "é",
        "ї", unicodedata.normalize("NFD", "ї"),
    ],
    ids=ascii,
)  # fmt: skip
def test_no_name_means_another_thing_elsewhere(name: str) -> None:
    """Devices, letters of another case or spelt in two ways: names on the disk are plain small ASCII."""
    with pytest.raises(BadName):
        checked(name, "kind")


def test_paths_that_are_one_on_a_mac_are_refused(tmp_path: Path) -> None:
    """The same letter, composed and decomposed, would be the same file there."""
    names = {f"schemas/forms/{unicodedata.normalize(form, 'їжак')}.json": b"{}" for form in ("NFC", "NFD")}
    assert len(names) == 2
    with pytest.raises(BadBackup):
        restore(hostile(tmp_path / "x.zip", names), tmp_path / "new")


def test_a_terminal_without_our_letters_gets_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Code page 866 has no "і": a sentence with a question mark is better than a crash."""
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stderr", io.TextIOWrapper(raw, encoding="cp866"))
    monkeypatch.setenv("SUPROVID_LANGUAGE", "uk")
    monkeypatch.setenv("SUPROVID_DATA", str(tmp_path / "none"))

    assert main(["backup"]) == 1

    sys.stderr.flush()
    assert "Коп?ювати н?чого" in raw.getvalue().decode("cp866")


def test_a_port_is_never_shared_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    """There "reuse" would let two programs listen at once; so it is asked for exclusively."""
    monkeypatch.setattr(socket, "SO_EXCLUSIVEADDRUSE", -5, raising=False)
    assert serve._claim() == -5
    monkeypatch.delattr(socket, "SO_EXCLUSIVEADDRUSE")
    assert serve._claim() == socket.SO_REUSEADDR


def test_the_store_needs_nothing_that_windows_lacks(tmp_path: Path) -> None:
    """Neither fork nor fcntl nor signals other than those of Windows."""
    script = f"""
import os, signal, sys
sys.modules["fcntl"] = None
for name in ("fork", "sync", "getuid", "geteuid"):
    if hasattr(os, name): delattr(os, name)
for name in ("SIGKILL", "SIGHUP", "SIGUSR1", "SIGALRM"):
    delattr(signal, name)
import warnings
warnings.simplefilter("ignore")
from pathlib import Path
from suprovid.store import Change, TinyStore, backup, disk, restoring
from suprovid.store.drafts import Draft, Drafts
from suprovid.store.journal import Journal
import suprovid.desk.application
from datetime import datetime, timezone
disk.WINDOWS = True
data, now = Path({str(tmp_path / "data")!r}), datetime(2026, 5, 6, tzinfo=timezone.utc)
store = TinyStore(data)
store.create("case", "a1", Change({{"n": 1}}))
Drafts(data / "drafts").keep(Draft("p1", "d1", "f"))
Journal(data / "journal").add(now, "p1", "look")
made = backup.make(store, {{}}, data / "backups", now)
print(restoring.restore(made.path, Path({str(tmp_path / "new")!r})).counts)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=False, timeout=100
    )
    assert done.returncode == 0, done.stderr
    assert "'case': 1" in done.stdout
