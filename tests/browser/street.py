"""What a person does in a browser: sign in, choose, type, press; slowly enough for the page to follow."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Locator, Page, Request, expect
from running_app import Running

PRESS = 80
"""How long a button is held, in milliseconds: a shorter press right after typing is swallowed."""
PATIENCE = 20_000
LAPTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
LANGUAGES = {"uk": "Українська", "en": "English"}
SHOTS = os.environ.get("SUPROVID_SHOTS", "")
"""A folder for pictures of the screens, where somebody wants to look at them."""


@dataclass
class Visitor:
    """Somebody at a browser in front of the running application; every request they cause is noted."""

    page: Page
    running: Running
    requests: list[str] = field(default_factory=list)

    def note(self, request: Request) -> None:
        self.requests.append(request.url)

    @property
    def strangers(self) -> set[str]:
        """The hosts that were asked for anything, other than the application itself."""
        own = {"127.0.0.1", None}
        return {str(host) for url in self.requests if (host := urlsplit(url).hostname) not in own}

    def go(self, path: str) -> None:
        """Open an address of the application."""
        self.page.goto(self.running.address + path)

    def sign_in(self, login: str, passphrase: str) -> None:
        """Through the door, as far as the first page."""
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=passphrase]", passphrase)
        self.page.click("button[type=submit]", delay=PRESS)
        self.settle()

    def settle(self) -> None:
        """Wait until the page has drawn what it had to."""
        state = self.page.locator("[data-testid=stApp]")
        expect(state).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE)
        self.page.wait_for_timeout(150)
        expect(state).to_have_attribute("data-test-script-state", "notRunning", timeout=PATIENCE)

    def see(self, *words: str | re.Pattern[str]) -> None:
        """All these words are on the page."""
        for word in words:
            expect(self.page.get_by_text(word).first).to_be_visible(timeout=PATIENCE)

    def press(self, name: str | re.Pattern[str], within: Locator | None = None) -> None:
        """A button by its label."""
        self.press_on((within or self.page).get_by_role("button", name=name).first)

    def press_tab(self, name: str) -> None:
        """A tab by its label."""
        self.press_on(self.page.get_by_role("tab", name=name))

    def press_on(self, what: Locator) -> None:
        """Anything that can be pressed."""
        expect(what).to_be_enabled(timeout=PATIENCE)
        what.click(delay=PRESS)
        self.settle()

    def follow(self, name: str | re.Pattern[str]) -> None:
        """A link by its label."""
        self.press_on(self.page.get_by_role("link", name=name).first)

    def type(self, label: str, text: str) -> None:
        """Type into a field and leave it."""
        box = self.page.get_by_role("textbox", name=label, exact=True).first
        box.fill(text)
        box.press("Tab")
        self.settle()

    def choose(self, label: str, *options: str) -> None:
        """Choose from a list by typing the beginning of what is wanted."""
        for option in options:
            self._pick(self.page.get_by_role("combobox", name=label, exact=True).first, option)

    def _pick(self, box: Locator, option: str) -> None:
        box.click(delay=PRESS)
        box.fill(option)
        self.page.get_by_role("option", name=option).first.click(delay=PRESS)
        self.settle()

    def name(self, label: str, text: str) -> None:
        """Type into a list what it does not offer."""
        box = self.page.get_by_role("combobox", name=label, exact=True).first
        box.click(delay=PRESS)
        box.fill(text)
        box.press("Tab")
        self.settle()

    def tick(self, group: str, option: str) -> None:
        """Choose one of a few that are all in sight."""
        found = self.page.get_by_role("radiogroup", name=group, exact=True).first
        found.get_by_text(option, exact=True).click(delay=PRESS)
        self.settle()

    def answer(self, question: str, answer: str) -> None:
        """Answer a question with few choices, however it is drawn: as a list or with all in sight."""
        name = re.compile(rf"^{re.escape(question)}( \*)?$")
        lists = self.page.get_by_role("combobox", name=name)
        groups = self.page.get_by_role("radiogroup", name=name)
        many = self.page.get_by_role("group", name=name).or_(self.page.get_by_role("toolbar", name=name))
        expect(lists.or_(groups).or_(many).first).to_be_visible(timeout=PATIENCE)
        if lists.count():
            self._pick(lists.first, answer)
            return
        found = groups.or_(many).first
        found.get_by_text(answer, exact=True).first.click(delay=PRESS)
        self.settle()

    def date(self, question: str, day: datetime) -> None:
        """Type a day, part by part."""
        found = self.page.get_by_role("group", name=re.compile(rf"^{re.escape(question)}( \*)?$"))
        found.get_by_role("spinbutton").first.click(delay=PRESS)
        self.page.keyboard.type(f"{day:%d%m%Y}", delay=40)
        self.page.keyboard.press("Tab")
        self.settle()

    def speak(self, language: str) -> None:
        """Another language of the interface."""
        self.page.get_by_text(LANGUAGES[language], exact=True).first.click(delay=PRESS)
        self.settle()

    def paper(self, name: str | re.Pattern[str]) -> None:
        """The sheet behind a link, in this tab."""
        address = self.page.get_by_role("link", name=name).first.get_attribute("href")
        assert address
        self.page.goto(self.running.address + address if address.startswith("/") else address)

    def picture(self, name: str) -> None:
        """A picture of the screen on a laptop and on a phone; nothing may stick out on the side."""
        for size in (LAPTOP, PHONE):
            self.page.set_viewport_size(size)  # type: ignore[arg-type]
            self.page.wait_for_timeout(350)
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            assert wide <= size["width"], f"{name} is {wide} wide at {size['width']}"
            if SHOTS:
                self.page.screenshot(path=Path(SHOTS) / f"{name}-{size['width']}.png")
        self.page.set_viewport_size(LAPTOP)  # type: ignore[arg-type]


@contextmanager
def visiting(browser: Browser, running: Running) -> Iterator[Visitor]:
    """A browser of one's own, which speaks Ukrainian; it may ask nobody but the application."""
    context = browser.new_context(viewport=LAPTOP, locale="uk-UA")  # type: ignore[arg-type]
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    visitor = Visitor(page, running)
    page.on("request", visitor.note)
    try:
        yield visitor
        assert not visitor.strangers
    except BaseException:
        if SHOTS:
            page.screenshot(path=Path(SHOTS) / "stopped.png", full_page=True)
            seen = page.locator("body").aria_snapshot()
            (Path(SHOTS) / "stopped.txt").write_text(f"{page.url}\n{seen}", encoding="utf-8")
        raise
    finally:
        context.close()
