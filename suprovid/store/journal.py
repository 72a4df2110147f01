"""The journal of looks, sign-ins, refusals and exports: lines that are only ever added, one file a month.

An entry says who did what to which thing, in words that are names; there is no room in it for an answer.
Each line carries a checksum over itself and the line before, from month to month.
A mark of the end lies beside them.
So a line that was changed or taken out shows, the last ones and whole months too.
Under a cover each line is sealed by itself.
What it cannot show: that somebody wrote it all anew, mark included. The newest checksum is for noting down.
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

from suprovid.errors import SuprovidError
from suprovid.store import disk
from suprovid.store.lines import Lines
from suprovid.store.locks import Locks
from suprovid.store.port import PLAIN, Cover

WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:@-]{0,79}")
MONTH = re.compile(r"\d{4}-\d{2}\.jsonl")
LONGEST = 1024
END = "00-end.json"
"""The mark of the end; it sorts before the months: a copy made meanwhile has no mark of lines to come."""
ORIGIN = sha256(b"suprovid.journal").hexdigest()[:32]
TORN, BROKEN, CUT, UNMARKED = "torn", "broken", "cut", "unmarked"


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
    """A place that cannot be trusted.

    `torn`: half a line, as a pulled plug leaves it, nothing else. `broken`: this line was changed, or lines
    before it are gone. `cut`: the journal ends too early. `unmarked`: nobody can say where it ended.
    """

    file: str
    line: int
    why: str = BROKEN


@dataclass(frozen=True)
class Checked:
    """The whole journal, gone over: how many entries, the newest checksum, and every fault."""

    entries: int
    code: str
    faults: tuple[Fault, ...]


@dataclass(frozen=True)
class Mark:
    """Where the journal ended when it was last written."""

    file: str
    chain: str


@dataclass(frozen=True)
class Line:
    """A line of a file as it was found; no entry when it is torn or was changed."""

    number: int
    entry: Entry | None
    chain: str
    follows: bool


@dataclass(frozen=True)
class Month:
    """One file, gone over: its entries, its last checksum, whether the mark is in it, its faults."""

    entries: int
    chain: str
    has_mark: bool
    faults: tuple[Fault, ...]


class Journal:
    """The journal in one directory; safe under threads, processes and kills."""

    def __init__(self, directory: Path, cover: Cover = PLAIN, patience: float = 10.0) -> None:
        self._directory = directory
        self._spelling = Lines("journal", cover)
        self._locks = Locks(directory / ".locks", patience)
        self._gone_over: dict[str, tuple[tuple[int, int, str], Month]] = {}

    def add(self, now: datetime, who: str, what: str, kind: str = "", id: str = "") -> None:
        """One more line, on the disk when this returns; ValueError for what is no name."""
        for word in (who, what, kind, id):
            if word and not WORD.fullmatch(word):
                raise ValueError("the journal keeps names, not texts")
        entry = Entry(now.isoformat(), who, what, kind, id)
        name = f"{now:%Y-%m}.jsonl"
        with self._locks.held(END), disk.told(name):
            months = self._months()
            disk.sweep(self._directory, END)
            # a clock that was put back goes on in the newest file, or the chain between the files would break
            path = max([self._directory / name, *months[-1:]])
            if not months and self._mark() is None:
                self._put_mark(Mark(name, ORIGIN))
            self._append(path, entry, self._last(months))

    def sweep(self) -> int:
        """Delete what killed writes of the mark left: how many files that were."""
        with self._locks.held(END):
            return disk.sweep(self._directory, END)

    def read(self, since: str = "", until: str = "", **wanted: str) -> Iterator[Entry]:
        """Entries in the order they were made; `who`, `what`, `kind` and `id` choose.

        `since` and `until` are days, both included.
        """
        for path in self._months(since[:7]):
            for line in _lines(path, "", self._spelling):
                if line.entry and _is_wanted(line.entry, since, until, wanted):
                    yield line.entry

    def faults(self) -> tuple[Fault, ...]:
        """Every place where something was torn, changed or taken out."""
        return self.check().faults

    def check(self) -> Checked:
        """Go over the whole journal; months that did not change since the last time are not read again."""
        mark, chain, entries = self._mark(), ORIGIN, 0
        faults: list[Fault] = []
        months = self._months()
        reached = mark.chain == ORIGIN if mark else not months
        for path in months:
            month = self._month(path, chain, mark.chain if mark and path.name >= mark.file else "")
            chain, entries = month.chain, entries + month.entries
            faults += month.faults
            reached |= month.has_mark
        if mark is None and months:
            faults.append(Fault(END, 0, UNMARKED))
        elif not reached:
            faults.append(Fault(mark.file if mark else END, 0, CUT))
        return Checked(entries, chain if entries else "", tuple(faults))

    # -- behind the questions ---------------------------------------------------------------------------

    def _months(self, since: str = "") -> list[Path]:
        found = (path for path in self._directory.glob("*.jsonl") if MONTH.fullmatch(path.name))
        return sorted(path for path in found if since <= path.stem)

    def _mark(self) -> Mark | None:
        """The mark of the end; none when there is none that can be read."""
        try:
            path = self._directory / END
            return Mark(**self._spelling.read(path, disk.read(path) or b""))
        except (ValueError, TypeError):
            return None

    def _last(self, months: list[Path]) -> str:
        """The checksum that the next line goes on from: the last one that was ever written.

        Where the file does not reach as far as the mark, it goes on from the mark, so that the gap shows for
        ever; where there is no mark, from a checksum that fits nothing.
        """
        mark = self._mark()
        chain = next((end for path in reversed(months) if (end := _end(path, self._spelling))), ORIGIN)
        if mark is None:
            return sha256(f"{UNMARKED} {chain}".encode()).hexdigest()[:32]
        if mark.chain in (chain, ORIGIN):
            return chain
        later = (path for path in months if path.name >= mark.file)
        killed_before_the_mark = any(
            mark.chain == line.chain for path in later for line in _lines(path, "", self._spelling)
        )
        return chain if killed_before_the_mark else mark.chain

    def _put_mark(self, mark: Mark) -> None:
        path = self._directory / END
        disk.put(path, self._spelling.written(path, asdict(mark)), lasting=False)

    def _append(self, path: Path, entry: Entry, before: str) -> None:
        """Write and sync one line and the mark; what a kill left of a line is ended."""
        is_new = not path.exists()
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
        try:
            size = os.fstat(handle).st_size
            try:
                chain = _chain(entry, before)
                disk.write_all(handle, _ending(path) + self._text(path, entry, chain))
                disk.sync(handle)
                if is_new:
                    disk.sync_directory(path.parent)
                self._put_mark(Mark(path.name, chain))
            except (OSError, SuprovidError):
                os.ftruncate(handle, size)
                raise
        finally:
            os.close(handle)

    def _text(self, path: Path, entry: Entry, chain: str) -> bytes:
        return self._spelling.written(path, {**asdict(entry), "chain": chain}) + b"\n"

    def _month(self, path: Path, chain: str, mark: str) -> Month:
        """One file, gone over from the checksum before it; from memory where nothing can have changed."""
        found = path.stat()
        stamp = found.st_size, found.st_mtime_ns, chain
        known = self._gone_over.get(path.name)
        if known and known[0] == stamp and not mark:
            return known[1]
        month = _gone_over(path, chain, mark, self._spelling)
        self._gone_over[path.name] = stamp, month
        return month


def _gone_over(path: Path, chain: str, mark: str, spelling: Lines) -> Month:
    faults, entries, has_mark = [], 0, False
    for line in _lines(path, chain, spelling):
        chain, entries = line.chain, entries + bool(line.entry)
        has_mark |= line.chain == mark
        if not line.entry or not line.follows:
            faults.append(Fault(path.name, line.number, BROKEN if line.entry else TORN))
    return Month(entries, chain, has_mark, tuple(faults))


def _end(path: Path, spelling: Lines) -> str:
    """The checksum of the last whole line of a file."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 4 * LONGEST))
        tail = file.read()
    for raw in reversed(tail.split(b"\n")):
        if read := _parsed(path, raw, spelling):
            return read[1]
    return next((line.chain for line in reversed(list(_lines(path, "", spelling))) if line.entry), "")


