"""Passphrases to hand over: five pronounceable words by chance, about 61 bits."""

from __future__ import annotations

import secrets

CONSONANTS = "бвгдзклмнпрстх"
VOWELS = "аеиоу"
WORDS, SYLLABLES = 5, 2


def proposed() -> str:
    """A passphrase that can be read out and typed, new at each call."""
    return " ".join(_word() for _ in range(WORDS))


def _word() -> str:
    return "".join(secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _ in range(SYLLABLES))
