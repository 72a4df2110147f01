"""The ASGI application: our routes first, the guard around everything, Streamlit behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware

from suprovid.desk import print_route, quiet, shipped
from suprovid.desk.door import ROOT, door
from suprovid.desk.sign_in.guard import Guard
from suprovid.desk.sign_in.routes import routes

FRONT = ROOT / "suprovid" / "desk" / "front.py"


def application() -> st.App:
    """The whole application, configured as shipped wherever it is started from."""
    shipped.apply(door().place.host)
    return st.App(
        FRONT,
        routes=[*routes(), *print_route.routes()],
        middleware=[Middleware(Guard, door=door, hosts=shipped.hosts)],
        lifespan=_open,
        on_script_error=quiet.tell,
    )


@asynccontextmanager
async def _open(app: st.App) -> AsyncIterator[None]:
    """Open the workspace before the first visitor, and keep answers out of the logs from then on."""
    quiet.install()
    await run_in_threadpool(lambda: door().work)
    yield
