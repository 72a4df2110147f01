"""`suprovid demo`: a workspace with invented people and cases, to try everything on."""

from __future__ import annotations

import argparse
import secrets
import sys
from contextlib import closing
from pathlib import Path

from suprovid.casework import people
from suprovid.casework.acts import first_person, person_at, set_credential
from suprovid.casework.opening import open_workspace
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.commands import speech
from suprovid.commands.speech import say, tell
from suprovid.desk.door import Place, clock
from suprovid.desk.safe import SLOT, TOLD
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.desk.sign_in.providers.local import credential
from suprovid.errors import SuprovidError
from suprovid.sample import demo
from suprovid.sample.staff import Account
from suprovid.store import custody, keyring
from suprovid.store.custody import Founder
from suprovid.store.opening import open_store
from suprovid.store.slots import STRONG

NOT_EMPTY, WRONG = 1, 2
COST = STRONG
CASES = 30


def add(parser: argparse.ArgumentParser) -> None:
    """How much is invented."""
    parser.add_argument(
        "--cases",
        type=_number,
        default=CASES,
        metavar="N",
        help=f"how many cases (default: {CASES}; at least {demo.FEW})",
    )
    parser.add_argument("--vault", action="store_true", help="encrypt the folder")


def run(asked: argparse.Namespace) -> int:
    """Fill an empty folder and say how to sign in; 1 if it is not empty, 2 if it cannot be written."""
    place = Place.from_environment()
    try:
        if (place.data.exists() and any(place.data.iterdir())) or _is_taken(place):
            return _refuse(place)
        if asked.vault:
            _found_in_vault(place, asked.cases)
            return 0
        with open_workspace(place.data, place.schemas) as work:
            passwords = Passwords()
            accounts = demo.found(work, clock(), lambda phrase: credential(passwords, phrase), asked.cases)
            _tell(work, accounts, place.data)
    except SuprovidError as error:
        print(tell(error), file=sys.stderr)
        return WRONG
    except OSError as error:
        print(say("cli.unreadable", place=error.filename or "", why=error.strerror or ""), file=sys.stderr)
        return WRONG
    return 0


def _found_in_vault(place: Place, cases: int) -> None:
    """The same in an encrypted folder; its recovery key is told too, once."""
    founder = Founder("", secrets.token_urlsafe(), first_person())
    keys, recovery = custody.found(place.data, founder, {}, COST)
    first = keys.slot
    with open_workspace(place.data, place.schemas, cover=keys.vault) as work:
        accounts = demo.found(work, clock(), lambda phrase: {"kind": SLOT, SLOT: first}, cases)
        by = By(people.find(work, accounts[0].id), clock())
        for account in accounts:
            slot = keys.add(Founder(account.worker.login, account.passphrase, account.id), COST)
            set_credential(work, by, person_at(work, account.id), {"kind": SLOT, SLOT: slot})
        keys.drop(first)
        keys.confirm_recovery()
        keys.tell({name: work.settings.value(name) for name in TOLD})
        _tell(work, accounts, place.data)
    print(f"\n{say('cli.recovery_key')}\n\n  {recovery}\n")
    keys.close()


def _is_taken(place: Place) -> bool:
    """Whether a database holds something already."""
    if not place.store:
        return False
    with closing(open_store(place.data, place.store)) as store:
        return any(store.folders())


def _refuse(place: Place) -> int:
    """Nothing is written over what is there; a sample made before is named as such."""
    print(say("demo.already" if _is_sample(place) else "demo.not_empty", place=place.data), file=sys.stderr)
    return NOT_EMPTY


def _is_sample(place: Place) -> bool:
    if keyring.is_there(place.data) or not (place.data / "workspace").is_dir():
        return False
    with open_workspace(place.data, place.schemas) as work:
        return demo.is_here(work)


def _tell(work: Workspace, accounts: tuple[Account, ...], data: Path) -> None:
    """A table of people, then the folder and the command that opens it."""
    print(say("demo.people"))
    print()
    for account in accounts:
        print(f"  {account.worker.name}  ({_roles(work, account)})")
        print(f"    {say('signin.login')}: {account.worker.login}")
        print(f"    {say('signin.passphrase')}: {account.passphrase}")
    print()
    print(say("demo.made", count=sum(kind == "case" for kind, _ in work.store.folders()), place=data))
    print(f"  suprovid --data {data}")


def _roles(work: Workspace, account: Account) -> str:
    return ", ".join(role.title(speech.language()) for role in work.roles.of(account.worker.roles))


def _number(text: str) -> int:
    number = int(text)
    if number < demo.FEW:
        raise argparse.ArgumentTypeError(f"{number} < {demo.FEW}")
    return number