def _ending(path: Path) -> bytes:
    """What ends half a line that a kill left."""
    with path.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return b""
        file.seek(-1, os.SEEK_END)
        return b"" if file.read() == b"\n" else b"\n"


def _lines(path: Path, chain: str, spelling: Lines) -> Iterator[Line]:
    """The lines of a file, judged from the checksum before the first."""
    for number, raw in enumerate(path.read_bytes().split(b"\n"), 1):
        if not raw:
            continue
        read = _parsed(path, raw, spelling)
        if read is None:
            yield Line(number, None, chain, follows=False)
            continue
        entry, said = read
        yield Line(number, entry, said, follows=said == _chain(entry, chain))
        chain = said


def _parsed(path: Path, raw: bytes, spelling: Lines) -> tuple[Entry, str] | None:
    """The entry and its chain; None for anything that we did not write so."""
    try:
        row = spelling.read(path, raw)
        chain = row.pop("chain")
        entry = Entry(**row)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return entry, str(chain)


def _chain(entry: Entry, before: str) -> str:
    said = json.dumps([before, *asdict(entry).values()], ensure_ascii=False)
    return sha256(said.encode()).hexdigest()[:32]


def _is_wanted(entry: Entry, since: str, until: str, wanted: dict[str, str]) -> bool:
    day = entry.at[:10]
    in_time = since <= day and (not until or day <= until)
    return in_time and all(getattr(entry, name) == value for name, value in wanted.items())
