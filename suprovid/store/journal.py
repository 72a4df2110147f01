"""The journal of looks, sign-ins, refusals and exports: lines that are only ever added, one file a month.

An entry says who did what to which thing, in words that are names; there is no room in it for an answer.
Each line carries a checksum over itself and the line before, so a line that was changed or taken out shows.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from suprovid.store import disk
from suprovid.store.locks import Locks

WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:@-]{0,79}")
MONTH = re.compile(r"\d{4}-\d{2}\.jsonl")
LONGEST = 1024


@dataclass(frozen=True)
class Entry:
    """One thing that was done: `at` an ISO date-time, `who` a person's id or "", `what` the key of an act."""

    at: str
    who: str
    what: str
    kind: str = ""
    id: str = ""


@dataclass(frozen=True)
class Fault:
    """A line that cannot be trusted, or after which lines are missing."""

    file: str
    line: int


@dataclass(frozen=True)
class Line:
    """A line of a file as it was found; no entry when it is torn or was changed."""

    number: int
    entry: Entry | None
    chain: str
    follows: bool


class Journal:
    """The journal in one directory; safe under threads, processes and kills."""

    def __init__(self, directory: Path, patience: float = 10.0) -> None:
        self._directory = directory
        self._locks = Locks(directory / ".locks", patience)

    def add(self, now: datetime, who: str, what: str, kind: str = "", id: str = "") -> None:
        """One more line, on the disk when this returns; ValueError for what is no name."""
        for word in (who, what, kind, id):
            if word and not WORD.fullmatch(word):
                raise ValueError("the journal keeps names, not texts")
        entry = Entry(now.isoformat(), who, what, kind, id)
        path = self._directory / f"{now:%Y-%m}.jsonl"
        with self._locks.held(path.name), disk.told(path.name):
            _append(path, entry)

    def read(self, since: str = "", until: str = "", **wanted: str) -> Iterator[Entry]:
        """Entries in the order they were made; `who`, `what`, `kind` and `id` choose.

        `since` and `until` are days, both included.
        """
        for path in self._files(since[:7], until[:7]):
            for line in _lines(path):
                if line.entry and _is_wanted(line.entry, since, until, wanted):
                    yield line.entry

    def faults(self) -> tuple[Fault, ...]:
        """Every place where a line was torn, changed, or taken out before it."""
        return tuple(
            Fault(path.name, line.number)
            for path in self._files("", "")
            for line in _lines(path)
            if not line.entry or not line.follows
        )

    def _files(self, since: str, until: str) -> list[Path]:
        months = sorted(path for path in self._directory.glob("*.jsonl") if MONTH.fullmatch(path.name))
        return [path for path in months if since <= path.stem and (not until or path.stem <= until)]


def _append(path: Path, entry: Entry) -> None:
    """Write and sync one line; what a kill or a full disk left of the last one is ended, or cut off again."""
    is_new = not path.exists()
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
    try:
        size = os.fstat(handle).st_size
        chain, is_torn = _end(path, size)
        try:
            disk.write_all(handle, (b"\n" if is_torn else b"") + _text(entry, chain))
            os.fsync(handle)
        except OSError:
            os.ftruncate(handle, size)
            raise
    finally:
        os.close(handle)
    if is_new:
        disk.sync_directory(path.parent)


def _end(path: Path, size: int) -> tuple[str, bool]:
    """The chain to go on with, and whether the file ends in the middle of a line."""
    with path.open("rb") as file:
        file.seek(max(0, size - 4 * LONGEST))
        tail = file.read()
    for line in reversed(tail.split(b"\n")):
        read = _parsed(line)
        if read:
            return read[1], not tail.endswith(b"\n")
    whole = [line.chain for line in _lines(path) if line.entry]
    return whole[-1] if whole else _start(path), bool(tail) and not tail.endswith(b"\n")


def _lines(path: Path) -> Iterator[Line]:
    chain = _start(path)
    for number, raw in enumerate(path.read_bytes().split(b"\n"), 1):
        if not raw:
            continue
        read = _parsed(raw)
        if read is None:
            yield Line(number, None, chain, follows=False)
            continue
        entry, said = read
        yield Line(number, entry, said, follows=said == _chain(entry, chain))
        chain = said


def _parsed(raw: bytes) -> tuple[Entry, str] | None:
    """The entry and its chain; None for anything that we did not write so."""
    try:
        row = json.loads(raw)
        chain = row.pop("chain")
        entry = Entry(**row)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return entry, str(chain)


def _text(entry: Entry, chain: str) -> bytes:
    return json.dumps({**asdict(entry), "chain": _chain(entry, chain)}).encode() + b"\n"


def _chain(entry: Entry, before: str) -> str:
    said = json.dumps([before, *asdict(entry).values()], ensure_ascii=False)
    return sha256(said.encode()).hexdigest()[:32]


def _start(path: Path) -> str:
    return sha256(path.name.encode()).hexdigest()[:32]


def _is_wanted(entry: Entry, since: str, until: str, wanted: dict[str, str]) -> bool:
    day = entry.at[:10]
    in_time = since <= day and (not until or day <= until)
    return in_time and all(getattr(entry, name) == value for name, value in wanted.items())
