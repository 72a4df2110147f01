"""Answers that the form in force has no question for: what they once answered, and who sees them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from suprovid.casework.workspace import Workspace
from suprovid.errors import BadForm, Damaged, Missing
from suprovid.forms.answers import Answers, Path
from suprovid.forms.fields import Field
from suprovid.forms.form import Form

Sees = Callable[[Field | None, Any], bool]


def question(work: Workspace, form: str, name: str) -> Field | None:
    """The question of this name as the newest version that still asked it put it; None where none did."""
    for version in reversed(work.library.versions(form)):
        try:
            once = work.library.form(form, version)
        except (Missing, Damaged, BadForm):
            continue
        if once.has(name):
            return once.field(name)
    return None


def name_of(path: Path) -> str:
    """The name of the question behind an answer: its path without the numbers of lines."""
    return ".".join(step for step in path if isinstance(step, str))


def unseen(work: Workspace, form: Form, answers: Answers, sees: Sees) -> frozenset[str]:
    """The names of those that stay hidden: taking a question out of a form shows its answers to nobody else.

    Free properties, which never had a question, are as open as their form is.
    """
    found = ((name_of(path), value) for path, value in form.unknown(answers))
    asked = ((name, question(work, form.key, name), value) for name, value in found)
    return frozenset(
        name for name, once, value in asked if not (once is None and form.grows) and not sees(once, value)
    )
