"""One sheet of paper: tables written as readable JSON that carries its own checksum.

The text is what TinyDB's own storage would read: tables of numbered documents.
One more table, `seal`, comes first and says which folder this is, at which revision, and the checksum.
Every bit of the file is either compared or covered by the checksum.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from suprovid.errors import Damaged, SuprovidError

Tables = dict[str, dict[str, Any]]
HEAD = b'{"seal": {"1": {"sha256": "'
DIGEST = 64
FORMAT = 1
ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True)
DEEPEST = 60
LARGEST = 2**63


@dataclass(frozen=True)
class Seal:
    """Whose sheet it is, and which revision of it."""

    kind: str
    id: str
    revision: int


class Unkeepable(SuprovidError, ValueError):
    """A value that no store could give back as it was (`place`: the names on the way to it)."""

    sentence = "store.unkeepable"


def text_of(value: Any) -> str:
    """One line of JSON: the same for the same value, Unicode as it is."""
    return ENCODER.encode(value)


def check(value: Any, place: tuple[str, ...] = ()) -> None:
    """Refuse what would come back changed from any store: NaN, keys that are no text, dates, tuples..."""
    if len(place) > DEEPEST:
        raise _unkeepable(place[:3])
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str) or not _is_clean(key):
                raise _unkeepable(place)
            check(inner, (*place, key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            check(inner, (*place, str(position + 1)))
    elif not _is_plain(value):
        raise _unkeepable(place)


def pack(tables: Tables, seal: Seal) -> bytes:
    """The bytes of a sheet: the checksum in front, then one line for each document."""
    parts = [
        f'", "kind": {text_of(seal.kind)}, "id": {text_of(seal.id)}, '
        f'"revision": {seal.revision}, "format": {FORMAT}}}}}'
    ]
    parts += [f",\n{text_of(name)}: {_table_text(tables[name])}" for name in sorted(tables)]
    rest = ("".join(parts) + "}\n").encode()
    return HEAD + sha256(rest).hexdigest().encode() + rest


def unpack(content: bytes, place: str) -> tuple[Seal, Tables]:
    """The tables of a sheet and its seal; `Damaged` names the place when one bit is wrong."""
    rest = content[len(HEAD) + DIGEST :]
    digest = content[len(HEAD) : len(HEAD) + DIGEST]
    if not content.startswith(HEAD) or digest != sha256(rest).hexdigest().encode():
        raise Damaged(place=place, why="store.why.checksum")
    try:
        tables: Tables = json.loads(content)
        said = tables.pop("seal")["1"]
        seal = Seal(said["kind"], said["id"], said["revision"])
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Damaged(place=place, why="store.why.unreadable") from error
    if said.get("format") != FORMAT:
        raise Damaged(place=place, why="store.why.newer")
    return seal, tables


def _table_text(table: Mapping[str, Any]) -> str:
    lines = (f"{text_of(str(number))}: {text_of(document)}" for number, document in table.items())
    return "{" + ",".join("\n" + line for line in lines) + "}"


def _is_plain(value: Any) -> bool:
    if isinstance(value, str):
        return _is_clean(value)
    if isinstance(value, float):
        return math.isfinite(value)
    if isinstance(value, bool) or value is None:
        return True
    return isinstance(value, int) and -LARGEST <= value < LARGEST


def _is_clean(text: str) -> bool:
    """No half of a surrogate pair and no NUL: neither UTF-8 nor a database could hold them."""
    return "\0" not in text and (text.isascii() or _is_utf8(text))


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _unkeepable(place: tuple[str, ...]) -> Unkeepable:
    return Unkeepable(place=" / ".join(step for step in place if _is_clean(step)))
