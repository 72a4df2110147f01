"""What a supervisor looks at first: the red line, what is late, passed with a reason, or disagreed with."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from suprovid.casework import access, overrides
from suprovid.casework.links import CASE, ENQUIRY
from suprovid.casework.lists import Due
from suprovid.casework.overrides import Override
from suprovid.casework.people import By
from suprovid.casework.rules import Reminder
from suprovid.casework.workspace import Workspace
from suprovid.forms.answers import unanswered
from suprovid.forms.fields import Field
from suprovid.forms.form import Form
from suprovid.store.folder import Folder, Json
from suprovid.store.questions import Asked, Filter, Page
from suprovid.store.register import Key

PRESSING = frozenset({"danger", "contact_attempts"})
"""Facts whose rules nobody may leave till tomorrow: danger now, and contact that is being lost."""
BASIC_NEEDS, STEPS = "basic_needs", "steps"
CRISIS = "crisis"
DISAGREED = frozenset({"partly", "disagrees"})
AGREEMENTS = ("plan.agreement", "review.agreement")
WORDS = ("plan.disagreements",)
LATELY = timedelta(days=30)
MOST = 200


@dataclass(frozen=True)
class Passed:
    """A warning that somebody passed, with the folder where."""

    folder: Key
    override: Override


@dataclass(frozen=True)
class Disagreement:
    """A document in which the person does not agree, or not with everything; `words` are theirs."""

    folder: Key
    document: str
    form: str
    answer: str
    words: str


@dataclass(frozen=True)
class Lately:
    """What the folders that changed lately hold for a supervisor."""

    passed: tuple[Passed, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()


def red_line(work: Workspace, by: By, due: Sequence[Due]) -> tuple[Due, ...]:
    """The tasks that come before everything: danger, basic needs, contact being lost, statutory deadlines."""
    rules = {rule.key: rule for rule in work.programme.reminders}
    return tuple(one for one in due if _presses(one, rules.get(one.task.rule)))


def _presses(one: Due, rule: Reminder | None) -> bool:
    if rule is None:
        return False
    deadline = rule.over == STEPS and one.task.amber_on < one.task.due
    names = rule.when.expression.names
    return deadline or rule.over == BASIC_NEEDS or bool(PRESSING & names)


def in_crisis(work: Workspace, by: By) -> tuple[Key, ...]:
    """The open folders with the crisis flag that this person supervises."""
    asked: list[Asked] = [
        Filter("kind", "in", (CASE, ENQUIRY)),
        Filter("open", "=", True),
        Filter("flags", "has", CRISIS),
    ]
    rows = work.index.find(asked, order=("code",)).rows
    return tuple(key for row in rows if _supervises(work, by, key := (str(row["kind"]), str(row["id"]))))


def by_folder(due: Sequence[Due]) -> Mapping[Key, tuple[Due, ...]]:
    """Tasks by the folder that they are about; the folder with most of them first."""
    found: dict[Key, list[Due]] = {}
    for one in due:
        found.setdefault((one.task.kind, one.task.folder), []).append(one)
    ordered = sorted(found.items(), key=lambda pair: -len(pair[1]))
    return {key: tuple(tasks) for key, tasks in ordered}


def lately(work: Workspace, by: By) -> Lately:
    """What was passed with a reason, and where the person does not agree, in the last thirty days."""
    since = by.today - LATELY
    passed: list[Passed] = []
    disagreements: list[Disagreement] = []
    speaking = cache(_speaking)
    for folder in _changed(work, by, since):
        passed += _passed(work, by, folder, since)
        disagreements += _disagreements(work, by, folder, speaking)
    passed.sort(key=lambda one: one.override.at, reverse=True)
    return Lately(tuple(passed), tuple(disagreements))


def _changed(work: Workspace, by: By, since: date) -> Iterator[Folder]:
    """The folders that changed since a day and that this person supervises, the newest first."""
    asked: list[Asked] = [
        Filter("kind", "in", (CASE, ENQUIRY)),
        Filter("changed_on", ">=", since.isoformat()),
    ]
    rows = work.index.find(asked, order=("-changed_on",), page=Page(MOST), counted=MOST).rows
    keys = ((str(row["kind"]), str(row["id"])) for row in rows)
    yield from work.folders_at(key for key in keys if _supervises(work, by, key))


def _supervises(work: Workspace, by: By, key: Key) -> bool:
    about = dict(work.links.about(*key))
    return access.may(work, by, "approve", Folder(*key, 1, about))


def _passed(work: Workspace, by: By, folder: Folder, since: date) -> Iterator[Passed]:
    for one in overrides.overrides(folder, work.programme, by.language):
        if one.at[:10] >= since.isoformat():
            yield Passed((folder.kind, folder.id), one)


def _speaking(form: Form) -> tuple[Field, ...]:
    """The questions of a form in which somebody agrees or does not."""
    return tuple(field for field in form.fields if field.means in (*AGREEMENTS, *WORDS))


def _disagreements(
    work: Workspace, by: By, folder: Folder, speaking: Callable[[Form], tuple[Field, ...]]
) -> Iterator[Disagreement]:
    for document in folder.documents.values():
        if document["state"] in ("submitted", "approved") and work.library.has(document["form"]):
            given = document["answers"]
            fields = [
                field
                for field in speaking(work.library.form(document["form"]))
                if not unanswered(given.get(field.key))
            ]
            found = _disagreement(work, by, folder, document, fields) if fields else None
            if found is not None:
                yield found


def _disagreement(
    work: Workspace, by: By, folder: Folder, document: Json, fields: Sequence[Field]
) -> Disagreement | None:
    """What the person does not agree with in a document, as far as the reader may see it."""
    eyes = access.eyes(work, by, folder, document)
    said = {field.means: (field, eyes.shown(field, document["answers"].get(field.key))) for field in fields}
    answers = [field.reads(value, by.language) for field, value in said.values() if value in DISAGREED]
    words = [str(value) for tag, (_, value) in said.items() if tag in WORDS]
    if not answers and not words:
        return None
    key = (folder.kind, folder.id)
    return Disagreement(key, str(document["id"]), str(document["form"]), "; ".join(answers), "; ".join(words))
