"""How it can go wrong: every failure that a person is told about, as data for a sentence.

An error names a sentence of `schemas/languages/` and the facts that the sentence mentions.
It never carries an answer that a client gave.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar


class SuprovidError(Exception):
    """Something that went wrong and can be told to a person in their language."""

    sentence: ClassVar[str] = "error.unknown"

    def __init__(self, **facts: object) -> None:
        self.facts = facts
        super().__init__(", ".join(f"{name}={value}" for name, value in facts.items()))


class Missing(SuprovidError):
    """There is no such folder, document, form or attachment (`kind`, `id`)."""

    sentence = "error.missing"


class Stale(SuprovidError):
    """The folder moved on since it was read (`kind`, `id`, `expected`, `found`: revisions)."""

    sentence = "error.stale"


class Damaged(SuprovidError):
    """A file cannot be trusted (`place`: the file, `why`); the others keep working."""

    sentence = "error.damaged"


class Unwritable(SuprovidError):
    """The disk refused (`place`, `why`); the old state stands."""

    sentence = "error.unwritable"


class Busy(SuprovidError):
    """Somebody else holds the lock of a folder for too long (`place`)."""

    sentence = "error.busy"


class NotAllowed(SuprovidError):
    """This person may not do this (`what`: the key of a right or an act)."""

    sentence = "error.not_allowed"


class NotPossible(SuprovidError):
    """The act does not fit the state of the document or case (`what`, `why`: sentence keys)."""

    sentence = "error.not_possible"


class NotTaken(SuprovidError):
    """A file is not what a question for attachments takes (`why`: the end of the sentence's key; `name`)."""

    sentence = "error.file"

    def __init__(self, why: str, **facts: object) -> None:
        super().__init__(**facts)
        self.why = why


class NotSound(SuprovidError):
    """A document does not satisfy its form: `problems` is the list, field by field."""

    sentence = "error.not_sound"

    def __init__(self, problems: Sequence[Any]) -> None:
        super().__init__(count=len(problems))
        self.problems = tuple(problems)


class BadExpression(SuprovidError):
    """An expression cannot be read or does not fit (`text`, `place`: 1-based column, `why`, `instead`)."""

    sentence = "error.bad_expression"


class SharedList(SuprovidError):
    """The choices belong to several forms (`file`: the list), so they are not changed in one of them."""

    sentence = "error.shared_list"


class BadForm(SuprovidError):
    """A form or list file has faults: `faults` is the list, each with place and remedy."""

    sentence = "error.bad_form"

    def __init__(self, faults: Sequence[Any]) -> None:
        super().__init__(count=len(faults))
        self.faults = tuple(faults)
