"""Small forms of what every folder has many of: ids, and what it says about itself.

An id that we drew is sixteen digits; as eight bytes it takes half the room, and is in the same order.
Whatever is no such id stays the text that it is.
"""

from __future__ import annotations

import re
import zlib
from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

DRAWN = re.compile(r"[0-9a-f]{16}")
QUOTED = re.compile(rb'"([0-9a-f]{16})"')
MARK = b"\xff"
"""Stands before an id within a text: no text in UTF-8 has this byte."""
MARKED = re.compile(rb"\xff(.{8})", re.DOTALL)
BITS, LITTLE = -12, 1
"""No head and no sum around so short a text, and little memory while it is made short."""


def packed(id: str) -> str | bytes:
    """The id as it lies in a table."""
    return bytes.fromhex(id) if DRAWN.fullmatch(id) else id


def unpacked(lies: str | bytes) -> str:
    """The id again."""
    return lies.hex() if isinstance(lies, bytes) else lies


def pressed(text: str, usual: bytes) -> bytes:
    """A short text in few bytes; `usual` is what such texts have in common, and opens it again."""
    short = QUOTED.sub(lambda found: MARK + bytes.fromhex(found[1].decode()), text.encode("utf-8"))
    press = zlib.compressobj(9, zlib.DEFLATED, BITS, LITTLE, zlib.Z_FIXED, usual)
    return press.compress(short) + press.flush()


def opened(lies: bytes, usual: bytes) -> str:
    """The text again."""
    short = zlib.decompressobj(BITS, usual).decompress(lies)
    return MARKED.sub(lambda found: b'"%s"' % found[1].hex().encode(), short).decode("utf-8")


class Packed(TypeDecorator[str]):
    """A column of ids; a database that has room enough keeps them as they are."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Text(collation="C"))

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | bytes | None:
        return packed(value) if value is not None and dialect.name == "sqlite" else value

    def process_result_value(self, value: str | bytes | None, dialect: Dialect) -> str | None:
        return None if value is None else unpacked(value)
