"""Named conditions for lists: one file in `schemas/filters/` is one filter.

A filter is asked of the index; what the index cannot answer exactly is asked of each folder.
It never finds a folder by an answer that this person may not see there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from suprovid.casework import access, lists
from suprovid.casework.asking import Columns, Untranslatable, condition
from suprovid.casework.facts import FACTS, Facts, kind_of, kinds
from suprovid.casework.known import Ground
from suprovid.casework.people import By
from suprovid.casework.settings import CHOSEN
from suprovid.casework.workspace import Workspace
from suprovid.errors import BadExpression
from suprovid.forms.dialect import expression_fault
from suprovid.forms.expression import Expression, Scope, parse
from suprovid.forms.faults import Fault
from suprovid.forms.loading import read_json, read_text
from suprovid.forms.words import said
from suprovid.store.questions import Asked, Filter

FOLDER = "filters"
PERSON = "this.person"
"""The name of whoever looks at the list."""
WORDS = ("key", "title", "of", "when")
FREE = ("setting.", "this.", "document.")
"""Names that say nothing about what a client told."""


@dataclass(frozen=True)
class Named:
    """One filter: its key, the kind of folder that it is for, its condition, the file that says so."""

    key: str
    of: str
    when: Expression
    file: str
    said: Mapping[str, Any]

    def title(self, language: str) -> str:
        """What it is called."""
        return said(self.said, "title", language)


def of(work: Workspace, kind: str) -> tuple[Named, ...]:
    """The filters for a kind of folder; faulty files are left out."""
    return tuple(filter for filter in read(work.schemas)[0] if filter.of == kind)


def read(schemas: Path) -> tuple[tuple[Named, ...], tuple[Fault, ...]]:
    """The filters of a schemas folder, and what is wrong with those that could not be read."""
    files = sorted((schemas / FOLDER).glob("*.json"))
    return _read(schemas, tuple((file.name, file.stat().st_mtime_ns) for file in files))


@lru_cache(maxsize=8)
def _read(schemas: Path, stamp: tuple[tuple[str, int], ...]) -> tuple[tuple[Named, ...], tuple[Fault, ...]]:
    found: dict[str, Named] = {}
    faults: list[Fault] = []
    for name, _ in stamp:
        file = f"{FOLDER}/{name}"
        read = _one(schemas / FOLDER / name, file)
        if isinstance(read, Named) and read.key in found:
            faults.append(
                Fault(file, "/key", "filter_twice", {"key": read.key, "file": found[read.key].file})
            )
        elif isinstance(read, Named):
            found[read.key] = read
        else:
            faults.extend(read)
    return tuple(found.values()), tuple(faults)


def _one(path: Path, file: str) -> Named | tuple[Fault, ...]:
    """The filter that a file says, or its faults."""
    text, faults = read_text(path, file)
    data, more = (None, faults) if faults else read_json(text, file)
    if more:
        return more
    if not isinstance(data, Mapping):
        return (Fault(file, "", "not_an_object"),)
    lacking = [word for word in WORDS if not isinstance(data.get(word), str) or not data[word]]
    if lacking:
        return tuple(Fault(file, "", "filter_lacks", {"word": word}) for word in lacking)
    try:
        when = parse(data["when"])
    except BadExpression as error:
        return (expression_fault(file, ("when",), error),)
    return Named(data["key"], data["of"], when, file, data)


def known_names(ground: Ground) -> dict[str, str]:
    """The kind of every name that a filter may use: facts, settings, and the person who looks."""
    chosen = {f"setting.{name}": kind_of(value) for name, value in CHOSEN.items()}
    return {**chosen, **kinds(ground), PERSON: "text"}


def asked(work: Workspace, by: By, kind: str, filter: Named) -> Sequence[Asked]:
    """What a filter asks of the index, for the folders of a kind that this person may find by it."""
    names = known_names(work.ground)
    when = filter.when.bound(names)
    scope = Scope({}, by.today, by.now, outside=lambda name: _outside(work, by, name))
    constants = [name for name in when.names if name.startswith(("setting.", "this."))]
    try:
        question: Asked = condition(when, columns(work), scope, constants)
    except Untranslatable:
        question = Filter("id", "in", [id for id in _ids(work, by, kind) if _holds(work, by, kind, id, when)])
    needed = _needed(when)
    if not needed:
        return (question,)
    seen = access.insight(work, by, kind, needed)
    return (question,) if seen is None else (question, Filter("id", "in", sorted(seen)))


def columns(work: Workspace) -> Columns:
    """The columns of folders that a condition may ask, with the kinds that the facts have."""
    reach, known = work.index.reach(), kinds(work.ground)
    return {
        fact.name: (reach.column(fact.name)[0], known.get(fact.name, fact.kind))
        for fact in FACTS.values()
        if fact.column
    }


def _outside(work: Workspace, by: By, name: str) -> Any:
    if name == PERSON:
        return by.person.id
    return work.ground.setting(name.removeprefix("setting.")) if name.startswith("setting.") else None


def _ids(work: Workspace, by: By, kind: str) -> Iterator[str]:
    reach = access.reach(work, by, "read", kind)
    for row in work.index.find([Filter("kind", "=", kind)]).rows:
        if reach is None or row["id"] in reach:
            yield str(row["id"])


def _holds(work: Workspace, by: By, kind: str, id: str, when: Expression) -> bool:
    """Asked of the folder itself, where the index cannot answer."""
    facts = Facts(work.known(kind, id, by.today))

    def value(name: str) -> Any:
        return by.person.id if name == PERSON else facts.value(name)

    return when.holds(Scope({}, by.today, by.now, outside=value)) is True


def _needed(when: Expression) -> frozenset[str]:
    """How deep one has to see in a folder to be told that the condition holds there."""
    names = {name.partition(".")[0] for name in when.names if not name.startswith(FREE)}
    if names & set(lists.GUARDED):
        return frozenset({"restricted", "personal"})
    return frozenset({"personal"}) if names - set(lists.OPERATIONAL) else frozenset()
