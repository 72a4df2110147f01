"""What is wrong with the named conditions for lists, file by file, so that a slip never hides a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from suprovid.casework.filters import Named, known_names, read
from suprovid.casework.known import Ground
from suprovid.forms.dialect import expression_fault
from suprovid.forms.faults import Fault

KNOWN = frozenset({"key", "title", "x-i18n-title", "of", "when"})
FOLDERS = frozenset({"client", "enquiry", "case", "organisation"})


def faults(ground: Ground, schemas: Path) -> Iterator[Fault]:
    """The faults of every filter in a schemas folder."""
    filters, unread = read(schemas)
    yield from unread
    names = known_names(ground)
    for filter in filters:
        yield from _words(filter)
        for error in filter.when.faults(names):
            yield expression_fault(filter.file, ("when",), error)


def _words(filter: Named) -> Iterator[Fault]:
    for word in filter.said:
        if word not in KNOWN:
            near = next(iter(get_close_matches(word, KNOWN, 1)), ", ".join(sorted(KNOWN)))
            yield Fault(filter.file, f"/{word}", "programme_unknown_word", {"word": word, "instead": near})
    if filter.of not in FOLDERS:
        yield Fault(filter.file, "/of", "programme_unknown_folder", {"word": filter.of, "instead": ""})
    titles = filter.said.get("x-i18n-title")
    if not (isinstance(titles, Mapping) and titles.get("en")):
        yield Fault(filter.file, "/title", "programme_unsaid", {"language": "en"}, warning=True)
