"""Our own addresses before Streamlit: sign in, sign out, and "am I still here?"."""

from __future__ import annotations

import asyncio
import math
from concurrent.futures import Future
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from suprovid.casework import people
from suprovid.desk.door import Door, door
from suprovid.desk.safe import AWAITED
from suprovid.desk.sign_in import (
    account,
    copies_key,
    elsewhere,
    encrypting,
    from_copy,
    html,
    line,
    recovery,
    start,
    waiting,
)
from suprovid.desk.sign_in.line import Tickets
from suprovid.desk.sign_in.visit import Visit, local
from suprovid.errors import SuprovidError

LOGIN_LONGEST = 200
Checked = tuple[str | None, str]
TICKET = "suprovid_ticket"
TICKETS: Tickets[Checked] = Tickets()
"""Those whose passphrase is being checked while the workspace is opened."""


def routes() -> list[Route]:
    """The routes of the door."""
    return [
        Route("/auth/login", login, methods=["GET"]),
        Route("/auth/login", sign_in, methods=["POST"]),
        Route("/auth/logout", leave, methods=["GET"]),
        Route("/auth/logout", sign_out, methods=["POST"]),
        Route("/auth/here", here, methods=["GET", "POST"]),
        Route("/auth/start", start.ask, methods=["GET"]),
        Route("/auth/start", start.found, methods=["POST"]),
        *account.routes(),
        *elsewhere.routes(),
        *copies_key.routes(),
        *encrypting.routes(),
        *from_copy.routes(),
        *recovery.routes(),
    ]


async def login(request: Request) -> Response:
    """The sign-in form; somebody who is signed in goes where they wanted."""
    visit = await run_in_threadpool(Visit, door(), request)
    target = local(request.query_params.get("next", "/"))
    if place := TICKETS.take(request.cookies.get(TICKET)):
        found = await _come_in(visit, place, target)
        found.delete_cookie(TICKET, path="/")
        return found
    if await run_in_threadpool(visit.door.session, visit.session_token, quietly=True):
        return RedirectResponse(target, 303)
    founded = await run_in_threadpool(visit.door.is_founded)
    page = _form(visit, target, message=_why_here(visit, request)) if founded else _not_founded(visit)
    if founded and await run_in_threadpool(visit.door.is_broken):
        page = _form(visit, target, message=visit.say("signin.broken"), status=503)
    if visit.session_token:
        page.delete_cookie(visit.door.cookie, path="/")
    return visit.finish(page)


async def sign_in(request: Request) -> Response:
    """Check the name and the passphrase, in a worker thread, and open a session."""
    visit = await run_in_threadpool(Visit, door(), request)
    sent = await request.form()
    name, secret = str(sent.get("login", "")), str(sent.get("passphrase", ""))
    target = local(str(sent.get("next", "/")))
    if not visit.is_ours(sent):
        return visit.finish(_form(visit, target, name, visit.say("signin.stale_form"), 403))
    place = line.stand(_check, visit.door, visit, name[:LOGIN_LONGEST], secret)
    if await waiting.takes_long(visit.door, place):
        page = waiting.told(visit, sign_in_address(target))
        visit.keep(page, TICKET, TICKETS.give(place))
        return visit.finish(page)
    return await _come_in(visit, place, target, name)


async def _come_in(visit: Visit, place: Future[Checked], target: str, name: str = "") -> Response:
    """Go on to where somebody wanted, or the form again with what is wrong."""
    token, message = await asyncio.wrap_future(place)
    if token is None:
        return visit.finish(_form(visit, target, name, message, 401))
    response = RedirectResponse(target, 303)
    visit.keep(response, visit.door.cookie, token)
    return visit.finish(response)


def _check(door: Door, visit: Visit, name: str, secret: str) -> Checked:
    """A new session's secret, or the sentence that says why there is none."""
    left = door.attempts.begin(name, visit.address, door.now())
    if left:
        return None, visit.say("signin.wait", count=math.ceil(left.total_seconds()))
    try:
        person = door.check(name, secret)
    except SuprovidError as error:
        return None, door.tell(error, visit.language)
    if person is None:
        known = None if door.safe.is_locked else people.by_login(door.work, name)
        door.note("sign_in_refused", known.id if known else "")
        return None, visit.say("signin.wrong")
    door.attempts.succeeded(name, visit.address, door.now())
    if old := door.sessions.find(visit.session_token, door.now()):
        door.sessions.end(old.key)
    return door.enter(person), ""


