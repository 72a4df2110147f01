"""Other data in the place of the data that is there: all of it or nothing, and the old data stays aside.

What is to be moved is written down first; from then on it is moved, whatever is killed: whoever opens the
data next finishes it. The old data waits beside the new until somebody deletes it or puts it back.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from suprovid.errors import Busy, Damaged, Missing
from suprovid.store import disk, erasures, keyring, restoring
from suprovid.store.locks import Locks
from suprovid.store.restoring import OVERLOOKED, Restored

ROOM = ".aside"
PLAN = "plan.json"
BACKUPS, LOCKS, NOTICES = "backups", ".locks", ".notices"
STAYS = frozenset({ROOM, BACKUPS, LOCKS, *OVERLOOKED})
"""What is never moved: copies are of whatever was here, and locks are of whoever is here now."""
STAMP = "%Y%m%d-%H%M%S-%f"
COMING = "coming-"
Unpack = Callable[[Path], Restored]
"""What brings a backup into an empty place."""


@dataclass(frozen=True)
class Plan:
    """What goes out of the data into `aside`, and what comes in from `coming`: names of files and folders."""

    aside: str
    coming: str
    out: tuple[str, ...]
    into: tuple[str, ...]


@dataclass(frozen=True)
class Aside:
    """Data that was taken out, and when."""

    name: str
    since: datetime
    is_in_clear: bool = False


def restore(unpack: Unpack, data: Path, now: datetime, also: Iterable[str]) -> Restored:
    """Put a backup in the place of the data; what of the names `also` is here, stays.

    `BadBackup` and `Unwritable` leave everything as it is.
    """
    coming = f"{COMING}{now.astimezone(UTC):{STAMP}}"
    with _at_work(data):
        restored = unpack(data / ROOM / coming)
        _swap(data, coming, now, frozenset(also))
    return restored


def put_back(data: Path, name: str, now: datetime, also: Iterable[str]) -> None:
    """Put data that waits aside in its old place; what was erased meanwhile is forgotten in it too."""
    if name not in {found.name for found in aside(data)}:
        raise Missing(kind="aside", id=name)
    with disk.told(name):
        restoring.forget(data / ROOM / name, erasures.read(data / erasures.FILE))
    with _at_work(data):
        _swap(data, name, now, frozenset(also))


def aside(data: Path) -> tuple[Aside, ...]:
    """The data that waits aside, the newest first."""
    found = []
    for name in _names(data / ROOM):
        with contextlib.suppress(ValueError):
            since = datetime.strptime(name, STAMP).replace(tzinfo=UTC)
            found.append(Aside(name, since, keyring.is_in_clear(data / ROOM / name)))
    return tuple(sorted(found, key=lambda each: each.since, reverse=True))


def throw_away(data: Path, name: str) -> None:
    """Delete data that waits aside, for good."""
    if name in {found.name for found in aside(data)}:
        with disk.told(name):
            shutil.rmtree(data / ROOM / name)


def finish(data: Path) -> bool:
    """Do what a plan says and nobody has done, and delete what came to nothing; whether there was a plan."""
    if not (data / ROOM).is_dir():
        return False
    try:
        with _at_work(data, patience=0):
            return _finish(data)
    except Busy:  # somebody restores just now, and will finish it
        return False


def _finish(data: Path) -> bool:
    with Locks(data / LOCKS).all_held():
        plan = _read(data)
        if plan is not None:
            _carry_out(data, plan)
    disk.sweep(data / ROOM, PLAN)
    for name in _names(data / ROOM):
        if name.startswith(COMING):
            shutil.rmtree(data / ROOM / name, ignore_errors=True)
    return plan is not None


def _at_work(data: Path, patience: float = 10) -> AbstractContextManager[None]:
    """One restore at a time; with a lock of its own, because all others are held for the exchange."""
    return Locks(data / LOCKS / "aside", patience).held("aside")


def _swap(data: Path, coming: str, now: datetime, also: frozenset[str]) -> None:
    stays = STAYS | {name for name in also if (data / name).exists()}
    plan = Plan(
        _free_name(data, now),
        coming,
        tuple(name for name in _names(data) if name not in stays),
        tuple(name for name in _names(data / ROOM / coming) if name not in stays),
    )
    with Locks(data / LOCKS).all_held(), disk.told(PLAN):
        disk.put(data / ROOM / PLAN, json.dumps(asdict(plan)).encode())
        _carry_out(data, plan)


def _free_name(data: Path, now: datetime) -> str:
    name = f"{now.astimezone(UTC):{STAMP}}"
    return name if not (data / ROOM / name).exists() else _free_name(data, now + timedelta(seconds=1))


def _carry_out(data: Path, plan: Plan) -> None:
    """Every step may have been done before; where the disk refuses one, those before it are taken back."""
    old, new = data / ROOM / plan.aside, data / ROOM / plan.coming
    disk.make_directory(old)
    done: list[tuple[Path, Path]] = []
    try:
        for here, there in _steps(data, plan):
            if here.exists() and not there.exists():
                disk.move(here, there)
                done.append((here, there))
    except OSError:
        for here, there in reversed(done):
            disk.move(there, here)
        _forget_plan(data)
        raise
    shutil.rmtree(new, ignore_errors=True)
    _forget_plan(data)


def _steps(data: Path, plan: Plan) -> Iterator[tuple[Path, Path]]:
    old, new = data / ROOM / plan.aside, data / ROOM / plan.coming
    yield from ((data / name, old / name) for name in plan.out)
    yield from ((new / name, data / name) for name in plan.into)


def _forget_plan(data: Path) -> None:
    os.unlink(data / ROOM / PLAN)
    disk.sync_directory(data / ROOM)


def _read(data: Path) -> Plan | None:
    content = disk.read(data / ROOM / PLAN)
    if content is None:
        return None
    try:
        row = json.loads(content)
        return Plan(row["aside"], row["coming"], tuple(row["out"]), tuple(row["into"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Damaged(place=f"{ROOM}/{PLAN}", why="store.why.unreadable") from error


def _names(directory: Path) -> list[str]:
    with contextlib.suppress(OSError):
        return sorted(os.listdir(directory))
    return []
