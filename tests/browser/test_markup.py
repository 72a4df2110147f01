"""Markup in whatever anybody may write is shown as typed, on every page and on every sheet of paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from planting import HOST, LITERAL, Planted, planted
from playwright.sync_api import Browser
from running_app import Running, start
from street import PRESS, Visitor, visiting

pytestmark = pytest.mark.browser

PAGES = Path(__file__).parents[2] / "pages"

READ_AS_MARKUP = """
({host, literal}) => {
  const found = []
  const bare = (text) => text.replaceAll("\\u2060", "").replaceAll("\\u00a0", " ")
  const named = `[src*="${host}"], [href*="${host}"], [onerror], [style*="${host}"]`
  for (const node of document.querySelectorAll(named)) found.push(node.outerHTML.slice(0, 200))
  for (const node of document.querySelectorAll("script"))
    if (node.textContent.includes("planted=1")) found.push("a script")
  if (window.planted) found.push("a script has run")
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  let seen = 0
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (["SCRIPT", "STYLE"].includes(node.parentElement.tagName)) continue
    const text = bare(node.textContent)
    for (const [word, whole] of Object.entries(literal)) {
      if (!text.includes(word)) continue
      seen += 1
      if (!text.includes(whole)) found.push(`${word}: ${text.slice(0, 120)}`)
    }
  }
  return { found, seen }
}
"""
ROLES = {
    "oksana": "my_day enquiries cases directory enquiry case client document organisation print",
    "halyna": "my_day review cases case document",
    "iryna": "referrals directory organisation",
    "marta": "forms",
    "bohdan": "people settings backups journal",
}
"""Who looks, and which pages they see: those of their menu, and those that links from there lead to."""
LED_TO = ("case", "enquiry", "client", "organisation", "document", "print")
LISTS = 2
"""So many lists are opened on a page."""
DEEP = 2
"""So many different addresses of one page are looked at."""


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Planted, Running]]:
    """The application over an organisation full of markup."""
    with pytest.MonkeyPatch.context() as patch:
        found = planted(tmp_path_factory.mktemp("planted"), patch)
    running = start(found.data, schemas=found.schemas)
    yield found, running
    running.kill()


@pytest.mark.parametrize("login", ROLES)
def test_markup_is_shown_as_typed_on_every_page(
    browser: Browser, town: tuple[Planted, Running], login: str
) -> None:
    """No picture, link, script, formula or colour comes of it, and nobody is asked for anything."""
    found, running = town
    with visiting(browser, running) as visitor:
        visitor.go("/auth/login")
        read_nothing(visitor)
        visitor.sign_in(login, found.phrases[login])
        seen = {place: looked(visitor) for place in follow(visitor, login)}

    assert all(count for place, count in seen.items() if place.strip("/")), seen
    assert {kind(place) for place in seen} == set(ROLES[login].split())


def test_every_page_is_looked_at() -> None:
    """A new page is one that somebody here sees."""
    assert {path.stem for path in PAGES.glob("*.py")} <= set(" ".join(ROLES.values()).split())


def follow(visitor: Visitor, login: str) -> Iterator[str]:
    """The pages of a menu and those that links lead to, a few of each kind; open when it is answered."""
    mine = ROLES[login].split()
    waiting = [f"/{page}" for page in mine if page not in LED_TO]
    known, kinds = set(waiting), Counter(mine)
    while waiting:
        place = waiting.pop(0)
        visitor.go(place)
        if kind(place) != "print":
            visitor.settle()
        yield place
        for link in links(visitor):
            if link not in known and kind(link) in LED_TO and kinds[kind(link)] in range(1, DEEP + 1):
                kinds[kind(link)] += 1
                known.add(link)
                waiting.append(link)


def kind(address: str) -> str:
    """Which page an address is of."""
    return urlsplit(address).path.split("/")[1]


def links(visitor: Visitor) -> list[str]:
    """Addresses inside the application that the page leads to."""
    own = visitor.running.address
    found: list[str] = visitor.page.eval_on_selector_all("a[href]", "each => each.map(a => a.href)")
    return [link.removeprefix(own) for link in found if link.startswith(own)]


def looked(visitor: Visitor) -> int:
    """Read the page and each of its parts; how often markup stood there as typed."""
    seen = read_nothing(visitor)
    seen += offered(visitor)
    parts = visitor.page.get_by_role("tab")
    for number in range(parts.count()):
        parts.nth(number).click(delay=PRESS)
        visitor.settle()
        seen += read_nothing(visitor) + offered(visitor)
    return seen


def offered(visitor: Visitor) -> int:
    """What the first lists of the page offer when they are opened."""
    seen = 0
    boxes = visitor.page.get_by_role("combobox").filter(visible=True)
    for number in range(min(boxes.count(), LISTS)):
        if boxes.nth(number).is_enabled():
            boxes.nth(number).click(delay=PRESS)
            seen += read_nothing(visitor)
            visitor.page.keyboard.press("Escape")
    return seen


def read_nothing(visitor: Visitor) -> int:
    """Nothing on this page was read as markup; how many texts with markup there are."""
    told = visitor.page.evaluate(READ_AS_MARKUP, {"host": HOST, "literal": LITERAL})
    assert not told["found"], (visitor.page.url, told["found"])
    assert not visitor.page.locator(".katex").count(), visitor.page.url
    return int(told["seen"])


def test_logs_and_journal_hold_nothing_that_was_planted(town: tuple[Planted, Running]) -> None:
    """After all those looks: not a word of it, in any line."""
    found, running = town
    kept = [running.log, *(found.data / "journal").rglob("*.jsonl")]
    assert len(kept) > 1
    for path in kept:
        text = path.read_text(encoding="utf-8")
        assert not [word for word in (*LITERAL, HOST) if word in text], path
