"""How the terminal hands over a recovery key: shown once or written to a new file, and asked back.

Who sits at the terminal shows that it is on paper; else the first sign-in asks for it again.
"""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from pathlib import Path

from suprovid.commands.speech import say
from suprovid.desk.safe import Safe
from suprovid.store import recovery_key

TRIES = 3


def add(parser: argparse.ArgumentParser) -> None:
    """The one option: where to write it."""
    parser.add_argument(
        "--recovery-key-file", type=Path, metavar="FILE", help="where to write the recovery key (a new file)"
    )


def is_taken(file: Path | None) -> bool:
    """Whether there is a file already, which is never written over; that is said."""
    if file is None or not file.exists():
        return False
    print(say("cli.file_exists", place=file), file=sys.stderr)
    return True


def hand_over(safe: Safe, file: Path | None) -> None:
    """Give the pending key of a vault away, once."""
    if give(safe.pending, file):
        safe.custody.confirm_recovery()


def give(key: str, file: Path | None) -> bool:
    """Show a key, or write it to a new file; whether somebody has shown that it is on paper."""
    if file is not None:
        with open(file, "x", encoding="utf-8", opener=_private) as new:
            new.write(f"{key}\n")
        print(say("cli.recovery_file", place=file))
    else:
        print(f"{say('cli.recovery_key')}\n\n  {key}\n")
    return somebody_sits_here() and _has_it_on_paper(key)


def somebody_sits_here() -> bool:
    """Whether questions can be answered."""
    return sys.stdin is not None and sys.stdin.isatty()


def first_line(file: Path) -> str:
    """A secret as it stands in a file: its first line."""
    return file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")


def _has_it_on_paper(key: str) -> bool:
    place = secrets.randbelow(recovery_key.GROUPS)
    for _ in range(TRIES):
        if recovery_key.is_group(key, place, input(f"{say('recovery.group', number=place + 1)}: ")):
            return True
        print(say("recovery.wrong_group"), file=sys.stderr)
    return False


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
