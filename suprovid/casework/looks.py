"""Which looks are new: a page is drawn anew at every touch of the person who looks at it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

SAME_LOOK = timedelta(minutes=15)
"""A look goes on as long as no pause is longer than this; a new day and a new sign-in begin a new one."""
MANY = 2_000

Key = tuple[str, ...]
"""Who, what, and the kind and the names of what is looked at."""


@dataclass
class Looks:
    """The looks that are going on, of everybody, in the memory of this process."""

    _last: dict[Key, datetime] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def begins(self, now: datetime, *key: str) -> bool:
        """Whether a look begins now; if not, the one that goes on is a little longer."""
        with self._lock:
            last = self._last.get(key)
            self._last[key] = now
            if len(self._last) > MANY:
                self._last = {key: at for key, at in self._last.items() if now - at <= SAME_LOOK}
            return last is None or now - last > SAME_LOOK or now.date() != last.date()

    def forget(self, *key: str) -> None:
        """It did not come to that look: the next one is new. With a person only, all of theirs."""
        with self._lock:
            self._last = {known: at for known, at in self._last.items() if known[: len(key)] != key}
