"""Restoring a backup into an empty place, and nothing but a backup.

Everything that can be refused is refused before the first byte is unpacked.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import struct
import unicodedata
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from suprovid.errors import SuprovidError
from suprovid.store import copy_keys, disk, erasures, sealed_copies
from suprovid.store.backup import (
    FORMAT,
    LARGEST,
    LARGEST_FILE,
    MANIFEST,
    MOST_FILES,
    RATIO,
    Kept,
    counted,
    is_safe,
)
from suprovid.store.names import DIGEST

Key = tuple[str, str]
AT_WORK = ".restoring"
LATEST = ("person", "workspace")
"""What is put in its place last: without it nobody can sign in to half a restore."""
OVERLOOKED = {"README.md", ".gitkeep", ".gitignore"}
DIRECTORY_ENTRY = 1024
END, END64 = struct.Struct("<4s4H2LH"), struct.Struct("<4sQ2H2L4Q")
LOCATOR = struct.Struct("<4sLQL")
TAIL = 65_536 + END.size + LOCATOR.size
UNREADABLE = (
    BadZipFile,
    NotImplementedError,
    RuntimeError,
    EOFError,
    ValueError,
    LookupError,
    struct.error,
    zlib.error,
)
"""What the zip library says when a file is not as it should be."""


class BadBackup(SuprovidError):
    """This file is no backup that can be trusted (`place`, `why`); nothing was unpacked."""

    sentence = "backup.bad"


class NoKey(BadBackup):
    """This backup is sealed, and the key of it is not here (`place`): the recovery key of copies opens it."""

    sentence = "backup.no_key"


class NotEmpty(SuprovidError):
    """A backup is restored into an empty place only (`place`)."""

    sentence = "backup.not_empty"


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself, looked over: safe paths, sizes within the limits."""

    made: datetime
    counts: Mapping[str, int]
    files: Mapping[str, Kept]


@dataclass(frozen=True)
class Restored:
    """What was restored where, and which folders were forgotten again because they had been erased."""

    place: Path
    made: datetime
    counts: Mapping[str, int]
    erased: tuple[Key, ...]


def look(path: Path, keys: copy_keys.Keys = copy_keys.NONE) -> Manifest:
    """The manifest of a backup that could be restored; `BadBackup`, `NoKey` where its key is not here."""
    with _opened(path, keys) as archive:
        return _manifest(path.name, archive)


def restore(
    path: Path, place: Path, erased: Collection[Key] = (), keys: copy_keys.Keys = copy_keys.NONE
) -> Restored:
    """The backup in an empty place; what was erased, then or since, is forgotten again.

    `BadBackup` and `NotEmpty` before anything is written; `Unwritable` leaves the place empty.
    """
    refuse_full(place)
    with disk.told(place.name), _opened(path, keys) as archive:
        manifest = _manifest(path.name, archive)
        _refuse_too_little_room(path, place, manifest)
        at_work = place / AT_WORK
        try:
            _unpack(path.name, archive, manifest, at_work)
            _compare(path.name, manifest, at_work)
            listed = erasures.read(at_work / "data" / erasures.FILE)
            gone = forget(at_work / "data", dict.fromkeys((*listed, *erased)))
            _settle(at_work, place)
        finally:
            shutil.rmtree(at_work, ignore_errors=True)
    left = (name for name in manifest.files if not _belongs(name, gone))
    return Restored(place, manifest.made, counted(left), gone)


def pick(path: Path, start: str, place: Path, keys: copy_keys.Keys = copy_keys.NONE) -> Manifest:
    """Only the files of a backup whose paths begin so, each compared, in an empty place; `BadBackup`."""
    with disk.told(place.name), _opened(path, keys) as archive:
        found = _manifest(path.name, archive)
        files = {name: kept for name, kept in found.files.items() if name.startswith(start)}
        picked = Manifest(found.made, counted(files), files)
        _unpack(path.name, archive, picked, place)
        _compare(path.name, picked, place)
    return picked


