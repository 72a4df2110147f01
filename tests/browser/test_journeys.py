"""Whole days in a real browser, against the application as the README starts it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import Running, free_port, start
from playwright.sync_api import Browser, expect
from street import Visitor, visiting

from suprovid.casework.workspace import Workspace, open_workspace
from suprovid.desk.sign_in.passwords import Passwords
from suprovid.desk.sign_in.providers.local import credential
from suprovid.sample import client_n, directory, staff
from suprovid.sample.client_n import Story
from suprovid.sample.directory import HOSPITAL, SUPPORT
from suprovid.sample.office import Office

pytestmark = pytest.mark.browser

SCHEMAS = Path(__file__).parents[2] / "schemas"
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
    visitor.settle()


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
