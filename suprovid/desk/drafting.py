"""A form that is being filled: its answers live here in the session, and go to a draft at every change.

Widgets only show these answers and write through to them.
The draft outlives the browser and the server; what a browser sends again after a restart wins over it,
because the form is drawn at once from the draft, under the same keys.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from suprovid.desk.drafts import Keeps, Where, fingerprint
from suprovid.errors import Busy, Unwritable
from suprovid.forms.answers import Answers, Path, at, copied, drop, put, put_exactly, take
from suprovid.forms.form import Form
from suprovid.forms.look import View
from suprovid.forms.plain.growing import Hands
from suprovid.forms.plain.merging import ABSENT
from suprovid.forms.problems import Problem
from suprovid.forms.setting import Setting
from suprovid.store.drafts import Draft

Steps = tuple[str, ...]
PROBLEMS: Steps = ("form-problems",)
"""Where the cursor goes when something stands against saving: to the list of what is wrong."""


@dataclass(repr=False)
class Filling:
    """One form in the hands of one person.

    `stored` are the answers to the letter, `before` those as opened (lines have ids); `base` those
    that typing began from, None when a draft waited so long that nobody knows them any more.
    `picked`, `unfolded` and `shown` say what of a tree of questions is drawn; `aside` is what waits for a
    change back to another branch. `event` is of an act whose answer was lost.
    """

    draft: Draft
    form: Form
    answers: Answers
    before: Answers
    base: Answers | None
    setting: Setting
    drafts: Keeps | None = None
    where: Where = field(default_factory=Where)
    resumed: str = ""
    checked: bool = False
    failed: bool = False
    removed: list[tuple[Steps, int, dict[str, Any]]] = field(default_factory=list)
    pending: dict[str, bytes] = field(default_factory=dict)
    wanted: str = ""
    event: str = ""
    focus: Steps = ()
    said: tuple[Problem, ...] = ()
    theirs: Answers | None = None
    theirs_revision: int | None = None
    theirs_by: str = ""
    tries: int = 0
    stored: Answers | None = None
    picked: dict[tuple[Path, str], int] = field(default_factory=dict)
    unfolded: set[Path] = field(default_factory=set)
    shown: dict[Path, int] = field(default_factory=dict)
    aside: dict[tuple[Path, str, int | None], Any] = field(default_factory=dict)
    _view: View | None = None

    @property
    def view(self) -> View:
        """The look at the answers as they are now, worked out once for each change."""
        if self._view is None:
            self._view = self.form.look(self.answers, self._held())
        return self._view

    def _held(self) -> Setting:
        """The setting with what was chosen in trees of questions."""
        if not (self.picked or self.unfolded or self.shown):
            return self.setting
        return replace(self.setting, hands=Hands(self.picked, self.unfolded, self.shown))

    def to_save(self) -> Answers:
        """The answers to store: computed ones in, hidden ones out; untouched ones to the letter."""
        if self.stored is None or self.changed:
            return self.view.kept()
        return self.view.untouched(self.stored)

    @property
    def token(self) -> str:
        """What all widget keys of this form begin with."""
        return f"{self.draft.id}-{self.setting.language}-{self.where.generation}"

    @property
    def changed(self) -> bool:
        """Has anything been typed since the form was opened?"""
        return self.answers != self.before

    def look_from(self, setting: Setting) -> None:
        """Take today's setting; the view is worked out again only if that can matter."""
        same = (setting.today, setting.profile, setting.language, setting.frozen)
        old = self.setting
        if same != (old.today, old.profile, old.language, old.frozen):
            self._view = None
        self.setting = setting

    def path(self, steps: Steps) -> Path | None:
        """Where an answer is now: ids of lines become positions; None when a line is gone."""
        path: list[str | int] = []
        place: Any = self.answers
        for step in steps:
            if isinstance(place, list):
                found = position_of(place, step)
                if found is None:
                    return None
                path.append(found)
                place = place[found]
            else:
                path.append(step)
                place = place.get(step) if isinstance(place, Mapping) else None
        return tuple(path)

    def write(self, steps: Steps, value: Any) -> None:
        """Put an answer down and fill in what it brings up; the answer of a line that is gone is let go."""
        path = self.path(steps)
        if path is None or at(self.answers, path) == value:
            return
        before = self.view
        put(self.answers, path, value)
        self.answers = self.form.appeared(before, self.answers, self.setting)
        self.touched()

    def write_exactly(self, path: Path, value: Any) -> None:
        """Put any value down inside a tree of questions, or nothing at all (ABSENT)."""
        if at(self.answers, path, ABSENT) == value and value is not ABSENT:
            return
        if value is ABSENT:
            take(self.answers, path)
            self._close_empty(path[:-1])
        else:
            before = self.view
            put_exactly(self.answers, path, value)
            self.answers = self.form.appeared(before, self.answers, self.setting)
        self.touched()

    def _close_empty(self, path: Path) -> None:
        """A group that was opened by typing goes with its last answer."""
        while len(path) > 1 and isinstance(path[-1], str) and at(self.answers, path) == {}:
            if at(self.before, path) == {}:
                return
            take(self.answers, path)
            path = path[:-1]

    def go_to(self, section: str) -> None:
        """Open a section; a draft that is there already remembers it."""
        self.where.section = section
        if self.changed:
            self.keep()

    def touched(self) -> None:
        """Something changed: look again, and keep the draft; what is saved next is another act."""
        self._view, self.event = None, ""
        self.keep()

    def keep(self) -> None:
        """Put the draft down; a disk that refuses is told on the screen, and what is typed stays there."""
        now = datetime.now().astimezone().isoformat(timespec="seconds")
        self.draft = replace(
            self.draft,
            form=self.form.key,
            answers=self.answers,
            where=self.where.text(),
            started=self.draft.started or now,
            updated=now,
        )
        if self.drafts is None:
            return
        try:
            self.drafts.keep(self.draft)
            self.failed = False
        except (Busy, Unwritable, OSError):
            self.failed = True

    def throw_away(self) -> None:
        """Back to the answers that the form was opened with."""
        self.answers = copied(self.before)
        self.resumed, self.checked, self.removed, self.pending = "", False, [], {}
        self.picked, self.unfolded, self.shown, self.aside = {}, set(), {}, {}
        self.where.generation += 1
        self._view = None
        self.forget()

    def rebase(self, theirs: Answers, revision: int | None) -> None:
        """From now on these are the stored answers, at this revision of the folder."""
        self.before = self.base = copied(theirs)
        self.where.began = fingerprint(self.before)
        self.draft = replace(self.draft, revision=revision)
        self.theirs = None

    def forget(self) -> None:
        """The draft is not needed any more."""
        if self.drafts is not None:
            with suppress(Busy, Unwritable, OSError):
                self.drafts.throw_away(self.draft.person, self.draft.id)

    def hold(self, content: bytes) -> str:
        """Keep a file until there is a folder for it: here, and beside the draft; its SHA-256."""
        digest = hashlib.sha256(content).hexdigest()
        self.pending[digest] = content
        if self.drafts is not None:
            try:
                self.drafts.attach(self.draft.person, self.draft.id, content)
            except (Busy, Unwritable, OSError):
                self.failed = True
        return digest

    def waiting(self) -> dict[str, bytes]:
        """The files that wait for a folder, those of an earlier session too."""
        if self.drafts is None:
            return self.pending
        return {**self.drafts.attachments(self.draft.person, self.draft.id), **self.pending}

    def renewed(self) -> None:
        """Draw every widget anew from the answers, because they changed behind the widgets' back."""
        self.where.generation += 1
        self.touched()

    # Lines of a repeat.

    def lines(self, steps: Steps) -> list[dict[str, Any]]:
        """The lines of a repeat; each has an id from now on."""
        return [line for _, line in self.placed(steps)]

    def placed(self, steps: Steps) -> list[tuple[int, dict[str, Any]]]:
        """(position, line) of a repeat; what is no line, left by a broken import, keeps its position."""
        found = [(number, line) for number, line in enumerate(self._items(steps)) if isinstance(line, dict)]
        for _, line in found:
            line.setdefault("_id", new_id())
        return found

    def _items(self, steps: Steps) -> list[Any]:
        path = self.path(steps)
        found = at(self.answers, path) if path is not None else None
        return found if isinstance(found, list) else []

    def add_line(self, steps: Steps, line: dict[str, Any] | None = None) -> None:
        """A new line at the end, open."""
        path = self.path(steps)
        if path is None:
            return
        line = {"_id": new_id(), **(line or {})}
        put(self.answers, path, [*self._items(steps), line])
        self.where.lines[".".join(steps)] = line["_id"]
        self.touched()

    def remove_line(self, steps: Steps, id: str) -> None:
        """Take a line out; it can be brought back until the form is saved."""
        path, lines = self.path(steps), self._items(steps)
        position = position_of(lines, id)
        if path is None or position is None:
            return
        self.removed.append((steps, position, lines[position]))
        rest = lines[:position] + lines[position + 1 :]
        drop(self.answers, path) if not rest else put(self.answers, path, rest)
        self.touched()

    def undo_removal(self, steps: Steps) -> None:
        """Bring the line back that was removed last, to where it stood."""
        for number in range(len(self.removed) - 1, -1, -1):
            if self.removed[number][0] == steps:
                _, position, line = self.removed.pop(number)
                path = self.path(steps)
                if path is not None:
                    lines = self._items(steps)
                    put(self.answers, path, [*lines[:position], line, *lines[position:]])
                    self.touched()
                return

    def move_line(self, steps: Steps, id: str, by: int) -> None:
        """One place up (-1) or down (1)."""
        path, lines = self.path(steps), self._items(steps)
        position = position_of(lines, id)
        if path is None or position is None or not 0 <= position + by < len(lines):
            return
        lines[position], lines[position + by] = lines[position + by], lines[position]
        put(self.answers, path, lines)
        self.touched()

    def open_line(self, steps: Steps, id: str) -> None:
        """Show this line with its questions, the others in one row each; an empty id closes all."""
        self.where.lines[".".join(steps)] = id
        if self.changed:
            self.keep()

    def line_open(self, steps: Steps) -> str | None:
        """The id of the open line; None while nobody has opened or closed one."""
        return self.where.lines.get(".".join(steps))


def position_of(lines: Sequence[Any], id: str) -> int | None:
    """The position of the line with this id."""
    for position, line in enumerate(lines):
        if isinstance(line, Mapping) and line.get("_id") == id:
            return position
    return None


def new_id() -> str:
    return secrets.token_hex(4)
