"""Sealing everything anew: after the key was turned, or when a workspace in clear gets a vault.

It may be killed at any time and be begun again; people may work meanwhile.
Only when a whole round finds nothing that is sealed otherwise may the former key be let go.
What lay in clear is sealed whether it can be read or not: it is as damaged as it was, and nobody reads it.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

from suprovid.errors import Damaged
from suprovid.store import copy_keys, disk, keyring, remains
from suprovid.store.custody import WITNESS, Custody
from suprovid.store.journal import END
from suprovid.store.lines import bare, dressed
from suprovid.store.locks import Locks
from suprovid.store.names import DIGEST
from suprovid.store.port import Context
from suprovid.store.postgres_store import PostgresStore
from suprovid.store.resealing import renewed
from suprovid.store.rooms import FILE, NUMBERS
from suprovid.store.sheet import unpack
from suprovid.store.snapshot import FILE as SNAPSHOT
from suprovid.store.tinydb_store import DAMAGED
from suprovid.store.vault import MAGIC, Vault, read_head

IN_CLEAR = frozenset(
    {keyring.FILE, keyring.BEFORE, "attempts.json", "erased.txt", "forms", "backups", "schemas"}
)
"""What a vault leaves in clear: names of files and folders in the data."""
DAMAGED_DRAFT = re.compile(r"drafts/([^/]+)/([^/]+\.damaged)")
DRAFT = re.compile(r"drafts/(?P<person>[^/]+)/(?P<id>[^/.]+)\.(json|(?P<digest>[0-9a-f]{64})\.file)")
TEXTS = (".jsonl", END)
ROUNDS = 5
ON_ITS_WAY = 120.0
"""Seconds until every process saw a new keyring, on a network's disk too, and whatever it was about to write
is written."""


def rekey(
    data: Path, custody: Custody, base: PostgresStore | None = None, is_alone: bool = False
) -> Iterator[int]:
    """Seal anew whatever is not sealed with today's key, then let go of the former ones.

    Tells after each file how many that were; `Unwritable`, `Locked`, `Busy` leave the rest for another time.
    What is damaged cannot be sealed anew and stays as it is.
    With a `base` the folders are rows in it, and what another process had sealed before it knew may be on
    its way still: then the former keys are let go of another time.
    """
    sealing, count = Sealing(data, custody.vault), 0
    (data / SNAPSHOT).unlink(missing_ok=True)  # it is worked out again
    if custody.is_over_plain:
        remains.forget(data)
    for _ in range(ROUNDS):
        found = 0
        files = (path for path in _files(data) if sealing.renew(path))
        for _ in itertools.chain(files, renewed(base, custody.vault) if base else ()):
            found, count = found + 1, count + 1
            yield count
        if not found:
            if base is None or is_alone or keyring.age(data) > ON_ITS_WAY:
                custody.turned()
            return


class Sealing:
    """One data folder on its way from former keys, or none, to today's."""

    def __init__(self, data: Path, vault: Vault) -> None:
        self._data, self._vault = data, vault
        self._locks = Locks(data / ".locks")
        self._journal = Locks(data / "journal" / ".locks")

    def renew(self, path: Path) -> bool:
        """Seal one file anew if that has to be done; whether it had to."""
        name = path.relative_to(self._data).as_posix()
        if name.startswith("journal/"):
            return self._renew_lines(path)
        if not self._is_due(path):
            return False
        with self._lock_of(name), disk.told(path.name):
            stands = disk.read(path)
            if stands is None or self._is_sealed(stands):
                return False
            with contextlib.suppress(ValueError, Damaged):
                self._put(path, name, stands)
                return True
        return False

    def _put(self, path: Path, name: str, stands: bytes) -> None:
        context = self._context(name, stands)
        content = self._vault.seal(self._vault.open(stands, context), context)
        if path.name == context.name or not DIGEST.search(path.name):
            disk.put(path, content, stands)
            return
        disk.put(path.with_name(context.name), content)
        path.unlink(missing_ok=True)

    def _context(self, name: str, stands: bytes) -> Context:
        """Which place a content is sealed for: as it says, or as its path says where it is in clear."""
        if stands.startswith(MAGIC):
            return read_head(stands).context
        if draft := DRAFT.fullmatch(name):
            place = Context("drafts", draft["person"], draft["id"], 1)
            if draft["digest"]:
                alias = self._vault.alias(draft["digest"], place)
                place = replace(place, name=f"{draft['id']}.{alias}.file")
            return place
        if found := DAMAGED_DRAFT.fullmatch(name):
            return Context("drafts", found[1], found[2], 1)
        match name.split("/"):
            case [kind, id, "folder.json"]:
                return Context(kind, id, FILE, _revision(stands, name))
            case [kind, id, "files", digest]:
                return Context(kind, id, self._vault.alias(digest, Context(kind, id, digest)), 0)
            case [only] if only == NUMBERS:
                return Context("numbers", "numbers", NUMBERS, _revision(stands, name))
            case [only] if only == copy_keys.FILE:
                return copy_keys.PLACE
            case [room, file] if room == DAMAGED:
                return Context("damaged", "damaged", file, 1)
        raise ValueError("not a file that is sealed")

    def _is_due(self, path: Path) -> bool:
        """Whether it looks so from the first bytes, read without a lock."""
        try:
            with path.open("rb") as file:
                begins = file.read(256)
            return not self._is_sealed(begins)
        except OSError:
            return False

    def _is_sealed(self, content: bytes) -> bool:
        try:
            return self._vault.is_current(content)
        except ValueError:
            return True  # cut off in its head: nothing can open that

    def _lock_of(self, name: str) -> AbstractContextManager[None]:
        kind, _, rest = name.partition("/")
        return self._locks.held(f"{kind}/{rest.partition('/')[0]}" if rest else name)

    def _renew_lines(self, path: Path) -> bool:
        """A file of the journal, each line by itself; lines that cannot be read stay as they are."""
        if not path.name.endswith(TEXTS):
            return False
        with self._journal.held(END), disk.told(path.name):
            stands = disk.read(path) or b""
            lines = [self._renewed(line, path) for line in stands.split(b"\n")]
            content = b"\n".join(lines)
            if content != stands:
                disk.put(path, content, stands)
        return content != stands

    def _renewed(self, line: bytes, path: Path) -> bytes:
        context = Context("journal", path.stem, "line", 0)
        try:
            kept = bare(line)
            if not line or self._is_sealed(kept):
                return line
            return dressed(self._vault.seal(self._vault.open(kept, context), context))
        except ValueError:
            return dressed(self._vault.seal(line, context)) if self._vault.reads_clear else line


def _revision(stands: bytes, name: str) -> int:
    """Which revision lies there in clear; 0 where that cannot be read any more."""
    with contextlib.suppress(Damaged):
        return unpack(stands, name)[0].revision
    return 0


def _files(data: Path) -> Iterator[Path]:
    """Every file that is sealed, the witness of the key first."""
    witness = data.joinpath(*WITNESS)
    if witness.exists():
        yield witness
    yield from remains.damaged(data)
    for room, rooms, names in os.walk(data):
        top = Path(room) == data
        rooms[:] = sorted(
            name for name in rooms if not name.startswith(".") and not (top and name in IN_CLEAR)
        )
        for name in sorted(names):
            if not (name.startswith(".") or name.endswith(disk.NEW) or (top and name in IN_CLEAR)):
                yield Path(room) / name
