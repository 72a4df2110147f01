"""How words are compared and put in order: as people look for them, not as keyboards wrote them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from string import ascii_lowercase

# Letters that look alike fold to the Cyrillic one; ґ and ё to what people type without the right keyboard.
ALIKE = str.maketrans("abcehikmoptxyjsґё", "авсенікмортхујѕге")
APOSTROPHES = "'’ʼ‘ʹʽʾ′´`ˊ＇‛"
DASHES = "‐‑‒–—−"
TIDY = str.maketrans(dict.fromkeys(APOSTROPHES, "") | dict.fromkeys(DASHES, "-"))
GAP = r"[\s().\-]{0,3}"
# A number as it is dialled at home or from abroad; else any run of nine digits or more.
PHONE = re.compile(
    rf"(?<!\d)(?:\+?3{GAP}8|8)?{GAP}0(?:{GAP}\d){{9}}(?!\d)|(?<!\d)\+?\d(?:{GAP}\d){{8,14}}(?!\d)"
)
PHONE_DIGITS = 9
LONGEST = 200

# Latin names come after Ukrainian ones, as in a Ukrainian list.
ALPHABET = "абвгґдеєёжзиіїйклмнопрстуфхцчшщъыьэюя"
DIGITS = re.compile(r"\d+")
MOST_DIGITS = 15
"""Of longer numbers only the letters are compared; the sign of a length lies before all letters."""
STRESS = "\u0301"
# One byte for a letter: these keys are kept for every name. Signs that lie among the letters give way.
_LETTERS = {letter: chr(0x40 + place) for place, letter in enumerate(ALPHABET + ascii_lowercase)}
_SIGNS = dict.fromkeys("@[\\]^_`{|}~", "/")
_RANK = str.maketrans(_SIGNS | _LETTERS | dict.fromkeys(APOSTROPHES + STRESS, ""))


def folded(text: str) -> str:
    """The text as it is compared: case, look-alike letters, apostrophes and dashes no longer differ."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace(STRESS, "").translate(TIDY)
    return " ".join(plain.translate(ALIKE).split())


def searchable(texts: Iterable[str]) -> str:
    """What is kept for searching: the folded texts, and after them each phone as its plain digits.

    A space goes before each word, and two at the end: every letter begins a piece with two signs more.
    """
    words = list(dict.fromkeys(folded(text) for text in texts if text))
    phones = ["0" + _last_digits(match.group()) for text in words for match in PHONE.finditer(text)]
    return f" {' '.join(dict.fromkeys(words + phones))}  "


def terms(query: str) -> list[tuple[str, ...]]:
    """What must be found, each in one of its spellings: a phone as typed or by its last nine digits."""
    words = folded(query[:LONGEST])
    found = [(match.group().strip(), _last_digits(match.group())) for match in PHONE.finditer(words)]
    rest = PHONE.sub(" ", words).split()
    return [*found, *((_short_phone(word),) for word in rest)]


def sort_key(text: str) -> str:
    """A text whose plain order is the order of the Ukrainian alphabet; numbers by their size."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return DIGITS.sub(_sized, plain).translate(_RANK)


def _sized(match: re.Match[str]) -> str:
    """A number behind how long it is, so that a longer one comes later."""
    digits = match.group().lstrip("0")
    return chr(ord("0") + min(len(digits), MOST_DIGITS)) + digits


def _last_digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))[-PHONE_DIGITS:]


def _short_phone(word: str) -> str:
    """A piece of a phone as it stands among plain digits: without brackets, as it begins at home."""
    plain = word.removeprefix("+38") if word.startswith("+380") else word
    return plain.strip("()+") or word
