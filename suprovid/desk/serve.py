"""Serving the app: one socket on this machine, the browser opened when it answers."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
import webbrowser
from collections.abc import Callable

import streamlit as st
import uvicorn
from streamlit import config

from suprovid.desk.application import FRONT, parts
from suprovid.desk.door import Door

LARGEST_MESSAGE = 200 * 1024 * 1024
PING = 30


class PortTaken(Exception):
    """Somebody else listens on this port."""


def bind(address: str, port: int) -> socket.socket:
    """A listening socket; `PortTaken` when another program has it. Port 0 is any free one."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    ours = socket.socket(family)
    try:
        ours.setsockopt(socket.SOL_SOCKET, _claim(), 1)
        ours.bind((address, port))
        ours.listen(256)
    except OSError as error:
        ours.close()
        raise PortTaken(str(port)) from error
    return ours


def _claim() -> int:
    """How a port is asked for: on Windows, to reuse an address would be to take it from another program."""
    return getattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR)


def serve(ours: socket.socket, when_ready: Callable[[], None]) -> None:
    """Serve on this socket until somebody stops it."""
    config.set_option("server.port", ours.getsockname()[1], "command line")
    server = uvicorn.Server(
        uvicorn.Config(
            st.App(FRONT, **parts()),
            log_level="warning",
            access_log=False,
            ws="websockets-sansio",
            ws_max_size=LARGEST_MESSAGE,
            ws_per_message_deflate=False,  # a page is a hundred small messages: pressing each costs more
            ws_ping_interval=PING,
            ws_ping_timeout=PING,
            server_header=False,
        )
    )
    threading.Thread(target=_tell, args=(server, when_ready), daemon=True).start()
    server.run(sockets=[ours])


def _tell(server: uvicorn.Server, when_ready: Callable[[], None]) -> None:
    while not server.started and not server.should_exit:
        time.sleep(0.05)
    if server.started:
        when_ready()


def address(door: Door, port: int) -> str:
    """Where to point the browser: the first start with its key while nobody works here, else the door."""
    base = door.place.address or f"http://localhost:{port}"
    if not door.opening.is_over() or (door.is_founded() and not door.is_broken()):
        return f"{base}/"
    return f"{base}/auth/start?key={door.start_key}"


def open_browser(where: str) -> None:
    """Open the reader's browser, if there is one; the address stands in the terminal in any case."""
    with contextlib.suppress(webbrowser.Error, OSError):
        webbrowser.open(where)
