"""The draft of a form that is being filled: where it is kept, how it is found again, what was open in it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Protocol

from suprovid.errors import Damaged, Missing
from suprovid.forms.answers import Answers
from suprovid.store.drafts import Draft


class Keeps(Protocol):
    """Where drafts are kept (`suprovid.store.drafts.Drafts`)."""

    def keep(self, draft: Draft) -> None: ...

    def read(self, person: str, id: str) -> Draft: ...

    def throw_away(self, person: str, id: str) -> None: ...

    def attach(self, person: str, id: str, content: bytes) -> str: ...

    def attachments(self, person: str, id: str) -> dict[str, bytes]: ...


@dataclass(repr=False)
class Where:
    """What is open on the screen: the section, the line of each repeat, and how often it was redrawn anew.

    `began` is the fingerprint of the stored answers that typing began from; `language` the one that was
    chosen for this form, empty while it is that of the interface.
    """

    section: str = ""
    lines: dict[str, str] = field(default_factory=dict)
    generation: int = 0
    began: str = ""
    language: str = ""

    def text(self) -> str:
        said = [self.section, self.lines, self.generation, self.began, self.language]
        return json.dumps(said, ensure_ascii=False)

    @classmethod
    def read(cls, text: str) -> Where:
        """What a draft remembers; anything else opens the first section."""
        try:
            section, lines, generation, began, *more = json.loads(text)
            return cls(str(section), dict(lines), int(generation), str(began), *map(str, more[:1]))
        except (ValueError, TypeError):
            return cls()


def fingerprint(answers: Answers) -> str:
    """The same for the same answers."""
    text = json.dumps(answers, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def draft_id(*parts: object) -> str:
    """The same name for the same document, folder and form: what a draft is found by."""
    text = "\0".join(str(part or "") for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:20]


def begun(draft: Draft, drafts: Keeps | None) -> Draft | None:
    """The draft that this person has of the same thing, if it can be read."""
    if drafts is None:
        return None
    try:
        return drafts.read(draft.person, draft.id)
    except (Missing, Damaged, OSError):
        return None
