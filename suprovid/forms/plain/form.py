"""A plain schema as a form: one question that is a whole tree, judged by the schema as it is written."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from suprovid.forms.answers import Answers, Path
from suprovid.forms.compiling import Compiled
from suprovid.forms.form import Form
from suprovid.forms.plain.judging import PlainJudge, TooMuchWork
from suprovid.forms.plain.merging import ABSENT, merge
from suprovid.forms.plain.parts import Part, root_of
from suprovid.forms.words import Words

ROOT = "answers"
TITLE = "x-i18n-title"


class PlainForm(Form):
    """A form whose answers, of any JSON type, stand under one key of their own."""

    plain = True

    def __init__(self, schema: Any, words: Words, key: str) -> None:
        self._whole = root_of(schema)
        told = self._whole.words
        titles = {word: told[word] for word in ("title", TITLE, "description") if word in told}
        settings = {"id": key, "version": "1", "languages": [words.default]}
        root = {"title": titles.get("title") or key, "x-widget": "tree"}
        super().__init__({**titles, "properties": {ROOT: root}, "x-form": settings}, words, source=told)

    @cached_property
    def validator(self) -> PlainJudge:  # type: ignore[override]
        """The schema as it is written."""
        return PlainJudge(self._whole.schema, within=(ROOT,))

    @property
    def literal_validator(self) -> PlainJudge:  # type: ignore[override]
        """The same: there is no other way to judge it."""
        return self.validator

    def seed(self, name: str) -> Part | None:
        """What the tree of a question grows from."""
        return self._whole if name == ROOT else None

    def nothing(self) -> Answers:
        """An empty group, when that is what the schema asks for."""
        try:
            kinds = merge([self._whole], ABSENT, (), {}).kinds
        except TooMuchWork:
            kinds = ()
        return {ROOT: {}} if kinds == ("object",) else {}


def compile_plain(schema: Any, file: str, words: Words) -> Compiled:
    """A form for a schema from elsewhere that nothing stands against."""
    key = file.rpartition("/")[2].removesuffix(".json")
    return Compiled(PlainForm(schema, words, key), ())


def unwrapped(path: Path) -> Path:
    """A path without the key that the form has put before it."""
    return path[1:] if path[:1] == (ROOT,) else path
