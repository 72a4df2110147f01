"""Whole days in a real browser, against the application as the README starts it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from running_app import Running, start
from street import Visitor, visiting

from suprovid.casework import acts, safekeeping
from suprovid.casework.opening import open_workspace
from suprovid.casework.people import By, Person
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.desk.sign_in.providers.local import credential
from suprovid.sample import client_n, directory, staff
from suprovid.sample.client_n import Story
from suprovid.sample.directory import HOSPITAL, SUPPORT
from suprovid.sample.office import Office
from suprovid.store import custody
from suprovid.store.custody import Founder
from suprovid.store.slots import Cost

pytestmark = pytest.mark.browser

SCHEMAS = Path(__file__).parents[2] / "schemas"
QUICK = Cost(memory=8, time=1)
PHRASE = "зелений чайник біля вікна"
NASTY = "<b>Оксана</b> **Гай** [тут](http://x.example) :red[!]"
WORDS = "Куди йти, щоб перевести <b>пенсію</b>?"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    """The application with an empty data folder."""
    found = start(tmp_path / "data")
    yield found
    found.kill()


def first_start(visitor: Visitor) -> None:
    """The page that the terminal names: the organisation and its first person."""
    told = re.search(r"/auth/start\?key=\S+", visitor.running.log.read_text(encoding="utf-8"))
    assert told
    visitor.go(told[0])
    page = visitor.page
    page.fill("input[name=organisation]", "Центр «Поруч»")
    page.fill("input[name=phone]", "+380441234567")
    page.fill("input[name=name]", NASTY)
    page.fill("input[name=login]", "оксана")
    page.fill("input[name=passphrase]", PHRASE)
    page.fill("input[name=again]", PHRASE)
    page.get_by_role("button", name="Почати роботу").click(delay=80)
    recovery_key_on_paper(visitor)
    visitor.settle()


def recovery_key_on_paper(visitor: Visitor) -> None:
    """The key is shown, printed, and two groups of it are typed from paper."""
    page = visitor.page
    groups = page.locator(".groups li")
    expect(groups).to_have_count(8)
    key = groups.all_inner_texts()
    visitor.picture("recovery-key")
    page.get_by_role("link", name="Аркуш для друку").click()
    expect(page.get_by_role("button", name="Друкувати")).to_be_visible()
    assert page.locator(".groups li").all_inner_texts() == key
    visitor.picture("recovery-sheet")
    page.go_back()
    page.get_by_role("link", name="Ключ уже на папері").click()
    for number, group in enumerate(key, 1):
        field = page.get_by_label(f"Група {number}", exact=True)
        if field.count():
            field.fill(group.lower())
    visitor.picture("recovery-check")
    page.get_by_role("button", name="Готово").click()


def test_one_question_from_the_first_start_to_the_slip(browser: Browser, running: Running) -> None:
    """E4: somebody anonymous asks one thing, and leaves with the contacts on paper; no case, no name."""
    with visiting(browser, running) as visitor:
        first_start(visitor)
        visitor.see("Справ поки немає")
        visitor.picture("my-day")
        visitor.press("Нове звернення")

        visitor.choose("Спосіб звернення *", "Телефон")
        visitor.type("Запит словами клієнта *", WORDS)
        visitor.choose("Сфера *", "Пенсії, виплати, пільги")
        visitor.tick("Характер *", "Питання, на яке можна відповісти зараз")
        visitor.type("Що відповіли / надали *", "Пенсійний фонд за новим місцем; паспорт і код")
        visitor.choose("Підсумок звернення *", "Надано інформацію")
        visitor.choose("Стать *", "Жінка")
        visitor.choose("Вік (група) *", "60+")
        visitor.choose("Переміщення *", "Не переміщена")
        visitor.picture("intake")
        visitor.press(re.compile("D. Перша відповідь"))
        contacts_given(visitor)
        visitor.press("Подати")

        expect(visitor.page.get_by_role("heading", name=re.compile(r"\d{4}-E-\d+"))).to_be_visible()
        visitor.see(WORDS, "Надано інформацію")
        visitor.picture("enquiry")
        visitor.speak("en")
        visitor.see("Information given", WORDS)
        visitor.picture("enquiry-en")
        visitor.speak("uk")
        visitor.paper(re.compile("онтакт"))
        visitor.see("Пенсійний фонд, сервісний центр", "пн-пт 9:00-16:00")
        visitor.picture("slip")


def contacts_given(visitor: Visitor) -> None:
    """One line of the contacts that the person takes along; the provider is typed."""
    title = visitor.page.get_by_text("Які контакти надано").first
    expect(title).to_be_visible()
    visitor.press("Додати", visitor.page.locator("[class*=st-key]", has=title).last)
    visitor.name("Організація *", "Пенсійний фонд, сервісний центр")
    visitor.type("Години", "пн-пт 9:00-16:00")
    visitor.type("З чим звертатися", "Переведення пенсії")


# -- the sample organisation ----------------------------------------------------------------------------


@dataclass
class Town:
    """The sample organisation on disk: who signs in with which phrase, and the story as far as it went."""

    data: Path
    people: dict[str, str]
    phrase: str
    story: Story | None = None

    @contextmanager
    def today_is(self, day: str) -> Iterator[Story]:
        """The story goes on by acts, beside the running application; that day of it is today."""
        now = datetime.now(UTC).replace(microsecond=0)
        later = timedelta(days=(now.date() - datetime.fromisoformat(day).date()).days)
        with open_workspace(self.data, SCHEMAS) as work:
            office = Office(work, self.people, now, later=later, seed=day)
            if self.story is None:
                self.story = Story(office, directory.build(office, (HOSPITAL, SUPPORT)))
            self.story.office = office
            yield self.story


@pytest.fixture
def town(tmp_path: Path) -> Town:
    """Everybody who works there, two organisations, and nobody who came yet."""
    data, passwords = tmp_path / "data", Passwords()
    with open_workspace(data, SCHEMAS) as work:
        founded = datetime.now(UTC) - timedelta(days=90)
        accounts = staff.found(work, founded, lambda phrase: credential(passwords, phrase))
    phrase = next(account.passphrase for account in accounts if account.worker.login == "oksana")
    return Town(data, {account.worker.login: account.id for account in accounts}, phrase)


@pytest.fixture
def open_town(town: Town) -> Iterator[Running]:
    """The application over the sample organisation."""
    with town.today_is("2026-07-14") as story:
        client_n.july_14_enquiry(story)
        client_n.july_14_first_offer(story)
    found = start(town.data)
    yield found
    found.kill()


def test_from_later_to_a_case_and_its_route_sheet(browser: Browser, town: Town, open_town: Running) -> None:
    """E1: a declined offer leads to another format; "later" in July; in August the case begins."""
    with visiting(browser, open_town) as visitor:
        visitor.go("/auth/login")
        visitor.sign_in("oksana", town.phrase)
        assert town.story is not None
        enquiry = f"/enquiry?id={town.story.enquiry[1]}"
        visitor.go(enquiry)
        visitor.see("Зриваюся, не можу спокійно говорити з людьми", "Служба психологічної підтримки")
        visitor.see(re.compile("[Зз]устріч з фахівцем у нас"))
        visitor.picture("july")

        with town.today_is("2026-07-14") as story:
            client_n.july_14_second_offer(story)
        visitor.go(enquiry)
        visitor.see("Міська лікарня")
        later(visitor)
        visitor.see("Пізніше", "Подивлюся, як піде")

        with town.today_is("2026-08-04") as story:
            client_n.august_04_talk(story)
        visitor.go(enquiry)
        visitor.see("Інвалідність внаслідок війни: не знаю, з чого почати")
        begin(visitor)
        expect(visitor.page.get_by_role("heading", name=re.compile(r"\d{4}-C-\d+"))).to_be_visible()
        visitor.picture("case")

        with town.today_is("2026-08-11") as story:
            story.case = next(iter(story.office.work.store.folders("case")))
            client_n.august_06(story)
            client_n.august_11(story)
        visitor.go(f"/case?id={story.case[1]}")
        visitor.page.get_by_role("tab", name="План").click(delay=80)
        visitor.settle()
        visitor.see("Взяти довідку про обставини поранення")
        visitor.picture("plan")
        visitor.speak("en")
        visitor.picture("plan-en")
        visitor.speak("uk")
        visitor.go(f"/print/algorithm/case/{story.case[1]}")
        expect(visitor.page.get_by_text("Почніть звідси")).to_have_count(1)
        assert visitor.page.locator("body").inner_text().count("Чому") == 3
        visitor.picture("route-sheet")


def later(visitor: Visitor) -> None:
    """The check says that a case may start; the person wants to see how it goes."""
    visitor.press(re.compile("Запропонувати"))
    visitor.see("Критерії та висновок")
    visitor.picture("start-check")
    visitor.answer("Згода на індивідуальний план", "Ні")
    visitor.press(re.compile("^Рішення"))
    visitor.answer("Пропозиція фахівця", "Почати")
    visitor.answer("Відповідь людини", "Пізніше")
    visitor.type("Словами людини", "Подивлюся, як піде")
    visitor.date("Повернутися до пропозиції", datetime.now(UTC) + timedelta(days=14))
    visitor.press("Подати")


def begin(visitor: Visitor) -> None:
    """The same check anew: the person agrees, and the case begins."""
    visitor.press(re.compile("Запропонувати"))
    visitor.see("Критерії та висновок")
    visitor.answer("Згода на індивідуальний план", "Так")
    visitor.press(re.compile("^Рішення"))
    visitor.answer("Пропозиція фахівця", "Почати")
    visitor.answer("Відповідь людини", "Так")
    visitor.type("Про що випадок (коротко, без імен) *", "Статус інвалідності та спокій удома")
    visitor.answer("Орієнтація роботи", "На запити людини")
    visitor.answer("Роль людини", "Спільно")
    visitor.answer("Складність випадку", "Середня")
    visitor.press("Подати")


def test_a_pulled_plug_loses_nothing_that_was_typed(browser: Browser, town: Town) -> None:
    """Kill -9 in the middle of an enquiry: after the restart and the sign-in, the draft is offered."""
    running = start(town.data)
    try:
        with visiting(browser, running) as visitor:
            visitor.go("/auth/login")
            visitor.sign_in("oksana", town.phrase)
            visitor.press("Нове звернення")
            visitor.choose("Спосіб звернення *", "Телефон")
            visitor.type("Запит словами клієнта *", WORDS)
            running.kill()
            port = int(running.address.rpartition(":")[2])
            running = visitor.running = start(town.data, port)

            visitor.page.context.clear_cookies()
            visitor.go("/auth/login")
            visitor.sign_in("oksana", town.phrase)
            visitor.page.get_by_role("link", name=re.compile("Звернення")).last.click(delay=80)
            visitor.settle()
            visitor.see("Відновлено вашу чернетку")
            words = visitor.page.get_by_role("textbox", name="Запит словами клієнта *", exact=True)
            expect(words).to_have_value(WORDS)
            visitor.picture("resumed")
    finally:
        running.kill()


def sealed_copy(place: Path) -> str:
    """A copy of an encrypted organisation in a folder; answers its recovery key."""
    now = datetime(2026, 5, 6, 10, tzinfo=UTC)
    keys, recovery = custody.found(place / "old", Founder("оксана", PHRASE, acts.first_person()), {}, QUICK)
    keys.confirm_recovery()
    kept = {"kind": "slot", "slot": keys.slot}
    with open_workspace(place / "old", SCHEMAS, "", keys.vault) as work:
        who = {"name": "Оксана Гай", "login": "оксана", "roles": ["frontliner"], "credential": kept}
        acts.setup(work, By(Person("", ""), now), {"name": "Центр «Поруч»", "languages": ["uk", "en"]}, who)
        safekeeping.keep(work, now, place / "stick")
    return recovery


def test_a_new_laptop_begins_with_a_copy(browser: Browser, running: Running, tmp_path: Path) -> None:
    """The first start offers it: the copy is looked through, restored, and whoever worked there signs in."""
    recovery = sealed_copy(tmp_path)
    told = re.search(r"/auth/start\?key=\S+", running.log.read_text(encoding="utf-8"))
    assert told
    with visiting(browser, running) as visitor:
        page = visitor.page
        visitor.go(told[0])
        page.get_by_role("link", name="Відновити з копії").click()
        page.get_by_label("Де лежить копія").fill(str(tmp_path / "stick"))
        page.get_by_label("Ключ відновлення").fill(recovery)
        visitor.picture("copy")
        page.get_by_role("button", name="Перевірити копію").click()
        expect(page.get_by_role("status")).to_contain_text("ціла")
        visitor.picture("copy-looked-through")
        page.get_by_role("button", name="Відновити").click()
        expect(page.get_by_role("status")).to_contain_text("відновлено з копії")
        visitor.sign_in("оксана", PHRASE)
        visitor.see("Справ поки немає")
