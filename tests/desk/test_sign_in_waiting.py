"""Sessions end when they should; guessing gets slower and stays slow after a restart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

from suprovid.desk.sign_in.attempts import Attempts
from suprovid.desk.sign_in.sessions import IDLE, LIFETIME, Sessions, fingerprint

NOON = datetime(2026, 5, 6, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_the_server_keeps_no_secret() -> None:
    """Only the fingerprint of the browser's secret is in memory."""
    sessions = Sessions()
    token = sessions.open("p1", ("frontliner",), NOON)
    found = sessions.find(token, NOON)
    assert found
    assert found.key == fingerprint(token)
    assert token not in repr(vars(sessions))
    assert len(token) >= 43


def test_a_session_ends_after_idle_time() -> None:
    """Fifteen minutes without doing anything; doing something starts them again."""
    sessions = Sessions()
    token = sessions.open("p1", (), NOON)
    later = NOON + IDLE - SECOND
    sessions.touch(fingerprint(token), later)
    assert sessions.find(token, later + IDLE - SECOND)
    assert sessions.find(token, later + IDLE) is None
    assert sessions.find(token, later) is None


def test_a_session_ends_after_twelve_hours_whatever_happens() -> None:
    """Being busy does not make it live longer."""
    sessions, now = Sessions(), NOON
    token = sessions.open("p1", (), NOON)
    while now < NOON + LIFETIME - IDLE:
        now += IDLE / 2
        sessions.touch(fingerprint(token), now)
    assert sessions.find(token, NOON + LIFETIME - SECOND)
    assert sessions.find(token, NOON + LIFETIME) is None


def test_signing_out_everywhere_ends_only_ones_own() -> None:
    """Three browsers of one person, one of another."""
    sessions = Sessions()
    mine = [sessions.open("p1", (), NOON) for _ in range(3)]
    other = sessions.open("p2", (), NOON)
    assert sessions.end_all("p1") == 3
    assert not any(sessions.find(token, NOON) for token in mine)
    assert sessions.find(other, NOON)
    assert sessions.find(None, NOON) is None
    assert sessions.find("\udcff", NOON) is None


def fail(
    attempts: Attempts, times: int, now: datetime, name: str = "оксана", address: str = "1.2.3.4"
) -> None:
    for _ in range(times):
        attempts.begin(name, address, now)


def test_five_mistakes_cost_a_second_and_ten_cost_thirty(tmp_path: Path) -> None:
    """Each step from the last mistake."""
    attempts = Attempts(tmp_path / "attempts.json")
    fail(attempts, 4, NOON)
    assert not attempts.wait("оксана", "1.2.3.4", NOON)
    fail(attempts, 1, NOON)
    assert attempts.wait("Оксана ", "5.6.7.8", NOON) == SECOND
    for extra in range(1, 6):
        assert not attempts.begin("оксана", "1.2.3.4", NOON + extra * SECOND)
    assert attempts.wait("оксана", "", NOON + 5 * SECOND) == 30 * SECOND
    assert attempts.begin("оксана", "", NOON + 34 * SECOND) == SECOND
    assert not attempts.begin("оксана", "", NOON + 35 * SECOND)


def test_an_attempt_that_came_too_early_does_not_make_it_worse(tmp_path: Path) -> None:
    """Otherwise somebody could keep a colleague out for ever without even waiting."""
    attempts = Attempts(tmp_path / "attempts.json")
    fail(attempts, 300, NOON)
    assert attempts.wait("оксана", "1.2.3.4", NOON) == SECOND


def test_the_address_waits_too(tmp_path: Path) -> None:
    """One passphrase tried on many names slows its address down, not the names."""
    attempts = Attempts(tmp_path / "attempts.json")
    for number in range(5):
        attempts.begin(f"name{number}", "1.2.3.4", NOON)
    assert attempts.wait("another", "1.2.3.4", NOON) == SECOND
    assert not attempts.wait("another", "5.6.7.8", NOON)


def test_the_delay_survives_a_restart_and_is_forgotten_after_an_hour(tmp_path: Path) -> None:
    """The file holds fingerprints only."""
    file = tmp_path / "deep" / "attempts.json"
    fail(Attempts(file), 5, NOON)
    again = Attempts(file)
    assert again.wait("оксана", "", NOON) == SECOND
    fail(again, 1, NOON + 60 * SECOND)
    assert not Attempts(file).wait("оксана", "", NOON + timedelta(hours=2))
    assert "оксана" not in file.read_text(encoding="utf-8")
    assert "1.2.3.4" not in file.read_text(encoding="utf-8")
    assert [path.name for path in file.parent.iterdir()] == ["attempts.json"]


def test_the_right_passphrase_clears_the_name_but_not_the_address(tmp_path: Path) -> None:
    """Somebody with an account of their own cannot wipe out their guesses at others."""
    attempts = Attempts(tmp_path / "attempts.json")
    fail(attempts, 4, NOON, "iryna")
    attempts.begin("mine", "1.2.3.4", NOON)
    attempts.succeeded("mine", "1.2.3.4", NOON)
    attempts.begin("iryna", "1.2.3.4", NOON)
    assert attempts.wait("nobody", "1.2.3.4", NOON) == SECOND
    assert not attempts.wait("mine", "", NOON)


def test_a_hundred_at_once_are_not_free(tmp_path: Path) -> None:
    """Attempts are counted before they are checked."""
    attempts = Attempts(tmp_path / "attempts.json")
    let_in: list[bool] = []
    threads = [Thread(target=lambda: let_in.append(not attempts.begin("x", "a", NOON))) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(let_in) == 5


def test_a_broken_file_keeps_nobody_out(tmp_path: Path) -> None:
    """A file that cannot be read counts as empty and is written anew."""
    file = tmp_path / "attempts.json"
    for text in ("", "{", "[]", '{"salt": 1, "counts": {"a": 3}}', '{"salt": "s", "counts": []}'):
        file.write_text(text, encoding="utf-8")
        assert not Attempts(file).begin("оксана", "1.2.3.4", NOON)


def test_what_a_killed_write_left_is_swept(tmp_path: Path) -> None:
    """Half-written files of this name go at the next start; other files stay."""
    for name in ("attempts.json.0123abcd.new", "other.json"):
        (tmp_path / name).write_text("{", encoding="utf-8")
    fail(Attempts(tmp_path / "attempts.json"), 1, NOON)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["attempts.json", "other.json"]


def test_a_clock_that_was_put_back_keeps_nobody_out(tmp_path: Path) -> None:
    """A laptop with an empty battery of its clock must not shut its people out for months."""
    attempts = Attempts(tmp_path / "attempts.json")
    fail(attempts, 5, NOON)
    assert attempts.wait("оксана", "1.2.3.4", NOON) == SECOND
    assert not attempts.begin("оксана", "1.2.3.4", NOON - timedelta(days=100))
    assert attempts.wait("оксана", "1.2.3.4", NOON - timedelta(days=100)) == SECOND
