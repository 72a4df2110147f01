"""`suprovid`: start the app on this machine and open the browser."""

from __future__ import annotations

import argparse
import os
import sys

from suprovid.commands.reading import Reading
from suprovid.commands.speech import say, tell
from suprovid.desk.door import door
from suprovid.desk.serve import PortTaken, address, bind, open_browser, serve
from suprovid.errors import SuprovidError

LOOPBACK, PORT = "127.0.0.1", 8501
TROUBLE = 1


def add(parser: argparse.ArgumentParser) -> None:
    """The options of starting."""
    parser.add_argument(
        "--port", type=_port, default=PORT, help="where to listen (default: %(default)s; 0: any)"
    )
    parser.add_argument("--headless", action="store_true", help="do not open a browser")


def run(asked: argparse.Namespace) -> int:
    """Serve until somebody presses Ctrl+C; 1 with a sentence when that is not possible."""
    listen = os.environ.get("SUPROVID_LISTEN") or LOOPBACK
    try:
        ours = bind(listen, asked.port)
    except PortTaken:
        print(say("cli.port_taken", port=asked.port, other=asked.port + 1 or PORT + 1), file=sys.stderr)
        return TROUBLE
    if not door().place.address:
        os.environ.setdefault(
            "FORWARDED_ALLOW_IPS", ""
        )  # nobody stands before us, so nobody speaks for others
    door().told = Reading()
    try:
        if door().begin() and not door().safe.is_locked:
            _ = door().provider
    except SuprovidError as error:
        ours.close()
        print(tell(error), file=sys.stderr)
        return TROUBLE
    port = ours.getsockname()[1]
    serve(ours, lambda: _greet(port, asked.headless))
    return 0


def _greet(port: int, headless: bool) -> None:
    where = address(door(), port)
    print(say("cli.running", address=where), flush=True)
    if not headless:
        open_browser(where)


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")
    return number
