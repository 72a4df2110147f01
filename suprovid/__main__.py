"""The command line: start the app, found a workspace, check the schemas."""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from suprovid.commands import backup, check, demo, encrypt, form, init, move, restore, serve, verify

CUT_OFF = 141
"""The status of a command whose output nobody reads to its end, as a shell gives it."""
COMMANDS = {
    "init": (init, "found a workspace: organisation, languages, first person"),
    "demo": (demo, "fill an empty folder with an invented organisation and its cases"),
    "encrypt": (encrypt, "encrypt a workspace that began in clear"),
    "check": (check, "look for faults in forms, lists and the programme"),
    "backup": (backup, "copy everything to one file, while people work"),
    "verify": (verify, "rehearse a restore: is the backup good?"),
    "restore": (restore, "put a backup into an empty place: --data DIR"),
    "move": (move, "carry every folder into a database, or back"),
    "form": (form, "bring a form in, write it out, try it, look at its languages"),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; without one, start the app. Answers the exit status."""
    _let_any_terminal_print()
    parser = argparse.ArgumentParser(prog="suprovid", description="A case file for small organisations.")
    _places(parser)
    serve.add(parser)
    commands = parser.add_subparsers(title="commands", dest="command", metavar="COMMAND")
    for name, (module, about) in COMMANDS.items():
        command = commands.add_parser(name, help=about, description=about)
        _places(command)
        module.add(command)
    asked = parser.parse_args(arguments)
    _stand_at(asked)
    run: Callable[[argparse.Namespace], int] = COMMANDS[asked.command][0].run if asked.command else serve.run
    try:
        return run(asked)
    except BrokenPipeError:  # whoever reads has seen enough, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CUT_OFF


def _places(parser: argparse.ArgumentParser) -> None:
    """Where data and schemas are: allowed before and after the name of a command."""
    about = {"data": "what the app writes", "schemas": "what the organisation writes"}
    for name, text in about.items():
        variable = f"SUPROVID_{name.upper()}"
        parser.add_argument(
            f"--{name}",
            type=Path,
            metavar="DIR",
            default=argparse.SUPPRESS,
            help=f"{text} (default: {variable}, or {name}/ of the project)",
        )


def _let_any_terminal_print() -> None:
    """A terminal that lacks a letter, such as one of Windows with an old code page, shows another instead."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _stand_at(asked: argparse.Namespace) -> None:
    """Let everything that is opened from now on know the folders that were asked for."""
    for name in ("data", "schemas"):
        if folder := getattr(asked, name, None):
            os.environ[f"SUPROVID_{name.upper()}"] = str(folder.expanduser().resolve())


if __name__ == "__main__":
    sys.exit(main())
