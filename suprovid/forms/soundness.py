"""Do the words of a form fit together: names that exist, conditions that can be worked out, a full layout."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from suprovid.forms.answer_kinds import form_kinds
from suprovid.forms.answers import Path
from suprovid.forms.dialect import expression_fault, untitled
from suprovid.forms.expression import parse
from suprovid.forms.expression.kinds import Kind
from suprovid.forms.expression.likeness import nearest
from suprovid.forms.faults import Fault, pointer
from suprovid.forms.fields import RULES, Schema, choice_schemas
from suprovid.forms.form import Form, holder_of, spots
from suprovid.forms.order import circles
from suprovid.forms.soundness_trees import tree_faults
from suprovid.forms.validator import Validator

MOST_FIELDS = 2000


def settings_faults(schema: Schema, file: str) -> Iterator[Fault]:
    """Faults of the form as a whole: its title, its id, the type at the root."""
    settings = schema.get("x-form")
    if not isinstance(settings, Mapping):
        yield Fault(file, "", "missing_word", {"word": "x-form"})
        return
    yield from untitled(schema, (), file)
    name = file.rpartition("/")[2].removesuffix(".json")
    if settings.get("id") != name:
        facts = {"id": settings.get("id", ""), "name": name}
        yield Fault(file, "/x-form/id", "id_is_not_name", facts)
    if schema.get("type") != "object" or not isinstance(schema.get("properties"), Mapping):
        yield Fault(file, "/type", "root_not_object")


def _not_ukrainian(schema: Schema, place: Path, settings: Schema, file: str) -> Iterator[Fault]:
    """A fault when a form that speaks Ukrainian, not as its first language, has no Ukrainian label here."""
    languages = settings.get("languages") or ["uk"]
    texts = schema.get("x-i18n-title")
    if languages[0] != "uk" and "uk" in languages and not (isinstance(texts, Mapping) and texts.get("uk")):
        yield Fault(file, pointer(place), "no_uk_title")


def shape_faults(schema: Schema, file: str) -> Iterator[Fault]:
    """Faults that can be told without any expression: titles, names in lists, the layout."""
    names = list(spots(schema))
    if len(names) > MOST_FIELDS:
        yield Fault(file, "/properties", "too_many_fields", {"limit": MOST_FIELDS})
        return
    yield from _unknown_names(schema.get("required", ()), schema, ("required",), file)
    settings = schema["x-form"]
    yield from _not_ukrainian(schema, (), settings, file)
    yield from _no_fields(schema, (), file)
    yield from _unknown_names(settings.get("identity", ()), schema, ("x-form", "identity"), file)
    for link, name in settings.get("links", {}).items():
        if name not in schema["properties"]:
            yield _unknown_name(name, schema["properties"], ("x-form", "links", link), file)
    for name, place, inner in names:
        yield from _field_faults(name, place, inner, file, schema.get("$defs", {}))
        yield from _not_ukrainian(inner, place, settings, file)
    yield from layout_faults(schema, file)


def _field_faults(name: str, place: Path, inner: Schema, file: str, defs: Schema) -> Iterator[Fault]:
    yield from untitled(inner, place, file)
    holder = holder_of(inner)
    if holder:
        inside = place if holder is inner else (*place, "items")
        yield from _no_fields(holder, inside, file)
        for word in RULES if holder is not inner else ():
            if word in holder:
                yield Fault(file, pointer((*inside, word)), "nameless_condition", {"word": word})
        yield from _unknown_names(holder.get("required", ()), holder, (*inside, "required"), file)
        for number, row in enumerate(holder.get("x-layout", ())):
            keys = [row] if isinstance(row, str) else row
            yield from _unknown_names(keys, holder, (*inside, "x-layout", number), file)
    elif "x-layout" in inner:
        yield Fault(file, pointer((*place, "x-layout")), "layout_without_fields")
    if "x-lines-from" in inner:
        yield from _lines_from_faults(inner, (*place, "x-lines-from"), file)
    if "default" in inner:
        judge = Validator({"type": "object", "properties": {"default": inner}, "$defs": defs})
        if any(True for _ in judge.findings({"default": inner["default"]})):
            yield Fault(file, pointer((*place, "default")), "bad_default", {"name": name})


def _lines_from_faults(inner: Schema, place: Path, file: str) -> Iterator[Fault]:
    source, columns = inner["x-lines-from"], holder_of(inner).get("properties", {})
    if not holder_of(inner):
        yield Fault(file, pointer(place), "lines_from_without_lines")
        return
    for word in ("choices", "field"):
        column = source.get(word)
        if column is not None and column not in columns:
            yield _unknown_name(column, columns, (*place, word), file)
        elif word == "choices" and column is not None and not _has_choices(columns[column]):
            yield Fault(file, pointer((*place, word)), "lines_from_without_choices", {"name": column})


def _has_choices(column: Any) -> bool:
    return isinstance(column, Mapping) and bool(choice_schemas(column))


def _no_fields(holder: Schema, place: Path, file: str) -> Iterator[Fault]:
    """`true` is a schema, and describes no field; `false` says that there must be none."""
    for key, inner in holder.get("properties", {}).items():
        if not isinstance(inner, Mapping) and inner is not False:
            yield Fault(file, pointer((*place, "properties", key)), "not_a_schema")


def _unknown_names(names: Collection[Any], holder: Schema, place: Path, file: str) -> Iterator[Fault]:
    known = holder.get("properties", {})
    for number, name in enumerate(names):
        if name not in known:
            yield _unknown_name(str(name), known, (*place, number), file)


def _unknown_name(name: str, known: Collection[str], place: Path, file: str) -> Fault:
    near = nearest(name, known)
    key = "unknown_name" if near else "unknown_name_far"
    return Fault(file, pointer(place), key, {"name": name, "nearest": near or ""})


def layout_faults(schema: Schema, file: str) -> Iterator[Fault]:
    """Faults of the layout: unknown, repeated and forgotten fields, sections with the same key."""
    known, seen, keys = schema.get("properties", {}), set[str](), set[str]()
    for number, section in enumerate(schema.get("x-layout", ())):
        if section.get("key") in keys:
            yield Fault(file, f"/x-layout/{number}/key", "duplicate_section", {"key": section.get("key")})
        keys.add(section.get("key"))
        for row_number, row in enumerate(section.get("fields", ())):
            place: Path = ("x-layout", number, "fields", row_number)
            for name in [row] if isinstance(row, str) else row:
                if name not in known:
                    yield _unknown_name(name, known, place, file)
                elif name in seen:
                    yield Fault(file, pointer(place), "twice_in_layout", {"name": name})
                seen.add(name)
    if "x-layout" in schema:
        for name, inner in known.items():
            if name not in seen and name != "_id" and inner is not False:
                yield Fault(file, "/x-layout", "not_in_layout", {"name": name})


def expression_faults(form: Form, file: str) -> Iterator[Fault]:
    """Faults of the expressions against the fields and their kinds, and circles among them."""
    kinds, places = form_kinds(form), places_of(form)
    for name, field in form.named.items():
        within = name.rpartition(".")[0]
        for word in RULES:
            if field.schema.get(word):
                current = Kind("any") if word != "x-constraint" else _as_kind(kinds[name])
                for error in parse(field.schema[word]).faults(kinds, within, current):
                    yield expression_fault(file, (*places[name], word), error)
    for place, text in _settings_expressions(form):
        for error in parse(text).faults(kinds):
            yield expression_fault(file, place, error)
    yield from tree_faults(form, kinds, places, file)
    for circle in circles(form.named, form.tree_needs):
        yield Fault(file, pointer(places[circle[0]]), "circle", {"names": " → ".join((*circle, circle[0]))})


def _settings_expressions(form: Form) -> Iterator[tuple[Path, str]]:
    opens = form.settings.get("opens", {})
    if form.settings.get("approval-if"):
        yield ("x-form", "approval-if"), form.settings["approval-if"]
    if opens.get("when"):
        yield ("x-form", "opens", "when"), opens["when"]


def source_faults(form: Form, file: str) -> Iterator[Fault]:
    """Faults of references to lines of the same document."""
    places = places_of(form)
    repeats = [name for name, field in form.named.items() if field.kind == "lines"]
    for name, field in form.named.items():
        source = field.source or {}
        of = source.get("of")
        if source.get("from") == "lines" and of not in repeats:
            yield _unknown_name(str(of), repeats, (*places[name], "x-choices-from", "of"), file)


def _as_kind(kind: Kind | str) -> Kind:
    return kind if isinstance(kind, Kind) else Kind(kind)


def places_of(form: Form) -> dict[str, Path]:
    """Where each field stands in the file."""
    return {name: place for name, place, _ in spots(form.schema)}
