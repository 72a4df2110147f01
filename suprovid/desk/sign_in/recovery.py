"""The recovery key: shown once to whoever manages people, printed, and proved to be written down.

With it, and with nothing else, an administrator gets in again who has forgotten the passphrase.
"""

from __future__ import annotations

import math

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from suprovid.casework import access, people
from suprovid.casework.people import By, Person
from suprovid.desk.door import Door, door
from suprovid.desk.sign_in import from_copy, html, on_paper, passphrases
from suprovid.desk.sign_in.line import in_line
from suprovid.desk.sign_in.on_paper import Errors, Paper
from suprovid.desk.sign_in.passwords import LIMITS, refusal
from suprovid.desk.sign_in.visit import Visit
from suprovid.errors import SuprovidError

HERE, SHEET, BACK_IN = "/auth/recovery", "/auth/recovery/sheet", "/auth/recover"
NAME = "recovery"
"""Wrong keys are counted under this name, which is no sign-in name of anybody."""


def routes() -> list[Route]:
    """The routes of the recovery key."""
    return [
        Route(HERE, show, methods=["GET"]),
        Route(HERE, answer, methods=["POST"]),
        Route(SHEET, sheet, methods=["GET"]),
        Route(BACK_IN, ask_back_in, methods=["GET"]),
        Route(BACK_IN, back_in, methods=["POST"]),
    ]


def may_keep(door: Door, person: Person) -> bool:
    """Whether this person is one of those who look after the recovery key."""
    return access.may(door.work, By(person, door.now()), "people")


def _may_keep(door: Door, person: Person) -> bool:
    return door.safe.is_open and may_keep(door, person)


# -- shown, printed, written down -----------------------------------------------------------------------


async def show(request: Request) -> Response:
    """The key while nobody has proved to have it; afterwards the way to a new one."""
    visit = await run_in_threadpool(Visit, door(), request)
    person = await run_in_threadpool(visit.person, _may_keep)
    if person is None:
        return RedirectResponse("/auth/login", 303)
    if visit.door.safe.pending and request.query_params.get("step") == "check":
        return visit.finish(on_paper.ask(visit, _paper(visit)))
    return visit.finish(_key_page(visit))


async def answer(request: Request) -> Response:
    """The groups that were typed from paper, or the wish for a new key."""
    visit = await run_in_threadpool(Visit, door(), request)
    person, sent = await run_in_threadpool(visit.person, _may_keep), await request.form()
    if person is None:
        return RedirectResponse("/auth/login", 303)
    if not visit.is_ours(sent):
        return visit.finish(_key_page(visit, visit.say("signin.stale_form")))
    if sent.get("renew"):
        return await run_in_threadpool(_renew, visit, person)
    return await run_in_threadpool(_confirm, visit, person, sent)


async def sheet(request: Request) -> Response:
    """The key on a sheet for paper."""
    visit = await run_in_threadpool(Visit, door(), request)
    person = await run_in_threadpool(visit.person, _may_keep)
    if person is None or not visit.door.safe.pending:
        return RedirectResponse(HERE if person else "/auth/login", 303)
    return on_paper.sheet(visit, _paper(visit))


def _renew(visit: Visit, person: Person) -> Response:
    try:
        visit.door.safe.pending = visit.door.safe.custody.renew_recovery(visit.door.safe.cost)
    except SuprovidError as error:
        return visit.finish(_key_page(visit, visit.door.tell(error, visit.language)))
    visit.door.note("recovery_key_made", person.id)
    return visit.finish(RedirectResponse(HERE, 303))


def _confirm(visit: Visit, person: Person, sent: FormData) -> Response:
    safe = visit.door.safe
    if not safe.pending or not sent.get("places"):
        return visit.finish(RedirectResponse(HERE, 303))
    if (again := on_paper.wrong(visit, _paper(visit), sent)) is not None:
        return visit.finish(again)
    try:
        safe.custody.confirm_recovery()
    except SuprovidError as error:
        return visit.finish(_key_page(visit, visit.door.tell(error, visit.language)))
    safe.pending = ""
    visit.door.note("recovery_key_kept", person.id)
    return visit.finish(RedirectResponse("/", 303))


def _paper(visit: Visit) -> Paper:
    return Paper(visit.door.safe.pending, visit.door.safe.custody.ring.workspace, HERE)


def _key_page(visit: Visit, wrong: str = "") -> Response:
    say, safe = visit.say, visit.door.safe
    body = html.told(wrong, True) if wrong else ""
    if safe.pending:
        body += on_paper.body(visit, _paper(visit))
    else:
        is_kept = visit.door.safe.custody.ring.is_kept
        body += html.paragraph(say("recovery.kept" if is_kept else "recovery.not_kept"))
        body += html.paragraph(say("recovery.renew.help"), "quiet")
        inside = html.hidden(token=visit.form_token, renew="yes") + html.button(say("recovery.renew"))
        body += html.form(HERE, inside)
        body += html.paragraph_link("/", say("account.back")) if is_kept else ""
    return on_paper.document(visit, say("recovery.title"), body, HERE, 422 if wrong else 200)


