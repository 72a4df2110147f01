"""Nobody is shut out: axe-core finds nothing serious on a page, on paper, at the door, in light and dark."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from looking import axe, looked
from opening import opened, through
from playwright.sync_api import Browser, expect
from running_app import Running, start
from street import Visitor, visiting

from suprovid.casework import acts, people
from suprovid.casework.acts import At, Filled
from suprovid.casework.opening import open_workspace
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.desk.sign_in.providers.local import credential
from suprovid.sample import demo

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
DESK = ROOT / "suprovid" / "desk"
PAGES = {path.stem for path in (ROOT / "pages").glob("*.py")}
OPENED_BY = {"halyna": ["review"], "marta": ["forms"], "bohdan": ["people", "settings", "backups", "journal"]}
"""Pages that only some may open; the frontliner opens the others."""
FRONTLINER = "oksana"
DEEPER = {
    ("bohdan", "people"): (("Додати людину",), ("Змінити", "Закрити доступ")),
    ("halyna", "case"): tuple(
        ("Ще", each) for each in ("Виправити етап", "Позначки", "Передати іншій людині")
    ),
    ("iryna", "directory"): (("З таблиці",),),
    ("marta", "forms"): tuple(
        ("Змінити", each) for each in ("Додати питання", "Змінити підпис і підказку", "Перемістити питання")
    ),
    (FRONTLINER, "case"): (("Йти далі з причиною",),),
}
"""Who presses what, one after the other, until a dialog stands there or what a small edit asks."""
WORDS, NOTED = "Важливе словами людини", "client_words"
DIALOGS = frozenset({"people_page", "case_view_more", "case_view_gate", "directory_bringing"})
"""The modules that draw a dialog: each has its line above."""


@dataclass(frozen=True)
class Office:
    """A running office of invented people: who signs in with which phrase, and what can be opened there."""

    running: Running
    phrases: dict[str, str]
    places: tuple[str, ...]

    def place(self, page: str) -> str:
        """The address of a page; of a folder's page, with the folder."""
        return next((each for each in self.places if each.startswith(f"/{page}?")), f"/{page}")

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
    """The newest folder of each kind, one document of each form, and the longest forms to fill in."""
    seen: set[str] = set()
    newest = sorted(
        work.store.folders(), key=lambda at: str(work.read(*at).about.get("code", "")), reverse=True
    )
    for kind, id in newest:
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
        told = list(walked(visitor, (*(f"/{page}" for page in sorted(mine)), new, *office.places)))
        told += found_at(visitor, "/auth/account")
    assert not told, "\n".join(told)


@pytest.mark.parametrize("login", OPENED_BY)
def test_nobody_is_shut_out_of_what_few_may_open(browser: Browser, office: Office, login: str) -> None:
    """Review, forms, people and settings, each looked at by somebody whose page it is; here in English."""
    with office.entered(browser, login) as visitor:
        visitor.speak("en")
        told = list(walked(visitor, [f"/{page}" for page in OPENED_BY[login]]))
    assert not told, "\n".join(told)


def test_nobody_is_shut_out_of_a_dialog(browser: Browser, office: Office) -> None:
    """What stands over a page until it is answered, and the small edits of a form, as they first stand."""
    drawn = {path.stem for path in DESK.glob("*.py") if "st.dialog(" in path.read_text(encoding="utf-8")}
    assert drawn == DIALOGS, "a new dialog needs its line in DEEPER"
    told = []
    stands_at(office, "evaluation")
    for login, page in DEEPER:
        with office.entered(browser, login) as visitor:
            visitor.speak("uk")
            for names in DEEPER[login, page]:
                visitor.go(office.place(page))
                visitor.settle()
                through(visitor, names)
                told += found(visitor, f"{page} {names[-1]}")
    assert not told, "\n".join(told)


