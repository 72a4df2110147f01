"""`suprovid init`: the first start in a terminal, by questions or by options."""

from __future__ import annotations

import argparse
import getpass
import os
import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

from suprovid.casework.workspace import Workspace
from suprovid.commands import speech
from suprovid.commands.speech import say, tell
from suprovid.desk.door import door
from suprovid.desk.sign_in import first_vault, founding
from suprovid.desk.sign_in.founding import AREAS, LEGAL_SERVICES, PROFILES, Founding, Wrong
from suprovid.errors import SuprovidError
from suprovid.store import recovery_key

ALL, TRIES = "all", 3
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
    parser.add_argument(
        "--recovery-key-file", type=Path, metavar="FILE", help="where to write the recovery key (a new file)"
    )


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
        if asked.recovery_key_file and asked.recovery_key_file.exists():
            print(say("cli.file_exists", place=asked.recovery_key_file), file=sys.stderr)
            return WRONG
        first_vault.found(door(), answers)
        _hand_over(asked.recovery_key_file)
    except SuprovidError as error:
        print(tell(error), file=sys.stderr)
        return WRONG
    except OSError as error:
        print(say("cli.unreadable", place=error.filename or "", why=error.strerror or ""), file=sys.stderr)
        return WRONG
    print(say("cli.founded", organisation=answers.organisation, place=door().place.data))
    return 0


def _hand_over(file: Path | None) -> None:
    """Say what protects the data: the recovery key, once, or a warning that nothing does.

    Who sits at the terminal shows that it is written down; else the first sign-in asks for it again.
    """
    safe = door().safe
    if not safe.pending:
        print(say("vault.plain"), file=sys.stderr)
        return
    if file is not None:
        with open(file, "x", encoding="utf-8", opener=_private) as new:
            new.write(f"{safe.pending}\n")
        print(say("cli.recovery_file", place=file))
    else:
        print(f"{say('cli.recovery_key')}\n\n  {safe.pending}\n")
    if _somebody_sits_here() and _has_it_on_paper(safe.pending):
        safe.custody.confirm_recovery()


def _has_it_on_paper(key: str) -> bool:
    place = secrets.randbelow(recovery_key.GROUPS)
    for _ in range(TRIES):
        if recovery_key.is_group(key, place, input(f"{say('recovery.group', number=place + 1)}: ")):
            return True
        print(say("recovery.wrong_group"), file=sys.stderr)
    return False


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


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
    if given is not None or not _somebody_sits_here():
        return given or ""
    return input(f"{say(f'start.{field}')}: ")


def _passphrase(file: Path | None) -> tuple[str, str]:
    """The passphrase twice: from the first line of a file, or typed unseen."""
    if file is not None:
        line = file.read_text(encoding="utf-8").partition("\n")[0].rstrip("\r")
        return line, line
    if not _somebody_sits_here():
        return "", ""
    return getpass.getpass(f"{say('start.passphrase')}: "), getpass.getpass(f"{say('start.again')}: ")


def _chosen(work: Workspace, name: str, field: str, given: Sequence[str] | None) -> tuple[str, ...]:
    """Some choices of a list by key or, when they are asked for, by number."""
    offered = founding.choices(work, name, speech.language())
    keys = tuple(value for value, _ in offered)
    if given is None:
        if not offered or not _somebody_sits_here():
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


def _somebody_sits_here() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())
