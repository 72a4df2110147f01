"""The guard before everything: no page, no socket, no upload and no download for a stranger."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from urllib.parse import quote, urlsplit

from google.protobuf.message import DecodeError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg

from suprovid.desk.door import Door
from suprovid.desk.sign_in import waiting
from suprovid.desk.sign_in.sessions import Session

OURS = "/auth/"
OPEN = (OURS, "/static/", "/component/")
LONGEST_FORM = 100_000
OPEN_EXACTLY = frozenset({"/_stcore/health", "/_stcore/host-config", "/favicon.png", "/robots.txt"})
LASTING = ("/static/", "/component/")
SIGNED_OUT = 4401
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "geolocation=(), microphone=(), payment=(), usb=()",
}
POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval' blob:; worker-src 'self' blob:; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
    "media-src 'self' data: blob:; connect-src 'self' data:; frame-src 'self' blob: data:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
)
"""What Streamlit's pages may load: themselves. A remote picture in a text stays a broken picture.

`data:` is asked by the camera for the picture that it took; nothing leaves the page by it.
"""


class Guard:
    """ASGI middleware; `door` and `hosts` are asked at every request, so tests may bring their own."""

    def __init__(self, app: ASGIApp, door: Callable[[], Door], hosts: Callable[[], list[str]]) -> None:
        self._app = app
        self._door = door
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self._app(scope, receive, send)
        elif not is_host_allowed(Headers(scope=scope).get("host", ""), self._hosts()):
            await _refuse(scope, receive, send, PlainTextResponse("Unknown host", 400))
        elif scope["type"] == "http":
            await self._http(scope, receive, _with_headers(scope, send))
        else:
            await self._websocket(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] not in SAFE and not _is_same_origin(scope):
            await PlainTextResponse("Another site", 403)(scope, receive, send)
        elif not _is_part(scope["path"]) and await waiting.is_needed(self._door()):
            await waiting.page(self._door(), scope)(scope, receive, send)
        elif scope["path"].startswith(OURS):
            await self._app(scope, _short(receive), send)
        elif is_open(scope["path"]) or await self._session(scope):
            await self._app(scope, receive, send)
        else:
            await _to_the_sign_in(scope)(scope, receive, send)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        session = await self._session(scope) if self._door().opening.is_over() else None
        if session is None:
            await _refuse(scope, receive, send, PlainTextResponse("Sign in", 403))
            return
        await self._app(scope, self._while_signed_in(scope, session, receive, send), send)

    def _while_signed_in(self, scope: Scope, session: Session, receive: Receive, send: Send) -> Receive:
        """Messages of the browser as long as the session lives; then the line is cut before one is read."""

        async def receive_checked() -> Message:
            message = await receive()
            if message["type"] != "websocket.receive":
                return message
            if await self._session(scope) is None:
                await send({"type": "websocket.close", "code": SIGNED_OUT, "reason": "signed out"})
                return {"type": "websocket.disconnect", "code": SIGNED_OUT}
            if is_of_the_person(message):
                self._door().sessions.touch(session.key, self._door().now())
            return message

        return receive_checked

    async def _session(self, scope: Scope) -> Session | None:
        door = self._door()
        token = HTTPConnection(scope).cookies.get(door.cookie)
        if not token:
            return None
        found = await run_in_threadpool(door.session, token)
        return found[0] if found else None


def is_of_the_person(message: Message) -> bool:
    """Whether somebody did something, and the page did not ask by itself how far some work is."""
    try:
        said = BackMsg.FromString(message.get("bytes") or b"")
    except DecodeError:  # nothing that a page of ours says
        return False
    return said.WhichOneof("type") != "app_heartbeat" and not said.rerun_script.is_auto_rerun


def is_open(path: str) -> bool:
    """Whether a stranger may ask for this path."""
    return path in OPEN_EXACTLY or path.startswith(OPEN)


def _is_part(path: str) -> bool:
    """Whether this is a piece of a page, or asks after the server itself."""
    return path in OPEN_EXACTLY or path.startswith(LASTING)


def is_host_allowed(host: str, allowed: list[str]) -> bool:
    """Whether the Host header names us, so that a rebound name of another site is refused."""
    try:
        parts = urlsplit(f"//{host}")
        name = (parts.hostname or "").rstrip(".")
        _ = parts.port
    except ValueError:
        return False
    return bool(name) and parts.netloc == host and not parts.username and name in allowed


def _is_same_origin(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host")


def _short(receive: Receive) -> Receive:
    """What a stranger sends us, as far as we listen: our own forms are short."""
    heard = 0

    async def receive_counted() -> Message:
        nonlocal heard
        message = await receive()
        heard += len(message.get("body", b""))
        if heard > LONGEST_FORM:
            raise HTTPException(413)
        return message

    return receive_counted


def _to_the_sign_in(scope: Scope) -> Response:
    headers = Headers(scope=scope)
    if scope["method"] != "GET" or scope["path"].startswith(("/_stcore/", "/media/")):
        return PlainTextResponse("Sign in", 403)
    if headers.get("sec-fetch-dest", "document") not in {"document", "empty"}:
        return PlainTextResponse("Sign in", 403)
    query = scope["query_string"].decode("latin-1")
    target = quote(scope["path"] + (f"?{query}" if query else ""), safe="")
    return RedirectResponse("/auth/login" + ("" if target == "%2F" else f"?next={target}"), 303)


async def _refuse(scope: Scope, receive: Receive, send: Send, response: Response) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": SIGNED_OUT})
    else:
        await response(scope, receive, send)


def _with_headers(scope: Scope, send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers[name] = value
            headers.setdefault("Content-Security-Policy", POLICY)
            if not scope["path"].startswith(LASTING):
                headers["Cache-Control"] = "no-store"
        await send(message)

    return send_with_headers
