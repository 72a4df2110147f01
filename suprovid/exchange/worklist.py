"""A list of folders as a table to take away: codes, stages and days, without anything that a client said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from suprovid.casework import people
from suprovid.casework.people import By
from suprovid.casework.programme import say
from suprovid.casework.workspace import Workspace
from suprovid.exchange.sheets import Table, table

Row = Mapping[str, Any]
Said = Callable[[Workspace, By, Row], str]


def worklist(work: Workspace, by: By, rows: Iterable[Row]) -> Table:
    """The rows of the index that a person sees, in their language; names stay where they are."""
    words = work.library.words
    head = [words.say(f"export.column.{name}", by.language) for name in COLUMNS]
    return table(head, ([said(work, by, row) for said in COLUMNS.values()] for row in rows))


def _text(name: str) -> Said:
    return lambda work, by, row: str(row.get(name) or "")


def _day(name: str) -> Said:
    return lambda work, by, row: str(row.get(name) or "")[:10]


def _stage(work: Workspace, by: By, row: Row) -> str:
    stage = work.programme.stage(str(row.get("stage", "")))
    return say(stage.label, by.language) if stage else ""


def _coordinator(work: Workspace, by: By, row: Row) -> str:
    return people.name(work, str(row.get("coordinator") or ""))


def _open(work: Workspace, by: By, row: Row) -> str:
    return work.library.words.say("form.yes" if row.get("open") else "form.no", by.language)


COLUMNS: Mapping[str, Said] = {
    "code": _text("code"),
    "client_code": _text("client_code"),
    "stage": _stage,
    "open": _open,
    "coordinator": _coordinator,
    "opened_on": _day("opened_on"),
    "changed_on": _day("changed_on"),
    "next_contact": _day("next_contact"),
    "next_review": _day("next_review"),
}
"""The columns: what each is called is `export.column.NAME`."""
