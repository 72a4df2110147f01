"""The command that makes a sample: what it says, what it refuses, and that all of it is sound."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from suprovid.__main__ import main
from suprovid.casework import people
from suprovid.casework.opening import open_workspace
from suprovid.casework.outside import setting_for
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.commands import demo
from suprovid.desk.sign_in.passwords import Passwords, refusal
from suprovid.sample import demo as sample
from suprovid.sample import staff
from suprovid.sample.staff import STAFF

SCHEMAS = Path(__file__).parents[2] / "schemas"
CASES = 14
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPROVID_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("SUPROVID_SCHEMAS", str(SCHEMAS))
    monkeypatch.setenv("SUPROVID_LANGUAGE", "uk")
    monkeypatch.setattr(demo, "Passwords", lambda: Passwords(CHEAP))


@pytest.fixture
def made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[tuple[str, Workspace]]:
    """What the command printed, and the workspace that it left."""
    data = tmp_path / "sample"
    assert main(["demo", "--data", str(data), "--cases", str(CASES)]) == 0
    with open_workspace(data, SCHEMAS) as work:
        yield capsys.readouterr().out, work


def test_the_sample_is_sound_and_everybody_can_sign_in(made: tuple[str, Workspace], tmp_path: Path) -> None:
    """The people with roles and phrases that fit; every folder readable, every finished document sound."""
    told, work = made
    passwords = Passwords(CHEAP)
    phrases = re.findall(r": ((?:[a-z]+-){3}[a-z]+)", told)

    assert str(tmp_path / "sample") in told
    assert len(phrases) == len(STAFF)
    for worker, phrase in zip(STAFF, phrases, strict=True):
        person = people.by_login(work, worker.login)
        assert person is not None
        assert worker.name in told
        assert person.credential is not None
        assert passwords.fits(phrase, person.credential["hash"])
        assert refusal(phrase, (worker.name, worker.login)) is None
    assert work.damaged == {}
    assert unsound(work) == []
    assert len(list(work.store.folders("case"))) == CASES


def unsound(work: Workspace) -> list[tuple[str, str, str, object]]:
    """What a form has against a finished document, looked at on the day it was said."""
    found: list[tuple[str, str, str, object]] = []
    for kind, id in work.store.folders():
        folder = work.read(kind, id)
        for document in folder.documents.values():
            by = By(people.find(work, document["author"]), datetime.fromisoformat(document["updated"]))
            form = work.library.form(document["form"])
            view = form.look(document["answers"], setting_for(work, by, folder, document))
            draft = document["state"] == "draft"
            problems = [
                each for each in view.problems("uk", draft) if form.field(names(each.path)).calculate is None
            ]
            found += [(kind, document["form"], document["state"], each.path) for each in problems]
    return found


def names(path: tuple[str | int, ...]) -> str:
    return ".".join(step for step in path if isinstance(step, str))


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Somebody's folder is left as it is; a sample made before is called one."""
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "letter.txt").write_text("mine", encoding="utf-8")

    assert main(["demo", "--data", str(theirs), "--cases", "2"]) == demo.NOT_EMPTY
    assert "не порожня" in capsys.readouterr().err
    assert [path.name for path in theirs.iterdir()] == ["letter.txt"]

    again = ["demo", "--data", str(tmp_path / "again"), "--cases", "2"]
    assert main(again) == 0
    assert main(again) == demo.NOT_EMPTY
    assert "вже є зразок" in capsys.readouterr().err


def test_fewer_cases_than_stories_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Two long stories are always told."""
    for cases in ("1", "-3", "many"):
        with pytest.raises(SystemExit):
            main(["demo", "--cases", cases])
        assert "--cases" in capsys.readouterr().err


def test_the_same_day_tells_the_same_lives(tmp_path: Path) -> None:
    """Everything but the passphrases and the people's ids is the same again."""
    now = datetime.now().astimezone().replace(microsecond=0)
    codes = []
    for name in ("one", "two"):
        with open_workspace(tmp_path / name, SCHEMAS) as work:
            sample.found(work, now, lambda phrase: {"kind": "none", "hash": phrase}, 6)
            codes.append({
                (kind, id, str(work.read(kind, id).about.get("code")), len(work.read(kind, id).documents))
                for kind, id in work.store.folders()
                if kind in ("client", "enquiry", "case")
            })  # fmt: skip
    assert codes[0] == codes[1]


def test_the_stories_end_yesterday_on_whichever_day_they_are_told(tmp_path: Path) -> None:
    """The days move by whole weeks, in acts and in answers alike; nothing lies in the future."""
    now = datetime(2029, 3, 14, 9).astimezone()
    with open_workspace(tmp_path / "later", SCHEMAS) as work:
        sample.found(work, now, lambda phrase: {"kind": "none", "hash": phrase}, 2)
        moments = [
            datetime.fromisoformat(event["at"])
            for key in work.store.folders()
            for event in work.read(*key).events
        ]
    newest = max(moments)
    assert timedelta() <= now - newest < timedelta(days=9)
    assert newest.weekday() == datetime.fromisoformat("2026-09-08").weekday()


def test_phrases_are_never_the_same() -> None:
    """Twice asked, two phrases."""
    assert staff.passphrase() != staff.passphrase()
