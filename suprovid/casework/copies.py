"""Where copies lie: beside the data, and on a second medium that may be plugged in or not.

A second medium carries a mark, so that the empty place where one is usually plugged in does not pass for it.
What is known of it is remembered while it is away.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from glob import glob
from pathlib import Path

from suprovid.casework import copy_seal, safekeeping
from suprovid.casework.workspace import Workspace
from suprovid.errors import Busy, SuprovidError, Unwritable
from suprovid.store import backup, copy_keys, disk, restoring, sealed_copies
from suprovid.store.backup import Backup
from suprovid.store.copy_keys import NONE, Keys, Ring
from suprovid.store.port import PLAIN
from suprovid.store.restoring import BadBackup, Manifest

SETTING = "backup_medium"
MARK = "suprovid-copies.txt"
MEMORY = "medium.json"
CLEAR, DELETE, KEEP = "clear_copies", "delete", "keep"
"""The setting of what becomes of copies in clear once new ones are sealed, and its words."""
GIVEN_UP = "backup.clear_deleted"
OLD, AWAY = timedelta(days=2), timedelta(days=8)
"""When a newest copy is old, and when a second medium has been away for too long."""
REMEMBERED = 64
_LOOKED: dict[tuple[Path, int, int], Manifest] = {}
"""What was in so many files, by their sizes and times."""


class BadMedium(SuprovidError):
    """No copies can be kept in this place (`place`, `why`)."""

    sentence = "backup.bad_medium"


@dataclass(frozen=True)
class Media:
    """The place beside the data, and the second one; `is_sworn` if nobody need look for a mark there.

    `keys` open copies that are sealed as a whole.
    """

    own: Path
    second: Path | None = None
    is_sworn: bool = False
    keys: Keys = NONE

    @property
    def is_away(self) -> bool:
        """Whether there should be a second medium, and there is none now."""
        return self.second is not None and not self._is_plugged_in(self.second)

    @property
    def places(self) -> tuple[Path, ...]:
        """Those that are there now."""
        return (self.own,) if self.second is None or self.is_away else (self.own, self.second)

    @property
    def remembered(self) -> datetime | None:
        """The newest copy on the second medium when it was last there."""
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            said = json.loads(disk.read(self.own / MEMORY) or b"")
            return datetime.fromisoformat(said["newest"]) if said["path"] == str(self.second) else None
        return None

    def remember(self) -> None:
        """Keep in mind what is on the second medium; a disk that refuses forgets it."""
        if self.second is None or self.is_away:
            return
        for made, _ in backup.all_in(self.second)[:1]:
            said = {"path": str(self.second), "newest": made.isoformat()}
            with contextlib.suppress(SuprovidError, OSError):
                disk.put(self.own / MEMORY, json.dumps(said).encode(), lasting=False)

    def _is_plugged_in(self, second: Path) -> bool:
        return self.is_sworn or (second / MARK).is_file()


@dataclass(frozen=True)
class Copy:
    """One copy, wherever it lies."""

    name: str
    made: datetime
    size: int
    places: tuple[Path, ...]
    keys: Keys = NONE

    @property
    def path(self) -> Path:
        """A file of it."""
        return self.places[0] / self.name

    @property
    def is_in_clear(self) -> bool:
        """Whether it can be read without a key; a file that is no good copy says nothing."""
        with contextlib.suppress(BadBackup, SuprovidError):
            return not _is_sealed(self.path, *_stamp(self.path))
        return False

    @property
    def is_in_envelope(self) -> bool:
        """Whether it is sealed as a whole, with a key for copies."""
        return self._ring is not None

    @property
    def lacks_key(self) -> bool:
        """Whether it is, and that key is not here."""
        return self._ring is not None and self.keys.key(self._ring) is None

    @property
    def _ring(self) -> Ring | None:
        return _ring(self.path, *_stamp(self.path))

    def look(self) -> Manifest:
        """What is in it; `BadBackup`, `NoKey`. No key is remembered with that."""
        stamp = (self.path, *_stamp(self.path))
        found = _LOOKED.get(stamp)
        if found is None:
            if len(_LOOKED) >= REMEMBERED:
                _LOOKED.clear()
            found = _LOOKED[stamp] = restoring.look(self.path, self.keys)
        return found


@dataclass(frozen=True)
class Kept:
    """What became of making a copy: the copy, where it went besides, and what hindered that."""

    made: Backup
    carried: Path | None = None
    trouble: SuprovidError | None = None


def media(work: Workspace, named: Path | None = None) -> Media:
    """The media of an organisation; a place that is `named` by the installation goes before the setting."""
    own, keys = work.data / safekeeping.ROOM, copy_seal.keys(work)
    if named is not None:
        return Media(own, named, is_sworn=True, keys=keys)
    chosen = str(work.settings.value(SETTING) or "")
    return Media(own, Path(chosen) if chosen else None, keys=keys)


def media_locked(data: Path, named: Path | None = None) -> Media:
    """The media of data that nobody has opened: the second one as it is remembered."""
    own, keys = data / safekeeping.ROOM, copy_keys.read_in_clear(data)
    if named is not None:
        return Media(own, named, is_sworn=True, keys=keys)
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        return Media(own, Path(json.loads(disk.read(own / MEMORY) or b"")["path"]), keys=keys)
    return Media(own, keys=keys)


PLUGGED_IN = ("/media/*/*", "/run/media/*/*", "/Volumes/*", "/mnt/*")
"""Where systems put media that are plugged in; Windows gives them letters."""


def plugged_in() -> tuple[Media, ...]:
    """Media with our mark that are there now, without looking far."""
    if os.name == "nt":
        roots = [Path(f"{letter}:/") for letter in "DEFGHIJKLMNOPQRSTUVWXYZ"]
    else:
        roots = [Path(found) for pattern in PLUGGED_IN for found in glob(pattern)]
    marks: list[Path] = []
    for root in roots:
        with contextlib.suppress(OSError):
            marks += [*root.glob(MARK), *root.glob(f"*/{MARK}")]
    return tuple(Media(mark.parent) for mark in marks)


def prepare(place: str, data: Path) -> Path:
    """The place as a medium for copies, with its mark; `BadMedium` says why it cannot be one."""
    path = Path(place.strip()).expanduser()
    if not path.is_absolute():
        raise BadMedium(place=place, why="backup.why.relative")
    if data.resolve() in (path.resolve(), *path.resolve().parents):
        raise BadMedium(place=place, why="backup.why.inside")
    if not (path.is_dir() or path.parent.is_dir()):
        raise BadMedium(place=place, why="backup.why.away")
    try:
        disk.make_directory(path)
        disk.put(path / MARK, f"Suprovid: {data}\n".encode("utf-8", "surrogateescape"))
    except (OSError, Unwritable) as error:
        raise BadMedium(place=place, why="store.why.forbidden") from error
    return path


def keep(work: Workspace, now: datetime, found: Media, person: str = "") -> Kept:
    """A copy now, beside the data and on the second medium if it is there; the old ones go.

    `Unwritable` and `Busy` when there is no copy at all.
    """
    return keep_by(lambda to: safekeeping.keep(work, now, to, person), found, now)


def keep_by(make: Callable[[Path], Backup], found: Media, now: datetime) -> Kept:
    """The same, with whatever makes a copy in a place."""
    try:
        made = make(found.own)
    except Unwritable as error:
        if len(found.places) == 1:
            raise
        return Kept(make(found.places[1]), found.places[1], error)
    backup.rotate(found.own, now)
    return _carried(made, found, now)


def keep_due(work: Workspace, now: datetime, found: Media) -> bool:
    """Make what is due: today's copy, or the newest on a medium that was away; whether it was anything."""
    if backup.is_due(found.own, now):
        keep(work, now, found)
        return True
    late = [place for place in found.places[1:] if backup.is_due(place, now)]
    for place in late:
        _, newest = backup.all_in(found.own)[0]
        backup.carry(newest, place)
        backup.rotate(place, now)
        found.remember()
    return bool(late)


