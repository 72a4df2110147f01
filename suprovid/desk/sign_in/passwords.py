"""Passphrases: which are good enough, how they are kept (Argon2id) and how they are checked."""

from __future__ import annotations

import base64
import os
import re
import unicodedata
from collections.abc import Sequence

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

from suprovid.casework.people import Person
from suprovid.store.turns import in_turn

SHORTEST = 15
LONGEST = 200
LIMITS = {"shortest": SHORTEST, "longest": LONGEST}
"""The facts that the sentences about passphrases mention."""
KIND = "argon2id"
"""The kind of credential of people whose folder keeps a hash."""

COMMON = (
    "password|passphrase|passw0rd|parol|пароль|qwerty|qwertyuiop|asdfgh|asdfghjkl|zxcvbn|zxcvbnm|qazwsx|"
    "йцукен|йцукенгшщзхї|фівапр|фівапролджє|ячсмить|ячсмитьбю|абвгд|abcdef|abcdefgh|admin|administrator|"
    "адміністратор|welcome|letmein|iloveyou|login|master|dragon|monkey|football|princess|sunshine|"
    "superman|secret|секрет|user|test|тест|slava|слава|ukraine|ukraini|ukraina|україна|україні|героям|"
    "heroiam|heroyam|київ|kyiv|suprovid|супровід|correct|horse|battery|staple|one|two|three|my|the|is|"
    "мій|моя|це"
)
_ONLY_COMMON = re.compile(rf"(?:{COMMON}|\d+|[\W_]+|(.)\1{{2,}})+", re.IGNORECASE)
FEWEST_LETTERS = 5
OWN_PART = 8
LONGEST_PIECE = 5


def kept_hash(person: Person | None) -> str | None:
    """The hash that an active person's folder keeps, if they sign in with a passphrase."""
    if person is None or not person.active or not person.credential:
        return None
    return person.credential.get("hash") if person.credential.get("kind") == KIND else None


def tidy(passphrase: str) -> str:
    """The passphrase as it is compared: letters composed (NFC), nothing else touched, spaces kept."""
    return unicodedata.normalize("NFC", passphrase)


def refusal(passphrase: str, names: Sequence[str] = ()) -> str | None:
    """The sentence key that says why this passphrase is not good enough; None when it is.

    `names` are the person's name, sign-in name and organisation, which are the first to be guessed.
    """
    text = tidy(passphrase)
    if len(text) < SHORTEST:
        return "signin.passphrase.short"
    if len(text) > LONGEST:
        return "signin.passphrase.long"
    if _is_common(text):
        return "signin.passphrase.common"
    if _is_made_of_names(text, names):
        return "signin.passphrase.name"
    return None


def _is_common(text: str) -> bool:
    folded = text.casefold()
    return len(set(folded)) < FEWEST_LETTERS or bool(_ONLY_COMMON.fullmatch(folded)) or _repeats(folded)


def _repeats(text: str) -> bool:
    """Whether the text is a short piece said again and again, as `abcabcabcabcabc`."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, LONGEST_PIECE + 1))


def _is_made_of_names(text: str, names: Sequence[str]) -> bool:
    bare = _letters(text)
    for name in names:
        whole = _letters(name)
        if len(whole) >= 4 and whole in bare:
            return True
    for word in sorted((w for name in names for w in re.findall(r"\w{3,}", name.casefold())), key=len)[::-1]:
        bare = bare.replace(_letters(word), "")
    return len(bare) < OWN_PART and len(bare) < len(_letters(text))


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", tidy(text).casefold())


class Passwords:
    """Makes and checks Argon2id credentials, in turn, because each takes 64 MiB."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
        self._nobody = _hash_of_nobody(self._hasher)

    def credential(self, passphrase: str) -> str:
        """What is kept instead of the passphrase."""
        return in_turn(lambda: self._hasher.hash(tidy(passphrase)))

    def fits(self, passphrase: str, credential: str | None) -> bool:
        """Whether the passphrase is the right one; without a credential the same work and no.

        An empty one never is, whatever was kept of it.
        """
        text = tidy(passphrase)[: LONGEST + 1]
        try:
            is_right = in_turn(lambda: self._hasher.verify(credential or self._nobody, text))
        except (VerificationError, InvalidHashError):
            return False
        return is_right and credential is not None and text != ""

    def is_outdated(self, credential: str) -> bool:
        """Whether the credential was made with weaker parameters than today's."""
        try:
            return self._hasher.check_needs_rehash(credential)
        except InvalidHashError:
            return False


def _hash_of_nobody(hasher: PasswordHasher) -> str:
    """Bytes of chance in the form of a hash: no passphrase fits, and finding that out takes as long."""
    costs = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    parts = (
        base64.b64encode(os.urandom(size)).decode().rstrip("=") for size in (hasher.salt_len, hasher.hash_len)
    )
    return f"${KIND}$v={ARGON2_VERSION}${costs}$" + "$".join(parts)
