"""Those who come in stand in a line of their own: nobody who is in already waits for them.

Everything else that the server does beside drawing shares forty threads; forty strangers who try passphrases
would take them all, and no page would go on.
Who has to wait for long, because the folders are taken in first, gets a ticket and asks again.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from typing import Generic, ParamSpec, TypeVar

from suprovid.desk.sign_in.sessions import fingerprint

P = ParamSpec("P")
T = TypeVar("T")
ABREAST = 2
"""So many are looked after at a time; the others wait, first come, first served.

Fewer than the failures that cost a pause: an attempt counts as one until it is checked (`attempts`), and an
office where all come in at nine has one address.
"""
MANY = 100
_desk = ThreadPoolExecutor(ABREAST, "door")


def stand(work: Callable[P, T], *args: P.args, **more: P.kwargs) -> Future[T]:
    """A place in the line: the work is done once it is its turn."""
    return _desk.submit(partial(work, *args, **more))


async def in_line(work: Callable[P, T], *args: P.args, **more: P.kwargs) -> T:
    """What the work answers, in a thread, once it is its turn."""
    return await asyncio.wrap_future(stand(work, *args, **more))


class Tickets(Generic[T]):
    """What those wait for who were asked to come again; each is given out once, to the browser that asked."""

    def __init__(self) -> None:
        self._waiting: dict[str, Future[T]] = {}

    def give(self, place: Future[T]) -> str:
        """A secret for the browser's cookie; the oldest give way to very many."""
        ticket = secrets.token_urlsafe(32)
        self._waiting[fingerprint(ticket)] = place
        while len(self._waiting) > MANY:
            self._waiting.pop(next(iter(self._waiting)))
        return ticket

    def take(self, ticket: str | None) -> Future[T] | None:
        """What it stands for; never a second time."""
        return self._waiting.pop(fingerprint(ticket), None) if ticket else None
