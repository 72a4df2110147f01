"""`suprovid encrypt`: a vault around a workspace that began in clear; asked again, it goes on."""

from __future__ import annotations

import argparse
import getpass
import sys
import time
from pathlib import Path

from suprovid.casework import copies
from suprovid.casework.acts import change_settings, settings_at
from suprovid.casework.copies import CLEAR, DELETE
from suprovid.casework.people import By, Person
from suprovid.commands import handing_over
from suprovid.commands.handing_over import first_line, somebody_sits_here
from suprovid.commands.speech import say, tell
from suprovid.desk.door import Door, door
from suprovid.desk.sign_in import first_vault, passphrases
from suprovid.errors import SuprovidError

NOTHING, WRONG = 1, 2
PAUSE = 5.0


def add(parser: argparse.ArgumentParser) -> None:
    """Who encrypts, and what becomes of copies in clear."""
    parser.add_argument("--login", help="the sign-in name of an administrator")
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="a file with their passphrase in a line"
    )
    parser.add_argument(
        "--delete-copies", action="store_true", help="make an encrypted copy, delete the copies in clear"
    )
    handing_over.add(parser)


def run(asked: argparse.Namespace) -> int:
    """Encrypt everything and say so; 1 where nobody works yet or all is done, 2 with a sentence otherwise."""
    here = door()
    try:
        if handing_over.is_taken(asked.recovery_key_file):
            return WRONG
        if not here.is_founded():
            print(say("encrypt.nobody", place=here.place.data), file=sys.stderr)
            return NOTHING
        return _encrypted(here, asked)
    except SuprovidError as error:
        print(tell(error), file=sys.stderr)
    except OSError as error:
        print(say("cli.unreadable", place=error.filename or "", why=error.strerror or ""), file=sys.stderr)
    finally:
        here.lock()
    return WRONG


def _encrypted(here: Door, asked: argparse.Namespace) -> int:
    was_begun = here.safe.is_on
    person, secret = _somebody(here, asked)
    if person is None:
        print(say("signin.wrong"), file=sys.stderr)
        return WRONG
    if was_begun and not here.safe.custody.is_over_plain:
        print(say("encrypt.all_done", place=here.place.data), file=sys.stderr)
        return NOTHING
    by = By(person, here.now(), person.language)
    if was_begun:
        print(say("encrypt.going_on"))
    else:
        first_vault.around(here, by, secret)
        handing_over.hand_over(here.safe, asked.recovery_key_file)
    if asked.delete_copies:
        change_settings(here.work, by, settings_at(here.work), {CLEAR: DELETE})
    _seal(here)
    here.note(first_vault.DONE, person.id)
    print(say("encrypt.done", place=here.place.data))
    if count := copies.go_on_giving_up(here.work, here.now(), here.media()):
        print(say("encrypt.deleted", count=count))
    return 0


def _seal(here: Door) -> None:
    """Until nothing lies in clear; with a database, what another process had on its way is waited for."""
    here.safe.seal_anew()
    if here.safe.custody.is_turning and here.place.store:
        print(say("encrypt.waiting"))
    while here.safe.custody.is_turning:
        time.sleep(PAUSE)
        here.safe.seal_anew()


def _somebody(here: Door, asked: argparse.Namespace) -> tuple[Person | None, str]:
    """Who proves to work here, and their passphrase."""
    is_asked = somebody_sits_here()
    login = asked.login or (input(f"{say('signin.login')}: ") if is_asked else "")
    secret = ""
    if asked.passphrase_file:
        secret = first_line(asked.passphrase_file)
    elif is_asked:
        secret = getpass.getpass(f"{say('signin.passphrase')}: ")
    person = here.check(login, secret)
    is_kept = person is not None and passphrases.has_one(here, person)
    return (person if is_kept else None), secret
