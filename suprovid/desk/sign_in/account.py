"""One's own account: another passphrase, and the way out of every browser at once."""

from __future__ import annotations

import math

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from suprovid.casework.people import By, Person
from suprovid.desk.door import door
from suprovid.desk.sign_in import html, passphrases, recovery
from suprovid.desk.sign_in.passwords import LIMITS, refusal
from suprovid.desk.sign_in.visit import Visit
from suprovid.errors import SuprovidError

HERE = "/auth/account"
Errors = dict[str, str]


def routes() -> list[Route]:
    """The routes of one's own account."""
    return [Route(HERE, show, methods=["GET"]), Route(HERE, change, methods=["POST"])]


async def show(request: Request) -> Response:
    """The page, for somebody who is signed in."""
    visit = await run_in_threadpool(Visit, door(), request)
    person = await run_in_threadpool(visit.person)
    if person is None:
        return RedirectResponse("/auth/login", 303)
    done = visit.say("account.changed") if request.query_params.get("changed") else ""
    return visit.finish(_page(visit, person, {}, done))


async def change(request: Request) -> Response:
    """Keep another passphrase; every session ends, and this browser gets a new one."""
    visit = await run_in_threadpool(Visit, door(), request)
    person, sent = await run_in_threadpool(visit.person), await request.form()
    if person is None:
        return RedirectResponse("/auth/login", 303)
    if not visit.is_ours(sent):
        return visit.finish(_page(visit, person, {"": visit.say("signin.stale_form")}))
    errors, token = await run_in_threadpool(_change, visit, person, sent)
    if token is None:
        return visit.finish(_page(visit, person, errors))
    response = RedirectResponse(f"{HERE}?changed=1", 303)
    visit.keep(response, visit.door.cookie, token)
    return visit.finish(response)


def _change(visit: Visit, person: Person, sent: FormData) -> tuple[Errors, str | None]:
    now, new = visit.door.now(), str(sent.get("passphrase", ""))
    if left := visit.door.attempts.begin(person.login, visit.address, now):
        return {"": visit.say("signin.wait", count=math.ceil(left.total_seconds()))}, None
    if not passphrases.fits(visit.door, person, str(sent.get("current", ""))):
        return {"current": visit.say("account.wrong")}, None
    visit.door.attempts.succeeded(person.login, visit.address, now)
    if why := refusal(new, (person.name, person.login, visit.door.work.settings.name)):
        return {"passphrase": visit.say(why, **LIMITS)}, None
    if new != str(sent.get("again", "")):
        return {"again": visit.say("start.wrong.again")}, None
    return _keep(visit, person, new)


def _keep(visit: Visit, person: Person, new: str) -> tuple[Errors, str | None]:
    door = visit.door
    by = By(person, door.now(), visit.language)
    try:
        passphrases.give(door, by, person, new)
    except SuprovidError as error:
        return {"": door.tell(error, visit.language)}, None
    door.sessions.end_all(person.id)
    door.note("passphrase_changed", person.id)
    return {}, door.enter(door.work.people[person.id])


def _page(visit: Visit, person: Person, errors: Errors, done: str = "") -> Response:
    said = html.told(errors.get("") or done, bool(errors)) if errors.get("") or done else ""
    body = (
        said + (_passphrase(visit, errors) if passphrases.has_one(visit.door, person) else "") + _out(visit)
    )
    if visit.door.safe.is_open and recovery.may_keep(visit.door, person):
        body += html.heading(visit.say("recovery.title")) + html.paragraph(
            visit.say("recovery.about"), "quiet"
        )
        body += html.link_button(recovery.HERE, visit.say("recovery.look_after"), "plain")
    back = html.link("/", visit.say("account.back"))
    return html.document(
        person.name,
        body,
        visit.language,
        brand=visit.say("signin.brand"),
        links=f'<nav class="languages">{back}</nav>',
        status=422 if errors else 200,
    )


def _passphrase(visit: Visit, errors: Errors) -> str:
    fields = (
        ("current", "account.current", "current-password", ""),
        ("passphrase", "account.new", "new-password", visit.say("start.passphrase.help", **LIMITS)),
        ("again", "start.again", "new-password", ""),
    )
    lines = [
        html.line(
            key, visit.say(label), type="password", autocomplete=kind, error=errors.get(key, ""), help=help
        )
        for key, label, kind, help in fields
    ]
    inside = html.hidden(token=visit.form_token) + "".join(lines) + html.button(visit.say("account.change"))
    return html.heading(visit.say("account.passphrase")) + html.form(HERE, inside)


def _out(visit: Visit) -> str:
    inside = html.hidden(token=visit.form_token, everywhere="yes")
    inside += html.button(visit.say("account.everywhere"), "plain")
    about = html.paragraph(visit.say("account.everywhere.help"), "quiet")
    return html.heading(visit.say("signin.leave")) + about + html.form("/auth/logout", inside)
