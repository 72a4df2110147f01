"""The first statement of every page: who is here, in which language, at which workspace; or stop."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import streamlit as st

from suprovid.casework.people import By, Person
from suprovid.casework.workspace import Workspace
from suprovid.desk.door import door
from suprovid.desk.menu import may_open
from suprovid.desk.sign_in.sessions import Session
from suprovid.desk.watch import send_to_the_sign_in


@dataclass(frozen=True)
class Desk:
    """What a page works with: the workspace, who acts and when, and the language of the reader.

    `names` are those of folders that were asked for at once, for as long as one page is drawn.
    """

    work: Workspace
    by: By
    language: str
    names: dict[tuple[str, str], str] = field(default_factory=dict, compare=False, repr=False)

    def say(self, key: str, /, **facts: object) -> str:
        """A sentence of the interface in the reader's language."""
        return self.work.library.words.say(key, self.language, **facts)


def front_desk(file: str) -> Desk:
    """The desk of the person of this run; stops for a stranger and for one who may not see this page."""
    _, person = signed_in()
    desk = desk_of(person)
    page = Path(file).stem
    if not may_open(page, desk.work.roles.pages(person.roles)):
        if desk.work.looks.begins(desk.by.now, person.id, "page_refused", page):
            door().note("page_refused", person.id, page=page)
        st.error(desk.say("page.not_yours"), icon=":material/lock:")
        st.stop()
    return desk


def signed_in() -> tuple[Session, Person]:
    """The session and the person behind the cookie of this very run; without one the run ends here."""
    found = door().session(st.context.cookies.get(door().cookie))
    return found if found else _nobody()


def desk_of(person: Person) -> Desk:
    """The desk of somebody who is known to be here."""
    work = door().work
    language = person.language if person.language in work.library.words.languages else work.settings.language
    return Desk(work, By(person, door().now(), language), language)


def _nobody() -> NoReturn:
    send_to_the_sign_in()
    st.info(door().say("signin.ended", door().language))
    st.stop()
