"""The page for whoever comes while the folders are still being taken in: how far that is, nothing else."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Scope

from suprovid.desk.door import Door
from suprovid.desk.sign_in import html
from suprovid.desk.sign_in.visit import Visit

PATIENCE = 2.0
"""So many seconds a visitor waits for what will be open in a moment."""
AGAIN = "3"
"""After so many seconds the page asks again by itself."""


async def is_needed(door: Door) -> bool:
    """Whether the workspace is being opened, and will be for a while."""
    return not door.opening.is_over() and not await run_in_threadpool(door.opening.is_over, PATIENCE)


async def takes_long(door: Door, place: Future[Any]) -> bool:
    """Whether somebody who comes in waits for the workspace to be opened, and will for a while."""
    while not place.done():
        await asyncio.wait({asyncio.wrap_future(place)}, timeout=PATIENCE)
        if not place.done() and not door.opening.is_over():
            return True
    return False


def page(door: Door, scope: Scope) -> Response:
    """How far it is, in the visitor's language; it comes again until there is something to sign in to."""
    if scope["method"] not in ("GET", "HEAD"):
        return PlainTextResponse("Opening", 503, headers={"Retry-After": AGAIN})
    return told(Visit(door, Request(scope)))


def told(visit: Visit, then: str = "") -> Response:
    """The same for somebody who has come in already, and goes on to `then`."""
    door = visit.door
    part = door.opening.part
    body = html.paragraph(visit.say("waiting.why"))
    if part is not None:
        total = door.opening.total // 2  # each folder is read, and then worked out
        body += html.progress(visit.say("waiting.part", part=part, total=total), part)
    body += html.paragraph(visit.say("waiting.again"), "quiet foot")
    found = html.document(
        visit.say("waiting.title"), body, visit.language, brand=visit.say("signin.brand"), status=503
    )
    found.headers["Retry-After"] = AGAIN
    found.headers["Refresh"] = f"{AGAIN}; url={then}" if then else AGAIN
    return found
