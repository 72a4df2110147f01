"""Nobody is shut out: axe-core finds nothing serious on a page, on paper, at the door, in light and dark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from looking import axe, findings
from playwright.sync_api import Browser
from running_app import Running, start
from street import Visitor, visiting

from suprovid.casework.workspace import Workspace, open_workspace
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.desk.sign_in.providers.local import credential
from suprovid.sample import demo

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
PAGES = {path.stem for path in (ROOT / "pages").glob("*.py")}
OPENED_BY = {"halyna": ["review"], "marta": ["forms"], "bohdan": ["people", "settings", "backups", "journal"]}
"""Pages that only some may open; the frontliner opens the others."""
FRONTLINER = "oksana"


@dataclass(frozen=True)
class Office:
    """A running office of invented people: who signs in with which phrase, and what can be opened there."""

    running: Running
    phrases: dict[str, str]
    places: tuple[str, ...]

    @contextmanager
    def entered(self, browser: Browser, login: str) -> Iterator[Visitor]:
        """Somebody who has signed in."""
        with visiting(browser, self.running) as visitor:
            visitor.go("/auth/login")
            visitor.sign_in(login, self.phrases[login])
            yield visitor


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Office]:
    """The application over the smallest sample organisation."""
    axe()
    data, passwords = tmp_path_factory.mktemp("office") / "data", Passwords()
    with open_workspace(data, ROOT / "schemas") as work:
        accounts = demo.found(work, datetime.now(UTC), lambda phrase: credential(passwords, phrase), demo.FEW)
        places = tuple(_places(work))
    running = start(data)
    yield Office(running, {one.worker.login: one.passphrase for one in accounts}, places)
    running.kill()


def _places(work: Workspace) -> Iterator[str]:
    """One folder of each kind, one document of each form to read, and the longest forms to fill in."""
    seen: set[str] = set()
    for kind, id in work.store.folders():
        if kind in PAGES and kind not in seen:
            seen.add(kind)
            yield f"/{kind}?id={id}"
            yield from (f"/document?kind={kind}&id={id}&form={form}" for form in FILLED_IN.get(kind, ()))
            yield from (f"/print/{what}/{kind}/{id}" for what in PRINTED.get(kind, ()))
        for document in work.read(kind, id).documents.values():
            if document["form"] not in seen:
                seen.add(document["form"])
                yield f"/document?kind={kind}&id={id}&document={document['id']}"


FILLED_IN = {"case": ["needs_assessment", "individual_plan"], "client": ["consent"]}
PRINTED = {"case": ["algorithm"], "enquiry": ["contacts"]}


def test_nobody_is_shut_out_of_a_page(browser: Browser, office: Office) -> None:
    """Every page of the frontliner, every form to read, the longest to fill in, and sheets of paper."""
    with office.entered(browser, FRONTLINER) as visitor:
        mine = PAGES.difference(
            *OPENED_BY.values(), ("document", "case", "client", "enquiry", "organisation")
        )
        new = "/document?kind=enquiry&form=intake"
        told = [
            f"{place} {scheme}: {found}"
            for place in (*(f"/{page}" for page in sorted(mine)), new, *office.places, "/auth/account")
            for scheme, found in looked(visitor, place)
        ]
    assert not told, "\n".join(told)


@pytest.mark.parametrize("login", OPENED_BY)
def test_nobody_is_shut_out_of_what_few_may_open(browser: Browser, office: Office, login: str) -> None:
    """Review, forms, people and settings, each looked at by somebody whose page it is; here in English."""
    with office.entered(browser, login) as visitor:
        visitor.speak("en")
        told = [
            f"{page} {scheme}: {found}"
            for page in OPENED_BY[login]
            for scheme, found in looked(visitor, f"/{page}")
        ]
    assert not told, "\n".join(told)


def test_nobody_is_shut_out_at_the_door(browser: Browser, office: Office, tmp_path: Path) -> None:
    """The sign-in with a wrong phrase, and the page of the first start with all that is missing."""
    with visiting(browser, office.running) as visitor:
        told = [found for _, found in looked(visitor, "/auth/login")]
        visitor.page.fill("input[name=login]", FRONTLINER)
        visitor.page.fill("input[name=passphrase]", "це не та фраза зовсім")
        visitor.page.click("button[type=submit]", delay=80)
        visitor.page.wait_for_selector("[role=alert]")
        told += [found for _, found in seen(visitor)]
    fresh = start(tmp_path / "data")
    try:
        with visiting(browser, fresh) as visitor:
            first = re.search(r"/auth/start\?key=\S+", fresh.log.read_text(encoding="utf-8"))
            assert first
            told += [found for _, found in looked(visitor, first[0])]
            visitor.page.click("main button[type=submit]", delay=80)
            visitor.page.wait_for_selector("[role=alert]")
            told += [found for _, found in seen(visitor)]
    finally:
        fresh.kill()
    assert not told, "\n".join(told)


def looked(visitor: Visitor, place: str) -> Iterator[tuple[str, str]]:
    """What axe finds at an address."""
    visitor.go(place)
    if not place.startswith(("/auth", "/print")):
        visitor.settle()
    yield from seen(visitor)


def seen(visitor: Visitor) -> Iterator[tuple[str, str]]:
    """What axe finds on the page as it stands, in light colours and in dark ones."""
    for scheme in ("light", "dark"):
        visitor.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        visitor.page.wait_for_timeout(150)
        for found in findings(visitor.page, axe()):
            yield scheme, found
