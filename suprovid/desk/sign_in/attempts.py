"""How long one must wait after wrong passphrases: by the name typed and by the address it came from.

The counts survive a restart.
An attempt is counted before its passphrase is checked, so that a hundred at once are not free.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
import threading
import unicodedata
from datetime import datetime, timedelta
from pathlib import Path

from suprovid.errors import SuprovidError
from suprovid.store import disk

STEPS = ((10, timedelta(seconds=30)), (5, timedelta(seconds=1)))
FORGET = timedelta(hours=1)
MOST = 20_000


def delay(count: int) -> timedelta:
    """The pause that so many failures in a row have earned."""
    return next((pause for least, pause in STEPS if count >= least), timedelta(0))


def left(count: int, last: datetime, now: datetime) -> timedelta:
    """How long one must wait still; a clock that was put back keeps nobody out until it has caught up."""
    pause = delay(count)
    return max(last + pause - now, timedelta(0)) if now - last >= -pause else timedelta(0)


class Attempts:
    """Failed sign-ins, kept in one small file; names and addresses are in it as salted fingerprints only."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = threading.Lock()
        if file.parent.is_dir():
            disk.sweep(file.parent, file.name)
        self._salt, self._counts = _read(file)

    def wait(self, name: str, address: str, now: datetime) -> timedelta:
        """How much longer this name or this address has to wait; zero when it may try."""
        with self._lock:
            return max((self._left(key, now) for key in self._keys(name, address)), default=timedelta(0))

    def begin(self, name: str, address: str, now: datetime) -> timedelta:
        """Count one attempt as failed, unless it came too early; answers the wait that is left."""
        with self._lock:
            keys = self._keys(name, address)
            left = max(self._left(key, now) for key in keys)
            if left > timedelta(0):
                return left
            for key in keys:
                self._counts[key] = (self._count(key, now) + 1, now)
            self._keep(now)
            return timedelta(0)

    def succeeded(self, name: str, address: str, now: datetime) -> None:
        """The passphrase was right: the name starts afresh, this attempt of the address was no failure."""
        with self._lock:
            of_name, of_address = self._keys(name, address)
            self._counts.pop(of_name, None)
            count = self._count(of_address, now)
            if count > 1:
                self._counts[of_address] = (count - 1, self._counts[of_address][1])
            else:
                self._counts.pop(of_address, None)
            self._keep(now)

    def _keys(self, name: str, address: str) -> tuple[str, str]:
        return keys(self._salt, name, address)

    def _count(self, key: str, now: datetime) -> int:
        count, last = self._counts.get(key, (0, now))
        return 0 if now - last >= FORGET else count

    def _left(self, key: str, now: datetime) -> timedelta:
        count = self._count(key, now)
        if not count:
            return timedelta(0)
        return left(count, self._counts[key][1], now)

    def _keep(self, now: datetime) -> None:
        recent = sorted(self._counts.items(), key=lambda found: found[1][1])[-MOST:]
        self._counts = {key: found for key, found in recent if now - found[1] < FORGET}
        counts = {key: [count, last.isoformat()] for key, (count, last) in self._counts.items()}
        text = json.dumps({"salt": self._salt, "counts": counts})
        with contextlib.suppress(SuprovidError):  # a full disk must not keep the right person out
            disk.make_directory(self._file.parent)
            disk.put(self._file, text.encode())


def keys(salt: str, name: str, address: str) -> tuple[str, str]:
    """Under what a name and an address are counted: fingerprints, so that no list of them tells who came."""
    folded = unicodedata.normalize("NFKC", name).casefold().strip()
    return _key(salt, "name", folded), _key(salt, "address", address)


def _key(salt: str, kind: str, value: str) -> str:
    text = f"{salt}|{kind}|{value}".encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:32]


def _read(file: Path) -> tuple[str, dict[str, tuple[int, datetime]]]:
    try:
        kept = json.loads(file.read_text(encoding="utf-8"))
        counts = {
            str(key): (int(count), datetime.fromisoformat(last))
            for key, (count, last) in kept["counts"].items()
        }
        return str(kept["salt"]), counts
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return secrets.token_hex(16), {}
