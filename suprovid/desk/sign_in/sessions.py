"""Who is signed in: the browser holds a random secret, the server only its fingerprint.

Sessions live in the memory of the server, so a restart ends them all.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LIFETIME = timedelta(hours=12)
IDLE = timedelta(minutes=15)
FORGOTTEN = 10_000


@dataclass(frozen=True)
class Session:
    """One person at one browser; `key` is the fingerprint, `mark` changes with the person's passphrase."""

    key: str
    person: str
    roles: tuple[str, ...]
    expires: datetime
    seen: datetime
    mark: str = ""

    def over(self, now: datetime) -> bool:
        """Whether the session ended by its age or because nobody did anything for too long."""
        return now >= self.expires or now - self.seen >= IDLE


def fingerprint(token: str) -> str:
    """The part of a secret that the server may keep: its SHA-256."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


class Sessions:
    """All open sessions of this process, safe to ask from any thread."""

    def __init__(self) -> None:
        self._open: dict[str, Session] = {}
        self._refused: set[str] = set()
        self._lock = threading.Lock()

    def open(self, person: str, roles: tuple[str, ...], now: datetime, mark: str = "") -> str:
        """A new session; answers the secret for the browser's cookie, which is kept nowhere else."""
        token = secrets.token_urlsafe(32)
        session = Session(fingerprint(token), person, roles, now + LIFETIME, now, mark)
        with self._lock:
            self._sweep(now)
            self._open[session.key] = session
        return token

    def find(self, token: str | None, now: datetime) -> Session | None:
        """The living session of this secret."""
        if not token:
            return None
        key = fingerprint(token)
        with self._lock:
            session = self._open.get(key)
            if session and session.over(now):
                del self._open[key]
                return None
            return session

    def touch(self, key: str, now: datetime) -> None:
        """Remember that the person did something just now."""
        with self._lock:
            if session := self._open.get(key):
                self._open[key] = replace(session, seen=now)

    def end(self, key: str) -> None:
        """Sign out of one browser."""
        with self._lock:
            self._open.pop(key, None)

    def end_all(self, person: str) -> int:
        """Sign a person out everywhere; answers how many sessions ended."""
        with self._lock:
            theirs = [key for key, session in self._open.items() if session.person == person]
            for key in theirs:
                del self._open[key]
            return len(theirs)

    def is_new_refusal(self, token: str) -> bool:
        """Whether this dead secret is shown for the first time, so that the journal has it once."""
        key = fingerprint(token)
        with self._lock:
            if key in self._refused:
                return False
            if len(self._refused) >= FORGOTTEN:
                self._refused.clear()
            self._refused.add(key)
            return True

    def _sweep(self, now: datetime) -> None:
        self._open = {key: session for key, session in self._open.items() if not session.over(now)}
