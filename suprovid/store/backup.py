"""Backups: one zip file with everything that the app has written, as it was at one moment.

What is sealed stays sealed: a backup of covered folders needs the same key as the folders.
What is in clear goes into an envelope, where there is a key for copies.
At the end stands a manifest: each path with the entry that holds it, its size and its SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from suprovid.errors import Unwritable
from suprovid.store import disk, erasures, keyring, sealed_copies
from suprovid.store.copy_keys import CopyKey
from suprovid.store.locks import Locks
from suprovid.store.port import Store

FORMAT = 1
MANIFEST = "manifest.json"
NAME = re.compile(r"suprovid-(\d{8}-\d{6})Z\.zip")
STAMP = "%Y%m%d-%H%M%S"
ROOMS = ("drafts", "journal", "forms")
"""Directories of the data that are not the store's; their files are copied as they lie."""
FILES = (keyring.FILE,)
"""Files beside them: without the keyring nothing in a copy of sealed folders could be opened."""
DAILY, WEEKLY, OLDEST = 7, 4, timedelta(days=35)
DUE = timedelta(hours=23)
CHUNK = 1 << 20

PART = re.compile(r"[^\W_][\w .()-]{0,120}")
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
DEEPEST = 8
MOST_FILES = 1_000_000
LARGEST_FILE = 128 * 2**20
LARGEST = 64 * 2**30
RATIO = 100
"""What no backup goes beyond: so none that does is ever unpacked."""


@dataclass(frozen=True)
class Kept:
    """Where one file of a backup is: in which entry of the zip, with how many bytes, and their SHA-256."""

    entry: str
    size: int
    sha256: str


@dataclass(frozen=True)
class Backup:
    """One backup: its file, when it was made, and how many of each kind are in it."""

    path: Path
    made: datetime
    counts: Mapping[str, int]


def make(
    store: Store, rooms: Mapping[str, Path], to: Path, now: datetime, key: CopyKey | None = None
) -> Backup:
    """A new backup in `to`: the store, and the files of each room under its name; `Unwritable`, `Busy`.

    With a `key` all of it is sealed.
    """
    path = to / f"suprovid-{now.astimezone(UTC):{STAMP}}Z.zip"
    with disk.told(path.name):
        disk.make_directory(to)
    with Locks(to / ".locks").held("backup"):
        disk.sweep(to, "suprovid-")
        with disk.filling(path) as file, sealed_copies.packed(file, key) as archive:
            counts = _filled(Packing(archive), store, rooms, now)
        with disk.told(erasures.FILE):
            erasures.add(to / erasures.FILE, store.erased())
    return Backup(path, now, counts)


def carry(path: Path, to: Path) -> Path:
    """The same backup in another folder, read back and compared there; `Unwritable`, `Busy`."""
    there = to / path.name
    with disk.told(there.name):
        disk.make_directory(to)
    with Locks(to / ".locks").held("backup"), disk.told(there.name):
        disk.sweep(to, "suprovid-")
        with path.open("rb") as source, disk.filling(there) as file:
            shutil.copyfileobj(source, file, CHUNK)
        if _digest(path) != _digest(there):
            there.unlink()
            raise disk.refused(there.name, OSError("read back otherwise than written"))
        erasures.add(to / erasures.FILE, erasures.read(path.parent / erasures.FILE))
    return there


