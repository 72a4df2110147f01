"""One small function for each word that another draft, or another renderer, writes otherwise.

Each takes the words of one schema and gives them back as draft 2020-12 has them; what it changes is told.
`came` says under which word the inner schemas stood before, so that references find them again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from suprovid.forms import vocabulary
from suprovid.forms.dialect import Reading, are_choices
from suprovid.forms.importing.patterns import patterns
from suprovid.forms.importing.shapes import shapes
from suprovid.forms.importing.spots import Spot, Words, without

Upgrade = Callable[[Words, Spot], Words]


def definitions(words: Words, spot: Spot) -> Words:
    """`definitions` of draft 7 and before are `$defs`."""
    found = words.get("definitions")
    if not isinstance(found, Mapping):
        return words
    spot.tell("definitions", "renamed", new="$defs")
    spot.came["$defs"] = "definitions"
    return {**without(words, "definitions"), "$defs": {**found, **words.get("$defs", {})}}


def dependencies(words: Words, spot: Spot) -> Words:
    """`dependencies` of draft 7: lists of names, and schemas, have words of their own."""
    found = words.get("dependencies")
    if not isinstance(found, Mapping):
        return words
    names = {key: [each] if isinstance(each, str) else each for key, each in found.items()}
    required = {key: each for key, each in names.items() if isinstance(each, list)}
    schemas = {key: each for key, each in names.items() if not isinstance(each, list)}
    new = {"dependentRequired": required, "dependentSchemas": schemas}
    new = {word: {**each, **words.get(word, {})} for word, each in new.items() if each}
    spot.tell("dependencies", "renamed", new=", ".join(new))
    spot.came["dependentSchemas"] = "dependencies"
    return {**without(words, "dependencies"), **new}


def tuples(words: Words, spot: Spot) -> Words:
    """A list in `items` is `prefixItems`, and `additionalItems` is what `items` says of the rest."""
    rest = without(words, "items", "additionalItems")
    if isinstance(words.get("items"), list):
        spot.tell("items", "renamed", new="prefixItems")
        spot.came |= {"prefixItems": "items", "items": "additionalItems"}
        more = {"items": words["additionalItems"]} if "additionalItems" in words else {}
        return {**rest, **({"prefixItems": words["items"]} if words["items"] else {}), **more}
    if "additionalItems" in words:
        spot.tell("additionalItems", "meaningless")
        return without(words, "additionalItems")
    return words


def bounds(words: Words, spot: Spot) -> Words:
    """`exclusiveMinimum: true` of draft 4 is the minimum itself, exclusively; the same for the maximum."""
    for word, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(words.get(word), bool):
            spot.tell(word, "boolean_bound", limit=limit)
            is_exclusive, words = words[word], without(words, word)
            if is_exclusive and limit in words:
                words = {**without(words, limit), word: words[limit]}
    return words


def identities(words: Words, spot: Spot) -> Words:
    """Names of schemas: references to them become pointers, so they are not needed."""
    for word in ("id", "$id", "$anchor", "$dynamicAnchor", "$recursiveAnchor"):
        if word in words and not (word == "id" and not isinstance(words["id"], str)):
            spot.tell(word, "not_needed")
            words = without(words, word)
    if "$vocabulary" in words:
        spot.tell("$vocabulary", "vocabulary")
    return without(words, "$vocabulary")


def recursion(words: Words, spot: Spot) -> Words:
    """`$recursiveRef` of 2019-09 and `$dynamicRef` lead, in one file, where `$ref` leads."""
    for word in ("$recursiveRef", "$dynamicRef"):
        if isinstance(words.get(word), str):
            spot.tell(word, "renamed", new="$ref")
            words = {**without(words, word), "$ref": words[word]}
    return words


def old_names(words: Words, spot: Spot) -> Words:
    """Words of draft 3 and of other tools for what has a word by now."""
    for old, new in (("divisibleBy", "multipleOf"), ("extends", "allOf"), ("disallow", "not"),
                     ("readonly", "readOnly"), ("example", "examples")):  # fmt: skip
        if old in words and new not in words:
            spot.tell(old, "renamed", new=new)
            spot.came[new] = old
            words = {**without(words, old), new: _as_new(old, words[old])}
    return words


def _as_new(old: str, value: Any) -> Any:
    if old == "disallow":
        return {"type": value}
    return [value] if old == "example" or (old == "extends" and not isinstance(value, list)) else value


def nullable(words: Words, spot: Spot) -> Words:
    """`nullable` of OpenAPI is a second type."""
    if "nullable" not in words:
        return words
    spot.tell("nullable", "renamed", new="type")
    kind, rest = words.get("type"), without(words, "nullable")
    return {**rest, "type": [kind, "null"]} if words["nullable"] is True and isinstance(kind, str) else rest


def types(words: Words, spot: Spot) -> Words:
    """`any` is no type; schemas among types are variants; of several types the first is asked for."""
    kind = words.get("type")
    kinds = kind if isinstance(kind, list) else [kind]
    if kind is None or kinds == ["any"] or "any" in kinds:
        if kind is not None:
            spot.tell("type", "any_type")
        return without(words, "type")
    plain = [each for each in kinds if isinstance(each, str)]
    if len(plain) < len(kinds):
        spot.tell("type", "renamed", new="anyOf")
        variants = [each if isinstance(each, dict) else {"type": each} for each in kinds]
        return {**without(words, "type"), "anyOf": [*words.get("anyOf", ()), *variants]}
    if len([each for each in plain if each != "null"]) > 1:
        spot.tell("type", "several_types", kind=next(each for each in plain if each != "null"))
    return words


def choices(words: Words, spot: Spot) -> Words:
    """`enum` with its names, and constants without titles, are choices with titles."""
    words = _listed(words, spot)
    for word in ("oneOf", "anyOf"):
        entries = _constants(words.get(word))
        if are_choices(entries):
            if any("title" not in entry for entry in entries):
                spot.tell(word, "choice_titles")
            words = {**words, word: [_entitled(entry) for entry in entries]}
        elif are_choices(words.get(word)):
            spot.tell(word, "bare_enum")
            words = {**words, word: [_bare(entry) for entry in words[word]]}
    return words


def _bare(entry: Words) -> Words:
    """A variant of one value; one that cannot be the key of a choice is a list of this value alone."""
    return entry if _is_key(entry["const"]) else {**without(entry, "const"), "enum": [entry["const"]]}


def _listed(words: Words, spot: Spot) -> Words:
    values, names = words.get("enum"), words.get("enumNames", words.get("x-enumNames"))
    rest = without(words, "enum", "enumNames", "x-enumNames")
    if not isinstance(values, list) or "oneOf" in words or "anyOf" in words:
        return words if isinstance(values, list) else rest
    if not values:
        spot.tell("enum", "no_values")
        return {**rest, "not": {}}
    if not all(_is_key(value) for value in values):
        spot.tell("enum", "bare_enum")
        return {word: value for word, value in words.items() if word in rest or word == "enum"}
    titles = names if isinstance(names, list) and len(names) == len(values) else values
    spot.tell("enum", "enum")
    pairs = zip(values, titles, strict=True)
    found = [{"const": value, "title": str(title)} for value, title in pairs]
    return {**rest, "oneOf": list({repr(entry["const"]): entry for entry in found}.values())}


def _is_key(value: Any) -> bool:
    """Can it be the key of a choice: something short to store, without spaces and quotes?"""
    if isinstance(value, str):
        return bool(value) and not any(sign.isspace() or sign in "{}'\"$" for sign in value)
    return isinstance(value, int | float)


def _constants(entries: Any) -> Any:
    """Variants that are one value each, written as constants; anything else as it is."""
    if not isinstance(entries, list):
        return None
    found = [
        {**without(entry, "enum"), "const": entry["enum"][0]}
        if isinstance(entry, dict) and isinstance(entry.get("enum"), list) and len(entry["enum"]) == 1
        else entry
        for entry in entries
    ]
    usable = all(isinstance(entry, dict) and _is_key(entry.get("const")) for entry in found)
    return found if usable else None


def _entitled(entry: Words) -> Words:
    title = entry.get("title") or str(entry["const"])
    kept = {word: value for word, value in entry.items() if word in vocabulary.CHOICE}
    return {**kept, "title": str(title)}


WIDGETS = {"textarea": "long", "multiline": "long", "markdown": "long", "html": "long", "phone": "phone",
           "tel": "phone", "range": "slider", "radio": "radio", "checkbox": "checkboxes", "select": "select",
           "table": "table"}  # fmt: skip
FORMATS = {"datetime": "date-time", "datetime-local": "date-time", "url": "uri", "e-mail": "email",
           "ip-address": "ipv4", "host-name": "hostname", "guid": "uuid"}  # fmt: skip

OWN_FORMATS = {"email": "format_email", "time": "format_time", "date-time": "format_moment"}
"""Formats that a form judges as people write them, not to the letter of their standard: what is told."""


def formats(words: Words, spot: Spot) -> Words:
    """Aliases of formats; formats that are widgets elsewhere; formats that nobody here knows."""
    name = words.get("format")
    if isinstance(name, str) and name in OWN_FORMATS:
        spot.tell("format", OWN_FORMATS[name])
    if not isinstance(name, str) or name in vocabulary.FORMATS:
        return words
    rest = without(words, "format")
    if FORMATS.get(name) in vocabulary.FORMATS:
        spot.tell("format", "format", old=name, new=FORMATS[name])
        return {**rest, "format": FORMATS[name]}
    if name in WIDGETS:
        spot.tell("format", "format", old=name, new=f"x-widget: {WIDGETS[name]}")
        return {**rest, "x-widget": words.get("x-widget", WIDGETS[name])}
    spot.tell("format", "unknown_format", old=name)
    return rest


def counts(words: Words, spot: Spot) -> Words:
    """`minLength: 3.0` is 3."""
    whole = {
        word: int(value)
        for word, value in words.items()
        if vocabulary.FIELD.get(word) == "count" and isinstance(value, float) and value.is_integer()
    }
    return {**words, **whole}


def others(words: Words, spot: Spot) -> Words:
    """What is left and no word of ours: notes of other renderers, and rules that we cannot hold."""
    kept: Words = {}
    for word, value in words.items():
        if word not in vocabulary.FIELD:
            spot.tell(word, "dropped")
        elif word.startswith("x-") and any(Reading("").value(vocabulary.FIELD[word], value, (word,))):
            spot.tell(word, "malformed")
        else:
            kept[word] = value
    return kept


UPGRADES: tuple[Upgrade, ...] = (
    shapes, definitions, dependencies, tuples, bounds, identities, recursion, old_names, nullable, types,
    choices, formats, patterns, counts, others,
)  # fmt: skip


def upgraded(words: Words, spot: Spot) -> Words:
    """The words of one schema as draft 2020-12 and our dialect have them."""
    for upgrade in UPGRADES:
        words = upgrade(words, spot)
    return words