def all_of(found: Media) -> tuple[Copy, ...]:
    """Every copy in the places that are there, the newest first; the same one in two places is one."""
    named: dict[str, Copy] = {}
    for place in found.places:
        for made, path in backup.all_in(place):
            before = named.get(path.name)
            places = (*before.places, place) if before else (place,)
            named[path.name] = Copy(path.name, made, _stamp(path)[0], places, found.keys)
    return tuple(sorted(named.values(), key=lambda copy: copy.made, reverse=True))


def in_clear(copies: Iterable[Copy]) -> tuple[Copy, ...]:
    """The copies that whoever finds them can read; what is no good copy is passed over."""
    return tuple(copy for copy in copies if copy.is_in_clear)


def give_up_clear(work: Workspace, now: datetime, found: Media, person: str = "") -> int:
    """Delete the copies in clear of a workspace whose copies are sealed now; how many files that were.

    First there is a sealed one in their place: where none can be made, those in clear stay.
    """
    clear = in_clear(all_of(found))
    if clear and len(clear) == len(all_of(found)):
        keep(work, now, found, person)
    sealed = {place for copy in all_of(found) if copy not in clear for place in copy.places}
    paths = [place / copy.name for copy in clear for place in copy.places if place in sealed]
    for path in paths:
        with disk.told(path.name):
            path.unlink(missing_ok=True)
    if paths:
        work.journal.add(now, person, GIVEN_UP, "backup")
    return len(paths)


