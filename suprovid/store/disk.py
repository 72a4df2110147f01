"""The only place that puts bytes on a disk: a file is there whole, or as it was before.

The differences between systems (no fsync of a directory, a replace that must wait for a reader) end here.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import BinaryIO, TypeVar

from suprovid.errors import Unwritable

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

NEW = ".new"
WINDOWS = os.name == "nt"
PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2, 0.6)
UNKNOWN_THERE = frozenset({errno.EINVAL, errno.ENOTSUP, errno.ENOTTY})
T = TypeVar("T")
WHY = {
    errno.ENOSPC: "store.why.full",
    errno.EDQUOT: "store.why.full",
    errno.EACCES: "store.why.forbidden",
    errno.EPERM: "store.why.forbidden",
    errno.EROFS: "store.why.forbidden",
}


def _full_sync(module: ModuleType | None) -> Callable[[int], object] | None:
    """What a Mac has besides fsync; None elsewhere."""
    command = getattr(module, "F_FULLFSYNC", None)
    if module is None or command is None:
        return None
    return lambda handle: module.fcntl(handle, command)


FULL_SYNC = _full_sync(fcntl)


def refused(place: object, error: OSError) -> Unwritable:
    """The error of the disk as one that can be told."""
    return Unwritable(place=str(place), why=WHY.get(error.errno or 0, "store.why.disk"))


def read(path: Path) -> bytes | None:
    """The content of the file, or None when there is none."""
    try:
        return _patiently(path.read_bytes)
    except (FileNotFoundError, NotADirectoryError):
        return None


def put(path: Path, content: bytes, before: bytes | None = None, lasting: bool = True) -> None:
    """Put the content at the path, whole; on any failure what stood `before` stands again.

    With `lasting` the name survives a power cut too, not only the content.
    """
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}{NEW}")
    try:
        _write_new(new, content)
        _replace(new, path)
    except OSError as error:
        _forget(new)
        raise refused(path.name, error) from error
    if lasting:
        try:
            sync_directory(path.parent)
        except OSError as error:
            _put_back(path, before)
            raise refused(path.name, error) from error


@contextlib.contextmanager
def filling(path: Path) -> Iterator[BinaryIO]:
    """A new file to be filled bit by bit; it is at the path, whole and lasting, when all went well."""
    new = path.with_name(f"{path.name}.{secrets.token_hex(4)}{NEW}")
    try:
        handle = os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with open(handle, "w+b") as file:
            yield file
            file.flush()
            sync(file.fileno())
        _replace(new, path)
        sync_directory(path.parent)
    except OSError as error:
        raise refused(path.name, error) from error
    finally:
        _forget(new)


def write_all(handle: int, content: bytes) -> None:
    """Write all of it, however little the system takes at once."""
    view = memoryview(content)
    while view:
        view = view[os.write(handle, view) :]


def make_directory(path: Path) -> None:
    """Make the directory and those above it, each one lasting."""
    if path.is_dir():
        return
    make_directory(path.parent)
    path.mkdir(mode=0o700, exist_ok=True)
    try:
        sync_directory(path.parent)
    except OSError:
        with contextlib.suppress(OSError):  # else the next one would think that it lasts
            path.rmdir()
        raise


def move(path: Path, there: Path) -> None:
    """Give a directory another place, lasting; on a failure it is back where it was."""
    _replace(path, there)
    try:
        for above in dict.fromkeys((there.parent, path.parent)):
            sync_directory(above)
    except OSError:
        with contextlib.suppress(OSError):
            _replace(there, path)
        raise


def sync_directory(path: Path) -> None:
    """Make renames in the directory lasting; Windows has no such call and does it by itself."""
    if WINDOWS:
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        sync(handle)
    finally:
        os.close(handle)


def sync(handle: int) -> None:
    """Make what was written lasting; on a Mac fsync stops at the memory of the drive: more is asked for.

    Some file systems there, network ones above all, do not know how: for them fsync has to do.
    """
    if FULL_SYNC is not None:
        try:
            FULL_SYNC(handle)
        except OSError as error:
            if error.errno not in UNKNOWN_THERE:
                raise
        else:
            return
    os.fsync(handle)


def sweep(directory: Path, name: str = "") -> int:
    """Delete what killed writes of this file, or of any, left here; call it under the lock of its writers."""
    swept = 0
    with contextlib.suppress(OSError), os.scandir(directory) as entries:
        for entry in entries:
            if entry.name.startswith(name) and entry.name.endswith(NEW):
                os.unlink(entry.path)
                swept += 1
    return swept


@contextlib.contextmanager
def told(place: object) -> Iterator[None]:
    """Errors of the disk inside become `Unwritable` at this place."""
    try:
        yield
    except OSError as error:
        raise refused(place, error) from error


def _write_new(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    try:
        write_all(handle, content)
        sync(handle)
    finally:
        os.close(handle)


def _replace(new: Path, path: Path) -> None:
    _patiently(lambda: os.replace(new, path))


def _patiently(call: Callable[[], T]) -> T:
    """Windows refuses while somebody else, a virus scanner too, has the file open: try again for a second."""
    for pause in PAUSES if WINDOWS else ():
        try:
            return call()
        except PermissionError:
            time.sleep(pause)
    return call()


def _put_back(path: Path, before: bytes | None) -> None:
    """Nobody was told of the new state, so nobody may find it: best effort on a disk that fails."""
    with contextlib.suppress(OSError, Unwritable):
        if before is None:
            os.unlink(path)
        else:
            put(path, before, lasting=False)


def _forget(path: Path) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)
