"""The recovery key: 160 random bits in eight groups that can be read out, typed and checked one by one.

The letters are those of Crockford's base32: no I, L, O, U. The last sign of each group is a check of it,
so a slip is found in its own group; groups in another order are found as well.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from suprovid.errors import SuprovidError

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, SIGNS = 8, 4
BITS = 160
ALIKE = str.maketrans("ILOАВЕКМНОРСТХУІЗ", "110ABEKMH0PCTXY13")
"""What is easily taken for another sign, and what a Ukrainian keyboard gives for the same shape."""


class Mistyped(SuprovidError):
    """What was typed is no recovery key (`group`: the first one with a slip, of so many `groups`)."""

    sentence = "vault.mistyped"


def made() -> str:
    """A new recovery key, as it is printed."""
    number = secrets.randbits(BITS)
    signs = [LETTERS[number >> shift & 31] for shift in range(BITS - 5, -1, -5)]
    groups = ["".join(signs[at : at + SIGNS]) for at in range(0, len(signs), SIGNS)]
    return "-".join(group + _check(place, group) for place, group in enumerate(groups))


def groups(key: str) -> Sequence[str]:
    """The groups of a printed key."""
    return key.split("-")


def read(typed: str) -> str:
    """The key as it is printed, whatever way it was typed; `Mistyped`."""
    text = _plain(typed)
    size = SIGNS + 1
    found = [text[at : at + size] for at in range(0, len(text), size)]
    for place, group in enumerate(found[:GROUPS]):
        if len(group) != size or not _is_whole(place, group):
            raise Mistyped(group=place + 1, groups=GROUPS)
    if len(found) != GROUPS:
        raise Mistyped(group=min(len(found) + 1, GROUPS), groups=GROUPS)
    return "-".join(found)


def is_group(key: str, place: int, typed: str) -> bool:
    """Whether this is the group at a place (from 0) of the key."""
    return secrets.compare_digest(_plain(typed).encode(), groups(key)[place].encode())


def _is_whole(place: int, group: str) -> bool:
    return all(sign in LETTERS for sign in group) and _check(place, group[:SIGNS]) == group[SIGNS]


def _check(place: int, group: str) -> str:
    """Weights that are odd find every single slip and nearly every pair that changed places."""
    total = sum((2 * at + 3) * LETTERS.index(sign) for at, sign in enumerate(group))
    return LETTERS[(total + 7 * place + 5) % 32]


def _plain(typed: str) -> str:
    return "".join(sign for sign in typed.upper() if sign.isalnum()).translate(ALIKE)
