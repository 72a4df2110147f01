"""Where tagged answers live in the forms in force: rules read answers by meaning, never by a form's name.

A tag is `family.name` (`request.area`) or a single word (`next_contact`).
A repeat whose columns carry tags of a family but not the family's principal word (a step's state in a note,
a request's result at closure) speaks *about* lines that another document holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from suprovid.forms.fields import Field
from suprovid.forms.form import Form
from suprovid.forms.library import Library

PRINCIPAL: Mapping[str, tuple[str, ...]] = {
    "request": ("words", "nature"),
    "goal": ("goal", "text", "words"),
    "step": ("what",),
    "package": ("service", "provider"),
}
"""The words that make a line a request, a goal, a step or a service, rather than news about one."""

SUBJECTS: Mapping[str, str] = {
    "requests": "request",
    "goals": "goal",
    "steps": "step",
    "package": "package",
}
"""Where a reference looks (`x-choices-from`), and the family of what it finds."""

OUTCOME = "outcome."
REFERS = frozenset({"ref", "id", "of", "update", "subject"})
RESULTS = frozenset({"result", "state"})

Path = tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """One tagged field of a line or of a document: `name` is the tag's last part."""

    tag: str
    name: str
    path: Path
    field: Field


@dataclass(frozen=True)
class Lines:
    """The tagged columns of one repeat; `refers` is the column that names the line spoken about."""

    container: tuple[Path, ...]
    columns: tuple[Column, ...]
    refers: Path | None = None


@dataclass(frozen=True)
class Tags:
    """Every tag of a library: on documents, on lines, and the field that stands for it."""

    fields: Mapping[str, Field]
    answers: Mapping[str, Mapping[str, tuple[tuple[tuple[Path, ...], Path], ...]]]
    records: Mapping[str, Mapping[str, tuple[Column, ...]]]
    lines: Mapping[str, Mapping[str, tuple[Lines, ...]]]

    @classmethod
    def of(cls, library: Library) -> Tags:
        """The tags of all forms of a library, read once."""
        fields: dict[str, Field] = {}
        answers: dict[str, dict[str, tuple[tuple[tuple[Path, ...], Path], ...]]] = {}
        records: dict[str, dict[str, tuple[Column, ...]]] = {}
        lines: dict[str, dict[str, list[Lines]]] = {}
        for form in library.forms:
            for container, columns in _containers(form).items():
                for column in filter(lambda column: column.tag, columns):
                    fields.setdefault(column.tag, column.field)
                    places = answers.setdefault(column.tag, {})
                    places[form.key] = (*places.get(form.key, ()), (container, column.path))
                for family, found in _families(columns, in_lines=bool(container)).items():
                    if not container:
                        records.setdefault(family, {})[form.key] = found
                    else:
                        group = Lines(container, found, _reference(family, columns))
                        lines.setdefault(family, {}).setdefault(form.key, []).append(group)
        return cls(
            fields,
            answers,
            records,
            {family: {form: tuple(groups) for form, groups in by.items()} for family, by in lines.items()},
        )

    def has(self, tag: str) -> bool:
        """Whether any form asks for this."""
        return tag in self.fields


def meanings(field: Field) -> tuple[str, ...]:
    """The tags of a field."""
    means: Any = field.means
    return (means,) if isinstance(means, str) else tuple(means or ())


def _containers(form: Form) -> dict[tuple[Path, ...], list[Column]]:
    """Tagged fields by the repeat that holds them: `()` is the document itself."""
    found: dict[tuple[Path, ...], list[Column]] = {}
    for container, path, field in _walk(form.fields, (), ()):
        tags = meanings(field) if field.kind != "lines" else ()
        for tag in tags or (("",) if field.source else ()):
            column = Column(tag, tag.rpartition(".")[2], path, field)
            found.setdefault(container, []).append(column)
    return {container: columns for container, columns in found.items() if any(c.tag for c in columns)}


def _walk(
    fields: Iterable[Field], container: tuple[Path, ...], path: Path
) -> Iterator[tuple[tuple[Path, ...], Path, Field]]:
    """Every field with the repeat that it stands in and its way inside that repeat."""
    for field in fields:
        here = (*path, field.key)
        yield container, here, field
        if field.children:
            if field.kind == "lines":
                yield from _walk(field.children, (*container, here), ())
            else:
                yield from _walk(field.children, container, here)


def _families(columns: Sequence[Column], in_lines: bool) -> dict[str, tuple[Column, ...]]:
    """The columns by family; results at an ending speak about the family that they end."""
    found: dict[str, list[Column]] = {}
    for column in columns:
        family, _, name = column.tag.rpartition(".")
        if in_lines and column.tag.startswith(OUTCOME):
            family, name = _ended(column.tag)
        if not family and (in_lines or not column.tag):
            continue
        if not (column.tag.startswith(OUTCOME) and SUBJECTS.get(source(column.field)) == family):
            found.setdefault(family, []).append(Column(column.tag, name, column.path, column.field))
    return {family: tuple(of) for family, of in found.items()}


def _ended(tag: str) -> tuple[str, str]:
    """`outcome.request` and `outcome.request.result` are the last word about a request's state."""
    subject, _, name = tag.removeprefix(OUTCOME).partition(".")
    if subject not in PRINCIPAL:
        return tag.rpartition(".")[0], tag.rpartition(".")[2]
    return subject, "state" if not name or name in RESULTS else name


def _reference(family: str, columns: Sequence[Column]) -> Path | None:
    """The column of a line that names which request, goal, step or service the line is about."""
    principal = {f"{family}.{word}" for word in PRINCIPAL.get(family, ())}
    if family not in PRINCIPAL or any(column.tag in principal for column in columns):
        return None
    for column in columns:
        if column.tag.startswith(f"{family}.") and column.name in REFERS:
            return column.path
    for column in columns:
        if SUBJECTS.get(source(column.field)) == family:
            return column.path
    return None


def source(field: Field) -> str:
    """Where the choices of a field come from (`x-choices-from`), empty for a list of its own."""
    chosen: Any = field.source
    found = chosen.get("from", "") if isinstance(chosen, Mapping) else getattr(chosen, "origin", "")
    return str(found or "")
