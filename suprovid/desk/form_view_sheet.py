"""What every part of a drawn form looks at: the form that was opened, the filling, the view, the words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, Protocol

from suprovid.casework.attaching import hashes
from suprovid.desk import file_route
from suprovid.desk.drafting import Filling
from suprovid.desk.drafts import Keeps
from suprovid.desk.escaping import plain, sendable
from suprovid.desk.widgets import Files
from suprovid.forms.answers import Answers, Path, at, unanswered
from suprovid.forms.fields import Choice, Field
from suprovid.forms.form import Form
from suprovid.forms.look import View
from suprovid.forms.problems import Problem
from suprovid.forms.setting import Setting


class Person(Protocol):
    @property
    def id(self) -> str: ...


class By(Protocol):
    @property
    def person(self) -> Person: ...

    @property
    def now(self) -> datetime: ...


class Desk(Protocol):
    """What a drawn form needs of the desk (`suprovid.desk.front_desk.Desk`)."""

    @property
    def language(self) -> str: ...

    @property
    def by(self) -> By: ...

    def say(self, key: str, /, **facts: object) -> str: ...


Live = Callable[[Field, Answers, Path], Iterable[Choice]]
Names = Callable[[Field, Any], "str | None"]


def no_choices(field: Field, answers: Answers, path: Path) -> Iterable[Choice]:
    """A form that stands alone has no live things to offer."""
    return ()


def no_name(field: Field, value: Any) -> str | None:
    """Nobody knows what a reference stands for."""
    return None


@dataclass(frozen=True, repr=False)
class Opened:
    """A form, opened for one document.

    `answers` are those of the document, or those that a new one begins with (`form.start`).
    `folder` is (kind, id) or None while there is none; `revision` is the folder's, as read for this drawing.
    `live` gives what a reference may choose from, `names` what a stored reference is called.
    `masked` says whose answers are shown as dots; `who` gives a person's name by id.
    `once` finds the question that an earlier version asked, by its name.
    `draft` names the draft of a document whose folder is not founded yet: several may be begun at once.
    """

    form: Form
    setting: Setting
    answers: Answers
    folder: tuple[str, str] | None = None
    document: Mapping[str, Any] | None = None
    revision: int | None = None
    live: Live = no_choices
    names: Names = no_name
    comments: Sequence[Mapping[str, Any]] = ()
    read_only: bool = False
    masked: Callable[[Field], bool] = lambda field: False
    who: Callable[[str], str] = str
    once: Callable[[str], Field | None] = lambda name: None
    drafts: Keeps | None = None
    submits: bool = True
    draft: str = ""


@dataclass(frozen=True)
class Asked:
    """How a field is put to a reader, worked out once for each language."""

    label: str
    title: str
    help: str | None
    note: str
    placeholder: str | None


@lru_cache(maxsize=8192)
def asked(field: Field, language: str) -> Asked:
    """The texts of a field, escaped."""
    title, unit = field.title(language), field.unit(language)
    if field.language and field.untranslated(language):
        title = f"{title} [{field.language}]"
    help, note = field.help(language), field.description(language)
    return Asked(
        label=plain(f"{title}, {unit}" if unit else title),
        title=plain(title),
        help=plain(help) if help and help != note else None,
        note=plain(note),
        placeholder=sendable(field.placeholder(language)) or None,
    )


@dataclass(frozen=True, repr=False)
class Held:
    """The attachments of an open form: new ones beside the draft, those of the document in its folder."""

    filling: Filling
    folder: tuple[str, str] | None
    stored: frozenset[str]

    def attach(self, content: bytes) -> str:
        return self.filling.hold(content)

    def address(self, digest: str) -> str:
        if self.folder is not None and digest in self.stored:
            return file_route.address(*self.folder, digest)
        return file_route.address(file_route.DRAFT, self.filling.draft.id, digest)


@dataclass(repr=False)
class Sheet:
    """One drawing of one form."""

    desk: Desk
    opened: Opened
    filling: Filling
    view: View
    problems: tuple[Problem, ...] = ()
    language: str = ""
    _troubles: dict[Path, list[str]] = field(default_factory=dict)
    _remarks: dict[Path, list[Mapping[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.language = self.opened.setting.language
        for problem in self.problems:
            if self.tells(problem):
                self._troubles.setdefault(problem.path, []).append(problem.sentence)
        for comment in self.opened.comments:
            self._remarks.setdefault(tuple(comment.get("path", ())), []).append(comment)

    def say(self, key: str, /, **facts: object) -> str:
        return self.desk.say(key, **facts)

    @property
    def read_only(self) -> bool:
        return self.opened.read_only

    def tells(self, problem: Problem) -> bool:
        """Is it time to tell? What is only not answered yet waits until somebody wants to submit."""
        if self.filling.checked or problem in self.filling.said:
            return True
        return problem.keyword not in ("required", "minItems")

    def value(self, path: Path) -> Any:
        return at(self.view.answers, path)

    def answered(self, field: Field, path: Path) -> bool:
        """Is there an answer? Lines that were made for the person count once something is put into one."""
        value = self.value(path)
        if field.kind != "lines" or not isinstance(value, list):
            return not unanswered(value)
        given = 2 if field.lines_from else 1
        return any(len(line) > given for line in value if isinstance(line, Mapping))

    def troubles(self, path: Path) -> list[str]:
        """What is wrong with exactly this answer, in words."""
        return self._troubles.get(path, [])

    def troubles_below(self, path: Path) -> list[str]:
        """What is wrong with an answer or with anything inside it, in words."""
        inside = (told for where, told in self._troubles.items() if where[: len(path)] == path)
        return list(dict.fromkeys(sentence for told in inside for sentence in told))

    def troubled(self) -> Iterator[tuple[str, ...]]:
        """Where something is wrong, with the ids of lines: the part of a widget's key after the token."""
        for path in self._troubles:
            yield steps_of(self.filling.answers, path)

    def troubles_within(self, path: Path) -> int:
        """How many things are wrong below a path."""
        return sum(len(told) for where, told in self._troubles.items() if where[: len(path)] == path)

    def remarks(self, path: Path) -> list[Mapping[str, Any]]:
        """What a supervisor wrote about this answer."""
        return self._remarks.get(path, [])

    @cached_property
    def files(self) -> Files:
        """Where attachments go, and where they are found again."""
        return Held(self.filling, self.opened.folder, hashes(self.opened.answers))

    def choices(self, field: Field, path: Path) -> tuple[Choice, ...]:
        """What can be chosen here: from the form, or from live data with names for what is stored."""
        if field.source is None:
            return field.choices(self.language)
        offered = tuple(self.opened.live(field, self.view.answers, path))
        known = {choice.value for choice in offered}
        value = self.value(path)
        stored = value if isinstance(value, list) else [value]
        kept = (each for each in stored if isinstance(each, str) and each not in known)
        named = ((each, self.opened.names(field, each)) for each in kept)
        return offered + tuple(Choice(each, name, True, {}) for each, name in named if name)

    def read(self, field: Field, value: Any) -> str:
        """An answer as text; references by their names."""
        if value is None:
            return ""
        if self.opened.masked(field):
            return "•••"
        if field.source is None:
            return field.reads(value, self.language)
        stored = value if isinstance(value, list) else [value]
        return ", ".join(self.opened.names(field, each) or self._offered(field, each) for each in stored)

    def _offered(self, field: Field, value: Any) -> str:
        """The name under which a thing of this very document is offered; typed text is its own name."""
        offered = self.opened.live(field, self.view.answers, ())
        return next((choice.title for choice in offered if choice.value == value), str(value))

    @cached_property
    def token(self) -> str:
        return self.filling.token


def steps_of(answers: Any, path: Path) -> tuple[str, ...]:
    """A path with the ids of lines in place of their positions."""
    steps = []
    for step in path:
        answers = at(answers, (step,))
        known = isinstance(step, int) and isinstance(answers, Mapping)
        steps.append(str(answers.get("_id", step)) if known else str(step))
    return tuple(steps)
