"""The sample organisation at its desk: who acts, on which day, and every document by an act.

The stories name the days of their own calendar; `later` moves all of them, in acts and in answers alike.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from suprovid.casework import acts, people
from suprovid.casework.acts import At, Done, Filled
from suprovid.casework.acts.documents import Comment
from suprovid.casework.facts import Facts
from suprovid.casework.people import By
from suprovid.casework.workspace import Workspace
from suprovid.errors import NotSound
from suprovid.store.folder import Json
from suprovid.store.register import Key

MINUTE = timedelta(minutes=1)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}(?=$|T)")
Answers = Mapping[str, Any]


@dataclass
class Office:
    """The people of the sample by login, the moment it is, and how far the story is moved.

    Each act takes a minute, so the history reads in order; the same `seed` gives the same folders.
    """

    work: Workspace
    people: Mapping[str, str]
    now: datetime
    later: timedelta = timedelta()
    seed: str = "sample"
    _count: Iterator[int] = field(default_factory=itertools.count)
    _seen: dict[Key, int] = field(default_factory=dict)

    def on(self, day: str, time: str = "10:00") -> None:
        """Let it be that day of the story, at that time."""
        moment = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=self.now.tzinfo)
        self.now = moment + self.later

    @property
    def today(self) -> str:
        """The day in the calendar of the story, as an answer says it."""
        return (self.now - self.later).date().isoformat()

    def day(self, day: str) -> date:
        """A day of the story as the calendar has it."""
        return date.fromisoformat(day) + self.later

    def by(self, login: str) -> By:
        """One of the staff, acting now."""
        return By(people.find(self.work, self.people[login]), self.now)

    def facts(self, key: Key) -> Facts:
        """What is true of a folder now."""
        return Facts(self.work.known(*key, self.now.date()))

    def found(self, login: str, kind: str, form: str, answers: Answers) -> Done:
        """A new folder, with its first document submitted."""
        return self._submit(login, At(kind, event=self._event()), Filled(form, self.moved(answers)))

    def add(self, login: str, key: Key, form: str, answers: Answers, reason: str = "") -> Done:
        """One more document, submitted into a folder; `reason` answers the warnings on the way."""
        return self._submit(login, self.at(key), Filled(form, self.moved(answers), reason=reason))

    def amend(self, login: str, key: Key, document: str, changes: Answers) -> Done:
        """A submitted document said anew, with these answers changed."""
        now = self.document(key, document)
        answers = {**now["answers"], **self.moved(changes)}
        return self._submit(login, self.at(key), Filled(now["form"], answers, document))

    def draft(self, login: str, key: Key, form: str, answers: Answers) -> Done:
        """A document that is not finished."""
        filled = Filled(form, self.moved(answers))
        return self._told(acts.save_draft(self.work, self.by(login), self.at(key), filled))

    def renew(self, login: str, key: Key, document: str, changes: Answers) -> Done:
        """The next version of a document, begun from the one in force and submitted with these changes."""
        fresh = self._told(acts.new_version(self.work, self.by(login), self.at(key), document))
        return self.amend(login, key, fresh.document or "", changes)

    def send_back(self, login: str, key: Key, document: str, comments: Sequence[Comment]) -> Done:
        """A submitted document returned with comments on its questions."""
        by = self.by(login)
        return self._told(acts.return_document(self.work, by, self.at(key), document, comments))

    def approve(self, login: str, key: Key, document: str) -> Done:
        """A submitted document agreed to."""
        return self._told(acts.approve(self.work, self.by(login), self.at(key), document))

    def settings(self, login: str, **chosen: Any) -> None:
        """Other settings of the organisation."""
        acts.change_settings(self.work, self.by(login), acts.settings_at(self.work), chosen)

    def hire(self, login: str, person: Answers) -> str:
        """Somebody new; their id."""
        return acts.add_person(self.work, self.by(login), person).id

    def at(self, key: Key) -> At:
        """Where the next act in a folder goes."""
        return At(*key, self._seen.get(key) or self.work.read(*key).revision, self._event())

    def document(self, key: Key, document: str) -> Json:
        """A document as it stands."""
        return self.work.read(*key).documents[document]

    def of_form(self, key: Key, form: str) -> tuple[Json, ...]:
        """The documents of a form in a folder, oldest first."""
        return tuple(each for each in self.work.read(*key).documents.values() if each["form"] == form)

    def moved(self, answers: Answers) -> dict[str, Any]:
        """Answers with every day of the story where the calendar has it."""
        return {name: self._moved(answer) for name, answer in answers.items()}

    # -- how ------------------------------------------------------------------------------------------

    def _moved(self, answer: Any) -> Any:
        if isinstance(answer, Mapping):
            return self.moved(answer)
        if isinstance(answer, list):
            return [self._moved(each) for each in answer]
        if isinstance(answer, str) and self.later and _DAY.match(answer):
            return (date.fromisoformat(answer[:10]) + self.later).isoformat() + answer[10:]
        return answer

    def _submit(self, login: str, at: At, filled: Filled) -> Done:
        try:
            return self._told(acts.submit(self.work, self.by(login), at, filled))
        except NotSound as error:
            told = "\n".join(f"{filled.form} {each.path}: {each.keyword}" for each in error.problems)
            error.add_note(told)
            raise

    def _told(self, done: Done) -> Done:
        self._seen[done.kind, done.id] = done.revision
        self.now += MINUTE
        return done

    def _event(self) -> str:
        name = f"{self.seed}/{next(self._count)}"
        return hashlib.blake2b(name.encode(), digest_size=8).hexdigest()


def key(done: Done) -> Key:
    """The folder that an act was about."""
    return done.kind, done.id
