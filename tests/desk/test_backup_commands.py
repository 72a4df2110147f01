"""Backups from the terminal: made, rehearsed, restored into an empty place, and said so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from door_house import ASKED, CHEAP, SCHEMAS

from suprovid.__main__ import main
from suprovid.casework import safekeeping
from suprovid.casework.opening import open_workspace
from suprovid.desk import door as doors
from suprovid.desk.door import clock
from suprovid.desk.sign_in import founding
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.store import Change
from suprovid.store.backup import all_in


@pytest.fixture(autouse=True)
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A founded workspace; no command of a test touches the project's own data."""
    data = tmp_path / "data"
    monkeypatch.setenv("SUPROVID_DATA", str(data))
    monkeypatch.setenv("SUPROVID_SCHEMAS", str(SCHEMAS))
    monkeypatch.setenv("SUPROVID_LANGUAGE", "en")
    monkeypatch.delenv("SUPROVID_BACKUPS", raising=False)
    doors.use(None)
    with open_workspace(data, SCHEMAS) as work:
        founding.found(work, Passwords(CHEAP), ASKED, clock())
        for id in ("c1", "c2"):
            work.store.create("client", id, Change({"code": id}))
    yield data
    doors.use(None)


def newest(data: Path) -> Path:
    return all_in(data / "backups")[0][1]


def test_a_backup_is_made_rehearsed_and_restored(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """From the command to the folder that opens; the journal knows of it."""
    assert main(["backup"]) == 0
    assert "client: 2" in capsys.readouterr().out
    assert main(["verify"]) == 0
    said = capsys.readouterr().out
    assert "The backup is good" in said
    assert "0 hours old" in said
    assert main(["restore", str(newest(data)), "--data", str(tmp_path / "new")]) == 0
    assert "person: 1" in capsys.readouterr().out

    with open_workspace(tmp_path / "new", tmp_path / "new/schemas") as again:
        assert again.settings.name == ASKED.organisation
        assert again.store.read("client", "c1").about == {"code": "c1"}
    with open_workspace(data, SCHEMAS) as work:
        assert [entry.id for entry in work.journal.read(what=safekeeping.MADE)] == [newest(data).name]


def test_what_was_erased_since_stays_erased(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The list of the data that the backup lies in is found by itself."""
    main(["backup"])
    with open_workspace(data, SCHEMAS) as work:
        work.store.remove("client", "c1")

    assert main(["restore", str(newest(data)), "--data", str(tmp_path / "new")]) == 0

    assert "1 folder was not restored" in capsys.readouterr().out
    with open_workspace(tmp_path / "new", SCHEMAS) as again:
        assert [id for _, id in again.store.folders("client")] == ["c2"]


def test_a_full_place_and_a_bad_file_are_refused_in_a_sentence(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """And nothing is written."""
    main(["backup", "--to", str(tmp_path / "stick")])
    (backup,) = (tmp_path / "stick").glob("*.zip")
    capsys.readouterr()

    assert main(["restore", str(backup), "--data", str(data)]) == 2
    assert "is not empty" in capsys.readouterr().err
    backup.write_bytes(backup.read_bytes()[:-50])
    assert main(["restore", str(backup), "--data", str(tmp_path / "new")]) == 2
    assert "no backup that can be trusted" in capsys.readouterr().err
    assert main(["verify", str(backup)]) == 2
    assert not (tmp_path / "new").exists()


def test_a_rehearsal_names_what_cannot_be_read(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A backup of a damaged folder is kept, and not called good."""
    (data / "client/c1/folder.json").write_bytes(b"{}")
    main(["backup"])

    assert main(["verify"]) == 2
    assert "client/c1" in capsys.readouterr().err


def test_a_rehearsal_names_what_went_back(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that was put back to an older state together with all that could remember it here."""
    before = shutil.copytree(data / "client/c1", tmp_path / "before")
    with open_workspace(data, SCHEMAS) as work:
        work.store.write("client", "c1", Change({"code": "c1", "name": "Пізніше"}), 1)
    main(["backup"])
    assert main(["verify"]) == 0
    shutil.copytree(before, data / "client/c1", dirs_exist_ok=True)
    (data / "index.snapshot").unlink(missing_ok=True)
    capsys.readouterr()

    assert main(["verify"]) == 3

    said = capsys.readouterr().err
    assert "client/c1: here revision 1, there 2" in said
    assert "One folder here is older" in said
    assert "Пізніше" not in said


def test_without_data_or_backups_it_is_said(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each with what to do."""
    assert main(["verify"]) == 1
    assert "suprovid backup" in capsys.readouterr().err
    shutil.rmtree(data)
    assert main(["backup"]) == 1
    assert str(data) in capsys.readouterr().err
    assert not data.exists()
