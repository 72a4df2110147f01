"""How far the start has come, in the terminal: said only when it takes long enough to wonder."""

from __future__ import annotations

import sys
import time
from typing import TextIO

from suprovid.commands.speech import say

QUIET, EVERY = 2.0, 1.0
"""Seconds until the first word, and from one to the next."""


class Reading:
    """Told how many folders are done, of how many; in one line where there is a terminal."""

    def __init__(self, out: TextIO = sys.stderr) -> None:
        self._out = out
        self._next = time.monotonic() + QUIET
        self._said = False

    def __call__(self, done: int, total: int) -> None:
        moment = time.monotonic()
        if moment >= self._next or (self._said and done >= total):
            self._next = moment + EVERY
            self._said = True
            end = "\r" if self._out.isatty() and done < total else "\n"
            print(say("cli.reading", part=100 * done // max(total, 1)), end=end, file=self._out, flush=True)
