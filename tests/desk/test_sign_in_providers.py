"""Who proves it: our own passphrases, or the credentials file that an organisation already keeps."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import bcrypt
import pytest
from argon2 import PasswordHasher
from asgi_browser import Browser
from door_house import ASKED, PHRASE, Clock, hire, put_back, sign_in, stand_door, street

from suprovid.casework import acts, people
from suprovid.casework.people import By, Person
from suprovid.desk.door import Door
from suprovid.desk.sign_in import first_vault, providers
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.desk.sign_in.providers.authenticator import Authenticator, NoCredentials, read
from suprovid.desk.sign_in.providers.local import Local, credential
from suprovid.errors import Damaged

NOW = datetime(2026, 5, 6, 10, tzinfo=UTC)


def oksana(door: Door) -> Person:
    found = people.by_login(door.work, "оксана")
    assert found
    return found


def test_a_passphrase_is_kept_anew_when_the_parameters_grew(door: Door) -> None:
    """At the next sign-in, and the session of that sign-in lives on."""
    stronger = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
    before = oksana(door).credential
    assert Local(door.work, stronger, door.now).check("оксана", PHRASE)
    after = oksana(door).credential
    assert before != after
    assert after
    assert "t=2" in after["hash"]
    door.passwords = stronger
    assert sign_in(browser := street(door)).status == 303
    assert browser.get("/").status == 200


def test_a_disabled_person_and_one_without_a_passphrase_do_not_get_in(door: Door) -> None:
    """Whatever they know."""
    first, local = oksana(door), Local(door.work, door.passwords, door.now)
    person, by = hire(door, first, "iryna", "integrator"), By(first, door.now())
    assert local.check("iryna", PHRASE)
    acts.set_active(door.work, by, acts.person_at(door.work, person.id), False)
    assert local.check("iryna", PHRASE) is None
    acts.set_active(door.work, by, acts.person_at(door.work, person.id), True)
    acts.set_credential(door.work, by, acts.person_at(door.work, person.id), None)
    assert local.check("iryna", PHRASE) is None
    assert local.check("", "") is None


def test_many_sign_ins_at_once(door: Door) -> None:
    """Eight threads, one of them wrong, while credentials are being renewed."""
    local = Local(door.work, Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)), door.now)
    answers: list[bool] = []
    phrases = [PHRASE] * 7 + ["wrong wrong wrong"]
    threads = [
        Thread(target=lambda p=p: answers.append(local.check("оксана", p) is not None)) for p in phrases
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [False] + [True] * 7


# -- streamlit-authenticator ----------------------------------------------------------------------------


def write(file: Path, secret: str = "Password1!", name: str = "Оксана") -> None:
    kept = bcrypt.hashpw(secret.encode(), bcrypt.gensalt(4)).decode()
    file.write_text(
        f"credentials:\n  usernames:\n    {name}:\n      email: a@example.org\n      password: {kept}\n"
        "    plain:\n      password: in clear\ncookie: {key: k, name: n, expiry_days: 30}\n",
        encoding="utf-8",
    )


@pytest.fixture
def keys(door: Door, tmp_path: Path) -> tuple[Authenticator, Path]:
    """The provider over a credentials file in which Oksana has a password of that kind."""
    file = tmp_path / "credentials.yaml"
    write(file)
    return Authenticator(door.work, door.passwords, door.now, {"SUPROVID_CREDENTIALS": str(file)}), file


def test_the_organisation_s_own_file_opens_the_door(keys: tuple[Authenticator, Path]) -> None:
    """The file proves who it is, our people decide who that is; the file is not touched."""
    provider, file = keys
    before = file.read_bytes(), file.stat().st_mtime_ns
    found = provider.check("ОКСАНА", "Password1!")
    assert found
    assert found.name == "Оксана Гай"
    assert provider.check("оксана", "Password1") is None
    assert provider.check("plain", "in clear") is None
    assert provider.check("nobody", "Password1!") is None
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before


def test_somebody_of_the_file_who_does_not_work_here_stays_out(door: Door, tmp_path: Path) -> None:
    """Without an account of ours a password opens nothing."""
    file = tmp_path / "credentials.yaml"
    write(file, name="stranger")
    provider = Authenticator(door.work, door.passwords, door.now, {"SUPROVID_CREDENTIALS": str(file)})
    assert provider.check("stranger", "Password1!") is None


def test_a_change_of_the_file_ends_sessions(
    door: Door, keys: tuple[Authenticator, Path], browser_at: Browser, clock: Clock
) -> None:
    """Another password, or a name taken out: the old cookie is refused."""
    provider, file = keys
    door._provider = provider
    assert sign_in(browser_at, phrase="Password1!").status == 303
    assert browser_at.get("/").status == 200
    write(file, "Another password 2!")
    assert browser_at.get("/").status == 303


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "credentials: 3",
        "credentials: {usernames: [a]}",
        "a: &a [x]\nb: *a",
        "\x00",
        "credentials: !!python/name:os.x",
    ],
)
def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    """Nothing is guessed, and the error has no content of the file in it."""
    file = tmp_path / "credentials.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Damaged) as caught:
        read(file)
    assert str(file) in str(caught.value)
    with pytest.raises(Damaged):
        read(tmp_path / "missing.yaml")


def test_imported_hashes_work_and_long_secrets_are_refused(door: Door) -> None:
    """A bcrypt hash in a person's folder serves too; bcrypt's limit of 72 bytes is not hidden."""
    first = oksana(door)
    kept = {"kind": "bcrypt", "hash": bcrypt.hashpw(b"Password1!", bcrypt.gensalt(4)).decode()}
    acts.set_credential(door.work, By(first, NOW), acts.person_at(door.work, first.id), kept)
    provider = Authenticator(door.work, door.passwords, door.now, {})
    assert provider.check("оксана", "Password1!")
    assert provider.check("оксана", "я" * 37) is None
    assert provider.check("оксана", "a\x00b") is None


def test_the_provider_is_chosen_by_name(door: Door, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Local unless somebody says otherwise; a name that nobody knows is told with those that are."""
    write(tmp_path / "credentials.yaml")
    monkeypatch.setenv("SUPROVID_CREDENTIALS", str(tmp_path / "credentials.yaml"))
    found = providers.chosen(door.work, door.passwords, door.now, {})
    assert isinstance(found, Local)
    named = {"SUPROVID_SIGN_IN": "authenticator"}
    assert isinstance(providers.chosen(door.work, door.passwords, door.now, named), Authenticator)
    with pytest.raises(providers.UnknownProvider, match="local, authenticator"):
        providers.chosen(door.work, door.passwords, door.now, {"SUPROVID_SIGN_IN": "ldap"})


