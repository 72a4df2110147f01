"""What lists show: folders, tasks, referrals, documents, asked of the index, cut to what a person may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from suprovid.casework import access, naming, people, reminders
from suprovid.casework.links import CASE
from suprovid.casework.people import By, Person
from suprovid.casework.reminders import Task
from suprovid.casework.workspace import Workspace
from suprovid.store.folder import Folder
from suprovid.store.questions import Asked, Either, Filter, Page
from suprovid.store.register import Key

Row = dict[str, Any]

GUARDED = ("flags", "risk_level", "danger", "complexity")
"""Columns that only those see who see what is restricted."""
WEEK = timedelta(days=7)
FIRST = Page(50)


@dataclass(frozen=True)
class Query:
    """What to look for among the folders of a kind; what is empty is not asked."""

    kind: str
    text: str = ""
    stages: Sequence[str] = ()
    coordinator: str = ""
    areas: Sequence[str] = ()
    categories: Sequence[str] = ()
    open: bool | None = None
    overdue: bool = False
    order: Sequence[str] = ("-changed_on", "-code")
    page: Page = FIRST
    more: Sequence[Asked] = field(default_factory=tuple)


@dataclass(frozen=True)
class Listed:
    """One page of rows and how many there are; each row has `shown` (its name) and `late` (overdue tasks)."""

    rows: tuple[Row, ...]
    count: int


def folders(work: Workspace, by: By, query: Query) -> Listed:
    """The folders that fit and that this person may read."""
    filters = [*_filters(query), *_within(access.reach(work, by, "read", query.kind))]
    late = late_tasks(work, by, query.kind)
    if query.overdue:
        filters.append(Filter("id", "in", sorted(late)))
    found = work.index.find(filters, query.text, query.order, query.page)
    return Listed(tuple(_shown(work, by, row, late) for row in found.rows), found.count)


def _filters(query: Query) -> list[Asked]:
    asked: list[Asked] = [Filter("kind", "=", query.kind), *query.more]
    if query.stages:
        asked.append(Filter("stage", "in", tuple(query.stages)))
    if query.coordinator:
        asked.append(Filter("coordinator", "=", query.coordinator))
    if query.areas:
        asked.append(Filter("areas", "has any", tuple(query.areas)))
    if query.categories:
        asked.append(Filter("categories", "has any", tuple(query.categories)))
    if query.open is not None:
        asked.append(Filter("open", "=", query.open))
    return asked


def _within(ids: frozenset[str] | None, column: str = "id") -> list[Asked]:
    return [] if ids is None else [Filter(column, "in", sorted(ids))]


def _shown(work: Workspace, by: By, row: Row, late: Mapping[str, int]) -> Row:
    """A row as this person may see it."""
    about = dict(work.links.about(row["kind"], row["id"]))
    seen = access.sensitivities(work, by, Folder(row["kind"], row["id"], 1, about))
    shown = {**row, "shown": naming.row_name(work, by, row), "late": late.get(row["id"], 0)}
    if shown["shown"] != row.get("name"):
        shown.pop("name", None)
    if "restricted" not in seen:
        shown = {name: value for name, value in shown.items() if name not in GUARDED}
    if "personal" not in seen:
        shown = {name: shown[name] for name in OPERATIONAL if name in shown}
    return shown


OPERATIONAL = (
    *("kind", "id", "revision", "code", "client_code", "stage", "coordinator", "open", "shown", "late"),
    *("opened_on", "changed_on", "next_contact", "next_review"),
)
"""Columns without anything personal."""


# -- tasks ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    """A task as it stands on somebody's day: its colour and how late it is; said when somebody reads it."""

    task: Task
    colour: str
    late: int
    _work: Workspace = field(repr=False, compare=False)
    _by: By = field(repr=False, compare=False)

    @property
    def sentence(self) -> str:
        """What is to be done, in the language of whoever asked."""
        return reminders.sentence(self._work.ground, self.task, self._by.language)

    @property
    def code(self) -> str:
        """The code of the folder that it is about."""
        return naming.code(self._work, self.task.kind, self.task.folder)


@dataclass(frozen=True)
class Day:
    """What waits for one person: late, today, this week; and documents that came back."""

    overdue: tuple[Due, ...]
    today: tuple[Due, ...]
    week: tuple[Due, ...]
    returned: tuple[Row, ...]


def my_day(work: Workspace, by: By) -> Day:
    """What waits for this person, and for those whom they stand in for."""
    due = tasks(work, by, owners=_covered(work, by))
    mine = [Filter("author", "=", by.person.id), Filter("unfinished", "=", True)]
    returned = documents(work, by, [*mine, Filter("state", "=", "returned")])
    return Day(
        overdue=tuple(one for one in due if one.late > 0 or one.colour),
        today=tuple(one for one in due if one.late == 0 and not one.colour),
        week=tuple(one for one in due if one.late < 0 and not one.colour),
        returned=returned,
    )


def supervised(work: Workspace, by: By) -> tuple[Due, ...]:
    """The late tasks of everybody that a supervisor looks at, in folders where this person approves."""
    late = [Filter("supervisor", "=", True), Filter("amber_on", "<=", by.today.isoformat())]
    return tasks(work, by, more=late, right="approve")


