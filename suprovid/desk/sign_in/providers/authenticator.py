"""People who sign in with the credentials file of streamlit-authenticator that their organisation keeps.

Only its check of a password is used: our form, our delays, our cookie.
The file is read, never written: the library empties it when it is killed while writing.
What cannot be mended: bcrypt reads 72 bytes, so longer secrets (some 36 Cyrillic letters) are refused.
"""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml  # type: ignore[import-untyped] # comes with streamlit-authenticator, without types

from suprovid.casework import people
from suprovid.casework.people import Person
from suprovid.casework.workspace import Workspace
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.errors import Damaged, SuprovidError

KIND = "bcrypt"
LARGEST = 1_000_000
BYTES = 72
NOBODY = "$2b$12$C6UzMDM.H6dfI/f/IKcEeO7zq4v3r8iZ3xX0eHqgV5i1oJ0mG7q2e"


class NoCredentials(SuprovidError):
    """There is nothing to check a sign-in against (`place`: the file, or the variable that names it)."""

    sentence = "signin.no_credentials"


class Authenticator:
    """Checks against the organisation's credentials file and against imported hashes in our own store."""

    def __init__(
        self,
        work: Workspace,
        passwords: Passwords,
        now: Callable[[], datetime],
        environment: Mapping[str, str] = os.environ,
    ) -> None:
        named = environment.get("SUPROVID_CREDENTIALS") or work.settings.value("credentials_file")
        self._work = work
        self._file = Path(named) if named else None
        self._read: tuple[tuple[int, int], dict[str, str]] | None = None
        self._lock = threading.Lock()
        if not self._has_something():
            raise NoCredentials(place=str(named or "SUPROVID_CREDENTIALS"))

    def _has_something(self) -> bool:
        try:
            return bool(self._hashes()) or any(_own_hash(person) for person in self._work.people.values())
        except Damaged:
            return False

    def check(self, login: str, secret: str) -> Person | None:
        """The active person of ours behind this name, if the secret fits the hash that is kept for them."""
        person = people.by_login(self._work, login)
        kept = self._hash_of(person)
        fits = _fits(secret, kept or self._nobody())
        return person if fits and kept and person and person.active else None

    def _nobody(self) -> str:
        """A hash that nothing fits and that takes as long to check as most of the real ones."""
        own = filter(None, map(_own_hash, self._work.people.values()))
        costs = Counter(kept[4:6] for kept in (*self._hashes().values(), *own))
        cost = costs.most_common(1)[0][0] if costs else ""
        return f"{NOBODY[:4]}{cost}{NOBODY[6:]}" if cost.isdigit() else NOBODY

    def mark(self, person: Person) -> str:
        """What changes when the file has another hash for this person, or none any more."""
        return self._hash_of(person) or ""

    def _hash_of(self, person: Person | None) -> str | None:
        if person is None:
            return None
        return self._hashes().get(people.plain_login(person.login)) or _own_hash(person)

    def _hashes(self) -> dict[str, str]:
        """The file's hashes by sign-in name, read again when the file changed."""
        if self._file is None:
            return {}
        with self._lock:
            stamp = _stamp(self._file)
            if self._read is None or self._read[0] != stamp:
                self._read = (stamp, read(self._file))
            return self._read[1]


def _own_hash(person: Person) -> str | None:
    """A hash that was imported into our own store."""
    kept = person.credential or {}
    return str(kept["hash"]) if kept.get("kind") == KIND and kept.get("hash") else None


def read(file: Path) -> dict[str, str]:
    """The bcrypt hashes in a credentials file by sign-in name; passwords in clear are passed over."""
    try:
        if file.stat().st_size > LARGEST:
            raise Damaged(place=str(file), why="too large")
        said = _plain_yaml(file.read_text(encoding="utf-8"))
        names = said["credentials"]["usernames"]
        hashes = {
            people.plain_login(str(name)): str(about.get("password", "")) for name, about in names.items()
        }
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        yaml.YAMLError,
        RecursionError,
    ) as error:
        raise Damaged(place=str(file), why=type(error).__name__) from error
    return {name: kept for name, kept in hashes.items() if _hasher().is_hash(kept)}


def _plain_yaml(text: str) -> Any:
    """YAML without aliases, which can make a small file enormous."""
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=yaml.SafeLoader)):
        raise ValueError("aliases are not read")
    return yaml.safe_load(text)


def _hasher() -> Any:
    """The library's own check; imported when needed, because it draws in half of Streamlit."""
    from streamlit_authenticator.utilities import Hasher

    return Hasher


def _fits(secret: str, kept: str) -> bool:
    try:
        return bool(_hasher().check_pw(secret, kept)) and len(secret.encode()) <= BYTES
    except (ValueError, TypeError):
        return False


def _stamp(file: Path) -> tuple[int, int]:
    try:
        found = file.stat()
    except OSError as error:
        raise Damaged(place=str(file), why=type(error).__name__) from error
    return found.st_mtime_ns, found.st_size
