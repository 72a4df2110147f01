"""A form drawn without a browser and saved untouched, for whoever writes forms and for tests."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from suprovid.desk import form_view
from suprovid.desk.drafting import Filling
from suprovid.desk.form_view import Opened, Outcome
from suprovid.desk.form_view_opening import filling_of
from suprovid.desk.form_view_tree_parts import turn
from suprovid.desk.searching import search_once
from suprovid.forms.answers import Path as Where
from suprovid.forms.compiling import Lists
from suprovid.forms.faults import Fault
from suprovid.forms.form import Form
from suprovid.forms.lists import read_lists
from suprovid.forms.loading import read_json, read_text
from suprovid.forms.look import View
from suprovid.forms.plain.form import ROOT, PlainForm, unwrapped
from suprovid.forms.plain.lenient import compile_any
from suprovid.forms.problems import Problem
from suprovid.forms.sections import parts_of
from suprovid.forms.setting import Setting
from suprovid.forms.words import Words

LONGEST = 120
PARTS = 5
"""So many parts of a schema with thousands of questions side by side are drawn; the others are like them."""
PAGE = "from suprovid.desk import trying\n\ntrying.page()"


@dataclass(frozen=True)
class Trial:
    """What came of a form: answers as saved, what is wrong, what was left out; or its faults.

    `notes` are faults of the form that did not keep it from being drawn.
    """

    answers: Any = None
    problems: tuple[Problem, ...] = ()
    pruned: tuple[Where, ...] = ()
    faults: tuple[Fault, ...] = ()
    notes: tuple[Fault, ...] = ()
    was_read: bool = True


@dataclass(frozen=True)
class _Person:
    id: str = "-"


@dataclass(frozen=True)
class _By:
    now: datetime
    person: _Person = _Person()


@dataclass(frozen=True)
class _Desk:
    """A desk at which nobody sits."""

    words: Words
    language: str
    by: _By

    def say(self, key: str, /, **facts: object) -> str:
        return self.words.say(key, self.language, **facts)


@dataclass
class _Case:
    """What the page draws, and what it left."""

    desk: _Desk
    opened: Opened
    filling: Filling | None = None
    outcome: Outcome | None = None
    sections: list[str] = field(default_factory=list)


CASES: dict[str, _Case] = {}
"""The case that the page draws: AppTest runs the page as a script, which can be handed a name only."""


def tried(form: Path, answers: Path | None, schemas: Path, words: Words, language: str) -> Trial:
    """Draw a form file with a file of answers, every section, and save it as it is; never raises."""
    schema, faults = _read(form)
    given, wrong = _read(answers) if answers is not None else (None, ())
    if faults or wrong:
        return Trial(faults=(*faults, *wrong), was_read=False)
    is_group = answers is None or isinstance(given, Mapping)
    try:
        compiled = compile_any(schema, str(form), lists_of(form, schemas), words, ours=is_group)
        if compiled.form is None:
            return Trial(given, faults=compiled.faults)
        trial = drawn(compiled.form, given, answers is not None, words, language)
    except Exception:  # schemas are other people's; a fault of ours must not keep a folder from being tried
        return Trial(given, faults=(undrawable(str(form)),))
    return replace(trial, notes=compiled.faults)


def undrawable(file: str) -> Fault:
    """Nobody knows why: it should not be."""
    return Fault(file, "", "undrawable")


def _read(path: Path) -> tuple[Any, tuple[Fault, ...]]:
    text, faults = read_text(path, str(path))
    return (None, faults) if faults else read_json(text, str(path))


def lists_of(form: Path, schemas: Path) -> Lists:
    """The shared lists beside a form, else those in use."""
    beside = form.resolve().parent.parent / "lists"
    lists, _ = read_lists(beside if beside.is_dir() else schemas / "lists")
    return lists


def drawn(form: Form, given: Any, is_given: bool, words: Words, language: str) -> Trial:
    """Draw a form with some answers in a session without a browser, and press the button that saves."""
    now = datetime.now().astimezone()
    setting = Setting(now.date(), now, language=language)
    answers = begun(form, given, is_given)
    case = CASES["form"] = _Case(
        _Desk(words, language, _By(now)), Opened(form, setting, answers, submits=False)
    )
    search_once()
    with _silence():
        test = AppTest.from_string(PAGE, default_timeout=LONGEST).run()
        for section in case.sections[1:]:
            if case.filling is not None:
                case.filling.where.section = section
                test.run()
        for number in range(2, parts_to_draw(case) + 1):
            turn(case.filling, (ROOT,), number)  # type: ignore[arg-type]
            test.run()
        if not test.exception:
            test.button(key="form-save").click().run()
    if test.exception or case.filling is None:
        return Trial(given, faults=(undrawable(f"{form.key}.json"),))
    return _trial(case, case.filling)


def parts_to_draw(case: _Case) -> int:
    """How many parts of a very wide schema are drawn: enough to notice what cannot be drawn at all."""
    if case.filling is None or not case.opened.form.plain:
        return 0
    return min(len(list(parts_of(case.filling.view.tree((ROOT,)).children))), PARTS)


def begun(form: Form, given: Any, is_given: bool) -> dict[str, Any]:
    """The answers as the form keeps them; without any, a group begins as an empty one."""
    if not form.plain:
        return dict(given) if isinstance(given, Mapping) else {}
    return {ROOT: given} if is_given else form.nothing()


@contextmanager
def _silence() -> Iterator[None]:
    """Without a browser there is nobody to warn about the browser."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def looked(form: Form, answers: dict[str, Any], setting: Setting) -> View:
    """The answers judged to the letter; old names of fields are read as the present ones."""
    return form.look(form.upgraded(answers), replace(setting, literal=True))


def judged_as_stored(form: Form | None, given: Any, language: str) -> tuple[Any, tuple[Problem, ...]]:
    """The answers as a form reads them, old names as the present ones, and what is wrong with them."""
    if form is None:
        return given, ()
    if not form.plain and not isinstance(given, Mapping):
        form = PlainForm(form.source, form.words, form.key)
    now = datetime.now().astimezone()
    view = looked(form, begun(form, given, is_given=True), Setting(now.date(), now, language=language))
    saved = view.untouched(view.answers, computed=False)
    return (saved.get(ROOT) if form.plain else saved), view.problems(language)


def judged(
    form: Form | None, given: Any, file: str, language: str
) -> tuple[Any, tuple[Problem, ...], tuple[Fault, ...]]:
    """The same for answers in a file, with what kept them from being judged; never raises."""
    try:
        return *judged_as_stored(form, given, language), ()
    except Exception:  # as in `tried`
        return given, (), (undrawable(file),)


def _trial(case: _Case, filling: Filling) -> Trial:
    """What was saved, and how any validator would judge it."""
    given = case.opened.answers
    view = filling.view if filling.changed else looked(filling.form, given, case.opened.setting)
    saved = filling.to_save() if filling.changed else view.untouched(given, computed=False)
    return Trial(
        answers=saved.get(ROOT) if filling.form.plain else saved,
        problems=tuple(
            replace(each, path=unwrapped(each.path)) for each in view.problems(case.desk.language)
        ),
        pruned=tuple(map(unwrapped, view.pruned())),
    )


def page() -> None:
    """The page that AppTest runs."""
    case = CASES["form"]
    case.filling = filling_of(case.desk, case.opened)
    case.sections = [section.key for section in case.filling.view.sections]
    case.outcome = form_view.draw(case.desk, case.opened)