def tasks(
    work: Workspace, by: By, owners: Iterable[str] = (), more: Sequence[Asked] = (), right: str = "read"
) -> tuple[Due, ...]:
    """The tasks due within a week or late already, red first; only in folders where one has the right."""
    horizon = Either((
        Filter("due", "<=", (by.today + WEEK).isoformat()),
        Filter("amber_on", "<=", by.today.isoformat()),
    ))  # fmt: skip
    asked: list[Asked] = [Filter("line", "=", "task"), horizon, *more]
    if owners:
        asked.append(Filter("owner", "in", sorted(owners)))
    rows = work.index.find(asked, order=("due",), of="lines").rows
    reach = {kind: access.reach(work, by, right, kind) for kind in {row["kind"] for row in rows}}
    due = [_due(work, by, row) for row in rows if _reached(reach[row["kind"]], row["folder"])]
    return tuple(sorted(due, key=lambda one: (COLOURS.get(one.colour, 2), one.task.due)))


COLOURS = {"red": 0, "amber": 1}


def _reached(ids: frozenset[str] | None, id: str) -> bool:
    return ids is None or id in ids


def _names(work: Workspace, by: By, rows: Iterable[Row]) -> dict[Key, str]:
    return naming.names(work, by, ((row["kind"], row["folder"]) for row in rows))


def _due(work: Workspace, by: By, row: Row) -> Due:
    task = reminders.task_of(row)
    return Due(task, task.colour(by.today), (by.today - task.due).days, work, by)


def _covered(work: Workspace, by: By) -> tuple[str, ...]:
    """This person and those whom they stand in for."""
    return (by.person.id, *(who.id for who in work.people.values() if who.deputy == by.person.id))


def late_tasks(work: Workspace, by: By, kind: str) -> dict[str, int]:
    """How many tasks of each folder of a kind have turned amber or red."""
    late = [
        Filter("line", "=", "task"),
        Filter("kind", "=", kind),
        Filter("amber_on", "<=", by.today.isoformat()),
    ]
    return work.index.counts("folder", late, of="lines")


# -- people, referrals, documents -----------------------------------------------------------------------


@dataclass(frozen=True)
class Tile:
    """One person's load at a glance; `room` is None where no capacity is set."""

    person: Person
    cases: int
    points: float
    late: int
    waiting: int

    @property
    def room(self) -> int | None:
        """How many more cases they can take."""
        return None if self.person.capacity is None else self.person.capacity - self.cases


def tiles(work: Workspace, by: By) -> tuple[Tile, ...]:
    """Everybody who has cases or may have, for whoever reassigns or manages people."""
    if not (access.may(work, by, "reassign") or access.may(work, by, "people")):
        access.require(work, by, "reassign")
    mine = [Filter("kind", "=", CASE), Filter("open", "=", True)]
    cases = work.index.counts("coordinator", mine)
    points = work.index.total("load_points", "coordinator", mine)
    late = work.index.counts("owner", _late(by), of="lines")
    waiting = work.index.counts("author", [Filter("waiting", "=", True)], of="documents")
    return tuple(
        Tile(
            who,
            cases.get(who.id, 0),
            round(points.get(who.id, 0), 2),
            late.get(who.id, 0),
            waiting.get(who.id, 0),
        )
        for who in people.active(work)
    )


def _late(by: By) -> list[Asked]:
    return [Filter("line", "=", "task"), Filter("amber_on", "<=", by.today.isoformat())]


def referrals(
    work: Workspace, by: By, states: Sequence[str] = (), open: bool | None = True, provider: str = ""
) -> tuple[Row, ...]:
    """The referrals by state; whoever has only `referrals` sees how they stand, never what they say."""
    asked: list[Asked] = [Filter("line", "=", "referral")]
    if provider:
        asked.append(Filter("provider", "=", provider))
    if open is not None:
        asked.append(Filter("open", "=", open))
    if states:
        asked.append(Filter("state", "in", tuple(states)))
    rows = sorted(
        work.index.find(asked, order=("on",), of="lines").rows, key=lambda row: str(row.get("state", ""))
    )
    kinds = {row["kind"] for row in rows}
    read = {kind: access.reach(work, by, "read", kind) for kind in kinds}
    status = {kind: access.reach(work, by, "referrals", kind) for kind in kinds}
    names = _names(work, by, rows)
    found: list[Row] = []
    for row in rows:
        kind, id = row["kind"], row["folder"]
        code = naming.code(work, kind, id)
        if _reached(read[kind], id):
            found.append({**row, "code": code, "shown": names.get((kind, id), code)})
        elif _reached(status[kind], id):
            found.append({**{name: row.get(name) for name in STATUS}, "code": code, "shown": code})
    return tuple(found)


STATUS = ("kind", "folder", "id", "document", "state", "format", "provider", "on", "open", "area", "urgency")


def waiting(work: Workspace, by: By) -> tuple[Row, ...]:
    """The documents that wait for somebody's approval, oldest first, where this person may approve."""
    return documents(work, by, [Filter("waiting", "=", True)], right="approve")


def documents(work: Workspace, by: By, filters: Sequence[Asked], right: str = "read") -> tuple[Row, ...]:
    """Documents with the folder that each is in, over which this person has the right."""
    rows = work.index.find(filters, order=("submitted", "updated"), of="documents").rows
    reach = {kind: access.reach(work, by, right, kind) for kind in {row["kind"] for row in rows}}
    mine = [row for row in rows if _reached(reach[row["kind"]], row["folder"])]
    names = _names(work, by, mine)
    return tuple(_document(work, by, row, names.get((row["kind"], row["folder"]), "")) for row in mine)


def _document(work: Workspace, by: By, row: Row, shown: str) -> Row:
    kind, id = row["kind"], row["folder"]
    form = work.library.form(row["form"]) if work.library.has(row["form"]) else None
    return {
        **row,
        "title": form.title(by.language) if form else row["form"],
        "code": naming.code(work, kind, id),
        "shown": shown,
        "author_name": people.name(work, row.get("author")),
        "own": by.person.id in (row.get("author"), row.get("submitted_by")),
    }
