"""Signs people in in a child process and kills it, again and again; prints what was found as a line of JSON.

Usage: python sign_in_killing.py DIRECTORY TIMES PROVIDER [CREDENTIALS].
A process of its own, because only a process without threads may fork.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from argon2 import PasswordHasher
from door_house import PHRASE, SCHEMAS

from suprovid.casework import people
from suprovid.casework.opening import open_workspace
from suprovid.casework.people import Person
from suprovid.desk.door import Door, Place
from suprovid.desk.sign_in.attempts import Attempts
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.desk.sign_in.providers.local import Local
from suprovid.errors import SuprovidError

LOGIN = "оксана"


def hasher(strength: int) -> Passwords:
    return Passwords(PasswordHasher(time_cost=strength, memory_cost=8, parallelism=1))


def sign_in_for_ever(door: Door, tell: int) -> None:
    """Every sign-in of ours finds a hash that is out of date, so each writes the person's folder anew."""
    turns = (hasher(1), hasher(2))
    door.work.refresh(people.KIND, oksana(door).id)
    number = 0
    while True:
        number += 1
        provider = door.provider
        if isinstance(provider, Local):
            provider._passwords = turns[number % 2]
        door.attempts.begin(LOGIN, "10.7.7.7", door.now())
        person = provider.check(LOGIN, PHRASE)
        assert person
        door.attempts.succeeded(LOGIN, "10.7.7.7", door.now())
        door.enter(person)
        os.write(tell, b".")


def oksana(door: Door) -> Person:
    found = people.by_login(door.work, LOGIN)
    assert found
    return found


def killed(door: Door, pause: float) -> int:
    """How many sign-ins a child managed before it was killed."""
    hear, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(hear)
        try:
            sign_in_for_ever(door, tell)
        finally:
            os._exit(1)
    os.close(tell)
    os.read(hear, 1)
    time.sleep(pause)
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    said = 1
    while more := os.read(hear, 65536):
        said += len(more)
    os.close(hear)
    return said if os.WIFSIGNALED(status) else 0


def damaged(door: Door) -> int:
    """Whether the person's folder cannot be read, or holds no hash that this passphrase fits."""
    try:
        about = door.work.store.read(people.KIND, oksana(door).id).about
    except SuprovidError:
        return 1
    kept = about.get("credential") or {}
    return 0 if kept.get("kind") != "argon2id" or hasher(1).fits(PHRASE, kept["hash"]) else 1


def main(data: Path, times: int) -> dict[str, object]:
    door = Door(Place(data, SCHEMAS), lambda: datetime.now(UTC))
    assert door.provider.check(LOGIN, PHRASE)
    found: Counter[str] = Counter()
    for _ in range(times):
        found["sign-ins"] += (done := killed(door, random.random() * 0.02))
        found["kills"] += done > 0
        found["damaged"] += damaged(door)
        attempts = data / "attempts.json"
        found["attempts damaged"] += bool(attempts.exists() and not Attempts(attempts)._salt)
        try:
            json.loads(attempts.read_text(encoding="utf-8"))
        except ValueError:
            found["attempts damaged"] += 1
    with open_workspace(data, SCHEMAS) as again:
        found["people"] = len(again.people)
        found["unreadable"] = len(again.damaged)
        found["journal"] = sum(fault.why != "torn" for fault in again.journal.faults())
    return dict(found)


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]))))
