"""Passphrases: which are refused and why, and how they are kept."""

from __future__ import annotations

import unicodedata

import pytest
from argon2 import PasswordHasher
from door_house import CHEAP

from suprovid.desk.sign_in.passwords import Passwords, refusal

NAMES = ("Оксана Гайворонська", "оксана", "Центр «Підтримка поруч»")


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("чотирнадцять 1", "short"),
        ("я" * 7 + "б" * 8, "common"),
        ("а б " * 51, "long"),
        ("123456789012345", "common"),
        ("password12345678", "common"),
        ("Пароль пароль 2026!", "common"),
        ("йцукенгшщзхїфівапролджє", "common"),
        ("слава україні героям слава", "common"),
        ("correct horse battery staple", "common"),
        ("абвабвабвабвабвабв", "common"),
        ("оксана гайворонська", "name"),
        ("ОКСАНА-1987-оксана", "name"),
        ("Центр Підтримка поруч", "name"),
        ("центрпідтримкапоруч2026", "name"),
        ("2026 Гайворонська!!", "name"),
    ],
)
def test_a_phrase_that_is_guessed_first_is_refused(phrase: str, why: str) -> None:
    """Too short, too long, common, or made of the names of the person and the organisation."""
    assert refusal(phrase, NAMES) == f"signin.passphrase.{why}"


@pytest.mark.parametrize(
    "phrase",
    [
        "зелений чайник біля вікна",
        "purple rain on tuesday",
        "   spaces count    ",
        "雨が降る日は家で本を読むのが好き",
        "підтримка моря восени",
    ],
)
def test_a_phrase_of_any_script_will_do(phrase: str) -> None:
    """No rule about capitals, digits or signs; a common word of the organisation's name does no harm."""
    assert refusal(phrase, NAMES) is None


def test_the_limits_are_fifteen_and_two_hundred() -> None:
    """Both ends are included."""
    long = "".join(chr(0x430 + n * 7 % 32) for n in range(200))
    assert refusal(long[:14]) == "signin.passphrase.short"
    assert refusal(long[:15]) is None
    assert refusal(long) is None
    assert refusal(long + "я") == "signin.passphrase.long"


def test_letters_are_composed_and_spaces_are_kept() -> None:
    """The same letters typed on another system fit; another number of spaces does not."""
    passwords = Passwords(CHEAP)
    kept = passwords.credential("їжак  і йогурт надворі")
    assert passwords.fits(unicodedata.normalize("NFD", "їжак  і йогурт надворі"), kept)
    assert not passwords.fits("їжак і йогурт надворі", kept)
    assert not passwords.fits("їжак  і йогурт надворі ", kept)


def test_nobody_fits_nobody() -> None:
    """Without a credential, or with one that cannot be read, the answer is no and nothing is raised."""
    passwords = Passwords(CHEAP)
    assert not passwords.fits("nobody has this passphrase", None)
    assert not passwords.fits("anything at all, really", "not a hash")
    assert not passwords.is_outdated("not a hash")


def test_a_credential_of_yesterday_is_outdated() -> None:
    """Weaker parameters are noticed; today's are the 64 MiB and three rounds that were promised."""
    kept = Passwords(CHEAP).credential("зелений чайник біля вікна")
    assert Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1)).is_outdated(kept)
    assert not Passwords(CHEAP).is_outdated(kept)
    assert "$argon2id$v=19$m=65536,t=3," in Passwords()._nobody


def test_an_empty_passphrase_is_nobody_s() -> None:
    """Whatever was kept of one: who signs in elsewhere has none here."""
    passwords = Passwords(CHEAP)
    assert not passwords.fits("", passwords.credential(""))
