"""Search before creating: who among our clients may be the person one is about to enter.

It only proposes, and says why; that two folders are one person is for people to confirm.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from suprovid.casework import access, naming
from suprovid.casework.facts import Facts
from suprovid.casework.links import CLIENT
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.errors import Damaged, Missing
from suprovid.store.folder import Folder
from suprovid.store.questions import Filter, Page
from suprovid.store.search import folded

NAMES = ("client.display_name", "client.surname", "client.first_name", "client.patronymic", "member.name")
CLOSE = 0.84
STEM = 4
LOOKED_AT = 50
PHONE_DIGITS = 9
WEIGHTS = {"code": 4.0, "phone": 3.0, "name": 2.0, "birth_date": 1.5}


@dataclass(frozen=True)
class Described:
    """What one knows of the person so far; any part may be empty."""

    name: str = ""
    phone: str = ""
    birth_date: str = ""
    code: str = ""


@dataclass(frozen=True)
class Likeness:
    """A client who may be the same person, and what speaks for it: code, phone, name, birth_date."""

    id: str
    code: str
    name: str
    reasons: tuple[str, ...]

    @property
    def weight(self) -> float:
        """The more, the likelier."""
        return sum(WEIGHTS[reason] for reason in self.reasons)


def similar(work: Workspace, by: By, person: Described, limit: int = 5) -> tuple[Likeness, ...]:
    """The clients who may be this person, the likeliest first; a birth date alone proposes nobody."""
    found = (_likeness(work, by, person, id) for id in _candidates(work, person))
    likely = [one for one in found if one is not None and one.reasons not in ((), ("birth_date",))]
    return tuple(sorted(likely, key=lambda one: (-one.weight, one.code))[:limit])


def _candidates(work: Workspace, person: Described) -> dict[str, None]:
    """Ids of clients that any part of the description finds, in a stable order."""
    ids: dict[str, None] = {}
    for words in _asked(person):
        rows = work.index.find([Filter("kind", "=", CLIENT)], words, page=Page(LOOKED_AT)).rows
        ids.update(dict.fromkeys(str(row["id"]) for row in rows))
    return ids


def _asked(person: Described) -> Iterator[str]:
    if person.code.strip():
        yield person.code
    if len(digits(person.phone)) >= PHONE_DIGITS:
        yield person.phone
    for word in folded(person.name).split():
        if len(word) > 1:
            yield word[:STEM]


def _likeness(work: Workspace, by: By, person: Described, id: str) -> Likeness | None:
    try:
        folder = work.read(CLIENT, id)
    except (Missing, Damaged):
        return None
    seen = access.sensitivities(work, by, folder)
    if "operational" not in seen:
        return None
    reasons = tuple(_reasons(work, person, folder)) if "personal" in seen else ()
    name = naming.shown_name(work, by, CLIENT, id)
    return Likeness(id, str(folder.about.get("code", "")), name, reasons)


def _reasons(work: Workspace, person: Described, folder: Folder) -> Iterator[str]:
    known = Facts(work.known_alone(folder)).known
    if person.code.strip() and folded(person.code) == folded(str(folder.about.get("code", ""))):
        yield "code"
    wanted = digits(person.phone)[-PHONE_DIGITS:]
    phones = [*known.tagged("client.phone"), *known.tagged("client.messenger")]
    if len(wanted) == PHONE_DIGITS and any(digits(str(phone))[-PHONE_DIGITS:] == wanted for phone in phones):
        yield "phone"
    if same_name(person.name, " ".join(str(name) for tag in NAMES for name in known.tagged(tag))):
        yield "name"
    if person.birth_date and person.birth_date in known.tagged("demographic.birth_date"):
        yield "birth_date"


def same_name(given: str, kept: str) -> bool:
    """Whether every word of a name is found among the kept ones, give or take a slip of the pen."""
    words, others = folded(given).split(), folded(kept).split()
    return bool(words) and all(any(_close(word, other) for other in others) for word in words)


def _close(one: str, other: str) -> bool:
    if one == other or min(len(one), len(other)) < STEM:
        return one == other
    return SequenceMatcher(None, one, other).ratio() >= CLOSE


def digits(text: str) -> str:
    """The digits of a text."""
    return "".join(letter for letter in text if letter.isdigit())
