"""The first start: who has the one-time key names the organisation and becomes its first person."""

from __future__ import annotations

from dataclasses import replace

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from suprovid.desk.door import door
from suprovid.desk.sign_in import copies_key, first_vault, founding, from_copy, html, recovery
from suprovid.desk.sign_in.founding import PROFILES, Founding
from suprovid.desk.sign_in.passwords import LIMITS
from suprovid.desk.sign_in.visit import Visit
from suprovid.errors import SuprovidError
from suprovid.forms.tongues import own_name

SEVERAL = ("languages", "roles", "areas", "legal_services")
TYPED = ("organisation", "language", "name", "login", "passphrase", "again", "phone", "profile")
LONGEST = 300


async def ask(request: Request) -> Response:
    """The questions, for somebody with the one-time key; a signpost for everybody else."""
    visit = await run_in_threadpool(Visit, door(), request)
    key = request.query_params.get("key", "")
    if visit.door.is_broken() and visit.door.opens_restore(key):
        return visit.finish(RedirectResponse(from_copy.address(key), 303))
    if not visit.door.opens_start(key):
        return visit.finish(_no_key(visit))
    asked = Founding(languages=tuple(visit.languages()), language=visit.language)
    return visit.finish(_questions(visit, key, asked, {}))


async def found(request: Request) -> Response:
    """Found the workspace and sign its first person in; after a mistake the same page, nothing lost."""
    visit = await run_in_threadpool(Visit, door(), request)
    sent = await request.form()
    key, asked = str(sent.get("key", "")), replace(_read(sent), own_language=visit.language)
    if not visit.door.opens_start(key):
        return visit.finish(_no_key(visit))
    if not visit.is_ours(sent):
        return visit.finish(_questions(visit, key, asked, {"": visit.say("signin.stale_form")}))
    token, errors = await run_in_threadpool(_found, visit, asked)
    if token is None:
        return visit.finish(_questions(visit, key, asked, errors))
    response = RedirectResponse(_then(visit), 303)
    visit.keep(response, visit.door.cookie, token)
    return visit.finish(response)


def _found(visit: Visit, asked: Founding) -> tuple[str | None, dict[str, str]]:
    if wrong := founding.wrong(visit.door.work, asked):
        return None, {field: visit.say(key, **facts) for field, (key, facts) in wrong.items()}
    try:
        person = first_vault.found(visit.door, asked)
    except SuprovidError as error:
        return None, {"": visit.door.tell(error, visit.language)}
    if not asked.sample and copies_key.is_offered(visit.door, person):
        copies_key.prepare(visit.door)
    return visit.door.enter(person), {}


def _then(visit: Visit) -> str:
    """The page with the key that has to be on paper: of the vault, or of the copies of data in clear."""
    if visit.door.safe.pending:
        return recovery.HERE
    return copies_key.HERE if visit.door in copies_key.PENDING else "/"


def _read(sent: FormData) -> Founding:
    typed = {name: str(sent.get(name, ""))[:LONGEST] for name in TYPED}
    several = {name: tuple(map(str, sent.getlist(name))) for name in SEVERAL}
    asked = Founding(**{**typed, **several})  # type: ignore[arg-type] # names are those of the fields above
    return replace(
        asked,
        alone=sent.get("alone") == "yes",
        sample=sent.get("sample") == "yes",
        plain=sent.get("vault") == "no",
    )


def _questions(visit: Visit, key: str, asked: Founding, errors: dict[str, str]) -> Response:
    say = visit.say
    about = {name: text for name, text in errors.items() if name}
    inside = "".join(
        (
            html.hidden(token=visit.form_token, key=key),
            _organisation(visit, asked, errors),
            _person(visit, asked, errors),
            _competence(visit, asked, errors),
            _vault(visit, asked, errors),
            _beginning(visit, asked),
            html.button(say("start.button")),
        )
    )
    body = html.paragraph(say("start.welcome"), "quiet")
    body += html.link_button(from_copy.address(key), say("start.from_copy"), "plain")
    body += html.told(errors[""], True) if errors.get("") else ""
    body += html.summary(say("start.mend"), about)
    return _page(visit, key, body + html.form("/auth/start", inside), 422 if errors else 200)


def _organisation(visit: Visit, asked: Founding, errors: dict[str, str]) -> str:
    say = visit.say
    known = [(code, own_name(code)) for code in visit.door.work.library.words.languages]
    return "".join(
        (
            html.heading(say("start.section.organisation")),
            _line(visit, "organisation", asked.organisation, errors, autocomplete="organization"),
            _line(visit, "phone", asked.phone, errors, type="tel", autocomplete="tel"),
            _choices(visit, "languages", known, asked.languages, errors),
            _choices(visit, "language", known, (asked.language,), errors, several=False),
        )
    )


