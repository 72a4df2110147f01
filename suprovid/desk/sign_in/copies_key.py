"""Copies of a workspace in clear are sealed from here: a recovery key for them, shown once and put on paper.

Nothing is sealed before two groups of it were typed back: a copy that nobody can open is no copy.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from suprovid.casework import access, copies, copy_seal
from suprovid.casework.acts import change_settings, settings_at
from suprovid.casework.copies import CLEAR, DELETE, KEEP
from suprovid.casework.people import By, Person
from suprovid.desk.door import Door, door
from suprovid.desk.sign_in import html, on_paper, passphrases
from suprovid.desk.sign_in.on_paper import Errors, Paper
from suprovid.desk.sign_in.visit import Visit
from suprovid.errors import SuprovidError
from suprovid.store import copy_keys
from suprovid.store.copy_keys import CopyKey

HERE, SHEET, BACK = "/auth/copies", "/auth/copies/sheet", "/backups"
WORDS = "copies_key"


@dataclass(frozen=True, repr=False)
class Pending:
    """A key that is not on paper yet, and what is to become of copies in clear once it is."""

    made: CopyKey
    recovery: str
    wish: str = KEEP


PENDING: WeakKeyDictionary[Door, Pending] = WeakKeyDictionary()


def routes() -> list[Route]:
    """The routes of the recovery key for copies."""
    return [
        Route(HERE, show, methods=["GET"]),
        Route(HERE, answer, methods=["POST"]),
        Route(SHEET, sheet, methods=["GET"]),
    ]


def is_offered(door: Door, person: Person) -> bool:
    """Whether copies here need a key of their own, and this person looks after copies."""
    if door.safe.is_on:
        return False
    by = By(person, door.now())
    return access.may(door.work, by, copy_seal.RIGHT, door.work.any_folder("workspace"))


def prepare(door: Door, wish: str = KEEP) -> None:
    """A key to be shown on the page next."""
    PENDING[door] = Pending(*copy_keys.make(door.safe.cost), wish)


async def show(request: Request) -> Response:
    """What it is about; the key, while there is one to be written down; the questions about it."""
    visit = await run_in_threadpool(Visit, door(), request)
    person = await run_in_threadpool(visit.person, is_offered)
    if person is None:
        return RedirectResponse("/auth/login", 303)
    pending = PENDING.get(visit.door)
    if pending and request.query_params.get("step") == "check":
        return visit.finish(on_paper.ask(visit, _paper(pending)))
    return visit.finish(await run_in_threadpool(_page, visit, person, {}))


async def answer(request: Request) -> Response:
    """The passphrase that asks for a key, or the groups that were typed from paper."""
    visit = await run_in_threadpool(Visit, door(), request)
    person, sent = await run_in_threadpool(visit.person, is_offered), await request.form()
    if person is None:
        return RedirectResponse("/auth/login", 303)
    if not visit.is_ours(sent):
        stale = {"": visit.say("signin.stale_form")}
        return visit.finish(await run_in_threadpool(_page, visit, person, stale))
    act = _confirm if sent.get("places") else _begin
    return visit.finish(await run_in_threadpool(act, visit, person, sent))


async def sheet(request: Request) -> Response:
    """The key on a sheet for paper."""
    visit = await run_in_threadpool(Visit, door(), request)
    person, pending = await run_in_threadpool(visit.person, is_offered), PENDING.get(visit.door)
    if person is None or pending is None:
        return RedirectResponse(HERE if person else "/auth/login", 303)
    return on_paper.sheet(visit, _paper(pending))


def _paper(pending: Pending) -> Paper:
    return Paper(pending.recovery, pending.made.ring.id, HERE, WORDS)


def _begin(visit: Visit, person: Person, sent: FormData) -> Response:
    if errors := passphrases.mistake(visit, person, str(sent.get("passphrase", ""))):
        return _page(visit, person, errors, sent)
    prepare(visit.door, DELETE if sent.get("copies") == DELETE else KEEP)
    return RedirectResponse(HERE, 303)


def _confirm(visit: Visit, person: Person, sent: FormData) -> Response:
    here, pending = visit.door, PENDING.get(visit.door)
    if pending is None:
        return RedirectResponse(HERE, 303)
    if (again := on_paper.wrong(visit, _paper(pending), sent)) is not None:
        return again
    by = By(person, here.now(), visit.language)
    try:
        copy_seal.begin(here.work, by, pending.made)
        change_settings(here.work, by, settings_at(here.work), {CLEAR: pending.wish})
    except SuprovidError as error:
        return _page(visit, person, {"": here.tell(error, visit.language)})
    PENDING.pop(here, None)
    with contextlib.suppress(SuprovidError, OSError):  # whoever looks after copies goes on with it
        copies.go_on_giving_up(here.work, here.now(), here.media())
    return RedirectResponse(BACK, 303)


def _page(visit: Visit, person: Person, errors: Errors, sent: FormData | None = None) -> Response:
    say, pending = visit.say, PENDING.get(visit.door)
    body = html.told(errors[""], True) if errors.get("") else ""
    if pending:
        body += on_paper.body(visit, _paper(pending))
        is_on = copy_seal.is_on(visit.door.work)
        body += html.paragraph_link(BACK, say("copies_key.back" if is_on else "copies_key.later"))
    else:
        body += _question(visit, person, errors, sent)
    return on_paper.document(visit, say("copies_key.title"), body, HERE, 422 if errors else 200)


def _question(visit: Visit, person: Person, errors: Errors, sent: FormData | None) -> str:
    say = visit.say
    is_on = copy_seal.is_on(visit.door.work)
    body = html.paragraph(say("copies_key.renew" if is_on else "copies_key.why"))
    inside = html.hidden(token=visit.form_token)
    if passphrases.has_one(visit.door, person):
        inside += html.line(
            "passphrase",
            say("encrypt.passphrase"),
            type="password",
            error=errors.get("passphrase", ""),
            autocomplete="current-password",
        )
    inside += _copies(visit, str(sent.get("copies", "")) if sent else DELETE)
    inside += html.button(say("copies_key.make"))
    return body + html.form(HERE, inside) + html.paragraph_link(BACK, say("copies_key.back"))


def _copies(visit: Visit, chosen: str) -> str:
    """What becomes of the copies that lie in clear."""
    media = visit.door.media()
    found = copies.in_clear(copies.all_of(media))
    if not found and media.second is None:
        return ""
    options = [(word, visit.say(f"encrypt.copies.{word}")) for word in (DELETE, KEEP)]
    help = visit.say("copies_key.clear.help", count=len(found))
    return html.choices("copies", visit.say("encrypt.copies"), options, (chosen,), several=False, help=help)
