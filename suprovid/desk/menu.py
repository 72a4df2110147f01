"""Which pages there are beside those that `roles.json` names, and how each looks in the menu."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path

PAGES = Path(__file__).resolve().parents[2] / "pages"
HOME = "my_day"

ICONS: Mapping[str, str] = {
    "my_day": ":material/today:",
    "enquiries": ":material/chat:",
    "cases": ":material/folder_shared:",
    "referrals": ":material/send:",
    "directory": ":material/menu_book:",
    "review": ":material/rate_review:",
    "forms": ":material/list_alt:",
    "journal": ":material/history:",
    "people": ":material/group:",
    "settings": ":material/settings:",
    "backups": ":material/backup:",
}
OTHER_ICON = ":material/description:"

OPENED_FROM: Mapping[str, frozenset[str]] = {
    "enquiry": frozenset({"enquiries", "my_day"}),
    "case": frozenset({"cases", "my_day", "review"}),
    "client": frozenset({"cases", "enquiries"}),
    "organisation": frozenset({"directory"}),
    "document": frozenset({"enquiries", "cases", "directory", "review"}),
    "paper": frozenset({"enquiries", "cases", "directory"}),
}
"""Pages that are not in the menu, and the menu pages that lead to them: who has one of those may come."""


def may_open(page: str, menu: Iterable[str]) -> bool:
    """Whether somebody with these pages in the menu may open this one; an unknown page is nobody's."""
    mine = set(menu)
    return page in mine or bool(OPENED_FROM.get(page, frozenset()) & mine)


def first_of(menu: Sequence[str]) -> str:
    """Where somebody with these pages begins: the day, else the page that `roles.json` names first."""
    return HOME if HOME in menu else next(iter(menu), "")


@cache
def file_of(page: str) -> str:
    """The file of a page, as links between pages name it."""
    return str(PAGES / f"{page}.py")