# -- back in --------------------------------------------------------------------------------------------


async def ask_back_in(request: Request) -> Response:
    """The form for somebody who has the sheet and no passphrase."""
    visit = await run_in_threadpool(Visit, door(), request)
    if not visit.door.safe.is_on:
        return RedirectResponse("/auth/login", 303)
    return visit.finish(_back_in_page(visit, {}))


async def back_in(request: Request) -> Response:
    """Open with the recovery key, and give an administrator a new passphrase."""
    visit = await run_in_threadpool(Visit, door(), request)
    sent = await request.form()
    if not visit.door.safe.is_on:
        return RedirectResponse("/auth/login", 303)
    if not visit.is_ours(sent):
        return visit.finish(_back_in_page(visit, {"": visit.say("signin.stale_form")}, sent))
    errors, token = await in_line(_recover, visit, sent)
    if token is None and not errors:
        return visit.finish(RedirectResponse(from_copy.address(visit.door.start_key), 303))
    if token is None:
        return visit.finish(_back_in_page(visit, errors, sent))
    response = RedirectResponse(f"{HERE}?used=1", 303)
    visit.keep(response, visit.door.cookie, token)
    return visit.finish(response)


def _recover(visit: Visit, sent: FormData) -> tuple[Errors, str | None]:
    """What is wrong, or a session; neither where no account can be read: then all comes from a copy."""
    here, was_locked = visit.door, visit.door.safe.is_locked
    if errors := _wrong_passphrase(visit, sent, ()):
        return errors, None
    if left := here.attempts.begin(NAME, visit.address, here.now()):
        return {"": visit.say("signin.wait", count=math.ceil(left.total_seconds()))}, None
    try:
        if not here.recover(str(sent.get("key", ""))):
            here.note("recovery_refused")
            return {"key": visit.say("recovery.wrong")}, None
    except SuprovidError as error:
        return {"key": here.tell(error, visit.language)}, None
    here.attempts.succeeded(NAME, visit.address, here.now())
    if here.is_broken():
        return {}, None
    errors, token = _let_in(visit, sent)
    if token is None and was_locked:
        here.lock()
    return errors, token


def _let_in(visit: Visit, sent: FormData) -> tuple[Errors, str | None]:
    """A new passphrase and a session for the administrator with this sign-in name."""
    here, secret = visit.door, str(sent.get("passphrase", ""))
    person = people.by_login(here.work, str(sent.get("login", "")))
    if person is None or not person.active or not may_keep(here, person):
        names = ", ".join(who.login for who in people.active(here.work) if may_keep(here, who))
        return {"login": visit.say("recovery.no_administrator", names=names)}, None
    if errors := _wrong_passphrase(visit, sent, (person.name, person.login, here.organisation)):
        return errors, None
    try:
        passphrases.give(here, By(person, here.now(), visit.language), person, secret)
    except SuprovidError as error:
        return {"": here.tell(error, visit.language)}, None
    here.sessions.end_all(person.id)
    here.note("recovered", person.id)
    return {}, here.enter(people.find(here.work, person.id))


def _wrong_passphrase(visit: Visit, sent: FormData, names: tuple[str, ...]) -> Errors:
    secret = str(sent.get("passphrase", ""))
    if why := refusal(secret, names):
        return {"passphrase": visit.say(why, **LIMITS)}
    if secret != str(sent.get("again", "")):
        return {"again": visit.say("start.wrong.again")}
    return {}


def _back_in_page(visit: Visit, errors: Errors, sent: FormData | None = None) -> Response:
    fields = (
        ("key", "vault.recovery_key", "text", "off", visit.say("recovery.key.help")),
        ("login", "recovery.login", "text", "username", ""),
        (
            "passphrase",
            "account.new",
            "password",
            "new-password",
            visit.say("start.passphrase.help", **LIMITS),
        ),
        ("again", "start.again", "password", "new-password", ""),
    )
    lines = [
        html.line(
            key,
            visit.say(label),
            str(sent.get(key, "")) if sent and kind == "text" else "",
            type=kind,
            error=errors.get(key, ""),
            help=help,
            autocomplete=complete,
            autocapitalize="none",
            spellcheck="false",
        )
        for key, label, kind, complete, help in fields
    ]
    body = (
        html.told(errors[""], True)
        if errors.get("")
        else html.paragraph(visit.say("recovery.back_in"), "quiet")
    )
    inside = html.hidden(token=visit.form_token) + "".join(lines) + html.button(visit.say("recovery.open"))
    body += html.form(BACK_IN, inside) + html.paragraph_link("/auth/login", visit.say("recovery.to_sign_in"))
    return on_paper.document(
        visit, visit.say("recovery.back_in.title"), body, BACK_IN, 422 if errors else 200
    )