def _person(visit: Visit, asked: Founding, errors: dict[str, str]) -> str:
    say, keep = visit.say, not {"passphrase", "again"} & errors.keys()
    roles = [(key, role.title(visit.language)) for key, role in visit.door.work.roles.known.items()]
    alone = [("yes", say("start.alone.yes")), ("no", say("start.alone.no"))]
    return "".join(
        (
            html.heading(say("start.section.person")),
            _line(visit, "name", asked.name, errors, autocomplete="name"),
            _line(visit, "login", asked.login, errors, autocomplete="username", autocapitalize="none"),
            html.line(
                "passphrase",
                say("start.passphrase"),
                asked.passphrase if keep else "",
                type="password",
                error=errors.get("passphrase", ""),
                help=say("start.passphrase.help", **LIMITS),
                autocomplete="new-password",
            ),
            html.line(
                "again",
                say("start.again"),
                asked.again if keep else "",
                type="password",
                error=errors.get("again", ""),
                autocomplete="new-password",
            ),
            _choices(visit, "alone", alone, ("yes" if asked.alone else "no",), errors, several=False),
            _choices(visit, "roles", roles, asked.roles, errors),
        )
    )


def _competence(visit: Visit, asked: Founding, errors: dict[str, str]) -> str:
    work, language = visit.door.work, visit.language
    areas = founding.choices(work, founding.AREAS, language)
    legal = founding.choices(work, founding.LEGAL_SERVICES, language)
    return "".join(
        (
            html.heading(visit.say("start.section.competence")),
            html.paragraph(visit.say("start.competence.help"), "quiet"),
            _choices(visit, "areas", areas, asked.areas, errors) if areas else "",
            _choices(visit, "legal_services", legal, asked.legal_services, errors) if legal else "",
        )
    )


def _vault(visit: Visit, asked: Founding, errors: dict[str, str]) -> str:
    """Encrypted, unless somebody chooses otherwise."""
    options = [(way, visit.say(f"start.vault.{way}")) for way in ("yes", "no")]
    chosen = "no" if asked.plain else "yes"
    heading = html.heading(visit.say("start.section.vault"))
    return heading + _choices(visit, "vault", options, (chosen,), errors, several=False)


def _beginning(visit: Visit, asked: Founding) -> str:
    say = visit.say
    profiles = [(profile, say(f"start.profile.{profile}")) for profile in PROFILES]
    sample = [("no", say("start.sample.no")), ("yes", say("start.sample.yes"))]
    return "".join(
        (
            html.heading(say("start.section.beginning")),
            _choices(visit, "profile", profiles, (asked.profile,), {}, several=False),
            _choices(visit, "sample", sample, ("yes" if asked.sample else "no",), {}, several=False),
        )
    )


def _line(visit: Visit, key: str, value: str, errors: dict[str, str], **extra: str) -> str:
    return html.line(
        key, visit.say(f"start.{key}"), value, error=errors.get(key, ""), help=_help(visit, key), **extra
    )


def _choices(
    visit: Visit,
    key: str,
    options: list[tuple[str, str]],
    chosen: tuple[str, ...],
    errors: dict[str, str],
    several: bool = True,
) -> str:
    return html.choices(
        key,
        visit.say(f"start.{key}"),
        options,
        chosen,
        several=several,
        error=errors.get(key, ""),
        help=_help(visit, key),
    )


def _help(visit: Visit, key: str) -> str:
    known = visit.door.work.library.words.has(f"start.{key}.help", visit.language)
    return visit.say(f"start.{key}.help") if known else ""


def _no_key(visit: Visit) -> Response:
    text = "start.done_already" if visit.door.is_founded() else "start.by_key"
    link = html.link("/auth/login", visit.say("signin.title")) if visit.door.is_founded() else ""
    return _page(visit, "", html.paragraph(visit.say(text)) + link, 403, wide=False)


def _page(visit: Visit, key: str, body: str, status: int, wide: bool = True) -> Response:
    languages = visit.door.work.library.words.languages
    links = html.language_links(languages, visit.language, "/auth/start", {"key": key} if key else {})
    return html.document(
        visit.say("start.title"),
        body,
        visit.language,
        brand=visit.say("signin.brand"),
        links=links,
        wide=wide,
        status=status,
    )
