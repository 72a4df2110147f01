"""A disk that forgets: what an act asks of the system is written down, and every power cut is played.

Bytes last once their file was synced, names once their directory was; of everything else a cut may keep
any part: each name by itself, and of bytes all, none, half, or as many zeros.
A rename is whole or not at all, and lasts once both directories were synced.
Locks and notices are hints that no reading needs, so they are left out.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import pytest

HINTS = (".locks", ".notices")
GONE = ""
Tree = dict[str, bytes | None]
"""Path to content; None is a directory."""


@dataclass(eq=False)
class File:
    """The bytes of one file, whatever it is called: those that last, and those written since."""

    lasting: bytes = b""
    written: bytes = b""

    def remains(self) -> set[bytes]:
        """What a cut may leave of it."""
        new = self.lasting + self.written
        half = new[: len(self.lasting) + len(self.written) // 2]
        return {new, self.lasting, half, self.lasting + bytes(len(self.written))}


@dataclass(eq=False)
class Renamed:
    """A change of names: what each of these paths is from then on; lasting once `unsynced` is empty."""

    becomes: dict[str, File | str | None]
    unsynced: set[str]


@dataclass
class Moment:
    """What lasts for certain at one moment, and the changes of names that may be forgotten."""

    names: dict[str, File | None]
    pending: list[Renamed] = field(default_factory=list)

    def trees(self) -> Iterator[Tree]:
        """Every disk that a cut at this moment may leave."""
        for kept in product((True, False), repeat=len(self.pending)):
            names = dict(self.names)
            for change, is_kept in zip(self.pending, kept, strict=True):
                if is_kept:
                    apply(names, change)
            yield from _contents(names)


def apply(names: dict[str, File | None], change: Renamed) -> None:
    """Give names as a change says; a path that moves takes all below it along."""
    for path, becomes in change.becomes.items():
        if isinstance(becomes, str):
            for name in [name for name in names if name == path or name.startswith(f"{path}/")]:
                moved = names.pop(name)
                if becomes != GONE:
                    names[becomes + name[len(path) :]] = moved
        else:
            names[path] = becomes


def _contents(names: dict[str, File | None]) -> Iterator[Tree]:
    reachable = {name: file for name, file in names.items() if _is_reachable(name, names)}
    files = [(name, file) for name, file in reachable.items() if file is not None]
    for remains in product(*(sorted(file.remains()) for _, file in files)):
        yield {**reachable, **{name: left for (name, _), left in zip(files, remains, strict=True)}}  # type: ignore[dict-item]


def _is_reachable(name: str, names: dict[str, File | None]) -> bool:
    return all(str(above) in names for above in Path(name).parents if str(above) != ".")


class Disk:
    """Notes the calls of one act below a directory; `moments` are all the moments at which it may be cut."""

    def __init__(self, data: Path, patch: pytest.MonkeyPatch) -> None:
        self.data = data
        names = {
            self._name(path): File(path.read_bytes()) if path.is_file() else None for path in self._all()
        }
        self.now: dict[str, File | None] = dict(names)
        self.lasting: dict[str, File | None] = dict(names)
        self.pending: list[Renamed] = []
        self.open: dict[int, str] = {}
        self.trees: list[Tree] = []
        self._seen: set[object] = set()
        for name in ("open", "close", "write", "fsync", "replace", "mkdir", "unlink", "rmdir", "ftruncate"):
            patch.setattr(os, name, self._noting(name, getattr(os, name)))
        patch.setattr(shutil, "rmtree", self._rmtree(shutil.rmtree))
        self.cut()

    def cut(self) -> None:
        """Whatever may be left of the disk now."""
        for tree in Moment(self.lasting, self.pending).trees():
            key = tuple(sorted(tree.items(), key=lambda item: item[0]))
            if key not in self._seen:
                self._seen.add(key)
                self.trees.append(tree)

    def left(self) -> list[Tree]:
        """What may be left after the act was acknowledged: what was promised must be there."""
        return list(Moment(self.lasting, self.pending).trees())

    def _all(self) -> Iterator[Path]:
        return (path for path in sorted(self.data.rglob("*")) if not self._is_hint(path))

    def _is_hint(self, path: object) -> bool:
        parts = Path(os.fspath(path)).relative_to(self.data).parts  # type: ignore[call-overload]
        return any(part in HINTS for part in parts)

    def _name(self, path: object) -> str:
        return Path(os.fspath(path)).relative_to(self.data).as_posix()  # type: ignore[call-overload]

    def _is_ours(self, path: object) -> bool:
        try:
            return not isinstance(path, int) and not self._is_hint(path)
        except ValueError:
            return False

    def _noting(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            done = real(*arguments, **named)
            if not named.get("dir_fd"):
                getattr(self, f"_{name}")(done, *arguments)
            return done

        return call

    def _open(self, handle: int, path: object, flags: int = 0, *_: object) -> None:
        if not self._is_ours(path):
            return
        name = self._name(path)
        self.open[handle] = name
        if flags & os.O_CREAT and name not in self.now:
            self._renamed({name: File()}, {_above(name)})

    def _close(self, _: None, handle: int) -> None:
        self.open.pop(handle, None)

    def _write(self, count: int, handle: int, content: bytes) -> None:
        file = self.now.get(self.open.get(handle, "?"))
        if file is not None:
            file.written += bytes(content[:count])
            self.cut()

    def _ftruncate(self, _: None, handle: int, length: int) -> None:
        file = self.now.get(self.open.get(handle, "?"))
        if file is not None:
            file.lasting, file.written = (file.lasting + file.written)[:length], b""

    def _fsync(self, _: None, handle: int) -> None:
        if handle not in self.open:
            return
        name = self.open[handle]
        file = self.now.get(name)
        if file is not None:
            file.lasting, file.written = file.lasting + file.written, b""
        else:
            self._sync_directory(name)
        self.cut()

    def _replace(self, _: None, here: object, there: object) -> None:
        if self._is_ours(here) and self._is_ours(there):
            old, new = self._name(here), self._name(there)
            self._renamed({old: new}, {_above(old), _above(new)})

    def _mkdir(self, _: None, path: object, *__: object) -> None:
        if self._is_ours(path):
            self._renamed({self._name(path): None}, {_above(self._name(path))})

    def _unlink(self, _: None, path: object) -> None:
        self._gone(path)

    def _rmdir(self, _: None, path: object) -> None:
        self._gone(path)

    def _gone(self, path: object) -> None:
        if self._is_ours(path):
            self._renamed({self._name(path): GONE}, {_above(self._name(path))})

    def _rmtree(self, real: Callable[..., Any]) -> Callable[..., Any]:
        def rmtree(path: Path, *arguments: Any, **named: Any) -> None:
            self._gone(path)
            real(path, *arguments, **named)

        return rmtree

    def _renamed(self, becomes: dict[str, File | str | None], unsynced: set[str]) -> None:
        change = Renamed(becomes, unsynced)
        apply(self.now, change)
        self.pending.append(change)
        self.cut()

    def _sync_directory(self, name: str) -> None:
        """Names last in the order in which they were given; one that waits for nothing more lasts."""
        for change in list(self.pending):
            change.unsynced.discard(name)
            if not change.unsynced:
                apply(self.lasting, change)
                self.pending.remove(change)


def _above(name: str) -> str:
    return Path(name).parent.as_posix()


def laid(tree: Tree, place: Path) -> Path:
    """A tree on a real disk."""
    place.mkdir(parents=True)
    for name, content in sorted(tree.items()):
        path = place / name
        if content is None:
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.write_bytes(content)
    return place
