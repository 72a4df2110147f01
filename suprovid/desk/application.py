"""The ASGI application: our routes first, the guard around everything, Streamlit behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.routing import Route

from suprovid.desk import file_route, print_route, quiet, shipped, warming
from suprovid.desk.door import ROOT, door
from suprovid.desk.keeping import keeping
from suprovid.desk.locking import locking
from suprovid.desk.menu import HOME
from suprovid.desk.sign_in.guard import Guard
from suprovid.desk.sign_in.routes import routes
from suprovid.desk.tidying import tidying

FRONT = ROOT / "suprovid" / "desk" / "front.py"


def parts(announce: bool = False) -> dict[str, Any]:
    """What makes `st.App` ours; from now on the shipped settings are in force.

    With `announce` it tells where the first start is, for servers that do not greet as our own command does.
    """
    shipped.apply(door().place.host)
    return {
        "routes": [Route(f"/{HOME}", _home), *routes(), *print_route.routes(), *file_route.routes()],
        "middleware": [Middleware(Guard, door=door, hosts=shipped.hosts)],
        "lifespan": _announced if announce else _open,
        "on_script_error": quiet.tell,
    }


async def _home(request: Request) -> RedirectResponse:
    """The first page has no address of its own in Streamlit: whoever names it is led to where it is."""
    query = request.url.query
    return RedirectResponse("/" + (f"?{query}" if query else ""), status_code=303)


@asynccontextmanager
async def _open(app: st.App) -> AsyncIterator[None]:
    """Open what can be opened before the first visitor, keep answers out of the logs, look after the rest."""
    quiet.install()
    await run_in_threadpool(door().begin)
    await run_in_threadpool(warming.warm_up)
    with keeping(door()), locking(door()), tidying():
        try:
            yield
        finally:
            door().opening.stop()


@asynccontextmanager
async def _announced(app: st.App) -> AsyncIterator[None]:
    """Say where the first start is while nobody works here: the key is in no other place."""
    async with _open(app):
        here = door()
        if here.opening.is_over() and not here.is_founded():
            place = f"/auth/start?key={here.start_key}"
            print(here.say("cli.start_here", here.language, place=place), flush=True)
        yield
