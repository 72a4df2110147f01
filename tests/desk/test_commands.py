"""The command line: what it founds, finds and says."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from door_house import CHEAP, PHRASE, SCHEMAS

from suprovid.__main__ import main
from suprovid.casework import people
from suprovid.desk import door as doors
from suprovid.desk.door import Door, door
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.store import recovery_key
from suprovid.store.slots import Cost


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No command of a test touches the project's own data."""
    monkeypatch.setenv("SUPROVID_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SUPROVID_SCHEMAS", str(SCHEMAS))
    monkeypatch.setenv("SUPROVID_LANGUAGE", "uk")
    monkeypatch.setattr("suprovid.desk.reception.Passwords", lambda: Passwords(CHEAP))
    monkeypatch.setattr("suprovid.desk.safe.STRONG", Cost(memory=8, time=1))
    doors.use(None)
    yield
    doors.use(None)


def reopened() -> Door:
    doors.use(None)
    return door()


def found(tmp_path: Path, *more: str, phrase: str = PHRASE) -> int:
    file = tmp_path / "phrase"
    file.write_text(phrase + "\r\nsecond line\n", encoding="utf-8")
    given = (
        "--organisation",
        "Поруч",
        "--name",
        "Оксана Гай",
        "--login",
        "оксана",
        "--passphrase-file",
        str(file),
    )
    return main(["init", *given, *more])


def test_init_founds_what_the_first_start_founds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Everything by options; the person can sign in with the first line of the file."""
    options = (
        "--areas",
        "benefits,housing",
        "--legal-services",
        "all",
        "--roles",
        "supervisor",
        "--profile",
        "full",
    )
    assert found(tmp_path, *options, "--data", str(tmp_path / "other")) == 0
    assert "Поруч" in capsys.readouterr().out
    opened = reopened()
    assert opened.place.data == tmp_path / "other"
    assert opened.safe.is_locked
    person = opened.check("оксана", PHRASE)
    settings = opened.work.settings
    assert (settings.name, settings.profile, settings.language) == ("Поруч", "full", "uk")
    assert settings.value("competence") == ["benefits", "housing"]
    assert "mediation" in settings.value("legal_services")
    assert person
    assert set(person.roles) == {"supervisor", "administrator"}


def test_init_works_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second organisation does not move in over the first."""
    assert found(tmp_path) == 0
    doors.use(None)
    assert found(tmp_path, "--organisation", "Інша") == 1
    assert "вже записано" in capsys.readouterr().err
    again = reopened()
    assert again.check("оксана", PHRASE)
    assert again.work.settings.name == "Поруч"


def test_init_hands_over_a_recovery_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a file of its own, readable by nobody else, or on the screen; it opens what was founded."""
    file = tmp_path / "recovery"
    assert found(tmp_path, "--recovery-key-file", str(file)) == 0
    key = file.read_text(encoding="utf-8").strip()
    assert file.stat().st_mode & 0o77 == 0
    assert key not in capsys.readouterr().out

    opened = reopened()

    assert opened.recover(key)
    assert opened.safe.wants_recovery_kept
    doors.use(None)
    assert found(tmp_path, "--data", str(tmp_path / "other"), "--recovery-key-file", str(file)) == 2


def test_init_in_clear_warns(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever chooses it is told what it means."""
    assert found(tmp_path, "--plain") == 0
    assert "не зашифровані" in capsys.readouterr().err
    assert not reopened().safe.is_on


def test_init_says_what_is_missing_when_nobody_can_be_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """Each line names the option; nothing is founded."""
    assert main(["init"]) == 2
    said = capsys.readouterr().err
    for option in ("--organisation", "--name", "--login", "--passphrase-file"):
        assert option in said
    assert not people.all(reopened().work)


@pytest.mark.parametrize(
    ("more", "phrase", "told"),
    [
        (("--areas", "benefts"), PHRASE, "--areas"),
        (("--language", "fr"), PHRASE, "--languages"),
        ((), "коротка", "--passphrase-file"),
        ((), "Оксана Гай 2026!", "--passphrase-file"),
        (("--passphrase-file", "/nowhere/at/all"), PHRASE, "/nowhere/at/all"),
    ],
)
def test_init_refuses_with_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], more: tuple[str, ...], phrase: str, told: str
) -> None:
    """Where, what, what to do; the passphrase is never repeated."""
    assert found(tmp_path, *more, phrase=phrase) == 2
    said = capsys.readouterr().err
    assert told in said
    assert phrase not in said
    assert not people.all(reopened().work)


