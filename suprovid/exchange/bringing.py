"""Folders brought in from a table: each row becomes a draft that a person completes.

Columns are found by what the questions are called, in any language of the form, or by their keys.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from suprovid.casework import acts
from suprovid.casework.acts import At, Filled
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.exchange.sheets import Table, table
from suprovid.forms.fields import Field
from suprovid.forms.form import Form
from suprovid.store.search import folded

Titles = Mapping[str, Any]
TAKEN: Mapping[str, Callable[[Titles, str], Any]] = {
    "text": lambda titles, said: said,
    "long": lambda titles, said: said,
    "email": lambda titles, said: said,
    "phone": lambda titles, said: said,
    "choice": lambda titles, said: next(_chosen(titles, said), None),
    "choices": lambda titles, said: list(_chosen(titles, said)) or None,
}
"""The kinds of question that a cell can answer, and how: `titles` are its choices by every name they have."""
CHOOSING = ("choice", "choices")
SEVERAL = re.compile(r"\s*[;\n]\s*")


@dataclass(frozen=True)
class Brought:
    """What a table holds: answers for each new folder, and what was passed over and why."""

    rows: tuple[dict[str, Any], ...] = ()
    known: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Column:
    """One column of a table: where it stands, which question it answers, what may be chosen there."""

    position: int
    field: Field
    titles: Titles


def columns(form: Form) -> tuple[Field, ...]:
    """The questions that a column can answer; the first names the folder."""
    fitting = [each for each in form.fields if each.kind in TAKEN and not (each.retired or each.readonly)]
    return tuple(sorted(fitting, key=lambda each: not each.identity))


def template(form: Form, language: str) -> Table:
    """An empty table whose heading is understood when it comes back."""
    return table([each.title(language) for each in columns(form)], [])


def understood(form: Form, given: Table, names: Iterable[str]) -> Brought:
    """What the rows of a table say; whoever is in `names`, or in the table twice, is passed over."""
    found = tuple(_found(form, given.head))
    taken, rows, known = {folded(name) for name in names}, [], []
    for row in given.rows:
        answers = {each.field.key: value for each in found if (value := _answer(each, row)) is not None}
        name = folded(next((answers.get(each.field.key, "") for each in found if each.field.identity), ""))
        if name and name not in taken:
            rows.append(answers)
        elif name:
            known.append(str(next(answers[each.field.key] for each in found if each.field.identity)))
        taken.add(name)
    places = {each.position for each in found}
    strange = (title for place, title in enumerate(given.head) if title and place not in places)
    words = dict.fromkeys(word for row in given.rows for each in found for word in _strange(each, row))
    return Brought(tuple(rows), tuple(known), tuple(strange), tuple(words))


def bring(work: Workspace, by: By, form: Form, brought: Brought, event: str) -> int:
    """A draft for each row, by an act each: how many; the same `event` again makes no second one."""
    kind = str(form.settings["founds"])
    with work.indexing_later():
        for number, answers in enumerate(brought.rows):
            acts.save_draft(work, by, At(kind, event=f"{event}-{number}"), Filled(form.key, answers))
    return len(brought.rows)


def _found(form: Form, head: Iterable[str]) -> Iterator[_Column]:
    """The columns whose heading is a title of a question in some language, or its key."""
    fields: dict[str, Field] = {}
    for each in columns(form):
        for title in (each.key, *map(each.title, form.languages)):
            fields.setdefault(folded(title), each)
    for position, title in enumerate(head):
        if title and (field := fields.pop(folded(title), None)):
            yield _Column(position, field, _titles(form, field))


def _titles(form: Form, field: Field) -> Titles:
    """The choices of a question by their titles in every language and by their keys."""
    found: dict[str, Any] = {}
    for choice in (choice for language in form.languages for choice in field.choices(language)):
        if not choice.retired:
            found |= {folded(choice.title): choice.value, folded(str(choice.value)): choice.value}
    return found


def _answer(column: _Column, row: Sequence[str]) -> Any:
    said = row[column.position].strip()
    return TAKEN[column.field.kind](column.titles, said) if said else None


def _chosen(titles: Titles, said: str) -> Iterator[Any]:
    """The choices that a cell names, each once."""
    yield from dict.fromkeys(titles[folded(word)] for word in SEVERAL.split(said) if folded(word) in titles)


def _strange(column: _Column, row: Sequence[str]) -> Iterator[str]:
    """The words of a cell that are no choice of its question."""
    words = SEVERAL.split(row[column.position].strip()) if column.field.kind in CHOOSING else ()
    yield from (word for word in words if word and folded(word) not in column.titles)
