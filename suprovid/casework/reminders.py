"""What should be done by when, so that nobody is lost: the programme's rules put to a folder.

A task holds dates only; its colour is asked for with the day on which somebody looks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from suprovid.casework.fact import Facts, fact
from suprovid.casework.known import Ground, Line, day
from suprovid.casework.programme import Condition, Reminder, say

AMBER, RED = "amber", "red"
AMBER_AFTER, RED_AFTER = 1, 3
WORDS = ("words", "what", "matter", "goal", "service", "purpose", "provider")
NAMED = {
    "basic_needs": ("item", "basic_need.item"),
    "permissions": ("purpose", "consent.purpose"),
    "documents": ("form", "form"),
}
"""Lines that are called by a choice or by a form, so that each reader sees the label in their language."""


@dataclass(frozen=True)
class Task:
    """One thing to do: which rule asks for it, whose it is, when it is due, when it turns amber and red."""

    rule: str
    kind: str
    folder: str
    due: date
    amber_on: date
    red_on: date
    owner: str | None = None
    document: str | None = None
    line: str | None = None
    words: str = ""
    supervisor: bool = False

    @property
    def id(self) -> str:
        """The same task keeps its id from save to save."""
        return "/".join(filter(None, (self.rule, self.line)))

    def colour(self, today: date) -> str:
        """amber, red, or nothing while there is time."""
        return RED if today >= self.red_on else AMBER if today >= self.amber_on else ""

    def row(self) -> Line:
        """The task as a line of the index."""
        return {
            "line": "task",
            "id": self.id,
            "document": self.document,
            "rule": self.rule,
            "owner": self.owner,
            "words": self.words,
            "on": self.due.isoformat(),
            "due": self.due.isoformat(),
            "amber_on": self.amber_on.isoformat(),
            "red_on": self.red_on.isoformat(),
            "supervisor": self.supervisor,
        }


def tasks(facts: Facts) -> tuple[Task, ...]:
    """Everything that waits in a folder, whenever it is due, the earliest first."""
    kind = facts.known.folder.kind
    rules = [rule for rule in facts.known.ground.programme.reminders if kind in rule.of]
    found = [task for rule in rules for task in _asked(facts, rule)]
    return tuple(sorted(found, key=lambda task: (task.due, task.rule, task.line or "")))


def due(facts: Facts, today: date) -> tuple[Task, ...]:
    """What is due by today, the red first."""
    late = [task for task in tasks(facts) if task.due <= today or task.amber_on <= today]
    return tuple(sorted(late, key=lambda task: (task.colour(today) != RED, task.due)))


def overdue(facts: Facts, colour: str = "") -> int:
    """How many tasks have turned amber or red (or just one of them)."""
    today = facts.known.today
    colours = [task.colour(today) for task in tasks(facts)]
    return sum(found == colour if colour else bool(found) for found in colours)


def task_of(row: Mapping[str, Any]) -> Task:
    """The task that a line of the index keeps."""
    return Task(
        rule=row["rule"],
        kind=row["kind"],
        folder=row["folder"],
        due=date.fromisoformat(row["due"]),
        amber_on=date.fromisoformat(row["amber_on"]),
        red_on=date.fromisoformat(row["red_on"]),
        owner=row.get("owner"),
        document=row.get("document"),
        line=row["id"].partition("/")[2] or None,
        words=row.get("words", ""),
        supervisor=bool(row.get("supervisor")),
    )


def sentence(ground: Ground, task: Task, language: str) -> str:
    """What is to be done, in a language, with the words of the request or step."""
    rule = next((rule for rule in ground.programme.reminders if rule.key == task.rule), None)
    label = say(rule.label, language) if rule else task.rule
    words = _translated(ground, task.words, language)
    return f"{label}: {words}" if words else label


def _translated(ground: Ground, words: str, language: str) -> str:
    """Words as said; a choice (`@tag:value`) by its label."""
    tag, _, value = words.removeprefix("@").partition(":")
    if words.startswith("@form:"):
        return ground.forms[value].title(language) if value in ground.forms else value
    field = ground.tags.fields.get(tag) if words.startswith("@") else None
    if field is None:
        return words
    return next((choice.title for choice in field.choices(language) if choice.value == value), value)


def _asked(facts: Facts, rule: Reminder) -> Iterator[Task]:
    if not rule.line:
        yield from _task(facts, rule, "", None)
        return
    for line in facts.lines(rule.over):
        yield from _task(facts, rule, rule.over, line)


def _task(facts: Facts, rule: Reminder, over: str, line: Line | None) -> Iterator[Task]:
    if rule.when.holds(facts, over, line) is not True:
        return
    on = day(rule.due.value(facts, over, line))
    if on is None:
        return
    amber, red = (
        _shifted(facts, word, (over, line), on, days)
        for word, days in ((rule.amber, AMBER_AFTER), (rule.red, RED_AFTER))
    )
    owner = rule.owner.value(facts, over, line) if rule.owner else facts.value("coordinator")
    yield Task(
        rule=rule.key,
        kind=facts.known.folder.kind,
        folder=facts.known.folder.id,
        due=on,
        amber_on=min(amber, red),
        red_on=red,
        owner=str(owner) if owner else None,
        document=line.get("_document") if line else None,
        line=str(line["_id"]) if line else None,
        words=_words(over, line) if line else "",
        supervisor=rule.supervisor,
    )


def _shifted(
    facts: Facts, word: Condition | None, where: tuple[str, Line | None], on: date, days: int
) -> date:
    """So many days after the due day; a rule may also name the day itself."""
    found = word.value(facts, *where) if word else days
    if isinstance(found, int | float) and not isinstance(found, bool):
        return on + timedelta(days=int(found))
    return day(found) or on + timedelta(days=days)


def _words(over: str, line: Line) -> str:
    """What the task is about: the words of the line, or `@tag:value` for a choice that has its own label."""
    if over in NAMED:
        column, tag = NAMED[over]
        return f"@{tag}:{line[column]}" if line.get(column) else ""
    return next((str(line[word]) for word in WORDS if line.get(word)), "")


@fact("tasks_late", "number")
def tasks_late(facts: Facts) -> int:
    """How many tasks of the folder have turned amber or red."""
    return overdue(facts)


@fact("tasks_red", "number")
def tasks_red(facts: Facts) -> int:
    """How many tasks of the folder have turned red."""
    return overdue(facts, RED)
