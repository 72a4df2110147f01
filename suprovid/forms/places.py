"""Where a field occurs in the answers: once, or once for each line that it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from suprovid.forms.answers import Answers, Path, at
from suprovid.forms.fields import Field

Lines = tuple[tuple[str, Mapping[str, Any]], ...]


class Place(NamedTuple):
    """One occurrence of a field: its path, and the lines that it stands in."""

    path: Path
    lines: Lines


def places(field: Field, answers: Answers) -> Iterable[Place]:
    """Every occurrence of a field in the answers: once, or once for each line that it stands in."""
    return _places(field, answers) if field.inside else (Place((field.key,), ()),)


def _places(field: Field, answers: Answers) -> Iterator[Place]:
    found = [Place((), ())]
    for name, kind in field.inside:
        key = name.rpartition(".")[2]
        if kind == "lines":
            found = [inner for place in found for inner in _lines_at(place, key, name, answers)]
        else:
            found = [replace_path(place, (*place.path, key)) for place in found]
    for place in found:
        yield replace_path(place, (*place.path, field.key))


def _lines_at(place: Place, key: str, name: str, answers: Answers) -> Iterator[Place]:
    path = (*place.path, key)
    lines = at(answers, path)
    for position, line in enumerate(lines if isinstance(lines, list) else ()):
        if isinstance(line, dict):
            yield Place((*path, position), (*place.lines, (name, line)))


def replace_path(place: Place, path: Path) -> Place:
    return Place(path, place.lines)