@pytest.mark.parametrize("named", ["", "nowhere.yaml"])
def test_without_credentials_nothing_starts(door: Door, tmp_path: Path, named: str) -> None:
    """A file that is not named or not there is told at the start, not at the first sign-in."""
    environment = {"SUPROVID_CREDENTIALS": str(tmp_path / named)} if named else {}
    with pytest.raises(NoCredentials):
        Authenticator(door.work, door.passwords, door.now, environment)


def test_what_a_person_s_folder_keeps(door: Door) -> None:
    """The kind and the hash, nothing else."""
    kept = credential(door.passwords, PHRASE)
    assert set(kept) == {"kind", "hash"}
    assert PHRASE not in str(kept)


def test_with_a_vault_a_slot_opens_and_the_file_lets_in(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it is locked the file helps nobody; once open both do, and each change ends sessions."""
    file = tmp_path / "credentials.yaml"
    write(file, name="тарас")
    monkeypatch.setenv("SUPROVID_SIGN_IN", "authenticator")
    monkeypatch.setenv("SUPROVID_CREDENTIALS", str(file))
    with put_back():
        door = stand_door(tmp_path / "sealed", clock)
        oksana = first_vault.found(door, ASKED)
        who = {"name": "Тарас", "login": "тарас", "roles": ["frontliner"]}
        acts.add_person(door.work, By(oksana, clock()), who)
        door.lock()

        theirs, mine = street(door), street(door)
        assert sign_in(theirs, "тарас", "Password1!").status == 401
        assert door.safe.is_locked
        clock.turn(minutes=1)
        assert sign_in(mine).status == 303
        assert sign_in(theirs, "тарас", "Password1!").status == 303
        assert sign_in(street(door)).status == 303, "a slot is a way in while it is open too"
        assert mine.get("/").status == theirs.get("/").status == 200
        assert sign_in(street(door), "ніхто", "Password1!").status == 401
        write(file, "Another password 2!", name="тарас")
        assert theirs.get("/").status == 303
        assert mine.get("/").status == 200
        door.lock()
