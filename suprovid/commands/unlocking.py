"""How the terminal opens an encrypted folder: with the recovery key, or as somebody who works there.

Neither is ever an argument of the command: those are seen by everybody on the machine.
"""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from suprovid.commands.speech import say
from suprovid.desk.safe import witness
from suprovid.errors import SuprovidError
from suprovid.store import copy_keys, custody, keyring, sealed_copies
from suprovid.store.copy_keys import Keys
from suprovid.store.custody import Custody, Witness
from suprovid.store.port import PLAIN, Cover
from suprovid.store.restoring import NoKey

VARIABLE = "SUPROVID_RECOVERY_KEY"
TRIES = 3


class NotOpened(SuprovidError):
    """The folder stays locked: nobody gave a key that opens it (`variable`: where one is looked for)."""

    sentence = "vault.not_opened"


def add(parser: argparse.ArgumentParser) -> None:
    """The one option: a file with the recovery key in it."""
    parser.add_argument(
        "--recovery-key-file",
        type=Path,
        metavar="FILE",
        help=f"the recovery key of encrypted data or copies: a file (or in {VARIABLE}, or typed when asked)",
    )


def opens(asked: argparse.Namespace) -> Callable[[Path], Cover]:
    """What opens the cover of a data folder, as backups and moves need it."""
    return lambda data: cover(data, asked)


def cover(data: Path, asked: argparse.Namespace, store: str = "") -> Cover:
    """The cover of a data folder: none where it is not encrypted; `NotOpened`, `Mistyped`, `BadKeyring`.

    `store` is the address of the database that has its folders, if there is one.
    """
    if not keyring.is_there(data):
        return PLAIN
    seen = witness(store) if store else None
    found = _by_recovery(data, asked, seen) or _by_asking(data, seen)
    if found is None:
        raise NotOpened(variable=VARIABLE)
    return found.vault


def copy_keys_of(path: Path, places: Iterable[Path], asked: argparse.Namespace) -> Keys:
    """What opens a copy that is sealed as a whole: a key in one of these data folders, or the recovery key.

    None for any other copy; `NoKey`, `Mistyped`.
    """
    ring = sealed_copies.ring_in(path)
    if ring is None:
        return copy_keys.NONE
    known = copy_keys.NONE.also(key for place in places for key in copy_keys.read_in_clear(place).all)
    if known.key(ring):
        return known
    typed = _recovery_key(asked)
    if not typed and sys.stdin is not None and sys.stdin.isatty():
        typed = getpass.getpass(f"{say('copies_key.title')}: ")
    found = ring.opened(typed) if typed else None
    if found is None:
        raise NoKey(place=path.name)
    return known.also([found])


def _recovery_key(asked: argparse.Namespace) -> str:
    """The one in the file or in the environment; "" when there is none."""
    file: Path | None = getattr(asked, "recovery_key_file", None)
    return (file.read_text(encoding="utf-8") if file else os.environ.get(VARIABLE, "")).strip()


def _by_recovery(data: Path, asked: argparse.Namespace, seen: Witness | None) -> Custody | None:
    typed = _recovery_key(asked)
    if not typed:
        return None
    found = custody.unlock_with_recovery(data, typed, seen)
    if found is None:
        raise NotOpened(variable=VARIABLE)
    return found


def _by_asking(data: Path, seen: Witness | None) -> Custody | None:
    """A sign-in name and its passphrase; an empty name asks for the recovery key."""
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    for _ in range(TRIES):
        login = input(f"{say('vault.login_or_nothing')}: ")
        if login.strip():
            found = custody.unlock(data, login, getpass.getpass(f"{say('signin.passphrase')}: "), seen)
        else:
            typed = getpass.getpass(f"{say('vault.recovery_key')}: ")
            found = custody.unlock_with_recovery(data, typed, seen)
        if found is not None:
            return found
        print(say("vault.not_it"), file=sys.stderr)
    return None
