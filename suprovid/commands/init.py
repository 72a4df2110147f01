"""`suprovid init`: the first start in a terminal, by questions or by options."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Sequence
from pathlib import Path

from suprovid.casework import copy_seal
from suprovid.casework.people import By, Person
from suprovid.casework.workspace import Workspace
from suprovid.commands import handing_over, speech
from suprovid.commands.handing_over import first_line, somebody_sits_here
from suprovid.commands.speech import say, tell
from suprovid.desk.door import door
from suprovid.desk.sign_in import first_vault, founding
from suprovid.desk.sign_in.founding import AREAS, LEGAL_SERVICES, PROFILES, Founding, Wrong
from suprovid.errors import SuprovidError
from suprovid.store import copy_keys

ALL = "all"
WRONG, DONE_ALREADY = 2, 1
TYPED = ("organisation", "name", "login", "phone")


def add(parser: argparse.ArgumentParser) -> None:
    """One option for each question; what is left out is asked, if somebody sits at the terminal."""
    parser.add_argument("--organisation", help="the name of the organisation")
    parser.add_argument("--languages", type=_several, help="languages of the interface: uk,en")
    parser.add_argument("--language", help="the main language: uk")
    parser.add_argument("--name", help="the first person's name")
    parser.add_argument("--login", help="the first person's sign-in name")
    parser.add_argument(
        "--passphrase-file", type=Path, metavar="FILE", help="a file with the passphrase in a line"
    )
    parser.add_argument("--roles", type=_several, help="the first person's roles; without it they work alone")
    parser.add_argument("--areas", type=_several, help="areas of competence: keys, or all")
    parser.add_argument("--legal-services", type=_several, help="legal services offered: keys, or all")
    parser.add_argument("--phone", help="the telephone on printed sheets")
    parser.add_argument("--profile", choices=PROFILES, help="questions shown in forms (default: short)")
    parser.add_argument("--sample", action=argparse.BooleanOptionalAction, help="add invented cases")
    parser.add_argument("--plain", action="store_true", help="do not encrypt the data")
    handing_over.add(parser)


def run(asked: argparse.Namespace) -> int:
    """Found the workspace; 1 if somebody works there already, 2 with sentences if an answer does not do."""
    try:
        if door().is_founded():
            print(say("start.done_already"), file=sys.stderr)
            return DONE_ALREADY
        work = door().work
        answers = _answers(work, asked)
        if wrong := founding.wrong(work, answers):
            _tell(wrong)
            return WRONG
        if handing_over.is_taken(asked.recovery_key_file):
            return WRONG
        person = first_vault.found(door(), answers)
        _hand_over(asked.recovery_key_file, person)
    except SuprovidError as error:
        print(tell(error), file=sys.stderr)
        return WRONG
    except OSError as error:
        print(say("cli.unreadable", place=error.filename or "", why=error.strerror or ""), file=sys.stderr)
        return WRONG
    print(say("cli.founded", organisation=answers.organisation, place=door().place.data))
    return 0


def _hand_over(file: Path | None, person: Person) -> None:
    """Give away the recovery key, once: of the data, or of its copies with a warning that it is in clear."""
    here = door()
    if here.safe.pending:
        handing_over.hand_over(here.safe, file)
        return
    print(say("vault.plain"), file=sys.stderr)
    if file is None and not somebody_sits_here():
        print(say("copies_key.none_yet"), file=sys.stderr)
        return
    made, recovery = copy_keys.make(here.safe.cost)
    print(say("copies_key.what"))
    if handing_over.give(recovery, file) or file is not None:
        copy_seal.begin(here.work, By(person, here.now()), made)


def _answers(work: Workspace, asked: argparse.Namespace) -> Founding:
    """What the options say and, at a terminal, what is answered to the other questions."""
    main = asked.language or speech.language()
    typed = {field: _typed(field, getattr(asked, field)) for field in TYPED}
    passphrase, again = _passphrase(asked.passphrase_file)
    return Founding(
        **typed,
        languages=asked.languages or tuple(dict.fromkeys((main, *work.library.words.languages))),
        language=main,
        passphrase=passphrase,
        again=again,
        alone=asked.roles is None,
        roles=asked.roles or (),
        areas=_chosen(work, AREAS, "areas", asked.areas),
        legal_services=_chosen(work, LEGAL_SERVICES, "legal_services", asked.legal_services),
        profile=asked.profile or PROFILES[0],
        sample=bool(asked.sample),
        plain=asked.plain,
    )


def _typed(field: str, given: str | None) -> str:
    if given is not None or not somebody_sits_here():
        return given or ""
    return input(f"{say(f'start.{field}')}: ")


def _passphrase(file: Path | None) -> tuple[str, str]:
    """The passphrase twice: from the first line of a file, or typed unseen."""
    if file is not None:
        return first_line(file), first_line(file)
    if not somebody_sits_here():
        return "", ""
    return getpass.getpass(f"{say('start.passphrase')}: "), getpass.getpass(f"{say('start.again')}: ")


def _chosen(work: Workspace, name: str, field: str, given: Sequence[str] | None) -> tuple[str, ...]:
    """Some choices of a list by key or, when they are asked for, by number."""
    offered = founding.choices(work, name, speech.language())
    keys = tuple(value for value, _ in offered)
    if given is None:
        if not offered or not somebody_sits_here():
            return ()
        print(f"{say(f'start.{field}')}: {say('cli.by_number')}")
        for number, (_, title) in enumerate(offered, 1):
            print(f"{number:3}. {title}")
        given = _several(input("> "))
    if tuple(given) == (ALL,):
        return keys
    return tuple(keys[int(one) - 1] if one.isdigit() and 0 < int(one) <= len(keys) else one for one in given)


def _tell(wrong: Wrong) -> None:
    for field, (key, facts) in wrong.items():
        option = "passphrase-file" if field in {"passphrase", "again"} else field.replace("_", "-")
        print(f"--{option}: {say(key, **facts)}", file=sys.stderr)


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
