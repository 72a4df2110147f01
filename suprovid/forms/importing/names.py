"""Names that people understand and names that answers are stored under."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from suprovid.forms.dialect import FIELD, KEY

CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
LONGEST = 60
CYRILLIC = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяыэёъ"
LATIN = "a b v h g d e ie zh z y i i i k l m n o p r s t u f kh ts ch sh shch . iu ia y e e ."
LETTERS = dict(zip(CYRILLIC, LATIN.split(), strict=True))
"""Ukrainian letters as in passports."""


def titled(key: str) -> str:
    """A label from a key: `firstName` and `first_name` are "First name"."""
    spaced = re.sub(r"[\s_\-.]+", " ", CAMEL.sub(" ", key)).strip()
    words = [word if word.isupper() and len(word) > 1 else word.lower() for word in spaced.split()]
    text = " ".join(words)
    return text[:1].upper() + text[1:] if text else key


def slug(text: str) -> str:
    """A key from any text: `firstName` is `first_name`; empty when nothing is left of it."""
    latin = "".join(
        LETTERS[letter.lower()].strip(".") if letter.lower() in LETTERS else letter
        for letter in CAMEL.sub("_", text)
    )
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST].strip("_")


class Names:
    """One key of ours for each key of theirs, the same wherever it stands; never two for one."""

    def __init__(self, theirs: Iterable[str]) -> None:
        self._ours: dict[str, str] = {}
        names = list(dict.fromkeys(theirs))
        self.strange = {name for name in names if not FIELD.fullmatch(name)}
        kept = [name for name in names if name not in self.strange]
        self._taken = {*kept, "_id"}

    def of(self, theirs: str) -> str:
        """Our key; theirs when it can stay."""
        if theirs not in self.strange:
            return theirs
        if theirs not in self._ours:
            self._ours[theirs] = self._free(slug(theirs))
            self._taken.add(self._ours[theirs])
        return self._ours[theirs]

    def _free(self, wanted: str) -> str:
        start = wanted if KEY.fullmatch(wanted) else f"field_{wanted}".rstrip("_")[:LONGEST]
        number, found = 1, start
        while found in self._taken:
            number += 1
            found = f"{start[: LONGEST - 5]}_{number}"
        return found
