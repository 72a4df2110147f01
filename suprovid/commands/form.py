"""`suprovid form ...`: what a methodologist does with one form in a terminal; one row is one command."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from suprovid.commands import form_import, form_languages, form_schema, form_try, speech

SUBCOMMANDS = {
    "import": (form_import, "make a form of a plain JSON Schema of any draft"),
    "schema": (form_schema, "write a form as a plain JSON Schema for any validator"),
    "try": (form_try, "draw a form without a browser, save it untouched, say what is wrong"),
    "languages": (form_languages, "say which texts of the forms are not translated yet"),
}


def add(parser: argparse.ArgumentParser) -> None:
    """The commands of the group."""
    commands = parser.add_subparsers(title="commands", dest="subcommand", metavar="COMMAND", required=True)
    for name, (module, about) in SUBCOMMANDS.items():
        command = commands.add_parser(name, help=about, description=about)
        command.add_argument("--language", default="", help="the language of the sentences: uk, en")
        module.add(command)


def run(asked: argparse.Namespace) -> int:
    """Run the command that was asked for; answers its exit status."""
    run_it: Callable[[argparse.Namespace], int] = SUBCOMMANDS[asked.subcommand][0].run
    with speech.speaking(asked.language):
        return run_it(asked)
