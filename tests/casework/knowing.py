"""Folders made by hand for facts: what somebody submitted, and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from suprovid.casework import programme
from suprovid.casework.facts import Facts
from suprovid.casework.known import Ground, Known
from suprovid.casework.settings import Settings
from suprovid.forms.library import Library
from suprovid.store.folder import Folder

SCHEMAS = Path(__file__).parents[2] / "schemas"

Answers = dict[str, Any]


@cache
def library() -> Library:
    """The shipped forms, read once."""
    return Library.read(SCHEMAS)


def source() -> Any:
    """The shipped programme as JSON, to change in a test."""
    return json.loads((SCHEMAS / programme.FILE).read_text(encoding="utf-8"))


def ground(rules: Mapping[str, Any] | None = None, forms: Library | None = None, **chosen: Any) -> Ground:
    """The shipped forms and rules, or others, with settings chosen."""
    known = programme.understood(source() if rules is None else rules)
    return Ground(forms or library(), known, Settings(chosen, known.settings))


def small(folder: Path, *forms: Mapping[str, Any]) -> Library:
    """A library of small forms."""
    for part in ("forms", "lists", "languages"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    for form in forms:
        file = folder / "forms" / f"{form['x-form']['id']}.json"
        file.write_text(json.dumps(form, ensure_ascii=False), encoding="utf-8")
    read = Library.read(folder)
    assert not [fault for fault in read.faults if not fault.warning], read.faults
    return read


def form(key: str, properties: Mapping[str, Any], **settings: Any) -> Answers:
    """A small form."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": key,
        "type": "object",
        "properties": dict(properties),
        "x-form": {"id": key, "version": "2026.1", "languages": ["uk"], "subject": ["case"], **settings},
        "x-layout": [{"key": "a", "title": "A", "fields": list(properties)}],
    }


@dataclass
class Pile:
    """A folder that grows by documents; asking for facts on a day takes it as it is."""

    kind: str
    id: str = "f1"
    about: Answers = field(default_factory=dict)
    documents: dict[str, Answers] = field(default_factory=dict)
    events: list[Answers] = field(default_factory=list)

    def add(
        self, form: str, day: str, answers: Mapping[str, Any], state: str = "submitted", **more: Any
    ) -> str:
        """A document that somebody wrote on a day; its id."""
        id = more.pop("id", f"{form}-{len(self.documents) + 1}")
        at = day if "T" in day else f"{day}T10:00:00+00:00"
        self.documents[id] = {
            "id": id,
            "form": form,
            "version": "2026.1",
            "state": state,
            "author": "oksana",
            "created": at,
            "updated": at,
            "submitted": at if state != "draft" else None,
            "number": 1 + sum(each["form"] == form for each in self.documents.values()),
            "answers": dict(answers),
            **more,
        }
        self.events.append({"act": "submit", "at": at, "document": id})
        return id

    @property
    def folder(self) -> Folder:
        return Folder(self.kind, self.id, 1, dict(self.about), dict(self.documents), list(self.events))

    def known(
        self,
        today: str,
        on: Ground | None = None,
        linked: tuple[Pile, ...] = (),
        others: tuple[Pile, ...] = (),
        **more: Any,
    ) -> Known:
        """What is known of it on a day."""
        near, far = (tuple(pile.folder for pile in piles) for piles in (linked, others))
        return Known(on or ground(), self.folder, near, date.fromisoformat(today), far, **more)

    def facts(self, today: str, *around: Any, **more: Any) -> Facts:
        """Its facts on a day."""
        return Facts(self.known(today, *around, **more))


def question(id: str, words: str, area: str = "benefits", **more: Any) -> Answers:
    """A request that was answered."""
    return {"_id": id, "words": words, "area": area, "nature": "question", "state": "answered", **more}


def problem(id: str, words: str, area: str = "housing", **more: Any) -> Answers:
    """A request that needs work."""
    return {
        "_id": id,
        "words": words,
        "area": area,
        "nature": "problem",
        "urgency": "normal",
        "vital": False,
        "self_access": "with_hint",
        "state": "open",
        **more,
    }


def enquiry_of_n() -> Pile:
    """Client N. on 14 July 2026: one question, two problems."""
    pile = Pile("enquiry", "e1", {"code": "2026-0041", "client": "n"})
    pile.add("intake", "2026-07-14", answers_of_n(), id="intake")
    return pile


def answers_of_n() -> Answers:
    """What N. said on the first day."""
    return {
        "enquiry_date": "2026-07-14",
        "received_by": "oksana",
        "channel": "office",
        "requests": [
            question("r1", "Яка цього року сума виплати?", answer_given="...", answered_on="2026-07-14"),
            problem(
                "r2",
                "психологічна допомога",
                "mental_health",
                vital=True,
                self_access="cannot",
                access_barriers=["fear_distrust"],
            ),
            problem("r3", "Дома через це сварки", "social_ties", urgency="can_wait"),
        ],
        "basic_needs": [{"_id": "b1", "item": "food", "state": "met"}],
        "extra_resources_needed": "yes",
        "long_term": "unclear",
        "safety_quick": "no",
        "outcome": "propose_case",
        "next_contact_date": "2026-07-28",
    }


def family_k() -> Answers:
    """What family K. said on 3 February 2026: five problems, no money today."""
    cannot = {"vital": True, "self_access": "cannot", "access_barriers": ["refusal"]}
    return {
        "enquiry_date": "2026-02-03",
        "received_by": "oksana",
        "requests": [
            problem("r1", "виплати ВПО припинено", "benefits", urgency="urgent", **cannot),
            problem("r2", "компенсація за житло", "property", self_access="cannot"),
            problem("r3", "Максим не ходить до школи", "education", urgency="urgent", linked_to="r5"),
            problem("r4", "робота для Олександри", "employment"),
            problem("r5", "Максим прокидається вночі", "mental_health", **cannot),
        ],
        "basic_needs": [
            {"_id": "b1", "item": "food", "state": "met"},
            {"_id": "b2", "item": "money_now", "state": "not_met"},
        ],
        "extra_resources_needed": "yes",
        "long_term": "yes",
        "outcome": "propose_case",
        "next_contact_date": "2026-02-05",
    }
