"""Changing forms on a running system: judged, rehearsed on stored documents, published, rolled back.

A methodologist sees counts, never answers; the sample case is in `schemas/samples/`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from suprovid.casework import access, programme
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.errors import BadForm, Damaged, Missing
from suprovid.forms import checking
from suprovid.forms.faults import Fault
from suprovid.forms.form import Form
from suprovid.forms.setting import Setting
from suprovid.forms.versions import BREAKING, Change, Rehearsal, differences, rehearsed
from suprovid.store.questions import Filter

RIGHT = "forms"
LEFT = frozenset({"removed", "tag_removed"})
"""Breaking edits after which stored answers can stay as they are, under "earlier answers"."""


@dataclass(frozen=True)
class Proposal:
    """A text that might become the next version: its faults, its edits, and what documents would meet."""

    faults: tuple[Fault, ...]
    form: Form | None = None
    changes: tuple[Change, ...] = ()
    rehearsal: Rehearsal | None = None

    @property
    def breaking(self) -> tuple[Change, ...]:
        """The edits that stored documents would suffer from; none while there are no documents."""
        stored = self.rehearsal is not None and self.rehearsal.documents > 0
        return tuple(change for change in self.changes if stored and change.effect == BREAKING)

    @property
    def can_leave(self) -> bool:
        """May all of these go by leaving what is stored under "earlier answers"?"""
        return all(change.key in LEFT for change in self.breaking)

    def is_publishable(self, leave: bool) -> bool:
        return self.form is not None and (not self.breaking or (leave and self.can_leave))


@dataclass(frozen=True)
class Sample:
    """An invented document to try a form on, and what the world around it says."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    outside: Mapping[str, Any] = field(default_factory=dict)


def propose(work: Workspace, by: By, key: str, text: str) -> Proposal:
    """What publishing this text would do."""
    access.require(work, by, RIGHT)
    form, faults = work.library.judged(key, text)
    if form is None or not work.library.has(key):
        return Proposal(faults, form)
    changes = differences(work.library.form(key), form)
    return Proposal(faults, form, changes, rehearsed(form, stored(work, key), plain_setting(work, by)))


def publish(work: Workspace, by: By, key: str, text: str, expecting: str, leave: bool = False) -> str:
    """Put a text in force as the next version; says its name. `BadForm`, `Stale`, `NotAllowed`.

    An edit that breaks stored documents is refused, unless their answers are to be left under "earlier
    answers"; the type of a question and a choice that documents have are never taken away.
    """
    access.require(work, by, RIGHT)
    if unsettled := [each for each in _breaking(work, key, text) if not (leave and each.key in LEFT)]:
        raise BadForm(tuple(_refusal(key, change) for change in unsettled))
    version = work.library.publish(key, text, expecting, by.today)
    return _in_force(work, by, "form_published", key, version)


def roll_back(work: Workspace, by: By, key: str, version: str, expecting: str) -> str:
    """Put an earlier version in force again, as a new one; says its name."""
    access.require(work, by, RIGHT)
    return _in_force(
        work, by, "form_rolled_back", key, work.library.rollback(key, version, expecting, by.today)
    )


def _breaking(work: Workspace, key: str, text: str) -> Iterator[Change]:
    """The edits of a text that stored documents would suffer from."""
    form, _ = work.library.judged(key, text)
    if form is not None and work.library.has(key) and count(work, key):
        yield from (each for each in differences(work.library.form(key), form) if each.effect == BREAKING)


def _refusal(key: str, change: Change) -> Fault:
    return Fault(
        f"forms/{key}.json", change.place, f"breaking.{change.key}", {"name": change.place, **change.facts}
    )


def _in_force(work: Workspace, by: By, what: str, key: str, version: str) -> str:
    work.journal.add(by.now, by.person.id, what, "form", f"{key}:{version}")
    work.reload(work.library)
    return version


def faults(work: Workspace) -> tuple[Fault, ...]:
    """What `suprovid check` says of the files in use."""
    return (*checking.check(work.schemas), *programme.read(work.schemas).unread)


def count(work: Workspace, key: str) -> int:
    """How many documents of a form are stored."""
    return work.index.count([Filter("form", "=", key)], of="documents")


def stored(work: Workspace, key: str) -> Iterator[dict[str, Any]]:
    """The answers of every stored document of a form that can still be edited or read."""
    found = work.index.find([Filter("form", "=", key)], of="documents").rows
    for kind, id in dict.fromkeys((row["kind"], row["folder"]) for row in found):
        try:
            documents = work.read(kind, id).documents.values()
        except (Missing, Damaged):
            continue
        yield from (each["answers"] for each in documents if each.get("form") == key)


def sample(work: Workspace, key: str) -> Sample:
    """The invented answers for a form; none where nobody has written any."""
    try:
        told = json.loads((work.schemas / "samples" / f"{key}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Sample()
    return Sample(told.get("answers", {}), told.get("outside", {})) if isinstance(told, dict) else Sample()


def plain_setting(work: Workspace, by: By, sample: Sample | None = None) -> Setting:
    """A form looked at by itself: today, and the sample's world around it."""
    around: Mapping[str, Any] = sample.outside if sample else {}
    around = {**around, "this.person": by.person.id}
    return Setting(by.today, by.now, around.get, work.settings.profile, by.language)
