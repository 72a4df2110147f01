"""Who is signed in: the browser holds a random secret, the server only its fingerprint.

Sessions live in the memory of the server, so a restart ends them all; servers that share a database share
them there, and they outlive the restart of one of them, but not fifteen minutes without any.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import secrets
import threading
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from suprovid.desk.sign_in.veil import unveiled, veiled
from suprovid.errors import Unwritable
from suprovid.store.records import InMemory, Records

LIFETIME = timedelta(hours=12)
IDLE = timedelta(minutes=15)
OFTEN = timedelta(seconds=1)
"""What somebody does is written down at most so often."""
FORGOTTEN = 10_000


@dataclass(frozen=True)
class Session:
    """One person at one browser; `key` is the fingerprint, `mark` changes with the person's passphrase.

    `hint` is what another provider wants to see again at the sign-out; only the browser's secret opens it.
    """

    key: str
    person: str
    roles: tuple[str, ...]
    expires: datetime
    seen: datetime
    mark: str = ""
    hint: str = field(default="", repr=False)

    @property
    def ends(self) -> datetime:
        """When it is over unless somebody does something."""
        return min(self.expires, self.seen + IDLE)

    def over(self, now: datetime) -> bool:
        """Whether the session ended by its age or because nobody did anything for too long."""
        return now >= self.ends


def fingerprint(token: str) -> str:
    """The part of a secret that the server may keep: its SHA-256."""
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()


class Sessions:
    """All open sessions, safe to ask from any thread.

    They are this process's own, unless `kept` is a room that several share: then a sign-out in one of them
    is one in all. While the database that has them is away, those seen here lately go on.
    """

    def __init__(self, kept: Records | None = None) -> None:
        self._kept = kept or InMemory()
        self._lately: dict[str, Session] = {}
        self._active: datetime | None = None
        self._refused: set[str] = set()
        self._lock = threading.Lock()

    def open(self, person: str, roles: tuple[str, ...], now: datetime, mark: str = "", hint: str = "") -> str:
        """A new session; answers the secret for the browser's cookie, which is kept nowhere else."""
        token = secrets.token_urlsafe(32)
        kept = veiled(token, hint)
        session = Session(fingerprint(token), person, roles, now + LIFETIME, now, mark, kept)
        self._active = now
        self._kept.sweep(now)
        self._kept.add(session.key, _written(session), session.ends, person)
        return token

    def find(self, token: str | None, now: datetime) -> Session | None:
        """The living session of this secret."""
        if not token:
            return None
        key = fingerprint(token)
        try:
            session = self._read(key)
            session = replace(session, hint=unveiled(token, session.hint)) if session else None
        except Unwritable:
            session = self._lately.get(key)
        if session and session.over(now):
            self.end(key)
            return None
        self._remember(key, session)
        return session

    def touch(self, key: str, now: datetime) -> None:
        """Remember that the person did something just now."""
        self._active = now
        with contextlib.suppress(Unwritable):
            text = self._kept.get(key)
            session = _session(key, text) if text else None
            if text and session and now - session.seen >= OFTEN:
                seen = replace(session, seen=now)
                self._kept.change(key, text, _written(seen), seen.ends)

    def wake(self, now: datetime) -> None:
        """Somebody is about to have a session."""
        self._active = now

    def end(self, key: str) -> None:
        """Sign out of one browser."""
        self._remember(key, None)
        self._kept.drop(key)

    def end_all(self, person: str) -> int:
        """Sign a person out everywhere; answers how many sessions ended."""
        theirs = self._kept.of(person)
        for key in theirs:
            self.end(key)
        return len(theirs)

    def end_everybody(self) -> int:
        """Sign everybody out; answers how many sessions ended."""
        keys = self._kept.all()
        for key in keys:
            self.end(key)
        return len(keys)

    def are_idle(self, now: datetime) -> bool:
        """Whether nobody has done anything here for as long as a session lasts without it."""
        return self._active is not None and now - self._active >= IDLE

    def anybody(self, now: datetime) -> bool:
        """Whether anybody is signed in."""
        self._kept.sweep(now)
        return bool(self._kept.all())

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

    def _read(self, key: str) -> Session | None:
        text = self._kept.get(key)
        return _session(key, text) if text else None

    def _remember(self, key: str, session: Session | None) -> None:
        with self._lock:
            self._lately.pop(key, None)
            if session:
                self._lately[key] = session
            if len(self._lately) > FORGOTTEN:
                self._lately.pop(next(iter(self._lately)))


def _written(session: Session) -> str:
    moments = [session.expires.isoformat(), session.seen.isoformat()]
    return json.dumps([session.person, session.roles, *moments, session.mark, session.hint])


def _session(key: str, text: str) -> Session:
    person, roles, expires, seen, mark, hint = json.loads(text)
    until, last = datetime.fromisoformat(expires), datetime.fromisoformat(seen)
    return Session(key, person, tuple(roles), until, last, mark, hint)