def refuse_full(place: Path) -> None:
    """`NotEmpty` unless there is nothing at the place, or only what the project itself keeps there."""
    if place.exists() and (not place.is_dir() or {path.name for path in place.iterdir()} - OVERLOOKED):
        raise NotEmpty(place=str(place))


@contextmanager
def _opened(path: Path, keys: copy_keys.Keys) -> Iterator[ZipFile]:
    """The zip, or the one in an envelope, once its directory is known to be of a size that can be read."""
    with ExitStack() as stack:
        try:
            file = stack.enter_context(path.open("rb"))
            archive = stack.enter_context(_zip(path.name, file))
            if sealed_copies.is_sealed(archive):
                content = sealed_copies.inside(file, archive, keys)
                if content is None:
                    raise NoKey(place=path.name)
                archive = stack.enter_context(_zip(path.name, content))
        except (OSError, *UNREADABLE) as error:
            raise BadBackup(place=path.name, why="backup.why.not_ours") from error
        yield archive


def _zip(name: str, file: BinaryIO) -> ZipFile:
    count, size = _directory(file)
    if count > MOST_FILES + 1 or size > count * DIRECTORY_ENTRY:
        raise BadBackup(place=name, why="backup.why.size")
    return ZipFile(file)


def _directory(file: BinaryIO) -> tuple[int, int]:
    """How many entries the end of a zip announces, and how long their directory is."""
    length = file.seek(0, os.SEEK_END)
    start = max(0, length - TAIL)
    file.seek(start)
    tail = file.read()
    at = tail.rfind(b"PK\5\6")
    if at < 0:
        raise BadZipFile
    _, _, _, _, count, size, _, _ = END.unpack_from(tail, at)
    if at >= LOCATOR.size and tail[at - LOCATOR.size :].startswith(b"PK\6\7"):
        file.seek(LOCATOR.unpack_from(tail, at - LOCATOR.size)[2])
        found = END64.unpack(file.read(END64.size))
        count, size = found[7], found[8]
    return count, size


def _manifest(name: str, archive: ZipFile) -> Manifest:
    entries = _entries(name, archive)
    if MANIFEST not in entries:
        raise BadBackup(place=name, why="backup.why.not_ours")
    try:
        said = json.loads(archive.read(MANIFEST))
        version, made = said["format"], datetime.fromisoformat(said["made"])
        files = {path: Kept(**kept) for path, kept in said["files"].items()}
        counts = {str(kind): int(count) for kind, count in said["counts"].items()}
    except (TypeError, AttributeError, OSError, *UNREADABLE) as error:
        raise BadBackup(place=name, why="backup.why.not_ours") from error
    if version != FORMAT:
        raise BadBackup(place=name, why="backup.why.newer")
    for path, kept in files.items():
        _refuse_strange(name, path, kept, entries)
    _refuse_alike(name, files)
    if counts != counted(files):
        raise BadBackup(place=name, why="backup.why.counts")
    return Manifest(made, counts, files)


def _entries(name: str, archive: ZipFile) -> dict[str, ZipInfo]:
    """The entries by name: no links, none twice, none that grows beyond measure."""
    found = archive.infolist()
    entries = {info.filename: info for info in found}
    if len(entries) != len(found):
        raise BadBackup(place=name, why="backup.why.path")
    for info in found:
        if stat.S_IFMT(info.external_attr >> 16) not in (0, stat.S_IFREG) or info.flag_bits & 1:
            raise BadBackup(place=name, why="backup.why.link")
        if info.file_size > LARGEST_FILE * (2 if info.filename == MANIFEST else 1):
            raise BadBackup(place=name, why="backup.why.size")
        if info.file_size > max(info.compress_size, 1) * RATIO * 10:
            raise BadBackup(place=name, why="backup.why.ratio")
    total = sum(info.file_size for info in found)
    packed = archive.fp.seek(0, os.SEEK_END) if archive.fp else 0
    if total > LARGEST + LARGEST_FILE * 2:
        raise BadBackup(place=name, why="backup.why.size")
    if total > packed * RATIO:
        raise BadBackup(place=name, why="backup.why.ratio")
    return entries


