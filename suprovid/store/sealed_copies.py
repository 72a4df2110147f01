"""A copy in an envelope: a zip with a ring in clear and, beside it, the copy itself, sealed as a whole.

Of what is inside nothing shows but its size: no path, no count, no digest.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from suprovid.store import copy_keys, envelope
from suprovid.store.copy_keys import CopyKey, Ring

RING, BODY = "copies.json", "sealed"
LOCAL = struct.Struct("<4s22x2H")
"""The head of an entry where it lies: behind it come its name, as long as this says, and one more field."""


@contextmanager
def packed(file: BinaryIO, key: CopyKey | None) -> Iterator[ZipFile]:
    """The zip to put a copy into: the file itself, or what goes into the file sealed with a key."""
    if key is None:
        with ZipFile(file, "w") as archive:
            yield archive
        return
    ring = key.ring.content()
    with ZipFile(file, "w") as outer:
        outer.writestr(_private(RING), ring)
        with (
            outer.open(_private(BODY), "w", force_zip64=True) as entry,
            envelope.sealed(entry, key.key, _about(ring)) as body,
            ZipFile(body, "w") as archive,
        ):
            yield archive


def is_sealed(archive: ZipFile) -> bool:
    """Whether a zip is an envelope."""
    return {RING, BODY} == set(archive.namelist())


def ring_in(path: Path) -> Ring | None:
    """The ring of a copy in an envelope; None for any other file."""
    with suppress(OSError, ValueError, BadZipFile), ZipFile(path) as archive:
        return _ring(archive)[0] if is_sealed(archive) else None
    return None


def inside(file: BinaryIO, archive: ZipFile, keys: copy_keys.Keys) -> BinaryIO | None:
    """What is in an envelope, as a file; None without its key; ValueError when it is not as it was sealed."""
    ring, content = _ring(archive)
    key = keys.key(ring)
    if key is None:
        return None
    body = archive.getinfo(BODY)
    if body.compress_type != ZIP_STORED or body.file_size != body.compress_size:
        raise ValueError("not an envelope")
    file.seek(body.header_offset)
    _, name, more = LOCAL.unpack(file.read(LOCAL.size))
    start = body.header_offset + LOCAL.size + name + more
    return envelope.opened(file, start, body.file_size, key, _about(content))


def _ring(archive: ZipFile) -> tuple[Ring, bytes]:
    """The ring and how it lies there; ValueError."""
    said = archive.getinfo(RING)
    if said.compress_type != ZIP_STORED or max(said.file_size, said.compress_size) > copy_keys.LARGEST:
        raise ValueError("not a ring")
    content = archive.read(said)
    return Ring.of(content), content


def _about(ring: bytes) -> bytes:
    """What an envelope is bound to: just this ring."""
    return sha256(ring).digest()


def _private(name: str) -> ZipInfo:
    info = ZipInfo(name)
    info.external_attr = 0o600 << 16
    return info
