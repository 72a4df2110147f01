"""A new laptop, or accounts that cannot be read: everything from a copy, rehearsed before it takes its place.

Behind the one-time key of the start, which stands in the terminal, or after the recovery key was typed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from weakref import WeakKeyDictionary

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from suprovid.casework import copies, copy_seal, safekeeping
from suprovid.casework.safekeeping import Rehearsed
from suprovid.desk.door import Door, door
from suprovid.desk.sign_in import html
from suprovid.desk.sign_in.visit import Visit
from suprovid.errors import NotPossible, SuprovidError
from suprovid.store import backup, custody
from suprovid.store.copy_keys import NONE, Keys
from suprovid.store.port import Cover
from suprovid.store.restoring import BadBackup, NoKey

HERE = "/auth/start/copy"
SHOWN, LONGEST = 6, 1000
COUNTED = ("client", "enquiry", "case", "organisation", "person", "attachments")
Errors = dict[str, str]
OPENED: WeakKeyDictionary[Door, Keys] = WeakKeyDictionary()
"""The keys of the copy that was rehearsed last, between that and the restore: no page carries a key."""


@dataclass(frozen=True)
class Wish:
    """What was filled in: a copy that was found or a place that was typed, and the recovery key."""

    found: str = ""
    place: str = ""
    key: str = ""

    @classmethod
    def of(cls, sent: FormData) -> Wish:
        """As a form sent it."""
        return cls(*(str(sent.get(name, "")).strip()[:LONGEST] for name in ("copy", "place", "recovery")))

    @property
    def path(self) -> Path | None:
        """The file that is meant: of a folder the newest copy in it."""
        typed = self.place or self.found
        path = Path(typed.strip("\"'")).expanduser()
        if not typed or not path.is_absolute():
            return None
        kept = backup.all_in(path) if path.is_dir() else ()
        return kept[0][1] if kept else path


def routes() -> list[Route]:
    """The routes of coming back from a copy."""
    return [Route(HERE, ask, methods=["GET"]), Route(HERE, answer, methods=["POST"])]


def address(key: str) -> str:
    """Where it begins."""
    return f"{HERE}?key={key}"


async def ask(request: Request) -> Response:
    """Which copy, and the recovery key that opens it."""
    visit, key = await run_in_threadpool(Visit, door(), request), request.query_params.get("key", "")
    if not await run_in_threadpool(visit.door.opens_restore, key):
        return visit.finish(RedirectResponse("/auth/login", 303))
    return visit.finish(await run_in_threadpool(_questions, visit, key, Wish(), {}))


async def answer(request: Request) -> Response:
    """Rehearse the copy and say what is in it; then, once more asked, restore it."""
    visit = await run_in_threadpool(Visit, door(), request)
    sent = await request.form()
    key, wish = str(sent.get("key", "")), Wish.of(sent)
    if not await run_in_threadpool(visit.door.opens_restore, key):
        return visit.finish(RedirectResponse("/auth/login", 303))
    if not visit.is_ours(sent):
        stale = {"": visit.say("signin.stale_form")}
        return visit.finish(await run_in_threadpool(_questions, visit, key, wish, stale))
    act = _restore if sent.get("sure") else _rehearse
    return visit.finish(await run_in_threadpool(act, visit, key, wish))


def _rehearse(visit: Visit, key: str, wish: Wish) -> Response:
    """Restored elsewhere, opened, everything read: the page says what was found, or what is wrong."""
    path = wish.path
    if path is None or not path.is_file():
        return _questions(visit, key, wish, {"place": visit.say("copy.no_such", place=wish.place or "—")})
    try:
        keys = copy_seal.keys_for(path, visit.door.place.data, wish.key)
        if not wish.key and safekeeping.needs_key(path, keys):
            return _questions(visit, key, wish, {"recovery": visit.say("copy.key_needed")})
        opens = partial(_cover, typed=wish.key)
        found = safekeeping.rehearse(path, visit.door.place.schemas, opens, keys)
        OPENED[visit.door] = keys
    except NoKey:
        wrong = NotPossible(what="act.rehearse", why="backup.why.key")
        return _questions(visit, key, wish, {"recovery": visit.door.tell(wrong, visit.language)})
    except BadBackup as error:
        return _questions(visit, key, wish, {"place": visit.door.tell(error, visit.language)})
    except SuprovidError as error:
        return _questions(visit, key, wish, {"recovery": visit.door.tell(error, visit.language)})
    return _found(visit, key, path, found)


def _cover(data: Path, typed: str) -> Cover:
    found = custody.unlock_with_recovery(data, typed)
    if found is None:
        raise NotPossible(what="act.rehearse", why="backup.why.key")
    return found.vault


def _restore(visit: Visit, key: str, wish: Wish) -> Response:
    here, path = visit.door, wish.path
    try:
        if path is None:
            raise NotPossible(what="backup.restore", why="backup.why.not_ours")
        bring_back(here, path, OPENED.pop(here, NONE))
    except SuprovidError as error:
        return _questions(visit, key, wish, {"": here.tell(error, visit.language)})
    return RedirectResponse("/auth/login?restored=1", 303)


def bring_back(here: Door, path: Path, keys: Keys = NONE) -> None:
    """The copy in the place of what is here; what nobody worked with yet does not wait aside."""
    work, is_new = here.work, not here.is_broken()
    here.lock()  # its key is not the one of what comes
    safekeeping.restore_first(work, path, here.now(), is_new, keys)
    here.reopen()


# -- the pages ------------------------------------------------------------------------------------------


def _questions(visit: Visit, key: str, wish: Wish, errors: Errors) -> Response:
    say = visit.say
    is_broken = visit.door.is_broken()
    body = html.told(errors[""], True) if errors.get("") else ""
    body += html.paragraph(say("copy.broken" if is_broken else "copy.what"))
    offered = _offered(visit, wish)
    inside = html.hidden(token=visit.form_token, key=key) + offered
    inside += html.line(
        "place",
        say("copy.place_else" if offered else "copy.place"),
        wish.place,
        error=errors.get("place", ""),
        help=say("copy.place.help"),
        autocomplete="off",
        spellcheck="false",
    )
    inside += html.line(
        "recovery",
        say("vault.recovery_key"),
        wish.key,
        error=errors.get("recovery", ""),
        help=say("copy.key.help"),
        autocomplete="off",
        autocapitalize="characters",
        spellcheck="false",
    )
    body += html.form(HERE, inside + html.button(say("copy.look")))
    if not is_broken:
        body += html.paragraph_link(f"/auth/start?key={key}", say("copy.found_instead"))
    return _page(visit, key, body, 422 if errors else 200)


def _offered(visit: Visit, wish: Wish) -> str:
    """Copies that lie beside the data, or on a medium that is plugged in."""
    data = visit.door.place.data
    media = [copies.media_locked(data, visit.door.place.second), *copies.plugged_in()]
    known = {copy.path: copy for found in media for copy in copies.all_of(found)}
    newest = sorted(known.values(), key=lambda copy: copy.made, reverse=True)[:SHOWN]
    if not newest:
        return ""
    here = visit.door.now().tzinfo
    options = [
        (str(copy.path), f"{copy.made.astimezone(here):%d.%m.%Y %H:%M} · {copy.path.parent}")
        for copy in newest
    ]
    chosen = wish.found or ("" if wish.place else options[0][0])
    return html.choices("copy", visit.say("copy.offered"), options, (chosen,), several=False)


def _found(visit: Visit, key: str, path: Path, found: Rehearsed) -> Response:
    """What the rehearsal found, how old it is, and the button that means it."""
    say = visit.say
    when = f"{found.made.astimezone(visit.door.now().tzinfo):%d.%m.%Y %H:%M}"
    body = html.told(say("copy.good", when=when, ago=_ago(visit, visit.door.now() - found.made)))
    counts = [
        say(f"backups.count.{kind}", number=found.counts[kind]) for kind in COUNTED if found.counts.get(kind)
    ]
    body += html.points(counts)
    if found.damaged:
        places = ", ".join(found.damaged[:SHOWN])
        body += html.told(say("backups.rehearsed_damaged", count=len(found.damaged), places=places), True)
    body += html.paragraph(say("copy.then_broken" if visit.door.is_broken() else "copy.then"))
    if safekeeping.has_other_schemas(path, visit.door.place.schemas, OPENED.get(visit.door, NONE)):
        key_of = "copy.schemas" if visit.door.place.are_schemas_named else "copy.schemas_follow"
        body += html.told(say(key_of, place=str(visit.door.place.data / "schemas")))
    inside = html.hidden(token=visit.form_token, key=key, place=str(path), sure="yes")
    body += html.form(HERE, inside + html.button(say("copy.restore")))
    body += html.paragraph_link(address(key), say("copy.another"))
    return _page(visit, key, body, 200)


def _ago(visit: Visit, past: timedelta) -> str:
    hours = past // timedelta(hours=1)
    if hours < 1:
        return visit.say("care.just_now")
    if past.days < 1:
        return visit.say("care.hours_ago", count=hours)
    return visit.say("care.days_ago", count=past.days)


def _page(visit: Visit, key: str, body: str, status: int) -> Response:
    links = html.language_links(visit.languages(), visit.language, HERE, {"key": key})
    title, brand = visit.say("copy.title"), visit.say("signin.brand")
    return html.document(title, body, visit.language, brand=brand, links=links, wide=True, status=status)
