"""Whichever call of the system fails during an act, first or last: it is told, and nothing changed."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from casework_house import CLIENT, House, permitted, started

from suprovid.casework import acts
from suprovid.casework.acts import At, Done, Filled, finish
from suprovid.casework.attaching import described
from suprovid.errors import Unwritable
from suprovid.forms.files import Limits
from suprovid.store import Change, Draft
from suprovid.store.folder import Folder

CALLS = ("open", "write", "fsync", "replace", "mkdir")
MOST = 60
SCAN = b"%PDF- a scan that came with the form" * 99
SCANNED = described("scan.pdf", SCAN, Limits())


@dataclass
class Failing:
    """One function of the system that fails the `fatal` time it is called, and once only."""

    real: Callable[..., Any]
    fatal: int
    count: int = 0

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        self.count += 1
        if self.count == self.fatal:
            raise OSError(errno.ENOSPC, "no space")
        return self.real(*arguments, **named)


@dataclass
class Desk:
    """What the acts below go on in: an enquiry that may become a case."""

    house: House
    enquiry: Done

    def at(self) -> At:
        return self.house.at(self.enquiry)


@pytest.fixture
def desk(house: House) -> Desk:
    for number in range(len(CALLS)):
        house.work.store.create("organisation", f"o{number}", Change())
    return Desk(house, ready(house))


def ready(house: House) -> Done:
    """An enquiry after which a case may begin."""
    return house.ready(house.oksana)


def founding(desk: Desk) -> Done:
    """A document founds a folder: a number is drawn, all is written."""
    filled = Filled("client", CLIENT)
    return acts.submit(desk.house.work, desk.house.oksana, At("client"), filled)


def drafting(desk: Desk) -> Done:
    """A document saved as a draft, with a file."""
    answers = permitted(desk.house, "process_data")
    answers["permissions"][0]["form"] = "written"
    filled = Filled("consent", {**answers, "scans": [SCANNED]}, files=(SCAN,))
    return acts.save_draft(desk.house.work, desk.house.oksana, desk.at(), filled)


def settling(desk: Desk) -> Done:
    """What the organisation chooses."""
    work = desk.house.work
    name = f"{work.settings.name}, Поруч"
    return acts.change_settings(work, desk.house.halyna, acts.settings_at(work), {"name": name})


def typing(desk: Desk) -> None:
    """What is typed into a form."""
    drafts = desk.house.work.drafts
    words = drafts.read("p1", "d1").answers["words"]
    drafts.keep(Draft("p1", "d1", "intake", {"words": f"{words} і нові"}))


def looking(desk: Desk) -> None:
    """A line of the journal."""
    desk.house.work.journal.add(desk.house.now, "p1", "looked", "enquiry", desk.enquiry.id)


def erasing(desk: Desk) -> None:
    """A folder is forgotten."""
    store = desk.house.work.store
    store.remove(*next(store.folders("organisation")))


ACTS: dict[str, Callable[[Desk], Any]] = {
    act.__name__: act for act in (founding, drafting, settling, typing, looking, erasing)
}


def checked(house: House, at: At) -> Done:
    """The check after which a case begins, submitted."""
    return acts.submit(house.work, house.oksana, at, Filled("start_check", started(house)))


def is_check(document: dict[str, Any]) -> bool:
    return document["form"] == "start_check"


def standing(desk: Desk) -> object:
    """All that a reader can see; numbers that nobody received, and files that nothing names, are not seen."""
    work = desk.house.work
    folders: list[Folder] = [work.store.read(*key) for key in work.store.folders()]
    journal = [(entry.who, entry.what, entry.id) for entry in work.journal.read()]
    return folders, work.store.erased(), journal, work.journal.faults(), work.drafts.of("p1")


def failed(patch: pytest.MonkeyPatch, call: str, fatal: int, act: Callable[[], object]) -> bool | None:
    """Whether the act told of the fatal call; None when it did not come to that call any more."""
    failing = Failing(getattr(os, call), fatal)
    with patch.context() as inner:
        inner.setattr(os, call, failing)
        try:
            act()
        except Unwritable as error:
            return error.facts["why"] == "store.why.full"
    return None if failing.count < fatal else False


@pytest.mark.parametrize("act", ACTS)
def test_an_act_on_a_failing_disk_changes_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    """For every call and every n: the n-th fails, the act says so, the old state stands; then it works."""
    desk.house.work.drafts.keep(Draft("p1", "d1", "intake", {"words": "старі"}))
    desk.house.work.journal.add(desk.house.now, "p1", "looked", "enquiry", desk.enquiry.id)
    told = 0
    for call in CALLS:
        before = standing(desk)
        for fatal in range(1, MOST):
            if not failed(monkeypatch, call, fatal, lambda: ACTS[act](desk)):
                break  # it went well: the call did not come, or nothing depends on it
            told += 1
            assert standing(desk) == before, f"{call} number {fatal}"
        assert standing(desk) != before
    assert told >= 4


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_case_that_was_opened_by_halves_is_finished(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    """Submitting the check writes two folders; what the disk refused follows later: one case, joined."""
    house, owed = desk.house, 0
    for fatal in range(1, MOST):
        enquiry = ready(house)
        told = failed(monkeypatch, call, fatal, partial(checked, house, house.at(enquiry)))
        owed += house.work.owes
        finish(house.work)
        is_there = bool([d for d in house.work.read("enquiry", enquiry.id).documents.values() if is_check(d)])
        cases = [id for id, about in house.work.links.of_kind("case") if about["enquiries"] == [enquiry.id]]
        assert len(cases) == is_there
        assert house.work.read("enquiry", enquiry.id).about.get("case") == (cases[0] if cases else None)
        if told is None:
            break
    assert owed >= 3
    assert not house.work.owes
