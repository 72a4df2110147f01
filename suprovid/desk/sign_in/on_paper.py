"""A recovery key on its way onto paper: shown, printed, and asked back by two of its groups."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from starlette.datastructures import FormData
from starlette.responses import HTMLResponse, Response

from suprovid.desk.print_route import POLICY
from suprovid.desk.sign_in import html
from suprovid.desk.sign_in.visit import Visit
from suprovid.exchange.paper import Groups, Heading, Rows, Sheet, Signatures, Text, page
from suprovid.store import recovery_key

ASKED = 2
Errors = dict[str, str]
Places = tuple[int, ...]


@dataclass(frozen=True, repr=False)
class Paper:
    """A key that is to be written down: the mark of what it opens, the address of its page.

    `words` begins the sentences that say what it opens; those of the vault's key are "recovery".
    """

    key: str
    mark: str
    here: str
    words: str = "recovery"

    @property
    def sheet(self) -> str:
        """The address of the sheet for a printer."""
        return f"{self.here}/sheet"


def body(visit: Visit, paper: Paper) -> str:
    """The key, what it is for, and the ways to a sheet and to the questions."""
    say = visit.say
    return (
        html.paragraph(say(f"{paper.words}.what"))
        + html.groups(recovery_key.groups(paper.key))
        + html.paragraph(say("recovery.where"), "quiet")
        + html.link_button(paper.sheet, say("recovery.to_sheet"))
        + html.link_button(f"{paper.here}?step=check", say("recovery.written"), "plain")
    )


def ask(visit: Visit, paper: Paper) -> Response:
    """Two groups are asked for, as they stand on paper."""
    places = tuple(sorted(secrets.SystemRandom().sample(range(recovery_key.GROUPS), ASKED)))
    return _questions(visit, paper, places, {}, None)


def wrong(visit: Visit, paper: Paper, sent: FormData) -> Response | None:
    """The questions once more, where a group is not what stands on paper; None when both are."""
    places = _read_places(sent)
    if not places:
        return ask(visit, paper)
    errors = {
        f"group{place}": visit.say("recovery.wrong_group")
        for place in places
        if not recovery_key.is_group(paper.key, place, str(sent.get(f"group{place}", "")))
    }
    return _questions(visit, paper, places, errors, sent) if errors else None


def sheet(visit: Visit, paper: Paper) -> Response:
    """The key on a sheet for a printer."""
    buttons = visit.say("print.print"), visit.say("print.back")
    content = page(_sheet(visit, paper), *buttons, paper.here)
    return HTMLResponse(content, headers={"Content-Security-Policy": POLICY})


def document(visit: Visit, title: str, body: str, path: str, status: int = 200) -> Response:
    """A page about a key, in each language of the organisation."""
    links = html.language_links(visit.languages(), visit.language, path, {})
    brand = visit.say("signin.brand")
    return html.document(title, body, visit.language, brand=brand, links=links, status=status)


def _questions(visit: Visit, paper: Paper, places: Places, errors: Errors, sent: FormData | None) -> Response:
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
    content = html.paragraph(visit.say("recovery.check"))
    content += html.form(
        paper.here, hidden + "".join(lines) + html.button(visit.say("recovery.check.button"))
    )
    content += html.paragraph_link(paper.here, visit.say("recovery.show_again"))
    return document(visit, visit.say("recovery.check.title"), content, paper.here, 422 if errors else 200)


def _read_places(sent: FormData) -> Places:
    """The places that were asked for: two different ones, or nothing."""
    found = {int(text) for text in str(sent.get("places", "")).split(",") if text.isdigit()}
    good = tuple(sorted(place for place in found if place < recovery_key.GROUPS))
    return good if len(good) == ASKED else ()


def _sheet(visit: Visit, paper: Paper) -> Sheet:
    say, here, words = visit.say, visit.door, paper.words
    return Sheet(
        say(f"{words}.title"),
        visit.language,
        here.organisation,
        blocks=(
            Text(say(f"{words}.sheet.lead"), lead=True),
            Groups(recovery_key.groups(paper.key)),
            Rows(
                (
                    (say("recovery.sheet.made"), f"{here.now():%d.%m.%Y}"),
                    (say(f"{words}.sheet.mark"), paper.mark),
                )
            ),
            Heading(say("recovery.sheet.how")),
            Text(say(f"{words}.sheet.use")),
            Heading(say("recovery.sheet.keep")),
            Text(say(f"{words}.sheet.rules")),
            Signatures((say("recovery.sheet.place"), say("recovery.sheet.who"))),
        ),
    )