def test_nobody_is_shut_out_when_something_is_wrong(browser: Browser, office: Office) -> None:
    """What is missing, a draft that goes on, and what somebody else saved meanwhile, answer by answer."""
    with office.entered(browser, FRONTLINER) as visitor:
        blank = office.place("enquiry").replace("/enquiry?", "/document?kind=enquiry&form=contact_note&")
        visitor.go(blank)
        visitor.settle()
        visitor.press("Подати")
        told = list(found(visitor, "problems"))
        visitor.type(WORDS, "Як було")
        visitor.answer("Чи відбувся контакт", "Не відповіли")
        visitor.press("Зберегти чернетку")
        visitor.follow(re.compile("Нотатка про контакт"))
        visitor.type(WORDS, "Як почула я")
        visitor.page.reload()
        visitor.settle()
        visitor.see("Відновлено вашу чернетку")
        told += found(visitor, "draft")
        meanwhile(office, "Як почули інші")
        visitor.press("Зберегти чернетку")
        visitor.see("Як почули інші")
        told += found(visitor, "merge")
        visitor.press("Застосувати і продовжити")
        visitor.press("Зберегти чернетку")
        expect(visitor.page.get_by_role("textbox", name=WORDS, exact=True)).to_have_count(0)
    assert not told, "\n".join(told)


def stands_at(office: Office, stage: str) -> None:
    """The case stands where much is missing that one may pass with a reason."""
    with beside(office) as (work, by):
        id = office.place("case").partition("id=")[2]
        acts.correct_stage(work, by, At("case", id, work.read("case", id).revision), stage, "Так домовилися")


def meanwhile(office: Office, words: str) -> None:
    """The note that is open here is saved in another window."""
    with beside(office) as (work, by):
        kind, id = "enquiry", office.place("enquiry").partition("id=")[2]
        folder = work.read(kind, id)
        note = next(each for each in folder.documents.values() if each["answers"].get(NOTED) == "Як було")
        filled = Filled("contact_note", {**note["answers"], NOTED: words}, str(note["id"]))
        acts.save_draft(work, by, At(kind, id, folder.revision), filled)


@contextmanager
def beside(office: Office) -> Iterator[tuple[Workspace, By]]:
    """The same data beside the running application, in the hands of the frontliner."""
    with open_workspace(office.running.data, ROOT / "schemas") as work:
        who = next(person for person in people.active(work) if person.login == FRONTLINER)
        yield work, By(who, datetime.now(UTC))


def test_nobody_is_shut_out_at_the_door(browser: Browser, office: Office, tmp_path: Path) -> None:
    """The sign-in with a wrong phrase, and the page of the first start with all that is missing."""
    with visiting(browser, office.running) as visitor:
        told = list(found_at(visitor, "/auth/login"))
        visitor.page.fill("input[name=login]", FRONTLINER)
        visitor.page.fill("input[name=passphrase]", "це не та фраза зовсім")
        visitor.page.click("button[type=submit]", delay=80)
        visitor.page.wait_for_selector("[role=alert]")
        told += found(visitor, "refused")
    fresh = start(tmp_path / "data")
    try:
        with visiting(browser, fresh) as visitor:
            first = re.search(r"/auth/start\?key=\S+", fresh.log.read_text(encoding="utf-8"))
            assert first
            told += found_at(visitor, first[0])
            visitor.page.click("main button[type=submit]", delay=80)
            visitor.page.wait_for_selector("[role=alert]")
            told += found(visitor, "refused")
    finally:
        fresh.kill()
    assert not told, "\n".join(told)


def walked(visitor: Visitor, places: Iterable[str]) -> Iterator[str]:
    """What axe finds at addresses: on each page as it first stands, and with each of its parts opened."""
    known: set[str] = set()
    for place in places:
        yield from found_at(visitor, place)
        if place.startswith("/print"):
            continue
        for name in opened(visitor, known):
            yield from found(visitor, f"{place}, {name}")


def found_at(visitor: Visitor, place: str) -> Iterator[str]:
    """What axe finds at an address."""
    visitor.go(place)
    expect(visitor.page.locator("h1").first).to_be_visible()
    if not place.startswith(("/auth", "/print")):
        visitor.settle()
    yield from found(visitor, place)


def found(visitor: Visitor, where: str) -> Iterator[str]:
    """What axe finds on the page as it stands."""
    for each in looked(visitor.page, axe()):
        yield f"{where} {each}"
