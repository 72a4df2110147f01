"""Encrypting a workspace that began in clear: what it means, who opens it, what becomes of copies.

The recovery key is shown, printed and asked back on the page after this one, as at a first start.
"""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from suprovid.casework import copies, people, safekeeping
from suprovid.casework.acts import change_settings, settings_at
from suprovid.casework.copies import CLEAR, DELETE, KEEP
from suprovid.casework.people import By, Person
from suprovid.desk.door import Door, door
from suprovid.desk.safe import waiting
from suprovid.desk.sign_in import first_vault, html, passphrases, recovery
from suprovid.desk.sign_in.passwords import LIMITS, refusal
from suprovid.desk.sign_in.visit import Visit
from suprovid.errors import SuprovidError

HERE = "/auth/encrypt"
STEPS = ("key", "others", "open", "trace")
ELSEWHERE = ("database", "server")
"""What has to be said besides where the folders are in a database."""
Errors = dict[str, str]


def routes() -> list[Route]:
    """The routes of the encryption."""
    return [Route(HERE, show, methods=["GET"]), Route(HERE, begin, methods=["POST"])]


def is_offered(door: Door, person: Person) -> bool:
    """Whether this person may encrypt what lies here in clear."""
    return not door.safe.is_on and recovery.may_keep(door, person)


async def show(request: Request) -> Response:
    """What will happen, and the passphrase that opens the data from then on."""
    visit = await run_in_threadpool(Visit, door(), request)
    person = await run_in_threadpool(visit.person, is_offered)
    if person is None:
        return RedirectResponse("/auth/login", 303)
    return visit.finish(await run_in_threadpool(_page, visit, person, {}))


async def begin(request: Request) -> Response:
    """Begin it; the next page shows the recovery key."""
    visit = await run_in_threadpool(Visit, door(), request)
    person, sent = await run_in_threadpool(visit.person, is_offered), await request.form()
    if person is None:
        return RedirectResponse("/auth/login", 303)
    if not visit.is_ours(sent):
        return visit.finish(
            await run_in_threadpool(_page, visit, person, {"": visit.say("signin.stale_form")})
        )
    errors, token = await run_in_threadpool(_begin, visit, person, sent)
    if token is None:
        return visit.finish(await run_in_threadpool(_page, visit, person, errors, sent))
    response = RedirectResponse(recovery.HERE, 303)
    visit.keep(response, visit.door.cookie, token)
    return visit.finish(response)


def _begin(visit: Visit, person: Person, sent: FormData) -> tuple[Errors, str | None]:
    here, secret = visit.door, str(sent.get("passphrase", ""))
    if errors := _wrong(visit, person, secret, str(sent.get("again", ""))):
        return errors, None
    by = By(person, here.now(), visit.language)
    try:
        wish = DELETE if sent.get("copies") == DELETE else KEEP
        change_settings(here.work, by, settings_at(here.work), {CLEAR: wish})
        first_vault.around(here, by, secret)
    except SuprovidError as error:
        return {"": here.tell(error, visit.language)}, None
    here.sessions.end_all(person.id)
    return {}, here.enter(people.find(here.work, person.id))


def _wrong(visit: Visit, person: Person, secret: str, again: str) -> Errors:
    """The passphrase that is kept here has to fit; who has none here makes one."""
    here = visit.door
    if not passphrases.has_one(here, person):
        names = (person.name, person.login, here.organisation)
        if why := refusal(secret, names):
            return {"passphrase": visit.say(why, **LIMITS)}
        return {"again": visit.say("start.wrong.again")} if secret != again else {}
    return passphrases.mistake(visit, person, secret)


def _page(visit: Visit, person: Person, errors: Errors, sent: FormData | None = None) -> Response:
    say = visit.say
    body = html.told(errors[""], True) if errors.get("") else ""
    body += html.paragraph(say("encrypt.what"))
    others = len([who for who in waiting(visit.door.work) if who.id != person.id])
    steps = STEPS + (ELSEWHERE if visit.door.work.is_elsewhere else ())
    body += html.points(
        [say(f"encrypt.step.{step}", count=others) for step in steps if step != "others" or others]
    )
    inside = html.hidden(token=visit.form_token) + _passphrase(visit, person, errors)
    inside += _copies(visit, str(sent.get("copies", "")) if sent else DELETE)
    inside += html.button(say("encrypt.begin"))
    body += html.form(HERE, inside) + html.paragraph_link("/settings", say("encrypt.back"))
    links = html.language_links(visit.languages(), visit.language, HERE, {})
    title, brand = say("encrypt.title"), say("signin.brand")
    return html.document(
        title, body, visit.language, brand=brand, links=links, wide=True, status=422 if errors else 200
    )


def _passphrase(visit: Visit, person: Person, errors: Errors) -> str:
    say, is_known = visit.say, passphrases.has_one(visit.door, person)
    line = html.line(
        "passphrase",
        say("encrypt.passphrase" if is_known else "account.new"),
        type="password",
        error=errors.get("passphrase", ""),
        help=say("encrypt.passphrase.help") if is_known else say("start.passphrase.help", **LIMITS),
        autocomplete="current-password" if is_known else "new-password",
    )
    again = html.line(
        "again",
        say("start.again"),
        type="password",
        error=errors.get("again", ""),
        autocomplete="new-password",
    )
    return line if is_known else line + again


def _copies(visit: Visit, chosen: str) -> str:
    """What becomes of copies in clear and of data that an earlier restore set aside."""
    here = visit.door
    found = copies.in_clear(copies.all_of(here.media()))
    aside = safekeeping.aside(here.work)
    if not found and not aside and here.media().second is None:
        return ""
    options = [(word, visit.say(f"encrypt.copies.{word}")) for word in (DELETE, KEEP)]
    help = visit.say("encrypt.copies.help", count=len(found), aside=len(aside))
    return html.choices("copies", visit.say("encrypt.copies"), options, (chosen,), several=False, help=help)
