"""The whole sample: its people, its directory, its stories, and as many cases as are wanted."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from suprovid.casework import people
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.sample import client_n, directory, family_k, many, one_question, staff
from suprovid.sample.office import Office
from suprovid.sample.staff import Account, Hash

FEW = 2
"""The two long stories are always told."""
BEGINNING, ENDING = "2026-01-12", date(2026, 9, 9)
"""The directory is entered on the first day of the stories; the day after their last is today."""
FULL = 40
"""So many cases to a coordinator, open and closed together."""


def found(work: Workspace, now: datetime, hash: Hash, cases: int) -> tuple[Account, ...]:
    """Found a workspace with the sample in it; who works there and how they sign in."""
    accounts = staff.found(work, now - timedelta(days=many.LONGEST + 2), hash)
    administrator = people.find(work, accounts[0].id)
    tell(work, By(administrator, now), accounts, cases)
    return accounts


def join(work: Workspace, by: By, cases: int = FEW) -> None:
    """Put the sample into a workspace that this person has just founded; its people cannot sign in."""
    tell(work, by, staff.join(work, by), cases)


def tell(work: Workspace, by: By, accounts: tuple[Account, ...], cases: int) -> None:
    """The stories, moved so that they end yesterday, and invented cases up to the number wanted."""
    ids = {account.worker.login: account.id for account in accounts}
    office = Office(work, ids, by.now, later=_weeks_until(by.today))
    office.on(BEGINNING)
    known = directory.build(office)
    family_k.tell(office, known)
    one_question.tell(office)
    client_n.tell(office, known)
    if cases > FEW:
        hired = staff.hire(work, by, (cases - FEW) // FULL - 1)
        everybody = Office(work, {**ids, **hired}, by.now, seed="many")
        with work.indexing_later():
            many.tell(everybody, known, cases - FEW, ("oksana", "taras", *hired))


def is_here(work: Workspace) -> bool:
    """Whether the workspace has a sample in it."""
    return bool(work.settings.value("sample"))


def _weeks_until(today: date) -> timedelta:
    """How far the stories move: whole weeks, so that a Tuesday stays a Tuesday."""
    return timedelta(weeks=(today - ENDING).days // 7)
