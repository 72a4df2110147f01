"""A plain schema made a form: fields at the root, labels, settings and sections."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as with_default
from typing import Any

from suprovid.forms.answers import copied
from suprovid.forms.compiling import compile_data
from suprovid.forms.faults import Fault
from suprovid.forms.fields import kind_of
from suprovid.forms.importing.changes import Changes, Endless, Place, Refused
from suprovid.forms.importing.names import slug, titled
from suprovid.forms.importing.spots import Words
from suprovid.forms.importing.walking import schemas, walked
from suprovid.forms.plain.merging import OBJECT
from suprovid.forms.references import step_to
from suprovid.forms.words import Words as Sentences

DIALECT = "https://json-schema.org/draft/2020-12/schema"
VERSION = "2026.1"
CYRILLIC = re.compile("[а-яіїєґ]", re.IGNORECASE)
FIELDS = frozenset({"type", "properties", "required", "title", "description", "$comment"})
"""Words of a part of `allOf` that only brings fields."""
ROOT = frozenset({"$schema", "title", "description", "type", "properties", "required", "x-form", "x-layout"})
NAMING = frozenset({"$ref", "$defs", "$schema", "title", "description", "$comment"})
"""What may stand beside the reference of a root that is nothing but what it refers to."""
MOST_NESTED = 10
MOST_MENDED = 200


@dataclass(frozen=True)
class Imported:
    """The form, what was changed on the way, and what our dialect still cannot hold."""

    form: Words
    changes: Changes
    faults: tuple[Fault, ...]

    @property
    def wrapped(self) -> str:
        """The field that holds the whole answer of a schema that is no object; empty for any other."""
        return next((str(each.facts["name"]) for each in self.changes if each.key == "wrapped"), "")


@dataclass(frozen=True)
class Labels:
    """What labelling needs to know: old keys by new ones, where to tell, what has been labelled."""

    old: Mapping[str, str]
    changes: Changes
    seen: set[int] = with_default(default_factory=set)


def imported(data: Any, key: str, subjects: Collection[str], words: Sentences) -> Imported:
    """A form under this key; raises Refused for what is no schema or leads out of its file."""
    if not isinstance(data, Mapping):
        raise Refused(place="/", why=type(data).__name__)
    changes = Changes()
    if _is_form(data, words):
        return Imported(dict(data), changes, ())
    try:
        return _imported(data, key, subjects, words, changes)
    except RecursionError:
        raise Endless(place="/") from None


def _is_form(data: Mapping[str, Any], words: Sentences) -> bool:
    """Is it a form of ours already, in which nothing is to be changed?"""
    settings = data.get("x-form")
    if not isinstance(settings, Mapping):
        return False
    return compile_data(data, f"forms/{settings.get('id')}.json", {}, words).form is not None


def _imported(
    data: Words | Mapping[str, Any], key: str, subjects: Collection[str], words: Sentences, changes: Changes
) -> Imported:
    whole, old_keys = walked(data, changes)
    _hoist(whole)
    root = _with_fields(whole, key, changes)
    root["title"] = root.get("title") or titled(key)
    _label(root, root, (), Labels(old_keys, changes))
    form = _framed(root, key, subjects)
    return _mended(form, changes, words)


def _hoist(root: Words) -> None:
    """Let references to the root lead to a copy of it: as a form it will be more than it was."""
    referring = [schema for _, schema in schemas(root, ()) if _leads_to_root(schema.get("$ref"))]
    if not referring:
        return
    defs = root.setdefault("$defs", {})
    name = "whole"
    while name in defs:
        name += "_"
    for schema in referring:
        if isinstance(schema, dict):
            schema["$ref"] = f"#/$defs/{name}{schema['$ref'][1:]}"
    defs[name] = copied({word: value for word, value in root.items() if word != "$defs"})


def _leads_to_root(reference: Any) -> bool:
    return isinstance(reference, str) and not reference.startswith("#/$defs/")


def _with_fields(root: Words, key: str, changes: Changes) -> Words:
    """The root as an object with fields: through its reference, out of `allOf`, or around one answer."""
    root = _gathered(_followed(root, root, changes), root, changes)
    if root.get("type") == "object" or ("type" not in root and not OBJECT.isdisjoint(root)):
        if "type" not in root:
            changes.tell((), "root_object")
        return {**root, "type": "object", "properties": root.get("properties", {})}
    if "type" not in root and _are_groups(root, root):
        changes.tell((), "root_variants")
        return {**root, "type": "object", "properties": {}}
    changes.tell((), "wrapped", name="answer")
    outer: Words = {word: root.pop(word) for word in ("$defs", "$schema") if word in root}
    return {
        **outer,
        "title": root.get("title", titled(key)),
        "type": "object",
        "properties": {"answer": root},
    }


def _are_groups(schema: Any, whole: Words, depth: int = 0) -> bool:
    """Are all the variants of a schema without a type of its own groups of answers?"""
    branches = [each for word in ("oneOf", "anyOf", "allOf") for each in schema.get(word, ())]
    branches += [schema[word] for word in ("then", "else") if word in schema]
    return bool(branches) and all(_is_group(each, whole, depth) for each in branches)


def _is_group(schema: Any, whole: Words, depth: int) -> bool:
    target = _target(schema, whole) if isinstance(schema, Mapping) else {}
    if "type" in target:
        return bool(target["type"] == "object")
    return not OBJECT.isdisjoint(target) or (depth < MOST_NESTED and _are_groups(target, whole, depth + 1))


def _followed(root: Words, whole: Words, changes: Changes) -> Words:
    """A root that is only a reference, with what it refers to."""
    seen: set[str] = set()
    while isinstance(root.get("$ref"), str) and root["$ref"] not in seen:
        seen.add(root["$ref"])
        target = step_to(whole, root["$ref"])
        if not isinstance(target, Mapping) or target is root:
            break
        if not NAMING.issuperset(root):
            return {**{word: value for word, value in root.items() if word != "$ref"},
                    "allOf": [{"$ref": root["$ref"]}, *root.get("allOf", ())]}  # fmt: skip
        changes.tell(("$ref",), "root_reference", ref=root["$ref"])
        root = {**target, **{word: value for word, value in root.items() if word != "$ref"}}
    return root


def _gathered(root: Words, whole: Words, changes: Changes) -> Words:
    """Fields that `allOf` brings, put beside the others, when they do not meet."""
    rest: list[Any] = []
    for number, part in enumerate(() if "additionalProperties" in root else root.get("allOf", ())):
        target = part
        if isinstance(part, Mapping) and isinstance(part.get("$ref"), str) and len(part) == 1:
            target = step_to(whole, part["$ref"])
        if not _brings_fields(target) or set(target["properties"]) & set(root.get("properties", {})):
            rest.append(part)
            continue
        changes.tell(("allOf", number), "gathered")
        root = {**root, "properties": {**root.get("properties", {}), **target["properties"]}}
        root["required"] = list(dict.fromkeys([*root.get("required", ()), *target.get("required", ())]))
    if "allOf" in root and "additionalProperties" not in root:
        root = {word: value for word, value in root.items() if word != "allOf"} | (
            {"allOf": rest} if rest else {}
        )
    return root


def _brings_fields(part: Any) -> bool:
    return isinstance(part, Mapping) and set(part) <= FIELDS and isinstance(part.get("properties"), Mapping)


def _label(holder: Words, whole: Words, place: Place, told: Labels) -> None:
    """Give every field a label, the old key as an alias, and every required name a field."""
    if id(holder) in told.seen:
        return
    told.seen.add(id(holder))
    fields = holder.setdefault("properties", {})
    for key in holder.get("required", ()):
        if key not in fields:
            told.changes.tell((*place, "required"), "required_unknown", name=key)
            fields[key] = _of_any_name(holder)
    for key, inner in list(fields.items()):
        spot = (*place, "properties", key)
        if inner is False:
            continue
        fields[key] = field = dict(inner) if isinstance(inner, Mapping) else {}
        _entitle(field, whole, spot, told)
        for inner_place, inner_holder in _holders(field, spot, whole):
            _label(inner_holder, whole, inner_place, told)


def _of_any_name(holder: Words) -> Any:
    """What an object says of answers that it does not name."""
    rest = holder.get("additionalProperties", {})
    return copied(rest) if isinstance(rest, dict) else {}


def _holders(field: Words, place: Place, whole: Words) -> Iterator[tuple[Place, Words]]:
    """(place, object) of the group or the lines that a field is, itself or by a reference."""
    target = _target(field, whole)
    place = _place(field, place)
    if isinstance(target.get("properties"), dict) or (
        target.get("type") == "object" and "required" in target
    ):
        yield place, target
    items = target.get("items")
    if isinstance(items, dict) and "items" not in _target(items, whole):
        yield from _holders(items, (*place, "items"), whole)


def _entitle(field: Words, whole: Words, place: Place, told: Labels) -> None:
    key = str(place[-1])
    if not field.get("title") and not _target(field, whole).get("title"):
        field["title"] = titled(told.old.get(key, key)).strip() or titled(key)
        told.changes.tell(place, "title", title=field["title"])
    if key in told.old:
        field["x-aliases"] = [*field.get("x-aliases", ()), told.old[key]]


def _place(field: Words, place: Place) -> Place:
    """Where what a field refers to stands."""
    reference = field.get("$ref")
    if not isinstance(reference, str):
        return place
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in reference.split("/")[1:])


def _target(field: Any, whole: Words) -> Words:
    """What the reference of a field leads to; the field itself without one."""
    found, steps = field, 0
    while isinstance(found.get("$ref"), str) and steps < len(whole) + 100:
        target = step_to(whole, found["$ref"])
        if not isinstance(target, dict):
            break
        found, steps = target, steps + 1
    return found if isinstance(found, dict) else {}


def _framed(root: Words, key: str, subjects: Collection[str]) -> Words:
    """The form with its settings first and its sections last."""
    settings = {"id": key, "version": VERSION, "languages": [_language(root)], "subject": list(subjects)}
    rest = {word: value for word, value in root.items() if word not in ROOT}
    head: Words = {word: root[word] for word in ("title", "description") if word in root}
    fields = {"properties": root["properties"], "required": root.get("required", [])}
    layout = _sections(root)
    return {
        "$schema": DIALECT, **head, "type": "object", "x-form": settings,
        **fields, **rest, "x-layout": layout,
    }  # fmt: skip


def _language(root: Words) -> str:
    """The language of the labels, by their letters."""
    texts = [root.get("title", ""), *(_titled(each) for each in root["properties"].values())]
    return "uk" if any(CYRILLIC.search(str(text)) for text in texts) else "en"


def _titled(field: Any) -> str:
    return str(field.get("title", "")) if isinstance(field, Mapping) else ""


def _sections(root: Words) -> list[Words]:
    """Plain questions together; a group or a repeat is a section of its own."""
    sections: list[Words] = []
    for key, field in root["properties"].items():
        if not isinstance(field, Mapping):
            continue
        target = _target(field, root)
        title = field.get("title") or target.get("title", key)
        if kind_of(target) in ("group", "lines"):
            sections.append({"key": f"about_{len(sections) + 1}", "title": title, "fields": [key]})
        elif sections and sections[-1]["key"].startswith("part_"):
            sections[-1]["fields"].append(key)
        else:
            name = f"part_{len(sections) + 1}"
            sections.append({"key": name, "title": root["title"] if not sections else title, "fields": [key]})
    return sections


def _mended(form: Words, changes: Changes, words: Sentences) -> Imported:
    """Without defaults that their own fields do not allow; whatever else is wrong is told."""
    file = f"forms/{form['x-form'].get('id', '')}.json"
    for _ in range(MOST_MENDED):
        compiled = compile_data(form, file, {}, words)
        wrong = [fault for fault in compiled.faults if fault.key == "bad_default"]
        dropped = [_drop(form, fault.place) for fault in wrong]
        if not any(dropped):
            break
        for fault in wrong:
            changes.tell(tuple(fault.place.split("/")[1:]), "bad_default")
    return Imported(form, changes, tuple(fault for fault in compiled.faults if not fault.warning))


def _drop(form: Words, place: str) -> bool:
    """Take the word at a place out; False when it is not written there (it came by a reference)."""
    *steps, word = [step.replace("~1", "/").replace("~0", "~") for step in place.split("/")[1:]]
    holder: Any = form
    for step in steps:
        holder = holder[int(step)] if isinstance(holder, list) else _target(holder, form).get(step)
        if holder is None:
            return False
    holder = _target(holder, form) if word not in holder else holder
    if not isinstance(holder, dict) or word not in holder:
        return False
    del holder[word]
    return True


def key_of(name: str) -> str:
    """The key of a form from the name of its file."""
    found = slug(name.removesuffix(".json").removesuffix(".schema"))
    return found if found[:1].isalpha() else f"form_{found}".rstrip("_")