def _digest(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def all_in(folder: Path) -> tuple[tuple[datetime, Path], ...]:
    """The backups of a folder and when they were made, by their names, the newest first."""
    with suppress(OSError):
        found = ((_made(path.name), path) for path in folder.iterdir())
        return tuple(sorted(((made, path) for made, path in found if made), reverse=True))
    return ()


def is_due(folder: Path, now: datetime) -> bool:
    """Whether the last backup is about a day old, or there is none."""
    backups = all_in(folder)
    return not backups or now - backups[0][0] >= DUE


def rotate(folder: Path, now: datetime) -> tuple[Path, ...]:
    """Delete all but the newest of each of seven days and four weeks, and what is older than 35 days."""
    backups = all_in(folder)
    kept = {path for made, path in _newest_of(backups, "%Y-%m-%d", DAILY) if now - made <= OLDEST}
    kept |= {path for made, path in _newest_of(backups, "%G-%V", WEEKLY) if now - made <= OLDEST}
    kept |= {path for _, path in backups[:1]}
    gone = tuple(path for _, path in backups if path not in kept)
    for path in gone:
        with disk.told(path.name):
            path.unlink(missing_ok=True)
    return gone


def counted(paths: Iterable[str]) -> dict[str, int]:
    """How many folders of each kind, attachments, drafts and so on these paths are."""
    return dict(sorted(Counter(filter(None, map(_counts_as, paths))).items()))


def is_safe(path: str) -> bool:
    """Whether a path of a backup can be written on every system, and stays where it is put."""
    parts = path.split("/")
    return 1 < len(parts) <= DEEPEST and all(map(_is_safe_part, parts))


class Packing:
    """Files on their way into one zip; those that come again replace what came before."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._total = 0
        self._entries = 0
        self.files: dict[str, Kept] = {}

    def add(self, path: str, content: bytes) -> None:
        """Put one file in; `Unwritable` when a backup would become larger than one may be."""
        self._total += len(content)
        self._entries += 1
        if len(content) > LARGEST_FILE or self._total > LARGEST or self._entries > MOST_FILES:
            raise Unwritable(place=path, why="backup.why.size")
        entry = path if path not in self.files else f"again-{self._entries}/{path}"
        self._write(entry, content)
        self.files[path] = Kept(entry, len(content), sha256(content).hexdigest())

    def take_out(self, start: str) -> None:
        """Leave out what begins so: it was removed meanwhile."""
        self.files = {path: kept for path, kept in self.files.items() if not path.startswith(start)}

    def finish(self, told: Mapping[str, object]) -> None:
        """Write the manifest."""
        files = {path: asdict(kept) for path, kept in self.files.items()}
        self._write(MANIFEST, json.dumps({**told, "files": files}, ensure_ascii=False).encode())

    def _write(self, entry: str, content: bytes) -> None:
        """Nothing is packed so tightly that unpacking it would look like an attack."""
        info = ZipInfo(entry)
        info.external_attr = 0o600 << 16
        tight = len(zlib.compress(content, 1)) * RATIO // 2 < len(content)
        self._archive.writestr(info, content, ZIP_STORED if tight else ZIP_DEFLATED)


def _filled(packing: Packing, store: Store, rooms: Mapping[str, Path], now: datetime) -> dict[str, int]:
    for path, content in store.everything():
        if content is None:
            packing.take_out(f"data/{path}")
        else:
            packing.add(f"data/{path}", content)
    left_out = 0
    for name, room in rooms.items():
        for path, content in _files(name, room):
            if is_safe(path):
                packing.add(path, content)
            else:
                left_out += 1
    counts = counted(packing.files)
    packing.finish({"format": FORMAT, "made": now.isoformat(), "counts": counts, "left_out": left_out})
    return counts


def _files(name: str, room: Path) -> Iterator[tuple[str, bytes]]:
    """The files of a room, whole, or a file that is a room of its own.

    Half lines at the end of a journal and work in progress are left out.
    """
    if room.is_file():
        yield name, room.read_bytes()
    for path in sorted(room.rglob("*")):
        inside = path.relative_to(room)
        hidden = any(part.startswith((".", "__pycache__")) for part in inside.parts)
        if hidden or path.name.endswith(disk.NEW) or path.is_symlink() or not path.is_file():
            continue
        content = disk.read(path)
        if content is not None:
            whole = content[: content.rfind(b"\n") + 1] if path.suffix == ".jsonl" else content
            yield f"{name}/{inside.as_posix()}", whole


def _counts_as(path: str) -> str | None:
    """The kind of thing that a path is, for people who compare numbers."""
    match path.split("/"):
        case ["data", kind, _, "folder.json"]:
            return kind
        case ["data", _, _, "files", _]:
            return "attachments"
        case ["data", room, _, *_]:
            return room
        case ["schemas", *_]:
            return "schemas"
    return None


def _is_safe_part(part: str) -> bool:
    return bool(PART.fullmatch(part)) and not DEVICES.fullmatch(part) and part[-1] not in " ."


def _made(name: str) -> datetime | None:
    match = NAME.fullmatch(name)
    with suppress(ValueError):
        return datetime.strptime(match[1], STAMP).replace(tzinfo=UTC) if match else None
    return None


def _newest_of(
    backups: Iterable[tuple[datetime, Path]], period: str, most: int
) -> list[tuple[datetime, Path]]:
    newest: dict[str, tuple[datetime, Path]] = {}
    for made, path in backups:
        newest.setdefault(made.strftime(period), (made, path))
    return list(newest.values())[:most]
