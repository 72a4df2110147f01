"""Sign-ins under way at a provider: each can be finished once, soon, by the browser that began it."""

from __future__ import annotations

import hmac
import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from suprovid.desk.sign_in.sessions import fingerprint
from suprovid.desk.sign_in.veil import unveiled, veiled
from suprovid.store.records import Records

LASTS = timedelta(minutes=10)
MANY = 2_000
OWNER, SPENT = "errand", "spent"


@dataclass(frozen=True)
class Errand:
    """What must come back: `browser` is the fingerprint of a secret that only that browser has."""

    target: str
    browser: str
    began: datetime
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(48), repr=False)


class Errands:
    """In a room that all processes share, where there is one; the oldest give way to very many."""

    def __init__(self, kept: Records) -> None:
        self._kept = kept

    def begin(self, target: str, browser: str, now: datetime) -> Errand:
        """One more."""
        errand = Errand(target, fingerprint(browser), now)
        self._kept.sweep(now)
        for key in self._kept.of(OWNER)[: 1 - MANY]:
            self._kept.drop(key)
        said = [target, errand.browser, now.isoformat(), errand.nonce, errand.verifier]
        kept = veiled(errand.state, json.dumps(said))
        self._kept.add(fingerprint(errand.state), kept, now + LASTS, OWNER)
        return errand

    def finish(self, state: str, browser: str, now: datetime) -> Errand | None:
        """The errand with this state, if it is this browser's and not too old; never a second time."""
        key = fingerprint(state)
        said = self._kept.get(key)
        if not said or said == SPENT or not self._kept.change(key, said, SPENT, now + LASTS):
            return None
        target, whose, began, nonce, verifier = json.loads(unveiled(state, said))
        errand = Errand(target, whose, datetime.fromisoformat(began), state, nonce, verifier)
        is_theirs = hmac.compare_digest(whose, fingerprint(browser))
        return errand if is_theirs and timedelta(0) <= now - errand.began <= LASTS else None