def _refuse_strange(name: str, path: Any, kept: Kept, entries: Mapping[str, ZipInfo]) -> None:
    if not isinstance(path, str) or not is_safe(path) or path.split("/")[0] not in ("data", "schemas"):
        raise BadBackup(place=name, why="backup.why.path")
    entry = entries.get(kept.entry)
    if entry is None or entry.file_size != kept.size or not DIGEST.fullmatch(str(kept.sha256)):
        raise BadBackup(place=name, why="backup.why.missing")


def _refuse_alike(name: str, paths: Collection[str]) -> None:
    """No two paths that are one on some system, and none that needs a file to be a directory."""
    folded = {unicodedata.normalize("NFC", path.casefold()) for path in paths}
    above = {path[:at] for path in folded for at in _slashes(path)}
    if len(folded) != len(paths) or folded & above:
        raise BadBackup(place=name, why="backup.why.path")


def _slashes(path: str) -> Iterator[int]:
    return (at for at, letter in enumerate(path) if letter == "/")


def _refuse_too_little_room(path: Path, place: Path, manifest: Manifest) -> None:
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    if sum(kept.size for kept in manifest.files.values()) > shutil.disk_usage(place).free:
        raise disk.refused(path.name, OSError(28, "no space"))


def _unpack(name: str, archive: ZipFile, manifest: Manifest, at_work: Path) -> None:
    """Write every file that the manifest names, no longer than it says."""
    for path, kept in manifest.files.items():
        there = at_work / path
        there.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with archive.open(kept.entry) as entry:
                content = entry.read(kept.size + 1)
        except UNREADABLE as error:
            raise BadBackup(place=name, why="backup.why.digest") from error
        if len(content) != kept.size or sha256(content).hexdigest() != kept.sha256:
            raise BadBackup(place=name, why="backup.why.digest")
        handle = os.open(there, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        try:
            disk.write_all(handle, content)
        finally:
            os.close(handle)


def _compare(name: str, manifest: Manifest, at_work: Path) -> None:
    """Read everything again from the disk: as many files, with the digests that were promised."""
    there = {path.relative_to(at_work).as_posix() for path in at_work.rglob("*") if path.is_file()}
    if there != set(manifest.files):
        raise BadBackup(place=name, why="backup.why.counts")
    for path, kept in manifest.files.items():
        if sha256((at_work / path).read_bytes()).hexdigest() != kept.sha256:
            raise BadBackup(place=name, why="backup.why.digest")


def forget(data: Path, erased: Iterable[Key]) -> tuple[Key, ...]:
    """Delete the folders that were erased since, and keep all of them on the list."""
    keys = tuple(erased)
    gone = tuple((kind, id) for kind, id in keys if (data / kind / id).is_dir())
    for kind, id in gone:
        shutil.rmtree(data / kind / id)
    if keys:
        data.mkdir(exist_ok=True)
        erasures.add(data / erasures.FILE, keys)
    return gone


def _settle(at_work: Path, place: Path) -> None:
    """Give everything its place: on the disk first, then by names, and those who may sign in at the end."""
    if hasattr(os, "sync"):
        os.sync()
    data = at_work / "data"
    names = sorted(os.listdir(data)) if data.exists() else []
    moves = [(data / name, place / name) for name in sorted(names, key=lambda name: (name in LATEST, name))]
    if (at_work / "schemas").exists():
        moves.insert(0, (at_work / "schemas", place / "schemas"))
    done: list[Path] = []
    try:
        for here, there in moves:
            disk.move(here, there)
            done.append(there)
    except OSError:
        for there in done:
            shutil.rmtree(there, ignore_errors=True)
        raise


def _belongs(path: str, gone: Collection[Key]) -> bool:
    return any(path.startswith(f"data/{kind}/{id}/") for kind, id in gone)
