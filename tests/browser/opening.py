"""Opening what is closed at first: tabs, sections of a form, what folds out, what pops up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import reduce
from typing import Literal

from playwright.sync_api import Locator, expect
from street import PRESS, Visitor

FOLDED = ".stMain details:not([open]) > summary"
SECTIONS = ".st-key-form-sections button"
POPS_UP = ".stMain [data-testid='stPopover'] button, .stMain [data-testid='stMenuButton'] button"
POPPED_UP = "[data-testid='stPopoverBody'], [data-testid='stMenuButtonPopover'], [role='menu']"

WAYS: tuple[Literal["button", "tab", "menuitem", "radio"], ...] = ("button", "tab", "menuitem", "radio")


def opened(visitor: Visitor, known: set[str]) -> Iterator[str]:
    """Each part of the page that one has to open, opened, by its name; not what is `known` already."""
    yield from _unfolded(visitor)
    yield from _popped_up(visitor, known)
    for way in (visitor.page.get_by_role("tab"), visitor.page.locator(SECTIONS)):
        for number in range(1, way.count()):
            name = way.nth(number).inner_text().partition("\n")[0]
            if name not in known:
                known.add(name)
                _press(visitor, way.nth(number))
                list(_unfolded(visitor))
                yield name
                yield from _popped_up(visitor, known)


def through(visitor: Visitor, names: Iterable[str]) -> None:
    """Press one after the other whatever is called so: a button, a tab, a line of a menu, a choice."""
    for name in names:
        list(_unfolded(visitor))
        ways = (visitor.page.get_by_role(role, name=name) for role in WAYS)
        _press(visitor, reduce(Locator.or_, ways).locator("visible=true").first)


def _unfolded(visitor: Visitor) -> Iterator[str]:
    """Everything that folds out, all at once."""
    folded = visitor.page.locator(FOLDED)
    count = folded.count()
    for _ in range(count):
        _press(visitor, folded.first)
    if count:
        yield "unfolded"


def _popped_up(visitor: Visitor, known: set[str]) -> Iterator[str]:
    """What pops up, one after the other."""
    buttons = visitor.page.locator(POPS_UP)
    for number in range(buttons.count()):
        if not buttons.nth(number).is_visible():
            continue
        name = buttons.nth(number).inner_text()
        if name in known:
            continue
        known.add(name)
        _press(visitor, buttons.nth(number))
        expect(visitor.page.locator(POPPED_UP).first).to_be_visible()
        yield f"popped up {' '.join(name.split())}"
        visitor.page.keyboard.press("Escape")
        expect(visitor.page.locator(POPPED_UP)).to_have_count(0)


def _press(visitor: Visitor, what: Locator) -> None:
    what.click(delay=PRESS)
    visitor.settle()
