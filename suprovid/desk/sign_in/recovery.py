"""The recovery key: shown once to whoever manages people, printed, and proved to be written down.

With it, and with nothing else, an administrator gets in again who has forgotten the passphrase.
"""

from __future__ import annotations

import math
import secrets

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from suprovid.casework import access, people
from suprovid.casework.people import By, Person
from suprovid.desk.door import Door, door
from suprovid.desk.print_route import POLICY
from suprovid.desk.sign_in import from_copy, html, passphrases
from suprovid.desk.sign_in.passwords import LIMITS, refusal
from suprovid.desk.sign_in.visit import Visit
from suprovid.errors import SuprovidError
from suprovid.exchange.paper import Groups, Heading, Rows, Sheet, Signatures, Text, page
from suprovid.store import recovery_key

HERE, SHEET, BACK_IN = "/auth/recovery", "/auth/recovery/sheet", "/auth/recover"
ASKED = 2
NAME = "recovery"
"""Wrong keys are counted under this name, which is no sign-in name of anybody."""
Errors = dict[str, str]


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


# -- shown, printed, written down -----------------------------------------------------------------------


async def show(request: Request) -> Response:
    """The key while nobody has proved to have it; afterwards the way to a new one."""
    visit = await run_in_threadpool(Visit, door(), request)
    person = await run_in_threadpool(_keeper, visit)
    if person is None:
        return RedirectResponse("/auth/login", 303)
    if visit.door.safe.pending and request.query_params.get("step") == "check":
        return visit.finish(_check_page(visit, _places(), {}))
    return visit.finish(_key_page(visit))


async def answer(request: Request) -> Response:
    """The groups that were typed from paper, or the wish for a new key."""
    visit = await run_in_threadpool(Visit, door(), request)
    person, sent = await run_in_threadpool(_keeper, visit), await request.form()
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
    person = await run_in_threadpool(_keeper, visit)
    if person is None or not visit.door.safe.pending:
        return RedirectResponse(HERE if person else "/auth/login", 303)
    buttons = visit.say("print.print"), visit.say("print.back")
    return HTMLResponse(page(_sheet(visit), *buttons, HERE), headers={"Content-Security-Policy": POLICY})


def _keeper(visit: Visit) -> Person | None:
    """Who is signed in here, if they look after the key; the page speaks their language."""
    found = visit.door.session(visit.session_token)
    if found is None or not visit.door.safe.is_open or not may_keep(visit.door, found[1]):
        return None
    if found[1].language in visit.languages() and not visit.request.query_params.get("language"):
        visit.language = found[1].language
    return found[1]


def _renew(visit: Visit, person: Person) -> Response:
    try:
        visit.door.safe.pending = visit.door.safe.custody.renew_recovery(visit.door.safe.cost)
    except SuprovidError as error:
        return visit.finish(_key_page(visit, visit.door.tell(error, visit.language)))
    visit.door.note("recovery_key_made", person.id)
    return visit.finish(RedirectResponse(HERE, 303))


def _confirm(visit: Visit, person: Person, sent: FormData) -> Response:
    safe, places = visit.door.safe, _read_places(sent)
    if not safe.pending or not places:
        return visit.finish(RedirectResponse(HERE, 303))
    errors = {
        f"group{place}": visit.say("recovery.wrong_group")
        for place in places
        if not recovery_key.is_group(safe.pending, place, str(sent.get(f"group{place}", "")))
    }
    if errors:
        return visit.finish(_check_page(visit, places, errors, sent))
    try:
        safe.custody.confirm_recovery()
    except SuprovidError as error:
        return visit.finish(_key_page(visit, visit.door.tell(error, visit.language)))
    safe.pending = ""
    visit.door.note("recovery_key_kept", person.id)
    return visit.finish(RedirectResponse("/", 303))


def _places() -> tuple[int, ...]:
    return tuple(sorted(secrets.SystemRandom().sample(range(recovery_key.GROUPS), ASKED)))


def _read_places(sent: FormData) -> tuple[int, ...]:
    """The places that were asked for: two different ones, or nothing."""
    found = {int(text) for text in str(sent.get("places", "")).split(",") if text.isdigit()}
    good = tuple(sorted(place for place in found if place < recovery_key.GROUPS))
    return good if len(good) == ASKED else ()


def _key_page(visit: Visit, wrong: str = "") -> Response:
    say, safe = visit.say, visit.door.safe
    body = html.told(wrong, True) if wrong else ""
    if safe.pending:
        body += html.paragraph(say("recovery.what")) + html.groups(recovery_key.groups(safe.pending))
        body += html.paragraph(say("recovery.where"), "quiet")
        body += html.link_button(SHEET, say("recovery.to_sheet"))
        body += html.link_button(f"{HERE}?step=check", say("recovery.written"), "plain")
    else:
        is_kept = visit.door.safe.custody.ring.is_kept
        body += html.paragraph(say("recovery.kept" if is_kept else "recovery.not_kept"))
        body += html.paragraph(say("recovery.renew.help"), "quiet")
        inside = html.hidden(token=visit.form_token, renew="yes") + html.button(say("recovery.renew"))
        body += html.form(HERE, inside)
        body += html.paragraph_link("/", say("account.back")) if is_kept else ""
    return _page(visit, say("recovery.title"), body, HERE, 422 if wrong else 200)


def _check_page(
    visit: Visit, places: tuple[int, ...], errors: Errors, sent: FormData | None = None
) -> Response:
    lines = [
        html.line(
            f"group{place}",
            visit.say("recovery.group", number=place + 1),
            str(sent.get(f"group{place}", "")) if sent else "",
            error=errors.get(f"group{place}", ""),
            autocomplete="off",
            autocapitalize="characters",
            spellcheck="false",
            maxlength="12",
        )
        for place in places
    ]
    hidden = html.hidden(token=visit.form_token, places=",".join(map(str, places)))
    body = html.paragraph(visit.say("recovery.check"))
    body += html.form(HERE, hidden + "".join(lines) + html.button(visit.say("recovery.check.button")))
    body += html.paragraph_link(HERE, visit.say("recovery.show_again"))
    return _page(visit, visit.say("recovery.check.title"), body, HERE, 422 if errors else 200)


def _sheet(visit: Visit) -> Sheet:
    say, here = visit.say, visit.door
    return Sheet(
        say("recovery.title"),
        visit.language,
        here.organisation,
        blocks=(
            Text(say("recovery.sheet.lead"), lead=True),
            Groups(recovery_key.groups(here.safe.pending)),
            Rows(
                (
                    (say("recovery.sheet.made"), f"{here.now():%d.%m.%Y}"),
                    (say("recovery.sheet.mark"), here.safe.custody.ring.workspace),
                )
            ),
            Heading(say("recovery.sheet.how")),
            Text(say("recovery.sheet.use")),
            Heading(say("recovery.sheet.keep")),
            Text(say("recovery.sheet.rules")),
            Signatures((say("recovery.sheet.place"), say("recovery.sheet.who"))),
        ),
    )


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
    errors, token = await run_in_threadpool(_recover, visit, sent)
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
    return _page(visit, visit.say("recovery.back_in.title"), body, BACK_IN, 422 if errors else 200)


def _page(visit: Visit, title: str, body: str, path: str, status: int = 200) -> Response:
    links = html.language_links(visit.languages(), visit.language, path, {})
    return html.document(
        title, body, visit.language, brand=visit.say("signin.brand"), links=links, status=status
    )
