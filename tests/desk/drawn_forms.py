"""Forms drawn in tests: a desk of its own, drafts in memory, and one page that draws whatever is set."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import streamlit as st
from streamlit.testing.v1 import AppTest

from suprovid.desk import form_view
from suprovid.desk.drafting import Filling
from suprovid.desk.form_view import Opened, Outcome
from suprovid.desk.form_view_opening import filling_of
from suprovid.desk.style import HEARD
from suprovid.errors import Missing, Unwritable
from suprovid.forms.form import Form
from suprovid.forms.setting import Setting
from suprovid.forms.words import Words
from suprovid.store.drafts import Draft

NOW = datetime(2026, 3, 2, 10, 30, tzinfo=ZoneInfo("Europe/Kyiv"))
SCHEMAS = Path(__file__).resolve().parents[2] / "schemas"
WORDS = Words.read(SCHEMAS / "languages")
SETTING = Setting(NOW.date(), NOW, language="uk")


@dataclass(frozen=True)
class Person:
    id: str = "olha"


@dataclass(frozen=True)
class By:
    person: Person = Person()
    now: datetime = NOW


@dataclass(frozen=True)
class Desk:
    language: str = "uk"
    by: By = By()

    def say(self, key: str, /, **facts: object) -> str:
        return WORDS.say(key, self.language, **facts)


@dataclass
class MemoryDrafts:
    """Drafts that live as long as a test; `broken` refuses to write, like a full disk."""

    kept: dict[str, Draft] = field(default_factory=dict)
    broken: bool = False

    def keep(self, draft: Draft) -> None:
        if self.broken:
            raise Unwritable(place="draft", why="full")
        self.kept[draft.id] = Draft(**{**vars(draft), "answers": json.loads(json.dumps(draft.answers))})

    def read(self, person: str, id: str) -> Draft:
        if id not in self.kept:
            raise Missing(kind="draft", id=id)
        return self.kept[id]

    def attach(self, person: str, id: str, content: bytes) -> str:
        return ""

    def attachments(self, person: str, id: str) -> dict[str, bytes]:
        return {}

    def throw_away(self, person: str, id: str) -> None:
        self.kept.pop(id, None)

    @property
    def only(self) -> Draft:
        (draft,) = self.kept.values()
        return draft


@dataclass
class Case:
    """What the page of a test draws, and what came out of it."""

    opened: Opened
    desk: Desk = Desk()
    outcomes: list[Outcome] = field(default_factory=list)
    stale: tuple[dict[str, Any], int] | None = None
    filling: Filling | None = None


CASES: dict[str, Case] = {}


def small_form(properties: Mapping[str, Any], **schema: Any) -> Form:
    """A form of these fields, with `x-form` settings filled in."""
    settings = {"id": "small", "version": "1", "languages": ["uk"], **schema.pop("settings", {})}
    return Form({"type": "object", "properties": dict(properties), "x-form": settings, **schema}, WORDS)


def opened(form: Form, answers: Mapping[str, Any] | None = None, **more: Any) -> Opened:
    """A form opened for a document with these answers."""
    known = {"folder": ("case", "c1"), "document": {"id": "d1"}, "revision": 3, "drafts": MemoryDrafts()}
    return Opened(form, SETTING, dict(answers or {}), **{**known, **more})


def page(name: str) -> None:
    """The page: draws its case and remembers the outcome."""
    case = CASES[name]
    case.filling = filling_of(case.desk, case.opened)
    outcome = form_view.draw(case.desk, case.opened)
    if outcome is None:
        return
    case.outcomes.append(outcome)
    if case.stale is not None:
        (theirs, revision), case.stale = case.stale, None
        outcome.stale(theirs, revision)
    outcome.done()
    st.text("stored")


def _script(name: str) -> None:
    import drawn_forms

    drawn_forms.page(name)


def drawn(name: str, opened: Opened, **more: Any) -> tuple[AppTest, Case]:
    """A first run of the page for a form; the case it draws."""
    CASES[name] = case = Case(opened, **more)
    test = AppTest.from_function(_script, args=(name,), default_timeout=30).run()
    assert not test.exception, test.exception
    return test, case


def again(name: str, case: Case) -> AppTest:
    """The same page in a new session: a refreshed browser, or a server that was started again."""
    CASES[name] = case
    test = AppTest.from_function(_script, args=(name,), default_timeout=30).run()
    assert not test.exception, test.exception
    return test


def _key(element: Any) -> str:
    return str(element.key or "").removesuffix(HEARD)


def key_ending(test: AppTest, kind: str, ending: str) -> Any:
    """The element of a kind whose key ends so."""
    (found,) = [element for element in test.get(kind) if _key(element).endswith(ending)]
    return found


def press(test: AppTest, ending: str) -> AppTest:
    """Press the button whose key ends so."""
    test = key_ending(test, "button", ending).click().run()
    assert not test.exception, test.exception
    return test


logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context").setLevel(logging.ERROR)
