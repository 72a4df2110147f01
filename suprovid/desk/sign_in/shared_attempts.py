"""The same waiting after wrong passphrases, counted by all processes that share a database.

A count is one note; whoever writes it names what stood there before, so that no attempt goes uncounted.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from suprovid.desk.sign_in.attempts import FORGET, keys, left
from suprovid.store.records import Records

SALT = "salt"
LONG = timedelta(days=3650)
NOTHING = timedelta(0)


class Counting(Protocol):
    """Who counts wrong passphrases."""

    def wait(self, name: str, address: str, now: datetime) -> timedelta:
        """How much longer this name or this address has to wait; zero when it may try."""

    def begin(self, name: str, address: str, now: datetime) -> timedelta:
        """Count one attempt as failed, unless it came too early; answers the wait that is left."""

    def succeeded(self, name: str, address: str, now: datetime) -> None:
        """The passphrase was right: the name starts afresh, this attempt of the address was no failure."""


@dataclass(frozen=True)
class Count:
    """So many failures, the last of them at `last`; `text` is how it is written, None when it is not."""

    number: int
    last: datetime
    text: str | None = None

    def left(self, now: datetime) -> timedelta:
        """How long one must wait still."""
        return left(self.number, self.last, now) if self.number else NOTHING


class SharedAttempts:
    """Failed sign-ins in a room; names and addresses are in it as salted fingerprints only."""

    def __init__(self, kept: Records) -> None:
        self._kept = kept

    def wait(self, name: str, address: str, now: datetime) -> timedelta:
        """How much longer this name or this address has to wait; zero when it may try."""
        return max(self._count(key, now).left(now) for key in self._keys(name, address, now))

    def begin(self, name: str, address: str, now: datetime) -> timedelta:
        """Count one attempt as failed, unless it came too early; answers the wait that is left."""
        self._kept.sweep(now)
        for key in self._keys(name, address, now):
            while True:
                count = self._count(key, now)
                if left := count.left(now):
                    return left
                if self._put(key, count, count.number + 1, now):
                    break
        return NOTHING

    def succeeded(self, name: str, address: str, now: datetime) -> None:
        """The passphrase was right: the name starts afresh, this attempt of the address was no failure."""
        of_name, of_address = self._keys(name, address, now)
        self._kept.drop(of_name)
        while (count := self._count(of_address, now)).number > 1:
            if self._put(of_address, count, count.number - 1, count.last):
                return
        self._kept.drop(of_address)

    def _put(self, key: str, before: Count, number: int, last: datetime) -> bool:
        text = json.dumps([number, last.isoformat()])
        if before.text is None:
            return self._kept.add(key, text, last + FORGET)
        return self._kept.change(key, before.text, text, last + FORGET)

    def _count(self, key: str, now: datetime) -> Count:
        text = self._kept.get(key)
        if text is None:
            return Count(0, now)
        number, last = json.loads(text)
        found = Count(number, datetime.fromisoformat(last), text)
        return Count(0, now, text) if now - found.last >= FORGET else found

    def _keys(self, name: str, address: str, now: datetime) -> tuple[str, str]:
        return keys(self._salt(now), name, address)

    def _salt(self, now: datetime) -> str:
        self._kept.add(SALT, secrets.token_hex(16), now + LONG)
        return self._kept.get(SALT) or ""
