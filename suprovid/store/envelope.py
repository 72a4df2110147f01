"""A sealed envelope: a file of any size, encrypted piece by piece, that can be read from anywhere in it.

AES-256-GCM over pieces of 64 KiB; the number of a piece and whether it is the last are its nonce, under a key
that is drawn for this one file. So a piece that was changed, moved or cut off is noticed where it is read.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, Protocol, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from suprovid.store.vault import expand

SALT, TAG = 32, 16
PIECE = 64 * 1024
SEALED = PIECE + TAG


class Sink(Protocol):
    """Where bytes go."""

    def write(self, content: bytes, /) -> int: ...


class Sealing(io.RawIOBase):
    """What is written here goes on encrypted; `finish` seals the last piece, without which nothing opens."""

    def __init__(self, sink: Sink, key: bytes, about: bytes) -> None:
        salt = os.urandom(SALT)
        sink.write(salt)
        self._sink, self._cipher = sink, _cipher(key, salt, about)
        self._piece, self._number = bytearray(), 0

    def writable(self) -> bool:
        return True

    def write(self, content: object, /) -> int:
        """Take it in; a piece goes on once more than one is there, for the last has to be known as such."""
        taken = memoryview(content).cast("B")  # type: ignore[arg-type]
        self._piece += taken
        while len(self._piece) > PIECE:
            self._put(bytes(self._piece[:PIECE]), is_last=False)
            del self._piece[:PIECE]
        return len(taken)

    def finish(self) -> None:
        """Seal what is left."""
        self._put(bytes(self._piece), is_last=True)
        self._piece.clear()

    def _put(self, piece: bytes, is_last: bool) -> None:
        self._sink.write(self._cipher.encrypt(_nonce(self._number, is_last), piece, None))
        self._number += 1


class Opening(io.RawIOBase):
    """The content of an envelope that lies in a file from `start` on, over so many bytes; ValueError."""

    def __init__(self, file: BinaryIO, start: int, size: int, key: bytes, about: bytes) -> None:
        self._file, self._start, body = file, start + SALT, size - SALT
        self._pieces = -(-body // SEALED)
        self._size = body - TAG * self._pieces
        if body < TAG or self._size < 0:
            raise ValueError("not an envelope")
        self._sealed = body
        file.seek(start)
        self._cipher = _cipher(key, file.read(SALT), about)
        self._at, self._held, self._piece = 0, -1, b""
        self._take(self._pieces - 1)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go on from there."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        """Where the next read begins."""
        return self._at

    def readinto(self, buffer: object, /) -> int:
        """As much of one piece as there is room for."""
        room = memoryview(buffer).cast("B")  # type: ignore[arg-type]
        if self._at >= self._size:
            return 0
        number, inside = divmod(self._at, PIECE)
        found = self._take(number)[inside : inside + len(room)]
        room[: len(found)] = found
        self._at += len(found)
        return len(found)

    def _take(self, number: int) -> bytes:
        """One piece, opened; the last that was opened is kept at hand."""
        if number != self._held:
            begins = number * SEALED
            self._file.seek(self._start + begins)
            sealed = self._file.read(min(SEALED, self._sealed - begins))
            try:
                nonce = _nonce(number, number == self._pieces - 1)
                self._piece = self._cipher.decrypt(nonce, sealed, None)
            except InvalidTag as error:
                raise ValueError("not what was sealed") from error
            self._held = number
        return self._piece


@contextmanager
def sealed(sink: Sink, key: bytes, about: bytes) -> Iterator[BinaryIO]:
    """A file to be written to, whose content goes on sealed; `about` is bound to it and needed again."""
    envelope = Sealing(sink, key, about)
    yield cast(BinaryIO, envelope)
    envelope.finish()


def opened(file: BinaryIO, start: int, size: int, key: bytes, about: bytes) -> BinaryIO:
    """The content of an envelope as a file to be read; ValueError where it is not what was sealed."""
    return io.BufferedReader(Opening(file, start, size, key, about), PIECE)


def _cipher(key: bytes, salt: bytes, about: bytes) -> AESGCM:
    return AESGCM(expand(key, b"envelope " + salt + about))


def _nonce(number: int, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])
