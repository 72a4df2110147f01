"""All forms, lists and words of a schemas folder; a faulty file never takes the place of a good one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import Any

from suprovid.errors import BadExpression, BadForm, Damaged, Missing, Stale, Unwritable
from suprovid.forms.archive import (
    Archive,
    is_key,
    text_of,
    version_order,
    with_version,
    write_atomically,
)
from suprovid.forms.compiling import Lists, compile_text
from suprovid.forms.faults import Fault
from suprovid.forms.form import Form
from suprovid.forms.lists import read_lists
from suprovid.forms.loading import read_json, read_text
from suprovid.forms.sentences import read_languages
from suprovid.forms.words import Words

Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Shelf:
    """What one reading of the folder found; replaced as a whole."""

    forms: Mapping[str, Form]
    lists: Lists
    words: Words
    faults: tuple[Fault, ...]
    stamp: Stamp

    @cached_property
    def ordered(self) -> tuple[Form, ...]:
        """The forms in the order they are offered."""
        offered = sorted(self.forms.values(), key=lambda form: (form.settings.get("order", 999), form.key))
        return tuple(offered)

    @cached_property
    def meaning(self) -> dict[str, tuple[Form, ...]]:
        """The forms by the tags that were asked for."""
        return {}


NOTHING_READ = Shelf({}, {}, Words({}), (), ())


class Library:
    """The forms in force, the lists and the words; safe to share between threads."""

    def __init__(self, schemas: Path, archive: Path | None = None) -> None:
        self.schemas = schemas
        self._archive = Archive(archive) if archive is not None else None
        self._lock = RLock()
        self._old: dict[tuple[str, str], Form] = {}
        self._shelf = NOTHING_READ
        self._shelf = self._read()

    @classmethod
    def read(cls, schemas: Path, archive: Path | None = None) -> Library:
        """Everything in a schemas folder; `archive` keeps the versions that were in force."""
        return cls(schemas, archive)

    @property
    def words(self) -> Words:
        """The sentences of the interface."""
        return self._shelf.words

    @property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the files; a form with faults stays in force in its last good version."""
        return self._shelf.faults

    @property
    def lists(self) -> Lists:
        """The shared lists by name, as written."""
        return self._shelf.lists

    @property
    def forms(self) -> tuple[Form, ...]:
        """The forms in force, in the order they are offered."""
        return self._shelf.ordered

    def has(self, key: str) -> bool:
        return key in self._shelf.forms

    def form(self, key: str, version: str = "") -> Form:
        """The form in force, or a version of it that once was; raises Missing."""
        now = self._shelf.forms.get(key)
        if now is not None and version in ("", now.version):
            return now
        return self._old_form(key, version or (self._archive.current(key) if self._archive else ""))

    def forms_meaning(self, tag: str) -> tuple[Form, ...]:
        """The forms that have a field with this tag, or with a tag below it."""
        shelf = self._shelf
        if tag not in shelf.meaning:
            shelf.meaning[tag] = tuple(form for form in shelf.ordered if form.fields_meaning(tag))
        return shelf.meaning[tag]

    def versions(self, key: str) -> tuple[str, ...]:
        """Every version that a form ever had, oldest first."""
        kept = set(self._archive.versions(key)) if self._archive and is_key(key) else set()
        if key in self._shelf.forms:
            kept.add(self._shelf.forms[key].version)
        return tuple(sorted(kept, key=version_order))

    def source(self, key: str) -> str:
        """The text of the form file, as it is on disk; raises Missing."""
        text, faults = read_text(self._file(key), f"forms/{key}.json")
        if faults:
            raise Missing(kind="form", id=key)
        return text

    def refreshed(self) -> bool:
        """Read again if a file has changed; says whether it has."""
        if stamp_of(self.schemas) == self._shelf.stamp:
            return False
        with self._lock:
            if stamp_of(self.schemas) == self._shelf.stamp:
                return False
            self._shelf = self._read()
            return True

    def judged(self, key: str, text: str) -> tuple[Form | None, tuple[Fault, ...]]:
        """What publishing this text would make: the form, or None; and the faults and warnings."""
        compiled = compile_text(text, f"forms/{key}.json", self.lists, self.words)
        return compiled.form, compiled.faults

    def publish(self, key: str, text: str, expecting_version: str, today: date) -> str:
        """Put a new text of a form in force; says its version, `year.number`.

        Raises BadForm with the faults, Stale when another version is in force than the one expected.
        """
        form, faults = self.judged(key, text)
        if not is_key(key):
            raise BadForm((Fault("forms", "/x-form/id", "bad_key", {"key": key}),))
        if form is None:
            raise BadForm(faults)
        data, _ = read_json(text, f"forms/{key}.json")
        with self._lock:
            self.refreshed()
            found = self._shelf.forms[key].version if self.has(key) else ""
            if found != expecting_version:
                raise Stale(kind="form", id=key, expected=expecting_version, found=found)
            version = self._next_version(key, today)
            if self._archive:
                self._archive.keep(key, version, with_version(form.schema, version), data)
            write_atomically(self._file(key), text_of(with_version(data, version)))
            self._shelf = self._read()
            return version

    def rollback(self, key: str, version: str, expecting_version: str, today: date) -> str:
        """Put an old version in force again, as a new one; says its version."""
        kept = self._archive.read(key, version) if self._archive else None
        if kept is None:
            raise Missing(kind="form", id=f"{key} {version}")
        return self.publish(key, text_of(kept["source"]), expecting_version, today)

    # How it is read.

    def _file(self, key: str) -> Path:
        if not is_key(key):
            raise Missing(kind="form", id=key)
        return self.schemas / "forms" / f"{key}.json"

    def _next_version(self, key: str, today: date) -> str:
        start = f"{today.year}."
        numbers = [
            int(number)
            for version in self.versions(key)
            if version.startswith(start) and (number := version[len(start) :].partition("-")[0]).isdigit()
        ]
        return f"{start}{max(numbers, default=0) + 1}"

    def _old_form(self, key: str, version: str) -> Form:
        if (key, version) not in self._old:
            kept = self._archive.read(key, version) if self._archive else None
            if kept is None:
                raise Missing(kind="form", id=" ".join(part for part in (key, version) if part))
            self._old[key, version] = revived(key, kept, self.words)
        return self._old[key, version]

    def _read(self) -> Shelf:
        stamp = stamp_of(self.schemas)
        sentences, unread = read_languages(self.schemas / "languages", self.words.sentences)
        words = Words(sentences)
        lists, faults = read_lists(self.schemas / "lists")
        forms: dict[str, Form] = {}
        found = [*unread, *faults]
        for path in sorted((self.schemas / "forms").glob("*.json")):
            form, told = self._read_form(path, lists, words)
            found.extend(told)
            if form is not None:
                forms[path.stem] = form
        return Shelf(forms, lists, words, tuple(found), stamp)

    def _read_form(self, path: Path, lists: Lists, words: Words) -> tuple[Form | None, tuple[Fault, ...]]:
        file = f"forms/{path.name}"
        text, faults = read_text(path, file)
        if not faults:
            compiled = compile_text(text, file, lists, words)
            if compiled.form is not None:
                return self._in_force(compiled.form, compiled.faults)
            faults = compiled.faults
        try:
            return self._last_good(path.stem, words), faults
        except Damaged as error:
            return None, (*faults, Fault(file, "", "archive_damaged", error.facts))

    def _in_force(self, form: Form, told: tuple[Fault, ...]) -> tuple[Form, tuple[Fault, ...]]:
        """The form under the version that the archive gives it; a disk that refuses is told, not fatal."""
        if self._archive is None:
            return form, told
        try:
            version = self._archive.keep(form.key, form.version, form.schema, form.source)
        except Unwritable as error:
            facts = {"why": error.facts["why"]}
            return form, (*told, Fault(f"forms/{form.key}.json", "", "not_archived", facts, warning=True))
        if version == form.version:
            return form, told
        return Form(with_version(form.schema, version), form.words, source=form.source), told

    def _last_good(self, key: str, words: Words) -> Form | None:
        version = self._archive.current(key) if self._archive and is_key(key) else ""
        kept = self._archive.read(key, version) if self._archive and version else None
        return revived(key, kept, words) if kept else None


def revived(key: str, kept: Mapping[str, Any], words: Words) -> Form:
    """A form out of the archive; raises Damaged when its file is not what was written."""
    try:
        return Form(kept["form"], words, source=kept.get("source"))
    except (BadExpression, AttributeError, KeyError, TypeError, ValueError) as error:
        raise Damaged(place=f"forms/{key}", why=type(error).__name__) from error


def stamp_of(schemas: Path) -> Stamp:
    """Which files there are, when each was written and how long it is."""
    paths = (path for part in ("forms", "lists", "languages") for path in (schemas / part).glob("*.json"))
    return tuple(sorted(_stamp(path) for path in paths))


def _stamp(path: Path) -> tuple[str, int, int]:
    try:
        state = path.stat()
    except OSError:
        return str(path), 0, 0
    return str(path), state.st_mtime_ns, state.st_size
