"""A door to try the handle of: a founded workspace, a clock that one can turn, and a street in front."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from argon2 import PasswordHasher
from asgi_browser import Answer, Browser
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from suprovid.casework import acts
from suprovid.casework.people import By, Person
from suprovid.desk import door as doors
from suprovid.desk.door import Door, Place
from suprovid.desk.sign_in import founding
from suprovid.desk.sign_in.founding import Founding
from suprovid.desk.sign_in.guard import Guard
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.desk.sign_in.providers.local import credential
from suprovid.desk.sign_in.routes import routes
from suprovid.store.slots import Cost

SCHEMAS = Path(__file__).parents[2] / "schemas"
HOST = "localhost:8501"
PHRASE = "зелений чайник біля вікна"
ASKED = Founding("Центр «Поруч»", name="Оксана Гай", login="оксана", passphrase=PHRASE, again=PHRASE)
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


class Clock:
    """Time as the test says."""

    def __init__(self) -> None:
        self.now = datetime(2026, 5, 6, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **by: float) -> None:
        self.now += timedelta(**by)


def stand_door(where: Path | Place, clock: Clock, address: str = "") -> Door:
    """The door of a data folder, with passphrases that are quick to check."""
    place = where if isinstance(where, Place) else Place(where, SCHEMAS, address)
    door = Door(place, clock)
    door.passwords = Passwords(CHEAP)
    door.safe.cost = Cost(memory=8, time=1)
    doors.use(door)
    return door


def close(door: Door) -> None:
    """Let go of everything, whether it was founded in clear or not."""
    if door.safe.is_on:
        door.lock()
    else:
        door.work.close()


def settle(door: Door) -> Person:
    """Found the workspace; Oksana works alone and has all roles."""
    return founding.found(door.work, door.passwords, ASKED, door.now())


def hire(door: Door, first: Person, login: str, *roles: str) -> Person:
    """Another person with the same passphrase."""
    by = By(first, door.now())
    who = {"name": login.title(), "login": login, "roles": list(roles)}
    done = acts.add_person(door.work, by, who)
    acts.set_credential(door.work, by, done.at, credential(door.passwords, PHRASE))
    return door.work.people[done.id]


async def inside(request: Request) -> PlainTextResponse:
    return PlainTextResponse(f"inside {request.url.path}", headers={"Set-Cookie": "x=1"})


async def stream(socket: WebSocket) -> None:
    await socket.accept()
    while (said := await socket.receive())["type"] != "websocket.disconnect":
        await socket.send_text(f"heard {said.get('text') or 'a message'}")


def street(door: Door) -> Browser:
    """A browser in front of this door; behind it stands something simpler than Streamlit."""
    app = Starlette(
        routes=[
            *routes(),
            WebSocketRoute("/_stcore/stream", stream),
            Route("/{path:path}", inside, methods=["GET", "PUT", "POST", "DELETE"]),
        ],
        middleware=[Middleware(Guard, door=lambda: door, hosts=lambda: ["localhost", "127.0.0.1"])],
    )
    scheme = "https" if door.place.is_https else "http"
    return Browser(app, HOST, scheme)


def at(door: Door, other: Browser | None = None) -> Browser:
    """A browser that comes to this process, with the cookies that it has from another."""
    doors.use(door)
    browser = street(door)
    if other:
        browser.cookies |= other.cookies
    return browser


def token_in(page: str) -> str:
    """The double-submit token that a page carries."""
    found = re.search(r'name="token" value="([^"]+)"', page)
    assert found, page[-500:]
    return found[1]


def sign_in(client: Browser, login: str = "оксана", phrase: str = PHRASE, **more: str) -> Answer:
    """Fill in the form as a browser does."""
    page = client.get("/auth/login", **more)
    sent = {"token": token_in(page.text), "login": login, "passphrase": phrase, **more}
    return client.post("/auth/login", sent)


@contextmanager
def put_back() -> Iterator[None]:
    """Leave no door of a test behind."""
    try:
        yield
    finally:
        doors.use(None)