async def leave(request: Request) -> Response:
    """A page that asks whether to sign out, for those who come by an address."""
    visit = await run_in_threadpool(Visit, door(), request)
    everywhere = [("", visit.say("signin.here_only")), ("yes", visit.say("signin.everywhere"))]
    body = html.form(
        "/auth/logout",
        html.hidden(token=visit.form_token)
        + html.choices("everywhere", visit.say("signin.where"), everywhere, [""], several=False)
        + html.button(visit.say("signin.leave")),
    )
    return visit.finish(_page(visit, visit.say("signin.leave"), body))


async def sign_out(request: Request) -> Response:
    """End the session at once."""
    visit = await run_in_threadpool(Visit, door(), request)
    sent = await request.form()
    if not visit.is_ours(sent):
        return visit.finish(_form(visit, "/", message=visit.say("signin.stale_form"), status=403))
    place = "/auth/login?left=1"
    if found := await run_in_threadpool(visit.door.session, visit.session_token):
        place = await run_in_threadpool(visit.door.leave, found[0], bool(sent.get("everywhere")))
    response = RedirectResponse(place, 303)
    response.delete_cookie(visit.door.cookie, path="/")
    return visit.finish(response)


async def here(request: Request) -> Response:
    """Whether this browser is still signed in; a POST says that somebody typed or clicked meanwhile."""
    found = await run_in_threadpool(door().session, request.cookies.get(door().cookie), quietly=True)
    if found and request.method == "POST":
        door().sessions.touch(found[0].key, door().now())
    return JSONResponse({"session": found[0].key[:16]} if found else {}, 200 if found else 401)


def sign_in_address(target: str, **more: str) -> str:
    """The address of the sign-in that leads back to `target`."""
    query = {**({"next": target} if local(target) != "/" else {}), **more}
    return "/auth/login" + (f"?{urlencode(query)}" if query else "")


def _why_here(visit: Visit, request: Request) -> str:
    for reason in ("left", "ended", "restored"):
        if request.query_params.get(reason):
            return visit.say(f"signin.{reason}")
    return ""


def _form(visit: Visit, target: str, name: str = "", message: str = "", status: int = 200) -> Response:
    inside = (
        html.hidden(token=visit.form_token, next=target)
        + html.line(
            "login",
            visit.say("signin.login"),
            name,
            autocomplete="username",
            autocapitalize="none",
            spellcheck="false",
            **({} if name else {"autofocus": ""}),
        )
        + html.line(
            "passphrase",
            visit.say("signin.passphrase"),
            type="password",
            autocomplete="current-password",
            **({"autofocus": ""} if name else {}),
        )
        + html.button(visit.say("signin.enter"))
    )
    welcome = visit.say("signin.locked" if visit.door.safe.is_locked else "signin.welcome")
    body = html.told(message, status != 200) if message else html.paragraph(welcome, "quiet")
    help = html.paragraph(visit.say("signin.forgotten"), "quiet foot")
    if visit.door.safe.is_locked and visit.door.safe.clear.get(AWAITED):
        help = html.paragraph(visit.say("signin.awaited"), "quiet foot") + help
    if visit.door.safe.is_on:
        help += html.paragraph_link(recovery.BACK_IN, visit.say("recovery.by_key"))
    title = visit.door.organisation or visit.say("signin.title")
    ways = _ways(visit, target, html.form("/auth/login", inside), bool(name))
    return _page(visit, title, body + ways + help, target, status)


def _ways(visit: Visit, target: str, form: str, typed: bool) -> str:
    """Through the organisation's provider, where there is one; the passphrase is folded away behind it."""
    oidc = elsewhere.provider_of(visit.door)
    if oidc is None:
        waits = elsewhere.waits(visit.door)
        return (html.paragraph(visit.say("signin.oidc.locked"), "quiet") if waits else "") + form
    query = f"?{urlencode({'next': target})}" if target != "/" else ""
    way = html.way(f"{elsewhere.OUT}{query}", visit.say("signin.oidc.enter", name=oidc.title))
    return way + html.folded(visit.say("signin.oidc.passphrase"), form, typed)


def _not_founded(visit: Visit) -> Response:
    return _page(visit, visit.say("start.title"), html.paragraph(visit.say("start.by_key")))


def _page(visit: Visit, title: str, body: str, target: str = "/", status: int = 200) -> Response:
    query = {"next": target} if target != "/" else {}
    links = html.language_links(visit.languages(), visit.language, "/auth/login", query)
    return html.document(
        title, body, visit.language, brand=visit.say("signin.brand"), links=links, status=status
    )