def go_on_giving_up(work: Workspace, now: datetime, found: Media) -> int:
    """The same where the organisation wished so; data set aside in clear too, once all is encrypted.

    A second medium that was away gets rid of them when it is back.
    """
    if work.settings.value(CLEAR) != DELETE:
        return 0
    count = give_up_clear(work, now, found)
    for each in safekeeping.aside(work) if work.cover is not PLAIN else ():
        if each.is_in_clear:
            safekeeping.throw_away(work, each.name, now, "")
            count += 1
    return count


def holding(copies: tuple[Copy, ...], kind: str, id: str) -> tuple[Copy, ...]:
    """The copies in which a folder is, the newest first; files that are no good copies are passed over."""
    found = []
    for copy in copies:
        with contextlib.suppress(BadBackup):
            if f"data/{kind}/{id}/folder.json" in copy.look().files:
                found.append(copy)
    return tuple(found)


def age(found: Media, now: datetime) -> timedelta | None:
    """How old the newest copy is; None when there is none."""
    newest = [backup.all_in(place)[:1] for place in found.places]
    made = [made for each in newest for made, _ in each]
    return max(now - max(made), timedelta(0)) if made else None


def is_old(found: Media, now: datetime) -> bool:
    """Whether there is no copy of the last two days."""
    old = age(found, now)
    return old is None or old > OLD


def is_long_away(found: Media, now: datetime) -> bool:
    """Whether the second medium was not there for so long that its copies are old."""
    last = found.remembered
    return found.is_away and (last is None or now - last > AWAY)


def _carried(made: Backup, found: Media, now: datetime) -> Kept:
    for place in found.places[1:]:
        try:
            backup.carry(made.path, place)
            backup.rotate(place, now)
        except (Unwritable, Busy) as error:
            return Kept(made, None, error)
        found.remember()
        return Kept(made, place)
    return Kept(made)


def _stamp(path: Path) -> tuple[int, int]:
    try:
        found = os.stat(path)
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns


@lru_cache(maxsize=REMEMBERED)
def _is_sealed(path: Path, size: int, moment: int) -> bool:
    return safekeeping.is_sealed(path)


@lru_cache(maxsize=REMEMBERED)
def _ring(path: Path, size: int, moment: int) -> Ring | None:
    return sealed_copies.ring_in(path)
