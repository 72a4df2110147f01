"""What is known of a folder: its documents with those it is linked to, read by the meaning of their answers.

The newest word wins: a state said in a later note, review or closure outlives the one in the plan,
while an answer that a new version merely copies keeps the age of its first saying.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, NamedTuple

from suprovid.casework.ground import Ground
from suprovid.casework.tags import Lines, Path
from suprovid.forms.fields import Field
from suprovid.store.folder import Folder

Line = dict[str, Any]

IN_FORCE = frozenset({"submitted", "approved", "returned"})
GONE = frozenset({"void", "superseded"})
BEGINNINGS = frozenset({"open", "planned", "active"})
"""The states that requests, steps and goals begin in."""


class Paper(NamedTuple):
    """A document with the folder that keeps it and the moment of its word."""

    at: str
    id: str
    form: str
    state: str
    folder: tuple[str, str]
    own: bool
    document: Mapping[str, Any]
    answers: Mapping[str, Any]

    @property
    def effective(self) -> bool:
        """Whether it is in force: approved, or submitted with nobody left to approve it."""
        return self.state == "approved" or (self.state == "submitted" and not self.document.get("awaits"))


@dataclass(frozen=True)
class Known:
    """One folder with what it is linked to, on one day.

    `linked`: for a case its enquiries and its client, for an enquiry its client and its case.
    `others`: the client's other enquiries and cases, to notice what comes back.
    `elsewhere`: what only the whole house knows, such as the coordinator's `load` and `capacity`.
    """

    ground: Ground
    folder: Folder
    linked: tuple[Folder, ...] = ()
    today: date = date.min
    others: tuple[Folder, ...] = ()
    elsewhere: Mapping[str, Any] = field(default_factory=dict)
    language: str = "uk"

    @property
    def place(self) -> tuple[str, str]:
        """The folder's kind and id."""
        return self.folder.kind, self.folder.id

    @classmethod
    def among(
        cls, ground: Ground, folder: Folder, around: Iterable[Folder], today: date, **more: Any
    ) -> Known:
        """A folder among those around it, which are told apart into the linked and the client's others."""
        near = tuple(other for other in around if (other.kind, other.id) != (folder.kind, folder.id))
        linked = tuple(other for other in near if _links(folder, other))
        return cls(ground, folder, linked, today, tuple(each for each in near if each not in linked), **more)

    def considering(self, document: Mapping[str, Any]) -> Known:
        """The same, as if this document were in force now: for answers that are still being given."""
        now = f"{self.today.isoformat()}T99"
        said = {**document, "state": "approved", "submitted": now, "updated": now}
        documents = {**self._without(document), str(document["id"]): said}
        return replace(self, folder=replace(self.folder, documents=documents))

    def _without(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """The folder's documents, those superseded that this one takes the place of."""
        form = str(document.get("form", ""))
        one = form in self.ground.single
        return {
            id: {**old, "state": "superseded"} if self._replaced(id, old, document, one) else old
            for id, old in self.folder.documents.items()
        }

    @staticmethod
    def _replaced(id: str, old: Mapping[str, Any], new: Mapping[str, Any], one: bool) -> bool:
        same = one and old.get("form") == new.get("form")
        return (same or id == new.get("previous")) and old.get("state") in IN_FORCE

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """Every document of the folder and of those linked, oldest word first; void ones left out."""
        own = self._own
        found = [
            self._paper(folder, id, document, (folder.kind, folder.id) in own)
            for folder in (self.folder, *self.linked)
            for id, document in folder.documents.items()
            if document.get("state") != "void"
        ]
        return tuple(sorted(found, key=lambda paper: (paper.at, paper.document.get("number") or 0)))

    @cached_property
    def _own(self) -> frozenset[tuple[str, str]]:
        """The folders whose lines are this folder's: a case has its enquiries', no enquiry has its case's."""
        near = [folder for folder in self.linked if folder.kind != "case"]
        return frozenset((folder.kind, folder.id) for folder in (self.folder, *near))

    def _paper(self, folder: Folder, id: str, document: Mapping[str, Any], own: bool) -> Paper:
        form, answers = str(document.get("form", "")), document.get("answers") or {}
        known = self.ground.forms.get(form)
        if known is not None and document.get("version") != known.version:
            answers = known.upgraded(answers)
        at = str(document.get("submitted") or document.get("updated") or document.get("created") or "")
        state = str(document.get("state", "draft"))
        return Paper(at, id, form, state, (folder.kind, folder.id), own, document, answers)

    @cached_property
    def said(self) -> tuple[Paper, ...]:
        """The documents whose answers count: submitted, approved, returned, or a draft that founds.

        Of a form with one document at a time: the one in force, else the newest that waits.
        """
        newest: dict[tuple[tuple[str, str], str], Paper] = {}
        for paper in self.papers:
            if paper.form in self.ground.single and self._counts(paper):
                place, rival = (paper.folder, paper.form), newest.get((paper.folder, paper.form))
                if rival is None or paper.effective or not rival.effective:
                    newest[place] = paper
        return tuple(
            paper
            for paper in self.papers
            if self._counts(paper) and newest.get((paper.folder, paper.form), paper) is paper
        )

    def _counts(self, paper: Paper) -> bool:
        if paper.state == "draft":
            return self.ground.founds.get(paper.form) == paper.folder[0]
        return paper.state in IN_FORCE

    # -- answers by tag -------------------------------------------------------------------------------

    def tagged(self, tag: str) -> tuple[Any, ...]:
        """Every answer with this tag, the newest document first."""
        return tuple(answer for _, answer in self.answers(tag))

    def answers(self, tag: str) -> Iterator[tuple[Paper, Any]]:
        """Every answer with this tag and the document that holds it, the newest first."""
        forms = self.ground.tags.answers.get(tag, {})
        for paper in reversed(self.said):
            if paper.form in forms:
                for answer in self.answers_in(paper, tag):
                    yield paper, answer

    def answers_in(self, paper: Paper, tag: str) -> Iterator[Any]:
        """The answers with this tag in one document, in the order of the form."""
        for container, path in self.ground.tags.answers.get(tag, {}).get(paper.form, ()):
            for line in _lines_at(paper.answers, container):
                answer = _at(line, path)
                if answer is not None:
                    yield answer

    def latest(self, tag: str) -> Any:
        """The newest answer with this tag; None if nobody has given one."""
        return next((answer for _, answer in self.answers(tag)), None)

    def paper_of(self, tag: str) -> Paper | None:
        """The newest document that answers this tag."""
        return next((paper for paper, _ in self.answers(tag)), None)

    def field(self, tag: str) -> Field | None:
        """The field that carries a tag."""
        return self.ground.tags.fields.get(tag)

    def label(self, tag: str, value: Any, language: str | None = None) -> str:
        """A choice as people read it; the value itself where the field has no such choice."""
        field = self.field(tag)
        choices = field.choices(language or self.language) if field else ()
        return next((choice.title for choice in choices if choice.value == value), str(value))

    # -- lines and records ----------------------------------------------------------------------------

    def records(self, family: str, also: Sequence[str] = ()) -> tuple[Line, ...]:
        """One dict for each live document that answers a tag of the family, keyed by the tags' last parts.

        `also` names tags of one word (`next_contact`) to take along.
        """
        forms = self.ground.tags.records.get(family, {})
        single = self.ground.tags.records.get("", {})
        found = []
        for paper in self.papers:
            if paper.own and paper.form in forms and paper.state not in GONE:
                more = tuple(column for column in single.get(paper.form, ()) if column.name in also)
                columns = (*forms[paper.form], *more)
                line = {c.name: v for c in columns if (v := _at(paper.answers, c.path)) is not None}
                found.append({**line, **_marks(paper, paper.id)})
        return tuple(found)

    def lines(self, family: str) -> tuple[Line, ...]:
        """One dict for each line of the family, keyed by the tags' last parts; the newest word wins.

        Beside the columns: `_id`, `_document`, `_folder`, `_form`, `_at`; `_outer` for a line in a line.
        """
        if family not in self._merged:
            self._merged[family] = self._merge(family)
        return self._merged[family]

    @cached_property
    def _merged(self) -> dict[str, tuple[Line, ...]]:
        return {}

    def _merge(self, family: str) -> tuple[Line, ...]:
        defined: dict[str, Line] = {}
        homes: dict[str, tuple[Paper, Lines]] = {}
        news: list[tuple[Paper, str, Line]] = []
        for paper, group, raw, outer in self._raw(family):
            line = {c.name: v for c in group.columns if (v := _at(raw, c.path)) is not None}
            if group.refers is not None:
                news.append((paper, str(_at(raw, group.refers)), line))
            elif paper.own:
                id = str(raw.get("_id") or f"{paper.id}/{len(defined)}")
                defined[id] = {**defined.get(id, {}), **line, **_marks(paper, id, outer)}
                homes[id] = (paper, group)
        for paper, id, words in news:
            if id in defined:
                defined[id].update(
                    {name: word for name, word in words.items() if self._newer(paper, id, name, homes[id])}
                )
        return tuple(defined.values())

    def _raw(self, family: str) -> Iterator[tuple[Paper, Lines, Mapping[str, Any], str]]:
        forms = self.ground.tags.lines.get(family, {})
        for paper in self.said:
            for group in forms.get(paper.form, ()):
                for outer in _lines_at(paper.answers, group.container[:-1]):
                    for line in _at(outer, group.container[-1]) or ():
                        yield paper, group, line, str(outer.get("_id", ""))

    def _newer(self, news: Paper, id: str, name: str, home: tuple[Paper, Lines]) -> bool:
        """Whether the news came after the line's own word was first said.

        A copied word keeps its age, and the word that a line begins with is no news at all.
        """
        paper, group = home
        path = next((column.path for column in group.columns if column.name == name), None)
        word = path and _word(paper, group, id, path)
        if path is None or word is None or word in BEGINNINGS:
            return True
        return news.at >= self._first_said(paper, group, id, path)

    def _first_said(self, paper: Paper, group: Lines, id: str, path: Path) -> str:
        word, at = _word(paper, group, id, path), str(paper.document.get("updated") or paper.at)
        while (earlier := self._by_id.get(str(paper.document.get("previous")))) is not None:
            if earlier.form != paper.form or _word(earlier, group, id, path) != word:
                break
            paper, at = earlier, earlier.at
        return at

    @cached_property
    def _by_id(self) -> dict[str, Paper]:
        return {paper.id: paper for paper in self.papers}

    # -- events ---------------------------------------------------------------------------------------

    def events(self, *acts: str) -> tuple[Mapping[str, Any], ...]:
        """The folder's events of these acts, oldest first."""
        return tuple(event for event in self.folder.events if event.get("act") in acts)


def _links(folder: Folder, other: Folder) -> bool:
    """Whether a folder names another as its client, its case or one of its enquiries."""
    about = folder.about
    if other.kind in ("client", "case"):
        return folder.kind in ("enquiry", "case") and about.get(other.kind) == other.id
    return other.id in about.get("enquiries", ())


def day(value: Any) -> date | None:
    """The day of a date or date-time answer; None where it is neither."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def truth(value: Any) -> bool | None:
    """Yes and no as three values: unclear, not asked and unanswered are not known."""
    if isinstance(value, bool):
        return value
    return {"yes": True, "no": False}.get(value) if isinstance(value, str) else None


def _marks(paper: Paper, id: str, outer: str = "") -> Line:
    return {
        "_id": id,
        "_document": paper.id,
        "_folder": paper.folder,
        "_form": paper.form,
        "_at": paper.at,
        "_state": paper.state,
        "_changed": str(paper.document.get("updated") or paper.at),
        "_outer": outer,
    }


def _at(answers: Mapping[str, Any], path: Sequence[str]) -> Any:
    found: Any = answers
    for key in path:
        if not isinstance(found, dict):
            return None
        found = found.get(key)
    return found


def _lines_at(answers: Mapping[str, Any], container: Sequence[Path]) -> Iterator[Mapping[str, Any]]:
    """The lines of a repeat, or of a repeat within a repeat; the answers themselves where there is none."""
    if not container:
        yield answers
        return
    for line in _at(answers, container[0]) or ():
        yield from _lines_at(line, container[1:])


def _word(paper: Paper, group: Lines, id: str, path: Path) -> Any:
    return next(
        (_at(line, path) for line in _lines_at(paper.answers, group.container) if line.get("_id") == id), None
    )


__all__ = ["Ground", "Known", "Line", "Paper", "day", "truth"]