def test_init_asks_at_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was not given is asked, choices by number, the passphrase twice and unseen."""
    answers = iter(["Поруч", "Оксана Гай", "оксана", "", "1,3", "all"])
    for module in ("init", "handing_over"):
        monkeypatch.setattr(f"suprovid.commands.{module}.somebody_sits_here", lambda: True)
    typed: list[str] = []

    def ask(text: str) -> str:
        if group := re.search(r"Група (\d)", text):
            typed.append(recovery_key.groups(door().safe.pending)[int(group[1]) - 1])
            return typed[-1].lower()
        return next(answers)

    monkeypatch.setattr("builtins.input", ask)
    monkeypatch.setattr("getpass.getpass", lambda _: PHRASE)
    assert main(["init"]) == 0
    opened = reopened()
    assert opened.check("оксана", PHRASE)
    assert typed
    assert not opened.safe.wants_recovery_kept
    work = opened.work
    assert len(work.settings.value("competence")) == 2
    assert work.settings.value("one_person") is True
    assert "  1. " in capsys.readouterr().out


def test_check_finds_nothing_in_what_is_shipped(capsys: pytest.CaptureFixture[str]) -> None:
    """For people and for machines."""
    assert main(["check"]) == 0
    capsys.readouterr()
    assert main(["check", str(SCHEMAS), "--json"]) == 0
    assert all(fault["warning"] for fault in json.loads(capsys.readouterr().out))


def test_check_names_file_and_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A fault in a form and one in the programme, in the language that was asked for."""
    folder = tmp_path / "schemas"
    shutil.copytree(SCHEMAS, folder)
    form = folder / "forms" / "client.json"
    said = json.loads(form.read_text(encoding="utf-8"))
    said["properties"][next(iter(said["properties"]))]["x-visble-if"] = "true()"
    form.write_text(json.dumps(said), encoding="utf-8")
    programme = folder / "programme.json"
    programme.write_text(
        '{"stages": [{"key": "a", "label": "A", "of": ["case"], "when": "${x} = = 1"}]}', encoding="utf-8"
    )
    assert main(["check", str(folder), "--language", "en"]) == 1
    out = capsys.readouterr().out
    assert "forms/client.json /properties/" in out
    assert "x-visible-if" in out
    assert "programme.json /stages/0" in out
    assert main(["check", str(folder), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert {"forms/client.json", "programme.json"} <= {
        fault["file"] for fault in found if not fault["warning"]
    }


def test_check_sets_the_lines_of_forms_and_lists(tmp_path: Path) -> None:
    """A form written by hand looks as publishing writes it; what cannot be read is left alone."""
    folder = shutil.copytree(SCHEMAS, tmp_path / "schemas")
    form, broken = folder / "forms" / "client.json", folder / "lists" / "sex.json"
    form.write_text(json.dumps(json.loads(form.read_text("utf-8")), indent=8), "utf-8")
    broken.write_text('{"title": "x", "title": "y"}', "utf-8")

    assert main(["check", str(folder), "--tidy"]) == 1

    assert form.read_text("utf-8") == (SCHEMAS / "forms" / "client.json").read_text("utf-8")
    assert broken.read_text("utf-8") == '{"title": "x", "title": "y"}'


def test_check_looks_at_the_roles(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A page that is not there is told with its place."""
    folder = shutil.copytree(SCHEMAS, tmp_path / "schemas")
    roles = folder / "roles.json"
    roles.write_text(roles.read_text("utf-8").replace('"my_day"', '"my_dai"', 1), "utf-8")

    assert main(["check", str(folder), "--language", "en"]) == 1

    assert "roles.json /roles/frontliner/pages/0:" in capsys.readouterr().out


def test_check_of_no_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A typing mistake in the command is told, not taken for a sound folder."""
    assert main(["check", str(tmp_path / "nothing")]) == 2
    assert "nothing" in capsys.readouterr().err


@pytest.mark.parametrize("wrong", [["--port", "70000"], ["--port", "x"], ["nonsense"]])
def test_a_wrong_command_is_refused(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """With the usage, as every program does."""
    with pytest.raises(SystemExit) as stopped:
        main(wrong)
    assert stopped.value.code == 2
    assert "usage" in capsys.readouterr().err
