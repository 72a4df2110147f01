"""The way in through the organisation's own provider: out to it, back with a proof, and out of both."""

from __future__ import annotations

import os
from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from suprovid.desk.door import Door, door
from suprovid.desk.sign_in import html
from suprovid.desk.sign_in.providers.oidc import NotProven, Oidc
from suprovid.desk.sign_in.visit import Visit, local
from suprovid.errors import SuprovidError

OUT, BACK, LEAVE = "/auth/oidc", "/auth/oidc/back", "/auth/oidc/leave"
SIGN_IN = "/auth/login"


def routes() -> list[Route]:
    """The routes of the provider's way; without one they lead to the sign-in."""
    return [
        Route(OUT, out, methods=["GET"]),
        Route(BACK, back, methods=["GET"]),
        Route(LEAVE, leave, methods=["GET"]),
    ]


def provider_of(here: Door) -> Oidc | None:
    """The organisation's provider, where people sign in through one; a vault opens by a passphrase first."""
    if here.safe.is_locked:
        return None
    return here.provider if isinstance(here.provider, Oidc) else None


def waits(here: Door, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether there is a provider whose people have to wait until somebody opens the vault."""
    return here.safe.is_locked and environment.get("SUPROVID_SIGN_IN") == "oidc"


async def out(request: Request) -> Response:
    """To the provider, with everything that must come back from there."""
    return await run_in_threadpool(_out, request)


def _out(request: Request) -> Response:
    visit, target = Visit(door(), request), local(request.query_params.get("next", "/"))
    oidc = provider_of(visit.door)
    if oidc is None or not visit.door.is_founded():
        return RedirectResponse(SIGN_IN, 303)
    errand = visit.door.errands.begin(target, visit.form_token, visit.door.now())
    try:
        place = oidc.begin(f"{visit.base}{BACK}", errand.state, errand.nonce, errand.verifier)
    except SuprovidError as error:
        return visit.finish(_sorry(visit, visit.door.tell(error, visit.language)))
    return visit.finish(RedirectResponse(place, 303))


async def back(request: Request) -> Response:
    """From the provider: a proof, for the browser that was sent there, and somebody whom we know."""
    return await run_in_threadpool(_back, request)


def _back(request: Request) -> Response:
    visit, asked = Visit(door(), request), request.query_params
    here, oidc = visit.door, provider_of(visit.door)
    errand = here.errands.finish(asked.get("state", ""), visit.form_token, here.now())
    if oidc is None or errand is None:
        return visit.finish(_sorry(visit, visit.say("signin.oidc.stale")))
    if asked.get("error") or not asked.get("code"):
        return visit.finish(_sorry(visit, visit.say("signin.oidc.broken_off")))
    try:
        if not oidc.is_from(asked.get("iss", "")):
            raise NotProven(why="issuer")
        proven = oidc.prove(f"{visit.base}{BACK}", asked["code"], errand.nonce, errand.verifier)
    except SuprovidError as error:
        here.note("sign_in_refused")
        return visit.finish(_sorry(visit, here.tell(error, visit.language)))
    person = oidc.person(proven)
    if person is None:
        here.note("sign_in_refused")
        return visit.finish(_sorry(visit, visit.say("signin.oidc.unknown", called=proven.called)))
    if old := here.sessions.find(visit.session_token, here.now()):
        here.sessions.end(old.key)
    response = RedirectResponse(errand.target, 303)
    visit.keep(response, here.cookie, here.enter(person, proven.hint))
    return visit.finish(response)


async def leave(request: Request) -> Response:
    """Out of the provider too, after our own session has ended."""
    return await run_in_threadpool(_leave, request)


def _leave(request: Request) -> Response:
    visit = Visit(door(), request)
    oidc = provider_of(visit.door)
    errand = visit.door.errands.finish(request.query_params.get("ticket", ""), "", visit.door.now())
    place = oidc.goodbye(errand.target, f"{visit.base}{SIGN_IN}") if oidc and errand else ""
    if not place:
        return RedirectResponse(f"{SIGN_IN}?left=1", 303)
    # a page and not a redirect: a browser follows no form of ours to another site
    body = html.paragraph(visit.say("signin.oidc.leaving")) + html.link(place, visit.say("signin.oidc.go_on"))
    page = html.document(visit.say("signin.leave"), body, visit.language, brand=visit.say("signin.brand"))
    page.headers["Refresh"] = f"0; url={place}"
    return visit.finish(page)


def _sorry(visit: Visit, text: str) -> Response:
    """Why it did not come to a sign-in, and the way to try again."""
    body = html.told(text, bad=True) + html.way(SIGN_IN, visit.say("signin.oidc.again"))
    return html.document(
        visit.say("signin.title"), body, visit.language, brand=visit.say("signin.brand"), status=401
    )
